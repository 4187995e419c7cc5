"""Every worked example, and the library as a whole."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date

import pytest

from zhibu import norms
from zhibu.norms import Case
from zhibu.norms.checking import case_problem, check
from zhibu.rules.status import Status

LIBRARY = norms.library()
CASES = [case for cases in LIBRARY.cases.values() for case in cases]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.norm_id}: {case.name_zh}")
def test_worked_example(case: Case) -> None:
    assert case_problem(LIBRARY, case) == ""


def test_the_library_has_no_problems() -> None:
    assert check() == []


def test_every_case_has_words_for_users() -> None:
    for case in CASES:
        assert case.because_zh.endswith("。"), case.name_zh
        assert not case.name_zh.endswith("。"), case.name_zh


@pytest.mark.parametrize("norm_id", sorted(LIBRARY.cases))
def test_a_case_that_expects_something_else_is_a_problem(norm_id: str) -> None:
    case = LIBRARY.cases[norm_id][0]
    number, status = next(iter(case.expect.items()))
    wrong = replace(case, expect={number: Status.MET if status is not Status.MET else Status.DUE})
    assert "算出来是" in case_problem(LIBRARY, wrong)


def test_a_missing_step_or_case_is_found() -> None:
    bare = copy.copy(LIBRARY)
    norm = LIBRARY.norms["theme-day-monthly"]
    changed = replace(bare, norms={norm.id: replace(norm, steps={})})
    assert any("没有写看到什么和下一步" in problem for problem in check(changed))
    assert any("没有生效以前的算例" in problem for problem in check(replace(changed, cases={})))
    assert any("没有判断" in problem for problem in check(replace(changed, judgements={})))


def test_a_norm_from_memory_must_not_be_judged() -> None:
    norm = replace(LIBRARY.norms["theme-day-monthly"], confidence="memory")
    assert any("不能判断" in problem for problem in check(replace(LIBRARY, norms={norm.id: norm})))


@pytest.mark.parametrize("norm", LIBRARY.norms.values(), ids=lambda norm: norm.id)
def test_every_norm_cites(norm: norms.Norm) -> None:
    assert norm.article or norm.article_reason_zh
    assert norm.plain_zh.endswith("。")
    assert norm.plain_en.endswith(".")
    for value in norm.values.values():
        for spell in value.spells:
            assert spell.article or value.reason_zh
            assert spell.checked_on <= date(2026, 11, 23)


BANNED = ("务必", "高度重视", "亮点", "抓手", "闭环", "您", "!", "！", "广大党员")


@pytest.mark.parametrize("norm", LIBRARY.norms.values(), ids=lambda norm: norm.id)
def test_words_are_plain(norm: norms.Norm) -> None:
    words = [norm.name_zh, norm.plain_zh, norm.misleads_zh, norm.disagreement_zh, *norm.seen.values()]
    words += [step.say_zh for steps in norm.steps.values() for step in steps]
    words += [case.because_zh for case in LIBRARY.cases.get(norm.id, ())]
    for text in words:
        assert not [banned for banned in BANNED if banned in text], text
    for steps in norm.steps.values():
        assert all(len(step.say_zh) <= 14 for step in steps)
    for seen in norm.seen.values():
        assert not seen.endswith("。")
        assert len(seen) <= 24


def test_only_terms_and_admission_go_to_superiors_at_once() -> None:
    statutory = {norm.id for norm in LIBRARY.norms.values() if norm.statutory}
    assert {norm_id for norm_id in statutory if LIBRARY.norms[norm_id].topic != "admission"} == {
        "term-election-on-time",
        "term-extension-limit",
        "term-extension-limit-2018",
        "term-other-branches",
        "term-village-community",
    }
    for norm_id in statutory:
        norm = LIBRARY.norms[norm_id]
        assert norm.topic != "admission" or norm.strength_class in ("mandatory", "prohibited"), norm_id
