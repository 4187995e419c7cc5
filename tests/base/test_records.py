"""The one record shape: corrected versions, undo, what was known when, and the label for late writing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.personas import NOW, TODAY, acting, build_enterprise, do
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Overtaken
from zhibu.base.records import Source, replace
from zhibu.meeting.actions import NewGathering, NewItem, record_gathering
from zhibu.meeting.models import Gathering, ItemKind
from zhibu.org.models import Organisation


def record(branch: Organisation, day: date, now: datetime = NOW, **columns: object) -> Gathering:
    new = NewGathering(branch=branch, happened_on=day, items=[NewItem(ItemKind.THEME_DAY)], **columns)  # type: ignore[arg-type]
    return do(acting(branch, Role.SECRETARY), record_gathering, Right.RECORD, now=now, new=new)


@pytest.mark.django_db
def test_a_correction_stands_and_the_old_version_stays_readable() -> None:
    branch = build_enterprise().first
    first = record(branch, date(2026, 11, 5), title="原来的题目")
    actor = acting(branch, Role.SECRETARY)
    second = replace(first, {"title": "改过的题目"}, actor, NOW + timedelta(minutes=5))

    assert [row.title for row in Gathering.objects.filter(branch=branch)] == ["改过的题目"]
    assert {row.title for row in Gathering.versions.filter(thread=first.thread)} == {"原来的题目", "改过的题目"}
    assert second.replaces == first.pk

    before = Gathering.versions.known_at(NOW + timedelta(minutes=1))
    assert [row.title for row in before] == ["原来的题目"]


@pytest.mark.django_db
def test_a_version_that_somebody_replaced_meanwhile_cannot_be_replaced_again() -> None:
    branch = build_enterprise().first
    first = record(branch, date(2026, 11, 5))
    actor = acting(branch, Role.SECRETARY)
    stale = Gathering.objects.get(pk=first.pk)
    theirs = replace(first, {"title": "先改的"}, actor, NOW)
    with pytest.raises(Overtaken) as caught:
        replace(stale, {"title": "后改的"}, actor, NOW)
    assert caught.value.theirs == theirs.pk
    assert Gathering.objects.get(thread=first.thread).title == "先改的"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "source", "is_late"),
    [
        (0, Source.TYPED, False),
        (7, Source.TYPED, False),
        (8, Source.TYPED, True),
        (40, Source.PAPER, False),
        (40, Source.IMPORT, False),
    ],
)
def test_writing_within_a_week_is_ordinary_and_later_is_only_labelled(days: int, source: str, is_late: bool) -> None:
    branch = build_enterprise().first
    held_on = TODAY - timedelta(days=days)
    note = "会议记录本第 3 页" if source == Source.PAPER else ""
    gathering = record(branch, held_on, source=source, source_note=note)
    assert gathering.days_until_written == days
    assert gathering.is_written_late is is_late


@pytest.mark.django_db
def test_the_day_of_writing_is_the_day_in_china() -> None:
    branch = build_enterprise().first
    late_evening_in_utc = datetime(2026, 11, 12, 16, 30, tzinfo=UTC)  # already the 13th in China
    gathering = record(branch, date(2026, 11, 5), now=late_evening_in_utc)
    assert gathering.days_until_written == 8
