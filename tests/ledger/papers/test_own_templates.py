"""A unit's own templates: filled with the record's values, refused in one sentence when they ask for more."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from docx import Document

from tests.ledger.papers.reading import opened
from zhibu.base.errors import Refused
from zhibu.ledger.papers import own_templates
from zhibu.ledger.papers.catalogue import PAPERS
from zhibu.ledger.papers.placeholders import name_of, names_of, starting_template, values_of
from zhibu.ledger.papers.shapes import Field, FormPaper, Grid, OfficialDocument, Table, TableColumn, body, heading
from zhibu.ledger.papers.word import word_of

BLANK = FormPaper(
    "会议记录",
    [
        Grid([Field("会议名称"), Field("发言要点（含不同意见）")]),
        Grid([Field("议题"), Field("决定")], name="各项议题"),
        Table([TableColumn("姓名"), TableColumn("票数")], title="表决"),
    ],
)
DRAWN = FormPaper(
    "一车间党支部会议记录",
    [
        Grid([Field("会议名称", "四季度<大会>&")]),
        Grid([Field("议题", "夜班就餐"), Field("决定", "供热餐")], name="各项议题"),
        Grid([Field("议题", "党课"), Field("决定", "")], name="各项议题"),
        Table([TableColumn("姓名"), TableColumn("票数")], [("李晓明", "5"), ("单雪", "3")], title="表决"),
    ],
)
NAMES = names_of(BLANK)
ONLY_A_ZIP = b"PK\x05\x06" + bytes(18)


def template(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        own_templates.check(data, NAMES)
    assert caught.value.field == "file"
    return caught.value.reason


def text_of(data: bytes) -> str:
    document = opened(data)
    cells = [cell.text for table in document.tables for cell in table._cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def with_part(name: str, content: bytes, data: bytes | None = None) -> bytes:
    file = BytesIO(data or template("{{ 会议名称 }}"))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(name, content)
    return file.getvalue()


def test_labels_become_names() -> None:
    assert NAMES.single == ["标题", "会议名称", "发言要点含不同意见"]
    assert NAMES.lists == {"各项议题": ["议题", "决定"], "表决": ["姓名", "票数"]}
    assert name_of("2026 年（应交）") == "_2026年应交"


def test_a_template_is_filled_and_missing_values_are_empty() -> None:
    data = template("{{ 标题 }}", "{{会议名称}}", "（{{ 发言要点含不同意见 }}）", "{% if 会议名称 %}有{% endif %}")
    own_templates.check(data, NAMES)
    assert text_of(own_templates.filled(data, DRAWN, NAMES)) == "一车间党支部会议记录\n四季度<大会>&\n（）\n有"


def test_the_starting_template_passes_and_gives_back_the_paper() -> None:
    data = word_of(starting_template(BLANK))
    own_templates.check(data, NAMES)
    said = text_of(own_templates.filled(data, DRAWN, NAMES))
    for value in ("四季度<大会>&", "夜班就餐", "供热餐", "党课", "李晓明", "单雪"):
        assert value in said
    assert "{" not in said


@pytest.mark.parametrize("paper", [paper for paper in PAPERS if paper.blank], ids=lambda paper: paper.key)
def test_every_paper_can_begin_with_its_starting_template(paper) -> None:
    blank = paper.blank("一车间党支部")
    names = names_of(blank)
    data = word_of(starting_template(blank))
    own_templates.check(data, names)
    assert "{" not in text_of(own_templates.filled(data, blank, names))
    assert len(set(names.single)) == len(names.single)


def test_the_starting_template_of_a_document() -> None:
    blank = OfficialDocument("", [])
    data = word_of(starting_template(blank))
    own_templates.check(data, names_of(blank))
    shape = OfficialDocument("关于换届的请示", [heading("情况"), *body("如下。")], to="厂党委", dated=date(2026, 11, 5))
    said = text_of(own_templates.filled(data, shape, names_of(blank)))
    assert "关于换届的请示" in said
    assert "一、情况\n如下。" in said


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["{{ 会议名 }}"], "这份文书没有 {{ 会议名 }} 这一项，是不是 {{ 会议名称 }}？"),
        (["{{ xyz }}"], "这份文书没有 {{ xyz }} 这一项，能用的名称见下面的清单。"),
        (["{%p for 行 in 表 %}", "{%p endfor %}"], "这份文书没有 {{ 表 }} 这一项，是不是 {{ 表决 }}？"),
        (["{%p for 行 in 表决 %}", "{{ 行.名字 }}", "{%p endfor %}"],
         "这份文书没有 {{ 行.名字 }} 这一项，是不是 {{ 行.姓名 }}？"),
        (["{{ 行.姓名 }}"], "{{ 行.姓名 }} 要写在循环行里面。"),
        (["{%p for 行 in 表决 %}"], "模板里有一处循环没有写完整：每个 {%tr for … %} 后面要有 {%tr endfor %}。"),
        (["{% if 会议名称 %}"], "模板里有一处“如果”没有写完整：每个 {% if … %} 后面要有 {% endif %}。"),
        (["{{ 会议名称"], "模板里有一处占位符写得不完整：要写成 {{ 名称 }}，两边各两个花括号。"),
        (["{{r 会议名称 }}"], "占位符写成 {{ 名称 }}，前面不加字母。"),
    ],
)  # fmt: skip
def test_a_wrong_placeholder_is_told_in_one_sentence(lines: list[str], sentence: str) -> None:
    assert refusal(template(*lines)) == sentence


@pytest.mark.parametrize(
    "line",
    [
        "{{ 会议名称.__class__ }}",
        "{{ 会议名称 * 1000000000 }}",
        "{{ 会议名称|upper }}",
        "{{ [1] }}",
        "{{ range(10) }}",
        "{% set x = 1 %}",
        "{% for i in '长' %}{% endfor %}",
        "{% include 'x' %}",
        "{% for a in 表决 %}{% for b in 表决 %}{% for c in 表决 %}{% endfor %}{% endfor %}{% endfor %}",
    ],
)
def test_nothing_else_of_the_template_language_works(line: str) -> None:
    assert refusal(template(line))


def test_macros_objects_and_foreign_content_are_refused() -> None:
    assert refusal(with_part("word/vbaProject.bin", b"x")) == "模板里有宏，不能用。"
    assert refusal(with_part("word/embeddings/oleObject1.bin", b"x")) == "模板里嵌了别的文件，不能用。"
    link = b'<Relationship Id="r" Type="http://x/attachedTemplate" Target="http://x/t.dotm" TargetMode="External"/>'
    assert refusal(with_part("word/_rels/settings.xml.rels", link)) == "模板里有从别处取来的内容，不能用。"
    assert refusal(with_part("word/other.xml", b"<!DOCTYPE a>")) == "这个文件的内容不是 Word 写出来的。"
    assert refusal(with_part("docProps/extra.xml", b"{{ x }}")) == "占位符只能写在正文、页眉和页脚里。"


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04 broken", ONLY_A_ZIP])
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    assert refusal(data) == "这不是 Word 的 .docx 文件。"


def test_size_is_limited_packed_and_unpacked() -> None:
    assert refusal(b"0" * (own_templates.LARGEST + 1)) == "模板最大 5 MB。"
    file = BytesIO(template("x"))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/big.bmp", b"0" * (own_templates.LARGEST_UNPACKED + 1))
    assert refusal(file.getvalue()) == "这个文件解开以后太大。"


def test_values_of_a_document() -> None:
    shape = OfficialDocument("甲\n乙", [heading("情况", then="如下。")], attachments=["名单"])
    values = values_of(shape)
    assert values["标题"] == "甲乙"
    assert values["正文"] == [{"文": "一、情况如下。"}]
    assert values["附件"] == [{"文": "名单"}]
