"""Reads of the check-up: findings of a branch, of a subtree, and everything behind one of them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from zhibu import norms
from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.models import LogEntry
from zhibu.base.paths import below
from zhibu.base.touched import SheetKind
from zhibu.checkup.models import Answer, BranchState, Confirmation, Finding
from zhibu.org.models import Organisation
from zhibu.rules.status import Status

NIGHT_ACT = "night_check"  # how the night run signs the log
MOST_TITLES = 3


def visible_to(actor: Actor, today: date) -> QuerySet[Finding]:
    """An organisation sees all its own findings at once, and those of the branches below once they have gone up."""
    rows = Finding.objects.filter(below(actor.path, "branch__path"))
    if actor.acting and (actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        return rows.filter(Q(goes_up_on__lte=today) | Q(branch_id=actor.acting.organisation_id))
    return rows.none()


def sees_all_of(actor: Actor, organisation: Organisation) -> bool:
    """Is this the actor's own organisation, whose findings need not have gone up first?"""
    return actor.acting is not None and actor.acting.organisation_id == organisation.pk


def finding_for(actor: Actor, finding_id: UUID | str, today: date) -> Finding:
    found = visible_to(actor, today).filter(pk=finding_id).select_related("branch").first()
    if found is None:
        raise NotFound
    return found


def findings_of(actor: Actor, branch: Organisation, today: date) -> list[Finding]:
    """All that is visible of one branch; the page sorts them into groups."""
    return list(visible_to(actor, today).filter(branch=branch).order_by("due_on", "since", "norm", "year"))


def answers_of(branch: Organisation, years: Iterable[int]) -> list[Answer]:
    """What the branch has said to findings, newest first."""
    return list(Answer.objects.filter(branch=branch, year__in=[0, *years]).order_by("-recorded_at"))


def answer_for(actor: Actor, answer_id: UUID | str) -> Answer:
    found = Answer.objects.filter(below(actor.path, "branch__path"), pk=answer_id).select_related("branch").first()
    if found is None:
        raise NotFound
    return found


def sheet_of(answer: Answer) -> SheetKind:
    """The kind of fact sheet that an answer speaks of."""
    return SheetKind(norms.norm(answer.norm).sheet)


def confirmation_for(actor: Actor, confirmation_id: UUID | str) -> Confirmation:
    rows = Confirmation.objects.filter(below(actor.path, "branch__path"), pk=confirmation_id)
    found: Confirmation | None = rows.select_related("branch").first()
    if found is None:
        raise NotFound
    return found


def last_checked_at(organisation: Organisation) -> datetime | None:
    """When this organisation was last judged: at its last write, or in the last night run."""
    write = Q(root=organisation.root, organisation=organisation.pk)
    night = Q(root=None, organisation=None, act=NIGHT_ACT)
    last: datetime | None = LogEntry.objects.filter(write | night).aggregate(last=Max("at"))["last"]
    return last


def titles_below(actor: Actor, rows: Sequence[BranchState], today: date) -> dict[UUID, list[str]]:
    """What superiors may see of these branches, a few words for each finding, the most harmful first. One query."""
    found: dict[UUID, list[str]] = {}
    order = {"red": 0, "amber": 1}
    findings = visible_to(actor, today).filter(branch__in=[row.branch_id for row in rows], colour__in=order)
    for finding in sorted(findings.exclude(status="due"), key=lambda row: (order[row.colour], row.since or today)):
        title = norms.norm(finding.norm).seen.get(Status(finding.status), "")
        titles = found.setdefault(finding.branch_id, [])
        if title and title not in titles and len(titles) < MOST_TITLES:
            titles.append(title)
    return found


def confirmed_months(branch: Organisation, year: int) -> dict[int, Confirmation]:
    """Confirmed months of a year by number, 1 to 12."""
    rows = Confirmation.objects.filter(branch=branch, month__year=year)
    return {row.month.month: row for row in rows}


class About(StrEnum):
    """What a superior may look for on the map. Each is a reason to go and help, none is an order of merit."""

    TERM = "term"  # 换届
    ADMISSION = "admission"  # 发展党员
    NO_SECRETARY = "no_secretary"


_NO_SECRETARY = "signal-no-secretary"


def with_findings(actor: Actor, about: About, today: date) -> QuerySet[Finding]:
    """Keys of the branches of which superiors see something of this, for a subquery."""
    rows = visible_to(actor, today).filter(colour__in=("red", "amber")).exclude(status="due")
    wanted = {
        About.TERM: Q(sheet=SheetKind.TERM),
        About.ADMISSION: Q(sheet=SheetKind.CANDIDATE),
        About.NO_SECRETARY: Q(norm=_NO_SECRETARY),
    }
    found: QuerySet[Finding] = rows.filter(wanted[about]).values("branch_id")  # type: ignore[assignment]
    return found


def shared_by_many(actor: Actor, today: date) -> list[tuple[str, int]]:
    """Norms of which superiors see something in several branches: (norm, number of branches), by the norms' own order.

    Nothing says which branches. One query, grouped by the database.
    """
    rows = visible_to(actor, today).filter(colour__in=("red", "amber")).exclude(status="due")
    rows = rows.exclude(branch_id=actor.acting.organisation_id if actor.acting else None)
    counts = dict(rows.values_list("norm").annotate(branches=Count("branch_id", distinct=True)).order_by())
    return [(norm_id, counts[norm_id]) for norm_id in norms.library().norms if norm_id in counts]


def states_below(actor: Actor, text: str = "", state: str = "") -> QuerySet[BranchState]:
    """Branches of the subtree with their state, in tree order (no order of merit)."""
    rows = BranchState.objects.filter(below(actor.path, "branch__path")).exclude(state="").select_related("branch")
    if state:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(branch__name__contains=text.strip()))
    return rows.order_by("branch__path")


def open_since(branch: Organisation) -> dict[str, date]:
    """By norm since when a finding of it stands open."""
    rows = Finding.objects.filter(branch=branch).exclude(status="due").order_by("first_seen_on")
    return dict(rows.values_list("norm", "first_seen_on"))


def states_of(branches: Iterable[UUID]) -> dict[UUID, str]:
    """As superiors count them."""
    return dict(BranchState.objects.filter(branch__in=list(branches)).values_list("branch_id", "state"))
