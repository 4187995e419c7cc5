"""Reads of transfers, of members who are away or out of contact, and of courses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.paths import below
from zhibu.member.models import Condition, ConditionKind, Contact, ContactKind, ContactPerson, Course, Member, Transfer
from zhibu.org.models import Organisation


def transfers_visible_to(actor: Actor) -> QuerySet[Transfer]:
    """Transfers with an end in the actor's subtree."""
    if not (actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        return Transfer.objects.filter(member_id=actor.member_id) if actor.member_id else Transfer.objects.none()
    ends = below(actor.path, "origin__path") | below(actor.path, "destination__path")
    return Transfer.objects.filter(ends).select_related("member", "origin", "destination")


def transfer_for(actor: Actor, transfer_id: UUID) -> Transfer:
    found = transfers_visible_to(actor).filter(pk=transfer_id).first()
    if found is None:
        raise NotFound
    return found


def under_way(actor: Actor) -> list[Transfer]:
    """Not received yet, the oldest first."""
    return list(transfers_visible_to(actor).filter(received_on__isnull=True).order_by("happened_on", "id"))


def finished(actor: Actor, year: int) -> QuerySet[Transfer]:
    rows = transfers_visible_to(actor).filter(received_on__year=year)
    return rows.order_by("-received_on", "id")


def ends_at(actor: Actor, transfer: Transfer) -> bool:
    """Is the actor's place the one that receives, or, where the other end is outside, that notes the receipt?"""
    end = transfer.destination or transfer.origin
    return end is not None and end.path.startswith(actor.path)


def begins_at(actor: Actor, transfer: Transfer) -> bool:
    return transfer.origin is not None and transfer.origin.path.startswith(actor.path)


@dataclass
class Away:
    """A mobile or lost member of a branch, with what was done to stay in contact."""

    member: Member
    mobile: Condition | None = None
    lost: Condition | None = None
    contact: Member | None = None
    contacts: list[Contact] = field(default_factory=list)  # newest first

    @property
    def reached_on(self) -> date | None:
        return next((row.happened_on for row in self.contacts if row.kind == ContactKind.REACHED), None)

    @property
    def searches(self) -> list[date]:
        """Days of searching since contact was lost."""
        since = self.lost.since if self.lost else date.max
        return sorted({row.happened_on for row in self.contacts if row.happened_on >= since})


def away_from(branch: Organisation, on: date) -> list[Away]:
    """Four queries, however many members."""
    kinds = (ConditionKind.MOBILE, ConditionKind.LOST_CONTACT)
    conditions = Condition.objects.on(on).filter(member__branch=branch, kind__in=kinds).select_related("member")
    found: dict[UUID, Away] = {}
    for row in conditions.order_by("member__sort_key"):
        away = found.setdefault(row.member_id, Away(row.member))
        if row.kind == ConditionKind.MOBILE:
            away.mobile = row
        else:
            away.lost = row
    for person in ContactPerson.objects.on(on).filter(member__in=found).select_related("contact"):
        found[person.member_id].contact = person.contact
    for contact in Contact.objects.filter(member__in=found).order_by("-happened_on"):
        found[contact.member_id].contacts.append(contact)
    return list(found.values())


def courses_in(members: Sequence[Member], year: int) -> list[Course]:
    rows = Course.objects.filter(member__in=members, happened_on__year=year).select_related("member")
    return list(rows.order_by("-happened_on", "title", "member__sort_key"))


def contact_for(actor: Actor, contact_id: UUID) -> Contact:
    rows = Contact.objects.filter(Q(pk=contact_id) & below(actor.path, "member__path")).select_related("member__branch")
    found = rows.first()
    if found is None or not actor.may(Right.RECORD):
        raise NotFound
    return found


def course_for(actor: Actor, course_id: UUID) -> Course:
    rows = Course.objects.filter(Q(pk=course_id) & below(actor.path, "member__path")).select_related("member__branch")
    found = rows.first()
    if found is None or not actor.may(Right.RECORD):
        raise NotFound
    return found
