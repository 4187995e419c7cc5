"""Vote questions against a reckoning with fractions, for 1 to 200 people."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.norms import Layer
from zhibu.questions import QuestionError, answer
from zhibu.rules.status import Status

TODAY = date(2026, 11, 23)


def ordinary(**facts: object) -> dict:
    return dict(answer("vote.ordinary", TODAY, facts).answer)


@given(st.integers(1, 200).flatmap(lambda due: st.tuples(st.just(due), st.integers(0, due))), st.data())
def test_quorum_and_result_by_fractions(people: tuple[int, int], data: st.DataObject) -> None:
    due, present = people
    in_favour = data.draw(st.integers(0, present))
    told = ordinary(due_to_vote=due, present=present, in_favour=in_favour)
    may_vote = Fraction(present, due) >= Fraction(1, 2)
    assert told["may_vote"] is may_vote
    assert told["passed"] is (may_vote and Fraction(in_favour, due) > Fraction(1, 2))
    assert Fraction(told["quorum"] - 1, due) < Fraction(1, 2) <= Fraction(told["quorum"], due)
    assert Fraction(told["needed"] - 1, due) <= Fraction(1, 2) < Fraction(told["needed"], due)


def test_four_due_two_present_is_warned_of() -> None:
    told = answer("vote.ordinary", TODAY, {"due_to_vote": 4, "present": 2})
    assert told.answer["may_vote"] is True
    assert told.answer["can_pass"] is False
    assert told.answer["passed"] is None
    assert any("全部赞成也只有2票" in line for line in told.because)
    assert told.next_step == "先请没到的人来，再表决。"


def test_below_the_quorum_nothing_passes() -> None:
    told = answer("vote.ordinary", TODAY, {"due_to_vote": 15, "present": 7, "in_favour": 7})
    assert told.status is Status.BREACHED
    assert told.answer["passed"] is False
    assert "差1人" in told.because[0]


def test_written_opinions_do_not_count() -> None:
    told = answer("vote.ordinary", TODAY, {"due_to_vote": 15, "present": 8, "in_favour": 7, "written_opinions": 5})
    assert told.answer["passed"] is False
    assert any("不计票" in line for line in told.because)


def test_a_stricter_unit_share_is_used_and_cited() -> None:
    layer = Layer(
        "unit", "general-meeting-vote-quorum", "quorum", (2, 3), date(2026, 1, 1), None, "公司党委议事规则", "第四条"
    )
    told = answer("vote.ordinary", TODAY, {"due_to_vote": 15, "present": 9}, [layer])
    assert told.answer["quorum"] == 10
    assert "15 × 2 ÷ 3 = 10" in told.because[0]
    assert told.cites[0].document_zh == "《公司党委议事规则》第四条"


def test_a_milder_unit_share_gives_way() -> None:
    layer = Layer("unit", "general-meeting-vote-quorum", "quorum", (1, 3), date(2026, 1, 1), None, "公司党委议事规则")
    facts = {"due_to_vote": 15, "present": 7}  # a third of them, and less than half
    assert answer("vote.ordinary", TODAY, facts, [layer]) == answer("vote.ordinary", TODAY, facts)


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"due_to_vote": 0, "present": 0}, "due_to_vote", "至少是1人"),
        ({"due_to_vote": 5, "present": 6}, "present", "还多"),
        ({"due_to_vote": 5, "present": 5, "in_favour": 3, "against": 2, "abstained": 1}, "in_favour", "加起来6票"),
        ({"due_to_vote": -1, "present": 0}, "due_to_vote", "不能是负数"),
        ({"due_to_vote": "十五", "present": 0}, "due_to_vote", "要填整数"),
        ({"due_to_vote": 7.5, "present": 0}, "due_to_vote", "要填整数"),
        ({"due_to_vote": True, "present": 0}, "due_to_vote", "要填整数"),
        ({"due_to_vote": 10**6, "present": 0}, "due_to_vote", "最大填"),
        ({"present": 3}, "due_to_vote", "请填"),
        ({"due_to_vote": 5, "present": 3, "votes": 3}, "votes", "不用“votes”"),
    ],
)
def test_bad_facts_name_the_field(facts: dict, field: str, sentence: str) -> None:
    with pytest.raises(QuestionError) as refused:
        answer("vote.ordinary", TODAY, facts)
    assert refused.value.field == field
    assert sentence in refused.value.sentence


def test_votes_that_just_add_up_are_taken() -> None:
    assert ordinary(due_to_vote=5, present=5, in_favour=3, against=1, abstained=1)["passed"] is True


def test_full_width_digits_are_numbers() -> None:
    assert ordinary(due_to_vote="１５", present=" 8 ")["quorum"] == 8


@pytest.mark.parametrize(
    ("on", "status"), [(date(2018, 10, 27), Status.NOT_APPLICABLE), (date(2018, 10, 28), Status.MET)]
)
def test_a_day_before_the_text_is_outside_its_reach(on: date, status: Status) -> None:
    told = answer("vote.ordinary", on, {"due_to_vote": 5, "present": 5})
    assert told.status is status
    assert bool(told.answer) is (status is Status.MET)


@pytest.mark.parametrize(
    ("members", "present", "may_meet", "short_by"),
    [(5, 3, True, 0), (5, 2, False, 1), (4, 2, True, 0), (7, 3, False, 1)],
)
def test_committee(members: int, present: int, may_meet: bool, short_by: int) -> None:
    told = answer("vote.committee", TODAY, {"committee_members": members, "present": present})
    assert (told.answer["may_meet"], told.answer["short_by"]) == (may_meet, short_by)
    assert told.cites[0].norm_id == "branch-committee-quorum"
