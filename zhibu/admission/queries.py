"""Reads of admission. Those who keep or approve cases see them; the person sees the own one, others public notices."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhibu.admission.case import Case, load
from zhibu.admission.models import Booklet, Candidate, Pause, ReviewLetter, SentUp, Step, StepKind, YearPlan
from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.paths import below
from zhibu.meeting.models import Item, Stage
from zhibu.member.models import Category, Member
from zhibu.org.models import Organisation

SEES = (Right.KEEP_ADMISSION, Right.APPROVE_ADMISSION)


def visible_to(actor: Actor) -> QuerySet[Candidate]:
    """Cases of the subtree, for the committee that keeps them and the superior who approves."""
    if any(actor.may(right) for right in SEES):
        return Candidate.objects.filter(below(actor.path)).select_related("branch").order_by("path", "sort_key", "id")
    return Candidate.objects.none()


def candidate_for(actor: Actor, candidate_id: UUID | str) -> Candidate:
    found = visible_to(actor).filter(pk=candidate_id).select_related("branch", "member", "user").first()
    if found is None:
        raise NotFound
    return found


def case_of(candidate: Candidate) -> Case:
    return load([candidate])[0]


def own_case(actor: Actor) -> Case | None:
    """The case of the person who looks, by log-in or by membership."""
    mine = Q(user_id=actor.user_id)
    if actor.member_id:
        mine |= Q(member_id=actor.member_id)
    found = Candidate.objects.filter(mine).select_related("branch").order_by("is_closed").first()
    return case_of(found) if found else None


def own_case_of(member: Member) -> Case | None:
    """The case of a member, for the own data."""
    found = Candidate.objects.filter(member=member).select_related("branch").first()
    return case_of(found) if found else None


def step_for(actor: Actor, step_id: UUID | str) -> Step:
    found = Step.objects.filter(pk=step_id, candidate__in=visible_to(actor)).select_related("candidate__branch").first()
    if found is None:
        raise NotFound
    return found


def letter_for(actor: Actor, letter_id: UUID | str) -> ReviewLetter:
    rows = ReviewLetter.objects.filter(pk=letter_id, candidate__in=visible_to(actor))
    found: ReviewLetter | None = rows.select_related("candidate__branch").first()
    if found is None:
        raise NotFound
    return found


def pause_of(candidate: Candidate) -> Pause | None:
    """The pause that is running."""
    found: Pause | None = Pause.objects.filter(candidate=candidate, until__isnull=True).first()
    return found


def submission_for(actor: Actor, submission_id: UUID | str) -> SentUp:
    thread = SentUp.versions.filter(pk=submission_id).values("thread")[:1]  # an old link finds the answered version
    rows = SentUp.objects.filter(thread__in=thread, candidate__in=visible_to(actor))
    found: SentUp | None = rows.select_related("candidate__branch").first()
    if found is None:
        raise NotFound
    return found


def waiting_below(actor: Actor) -> QuerySet[SentUp]:
    """What was sent up in the subtree and waits for an answer, the oldest first."""
    rows: QuerySet[SentUp] = SentUp.objects.filter(outcome="", candidate__in=visible_to(actor))
    return rows.select_related("candidate__branch").order_by("happened_on", "recorded_at")


def on_show(branch: Organisation, today: date) -> list[Step]:
    """Public notices that hang out today: posted, and neither ended nor decided."""
    over = Step.objects.filter(kind__in=[StepKind.NOTICE_ENDED, StepKind.TARGET], candidate__branch=branch)
    rows = Step.objects.filter(kind=StepKind.NOTICE_POSTED, candidate__branch=branch, happened_on__lte=today)
    rows = rows.exclude(candidate__in=over.filter(happened_on__lt=today).values("candidate_id"))
    return list(rows.filter(candidate__is_closed=False).select_related("candidate").order_by("happened_on"))


def meetings_for(branch: Organisation, kinds: Sequence[str], today: date) -> list[Item]:
    """Agenda items of held meetings of these kinds in the last year, newest first: where the vote was held."""
    rows = Item.objects.filter(
        gathering__branch=branch,
        gathering__stage=Stage.HELD,
        gathering__revoked_at__isnull=True,
        gathering__happened_on__gt=today.replace(day=1, year=today.year - 1),
        kind__in=kinds,
    )
    return list(rows.select_related("gathering", "tally").order_by("-gathering__happened_on", "order")[:30])


def item_of(branch: Organisation, thread: UUID) -> Item | None:
    """The standing version of an agenda item."""
    rows = Item.objects.filter(thread=thread, gathering__branch=branch, gathering__revoked_at__isnull=True)
    return rows.select_related("gathering", "tally").first()


def probationers_without_case(branch: Organisation) -> list[Member]:
    """Probationary members of the roster whose case is not kept here yet."""
    rows = Member.objects.filter(branch=branch, candidacy__isnull=True, full_on__isnull=True)
    return list(rows.filter(category=Category.PROBATIONARY).order_by("sort_key"))


def booklets_of(branch: Organisation) -> list[Booklet]:
    return list(Booklet.objects.filter(branch=branch).select_related("candidate").order_by("-happened_on", "number"))


def plan_of(branch: Organisation, year: int) -> YearPlan | None:
    found: YearPlan | None = YearPlan.objects.filter(branch=branch, year=year).first()
    return found


def plans_of(branch_ids: Sequence[UUID], year: int) -> dict[UUID, YearPlan]:
    return {row.branch_id: row for row in YearPlan.objects.filter(branch__in=branch_ids, year=year)}


def admitted_in(branch_ids: Sequence[UUID], year: int) -> dict[UUID, int]:
    """How many each branch has taken in by its meetings of a year. One query."""
    rows = Step.objects.filter(
        kind=StepKind.ADMISSION_MEETING, passed=True, happened_on__year=year, candidate__branch__in=branch_ids
    )
    return dict(rows.values_list("candidate__branch_id").annotate(total=Count("id")).order_by())


def booklet_for(actor: Actor, booklet_id: UUID) -> Booklet:
    found: Booklet | None = Booklet.objects.filter(below(actor.path, "branch__path"), pk=booklet_id).first()
    if found is None:
        raise NotFound
    return found


def open_in(branch: Organisation) -> QuerySet[Candidate]:
    """The branch's own cases that are under way, by name."""
    return Candidate.objects.filter(branch=branch, is_closed=False).select_related("branch").order_by("sort_key")
