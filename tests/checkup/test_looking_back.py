"""The check-up of an earlier day: by what had happened and was written down by then."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from tests.personas import Enterprise, acting, build_enterprise, do
from zhibu.base.actor import Right, Role
from zhibu.base.clock import end_of
from zhibu.base.records import as_known_at
from zhibu.checkup.looking import look_back, look_on
from zhibu.checkup.showing import CheckUp, check_up, check_up_then
from zhibu.meeting.actions import NewGathering, NewItem, record_gathering, undo_gathering
from zhibu.meeting.models import Gathering, ItemKind
from zhibu.member.actions import correct_details
from zhibu.member.facts import belongings
from zhibu.member.queries import details_of
from zhibu.rules.status import Status

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 30)
NORM = "general-meeting-quarterly"


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)


def record(enterprise: Enterprise, held_on: date, written_on: date, standing: Gathering | None = None,
           kind: ItemKind = ItemKind.GENERAL_MEETING) -> Gathering:  # fmt: skip
    new = NewGathering(branch=enterprise.first, happened_on=held_on, items=[NewItem(kind)])
    secretary = acting(enterprise.first, Role.SECRETARY)
    return do(
        secretary, record_gathering, Right.RECORD, today=written_on, now=moment(written_on), new=new, standing=standing
    )


def quarters(found: CheckUp) -> dict[Status, str]:
    return {shown.status: shown.period_words for shown in found.findings if shown.norm == NORM}


def then(enterprise: Enterprise, on: date) -> CheckUp:
    return check_up_then(look_back([enterprise.first], on)[0], on, statutory_only=False)


def test_the_last_moment_of_a_day_in_china() -> None:
    assert end_of(date(2026, 6, 30)) == datetime(2026, 6, 30, 15, 59, 59, 999999, tzinfo=UTC)


def test_what_was_written_down_later_was_not_known_then(enterprise: Enterprise) -> None:
    record(enterprise, date(2026, 2, 5), written_on=date(2026, 7, 1))
    now_known = check_up(look_on([enterprise.first], JUNE)[0], JUNE)
    assert Status.UNKNOWN not in quarters(now_known)
    assert quarters(then(enterprise, JUNE))[Status.UNKNOWN] == "一季度"
    assert quarters(then(enterprise, date(2026, 7, 1)))[Status.UNKNOWN] == "二季度"


def test_a_correction_made_later_leaves_the_day_as_it_was(enterprise: Enterprise) -> None:
    first = record(enterprise, date(2026, 2, 5), written_on=date(2026, 2, 6))
    record(enterprise, date(2026, 2, 5), date(2026, 11, 2), standing=first, kind=ItemKind.THEME_DAY)
    assert Status.UNKNOWN not in quarters(then(enterprise, JUNE))
    assert "一季度" in quarters(then(enterprise, date(2026, 11, 3)))[Status.UNKNOWN]


def test_what_was_taken_back_later_stood_then(enterprise: Enterprise) -> None:
    gathering = record(enterprise, date(2026, 2, 5), written_on=date(2026, 2, 6))
    day = date(2026, 8, 3)
    do(
        acting(enterprise.first, Role.SECRETARY),
        undo_gathering,
        Right.RECORD,
        today=day,
        now=moment(day),
        gathering=gathering,
    )
    assert Status.UNKNOWN not in quarters(then(enterprise, JUNE))
    assert Status.UNKNOWN in quarters(then(enterprise, day))


def test_the_roster_s_dates_are_those_known_then(enterprise: Enterprise) -> None:
    member = enterprise.members[0]
    written = details_of(member)
    assert written is not None
    later = date(2030, 1, 5)
    do(
        acting(enterprise.first, Role.SECRETARY), correct_details, Right.RECORD, today=later, now=moment(later),
        details=written, joined_on=date(2004, 7, 1),
    )  # fmt: skip

    def joined(key: UUID) -> date | None:
        rows = belongings([enterprise.first.pk], date.min, date.max)[enterprise.first.pk]
        return next(row.joined_on for row in rows if row.member_id == key)

    assert joined(member.pk) == date(2004, 7, 1)
    with as_known_at(end_of(date(2029, 12, 31))):
        assert joined(member.pk) == date(2005, 7, 1)


def test_superiors_see_only_what_is_statutory(enterprise: Enterprise) -> None:
    found = check_up_then(look_back([enterprise.first], JUNE)[0], JUNE, statutory_only=True)
    assert all(shown.is_statutory for shown in found.findings)
