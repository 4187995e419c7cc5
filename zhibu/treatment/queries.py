"""Treatments of the acting person, and those by which somebody handed this person a matter."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from zhibu.account.models import RoleGrant, User
from zhibu.base.actor import Actor
from zhibu.base.errors import NotFound
from zhibu.base.private import keyed_digest
from zhibu.org.models import Organisation
from zhibu.treatment.models import Treatment, Way


def digest_of(key: str) -> str:
    """Under which name a matter is kept: of no use without the deployment's key."""
    return keyed_digest(key, "matter")


def visible_to(actor: Actor) -> QuerySet[Treatment]:
    """One's own, and what was handed to one."""
    return Treatment.objects.filter(Q(user=actor.user_id) | Q(receiver=actor.user_id))


def treatment_for(actor: Actor, treatment_id: UUID) -> Treatment:
    found = visible_to(actor).filter(pk=treatment_id).select_related("organisation", "user", "receiver").first()
    if found is None:
        raise NotFound
    return found


@dataclass
class Treated:
    """By digest of the matter: the own treatment, who handed it over, and what the receivers did with it."""

    own: dict[str, Treatment] = field(default_factory=dict)
    received: dict[str, Treatment] = field(default_factory=dict)
    of_receivers: dict[tuple[UUID, str], Treatment] = field(default_factory=dict)
    here: set[UUID] = field(default_factory=set)  # receivers who still work at this place

    def of_receiver(self, own: Treatment) -> Treatment | None:
        return self.of_receivers.get((own.receiver_id, own.matter)) if own.receiver_id else None


def treated(actor: Actor, organisation: Organisation, today: date) -> Treated:
    """Three queries at most, however many matters."""
    found = Treated()
    rows = visible_to(actor).filter(organisation=organisation).select_related("user", "receiver")
    for row in rows:
        if row.user_id == actor.user_id:
            found.own[row.matter] = row
        else:
            found.received[row.matter] = row
    handed = [row for row in found.own.values() if row.way == Way.HANDED]
    if handed:
        receivers = {row.receiver_id for row in handed}
        theirs = Treatment.objects.filter(
            organisation=organisation, user__in=receivers, matter__in=[row.matter for row in handed]
        )
        found.of_receivers = {(row.user_id, row.matter): row for row in theirs.select_related("receiver")}
        found.here = {user.pk for user in people_at(organisation, today) if user.pk in receivers}
    return found


def people_at(organisation: Organisation, today: date) -> list[User]:
    """Who holds a role at this organisation today and may log in, by name."""
    grants = RoleGrant.objects.on(today).filter(organisation=organisation).values("user_id")
    return list(User.objects.filter(pk__in=grants, is_active=True).order_by("display_name", "username"))


def handed_on_by(organisation: Organisation, matter: str) -> set[UUID]:
    """Who has handed this matter to somebody: it comes back to them by being given back, never by being handed on."""
    rows: Iterable[UUID] = Treatment.objects.filter(
        organisation=organisation, matter=matter, way=Way.HANDED
    ).values_list("user_id", flat=True)
    return set(rows)
