"""Draws fact sheets from the records: the rooms give their columns, here they are only joined.

Columns are drawn whole from the records, never incremented, so that drawing again must give the same row. Those that
follow from the same records are one part; a write that says what it wrote has only the parts drawn that read it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from zhibu import norms
from zhibu.admission import facts as admission_facts
from zhibu.base.parts import Models, Part, part
from zhibu.base.touched import SheetKind
from zhibu.checkup.models import Answer, AnswerKind, Confirmation, LayerProfile
from zhibu.dues import facts as dues_facts
from zhibu.meeting import conduct
from zhibu.meeting import facts as meeting_facts
from zhibu.meeting.models import Gathering, Item, Tally
from zhibu.member import facts as member_facts
from zhibu.member.facts import Belonging, Holding, Reached
from zhibu.member.models import Condition, PostHolding
from zhibu.org import facts as org_facts
from zhibu.org.models import Organisation, PartyGroup, Term, Unit
from zhibu.org.queries import layers_by_path
from zhibu.rules.sheets import CAMPAIGNS, GATHERINGS, SHEETS
from zhibu.target import facts as target_facts
from zhibu.work import facts as work_facts

Row = dict[str, Any]
WHOLE_YEAR = (1 << 12) - 1
SHORTEST_TITLE = 8  # signs; a shorter title could be any words


class Reading:
    """Some branches whose sheets are drawn. What several parts ask for is read once, when the first of them asks."""

    def __init__(self, branches: Sequence[Organisation], year: int, today: date) -> None:
        self.branches, self.year, self.today = branches, year, today
        self.ids = [branch.pk for branch in branches]

    @cached_property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @cached_property
    def last(self) -> date:
        return date(self.year, 12, 31)

    @cached_property
    def on(self) -> date:
        """Today, or the day of the year that is nearest to it."""
        return min(max(self.today, self.first), self.last)

    @cached_property
    def groups(self) -> dict[UUID, list[PartyGroup]]:
        return org_facts.groups_by_branch(self.ids, self.year)

    @cached_property
    def posts(self) -> dict[UUID, list[Holding]]:
        return member_facts.holdings(self.ids, self.first, self.last)

    @cached_property
    def members(self) -> dict[UUID, list[Belonging]]:
        return member_facts.belongings(self.ids, self.first, self.last)

    @cached_property
    def people(self) -> dict[UUID, dict[UUID, Reached]]:
        return member_facts.reached(self.ids, self.on)


def draw(
    kind: SheetKind, branches: Sequence[Organisation], year: int, today: date, wrote: Models | None = None
) -> dict[UUID, dict[UUID, Row]]:
    """Rows of one kind of sheet: by branch, then by subject, ready for the table (known-flags included).

    With `wrote` only the columns that can have changed with these kinds of records.
    """
    if kind.is_yearly:
        branches = [branch for branch in branches if is_asked_in(branch, year)]
    reading = Reading(branches, year, today)
    if kind in SEVERAL:
        subjects = SEVERAL[kind][1](reading)
        return {
            branch: {subject: vars(SHEETS[kind].make(**columns)) for subject, columns in rows.items()}
            for branch, rows in subjects.items()
        }
    return _of_parts(kind, reading, [part for part in ONE[kind] if part.may_change_with(wrote)])


def draw_turned(
    kind: SheetKind, branches: Sequence[Organisation], year: int, today: date, turned: Part
) -> Mapping[UUID, Row]:
    """The fields of one part of a kind with one sheet of a branch, by branch."""
    rows = _of_parts(kind, Reading(branches, year, today), [turned])
    return {branch: rows[branch][branch] for branch in rows}


def _of_parts(kind: SheetKind, reading: Reading, parts: Iterable[Part]) -> dict[UUID, dict[UUID, Row]]:
    drawn = [(part, ONE[kind][part](reading)) for part in parts]
    fields = [name for part, _columns in drawn for name in fields_of(kind, part)]
    found: dict[UUID, dict[UUID, Row]] = {}
    for branch in reading.branches:
        columns = {name: value for _part, rows in drawn for name, value in rows.get(branch.pk, {}).items()}
        row = vars(SHEETS[kind].make(**columns))
        found[branch.pk] = {branch.pk: {name: row[name] for name in fields}}
    return found


def may_change(kind: SheetKind, wrote: Models | None) -> bool:
    """Can anything of this kind of sheet have changed with these kinds of records?"""
    return any(part.may_change_with(wrote) for part in parts_of(kind))


def parts_of(kind: SheetKind) -> Iterable[Part]:
    return (SEVERAL[kind][0],) if kind in SEVERAL else ONE[kind]


@cache
def fields_of(kind: SheetKind, part: Part) -> tuple[str, ...]:
    """The fields of a part's columns, known-flags included."""
    return tuple(name for column in SHEETS[kind].columns if column.name in part.columns for name in column.fields)


