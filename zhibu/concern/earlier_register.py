"""Reads and writes of earlier registers of concerns."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from zhibu.account.models import RoleGrant, User
from zhibu.base.actor import Actor, Role
from zhibu.base.errors import NotFound
from zhibu.base.private import keyed_digest
from zhibu.base.records import Source, stamp
from zhibu.base.touched import Done
from zhibu.concern.desks import LINE_OF, places_at, seats_of
from zhibu.concern.earlier import EarlierConcern, PassedOver
from zhibu.concern.models import Line
from zhibu.org.models import Organisation


def visible_to(actor: Actor) -> QuerySet[EarlierConcern]:
    """Of the desks at which this person sits, without those that name them; the newest first."""
    from_desks = Q(pk__in=[])
    for organisation, line in seats_of(actor):
        from_desks |= Q(desk_at=organisation, desk_line=line)
    over = PassedOver.objects.filter(user=actor.user_id).values("concern")
    rows: QuerySet[EarlierConcern] = EarlierConcern.objects.filter(from_desks).exclude(pk__in=over)
    return rows.select_related("unit").order_by(F("closed_on").desc(nulls_last=True), "-received_on", "id")


def earlier_for(actor: Actor, key: UUID) -> EarlierConcern:
    found = visible_to(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def digest_of(unit: Organisation, words: str, received_on: date | None) -> str:
    return keyed_digest(f"{unit.pk}|{words}|{received_on or ''}", "earlier concern")


Seats = Sequence[tuple[UUID, str]]


def seats_held(user_id: UUID, on: date) -> Seats:
    """The desks at which somebody sits on a day."""
    rows = RoleGrant.objects.on(on).filter(user=user_id, role__in=[role.value for role in LINE_OF])
    return [(row.organisation_id, LINE_OF[Role(row.role)]) for row in rows]


def desk_for(seats: Seats, unit: Organisation) -> tuple[UUID, str] | None:
    """The nearest of these desks at or above the unit, the first line before the second."""
    paths = dict(Organisation.objects.filter(pk__in=[key for key, _line in seats]).values_list("pk", "path"))
    over = [(key, line) for key, line in seats if unit.path.startswith(paths[key])]
    return max(over, key=lambda seat: (len(paths[seat[0]]), seat[1] == Line.FIRST), default=None)


def handlers_around(units: Iterable[Organisation], on: date) -> list[User]:
    """Everybody who sits at a desk of the same primary committees."""
    roots = {unit.root for unit in units}
    places = places_at(Organisation.objects.filter(root__in=roots), on)
    return list({user.pk: user for place in places for user in place.handlers}.values())


@dataclass(frozen=True)
class NewEarlier:
    """`columns`: those of `EarlierConcern` from `received_on` on. `squeezed`: the words, as they are told apart."""

    unit: Organisation
    desk_at: UUID
    desk_line: str
    squeezed: str
    columns: dict[str, Any]


def enter_earlier(
    actor: Actor, *, entries: Sequence[NewEarlier], handlers: Collection[User], now: datetime, batch: UUID
) -> Done:
    """The name of the file is not kept: it may hold the name of a person."""
    written = {"source": Source.IMPORT, "batch": batch, **stamp(actor, now)}
    rows, over = [], []
    for entry in entries:
        row = EarlierConcern(
            root=entry.unit.root,
            unit=entry.unit,
            desk_at_id=entry.desk_at,
            desk_line=entry.desk_line,
            digest=digest_of(entry.unit, entry.squeezed, entry.columns["received_on"]),
            **entry.columns,
            **written,
        )
        rows.append(row)
        told = "".join(entry.columns["words"].split())
        over += [
            PassedOver(root=row.root, concern=row, user=user.pk)
            for user in handlers
            if user.display_name and user.display_name in told
        ]
    EarlierConcern.objects.bulk_create(rows)
    PassedOver.objects.bulk_create(over)
    return Done(rows)
