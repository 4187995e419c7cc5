"""组织覆盖: where a branch is missing, too large or too small, as facts with the article, for whoever sets branches up.

What is judged comes from the findings, with the figures in force there; proposals are only put side by side.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from zhibu import norms
from zhibu.base.actor import Actor
from zhibu.base.paths import below
from zhibu.checkup.judging import plain_layers
from zhibu.checkup.models import BranchSheet, Finding
from zhibu.checkup.queries import visible_to
from zhibu.org.models import BranchKind, Organisation, PartyGroup, Unit
from zhibu.org.queries import layers_by_path, units_of

OPEN = ("due", "overdue", "breached")
GROUPS_FROM = 20
"""Ours: the text names no number from which a branch forms Party groups (2018 regulations, art. 13)."""
SHOWN = 50
OF_UNITS = {
    "no_branch": "branch-set-up-min-members",
    "joint": "joint-branch-below-three",
    "project": "project-branch-six-months",
}
OF_BRANCHES = {
    "large": ("branch-size-cap",),
    "small": ("signal-fewer-than-three",),
    "committee": ("committee-required-seven", "committee-size", "no-committee-below-seven"),
    "joint_units": ("joint-branch-unit-cap",),
}


@dataclass(frozen=True)
class Line:
    """One unit or branch. `seen` is what the norm says it saw, or empty."""

    name: str
    unit: UUID | None = None
    branch: UUID | None = None
    members: int | None = None
    seen: str = ""


@dataclass(frozen=True)
class Proposal:
    """Small units of one keeper that together have enough full members for a joint branch."""

    units: tuple[Line, ...]

    @property
    def members(self) -> int:
        return sum(unit.members or 0 for unit in self.units)


@dataclass
class Coverage:
    units: int = 0
    headcount: int = 0
    full_members: int = 0
    uncovered: int = 0
    contract_workers: int = 0
    contract_members: int = 0
    topics: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    proposals: list[Proposal] = field(default_factory=list)
    to_open: list[Unit] = field(default_factory=list)  # running projects without a branch, not judged due yet
    to_close: list[Unit] = field(default_factory=list)  # projects that are over and still on the list


def coverage_of(actor: Actor, place: Organisation, today: date) -> Coverage:
    """Of everything below the acting organisation. A handful of queries, at most `SHOWN` of each topic."""
    units = units_of(actor, today)
    found = Coverage(units=units.count(), uncovered=units.filter(branch__isnull=True).count())
    sums = units.aggregate(*(Sum(name) for name in _SUMMED))
    for name in _SUMMED:
        setattr(found, name, sums[f"{name}__sum"] or 0)
    findings = visible_to(actor, today).filter(status__in=OPEN).select_related("branch").order_by("branch__path")
    _units(found, units, findings)
    _branches(found, findings)
    _groups(found, place, today)
    for unit in units.filter(contract_workers__gt=0, contract_contact="")[:SHOWN]:
        found.topics["contract"].append(Line(unit.name, unit=unit.pk, members=unit.contract_workers))
    running = units.filter(is_project=True).select_related("branch", "organisation")
    found.to_close = list(running.filter(project_until__lte=today)[:SHOWN])
    open_ended = Q(project_until__isnull=True) | Q(project_until__gt=today)
    due = [line.unit for line in found.topics["project"] if line.unit]
    waiting = running.filter(open_ended, branch__isnull=True, project_from__lte=today).exclude(pk__in=due)
    found.to_open = list(waiting[:SHOWN])
    found.proposals = proposals(found.topics["joint"], *_figures(place, today))
    return found


_SUMMED = ("headcount", "full_members", "contract_workers", "contract_members")


def _units(found: Coverage, units: QuerySet[Unit], findings: QuerySet[Finding]) -> None:
    topics = {norm: topic for topic, norm in OF_UNITS.items()}
    rows = list(findings.filter(norm__in=topics))
    by_thread = {unit.thread: unit for unit in units.filter(thread__in=[row.subject for row in rows])}
    for row in rows:
        unit = by_thread.get(row.subject)
        lines = found.topics[topics[row.norm]]
        if unit is not None and len(lines) < SHOWN:
            seen = unit.branch.name if unit.branch else ""
            lines.append(
                Line(unit.name, unit=unit.pk, branch=unit.organisation_id, members=unit.full_members, seen=seen)
            )


def _branches(found: Coverage, findings: QuerySet[Finding]) -> None:
    topics = {norm: topic for topic, several in OF_BRANCHES.items() for norm in several}
    rows = list(findings.filter(norm__in=topics))
    members = _members(row.branch_id for row in rows)
    for row in rows:
        lines = found.topics[topics[row.norm]]
        if len(lines) < SHOWN:
            seen = norms.norm(row.norm).name_zh
            lines.append(Line(row.branch.name, branch=row.branch_id, members=members.get(row.branch_id), seen=seen))


def _members(branch_ids: Iterable[UUID]) -> dict[UUID, int]:
    return dict(BranchSheet.objects.filter(branch__in=list(branch_ids)).values_list("branch_id", "members"))


def _groups(found: Coverage, place: Organisation, today: date) -> None:
    """Many members and no Party group. The text gives no number, so it is no finding, only worth a look."""
    grouped = PartyGroup.objects.on(today).values("branch_id")
    rows = BranchSheet.objects.filter(below(place.path, "branch__path"), members__gte=GROUPS_FROM)
    rows = rows.exclude(branch__in=grouped).exclude(branch__branch_kind=BranchKind.TEMPORARY)
    rows = rows.filter(branch__dissolved_on__isnull=True).select_related("branch").order_by("branch__path")
    found.topics["groups"] = [Line(row.branch.name, branch=row.branch_id, members=row.members) for row in rows[:SHOWN]]


def _figures(place: Organisation, today: date) -> tuple[int, int]:
    """From how many full members on there is a branch, and how many units a joint one covers at most."""
    layers = plain_layers(layers_by_path([place.path], today)[place.path])
    least = norms.resolve("branch-set-up-min-members", today, layers).values.full_members_min
    most = norms.resolve("joint-branch-unit-cap", today, layers).values.units_max
    return int(least), int(most)


def proposals(small: Sequence[Line], least: int, most: int) -> list[Proposal]:
    """Small units of one keeper, side by side in the order of the list, as soon as they are enough together.

    At most `most` units each. What is left over is not forced into one. People decide; nothing is written.
    """
    by_keeper: dict[UUID | None, list[Line]] = defaultdict(list)
    for line in small:
        if line.members and not line.seen:
            by_keeper[line.branch].append(line)
    found = []
    for lines in by_keeper.values():
        together: list[Line] = []
        for line in lines:
            together.append(line)
            if sum(one.members or 0 for one in together) >= least and len(together) > 1:
                found.append(Proposal(tuple(together)))
                together = []
            elif len(together) == most:
                together = together[1:]
    return found
