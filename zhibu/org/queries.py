"""Reads of organisations. Whatever an actor asks for goes through `visible_to`."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from zhibu.base.actor import Actor
from zhibu.base.errors import NotFound
from zhibu.base.paths import ancestors, below
from zhibu.org.models import Organisation, OrganisationKind, PartyGroup, Setting, Term, Unit


def visible_to(actor: Actor) -> QuerySet[Organisation]:
    """The organisations in the subtree of the acting role, in tree order."""
    return Organisation.objects.filter(below(actor.path)).order_by("path")


def branches_of(actor: Actor, today: date) -> QuerySet[Organisation]:
    """Branches of the subtree that exist today."""
    rows = visible_to(actor).filter(kind=OrganisationKind.BRANCH)
    return rows.exclude(dissolved_on__lte=today)


def branch_for(actor: Actor, branch_id: UUID | str) -> Organisation:
    """One branch; outside the actor's subtree it does not exist."""
    return organisation_for(actor, branch_id, kind=OrganisationKind.BRANCH)


def organisation_for(actor: Actor, organisation_id: UUID | str, **conditions: Any) -> Organisation:
    found = visible_to(actor).filter(pk=organisation_id, **conditions).first()
    if found is None:
        raise NotFound
    return found


def own_branch(actor: Actor) -> Organisation:
    """The branch that the acting role belongs to; a superior's role has none."""
    if actor.acting is None or actor.acting.organisation_kind != OrganisationKind.BRANCH:
        raise NotFound
    return branch_for(actor, actor.acting.organisation_id)


def groups_of(branch: Organisation, on: date) -> list[PartyGroup]:
    return list(PartyGroup.objects.on(on).filter(branch=branch).order_by("name"))


def terms_of(organisation: Organisation) -> list[Term]:
    """Newest first."""
    return list(Term.objects.filter(organisation=organisation).order_by("-happened_on"))


def units_of(actor: Actor, on: date) -> QuerySet[Unit]:
    return (
        Unit.objects.on(on)
        .filter(below(actor.path, "organisation__path"))
        .select_related("branch", "organisation")
        .order_by("name")
    )


def lineage(paths: Iterable[str]) -> dict[str, str]:
    """Names of all organisations on these paths, by path, for “where is this”. One query."""
    wanted = {step for path in paths for step in ancestors(path)}
    return dict(Organisation.objects.filter(path__in=wanted).values_list("path", "name"))


def layers_by_path(paths: Iterable[str], on: date) -> dict[str, tuple[dict[str, Any], ...]]:
    """The unit settings in force at each place on a day, from the top down, as plain data for the norms. One query."""
    paths = list(paths)
    wanted = {step for path in paths for step in ancestors(path)}
    rows = (
        Setting.objects.on(on)
        .filter(organisation__path__in=wanted)
        .select_related("organisation")
        .order_by("organisation__path", "since")
    )
    settings = [(row.organisation.path, _layers(row)) for row in rows]
    return {
        path: tuple(layer for place, layers in settings if path.startswith(place) for layer in layers) for path in paths
    }


def _layers(row: Setting) -> list[dict[str, Any]]:
    return [
        {
            "level": "unit",
            "norm_id": row.norm,
            "key": key,
            "figure": figure,
            "from_on": row.since,
            "to_on": row.last_day,
            "document_zh": row.source_document,
        }
        for key, figure in sorted(row.values.items())
    ]
