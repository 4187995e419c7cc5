"""What the check-up shows: every finding with its four parts (seen, since, article, next step), and what is in order.

Judged from the facts at the moment of looking; the kept findings add on which day each was first seen and goes up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from zhibu import norms
from zhibu.base.clock import end_of
from zhibu.base.records import as_known_at
from zhibu.base.touched import SheetKind
from zhibu.checkup import wording
from zhibu.checkup.drawing import ANSWERABLE
from zhibu.checkup.evidence import Behind, add_gatherings, subjects_of
from zhibu.checkup.judging import GRACE_DAYS, KEPT, NEVER, all_marks_of, only, open_periods, plain_layers
from zhibu.checkup.looking import Looked
from zhibu.checkup.wording import Source
from zhibu.norms.model import FAMILIES, Colour, NextStep
from zhibu.rules.judgement import Fact
from zhibu.rules.said import joined, said
from zhibu.rules.status import Marks, Status

__all__ = ["MENDABLE", "CheckUp", "Colour", "InOrder", "NextStep", "Shown", "check_up"]
MENDABLE = (Status.OVERDUE, Status.BREACHED)


@dataclass(frozen=True)
class Shown:
    """One finding, ready to be worded by a page or a command. `periods` are (bit, name); empty where there is one only.

    `answerable`: 没开 and 已并入 make sense, because the norm asks for something at regular times.
    """

    branch: UUID
    sheet: SheetKind
    subject: UUID
    year: int
    norm: str
    status: Status
    colour: Colour
    family: str
    title: str
    sentence: str
    source: Source
    facts: tuple[Fact, ...]
    steps: tuple[NextStep, ...]
    first_seen_on: date
    goes_up_on: date
    mask: int = 1
    periods: tuple[tuple[int, str], ...] = ()
    period_months: int = 0
    since: date | None = None
    due_on: date | None = None
    caution: str = ""
    is_statutory: bool = False
    answerable: bool = False
    about: str = ""  # which term, vote or unit
    weakness: str = ""
    is_signal: bool = False  # our own reminder, not a rule
    evidence: tuple[Behind, ...] = ()

    @property
    def family_zh(self) -> str:
        return FAMILIES[self.family]

    @property
    def period_words(self) -> str:
        return joined((name for _bit, name in self.periods))

    def has_gone_up(self, today: date) -> bool:
        return self.goes_up_on <= today

    @property
    def stays_with_branch(self) -> bool:
        return self.goes_up_on == NEVER


@dataclass(frozen=True)
class InOrder:
    """A norm that is met and leaves nothing open. Its sentence is made when it is asked for: most pages only count."""

    norm: str
    family: str
    name: str
    year: int
    tell: Callable[[], str]

    @property
    def sentence(self) -> str:
        return self.tell()


@dataclass
class CheckUp:
    """One branch: findings in the order of the page, and what is in order."""

    looked: Looked
    findings: list[Shown] = field(default_factory=list)
    in_order: list[InOrder] = field(default_factory=list)

    def of(self, *statuses: Status) -> list[Shown]:
        return [shown for shown in self.findings if shown.status in statuses]

    @property
    def mendable(self) -> list[Shown]:
        """Late, or against a rule."""
        return [shown for shown in self.of(*MENDABLE) if not shown.is_signal]

    @property
    def signals(self) -> list[Shown]:
        """What our own reminders ask to think about."""
        return [shown for shown in self.of(*MENDABLE) if shown.is_signal]

    @property
    def in_order_count(self) -> int:
        """Several votes or terms in order count once."""
        return len({(row.norm, row.year) for row in self.in_order})

    def find(self, sheet: str, norm: str, subject: UUID, year: int) -> list[Shown]:
        """The findings of one norm on one subject: one for each status."""
        wanted = (sheet, norm, subject, year)
        return [shown for shown in self.findings if (shown.sheet, shown.norm, shown.subject, shown.year) == wanted]

    def name_of(self, norm_id: str) -> str:
        """The name of a norm, for answers whose finding is gone."""
        known = norms.library().norms.get(norm_id)
        return known.name_zh if known else norm_id

    def names_of(self, norm_id: str, year: int, periods: int) -> str:
        """The periods of a mask in words, by the settings in force at the end of that year."""
        if norm_id not in ANSWERABLE:
            return said("{year}年", year=year)
        resolved = norms.resolve(norm_id, date(year, 12, 31), plain_layers(self.looked.layers))
        return joined((name for _bit, name in wording.period_names(norm_id, resolved.values, year, periods)))


def check_up_then(looked: Looked, on: date, *, statutory_only: bool) -> CheckUp:
    """The check-up of an earlier day, from `look_back`. Superiors see the statutory findings only."""
    with as_known_at(end_of(on)):
        found = check_up(looked, on, with_records=True)
    if statutory_only:
        found.findings = [shown for shown in found.findings if shown.is_statutory]
    return found


def check_up(looked: Looked, today: date, *, gone_up_only: bool = False, with_records: bool = False) -> CheckUp:
    """Judge every sheet of one branch and explain what is worth showing. A query for each kind of subject.

    `gone_up_only`: what superiors may see. `with_records`: also the gatherings that were counted, some more queries.
    """
    found, excused = CheckUp(looked), looked.excused
    for kind, sheet in looked.sheets:
        for resolved, marks in all_marks_of(kind, sheet, looked.layers, today, excused):
            _sort_in(found, kind, sheet, resolved, marks, today)
    if gone_up_only:
        found.findings = [shown for shown in found.findings if shown.has_gone_up(today)]
    _add_what_is_behind(found, today, with_records=with_records)
    found.findings.sort(key=_place)
    families = list(FAMILIES)
    found.in_order.sort(key=lambda row: (families.index(row.family), -row.year, row.name))
    return found


def _place(shown: Shown) -> tuple[int, int, date, str]:
    """By state, then family, then day."""
    states = {Status.OVERDUE: 0, Status.BREACHED: 0, Status.DUE: 1, Status.UNKNOWN: 2}
    return (
        states[shown.status],
        list(FAMILIES).index(shown.family),
        shown.due_on or shown.since or shown.first_seen_on,
        shown.norm,
    )


def _sort_in(found: CheckUp, kind: SheetKind, sheet: Any, resolved: norms.Resolved, marks: Marks, today: date) -> None:
    if open_periods(marks):
        statuses = (status for status in KEPT if marks.mask(status))
        found.findings += [_shown(found.looked, kind, sheet, resolved, marks, status, today) for status in statuses]
    elif marks.met:
        norm, year = resolved.norm, getattr(sheet, "year", 0)

        def tell() -> str:
            return norms.explain(resolved, sheet, today, only(marks, Status.MET)).sentence_zh

        found.in_order.append(InOrder(norm.id, norm.family, norm.name_zh, year, tell))


def _shown(
    looked: Looked, kind: SheetKind, sheet: Any, resolved: norms.Resolved, marks: Marks, status: Status, today: date
) -> Shown:
    norm = resolved.norm
    year = getattr(sheet, "year", 0)
    mask = marks.mask(status)
    told = norms.explain(resolved, sheet, today, only(marks, status))
    kept = looked.kept.get((kind.value, sheet.subject, year, norm.id, status.value))
    goes_up = NEVER if norm.branch_only else today + timedelta(days=0 if norm.statutory else GRACE_DAYS)
    return Shown(
        branch=looked.branch.pk,
        sheet=kind,
        subject=sheet.subject,
        year=year,
        norm=norm.id,
        status=status,
        colour=_colour(resolved, status, looked),
        family=norm.family,
        title=norm.seen.get(status, norm.name_zh),
        sentence=told.sentence_zh,
        source=wording.source_of(resolved),
        facts=told.facts,
        steps=norm.steps.get(status, ()),
        first_seen_on=kept.first_seen_on if kept else today,
        goes_up_on=kept.goes_up_on if kept else goes_up,
        mask=mask,
        periods=wording.period_names(norm.id, resolved.values, year, mask),
        period_months=wording.period_months(norm.id, resolved.values),
        since=_day(told.since) if status is not Status.DUE else None,
        due_on=_day(told.due) if status is Status.DUE else None,
        caution=norm.misleads_zh,
        is_statutory=norm.statutory,
        answerable=norm.id in ANSWERABLE,
        weakness=norm.weakness,
        is_signal=norm.strength_class == "signal",
    )


def _colour(resolved: norms.Resolved, status: Status, looked: Looked) -> Colour:
    return norms.colour(resolved.norm.id, status, resolved.on, plain_layers(looked.layers))


def _day(number: int | None) -> date | None:
    return date.fromordinal(number) if number else None


def _add_what_is_behind(found: CheckUp, today: date, *, with_records: bool) -> None:
    """Name the subjects (which term, vote, unit) and attach the records, so that a wrong one can be corrected."""
    behind = subjects_of(found.looked.branch, _subjects(found.findings))
    if with_records:
        signals = {(shown.norm, shown.year) for shown in found.findings if shown.sheet is SheetKind.CONDUCT}
        yearly = {shown.year for shown in found.findings if shown.sheet is SheetKind.BRANCH_YEAR}
        add_gatherings(behind, found.looked.branch, yearly, signals, today)
    found.findings = [
        replace(
            shown,
            about=behind.about(shown.sheet, shown.subject),
            evidence=behind.of(shown.sheet, shown.subject, shown.norm, shown.year),
        )
        for shown in found.findings
    ]


def _subjects(findings: Sequence[Shown]) -> dict[SheetKind, set[UUID]]:
    subjects: dict[SheetKind, set[UUID]] = {}
    for shown in findings:
        subjects.setdefault(shown.sheet, set()).add(shown.subject)
    return subjects
