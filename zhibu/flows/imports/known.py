"""What is already among the records: members by name and birth, gatherings by branch, day and kind."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from zhibu.base.paths import below
from zhibu.meeting.models import Item, ItemKind, Stage
from zhibu.member.actions import DETAIL_FIELDS
from zhibu.member.models import Details, Member, PostHolding, PostKind
from zhibu.member.names import tidy_name
from zhibu.org.models import Organisation, PartyGroup

AT_ONCE = 500


@dataclass(frozen=True)
class Namesake:
    branch_id: UUID | None
    branch_name: str
    details: UUID  # the standing version
    columns: dict[str, Any]  # of `Details`

    @property
    def birth_on(self) -> date | None:
        return self.columns["birth_on"]  # type: ignore[no-any-return]


class KnownMembers:
    """Standing members of a subtree that bear one of these names. A few queries, however many rows a file has."""

    def __init__(self, path: str, names: Iterable[str]) -> None:
        self._by_name: dict[str, list[Namesake]] = defaultdict(list)
        wanted = sorted({tidy_name(name) for name in names if name})
        for start in range(0, len(wanted), AT_ONCE):
            rows = Details.objects.filter(below(path, "member__path"), name__in=wanted[start : start + AT_ONCE])
            for row in rows.values("pk", "member__branch_id", "member__branch__name", *DETAIL_FIELDS):
                one = Namesake(
                    row.pop("member__branch_id"), row.pop("member__branch__name") or "", row.pop("pk"), columns=row
                )
                self._by_name[row["name"]].append(one)

    def same_person(self, values: dict[str, Any], branch: Organisation) -> Namesake | None:
        """Same name and birth; where a birth is missing, the same name in the same branch."""
        for one in self._by_name.get(tidy_name(values["name"]), []):
            birth = values.get("birth_on")
            if birth is None or one.birth_on is None:
                if one.branch_id == branch.pk:
                    return one
            elif same_day(birth, values.get("birth_precision", "day"), one.birth_on, one.columns["birth_precision"]):
                return one
        return None

    def count(self, name: str, branch: Organisation) -> int:
        """How many of this name belong to the branch."""
        return sum(1 for one in self._by_name.get(name, []) if one.branch_id == branch.pk)


def same_day(one: date, precision: str, other: date, other_precision: str) -> bool:
    """Equal as far as the coarser of the two says."""
    if "year" in (precision, other_precision):
        return one.year == other.year
    if "month" in (precision, other_precision):
        return (one.year, one.month) == (other.year, other.month)
    return one == other


class KnownGatherings:
    """Held gatherings of some branches, as far as they must be told apart."""

    def __init__(self, branch_ids: Iterable[UUID]) -> None:
        self._held: dict[tuple[UUID, date], list[tuple[str, str]]] = defaultdict(list)
        rows = Item.objects.filter(
            gathering__branch_id__in=set(branch_ids), gathering__stage=Stage.HELD, gathering__revoked_at__isnull=True
        )
        for branch_id, day, kind, group in rows.values_list(
            "gathering__branch_id", "gathering__happened_on", "kind", "gathering__group__name"
        ).order_by():
            self._held[branch_id, day].append((kind, group or ""))

    def already(self, branch: Organisation, day: date, kinds: list[str], group: str) -> list[str]:
        """Labels of the kinds that this branch (for group meetings: this group) has recorded for that day."""
        held = self._held.get((branch.pk, day), [])
        found = {
            kind for kind, its_group in held if kind in kinds and (kind != ItemKind.GROUP_MEETING or its_group == group)
        }
        return [str(ItemKind(kind).label) for kind in kinds if kind in found]


def names_in(branch_ids: Iterable[UUID]) -> dict[UUID, dict[str, list[UUID]]]:
    """By branch, then by name: the members who belong there now or did at some time."""
    found: dict[UUID, dict[str, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    rows = Member.objects.filter(
        memberships__branch_id__in=set(branch_ids), memberships__revoked_at__isnull=True
    ).distinct()
    for branch_id, name, member_id in rows.values_list("memberships__branch_id", "name", "id"):
        if member_id not in found[branch_id][name]:
            found[branch_id][name].append(member_id)
    return found


def last_secretaries(branch_ids: Iterable[UUID]) -> dict[UUID, date]:
    """From which day on nobody is secretary any more, where somebody was: the day of the latest end."""
    rows = PostHolding.objects.filter(
        organisation_id__in=list(branch_ids), post=PostKind.SECRETARY, until__isnull=False
    )
    return dict(rows.order_by("until").values_list("organisation_id", "until"))


def secretaries(branch_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Who is secretary of each branch now, by name."""
    rows = PostHolding.objects.filter(organisation_id__in=set(branch_ids), post=PostKind.SECRETARY, until__isnull=True)
    return dict(rows.values_list("organisation_id", "member__name"))


def groups(branch_ids: Iterable[UUID]) -> dict[tuple[UUID, str], PartyGroup]:
    rows = PartyGroup.objects.filter(branch_id__in=set(branch_ids), until__isnull=True)
    return {(row.branch_id, row.name): row for row in rows}
