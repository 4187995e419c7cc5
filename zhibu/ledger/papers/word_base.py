"""What both kinds of Word paper share: faces with stand-ins, measures, page numbers, harmless text."""

import re
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

TITLE_FACE, BODY_FACE, KAI_FACE, HEI_FACE, SONG_FACE = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
STAND_INS = {TITLE_FACE: "宋体", BODY_FACE: "仿宋", KAI_FACE: "楷体", HEI_FACE: "SimHei", SONG_FACE: "SimSun"}
LATIN_FACE = "Times New Roman"
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TWIPS_OF_POINT = 20


def harmless(text: str) -> str:
    """Without the characters that the file format cannot hold."""
    return NOT_IN_XML.sub("", text)


def name_stand_ins(document: Any) -> None:
    """In the font table: what Word and WPS take where a face is not installed. The language is Chinese."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for face, other in STAND_INS.items()
    )
    part._blob = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'.encode()
    )


def set_face(target: Any, face: str, size: float, *, bold: bool = False, latin: str = LATIN_FACE) -> None:
    """Face and size of a run or a style; `size` in points."""
    target.font.size = Pt(size)
    target.font.bold = bold
    target.font.name = latin
    fonts = target._element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), face)
    fonts.set(qn("w:cs"), latin)
    fonts.set(qn("w:hint"), "eastAsia")


def run(paragraph: Any, text: str, face: str = "", size: float = 0, *, bold: bool = False, colour: Any = None) -> Any:
    """Add text to a paragraph; without a face it looks as the paragraph's style says. Line breaks stay."""
    added = paragraph.add_run(harmless(text))
    if face:
        set_face(added, face, size, bold=bold)
    if colour is not None:
        added.font.color.rgb = colour
    return added


def set_spacing_of_signs(style: Any, twips: int) -> None:
    """Character spacing of a style, in twips."""
    properties = style._element.get_or_add_rPr()
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(twips))
    properties.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")


def set_indent(paragraph: Any, *, left: int = 0, right: int = 0, first: int = 0) -> None:
    """In twips; a negative `first` hangs."""
    properties = paragraph._element.get_or_add_pPr()
    for old in properties.findall(qn("w:ind")):
        properties.remove(old)
    paragraph.paragraph_format.left_indent = left * 635
    paragraph.paragraph_format.right_indent = right * 635
    paragraph.paragraph_format.first_line_indent = first * 635


def exact_lines(paragraph: Any, points: float) -> None:
    paragraph.paragraph_format.line_spacing = Pt(points)


def set_page(section: Any, *, top: float, bottom: float, left: float, right: float, landscape: bool = False) -> None:
    """A4 with these margins in millimetres."""
    width, height = (297, 210) if landscape else (210, 297)
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    if landscape:
        section._sectPr.find(qn("w:pgSz")).set(qn("w:orient"), "landscape")


def set_grid(section: Any, pitch: int | None) -> None:
    """`docGrid` by lines with this pitch in twips; None takes the grid away."""
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    if pitch:
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(pitch))
    properties.append(grid)


def add_field(paragraph: Any, code: str, face: str, size: float, shown: str = "1") -> None:
    """A field that Word works out, such as PAGE."""
    for kind, content in (("begin", None), (None, code), ("separate", None), (None, shown), ("end", None)):
        piece = paragraph.add_run()
        set_face(piece, face, size, latin=face)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            piece._element.append(mark)
        elif content == code:
            piece._element.append(parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> {code} </w:instrText>'))
        else:
            piece.text = content


def different_odd_and_even(document: Any) -> None:
    document.settings.odd_and_even_pages_header_footer = True


def border_cells(table: Any) -> None:
    """Thin lines around all cells, and a little room inside them."""
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "auto")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 30), ("left", 100), ("bottom", 30), ("right", 100))
    )
    room = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>")
    properties.insert_element_before(room, "w:tblLook")


def set_widths(table: Any, twips: list[int]) -> None:
    """Fixed widths of all columns."""
    table.autofit = False
    grid = table._tbl.tblGrid
    for column, width in zip(grid.findall(qn("w:gridCol")), twips, strict=True):
        column.set(qn("w:w"), str(width))
    for row in table.rows:
        for cell, width in zip(row._tr.tc_lst, twips, strict=False):
            properties = cell.get_or_add_tcPr()
            properties.get_or_add_tcW().type = "dxa"
            properties.get_or_add_tcW().w = width


def never_split(row: Any, *, least: float = 0, is_heading: bool = False) -> None:
    """The row stays whole, is at least so many points high, and as a heading stands again on each page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if least:
        height = OxmlElement("w:trHeight")
        height.set(qn("w:val"), str(round(least * TWIPS_OF_POINT)))
        height.set(qn("w:hRule"), "atLeast")
        properties.append(height)
    if is_heading:
        properties.append(OxmlElement("w:tblHeader"))


def open_side(cell: Any, side: str) -> None:
    """No line on this side of a cell."""
    properties = cell._tc.get_or_add_tcPr()
    borders = properties.find(qn("w:tcBorders"))
    if borders is None:
        borders = OxmlElement("w:tcBorders")
        properties.insert_element_before(borders, "w:shd", "w:noWrap", "w:tcMar", "w:vAlign")
    line = OxmlElement(f"w:{side}")
    line.set(qn("w:val"), "nil")
    borders.append(line)
