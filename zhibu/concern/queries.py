"""Reads of concerns. A handler sees what lies at a desk where they sit, unless the concern names or means them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from zhibu.base.actor import Actor
from zhibu.base.errors import NotFound
from zhibu.concern.desks import seats_of
from zhibu.concern.models import OPEN, Act, Bypass, Concern, ConcernStep, State


def visible_to(actor: Actor) -> QuerySet[Concern]:
    """By the day that is next owed. Concerns that this person is asked to look at as the second one are among them."""
    at_desk = Q(second=actor.user_id, state=State.CHECKING)
    for organisation, line in seats_of(actor):
        at_desk |= Q(desk_at=organisation, desk_line=line)
    passed_over = Bypass.objects.filter(user=actor.user_id).values("concern")
    return Concern.objects.filter(at_desk).exclude(pk__in=passed_over)


def open_ones(rows: QuerySet[Concern]) -> QuerySet[Concern]:
    return rows.filter(state__in=[state.value for state in OPEN])


def owed_ones(rows: QuerySet[Concern]) -> QuerySet[Concern]:
    """Open, or answered at the top with a day on which somebody looks again."""
    to_review = Q(state=State.RESERVED, review_on__isnull=False)
    return rows.filter(Q(state__in=[state.value for state in OPEN]) | to_review)


def concern_for(actor: Actor, concern_id: UUID | str) -> Concern:
    found = visible_to(actor).filter(pk=concern_id).select_related("unit", "desk_at", "part_of").first()
    if found is None:
        raise NotFound
    return found


def steps_of(concern: Concern) -> list[ConcernStep]:
    return list(ConcernStep.objects.filter(concern=concern).order_by("number"))


def passed_over_in(concern: Concern) -> set[UUID]:
    return set(Bypass.objects.filter(concern=concern).values_list("user", flat=True))


def together_with(actor: Actor, concern: Concern) -> list[Concern]:
    """The others under the same plan that this person may see, still open."""
    if concern.group is None:
        return []
    return list(
        open_ones(visible_to(actor)).filter(group=concern.group).exclude(pk=concern.pk).order_by("released_on", "id")
    )


def passed_on(concerns: Collection[Concern]) -> list[ConcernStep]:
    """What went on from these as work of a branch, the earliest first. One query."""
    return list(ConcernStep.objects.filter(concern__in=concerns, act=Act.PASSED_ON).order_by("concern", "number"))


def last_told(concerns: Collection[Concern]) -> dict[UUID, tuple[int, date]]:
    """Concern → number and day of the last word that handlers sent its raiser. One query."""
    rows = ConcernStep.objects.filter(concern__in=concerns, act__in=(Act.NEWS, Act.DONE, Act.PLANNED))
    return {key: (number, on) for key, number, on in rows.order_by("number").values_list("concern", "number", "on")}


def by_receipt(digest: str) -> Concern | None:
    """The one indexed look."""
    return Concern.objects.filter(receipt=digest).select_related("unit", "desk_at").first()


def of_raiser(concern: Concern) -> list[Concern]:
    """The concern of a receipt and what grew out of it."""
    parts = Concern.objects.filter(part_of=concern).select_related("unit", "desk_at").order_by("released_on", "id")
    return [concern, *parts]


def due_for_silence(today: date) -> QuerySet[Concern]:
    """Done, and the raiser did not answer in time."""
    return Concern.objects.filter(state=State.DONE, answer_by__lt=today).select_related("unit")
