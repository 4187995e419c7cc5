"""公文 as a Word file by GB/T 9704-2012: 22 lines of 28 characters fill the type area.

The grid is `docGrid type=lines linePitch=579` with 0.25 point taken off each character of the body style. It was tried:
580 gives 21 lines, −0.2 point gives 27 characters, and `linesAndChars` gives 14 in LibreOffice.
"""

import unicodedata
from datetime import date
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor, Twips

from zhibu.ledger.papers import numerals
from zhibu.ledger.papers.shapes import Level, OfficialDocument, numbered
from zhibu.ledger.papers.word_base import (
    BODY_FACE,
    HEI_FACE,
    KAI_FACE,
    SONG_FACE,
    TITLE_FACE,
    add_field,
    different_odd_and_even,
    exact_lines,
    run,
    set_face,
    set_grid,
    set_indent,
    set_page,
    set_spacing_of_signs,
)

TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26  # millimetres
PITCH = 579  # twips from line to line
LINE = PITCH / 20  # the same in points
SIGN = 315  # twips that one character of the body takes: 16 points less 0.25
WIDTH = 8845  # twips of the type area
SIZE, TITLE_SIZE, SMALL_SIZE, LETTERHEAD_SIZE = 16, 22, 14, 42  # 3号, 2号, 4号
RED = RGBColor(0xC0, 0x00, 0x00)
AFTER_BORDERS = ("w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")  # as the format orders them
FACES = {Level.BODY: BODY_FACE, Level.FIRST: HEI_FACE, Level.SECOND: KAI_FACE}

EMU = 635  # English metric units in a twip
BOX = f"""<w:drawing {nsdecls("w", "wp", "a")} xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0"
 layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="margin"><wp:align>center</wp:align></wp:positionH>
<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>
<wp:extent cx="%(width)d" cy="%(height)d"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/>
<wp:docPr id="1" name="版记"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%(width)d" cy="%(height)d"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx><wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"/>
</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"""


def write(document: Any, paper: OfficialDocument) -> None:
    section = document.sections[0]
    set_page(section, top=TOP, bottom=BOTTOM, left=LEFT, right=RIGHT)
    section.top_margin, section.bottom_margin = Twips(2098), Twips(1984)
    section.left_margin, section.right_margin = Twips(1587), Twips(1474)
    set_grid(section, PITCH)
    _set_body_style(document)
    _number_pages(document, section)
    _write_head(document, paper)
    _write_title(document, paper.title_lines)
    if paper.to:
        _line(document, f"{paper.to}：")
    for mark, paragraph in numbered(paper.paragraphs):
        for number, text in enumerate(paragraph.text.split("\n")):
            line = _line(document, "", first=2 * SIGN)
            run(line, (mark if number == 0 else "") + text, FACES.get(paragraph.level, BODY_FACE), SIZE)
            if paragraph.then and number == 0:
                run(line, paragraph.then)
    _write_attachments(document, paper)
    _write_signature(document, paper)
    if paper.remark:
        _line(document, f"（{paper.remark}）", first=2 * SIGN)
    if paper.has_imprint:
        _write_imprint(document, paper)


def _set_body_style(document: Any) -> None:
    style = document.styles["Normal"]
    set_face(style, BODY_FACE, SIZE)
    set_spacing_of_signs(style, -5)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1
    style.paragraph_format.widow_control = False
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _line(document: Any, text: str, *, first: int = 0, left: int = 0, right: int = 0, align: Any = None) -> Any:
    paragraph = document.add_paragraph()
    if first or left or right:
        set_indent(paragraph, first=first, left=left, right=right)
    if align is not None:
        paragraph.alignment = align
    if text:
        run(paragraph, text)
    return paragraph


def _write_head(document: Any, paper: OfficialDocument) -> None:
    """发文机关标志, 发文字号 and 签发人, where there are any."""
    if paper.letterhead:
        line = _line(document, "", align=WD_ALIGN_PARAGRAPH.CENTER)
        exact_lines(line, LINE * 2)
        _off_the_grid(line)
        run(line, paper.letterhead, TITLE_FACE, LETTERHEAD_SIZE, colour=RED)
        _line(document, "")
    if not (paper.number or paper.signer or paper.letterhead):
        return
    line = _line(document, "", left=SIGN, right=SIGN)
    line.paragraph_format.tab_stops.add_tab_stop(Twips(WIDTH - SIGN), WD_TAB_ALIGNMENT.RIGHT)
    if not paper.signer:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run(line, paper.number)
    else:
        run(line, f"{paper.number}\t签发人：")
        run(line, paper.signer, KAI_FACE, SIZE)
    if paper.letterhead:
        _add_borders(line._element.get_or_add_pPr(), [("bottom", "12")], "C00000")


