"""What the records say about branches and members, under the keys by which higher bodies' forms ask (`intake.held`)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count

from zhibu.checkup.looking import look
from zhibu.checkup.terms import standing_term_ends_on
from zhibu.meeting.models import Item, ItemKind, Stage, Talk
from zhibu.member.facts import is_full_member
from zhibu.member.models import Category, Details, Member, PostHolding, PostKind, Sex
from zhibu.member.queries import listing, standing_as
from zhibu.org.facts import terms_by_branch
from zhibu.org.models import Organisation, PartyGroup
from zhibu.org.queries import lineage, parent_path

Values = dict[str, Any]
COUNTED = {
    ItemKind.GENERAL_MEETING: "general_meetings",
    ItemKind.COMMITTEE_MEETING: "committee_meetings",
    ItemKind.GROUP_MEETING: "group_meetings",
    ItemKind.PARTY_LESSON: "party_lessons",
    ItemKind.THEME_DAY: "theme_days",
}
IN_COMMITTEE = frozenset(PostKind.values) - {PostKind.GROUP_LEADER}


def branch_values(branches: Sequence[Organisation], year: int, today: date) -> dict[UUID, Values]:
    """For each branch: names, numbers of members, posts, terms, meetings of the year. A fixed number of queries.

    What is not recorded is missing, never a nought.
    """
    found: dict[UUID, Values] = {}
    above = lineage(branch.path for branch in branches)
    for branch in branches:
        found[branch.pk] = {
            "branch": branch.name,
            "higher": above.get(parent_path(branch.path), ""),
            "branch_kind": branch.get_branch_kind_display(),
            "founded_on": branch.founded_on,
        }
    keys = list(found)
    _members(found, keys, today)
    _posts(found, keys, today)
    _terms(found, branches, keys, today)
    _meetings(found, keys, year)
    return found


def _members(found: dict[UUID, Values], keys: list[UUID], today: date) -> None:
    rows = Member.objects.filter(branch__in=keys).values_list("branch_id", "joined_on", "full_on", "category")
    full: dict[UUID, list[bool]] = defaultdict(list)
    for branch, joined_on, full_on, category in rows:
        full[branch].append(is_full_member(joined_on, full_on, category, today))
    women = Details.objects.filter(member__branch__in=keys, sex=Sex.FEMALE).values_list("member__branch")
    counts = dict(women.annotate(number=Count("id")).order_by())
    for branch, flags in full.items():
        found[branch] |= {
            "members": len(flags),
            "full_members": sum(flags),
            "probationary_members": len(flags) - sum(flags),
            "women": counts.get(branch, 0),
        }
    groups = PartyGroup.objects.on(today).filter(branch__in=keys).values_list("branch")
    for branch, number in groups.annotate(number=Count("id")).order_by():
        found[branch]["groups"] = number


def _posts(found: dict[UUID, Values], keys: list[UUID], today: date) -> None:
    order = list(PostKind.values)
    held: dict[UUID, list[PostHolding]] = defaultdict(list)
    for row in PostHolding.objects.on(today).filter(organisation__in=keys).select_related("member"):
        held[row.organisation_id].append(row)
    for branch, rows in held.items():
        rows.sort(key=lambda row: (order.index(row.post), row.member.sort_key))
        names = list(dict.fromkeys(row.member.name for row in rows if row.post in IN_COMMITTEE))
        found[branch] |= {
            "secretary": _named(rows, PostKind.SECRETARY),
            "deputy_secretary": _named(rows, PostKind.DEPUTY_SECRETARY),
            "committee": "、".join(names),
            "committee_count": len(names),
        }


def _named(rows: Sequence[PostHolding], post: str) -> str:
    return "、".join(row.member.name for row in rows if row.post == post)


def _terms(found: dict[UUID, Values], branches: Sequence[Organisation], keys: list[UUID], today: date) -> None:
    for branch, terms in terms_by_branch(keys).items():
        begun = [term.happened_on for term in terms if term.happened_on <= today]
        found[branch]["elected_on"] = begun[-1] if begun else None
    for looked in look(list(branches), today):
        found[looked.branch.pk]["term_ends_on"] = standing_term_ends_on(looked, today)


def _meetings(found: dict[UUID, Values], keys: list[UUID], year: int) -> None:
    rows = Item.objects.filter(
        gathering__branch__in=keys,
        gathering__stage=Stage.HELD,
        gathering__revoked_at__isnull=True,
        gathering__happened_on__year=year,
    )
    held: dict[UUID, dict[str, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for branch, kind, gathering in rows.values_list("gathering__branch_id", "kind", "gathering_id"):
        held[branch]["gatherings"].add(gathering)
        if kind in COUNTED:
            held[branch][COUNTED[ItemKind(kind)]].add(gathering)
    for branch, by_kind in held.items():
        found[branch] |= {key: len(gatherings) for key, gatherings in by_kind.items()}
    talks = Talk.objects.filter(branch__in=keys, happened_on__year=year).values_list("branch")
    for branch, number in talks.annotate(number=Count("id")).order_by():
        found[branch]["talks"] = number


def member_values(branches: Sequence[Organisation], today: date) -> list[Values]:
    """One entry for each member, in tree order and by pinyin. No telephone and no identity number."""
    names: dict[UUID | None, str] = {branch.pk: branch.name for branch in branches}
    members = list(Member.objects.filter(branch__in=list(branches)).order_by("path", "sort_key", "id"))
    return [
        {
            "branch": names.get(row.member.branch_id, ""),
            "name": row.member.name,
            "sex": row.details.get_sex_display() if row.details and row.details.sex else "",
            "ethnicity": row.details.ethnicity if row.details else "",
            "birth_on": row.details.birth_on if row.details else None,
            "education": row.details.education if row.details else "",
            "joined_on": row.member.joined_on,
            "full_on": row.member.full_on,
            "job": row.details.job if row.details else "",
            "category": Category(standing_as(row.member, today)).label,
        }
        for row in listing(members, today)
    ]