def is_asked_in(branch: Organisation, year: int) -> bool:
    """Is there anything to ask in this year: was the branch there, and its 启用日 not later?"""
    begun = max((day for day in (branch.founded_on, branch.records_from) if day), default=date.min)
    return begun.year <= year and (branch.dissolved_on is None or branch.dissolved_on.year >= year)


def accounted_masks(branch_ids: Sequence[UUID], year: int) -> dict[UUID, dict[str, int]]:
    """Months for which the branch said 没开, or confirmed that everything is recorded."""
    confirmed: dict[UUID, int] = dict.fromkeys(branch_ids, 0)
    rows = Confirmation.objects.filter(
        branch_id__in=branch_ids, month__gte=date(year, 1, 1), month__lte=date(year + 1, 6, 30)
    )
    for branch_id, month in rows.values_list("branch_id", "month"):
        confirmed[branch_id] |= meeting_facts.month_bit(month, year)
    masks: dict[UUID, dict[str, int]] = {}
    for branch_id in branch_ids:
        months = confirmed[branch_id]
        masks[branch_id] = {f"{name}_accounted": months & WHOLE_YEAR for name in GATHERINGS}
        masks[branch_id] |= {f"{name}_accounted": months for name in CAMPAIGNS}
        masks[branch_id]["year_accounted"] = int(months & WHOLE_YEAR == WHOLE_YEAR)
    said = Answer.objects.filter(branch_id__in=branch_ids, year=year, kind=AnswerKind.NOT_HELD)
    for branch_id, norm, periods in said.values_list("branch_id", "norm", "periods"):
        name = ANSWERABLE.get(norm, ("", 0))[0]
        if name:
            masks[branch_id][f"{name}_accounted"] |= periods
    return masks


ANSWERABLE = {
    "general-meeting-quarterly": ("general_meeting", 3),
    "branch-committee-monthly": ("committee_meeting", 1),
    "party-group-monthly": ("group_meeting", 1),
    "party-lesson-regularly": ("party_lesson", 3),
    "theme-day-monthly": ("theme_day", 1),
    "organisational-life-meeting-yearly": ("organisational_life_meeting", 18),
    "democratic-appraisal-yearly": ("democratic_appraisal", 18),
}
"""Norms to which a branch can say 没开, with the months that one period stands for."""


def spread_periods(periods: int, months_per_period: int) -> int:
    """A mask of periods as a mask of months: the second quarter alone → April to June."""
    months = 0
    whole = (1 << months_per_period) - 1
    for period in range(periods.bit_length()):
        if periods >> period & 1:
            months |= whole << (period * months_per_period)
    return months


def _branches(at: Reading) -> dict[UUID, Row]:
    org = org_facts.branch_columns(at.branches, at.today)
    members = member_facts.branch_columns(at.ids, at.today)
    belongings = member_facts.belongings(at.ids, date.min, at.today)
    holdings = member_facts.holdings(at.ids, date.min, at.today)
    terms = org_facts.current_terms(at.ids, at.today)
    return {
        branch_id: with_posts_only_when_complete(
            {
                **org[branch_id],
                **members[branch_id],
                "crossed_seven_on": member_facts.crossed_seven(belongings.get(branch_id, []), at.today),
                "vacant_since": member_facts.vacant_since(holdings.get(branch_id, []), terms.get(branch_id), at.today),
            }
        )
        for branch_id in at.ids
    }


