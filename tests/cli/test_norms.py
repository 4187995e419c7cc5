"""`zhibu norms`: check, diff and show."""

import json
import shutil

import pytest

from zhibu.cli import main
from zhibu.norms import library
from zhibu.norms.loader import HERE


@pytest.fixture
def zhibu_norms(capsys):
    def call(*words):
        code = main.main(["norms", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def folder(tmp_path):
    """A copy of the regulations in which faults can be planted."""
    return shutil.copytree(HERE, tmp_path / "norms", ignore=shutil.ignore_patterns("__pycache__"))


def test_the_library_is_in_order(zhibu_norms):
    code, out, err = zhibu_norms("check")
    assert (code, err) == (0, "")
    assert f"{len(library().norms)} 条" in out


def test_a_copy_is_in_order_too(zhibu_norms, folder):
    assert zhibu_norms("check", "--folder", folder)[0] == 0


PLANTED = {
    # what is planted: (file, before, after, words of the sentence)
    "a gap": ("term_2018/values.yaml", "from: 2018-07-12, article", "from: 2018-07-13, article", "没有数值"),
    "an overlap of two texts": ("admission_2014/votes/values.yaml", "2026-05-10", "2026-05-11", "在 2026-05-11 重叠"),
    "a gap between two texts": ("admission_2014/votes/values.yaml", "2026-05-10", "2026-05-09", "在 2026-05-10 断开"),
    "a missing article": ("university_2021/values.yaml", '    article: "9"\n', "", "没有写 article"),
    "a missing reason": (
        "requests_2019/values.yaml", "    article_reason_zh: ", "    note: ", "没有写 article_reason_zh",
    ),
    "a day before the regulation": (
        "rights_2020/values.yaml", "from: 2020-12-25", "from: 2020-12-24", "rights-respected 的起止日期超出了",
    ),
    "an unknown key": ("petition_2022/values.yaml", "    anchor: true\n", "    anker: true\n", "不认识 anker"),
    "a wrong case": ("branch_2018/life/cases.yaml", "expect: due", "expect: met", "算出来是"),
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_one_sentence_and_an_exit_code(zhibu_norms, folder, planted):
    name, before, after, words = PLANTED[planted]
    text = (folder / name).read_text(encoding="utf-8")
    assert before in text
    (folder / name).write_text(text.replace(before, after), encoding="utf-8")
    code, out, _err = zhibu_norms("check", "--folder", folder)
    assert code == 1
    assert words in out


def test_what_differs_between_two_days(zhibu_norms):
    code, out, _err = zhibu_norms("diff", "2026-05-10", "2026-05-11")
    assert code == 1
    assert "换了文本的规定" in out
    assert "admission-meeting-quorum → admission-meeting-quorum-2026" in out
    rows = json.loads(zhibu_norms("diff", "2026-05-10", "2026-05-11", "--json")[1])
    assert {"kind": "began", "norm": "admission-meeting-one-month-2026"}.items() <= {
        key: value for row in rows if row["norm"] == "admission-meeting-one-month-2026" for key, value in row.items()
    }.items()
    assert f"{len(rows)} 条不一样" in out


def test_two_days_of_the_same_law(zhibu_norms):
    code, out, _err = zhibu_norms("diff", "2026-06-01", "2026-06-02")
    assert (code, out) == (0, "2026-06-01 和 2026-06-02 相比：没有不一样的规定。\n")


@pytest.mark.parametrize("norm", library().norms.values(), ids=library().norms)
def test_every_rule_can_be_shown(zhibu_norms, norm):
    code, out, _err = zhibu_norms("show", norm.id, "--on", "2026-11-23")
    assert code == 0
    assert norm.name_zh in out and norm.plain_zh in out
    assert (f"第{norm.article}条" in out or norm.article in out) if norm.article else "条号待核" in out
    plain = json.loads(zhibu_norms("show", norm.id, "--on", "2026-11-23", "--json")[1])
    assert plain["id"] == norm.id and plain["from"] == norm.span.from_on.isoformat()


def test_a_rule_is_found_by_its_name_and_says_which_question_uses_it(zhibu_norms):
    code, out, _err = zhibu_norms("show", "书记一般要有一年党龄")
    assert code == 0
    assert "secretary-one-year-standing" in out and "算一算：secretary.eligible" in out
    assert "说法不一：" in out


def test_a_rule_out_of_force_says_so(zhibu_norms):
    out = zhibu_norms("show", "study-hours-secretary-56", "--on", "2026-11-23")[1]
    assert "2023-12-31 止；2026-11-23 不在施行时间里" in out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("check", "x"), "check 后面只能写 --folder"),
        (("check", "--folder", "/nowhere/at/all"), "没有这个文件夹"),
        (("diff", "2026-05-10"), "两个日期"),
        (("diff", "2026-05-10", "2026-02-30"), "看不懂日期“2026-02-30”"),
        (("show",), "编号"),
        (("show", "火星"), "没有“火星”这条规定"),
        (("show", "党费"), "可以指"),
        (("show", "dues-report", "--folder", "x"), "--folder 只同 check 一起用"),
    ],
)
def test_what_is_refused(zhibu_norms, words, sentence):
    code, out, err = zhibu_norms(*words)
    assert (code, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1
