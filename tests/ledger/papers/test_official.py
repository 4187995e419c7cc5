"""公文 by GB/T 9704: 22 lines of 28 characters on the rendered page and in the Word file's grid; its parts in order."""

from datetime import date

import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.papers.reading import lines_of, opened, text_of
from zhibu.ledger.papers.pdf import pdf_of
from zhibu.ledger.papers.shapes import Field, FormPaper, Grid, Level, OfficialDocument, body, heading, numbered
from zhibu.ledger.papers.word import word_of
from zhibu.ledger.papers.word_official import right_of_name

RARE = "喆珺濛玥翀旻祎璟赟瑄䶮堃昇犇淼燊𠮷𬭎𫖯𬍡𬘭𨱏"
REQUEST = OfficialDocument(
    "关于召开党员大会\n进行换届选举的请示",
    [
        *body("本届支部委员会任期将满。"),
        heading("基本情况"),
        heading("人选", Level.SECOND, then="正文接着写。"),
        heading("时间"),
        *body("妥否，请批示。"),
    ],
    to="中共北山机械厂委员会",
    attachments=["候选人预备人选名单", "选举办法（草案）"],
    signed_by="中共一车间支部委员会",
    dated=date(2026, 11, 5),
    signer="王玉兰",
    number="北机一支〔2026〕3号",
    remark="联系人：李晓明",
    copied_to="组织部",
    issued_by="一车间党支部",
    issued_on=date(2026, 11, 6),
)


def test_a_full_page_holds_22_lines_of_28_characters() -> None:
    pages = lines_of(pdf_of(OfficialDocument("", body("国" * 2000))))
    for page in pages[:2]:
        number, lines = page[-1], page[:-1]
        assert "—" in number
        assert len(lines) == 22
        assert {len(line) for line in lines[1:]} == {28}
    assert len(pages[0][0]) == 26  # indented by two


def test_the_word_file_carries_the_grid_that_gives_22_by_28() -> None:
    document = opened(word_of(REQUEST))
    properties = document.sections[0]._sectPr
    grid = properties.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    size, margins = properties.find(qn("w:pgSz")), properties.find(qn("w:pgMar"))
    assert [size.get(qn(f"w:{name}")) for name in ("w", "h")] == ["11906", "16838"]
    assert [margins.get(qn(f"w:{name}")) for name in ("top", "bottom", "left", "right")] == [
        "2098", "1984", "1587", "1474",
    ]  # fmt: skip
    look = document.styles["Normal"]._element.rPr
    assert look.find(qn("w:spacing")).get(qn("w:val")) == "-5"
    assert look.find(qn("w:sz")).get(qn("w:val")) == "32"
    assert look.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"


def test_faces_are_named_with_a_stand_in_and_never_embedded() -> None:
    package = opened(word_of(REQUEST)).part.package
    fonts = next(part for part in package.iter_parts() if str(part.partname) == "/word/fontTable.xml").blob.decode()
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in fonts
    assert "embed" not in fonts
    assert [str(part.partname) for part in package.iter_parts() if "font" in str(part.partname)] == [
        "/word/fontTable.xml"
    ]


def test_the_parts_stand_in_their_order() -> None:
    said = [line.text for line in opened(word_of(REQUEST)).paragraphs if line.text]
    assert said == [
        "北机一支〔2026〕3号\t签发人：王玉兰",
        "关于召开党员大会",
        "进行换届选举的请示",
        "中共北山机械厂委员会：",
        "本届支部委员会任期将满。",
        "一、基本情况",
        "（一）人选正文接着写。",
        "二、时间",
        "妥否，请批示。",
        "附件：1．候选人预备人选名单",
        "2．选举办法（草案）",
        "中共一车间支部委员会",
        "2026年11月5日",
        "（联系人：李晓明）",
    ]


def test_the_pdf_says_the_same() -> None:
    said = "".join(text_of(pdf_of(REQUEST)).split())
    for part in ("签发人：王玉兰", "附件：1．候选人预备人选名单", "抄送：组织部。", "2026年11月6日印发", "—1—"):
        assert part in said


def test_rare_names_have_no_missing_glyph(caplog: pytest.LogCaptureFixture) -> None:
    """The engine says in its log when it has to draw the empty box."""
    names = [f"{sign}·买买提" for sign in RARE]
    heads = [heading(RARE), heading(RARE, Level.SECOND)]
    pdf_of(OfficialDocument("关于" + RARE, [*body(*names), *heads], signed_by=RARE))
    pdf_of(FormPaper(RARE, [Grid([Field(RARE, "·".join(RARE))])]))
    assert "notdef" not in caplog.text
    pdf_of(OfficialDocument("", body("\U000f1234")))
    assert "notdef" in caplog.text


def test_numerals_start_anew_below_each_heading() -> None:
    levels = [Level.FIRST, Level.SECOND, Level.SECOND, Level.THIRD, Level.FOURTH, Level.FIRST, Level.SECOND]
    marks = [mark for mark, _paragraph in numbered([heading("题", level) for level in levels])]
    assert marks == ["一、", "（一）", "（二）", "1.", "（1）", "二、", "（一）"]


def test_the_name_is_centred_over_the_day() -> None:
    day = date(2026, 11, 5)  # 6 half-width digits and three signs: 13 halves wide
    assert right_of_name("一二三四五六", day) == round((4 + 0.25) * 315)
    assert right_of_name("一" * 40, day) == 0


@given(st.text(max_size=200))
@settings(max_examples=8)
def test_any_text_can_be_written(text: str) -> None:
    opened(word_of(OfficialDocument(text, body(text), to=text, signed_by=text, copied_to=text, attachments=[text])))