def with_posts_only_when_complete(columns: Row) -> Row:
    """Posts are known only where the recorded people fill the seats of the term, or a post was given up: else the rest
    may simply not have been written down yet."""
    seats, members = columns.get("seats"), columns.get("committee_members")
    is_complete = seats is not None and members is not None and members >= seats
    if is_complete or columns.get("vacant_since") or columns.get("has_committee") == 0:
        return columns
    return {**columns, "posts": None}


def _resolutions(at: Reading) -> dict[UUID, dict[UUID, Row]]:
    return meeting_facts.resolution_sheets(
        at.ids,
        member_facts.belongings(at.ids, date.min, at.today),
        member_facts.without_rights(at.ids),
        member_facts.holdings(at.ids, date.min, at.today),
        org_facts.terms_by_branch(at.ids),
        {branch.pk: branch.records_from for branch in at.branches},
        first=date(at.today.year - 1, 1, 1),  # older votes are no longer anybody's task
    )


def confirmed_half_years(branch_ids: Sequence[UUID], year: int) -> dict[UUID, Row]:
    """Confirmed months from July of the year before (bit 0) to December."""
    months: dict[UUID, int] = dict.fromkeys(branch_ids, 0)
    rows = Confirmation.objects.filter(
        branch_id__in=branch_ids, month__gte=date(year - 1, 7, 1), month__lte=date(year, 12, 1)
    )
    for branch_id, month in rows.values_list("branch_id", "month"):
        months[branch_id] |= 1 << ((month.year - year) * 12 + month.month + 5)
    return {branch_id: {"confirmed_months": mask} for branch_id, mask in months.items()}


def months_of_year(half_years: int) -> set[int]:
    """The months of the year itself in such a mask."""
    return {month for month in range(1, 13) if half_years >> (month + 5) & 1}


@lru_cache(maxsize=1)
def texts_in_force() -> dict[str, date]:
    """Titles of regulations that have one edition only, with the first day in force."""
    found: dict[str, list[date]] = {}
    for regulation in norms.library().regulations.values():
        title = regulation.title_zh.strip("《》")
        bare = title.partition("（")[0]
        if regulation.layer in ("central", "state") and len(bare) >= SHORTEST_TITLE:
            for name in {title, bare}:
                found.setdefault(name, []).append(regulation.span.from_on)
    return {title: days[0] for title, days in found.items() if len(days) == 1}


def _of_year(at: Reading) -> dict[UUID, Row]:
    return {branch.pk: {"year": at.year} for branch in at.branches}


def _existence(at: Reading) -> dict[UUID, Row]:
    return {branch.pk: org_facts.existence(branch) for branch in at.branches}


def _committee_months(at: Reading) -> dict[UUID, Row]:
    terms = org_facts.terms_by_branch(at.ids)
    return {key: {"committee_months": org_facts.committee_months(terms.get(key, []), at.year)} for key in at.ids}


def _group_months(at: Reading) -> dict[UUID, Row]:
    return {
        key: {
            "group_months": org_facts.whole_months(
                ((group.since, group.until) for group in at.groups.get(key, [])), at.year
            )
        }
        for key in at.ids
    }


def _how_held(at: Reading) -> dict[UUID, Row]:
    deeds = conduct.deeds_of(at.ids, at.year, at.posts)
    in_force = texts_in_force()
    return {
        branch.pk: conduct.columns(deeds[branch.pk], at.year, branch.records_from, at.today, in_force)
        for branch in at.branches
    }


def _whole(kind: SheetKind, *reads: type[Model]) -> Part:
    return part(*(column.name for column in SHEETS[kind].columns), reads=reads)


YEAR = part("year", reads=())
ACCOUNTED = part(
    *(f"{name}_accounted" for name in (*GATHERINGS, *CAMPAIGNS)), "year_accounted", reads=(Confirmation, Answer)
)
CONFIRMED = part("confirmed_months", reads=(Confirmation,))