def _write_title(document: Any, title: str) -> None:
    if len(document.paragraphs) > 0:
        _line(document, "")
    for text in title.split("\n"):
        line = _line(document, "", align=WD_ALIGN_PARAGRAPH.CENTER)
        exact_lines(line, LINE)
        _off_the_grid(line)
        run(line, text, TITLE_FACE, TITLE_SIZE)
        line.paragraph_format.keep_with_next = True
    _line(document, "")


def _off_the_grid(paragraph: Any) -> None:
    """Exactly as high as said: large type would else take two lines of the grid."""
    apart = OxmlElement("w:snapToGrid")
    apart.set(qn("w:val"), "0")
    paragraph._element.get_or_add_pPr().insert_element_before(apart, *AFTER_BORDERS[3:])


def _write_attachments(document: Any, paper: OfficialDocument) -> None:
    """附件说明: one empty line below the text, indented by two, further ones under the first."""
    if not paper.attachments:
        return
    _line(document, "")
    if len(paper.attachments) == 1:
        _line(document, f"附件：{paper.attachments[0]}", left=5 * SIGN, first=-3 * SIGN)
        return
    for number, name in enumerate(paper.attachments, start=1):
        first = "附件：" if number == 1 else ""
        hang = -4 * SIGN if first else -SIGN
        _line(document, f"{first}{number}．{name}" if first else f"{number}．{name}", left=6 * SIGN, first=hang)


def _write_signature(document: Any, paper: OfficialDocument) -> None:
    """落款 above the day; the day four characters from the right, for a seal, the name centred over it."""
    if not (paper.signed_by or paper.dated):
        return
    for line in (document.paragraphs[-1], _line(document, ""), _line(document, "")):
        line.paragraph_format.keep_with_next = True  # a signature never stands alone on a page
    right = 4 * SIGN
    if paper.signed_by:
        line = _line(
            document,
            paper.signed_by,
            right=right_of_name(paper.signed_by, paper.dated),
            align=WD_ALIGN_PARAGRAPH.RIGHT,
        )
        line.paragraph_format.keep_with_next = True
    if paper.dated:
        _line(document, numerals.day(paper.dated), right=right, align=WD_ALIGN_PARAGRAPH.RIGHT)


def right_of_name(name: str, dated: date | None) -> int:
    """Twips from the right edge at which a name ends that is centred over the day."""
    over = (halves(numerals.day(dated)) - halves(name)) / 4 if dated else 0
    return max(round((4 + over) * SIGN), 0)


def halves(text: str) -> int:
    """Width in half characters."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def _number_pages(document: Any, section: Any) -> None:
    """— 1 — in 4号 宋体; right on odd pages, left on even ones, one character from the edge."""
    different_odd_and_even(document)
    section.footer_distance = Mm(24)
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.alignment = align
        set_indent(line, left=SIGN, right=SIGN)
        exact_lines(line, SMALL_SIZE)
        for piece in ("— ", None, " —"):
            if piece is None:
                add_field(line, "PAGE", SONG_FACE, SMALL_SIZE)
            else:
                set_face(run(line, piece), SONG_FACE, SMALL_SIZE, latin=SONG_FACE)


def _write_imprint(document: Any, paper: OfficialDocument) -> None:
    """版记 in a box at the foot of the last page: thick lines outside, a thin one between."""
    texts = [f"抄送：{paper.copied_to}。"] if paper.copied_to else []
    if paper.issued_by or paper.issued_on:
        texts.append(f"{paper.issued_by}\t{numerals.day(paper.issued_on)}印发" if paper.issued_on else paper.issued_by)
    lines = []
    for number, text in enumerate(texts):
        line = _line(document, "", left=SIGN, right=SIGN)
        exact_lines(line, 24)
        _off_the_grid(line)
        line.paragraph_format.tab_stops.add_tab_stop(Twips(WIDTH - SIGN), WD_TAB_ALIGNMENT.RIGHT)
        run(line, text, BODY_FACE, SMALL_SIZE)
        edges = [("top", "6" if number else "8")] + ([("bottom", "8")] if number == len(texts) - 1 else [])
        _add_borders(line._element.get_or_add_pPr(), edges)
        lines.append(line._element)
    box = parse_xml(BOX % {"width": WIDTH * EMU, "height": 26 * len(lines) * 20 * EMU})
    content = next(box.iter(qn("w:txbxContent")))
    for element in lines:
        content.append(element)  # takes it out of the body
    document.paragraphs[-1].add_run()._element.append(box)


def _add_borders(properties: Any, edges: list[tuple[str, str]], colour: str = "auto") -> None:
    """Lines at the sides of a paragraph; widths in eighths of a point."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{width}" w:space="1" w:color="{colour}"/>' for side, width in edges
    )
    properties.insert_element_before(parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>"), *AFTER_BORDERS)
