"""The handbook: four short ones, inside the program and as a site, whose pictures show the pages as they are."""

import io
import json
import re
from pathlib import Path

import pypdf
import pytest
from django.test import Client
from django.utils import translation

from tests.web.sending import text_of
from tools import handbook, pictures
from zhibu.web.handbook.markdown import html_of
from zhibu.web.handbook.pages import HANDBOOKS
from zhibu.web.handbook.pages import text_of as handbook_text

LONGEST = 2200  # letters; what fits on four pages of A4 with its pictures


def test_pictures_show_the_pages_as_they_are_worded_now() -> None:
    taken = json.loads(pictures.FRESH.read_text())
    assert taken["words"] == pictures.shown_now(), "make pictures"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", taken["taken_on"])
    for picture in pictures.PICTURES:
        assert (picture.folder / f"{picture.name}.png").exists(), picture.name


@pytest.mark.parametrize("name", handbook.ORDER)
def test_each_is_short_and_its_pictures_are_there(name: str) -> None:
    text = handbook_text(name)
    assert len(text) < LONGEST
    for picture in re.findall(r"!\[.+?\]\((\S+?)\)", text):
        assert (pictures.HANDBOOK / picture).exists()
        assert any(taken.name == picture.removesuffix(".png") for taken in pictures.PICTURES)
    assert set(handbook.ORDER) == set(HANDBOOKS)
    with translation.override("en"):
        english = handbook_text(name)
    assert len(english) < 3 * LONGEST and not re.search("[\u4e00-\u9fff]", english)
    assert re.findall(r"\((\S+?\.png)\)", english) == re.findall(r"\((\S+?\.png)\)", text)
    assert english.count("\n## ") == text.count("\n## ")


def test_what_is_typed_is_text_and_never_markup() -> None:
    made = html_of(
        "# 题\n\n一句 <b>话</b>，**重** `a<b`\n- 一\n- 二\n1. 甲\n    x < y\n![图](a.png)\n## 节",
        lambda name: f"/s/{name}",
    )
    assert "&lt;b&gt;话" in made and "<strong>重</strong>" in made and "<code>a&lt;b</code>" in made
    assert "<ul><li>一</li><li>二</li></ul>" in made and "<ol><li>甲</li></ol>" in made
    assert "<pre><code>x &lt; y</code></pre>" in made and 'src="/s/a.png"' in made and "<h2>节</h2>" in made


@pytest.mark.django_db
def test_everybody_begins_with_the_own_one(as_role) -> None:
    for role, title in {"secretary": "支部书记手册", "member": "党员手册", "organiser": "上级组织员手册"}.items():
        assert f"<h1>{title}" in re.sub(r"<h1[^>]*>", "<h1>", text_of(as_role(role).get("/help/")))
    assert "支部书记手册" in text_of(Client().get("/help/"))
    assert Client().get("/help/nobody/").status_code == 404


def test_the_site_stands_by_itself(tmp_path: Path) -> None:
    pages = handbook.build(tmp_path)
    for page in pages:
        for place in re.findall(r'(?:href|src)="([^"]+)"', page.read_text()):
            assert (tmp_path / place).exists(), place


@pytest.mark.drill
@pytest.mark.parametrize("name", handbook.ORDER)
def test_each_is_printed_on_four_pages_at_most(tmp_path: Path, name: str) -> None:
    from weasyprint import HTML

    handbook.build(tmp_path)
    for ending in ("", ".en"):
        printed = HTML(filename=str(tmp_path / f"{name}{ending}.html")).write_pdf()
        assert len(pypdf.PdfReader(io.BytesIO(printed)).pages) <= 4