ONE: Mapping[SheetKind, Mapping[Part, Callable[[Reading], Mapping[UUID, Row]]]] = {
    SheetKind.BRANCH_YEAR: {
        YEAR: _of_year,
        org_facts.EXISTENCE: _existence,
        org_facts.COMMITTEE_MONTHS: _committee_months,
        org_facts.GROUP_MONTHS: _group_months,
        meeting_facts.HELD: lambda at: meeting_facts.held_masks(at.ids, at.year, at.groups),
        meeting_facts.GRADED: lambda at: meeting_facts.grade_columns(at.ids, at.year),
        meeting_facts.TALKS: lambda at: meeting_facts.talk_columns(at.ids, at.year, at.members, at.posts, at.on),
        ACCOUNTED: lambda at: accounted_masks(at.ids, at.year),
        dues_facts.DUES: lambda at: dues_facts.year_columns(at.branches, at.year, at.today),
    },
    SheetKind.CONDUCT: {
        YEAR: _of_year,
        org_facts.EXISTENCE: _existence,
        CONFIRMED: lambda at: confirmed_half_years(at.ids, at.year),
        conduct.HOW_HELD: _how_held,
        member_facts.TRAINING: lambda at: member_facts.training_columns(at.posts, at.year, at.on),
        target_facts.EXPECTED: lambda at: target_facts.expected(at.people),
        target_facts.BOOKS: lambda at: target_facts.books(at.ids, at.year, at.people),
        target_facts.PLAIN_QUARTERS: lambda at: target_facts.plain_quarters(at.ids, at.year),
        target_facts.CRITICISM: lambda at: target_facts.criticism(at.ids, at.year),
        target_facts.APPRAISALS: lambda at: target_facts.appraisals(at.ids, at.year),
        target_facts.OFFERED: lambda at: target_facts.never_offered(at.ids, at.year, at.people),
        work_facts.WORK: lambda at: work_facts.work(at.branches, at.year),
        work_facts.REQUESTS: lambda at: work_facts.requests(at.ids, at.year),
        work_facts.IDLE: lambda at: work_facts.idle(at.branches, at.year, at.people),
        work_facts.MATTERS: lambda at: work_facts.matters(at.branches, at.year),
    },
    SheetKind.BRANCH: {
        _whole(SheetKind.BRANCH, Organisation, Term, Unit, *member_facts.ROSTER, PostHolding): _branches,
    },
}
"""Kinds with one sheet of a branch (and year), by parts: who draws which columns. Each column stands in one part."""

SEVERAL: Mapping[SheetKind, tuple[Part, Callable[[Reading], Mapping[UUID, Mapping[UUID, Row]]]]] = {
    SheetKind.TERM: (
        _whole(SheetKind.TERM, Organisation, Term),
        lambda at: org_facts.term_sheets(at.branches),
    ),
    SheetKind.RESOLUTION: (
        _whole(
            SheetKind.RESOLUTION,
            Organisation,
            Term,
            Gathering,
            Item,
            Tally,
            *member_facts.ROSTER,
            Condition,
            PostHolding,
        ),
        _resolutions,
    ),
    SheetKind.UNIT: (
        _whole(SheetKind.UNIT, Organisation, Unit),
        lambda at: org_facts.unit_sheets(at.branches, at.today),
    ),
    SheetKind.CANDIDATE: (
        _whole(SheetKind.CANDIDATE, Organisation, *admission_facts.READS),
        lambda at: admission_facts.candidate_sheets(at.branches, at.today),
    ),
}
"""Kinds with several sheets of a branch, by subject: always drawn whole."""


def profiles_of(branches: Sequence[Organisation], on: date) -> dict[UUID, tuple[str, tuple[Row, ...]]]:
    """By branch: the digest of the unit settings in force there ("" for none) and those settings as plain data.

    A new combination is kept, so that the columns of all branches under it can be judged with the same numbers.
    """
    found = {}
    by_path = layers_by_path([branch.path for branch in branches], on)
    for branch in branches:
        layers = by_path[branch.path]
        plain = json.loads(json.dumps(layers, cls=DjangoJSONEncoder))
        digest = hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16] if layers else ""
        found[branch.pk] = (digest, layers)
        if layers:
            LayerProfile.objects.get_or_create(digest=digest, defaults={"layers": plain})
    return found
