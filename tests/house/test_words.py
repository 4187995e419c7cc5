"""Words that users see: plain ones."""

from pathlib import Path

import pytest

from tools.words import problems, wrong_marks, wrong_words

PACKAGE = Path(__file__).resolve().parents[2] / "zhibu"


def test_no_banned_word_is_shown():
    assert problems(PACKAGE) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("请务必填写", ["务必"]),
        ("形成闭环,打造亮点", ["亮点", "闭环"]),
        ("您好", ["您"]),
        ("已提交\uff01", ["感叹号"]),
        ("已提交!", ["感叹号"]),
        ("今天没有要办的事。", []),
        ("a != b", []),
        ("<!doctype html>", []),
        ("x!", []),
    ],
)
def test_what_counts_as_wrong(text, wrong):
    assert wrong_words(text) == wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("今天,没有", ["半角标点 今天,"]),
        ("写成 2026-03-05;不写", ["半角标点 3-05;"]),
        (";下一步", ["半角标点 ;"]),
        ("时间:9:30", ["半角标点 时间:"]),
        ("今天\uff0c没有", []),
        ("http://127.0.0.1:8000/", []),
        ("a, b: c;", []),
        ("没有记录", []),
    ],
)
def test_latin_marks_in_chinese_text(text, wrong):
    assert wrong_marks(text) == wrong


def test_texts_of_every_kind_are_looked_at(tmp_path):
    package = tmp_path / "zhibu"
    package.mkdir()
    (package / "page.html").write_text("<p>\n您好</p>{# 亮点 #}{% comment %}\n抓手{% endcomment %}", encoding="utf-8")
    (package / "page.py").write_text('"""抓手 in a docstring."""\nsay = _("高度重视")  # 务必\n', encoding="utf-8")
    (package / "page.js").write_text('say("重发\uff01")', encoding="utf-8")
    (package / "values.yaml").write_text("- {say: 闭环}  # 您\n", encoding="utf-8")
    assert problems(package) == [
        "zhibu/page.html:2: 您",
        "zhibu/page.js:1: 感叹号",
        "zhibu/page.py:2: 高度重视",
        "zhibu/values.yaml:1: 闭环",
    ]
