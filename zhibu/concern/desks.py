"""Which desk a concern goes to, and who sits there. Whoever is named in a concern, or meant by it, is passed over."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from zhibu.account.models import RoleGrant, User
from zhibu.base.actor import Actor, Role
from zhibu.base.paths import ancestors, below
from zhibu.concern.models import Desk, Door, Line
from zhibu.org.models import Organisation

ROLE_OF = {Line.FIRST: Role.CONCERN_HANDLER, Line.INDEPENDENT: Role.INDEPENDENT_HANDLER}
LINE_OF = {role: line for line, role in ROLE_OF.items()}
OTHER = {Line.FIRST: Line.INDEPENDENT, Line.INDEPENDENT: Line.FIRST}


@dataclass(frozen=True)
class Place:
    """One desk with the people who sit there on a day."""

    organisation: Organisation
    line: str
    name: str
    handlers: tuple[User, ...]

    @property
    def key(self) -> str:
        return f"{self.organisation.pk}:{self.line}"

    @property
    def names(self) -> str:
        return gettext("、").join(user.display_name for user in self.handlers)

    def without(self, passed_over: Collection[UUID]) -> tuple[User, ...]:
        return tuple(user for user in self.handlers if user.pk not in passed_over)


def seats_of(actor: Actor) -> list[tuple[UUID, str]]:
    """The desks at which this person sits today, whatever role they act in."""
    return [(grant.organisation_id, LINE_OF[grant.role]) for grant in actor.grants if grant.role in LINE_OF]


def places_at(organisations: Iterable[Organisation], on: date) -> list[Place]:
    """The desks of these organisations with their people: in tree order, first line first. 2 queries."""
    by_key = {row.pk: row for row in organisations}
    grants = RoleGrant.objects.on(on).filter(
        organisation__in=by_key, role__in=[role.value for role in LINE_OF], user__is_active=True
    )
    people: dict[tuple[UUID, str], list[User]] = {}
    for grant in grants.select_related("user").order_by("user__display_name", "user__username"):
        people.setdefault((grant.organisation_id, LINE_OF[Role(grant.role)]), []).append(grant.user)
    desks = Desk.objects.on(on).filter(organisation__in=by_key)
    found = [
        Place(
            by_key[desk.organisation_id], desk.line, desk.name, tuple(people.get((desk.organisation_id, desk.line), ()))
        )
        for desk in desks
    ]
    return sorted(found, key=lambda place: (place.organisation.path, place.line != Line.FIRST))


def place_of(organisation_id: UUID, line: str, on: date) -> Place | None:
    organisations = Organisation.objects.filter(pk=organisation_id)
    return next((place for place in places_at(organisations, on) if place.line == line), None)


def door_of(unit: Organisation, on: date) -> Door | None:
    return Door.objects.on(on).filter(organisation=unit).first()


def units_with_doors(on: date) -> list[Organisation]:
    """Where people can say something, in tree order."""
    return list(Organisation.objects.filter(doors__in=Door.objects.on(on)).distinct().order_by("path"))


def around(unit: Organisation, on: date) -> list[Place]:
    """Every desk that a concern of this unit could ever come to: at the unit, below it and above it."""
    above = Q(path__in=ancestors(unit.path))
    organisations = (
        Organisation.objects.filter(above | below(unit.path)).filter(desks__in=Desk.objects.on(on)).distinct()
    )
    return places_at(organisations, on)


def offered_at(unit: Organisation, places: Iterable[Place]) -> list[Place]:
    """Those offered at the unit's door: its own two, then its branches'. Only where somebody sits."""
    return [place for place in places if place.handlers and place.organisation.path.startswith(unit.path)]


def named_in(words: str, places: Iterable[Place]) -> set[UUID]:
    """Handlers whose name stands in the text."""
    plain = "".join(words.split())
    return {user.pk for place in places for user in place.handlers if user.display_name and user.display_name in plain}


def first_place(places: Iterable[Place], chosen: Place, passed_over: Collection[UUID]) -> Place | None:
    """The chosen desk; else the other one there; else those above, nearest first."""
    rows = list(places)
    others = [place for place in rows if place.organisation == chosen.organisation and place.line != chosen.line]
    here = sorted([chosen, *others], key=lambda place: place.line != Line.INDEPENDENT)
    higher = _above(rows, chosen)
    return _untouched([chosen, *others, *higher], [*here, *higher], passed_over)


def _untouched(ordered: Iterable[Place], left: Iterable[Place], passed_over: Collection[UUID]) -> Place | None:
    """Whoever sits beside somebody named should not have to keep it from them: the first desk with nobody passed over.

    Where every desk has somebody, the first in `left` with anybody else.
    """
    clear = (place for place in ordered if place.handlers and place.without(passed_over) == place.handlers)
    return next(clear, None) or next((place for place in left if place.without(passed_over)), None)


def place_above(organisation: Organisation, line: str, passed_over: Collection[UUID], on: date) -> Place | None:
    """One level up: the nearest desk above of the same line, or the other one there, past whoever is passed over."""
    organisations = Organisation.objects.filter(path__in=ancestors(organisation.path)).exclude(pk=organisation.pk)
    higher = _above(places_at(organisations, on), Place(organisation, line, "", ()))
    return _untouched(higher, higher, passed_over)


def other_place(organisation: Organisation, line: str, passed_over: Collection[UUID], on: date) -> Place | None:
    """The second desk: the other one of the same organisation, or the nearest above."""
    there = place_of(organisation.pk, OTHER[Line(line)], on)
    if there and there.without(passed_over):
        return there
    return place_above(organisation, line, passed_over, on)


def _above(places: Iterable[Place], start: Place) -> list[Place]:
    path = start.organisation.path
    higher = [place for place in places if path.startswith(place.organisation.path) and place.organisation.path != path]
    return sorted(higher, key=lambda place: (-len(place.organisation.path), place.line != start.line))
