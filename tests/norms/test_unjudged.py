"""Norms without a fact sheet: reckonings with worked answers, guidance, and figures that nobody may change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from zhibu import norms
from zhibu.norms import Colour, Layer, LayerError, NormsError, WorkedAnswer
from zhibu.norms.checking import check
from zhibu.norms.loader import load
from zhibu.norms.resolving import say_figure
from zhibu.rules.status import Status

TODAY = date(2026, 11, 23)
ABOUT = """
id: tea-2020
title_zh: 茶水费规定
title_en: Tea money
issuer: 后勤
layer: central
from: 2020-01-01
seen: full_text
checked_on: 2026-11-22
"""
VALUES = """
norms:
  tea-money:
    name_zh: 茶水费
    name_en: Tea money
    topic: dues
    family: business
    from: 2020-01-01
    article: "1"
    article_confidence: text
    confidence: text
    strength: 应当
    strength_class: mandatory
    tier: 1
    sheet: none
    use: reckoning
    plain_zh: 每月五元。
    plain_en: Five yuan.
    values:
      monthly:
        label_zh: 每月
        unit_zh: 元
        stricter: fixed
        spells: [{figure: 5, from: 2020-01-01, article: "1", checked_on: 2026-11-22}]
"""
CASES = """
answers:
  tea-money:
    - {name: 一个月, on: 2026-01-01, question: tea.money, facts: {}, expect: {sum: 5}, status: met, because: 五元。}
    - {name: 以前, on: 2019-12-31, question: tea.money, facts: {months: 1}, status: not_applicable, because: 还没有。}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "regulations" / "tea_2020"
    folder.mkdir(parents=True)
    for name, text in (("about.yaml", ABOUT), ("values.yaml", VALUES), ("cases.yaml", CASES)):
        (folder / name).write_text(text, encoding="utf-8")
    return tmp_path / "regulations"


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / "tea_2020" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_reckoning_needs_no_rules_file_and_keeps_its_worked_answers(root: Path) -> None:
    found = load(root)
    assert check(found) == []
    assert (found.norms["tea-money"].sheet, found.norms["tea-money"].use) == ("", "reckoning")
    answers = found.worked_answers["tea-money"]
    assert [type(answer) for answer in answers] == [WorkedAnswer, WorkedAnswer]
    assert (answers[0].question, answers[0].expect, answers[0].status) == ("tea.money", {"sum": 5}, Status.MET)


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("values.yaml", "    use: reckoning\n", "", "没有写 use"),
        ("values.yaml", "use: reckoning", "use: judgement", "只能是"),
        ("values.yaml", "sheet: none", "sheet: teapot", "只能是"),
        ("values.yaml", "    sheet: none\n    use: reckoning", "    sheet: branch\n    use: reckoning", "不认识 use"),
        ("values.yaml", "stricter: fixed", "stricter: firm", "只能是"),
        ("cases.yaml", "answers:", "cases:", "要写在 answers 里"),
        ("cases.yaml", "  tea-money:", "  tea-leaves:", "却没有这条规定"),
        ("cases.yaml", "status: met, ", "", "没有写 status"),
        ("cases.yaml", "question: tea.money, ", "", "没有写 question"),
    ],
)
def test_a_fault_is_refused_by_name(root: Path, name: str, old: str, new: str, sentence: str) -> None:
    edit(root, name, old, new)
    with pytest.raises(NormsError, match="tea_2020") as refused:
        load(root)
    assert sentence in str(refused.value)


def test_a_reckoning_without_its_answers_is_a_problem(root: Path) -> None:
    (root / "tea_2020" / "cases.yaml").unlink()
    with pytest.raises(NormsError, match=r"cases\.yaml"):
        load(root)
    (root / "tea_2020" / "cases.yaml").write_text("answers: {}", encoding="utf-8")
    assert check(load(root)) == ["tea-money 没有生效以前的算例。", "tea-money 的算例只有一种结果。"]


def test_guidance_needs_neither_rules_nor_cases(root: Path) -> None:
    (root / "tea_2020" / "cases.yaml").unlink()
    edit(root, "values.yaml", "use: reckoning", "use: guidance")
    assert check(load(root)) == []


def test_nobody_may_change_a_fixed_figure() -> None:
    layer = Layer("unit", "dues-brackets", "first_share", (1, 300), date(2026, 1, 1), None, "公司党委办法")
    with pytest.raises(LayerError, match="单位不能改"):
        norms.check_new_layer(layer, norms.norm("dues-brackets"))
    assert norms.resolve("dues-brackets", TODAY, [layer]).given_way == (layer,)
    step = replace(layer, key="step_fen", figure=10)
    assert norms.resolve("dues-brackets", TODAY, [step]).values.step_fen == 10


def test_a_duty_of_a_person_is_never_red_and_guidance_has_no_colour() -> None:
    assert norms.colour("dues-monthly-by-oneself", Status.OVERDUE, TODAY) is Colour.AMBER
    assert norms.colour("dues-late-educate-first", Status.OVERDUE, TODAY) is Colour.AMBER
    assert norms.colour("dues-use-collective", Status.BREACHED, TODAY) is Colour.RED
    assert norms.colour("transfer-not-refuse", Status.BREACHED, TODAY) is Colour.NONE


@pytest.mark.parametrize(
    ("figure", "words"),
    [((1, 200), "0.5%"), ((3, 200), "1.5%"), ((1, 50), "2%"), ((1, 2), "1/2"), ((4, 5), "4/5"), (7, "7")],
)
def test_small_shares_are_said_in_percent(figure: int | tuple[int, int], words: str) -> None:
    assert say_figure(figure) == words
