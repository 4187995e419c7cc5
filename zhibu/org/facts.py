"""The organisation's own columns of the fact sheets. Many branches in a few queries; `checkup` only joins."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhibu.base.asking import asked_often
from zhibu.base.parts import part
from zhibu.org.models import BranchKind, Domain, Organisation, PartyGroup, Term, Unit
from zhibu.rules import sheets

KIND_CODES = {
    BranchKind.ORDINARY: sheets.ORDINARY,
    BranchKind.JOINT: sheets.JOINT,
    BranchKind.TEMPORARY: sheets.TEMPORARY,
    BranchKind.MOBILE: sheets.MOBILE_MEMBER,
}
DOMAIN_CODES = {
    Domain.STATE_OWNED_ENTERPRISE: sheets.STATE_OWNED_ENTERPRISE,
    Domain.VILLAGE: sheets.VILLAGE,
    Domain.COMMUNITY: sheets.COMMUNITY,
    Domain.UNIVERSITY: sheets.UNIVERSITY,
    Domain.ORGAN: sheets.ORGAN,
    Domain.INSTITUTION: sheets.INSTITUTION,
    Domain.OTHER: sheets.OTHER,
}
Facts = dict[str, Any]

EXISTENCE = part("kind", "domain", "existed_from", "existed_to", "records_from", reads=(Organisation,))
COMMITTEE_MONTHS = part("committee_months", reads=(Term,))
GROUP_MONTHS = part("group_months", reads=(PartyGroup,))


def existence(branch: Organisation) -> Facts:
    """Kind, domain and the days between which the branch existed and is asked."""
    founded = branch.founded_on or branch.records_from
    return {
        "kind": KIND_CODES[BranchKind(branch.branch_kind)],
        "domain": DOMAIN_CODES[Domain(branch.domain)],
        "existed_from": founded,
        "existed_to": branch.dissolved_on,
        "records_from": branch.records_from,
    }


def whole_months(spans: Iterable[tuple[date, date | None]], year: int) -> int:
    """Mask of the months of a year that lie wholly inside one of the spans [first day, first day after)."""
    spans = list(spans)
    mask = 0
    for month in range(12):
        first = date(year, month + 1, 1)
        after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
        if any(since <= first and (until is None or until >= after) for since, until in spans):
            mask |= 1 << month
    return mask


def terms_by_branch(branch_ids: Sequence[UUID]) -> dict[UUID, list[Term]]:
    """Terms of each branch, oldest first."""
    found: dict[UUID, list[Term]] = defaultdict(list)
    for term in Term.objects.filter(organisation_id__in=branch_ids).order_by("happened_on"):
        found[term.organisation_id].append(term)
    return found


def current_terms(branch_ids: Sequence[UUID], today: date) -> dict[UUID, date]:
    """The election day of the latest term of each branch that has one."""
    return {
        branch_id: max(begun)
        for branch_id, terms in terms_by_branch(branch_ids).items()
        if (begun := [term.happened_on for term in terms if term.happened_on <= today])
    }


def committee_months(terms: list[Term], year: int) -> int | None:
    """Months wholly covered by terms with a committee; None where no term has been recorded for any day of the year."""
    if not terms or terms[0].happened_on > date(year, 12, 31):
        return None
    spans: list[tuple[date, date | None]] = []
    for term, following in zip_longest(terms, terms[1:]):
        if term.has_committee:
            until = following.happened_on if following else None
            if spans and spans[-1][1] == term.happened_on:
                spans[-1] = (spans[-1][0], until)
            else:
                spans.append((term.happened_on, until))
    return whole_months(spans, year)


def groups_by_branch(branch_ids: Sequence[UUID], year: int) -> dict[UUID, list[PartyGroup]]:
    found: dict[UUID, list[PartyGroup]] = defaultdict(list)
    for group in _groups_within(branch_ids, date(year, 1, 1), date(year, 12, 31)):
        found[group.branch_id].append(group)
    return found


@asked_often
def _groups_within(branch_ids: Sequence[UUID], first: date, last: date) -> QuerySet[PartyGroup]:
    return PartyGroup.objects.within(first, last).filter(branch_id__in=branch_ids)


def term_sheets(branches: Sequence[Organisation]) -> dict[UUID, dict[UUID, Facts]]:
    """By branch, then by term: the raw days of each term whose outcome is not yet a matter of the past.

    A term is shown until its successor is elected, and once more with that day, so that a late election is seen.
    """
    by_branch = terms_by_branch([branch.pk for branch in branches])
    found: dict[UUID, dict[UUID, Facts]] = {}
    for branch in branches:
        terms = by_branch.get(branch.pk, [])
        found[branch.pk] = {
            term.thread: {
                "kind": KIND_CODES[BranchKind(branch.branch_kind)],
                "domain": DOMAIN_CODES[Domain(branch.domain)],
                "has_committee": int(term.has_committee),
                "records_from": branch.records_from,
                "elected_on": term.happened_on,
                "ends_on": term.ends_on,
                "extended_to": term.extended_to,
                "extension_approved_on": term.extension_approved_on,
                "next_elected_on": following.happened_on if following else None,
                "reminded_on": term.reminded_on,
                "ended_otherwise_on": branch.dissolved_on,
            }
            for term, following in zip_longest(terms, terms[1:])
        }
    return found


def branch_columns(branches: Sequence[Organisation], today: date) -> dict[UUID, Facts]:
    """Committee, seats and covered units as of today."""
    ids = [branch.pk for branch in branches]
    by_branch = terms_by_branch(ids)
    covered = dict(
        Unit.objects.on(today).filter(branch_id__in=ids).values_list("branch_id").annotate(units=Count("id")).order_by()
    )
    found: dict[UUID, Facts] = {}
    for branch in branches:
        current = [term for term in by_branch.get(branch.pk, []) if term.happened_on <= today][-1:]
        found[branch.pk] = {
            **{name: value for name, value in existence(branch).items() if name != "records_from"},
            "has_committee": int(current[0].has_committee) if current else None,
            "seats": current[0].seats if current else None,
            "covered_units": covered.get(branch.pk),
            **_limited_acts(branch, by_branch.get(branch.pk, [])),
        }
    return found


def _limited_acts(branch: Organisation, terms: list[Term]) -> Facts:
    """A term election recorded of a temporary branch (art. 8: normally none)."""
    since = branch.records_from or date.min
    held = [term.happened_on for term in terms if term.happened_on >= since]
    if branch.branch_kind != BranchKind.TEMPORARY or not held:
        return {}
    return {
        "limited_acts": next(code for code, name in sheets.LIMITED_ACTS.items() if name == "换届"),
        "limited_act_on": held[-1],
    }


def unit_sheets(organisations: Sequence[Organisation], today: date) -> dict[UUID, dict[UUID, Facts]]:
    """By the organisation that keeps the list, then by unit. A branch of one kind or another that covers several units
    of a list is one that they share.
    """
    found: dict[UUID, dict[UUID, Facts]] = {organisation.pk: {} for organisation in organisations}
    rows = list(Unit.objects.on(today).filter(Q(organisation__in=organisations)).select_related("branch"))
    covered = Counter((unit.organisation_id, unit.branch_id) for unit in rows)
    for unit in rows:
        joint = unit.branch is not None and unit.branch.branch_kind == BranchKind.JOINT
        shared = unit.branch is not None and covered[unit.organisation_id, unit.branch_id] > 1
        found[unit.organisation_id][unit.thread] = {
            "full_members": unit.full_members,
            "own_branch": int(unit.branch is not None and not joint),
            "in_joint_branch": int(joint or shared),
            "is_project": int(unit.is_project),
            "project_from": unit.project_from,
            "project_to": unit.project_until and unit.project_until - timedelta(days=1),
            "conditions_met": None if unit.conditions_met is None else int(unit.conditions_met),
        }
    return found
