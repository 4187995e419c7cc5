"""The one way of writing: right, once, whole or not at all, logged without content, followed by sheets and findings."""

from datetime import date
from uuid import uuid4

import pytest

from tests.personas import NOW, TODAY, acting, build_enterprise
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Invalid, NotAllowed, Refused
from zhibu.base.models import LogEntry, Posted
from zhibu.checkup.models import BranchYearSheet, Finding
from zhibu.flows.write import perform, perform_all
from zhibu.meeting.actions import NewGathering, NewItem, NewTally, record_gathering, undo_gathering
from zhibu.meeting.models import Gathering, ItemKind

pytestmark = pytest.mark.django_db


def theme_day(branch: object, day: date = date(2026, 11, 12), **columns: object) -> NewGathering:
    return NewGathering(branch=branch, happened_on=day, items=[NewItem(ItemKind.THEME_DAY, "清理便道")], **columns)  # type: ignore[arg-type]


def write(actor: object, new: NewGathering, **options: object) -> object:
    return perform(actor, record_gathering, right=Right.RECORD, today=TODAY, now=NOW, new=new, **options)  # type: ignore[arg-type]


def test_a_role_without_the_right_writes_nothing() -> None:
    branch = build_enterprise().first
    for role in (Role.MEMBER, Role.ORGANISER, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            write(acting(branch, role), theme_day(branch))
    assert not Gathering.versions.exists()


def test_the_same_form_posted_twice_is_written_once_and_answers_with_the_first_result() -> None:
    branch = build_enterprise().first
    actor, key = acting(branch, Role.SECRETARY), uuid4()
    first = write(actor, theme_day(branch), key=key)
    second = write(actor, theme_day(branch), key=key)
    assert Gathering.objects.count() == 1
    assert second.is_repeated  # type: ignore[attr-defined]
    assert second.result == first.result.pk  # type: ignore[attr-defined]


def test_a_refused_form_leaves_its_key_free_to_be_sent_again() -> None:
    branch = build_enterprise().first
    actor, key = acting(branch, Role.SECRETARY), uuid4()
    with pytest.raises(Invalid):
        write(actor, theme_day(branch, due=5, present=6), key=key)
    assert not Posted.objects.filter(key=key).exists()
    write(actor, theme_day(branch, due=6, present=6), key=key)
    assert Gathering.objects.count() == 1


def test_several_writes_are_all_or_nothing() -> None:
    branch = build_enterprise().first
    actor = acting(branch, Role.SECRETARY)

    def two_of_which_the_second_is_wrong() -> list[object]:
        good = record_gathering(actor, new=theme_day(branch), today=TODAY, now=NOW)
        return [good, record_gathering(actor, new=theme_day(branch, due=1, present=2), today=TODAY, now=NOW)]

    with pytest.raises(Refused):
        perform_all(actor, "import", two_of_which_the_second_is_wrong, right=Right.RECORD, today=TODAY, now=NOW)  # type: ignore[arg-type]
    assert not Gathering.versions.exists()
    assert not LogEntry.objects.filter(act="import").exists()


def test_the_log_names_keys_and_no_content() -> None:
    branch = build_enterprise().first
    actor = acting(branch, Role.SECRETARY)
    write(actor, theme_day(branch))
    entry = LogEntry.objects.get(act="record_gathering")
    assert (entry.actor, entry.organisation) == (actor.user_id, branch.pk)
    assert entry.subject == Gathering.objects.get().pk
    assert "清理便道" not in "".join(str(getattr(entry, field.name)) for field in LogEntry._meta.fields)


def test_a_record_shows_in_the_sheet_and_the_finding_goes_at_once_and_comes_back_with_the_undo() -> None:
    branch = build_enterprise().first
    actor = acting(branch, Role.SECRETARY)

    def is_asked_for_november() -> bool:
        due = Finding.objects.filter(branch=branch, norm="theme-day-monthly", status="due")
        return any(finding.periods >> 10 & 1 for finding in due)

    assert is_asked_for_november()
    gathering = write(actor, theme_day(branch)).result  # type: ignore[attr-defined]
    assert BranchYearSheet.objects.get(branch=branch, year=2026).theme_day_held == 1 << 10  # type: ignore[attr-defined]
    assert not is_asked_for_november()
    perform(actor, undo_gathering, right=Right.RECORD, today=TODAY, now=NOW, gathering=gathering)
    assert is_asked_for_november()


def test_undoing_a_correction_brings_the_earlier_version_back_with_all_its_parts() -> None:
    enterprise = build_enterprise()
    branch = enterprise.first
    actor = acting(branch, Role.SECRETARY)
    attendance = {member.pk: "present" for member in enterprise.members[:3]}
    first = theme_day(branch, attendance=attendance)
    first.items.append(NewItem(ItemKind.GENERAL_MEETING, "换届", tally=NewTally(8, 6, 5, 1)))
    recorded = write(actor, first).result  # type: ignore[attr-defined]
    corrected = write(actor, theme_day(branch, title="改过"), standing=recorded).result  # type: ignore[attr-defined]
    assert corrected.items.count() == 1
    restored = perform(actor, undo_gathering, right=Right.RECORD, today=TODAY, now=NOW, gathering=corrected).result
    standing = Gathering.objects.get(thread=recorded.thread)
    assert standing == restored
    assert [item.topic for item in standing.items.order_by("order")] == ["清理便道", "换届"]
    assert standing.items.get(kind=ItemKind.GENERAL_MEETING).tally.in_favour == 5
    assert standing.attendance.count() == 3
    assert standing.recorded_at == recorded.recorded_at
    assert BranchYearSheet.objects.get(branch=branch, year=2026).general_meeting_held == 1 << 10  # type: ignore[attr-defined]
