"""组织生活会 and 民主评议 as a way of one year: its own record, and the gatherings, talks and grades of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhibu.base.actor import Actor
from zhibu.base.errors import Invalid
from zhibu.base.records import Source, replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.meeting.models import (
    AppraisalBallots,
    Gathering,
    Grade,
    Grades,
    Item,
    ItemKind,
    LifeYear,
    Stage,
    Talk,
    TalkKind,
)
from zhibu.meeting.queries import with_item
from zhibu.org.models import Organisation
from zhibu.rules.said import said

LAST_MONTH_AFTER = 6  # a year's campaign may run into the first half of the next, as the sheets count it
DAYS = {
    "theme_fixed_on": "定主题",
    "studied_on": "学习",
    "heard_on": "听意见",
    "self_on": "个人自评",
    "mutual_on": "党员互评",
    "test_on": "民主测评",
    "assessed_on": "提出评定意见",
}
FEWER = (  # the second is never more than the first
    ("sheets_out", "sheets_back", "收回 {less} 份，比发出的 {more} 份还多。"),
    ("ballots_out", "ballots_back", "收回 {less} 张票，比发出的 {more} 张还多。"),
    ("ballots_back", "ballots_valid", "有效票 {less} 张，比收回的 {more} 张还多。"),
)


def note_life(
    actor: Actor, *, branch: Organisation, year: int, standing: LifeYear | None, today: date, now: datetime,
    **columns: Any,
) -> Done:  # fmt: skip
    """Part of what was done this year; what is not given stays as it was. Columns as in `LifeYear`."""
    kept = {name: getattr(standing, name) for pair in FEWER for name in pair[:2]} if standing else {}
    check_life({**kept, **columns}, today)
    if standing is not None:
        return Done(replace(standing, columns, actor, now), organisation=branch)
    written = LifeYear(root=branch.root, branch=branch, year=year, **columns, **stamp(actor, now))
    written.save(force_insert=True)
    return Done(written, organisation=branch)


@dataclass(frozen=True)
class MemberBallots:
    """One member's row of the sheet: the four counts (None: nothing stood) and the grade given."""

    member_id: UUID
    counts: Sequence[int | None]
    result: str = ""


def count_ballots(
    actor: Actor, *, branch: Organisation, year: int, rows: Sequence[MemberBallots],
    ballots: Mapping[str, int | None], now: datetime,
) -> Done:  # fmt: skip
    """The sheet of the year as a whole: what stood is replaced, whoever has an empty row has none."""
    standing = {row.member_id: row for row in AppraisalBallots.objects.filter(branch=branch, year=year)}
    shared = {"issued": ballots.get("ballots_out"), "returned": ballots.get("ballots_back")}
    shared["valid"] = ballots.get("ballots_valid")
    for row in rows:
        columns = {**shared, **dict(zip(Grade.values, row.counts, strict=True)), "result": row.result}
        is_empty = not row.result and all(count is None for count in row.counts)
        old = standing.get(row.member_id)
        if old is not None and is_empty:
            revoke(old, actor, now)
        elif old is not None and any(getattr(old, name) != value for name, value in columns.items()):
            replace(old, {**columns, "source": Source.TYPED, "source_note": "", "batch": None}, actor, now)
        elif old is None and not is_empty:
            AppraisalBallots(
                root=branch.root, branch=branch, member_id=row.member_id, year=year, **columns, **stamp(actor, now)
            ).save(force_insert=True)
    return Done(branch, organisation=branch)


def ballots_of(branch: Organisation, year: int) -> dict[UUID, AppraisalBallots]:
    """By member, for those who keep the counts."""
    return {row.member_id: row for row in AppraisalBallots.objects.filter(branch=branch, year=year)}


def check_life(columns: dict[str, Any], today: date) -> None:
    problems: dict[str, str] = {}
    for name, label in DAYS.items():
        day = columns.get(name)
        if day and day > today:
            problems[name] = said("{label}的 {day} 还没有到，做过以后再记。", label=label, day=f"{day:%Y-%m-%d}")
    for more, less, sentence in FEWER:
        one, two = columns.get(more), columns.get(less)
        if one is not None and two is not None and two > one:
            problems[less] = sentence.format(more=one, less=two)
    if problems:
        raise Invalid(problems)


def life_of(branch: Organisation, year: int) -> LifeYear | None:
    found: LifeYear | None = LifeYear.objects.filter(branch=branch, year=year).first()
    return found


@dataclass(frozen=True)
class Campaign:
    """What the records hold of one year. `held` and `planned`: the life meeting; `appraised`: its appraisal."""

    record: LifeYear | None
    held: Gathering | None
    planned: Gathering | None
    appraised: Gathering | None
    grades: Grades | None
    talks: list[Talk]

    @property
    def talks_before(self) -> list[Talk]:
        """Those marked as before the meeting; where none is, all of the year until it."""
        marked = [talk for talk in self.talks if talk.kind == TalkKind.BEFORE_MEETING]
        return marked or self.talks

    @property
    def talked_on(self) -> date | None:
        return max((talk.happened_on for talk in self.talks_before), default=None)


def campaign_of(branch: Organisation, year: int) -> Campaign:
    """One year's campaign; it may run into the first half of the next. Five queries."""
    first, last = date(year, 1, 1), date(year + 1, LAST_MONTH_AFTER, 30)
    rows = list(
        Gathering.objects.filter(branch=branch, happened_on__gte=first, happened_on__lte=last)
        .filter(with_item(kind__in=(ItemKind.ORGANISATIONAL_LIFE_MEETING, ItemKind.DEMOCRATIC_APPRAISAL)))
        .prefetch_related("items__grades")
        .order_by("happened_on", "recorded_at")
    )
    rows = [row for row in rows if row.happened_on.year == year or not _is_of_next_year(row, rows, year)]
    held = [row for row in rows if row.stage == Stage.HELD]
    life = [row for row in held if _has(row, ItemKind.ORGANISATIONAL_LIFE_MEETING)]
    appraised = [row for row in held if _has(row, ItemKind.DEMOCRATIC_APPRAISAL)]
    planned = [row for row in rows if row.stage == Stage.PLANNED]
    until = life[-1].happened_on if life else last
    talks = Talk.objects.filter(branch=branch, happened_on__gte=first, happened_on__lte=until)
    return Campaign(
        life_of(branch, year),
        life[-1] if life else None,
        planned[0] if planned and not life else None,
        appraised[-1] if appraised else None,
        next((item.grades for row in appraised[::-1] for item in row.items.all() if hasattr(item, "grades")), None),
        list(talks.select_related("talker", "partner").order_by("happened_on")),
    )


def _has(row: Gathering, kind: ItemKind) -> bool:
    return any(item.kind == kind for item in row.items.all())


def _is_of_next_year(row: Gathering, rows: list[Gathering], year: int) -> bool:
    """One in the first half of the next year belongs to this one only where this year has none of its own."""
    return any(other.happened_on.year == year and other.stage == row.stage for other in rows)


def appraisal_item(gathering: Gathering) -> Item | None:
    return next((item for item in gathering.items.all() if item.kind == ItemKind.DEMOCRATIC_APPRAISAL), None)
