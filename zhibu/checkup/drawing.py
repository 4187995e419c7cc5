"""Draws fact sheets from the records: the rooms give their columns, here they are only joined.

A sheet is always drawn whole, never incremented, so that drawing again must give the same row.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from zhibu import norms
from zhibu.admission import facts as admission_facts
from zhibu.base.touched import SheetKind
from zhibu.checkup.models import Answer, AnswerKind, Confirmation, LayerProfile
from zhibu.dues import facts as dues_facts
from zhibu.meeting import conduct
from zhibu.meeting import facts as meeting_facts
from zhibu.member import facts as member_facts
from zhibu.org import facts as org_facts
from zhibu.org.models import Organisation
from zhibu.org.queries import layers_by_path
from zhibu.rules.sheets import CAMPAIGNS, GATHERINGS, SHEETS
from zhibu.target import facts as target_facts
from zhibu.work import facts as work_facts

Row = dict[str, Any]
WHOLE_YEAR = (1 << 12) - 1
SHORTEST_TITLE = 8  # signs; a shorter title could be any words


def draw(kind: SheetKind, branches: Sequence[Organisation], year: int, today: date) -> dict[UUID, dict[UUID, Row]]:
    """Rows of one kind of sheet: by branch, then by subject, ready for the table (known-flags included)."""
    facts = DRAWERS[kind](branches, year, today)
    return {
        branch_id: {subject: vars(SHEETS[kind].make(**columns)) for subject, columns in rows.items()}
        for branch_id, rows in facts.items()
    }


def is_asked_in(branch: Organisation, year: int) -> bool:
    """Is there anything to ask in this year: was the branch there, and its 启用日 not later?"""
    begun = max((day for day in (branch.founded_on, branch.records_from) if day), default=date.min)
    return begun.year <= year and (branch.dissolved_on is None or branch.dissolved_on.year >= year)


def _branch_years(branches: Sequence[Organisation], year: int, today: date) -> dict[UUID, dict[UUID, Row]]:
    branches = [branch for branch in branches if is_asked_in(branch, year)]
    ids = [branch.pk for branch in branches]
    first, last = date(year, 1, 1), date(year, 12, 31)
    on = min(max(today, first), last)
    groups = org_facts.groups_by_branch(ids, year)
    held = meeting_facts.held_masks(ids, year, groups)
    terms = org_facts.terms_by_branch(ids)
    members = member_facts.belongings(ids, first, last)
    posts = member_facts.holdings(ids, first, last)
    talks = meeting_facts.talk_columns(ids, year, members, posts, on)
    grades = meeting_facts.grade_columns(ids, year)
    accounted = accounted_masks(ids, year)
    dues = dues_facts.year_columns(branches, year, today)
    return {
        branch.pk: {
            branch.pk: {
                "year": year,
                **org_facts.existence(branch),
                **held[branch.pk],
                **accounted[branch.pk],
                "committee_months": org_facts.committee_months(terms.get(branch.pk, []), year),
                "group_months": org_facts.whole_months(
                    ((group.since, group.until) for group in groups.get(branch.pk, [])), year
                ),
                **talks[branch.pk],
                **grades.get(branch.pk, {}),
                **dues.get(branch.pk, {}),
            }
        }
        for branch in branches
    }


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


def _branches(branches: Sequence[Organisation], year: int, today: date) -> dict[UUID, dict[UUID, Row]]:
    ids = [branch.pk for branch in branches]
    org = org_facts.branch_columns(branches, today)
    members = member_facts.branch_columns(ids, today)
    belongings = member_facts.belongings(ids, date.min, today)
    holdings = member_facts.holdings(ids, date.min, today)
    terms = org_facts.current_terms(ids, today)
    return {
        branch_id: {
            branch_id: with_posts_only_when_complete(
                {
                    **org[branch_id],
                    **members[branch_id],
                    "crossed_seven_on": member_facts.crossed_seven(belongings.get(branch_id, []), today),
                    "vacant_since": member_facts.vacant_since(holdings.get(branch_id, []), terms.get(branch_id), today),
                }
            )
        }
        for branch_id in ids
    }


def with_posts_only_when_complete(columns: Row) -> Row:
    """Posts are known only where the recorded people fill the seats of the term, or a post was given up: else the rest
    may simply not have been written down yet."""
    seats, members = columns.get("seats"), columns.get("committee_members")
    is_complete = seats is not None and members is not None and members >= seats
    if is_complete or columns.get("vacant_since") or columns.get("has_committee") == 0:
        return columns
    return {**columns, "posts": None}


def _terms(branches: Sequence[Organisation], year: int, today: date) -> dict[UUID, dict[UUID, Row]]:
    return org_facts.term_sheets(branches)


def _resolutions(branches: Sequence[Organisation], year: int, today: date) -> dict[UUID, dict[UUID, Row]]:
    ids = [branch.pk for branch in branches]
    return meeting_facts.resolution_sheets(
        ids,
        member_facts.belongings(ids, date.min, today),
        member_facts.without_rights(ids),
        member_facts.holdings(ids, date.min, today),
        {branch.pk: branch.records_from for branch in branches},
        first=date(today.year - 1, 1, 1),  # older votes are no longer anybody's task
    )


def _conduct(branches: Sequence[Organisation], year: int, today: date) -> dict[UUID, dict[UUID, Row]]:
    branches = [branch for branch in branches if is_asked_in(branch, year)]
    ids = [branch.pk for branch in branches]
    first, last = date(year, 1, 1), date(year, 12, 31)
    on = min(max(today, first), last)
    posts = member_facts.holdings(ids, first, last)
    deeds = conduct.deeds_of(ids, year, posts)
    confirmed = confirmed_half_years(ids, year)
    in_force = texts_in_force()
    people = member_facts.reached(ids, on)
    targets = target_facts.conduct_columns(ids, year, people)
    work = work_facts.conduct_columns(branches, year, people)
    training = member_facts.training_columns(posts, year, on)
    return {
        branch.pk: {
            branch.pk: {
                "year": year,
                **org_facts.existence(branch),
                "confirmed_months": confirmed[branch.pk],
                **conduct.columns(deeds[branch.pk], year, branch.records_from, today, in_force),
                **targets[branch.pk],
                **work[branch.pk],
                **training.get(branch.pk, {"in_post": 0, "untrained": 0}),
            }
        }
        for branch in branches
    }


def confirmed_half_years(branch_ids: Sequence[UUID], year: int) -> dict[UUID, int]:
    """Confirmed months from July of the year before (bit 0) to December."""
    months: dict[UUID, int] = dict.fromkeys(branch_ids, 0)
    rows = Confirmation.objects.filter(
        branch_id__in=branch_ids, month__gte=date(year - 1, 7, 1), month__lte=date(year, 12, 1)
    )
    for branch_id, month in rows.values_list("branch_id", "month"):
        months[branch_id] |= 1 << ((month.year - year) * 12 + month.month + 5)
    return months


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


def _units(branches: Sequence[Organisation], year: int, today: date) -> dict[UUID, dict[UUID, Row]]:
    return org_facts.unit_sheets(branches, today)


def _candidates(branches: Sequence[Organisation], year: int, today: date) -> dict[UUID, dict[UUID, Row]]:
    return admission_facts.candidate_sheets(branches, today)


DRAWERS = {
    SheetKind.BRANCH_YEAR: _branch_years,
    SheetKind.BRANCH: _branches,
    SheetKind.TERM: _terms,
    SheetKind.RESOLUTION: _resolutions,
    SheetKind.UNIT: _units,
    SheetKind.CANDIDATE: _candidates,
    SheetKind.CONDUCT: _conduct,
}


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
