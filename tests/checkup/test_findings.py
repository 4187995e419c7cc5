"""From records to findings: what the branch says, what superiors see and when, how counts above follow."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.personas import TODAY, Enterprise, acting, build_enterprise, do, found
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Refused
from zhibu.base.touched import SheetKind
from zhibu.checkup import counting, refresh
from zhibu.checkup.actions import answer_finding, confirm_month, open_month_again, take_back_answer
from zhibu.checkup.counting import State
from zhibu.checkup.models import AnswerKind, Finding
from zhibu.checkup.queries import visible_to
from zhibu.meeting.actions import NewGathering, NewItem, NewTally, record_gathering
from zhibu.meeting.models import ItemKind
from zhibu.org.actions import record_term, set_records_from
from zhibu.org.models import BranchKind, Organisation, OrganisationKind

pytestmark = pytest.mark.django_db
THEME_DAY = "theme-day-monthly"


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


def status_of(branch: Organisation, norm: str, period: int, year: int = 2026) -> str:
    """The status of one period, counted from 1; empty when nothing is kept (met or not applicable)."""
    for finding in Finding.objects.filter(branch=branch, norm=norm, year=year):
        if finding.periods >> (period - 1) & 1:
            return finding.status
    return ""


def hold(branch: Organisation, day: date, *kinds: ItemKind) -> Any:
    new = NewGathering(branch=branch, happened_on=day, items=[NewItem(kind) for kind in kinds])
    return do(acting(branch, Role.SECRETARY), record_gathering, Right.RECORD, new=new)


def say(branch: Organisation, kind: AnswerKind, periods: int, reason: str = "", norm: str = THEME_DAY) -> Any:
    return do(
        acting(branch, Role.SECRETARY),
        answer_finding,
        Right.CONFIRM,
        branch=branch,
        sheet=SheetKind.BRANCH_YEAR,
        norm=norm,
        subject=branch.pk,
        year=2026,
        periods=periods,
        kind=kind,
        reason=reason,
    )


def test_no_record_is_a_question_and_becomes_a_mark_only_when_the_branch_says_so(enterprise: Enterprise) -> None:
    branch = enterprise.first
    assert status_of(branch, THEME_DAY, 8) == "unknown"
    assert Finding.objects.get(branch=branch, norm=THEME_DAY, status="unknown").colour == "grey"

    answer = say(branch, AnswerKind.NOT_HELD, 1 << 7)
    assert status_of(branch, THEME_DAY, 8) == "overdue"
    overdue = Finding.objects.get(branch=branch, norm=THEME_DAY, status="overdue")
    assert (overdue.colour, overdue.periods) == ("red", 1 << 7)  # 每月: mandatory, and the text was read

    do(acting(branch, Role.SECRETARY), take_back_answer, Right.CONFIRM, answer=answer, sheet=SheetKind.BRANCH_YEAR)
    assert status_of(branch, THEME_DAY, 8) == "unknown"


def test_what_is_only_usual_is_never_red(enterprise: Enterprise) -> None:
    branch = enterprise.first
    say(branch, AnswerKind.NOT_HELD, 0b111, norm="general-meeting-quarterly")
    quarters = Finding.objects.get(branch=branch, norm="general-meeting-quarterly", status="overdue")
    assert (quarters.colour, quarters.periods) == ("amber", 0b111)


@pytest.mark.parametrize("kind", [AnswerKind.MERGED, AnswerKind.NOT_APPLICABLE])
def test_an_excused_period_is_asked_no_longer_and_needs_its_reason(enterprise: Enterprise, kind: AnswerKind) -> None:
    branch = enterprise.first
    with pytest.raises(Refused):
        say(branch, kind, 1 << 7, reason=" ")
    say(branch, kind, 1 << 7, reason="并入 8 月党员大会")
    assert status_of(branch, THEME_DAY, 8) == ""
    assert status_of(branch, THEME_DAY, 7) == "unknown"


def test_a_confirmed_month_makes_what_is_missing_late_and_can_be_opened_again(enterprise: Enterprise) -> None:
    branch = enterprise.first
    secretary = acting(branch, Role.SECRETARY)
    confirmation = do(secretary, confirm_month, Right.CONFIRM, branch=branch, month=date(2026, 9, 1))
    assert status_of(branch, THEME_DAY, 9) == "overdue"
    assert status_of(branch, "general-meeting-quarterly", 3) == "unknown"  # July and August are still open

    with pytest.raises(Refused):
        do(secretary, confirm_month, Right.CONFIRM, branch=branch, month=date(2026, 9, 1))
    with pytest.raises(Refused):
        do(secretary, confirm_month, Right.CONFIRM, branch=branch, month=date(2026, 11, 1))

    for month in (7, 8):
        do(secretary, confirm_month, Right.CONFIRM, branch=branch, month=date(2026, month, 1))
    assert status_of(branch, "general-meeting-quarterly", 3) == "overdue"
    do(secretary, open_month_again, Right.CONFIRM, confirmation=confirmation)
    assert status_of(branch, "general-meeting-quarterly", 3) == "unknown"


def test_one_gathering_with_two_kinds_counts_for_both(enterprise: Enterprise) -> None:
    branch = enterprise.first
    hold(branch, date(2026, 8, 14), ItemKind.THEME_DAY, ItemKind.GENERAL_MEETING)
    assert status_of(branch, THEME_DAY, 8) == ""
    assert status_of(branch, "general-meeting-quarterly", 3) == ""
    assert status_of(branch, THEME_DAY, 7) == "unknown"


def test_nothing_before_the_first_day_of_records_is_asked(enterprise: Enterprise) -> None:
    branch = enterprise.first
    assert status_of(branch, THEME_DAY, 1) == "unknown"
    do(acting(branch, Role.ORGANISER), set_records_from, Right.SET_UP, organisation=branch, day=date(2026, 6, 1))
    assert status_of(branch, THEME_DAY, 5) == ""
    assert status_of(branch, THEME_DAY, 6) == "unknown"


def test_a_temporary_branch_is_not_asked_for_a_term_election() -> None:
    company = found(None, OrganisationKind.PRIMARY_COMMITTEE, "大桥公司党委")
    for kind, is_asked in ((BranchKind.TEMPORARY, False), (BranchKind.ORDINARY, True)):
        branch = found(company, OrganisationKind.BRANCH, f"{kind}支部", branch_kind=kind)
        do(
            acting(branch, Role.ORGANISER),
            record_term,
            Right.SET_UP,
            organisation=branch,
            elected_on=date(2023, 1, 10),
            ends_on=date(2026, 1, 10),
        )
        assert Finding.objects.filter(branch=branch, norm="term-election-on-time").exists() is is_asked


@pytest.mark.parametrize(("ends_on", "status"), [(TODAY - timedelta(days=1), "overdue"), (TODAY, "due")])
def test_the_last_day_of_a_term_is_not_late_and_the_day_after_is(
    enterprise: Enterprise, ends_on: date, status: str
) -> None:
    branch = enterprise.first
    do(
        acting(branch, Role.ORGANISER),
        record_term,
        Right.SET_UP,
        organisation=branch,
        elected_on=ends_on.replace(year=ends_on.year - 3),
        ends_on=ends_on,
    )
    assert Finding.objects.get(branch=branch, norm="term-election-on-time").status == status


def test_superiors_see_statutory_findings_at_once_and_others_after_the_grace_period(enterprise: Enterprise) -> None:
    branch = enterprise.first
    do(
        acting(branch, Role.ORGANISER),
        record_term,
        Right.SET_UP,
        organisation=branch,
        elected_on=date(2023, 1, 10),
        ends_on=date(2026, 1, 10),
    )
    organiser = acting(enterprise.company, Role.ORGANISER)
    seen = set(visible_to(organiser, TODAY).filter(branch=branch).values_list("norm", flat=True))
    assert "term-election-on-time" in seen
    assert THEME_DAY not in seen
    thirteen, fourteen = (TODAY + timedelta(days=days) for days in (13, 14))
    assert not visible_to(organiser, thirteen).filter(branch=branch, norm=THEME_DAY).exists()
    assert visible_to(organiser, fourteen).filter(branch=branch, norm=THEME_DAY).exists()
    assert visible_to(enterprise.actor("secretary"), TODAY).filter(branch=branch, norm=THEME_DAY).exists()
    assert not visible_to(enterprise.actor("outsider"), fourteen).filter(branch=branch).exists()
    assert not visible_to(enterprise.actor("member"), fourteen).exists()
    assert not visible_to(enterprise.actor("keeper"), fourteen).exists()


def test_a_finding_that_changes_keeps_the_day_on_which_it_was_first_seen(enterprise: Enterprise) -> None:
    branch = enterprise.first
    Finding.objects.filter(branch=branch).update(first_seen_on=date(2026, 10, 1), goes_up_on=date(2026, 10, 15))
    hold(branch, date(2026, 8, 14), ItemKind.THEME_DAY)
    unknown = Finding.objects.get(branch=branch, norm=THEME_DAY, status="unknown")
    assert unknown.first_seen_on == date(2026, 10, 1)
    assert not unknown.periods >> 7 & 1


def test_counts_above_follow_each_change_of_state_and_folding_keeps_them(enterprise: Enterprise) -> None:
    company = enterprise.company

    def by_hand() -> dict[str, int]:
        branches = Organisation.objects.filter(kind=OrganisationKind.BRANCH)
        states = []
        for branch in branches:
            rows = Finding.objects.filter(branch=branch).exclude(status="due").values_list("colour", "goes_up_on")
            states.append(counting.state_of(list(rows), TODAY))
        return {state: states.count(state) for state in (State.NEEDS_HELP, State.MENDING, State.NO_RECORD, State.FINE)}

    assert counting.counts_of(company.pk) == by_hand()
    say(enterprise.first, AnswerKind.NOT_HELD, 1 << 7)
    assert counting.counts_of(company.pk) == by_hand()
    do(
        acting(enterprise.second, Role.ORGANISER),
        record_term,
        Right.SET_UP,
        organisation=enterprise.second,
        elected_on=date(2022, 1, 10),
        ends_on=date(2025, 1, 10),
    )
    counts = counting.counts_of(company.pk)
    assert counts == by_hand()
    assert counts[State.NEEDS_HELP] == 1
    assert counting.fold() > 0
    assert counting.counts_of(company.pk) == counts


def test_drawing_again_what_is_already_drawn_changes_nothing(enterprise: Enterprise) -> None:
    before = {row.pk: (row.status, row.periods) for row in Finding.objects.all()}
    refresh.redraw_kind(SheetKind.BRANCH_YEAR, [enterprise.first, enterprise.second], 2026, TODAY)
    assert {row.pk: (row.status, row.periods) for row in Finding.objects.all()} == before


def test_a_vote_that_was_counted_wrong_is_marked_and_keeps_its_finding_through_a_correction(
    enterprise: Enterprise,
) -> None:
    branch = enterprise.first
    secretary = acting(branch, Role.SECRETARY)

    def vote(title: str, **columns: Any) -> NewGathering:
        tally = NewTally(due_to_vote=8, present=5, in_favour=4, against=1, said_passed=True)
        item = NewItem(ItemKind.GENERAL_MEETING, "选树先进", tally=tally)
        return NewGathering(branch=branch, happened_on=date(2026, 11, 5), items=[item], title=title, **columns)

    first = do(secretary, record_gathering, Right.RECORD, new=vote("第一稿"))
    finding = Finding.objects.get(branch=branch, norm="general-meeting-vote-pass")
    assert (finding.status, finding.colour) == ("breached", "red")  # 4 of 8 is not more than half
    Finding.objects.filter(pk=finding.pk).update(first_seen_on=date(2026, 11, 6))
    do(secretary, record_gathering, Right.RECORD, new=vote("改了题目"), standing=first)
    assert Finding.objects.get(branch=branch, norm="general-meeting-vote-pass").first_seen_on == date(2026, 11, 6)


@pytest.mark.parametrize(("present", "is_marked"), [(1, True), (2, False)])
def test_a_committee_needs_half_of_its_members_even_when_it_does_not_vote(
    enterprise: Enterprise, present: int, is_marked: bool
) -> None:
    branch = enterprise.first
    new = NewGathering(
        branch=branch,
        happened_on=date(2026, 11, 5),
        items=[NewItem(ItemKind.COMMITTEE_MEETING)],
        due=3,
        present=present,
    )
    do(acting(branch, Role.SECRETARY), record_gathering, Right.RECORD, new=new)
    assert Finding.objects.filter(branch=branch, norm="branch-committee-quorum").exists() is is_marked
