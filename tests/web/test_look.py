"""What can be known of the look without a browser: weight, contrast, no inline style or script, the words."""

import gzip
import re
from pathlib import Path

import pytest

from tests.web.conftest import Entering

WEB = Path(__file__).parents[2] / "zhibu" / "web"
STATIC = WEB / "static" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SHEET = (STATIC / "zhibu.css").read_text(encoding="utf-8")
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", SHEET))


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        *[(ink, ground, 4.5) for ink in ("ink", "muted", "link") for ground in ("ground", "surface", "grey-ground")],
        *[(tone, f"{tone}-ground", 4.5) for tone in ("red", "amber", "green", "grey")],
        *[(tone, "surface", 4.5) for tone in ("red", "amber", "green", "grey", "accent")],
        ("line-strong", "surface", 3.0),
    ],
)
def test_every_pair_of_colours_can_be_read(ink: str, ground: str, least: float) -> None:
    assert contrast(TOKENS[ink], TOKENS[ground]) >= least


def test_black_on_white_is_the_known_contrast() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


def test_colours_come_from_the_tokens_only() -> None:
    rules = SHEET.split("@media print")[0].split("\n}\n", 1)[1]
    assert set(re.findall(r"#[0-9a-fA-F]{3,6}\b", rules)) <= {"#fff"}


def test_sheet_and_script_are_light() -> None:
    assert weight(SHEET.encode()) < 80 * 1024
    assert weight((STATIC / "zhibu.js").read_bytes()) < 8 * 1024


@pytest.mark.django_db
@pytest.mark.usefixtures("with_gallery")
def test_the_fullest_page_is_light_beside_sheet_and_script(as_role: Entering) -> None:
    assert weight(as_role("secretary").get("/gallery/").content) < 50 * 1024


def test_sizes_scale_with_the_text() -> None:
    sizes = re.findall(r"font-size: ([\d.]+)(px|em|rem|%|pt)", SHEET)
    assert sizes
    assert {unit for _size, unit in sizes} <= {"rem", "em", "%", "pt"}


def test_nothing_comes_from_elsewhere() -> None:
    read = [file for file in STATIC.rglob("*") if file.is_file() and file.suffix not in {".png", ".jpg"}]
    for file in [*TEMPLATES, *read]:
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text, file
        assert "https:" not in text, file
        assert "sourceMappingURL" not in text, file


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(WEB / "templates")))
def test_templates_hold_no_inline_style_or_script(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", text)
    assert all('src="' in tag for tag in re.findall(r"<script[^>]*>", text))
    assert "|safe" not in text


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(WEB / "templates")))
def test_every_form_that_posts_has_its_token(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.S):
        signed = 'name="token" value="' in form  # 说事 has no session: its forms are sealed in another way
        assert "{% csrf_token %}" in form or "csrfmiddlewaretoken" in form or signed


NOT_OUR_WORDS = ("务必", "高度重视", "亮点", "抓手", "闭环", "您", "！", "暂无数据", "提交失败", "非法操作", "无权限")


def test_words_are_plain() -> None:
    for file in [*TEMPLATES, *WEB.rglob("*.py")]:
        text = file.read_text(encoding="utf-8")
        assert [word for word in NOT_OUR_WORDS if word in text] == [], file


def chinese_outside_translation(text: str) -> list[str]:
    text = re.sub(r"{%\s*(blocktranslate|comment).*?{%\s*end\1\s*%}", "", text, flags=re.S)
    text = re.sub(r"{#.*?#}", "", text, flags=re.S)
    text = re.sub(r"{%.*?%}", lambda tag: tag[0] if "_(" not in tag[0] and "translate" not in tag[0] else "", text)
    return re.findall(r"[\u4e00-\u9fff]+", text)


CHINESE_ON_PURPOSE = {"500.html", "503.html", "language.html"}  # shown when nothing else works; a language names itself


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(WEB / "templates")))
def test_every_word_can_be_translated(file: Path) -> None:
    if file.name in CHINESE_ON_PURPOSE or file.parent.name == "gallery":
        assert chinese_outside_translation(file.read_text(encoding="utf-8"))
    else:
        assert chinese_outside_translation(file.read_text(encoding="utf-8")) == []
