"""Votes on admissions and conversions, by the text of the day, against fractions."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.norms import Layer
from zhibu.questions import Answer, QuestionError, answer
from zhibu.rules.status import Status

OLD, NEW = date(2026, 5, 10), date(2026, 5, 11)
BASE = {"due_to_vote": 15, "present": 12, "in_favour": 8}


def ask(on: date = NEW, **facts: object) -> Answer:
    return answer("vote.admission", on, facts)


@st.composite
def tallies(draw: st.DrawFn) -> dict[str, int]:
    due = draw(st.integers(1, 200))
    present = draw(st.integers(0, due))
    return {
        "due_to_vote": due,
        "present": present,
        "in_favour": draw(st.integers(0, present)),
        "written_in_favour": draw(st.integers(0, due - present)),
    }


@given(tallies(), st.sampled_from([OLD, NEW]))
def test_result_by_fractions(facts: dict[str, int], on: date) -> None:
    told = ask(on, **facts)
    due, half = facts["due_to_vote"], Fraction(1, 2)
    may_vote = Fraction(facts["present"], due) > half
    votes = facts["in_favour"] + facts["written_in_favour"]
    assert told.answer["may_vote"] is may_vote
    assert told.answer["passed"] is (may_vote and Fraction(votes, due) > half)
    assert Fraction(told.answer["needed"] - 1, due) <= half < Fraction(told.answer["needed"], due)
    assert told.status is (Status.MET if may_vote else Status.BREACHED)


@pytest.mark.parametrize(
    ("on", "text", "articles", "to_check"),
    [(OLD, "admission-2014", ["第20条", "第21条"], False), (NEW, "admission-2026", ["第19条", "第20条"], True)],
)
def test_the_text_of_the_day_is_cited(on: date, text: str, articles: list[str], to_check: bool) -> None:
    told = ask(on, **BASE)
    assert told.answer["text"] == text
    assert [cite.article_zh for cite in told.cites] == articles
    assert [cite.to_check for cite in told.cites] == [to_check, to_check]
    assert told.answer["passed"] is True


@pytest.mark.parametrize(
    ("on", "status"), [(date(2014, 5, 27), Status.NOT_APPLICABLE), (date(2014, 5, 28), Status.MET)]
)
def test_before_the_first_text_nothing_is_answered(on: date, status: Status) -> None:
    told = ask(on, **BASE)
    assert told.status is status
    assert bool(told.answer) is (status is Status.MET)


def test_the_base_is_not_that_of_an_ordinary_vote() -> None:
    half = {"due_to_vote": 14, "present": 7}
    assert answer("vote.ordinary", NEW, half).answer["may_vote"] is True
    assert ask(**half).answer["may_vote"] is False


def test_written_opinions_decide_and_are_doubted_only_since_2026() -> None:
    facts = {"due_to_vote": 15, "present": 9, "in_favour": 7, "written_in_favour": 1}
    old, new = ask(OLD, **facts), ask(NEW, **facts)
    assert old.answer == {**new.answer, "text": "admission-2014"}
    assert new.answer["decided_by_written"] is True
    assert any("先问上级再定" in line for line in new.because)
    assert not any("待核" in line for line in old.because)
    assert [cite.to_check for cite in new.cites if cite.norm_id == "admission-written-opinions"] == [True]
    assert [cite.to_check for cite in old.cites if cite.norm_id == "admission-written-opinions"] == [False]


def test_written_opinions_that_change_nothing_say_so() -> None:
    told = ask(NEW, **BASE, written_in_favour=1, written_other=1)
    assert told.answer["counted_in_favour"] == 9
    assert told.answer["decided_by_written"] is False
    assert any("这次不影响结果" in line for line in told.because)


def test_nobody_can_pass_it_with_too_few_there() -> None:
    told = ask(due_to_vote=15, present=8, in_favour=None)
    assert told.answer["can_pass"] is True
    assert told.next_step == "可以表决。"
    layer = Layer("unit", "admission-vote-pass-2026", "majority", (2, 3), date(2026, 1, 1), None, "公司党委办法")
    strict = answer("vote.admission", NEW, {"due_to_vote": 15, "present": 8}, [layer])
    assert (strict.answer["needed"], strict.answer["can_pass"]) == (11, False)
    assert strict.next_step == "先请没到的人来，再表决。"
    assert strict.cites[1].document_zh == "《公司党委办法》"


@pytest.mark.parametrize(
    ("extra", "words", "norm_id"),
    [
        ({"secret_ballot": False}, "无记名", "admission-vote-pass-2026"),
        ({"people": 2, "one_by_one": False}, "一个一个", "admission-one-by-one"),
        ({"branch_kind": "temporary"}, "临时支部一般不", "temporary-branch-limits"),
    ],
)
def test_what_stands_against_the_rules_apart_from_numbers(extra: dict, words: str, norm_id: str) -> None:
    told = ask(**BASE, **extra)
    assert told.status is Status.BREACHED
    assert told.answer["passed"] is True
    assert any(words in line for line in told.because)
    assert norm_id in [cite.norm_id for cite in told.cites]
    assert "问上级" in told.next_step


@pytest.mark.parametrize(
    "extra", [{"secret_ballot": True}, {"people": 2, "one_by_one": True}, {"people": 1}, {"branch_kind": "ordinary"}]
)
def test_in_order_apart_from_numbers(extra: dict) -> None:
    assert ask(**BASE, **extra).status is Status.MET


def test_a_temporary_branch_before_the_branch_regulations() -> None:
    told = ask(date(2018, 10, 27), **BASE, branch_kind="temporary")
    assert told.status is Status.MET
    assert "temporary-branch-limits" not in [cite.norm_id for cite in told.cites]


def test_conversion_says_where_its_numbers_come_from() -> None:
    told = ask(**BASE, matter="转正")
    assert any("转正的人数要求和接收一样" in line and "待核" in line for line in told.because)
    assert "admission-conversion-same-vote" in [cite.norm_id for cite in told.cites]
    assert not any("待核" in line for line in ask(OLD, **BASE, matter="转正").because)


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"due_to_vote": 0, "present": 0}, "due_to_vote", "至少是1人"),
        ({"due_to_vote": 5, "present": 6}, "present", "还多"),
        ({"due_to_vote": 5, "present": 4, "in_favour": 4, "against": 1}, "in_favour", "加起来5票"),
        ({"due_to_vote": 5, "present": 4, "written_in_favour": 1, "written_other": 1}, "written_in_favour", "只有1人"),
        ({"due_to_vote": 5, "present": 4, "people": 0}, "people", "至少是1人"),
        ({"due_to_vote": 5, "present": 4, "matter": "处分"}, "matter", "只能填"),
        ({"due_to_vote": 5}, "present", "请填"),
    ],
)
def test_bad_facts_name_the_field(facts: dict, field: str, sentence: str) -> None:
    with pytest.raises(QuestionError) as refused:
        ask(**facts)
    assert refused.value.field == field
    assert sentence in refused.value.sentence
    assert refused.value.example


def test_every_absent_member_may_send_an_opinion() -> None:
    told = ask(due_to_vote=5, present=3, in_favour=1, written_in_favour=1, written_other=1)
    assert told.answer["passed"] is False
    assert told.next_step == "把没有通过记进会议记录，告诉本人。"
