"""一键排全年: the fewest gatherings by the norms and settings that apply, kept when changed by hand, laid out again."""

from datetime import date
from typing import Any

import pytest

from tests.personas import TODAY, do
from tests.web.workshop import Workshop, built, workshop
from zhibu.base.actor import Right
from zhibu.flows.year_plan import Proposal, Wishes, propose, usual_wishes
from zhibu.meeting.actions import NewItem
from zhibu.meeting.models import ItemKind, Stage
from zhibu.org.actions import record_term
from zhibu.rules.year_plan import Rhythm

__all__ = ["built", "workshop"]
K = ItemKind
NEXT = 2027


@pytest.fixture
def with_term(workshop: Workshop) -> Workshop:
    do(workshop.actor("secretary"), record_term, Right.RECORD, organisation=workshop.branch, **TERM)
    return workshop


TERM: dict[str, Any] = {"elected_on": date(2024, 3, 1), "has_committee": True}


def proposed(workshop: Workshop, year: int = NEXT, **wishes: Any) -> Proposal:
    return propose(workshop.branch, year, TODAY, Wishes(**wishes))


def kinds_by_month(proposal: Proposal, kind: ItemKind) -> list[int]:
    rows = [row for row in proposal.new if kind in {item.kind for item in row.items}]
    return [row.happened_on.month for row in rows]


def test_two_gatherings_a_month_meet_every_duty(with_term: Workshop) -> None:
    proposal = proposed(with_term)
    assert len(proposal.new) == 24
    assert kinds_by_month(proposal, K.COMMITTEE_MEETING) == list(range(1, 13))
    assert kinds_by_month(proposal, K.THEME_DAY) == list(range(1, 13))
    assert kinds_by_month(proposal, K.GROUP_MEETING) == list(range(1, 13))
    assert kinds_by_month(proposal, K.GENERAL_MEETING) == [2, 5, 8, 11]
    assert len(kinds_by_month(proposal, K.PARTY_LESSON)) == 4
    assert not set(kinds_by_month(proposal, K.PARTY_LESSON)) & {2, 5, 8, 11}
    life = kinds_by_month(proposal, K.ORGANISATIONAL_LIFE_MEETING)
    assert life == kinds_by_month(proposal, K.DEMOCRATIC_APPRAISAL)
    assert 10 <= life[0] <= 12
    reason = next(row.plan_reason for row in proposal.new if row.items[0].kind == K.GENERAL_MEETING)
    assert "支部党员大会每季度一次（《中国共产党支部工作条例（试行）》第11条）" in reason
    assert "并成一次" in reason


def test_the_committee_meets_before_the_gathering_of_all(with_term: Workshop) -> None:
    for week in (1, 5):
        days: dict[int, dict[bool, date]] = {}
        for row in proposed(with_term, committee=Rhythm(week, 4)).new:
            is_committee = row.items[0].kind == K.COMMITTEE_MEETING
            days.setdefault(row.happened_on.month, {})[is_committee] = row.happened_on
        assert all(month[True] < month[False] for month in days.values())


def test_only_working_days_and_no_fixed_holiday(with_term: Workshop) -> None:
    proposal = proposed(with_term, whole=Rhythm(1, 5), committee=Rhythm(1, 4))
    assert all(row.happened_on.weekday() < 5 for row in proposal.new)
    assert date(2027, 1, 1) not in {row.happened_on for row in proposal.new}
    assert any("放假安排还没有公布" in note for note in proposal.notes)


def test_groups_of_their_own_and_shifts(with_term: Workshop) -> None:
    proposal = proposed(with_term, groups_together=False, shifts=2)
    own = [row for row in proposal.new if row.group]
    assert len(own) == 24  # two groups, twelve months
    whole = next(row for row in proposal.new if K.THEME_DAY in {item.kind for item in row.items})
    assert len(whole.sessions) == 1
    assert whole.sessions[0].held_on > whole.happened_on


def test_without_a_recorded_committee_its_meetings_are_not_proposed(workshop: Workshop) -> None:
    proposal = proposed(workshop)
    assert not kinds_by_month(proposal, K.COMMITTEE_MEETING)
    assert any("还没有登记有没有支委会" in note for note in proposal.notes)


def test_this_year_only_what_is_still_open_and_not_tomorrow(with_term: Workshop) -> None:
    with_term.held(date(2026, 11, 12), K.THEME_DAY)
    with_term.held(date(2026, 10, 12), K.GENERAL_MEETING)
    proposal = proposed(with_term, 2026)
    assert not kinds_by_month(proposal, K.GENERAL_MEETING)
    assert kinds_by_month(proposal, K.THEME_DAY) == [12]
    assert kinds_by_month(proposal, K.COMMITTEE_MEETING) == [11, 12]
    assert min(row.happened_on for row in proposal.new) >= date(2026, 11, 26)


def test_what_a_hand_planned_is_kept_and_counts(with_term: Workshop) -> None:
    mine = with_term.held(date(2027, 3, 30), K.GENERAL_MEETING, stage=Stage.PLANNED)
    proposal = proposed(with_term)
    assert [row.pk for row in proposal.kept] == [mine.pk]
    assert kinds_by_month(proposal, K.GENERAL_MEETING) == [5, 8, 11]


def test_a_proposal_that_is_near_has_been_announced_and_stays(with_term: Workshop) -> None:
    near = with_term.held(date(2026, 11, 24), K.COMMITTEE_MEETING, stage=Stage.PLANNED, is_proposed=True)
    far = with_term.held(date(2026, 12, 1), K.COMMITTEE_MEETING, stage=Stage.PLANNED, is_proposed=True)
    proposal = proposed(with_term, 2026)
    assert near.pk in {row.pk for row in proposal.kept}
    assert [row.pk for row in proposal.dropped] == [far.pk]
    assert kinds_by_month(proposal, K.COMMITTEE_MEETING) == [12]


def test_the_habit_of_the_last_year_is_the_preset(workshop: Workshop) -> None:
    for month in (7, 8, 9):
        first = date(2026, month, 1)
        second_tuesday = first.replace(day=8 + (1 - first.weekday()) % 7)
        workshop.held(second_tuesday, items=[NewItem(K.THEME_DAY)], place="礼堂", host="王玉兰")
    usual = usual_wishes(workshop.branch, TODAY)
    assert (usual.whole, usual.place, usual.host) == (Rhythm(2, 1), "礼堂", "王玉兰")
