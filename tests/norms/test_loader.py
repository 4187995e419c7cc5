"""Faults planted in a small folder of regulations, each refused in one sentence that names the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhibu.norms import NormsError
from zhibu.norms.checking import check
from zhibu.norms.loader import load

ABOUT = """
id: tea-2020
title_zh: 茶水间规定
title_en: Rules of the tea room
issuer: 后勤
layer: central
from: 2020-01-01
seen: full_text
checked_on: 2026-11-22
"""
VALUES = """
norms:
  tea-units:
    name_zh: 茶水间不超过五间
    name_en: Five tea rooms
    topic: set_up
    family: standing
    from: 2020-01-01
    article: "1"
    article_confidence: text
    confidence: text
    strength: 不得超过
    strength_class: prohibited
    tier: 1
    sheet: branch
    plain_zh: 茶水间不超过五间。
    plain_en: Five at most.
    values:
      most:
        label_zh: 最多
        unit_zh: 间
        stricter: lower
        spells:
          - {figure: 6, from: 2020-01-01, to: 2022-12-31, article: "1", checked_on: 2026-11-22}
          - {figure: 5, from: 2023-01-01, article: "1", checked_on: 2026-11-22}
    seen: {breached: 茶水间多了}
    steps: {breached: [{say: 看支部资料, action: open_branch}]}
"""
RULES = """
from zhibu.rules.bits import flag
from zhibu.rules.judgement import Explanation, Fact, judgement
from zhibu.rules.state import judge_state
from zhibu.rules.status import Status


@judgement("tea-units", sheet="branch")
def tea(sheet, values, on):
    return judge_state(
        values, on, (Status.BREACHED, flag(sheet.covered_units > values.most)), applies=1, rest=Status.MET
    )


@tea.explained
def _tea(sheet, values, on, marks):
    return Explanation((Fact("间数", str(sheet.covered_units)),), "数过了。")
"""
CASES = """
cases:
  tea-units:
    - {name: 六间, on: 2022-12-31, facts: {covered_units: 6}, expect: met, because: 那时六间。}
    - {name: 新数, on: 2023-01-01, facts: {covered_units: 6}, expect: breached, because: 现在五间。}
    - {name: 以前, on: 2019-12-31, facts: {covered_units: 9}, expect: not_applicable, because: 还没有。}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "regulations" / "tea_2020"
    folder.mkdir(parents=True)
    for name, text in (("about.yaml", ABOUT), ("values.yaml", VALUES), ("rules.py", RULES), ("cases.yaml", CASES)):
        (folder / name).write_text(text, encoding="utf-8")
    return tmp_path / "regulations"


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / "tea_2020" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_folder_is_in_order_before_faults_are_planted(root: Path) -> None:
    found = load(root)
    assert check(found) == []
    assert [spell.figure for spell in found.norms["tea-units"].values["most"].spells] == [6, 5]


