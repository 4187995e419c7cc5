"""Who needs help: one state per branch, counted for every organisation above it as signed deltas. No ranks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Count as Aggregate
from django.db.models import Sum

from zhibu.base.paths import ancestors, below
from zhibu.checkup.judging import NEVER
from zhibu.checkup.models import BranchSheet, BranchState, Count, Finding
from zhibu.org.models import Organisation, OrganisationKind, Placement
from zhibu.rules.status import Status


class State(StrEnum):
    """How a superior sees a branch. There is no order of merit: it says where to go and help."""

    NEEDS_HELP = "help"  # a red finding that superiors may already see
    MENDING = "mending"  # something to mend; the branch goes first
    NO_RECORD = "no_record"  # only questions: nothing recorded
    FINE = "fine"
    DISSOLVED = ""


MEMBERS = "members"  # counted beside the states: how many members the branches of a subtree have


def state_of(findings: Sequence[tuple[str, date]], today: date) -> State:
    """From the colours of a branch's findings and the days from which superiors see them."""
    if any(colour == "red" and goes_up_on <= today for colour, goes_up_on in findings):
        return State.NEEDS_HELP
    colours = {colour for colour, _day in findings}
    if colours & {"red", "amber"}:
        return State.MENDING
    return State.NO_RECORD if "grey" in colours else State.FINE


def recount(
    branches: Sequence[Organisation], today: date, findings: Mapping[UUID, Iterable[Finding]] | None = None
) -> None:
    """Bring the states of these branches and the counts of all organisations above them up to date.

    `findings`: all of each branch, where the caller has them in hand.
    """
    branches = [branch for branch in branches if branch.kind == OrganisationKind.BRANCH]
    if not branches:
        return
    colours = {branch.pk: _counted(findings[branch.pk]) for branch in branches} if findings else _colours_of(branches)
    before = {row.branch_id: row for row in BranchState.objects.filter(branch__in=branches)}
    people = dict(BranchSheet.objects.filter(branch__in=branches).values_list("branch_id", "members"))
    deltas: dict[tuple[str, str], int] = defaultdict(int)
    for branch in branches:
        is_gone = branch.dissolved_on is not None and branch.dissolved_on <= today
        state = State.DISSOLVED if is_gone else state_of(colours[branch.pk], today)
        old = before.get(branch.pk)
        members = 0 if is_gone else people.get(branch.pk, 0)
        more = members - (old.members if old else 0)
        if old is not None and old.state == state and not more:
            continue
        for path in ancestors(branch.path):
            deltas[path, MEMBERS] += more
            if old is not None and old.state:
                deltas[path, old.state] -= 1
            if state:
                deltas[path, state] += 1
        if old is None:
            BranchState.objects.create(branch=branch, root=branch.root, state=state, members=members)
        else:
            BranchState.objects.filter(branch=branch).update(state=state, members=members)
    keys = dict(Organisation.objects.filter(path__in={path for path, _state in deltas}).values_list("path", "pk"))
    Count.objects.bulk_create(
        Count(organisation_id=keys[path], state=state, amount=amount)
        for (path, state), amount in deltas.items()
        if amount
    )


def carry(organisation_id: UUID, before: str, after: str) -> None:
    """A subtree hangs at `after` and no longer at `before`: its sums leave those above it there and come to those here.

    The caller holds its branches, so that no delta is under way.
    """
    rows = Count.objects.filter(organisation_id=organisation_id).values_list("state").order_by()
    sums = {state: amount for state, amount in rows.annotate(total=Sum("amount")) if amount}
    left, came = set(ancestors(before)[:-1]), set(ancestors(after)[:-1])
    keys = dict(Organisation.objects.filter(path__in=left ^ came).values_list("path", "pk"))
    Count.objects.bulk_create(
        Count(organisation_id=key, state=state, amount=amount if path in came else -amount)
        for path, key in keys.items()
        for state, amount in sums.items()
    )


def _counted(findings: Iterable[Finding]) -> list[tuple[str, date]]:
    """Colour and day of those that superiors count: neither what is only due nor what stays with the branch."""
    return [
        (finding.colour, finding.goes_up_on)
        for finding in findings
        if finding.status != Status.DUE and finding.goes_up_on < NEVER
    ]


def _colours_of(branches: Sequence[Organisation]) -> dict[UUID, list[tuple[str, date]]]:
    rows = Finding.objects.filter(branch__in=branches, goes_up_on__lt=NEVER).exclude(status=Status.DUE)
    found: dict[UUID, list[tuple[str, date]]] = {branch.pk: [] for branch in branches}
    for branch_id, colour, goes_up_on in rows.values_list("branch_id", "colour", "goes_up_on"):
        found[branch_id].append((colour, goes_up_on))
    return found


def counts_of(organisation_id: UUID) -> dict[State, int]:
    """Branches of a subtree by state, from the roll-up."""
    return counts_of_many([organisation_id])[organisation_id]


def counts_of_many(organisation_ids: Sequence[UUID]) -> dict[UUID, dict[State, int]]:
    """The same for several organisations, in one query."""
    kinds = (State.NEEDS_HELP, State.MENDING, State.NO_RECORD, State.FINE)
    found = {key: dict.fromkeys(kinds, 0) for key in organisation_ids}
    rows = Count.objects.filter(organisation_id__in=organisation_ids, state__in=kinds)
    for key, state, total in rows.values_list("organisation_id", "state").annotate(total=Sum("amount")).order_by():
        found[key][State(state)] = total
    return found


def members_of(organisation_id: UUID) -> int:
    """Members of the branches of a subtree, from the roll-up: no row of a member is looked at."""
    rows = Count.objects.filter(organisation_id=organisation_id, state=MEMBERS)
    return rows.aggregate(total=Sum("amount"))["total"] or 0


def member_from(path: str, number: int) -> tuple[str, int]:
    """Where the member with this number (from 0) stands when the subtree is listed in tree order: the smallest place
    that holds them, and how many members come before that place. From the roll-ups, level by level.
    """
    before = 0
    while True:
        counts = Count.objects.filter(state=MEMBERS)
        # Those right below are found by an index, however many stand under them.
        near = Placement.objects.filter(
            parent__path=path, until__isnull=True
        )  # an index gives these, however many below
        of_near = counts.filter(below(path, "organisation__path"), organisation__in=near.values("organisation"))
        sums = of_near.values_list("organisation__path").annotate(total=Sum("amount")).order_by("organisation__path")
        totals = dict(sums)
        own = counts.filter(organisation__path=path).aggregate(total=Sum("amount"))["total"] or 0
        ends = before + own - sum(totals.values())  # those who stand at the place itself come first
        if number < ends or not totals:
            return path, before
        for path, total in totals.items():  # noqa: B007 - the last one where the roll-up knows of nobody so far on
            ends += total
            if number < ends:
                break
        before = ends - total


def fold() -> int:
    """Fold deltas into one row each, once a day. Deltas that are written meanwhile stay. How many rows were saved."""
    groups = Count.objects.values_list("organisation_id", "state").order_by().annotate(rows=Aggregate("*"))
    return sum(_fold_one(key, state) for key, state, _rows in list(groups.filter(rows__gt=1)))


@transaction.atomic
def _fold_one(organisation_id: UUID, state: str) -> int:
    rows = list(Count.objects.select_for_update().filter(organisation_id=organisation_id, state=state))
    if len(rows) < 2:
        return 0
    Count.objects.filter(pk__in=[row.pk for row in rows]).delete()
    Count.objects.create(organisation_id=organisation_id, state=state, amount=sum(row.amount for row in rows))
    return len(rows) - 1
