"""The records behind findings: the gatherings of that kind in that year, the term, the vote, the unit."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from zhibu.admission.models import Candidate
from zhibu.base.records import standing_in
from zhibu.base.touched import SheetKind
from zhibu.checkup.drawing import ANSWERABLE, texts_in_force
from zhibu.meeting import conduct
from zhibu.meeting.models import Item, ItemKind, Stage
from zhibu.member.facts import holdings
from zhibu.org.models import Organisation, Term, Unit
from zhibu.rules.said import said
from zhibu.rules.sheets import CAMPAIGNS
from zhibu.rules.telling import say_day

KINDS = {norm: kind for norm, (kind, _months) in ANSWERABLE.items()} | {
    "organisational-life-meeting-season": ItemKind.ORGANISATIONAL_LIFE_MEETING.value,
    "democratic-appraisal-excellent-cap": ItemKind.DEMOCRATIC_APPRAISAL.value,
}
"""Norms that count gatherings of one kind."""


SECRETARY_AWAY = "signal-secretary-away"
Selection = Callable[[conduct.Deeds, conduct.Deeds, int, date], list[conduct.Held]]
SIGNALS: dict[str, Selection] = {
    # from all gatherings since July of the year before, those held in the year, the year, and today
    "signal-planned-not-held": lambda deeds, _held, year, today: conduct.unheld(deeds, year, today),
    SECRETARY_AWAY: lambda _deeds, held, _year, _today: conduct.without_secretary(held),
    "signal-papers-same-day": lambda _deeds, held, _year, _today: conduct.papers_same_day(held),
    "signal-votes-without-words": lambda _deeds, held, _year, _today: conduct.votes_without_words(held),
    "signal-short-meetings": lambda _deeds, held, _year, _today: conduct.short(held),
    "signal-bunched": lambda _deeds, held, _year, _today: conduct.closest(held),
    "signal-same-words": lambda deeds, held, _year, _today: conduct.same_words(deeds, held),
    "signal-typed-together": lambda _deeds, held, _year, _today: conduct.typed_together(held),
    "signal-studied-too-early": lambda _deeds, held, _year, _today: conduct.studied_too_early(held, texts_in_force()),
    "signal-half-empty": lambda _deeds, held, _year, _today: conduct.half_empty(held),
}
"""Signals with the selection of gatherings that they count."""


@dataclass(frozen=True)
class Behind:
    """One record. `kind`: gathering, term, unit or candidate; `key` opens it."""

    kind: str
    key: UUID
    label: str
    on: date | None = None
    is_dated: bool = False  # the label begins with the day


@dataclass
class Records:
    """Everything behind the findings of one branch, fetched at once."""

    gatherings: dict[str, list[Behind]] = field(default_factory=lambda: defaultdict(list))
    subjects: dict[tuple[SheetKind, UUID], Behind] = field(default_factory=dict)
    signals: dict[tuple[str, int], tuple[Behind, ...]] = field(default_factory=dict)

    def about(self, sheet: SheetKind, subject: UUID) -> str:
        found = self.subjects.get((sheet, subject))
        return found.label if found else ""

    def of(self, sheet: SheetKind, subject: UUID, norm: str, year: int) -> tuple[Behind, ...]:
        if sheet is SheetKind.CONDUCT:
            return self.signals.get((norm, year), ())
        if not sheet.is_yearly:
            found = self.subjects.get((sheet, subject))
            return (found,) if found else ()
        kind = KINDS.get(norm, "")
        last = date(year + 1, 6, 30) if kind in CAMPAIGNS else date(year, 12, 31)
        return tuple(row for row in self.gatherings.get(kind, ()) if row.on and date(year, 1, 1) <= row.on <= last)


def add_gatherings(
    found: Records, branch: Organisation, years: set[int], signals: set[tuple[str, int]], today: date
) -> None:
    """Those of these years in one query; a few more for those that signals counted."""
    for year in {year for norm, year in signals if norm in SIGNALS}:
        _signals(found, branch, {norm for norm, of in signals if of == year}, year, today)
    if years:
        _gatherings(found, branch, min(years))


def subjects_of(branch: Organisation, subjects: dict[SheetKind, set[UUID]]) -> Records:
    """Which vote, term, case or unit each finding is about: at most one query for each kind."""
    found = Records()
    if subjects.get(SheetKind.RESOLUTION):
        _votes(found, branch, subjects[SheetKind.RESOLUTION])
    if subjects.get(SheetKind.TERM):
        for term in Term.objects.filter(organisation=branch, thread__in=subjects[SheetKind.TERM]):
            label = (
                said("第 {ordinal} 届", ordinal=term.ordinal)
                if term.ordinal
                else said("{day}选出的这一届", day=_day(term.happened_on))
            )
            found.subjects[SheetKind.TERM, term.thread] = Behind("term", term.pk, label, term.happened_on)
    if subjects.get(SheetKind.CANDIDATE):
        for candidate in Candidate.objects.filter(branch=branch, pk__in=subjects[SheetKind.CANDIDATE]):
            found.subjects[SheetKind.CANDIDATE, candidate.pk] = Behind("candidate", candidate.pk, candidate.name)
    if subjects.get(SheetKind.UNIT):
        for unit in Unit.objects.filter(organisation=branch, thread__in=subjects[SheetKind.UNIT]):
            found.subjects[SheetKind.UNIT, unit.thread] = Behind("unit", unit.pk, unit.name)
    return found


def _signals(found: Records, branch: Organisation, wanted: set[str], year: int, today: date) -> None:
    asks_for_secretary = SECRETARY_AWAY in wanted
    posts = holdings([branch.pk], date(year, 1, 1), date(year, 12, 31)) if asks_for_secretary else None
    deeds = conduct.deeds_of([branch.pk], year, posts)[branch.pk]
    held = conduct.of_year(deeds, year, branch.records_from)
    for norm in wanted & SIGNALS.keys():
        rows = SIGNALS[norm](deeds, held, year, today)
        found.signals[norm, year] = tuple(Behind("gathering", row.id, row.title, row.day) for row in rows)


def _gatherings(found: Records, branch: Organisation, first_year: int) -> None:
    rows = Item.objects.filter(
        standing_in("gathering"),
        gathering__branch=branch,
        gathering__stage=Stage.HELD,
        gathering__happened_on__gte=date(first_year, 1, 1),
    ).order_by("gathering__happened_on")
    seen = set()
    for kind, key, title, day in rows.values_list("kind", "gathering_id", "gathering__title", "gathering__happened_on"):
        if (kind, key) not in seen:
            seen.add((kind, key))
            found.gatherings[kind].append(Behind("gathering", key, title, day))


def _votes(found: Records, branch: Organisation, items: set[UUID]) -> None:
    rows = Item.objects.filter(standing_in("gathering"), gathering__branch=branch, thread__in=items).values_list(
        "thread", "kind", "topic", "gathering_id", "gathering__happened_on"
    )
    for key, kind, topic, gathering, day in rows:
        what = ItemKind(kind).label
        held = said("{day} {what}", day=_day(day), what=what)
        label = said("{day} {what}：{topic}", day=_day(day), what=what, topic=topic) if topic else held
        found.subjects[SheetKind.RESOLUTION, key] = Behind("gathering", gathering, label, day, is_dated=True)


def _day(day: date) -> str:
    return say_day(day.toordinal())