FAULTS = [
    ("values.yaml", '    article: "1"\n', "", "没有写 article"),
    ("values.yaml", "article_confidence: text", "article_confidence: unknown", "没有写 article_reason_zh"),
    ("values.yaml", "    tier: 1\n", "    tier: 1\n    score: 5\n", "不认识 score"),
    ("values.yaml", "    tier: 1\n", "    tier: 1\n    tier: 2\n", "“tier”写了两次"),
    ("values.yaml", "2023-01-01, article", "2022-12-31, article", "重叠"),
    ("values.yaml", "2023-01-01, article", "2023-01-02, article", "断开"),
    ("values.yaml", "figure: 6, from: 2020-01-01", "figure: 6, from: 2020-02-01", "没有数值"),
    ("values.yaml", "from: 2020-01-01\n    article", "from: 2020-02-30\n    article", "写错的日期"),
    ("values.yaml", "from: 2020-01-01\n    article", "from: 二〇二〇年\n    article", "from 要写成日期"),
    (
        "values.yaml",
        ', article: "1", checked_on: 2026-11-22}\n    seen',
        ", checked_on: 2026-11-22}\n    seen",
        "没有写 article",
    ),
    ("values.yaml", ", checked_on: 2026-11-22}\n    seen", "}\n    seen", "没有写 checked_on"),
    ("values.yaml", "        stricter: lower\n", "", "没有写 stricter"),
    ("values.yaml", "strength_class: prohibited", "strength_class: firm", "strength_class 只能是"),
    ("values.yaml", "action: open_branch", "action: punish", "action 只能是"),
    ("values.yaml", "figure: 5", "figure: 五", "figure 要写成整数"),
    ("values.yaml", "figure: 5", "figure: [", "读不懂"),
    ("values.yaml", "    tier: 1\n", "    tier: 1\n    replaces: coffee-units\n", "coffee-units 不存在"),
    ("values.yaml", "      most:", "      least: {same_as: coffee.most}\n      most:", "那里没有这个数"),
    ("cases.yaml", "covered_units: 9", "cups: 9", "没有“cups”这一列"),
    ("cases.yaml", "expect: met", "expect: fine", "expect 要写状态"),
    ("cases.yaml", "  tea-units:", "  coffee-units:", "却没有这条规定"),
    ("about.yaml", "issuer: 后勤", "issuer:", "issuer 要写成文字"),
    ("about.yaml", "id: tea-2020", "- id", "读不懂"),
    ("rules.py", 'sheet="branch"', 'sheet="unit"', "判断用的是 unit"),
    ("rules.py", '"tea-units"', '"coffee-units"', "却没有这条规定"),
    ("rules.py", "@tea.explained", "", "没有说明"),
]


@pytest.mark.parametrize(("name", "old", "new", "sentence"), FAULTS, ids=[f"{f[0]}: {f[3]}" for f in FAULTS])
def test_a_planted_fault_is_refused_in_one_sentence(root: Path, name: str, old: str, new: str, sentence: str) -> None:
    edit(root, name, old, new)
    with pytest.raises(NormsError, match=r"。$") as refused:
        load(root)
    assert sentence in str(refused.value)
    assert f"tea_2020/{name}" in str(refused.value)


def test_the_same_id_in_two_regulations_is_refused(root: Path) -> None:
    second = root / "tea_2021"
    second.mkdir()
    for name in ("about.yaml", "values.yaml", "rules.py", "cases.yaml"):
        text = (root / "tea_2020" / name).read_text(encoding="utf-8").replace("tea-2020", "tea-2021")
        (second / name).write_text(text, encoding="utf-8")
    with pytest.raises(NormsError, match=r"tea_2021/values.yaml .*tea-units 已经用过"):
        load(root)


def test_two_regulations_of_one_id_are_refused(root: Path) -> None:
    second = root / "tea_2021"
    second.mkdir()
    (second / "about.yaml").write_text(ABOUT, encoding="utf-8")
    with pytest.raises(NormsError, match=r"tea_2021/about.yaml .*已经用过"):
        load(root)


@pytest.mark.parametrize("name", ["values.yaml", "rules.py", "cases.yaml"])
def test_a_missing_file_is_named(root: Path, name: str) -> None:
    (root / "tea_2020" / name).unlink()
    if name == "values.yaml":
        assert load(root).norms == {}
        return
    with pytest.raises(NormsError, match=f"tea_2020/{name} 不存在"):
        load(root)


def test_a_successor_must_take_over_on_the_next_day(root: Path) -> None:
    extra = VALUES.replace("norms:\n", "").replace("tea-units:", "tea-units-new:")
    edit(root, "values.yaml", "    tier: 1\n", "    to: 2022-12-31\n    tier: 1\n")
    later = extra.replace("from: 2020-01-01\n    article", "from: 2023-01-01\n    replaces: tea-units\n    article")
    path = root / "tea_2020" / "values.yaml"
    path.write_text(path.read_text(encoding="utf-8") + later, encoding="utf-8")
    assert load(root).norms["tea-units-new"].replaces == "tea-units"
    edit(root, "values.yaml", "from: 2023-01-01\n    replaces", "from: 2023-01-03\n    replaces")
    with pytest.raises(NormsError, match="断开"):
        load(root)
    edit(root, "values.yaml", "from: 2023-01-03\n    replaces", "from: 2022-06-01\n    replaces")
    with pytest.raises(NormsError, match="重叠"):
        load(root)
