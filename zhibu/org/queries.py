"""Reads of organisations. Whatever an actor asks for goes through `visible_to`."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, QuerySet, Value, When
from django.db.models.functions import Length

from zhibu.base.actor import Actor
from zhibu.base.asking import asked_often
from zhibu.base.errors import NotFound
from zhibu.base.paths import AFTER, SEPARATOR, WIDTH, ancestors, below
from zhibu.org.models import (
    IDENTITY_NUMBERS,
    NO_FIGURES,
    OWN_WORDS,
    PROVINCE,
    SECOND_FACTOR,
    Organisation,
    OrganisationKind,
    PaperTemplate,
    PartyGroup,
    Profile,
    Setting,
    Term,
    Unit,
)


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
    if conditions or not isinstance(organisation_id, UUID):
        found = visible_to(actor).filter(pk=organisation_id, **conditions).first()
    else:
        found = next(iter(_within(actor.path, actor.path + AFTER, organisation_id)), None)
    if found is None:
        raise NotFound
    return found


@asked_often
def _within(first: str, after: str, key: UUID) -> QuerySet[Organisation]:
    """As `visible_to`, for the one organisation that nearly every page begins with."""
    return Organisation.objects.filter(path__gte=first, path__lt=after, pk=key)


def own_branch(actor: Actor) -> Organisation:
    """The branch that the acting role belongs to; a superior's role has none."""
    if actor.acting is None or actor.acting.organisation_kind != OrganisationKind.BRANCH:
        raise NotFound
    return organisation_for(actor, actor.acting.organisation_id)


def reckoned_from(organisation: Organisation, today: date) -> date:
    """From when something that belongs to it counts where nobody wrote a day: its founding; unknown, the first day of
    last year, as far back as old ledgers are read in on the first day of use. What is asked after begins with 启用日.
    """
    return organisation.founded_on or min(date(today.year - 1, 1, 1), organisation.records_from or today)


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


def tree(actor: Actor, today: date, text: str = "", kind: str = "") -> QuerySet[Organisation]:
    """Organisations of the subtree that exist today, in tree order; by part of the name, by kind."""
    rows = visible_to(actor).exclude(dissolved_on__lte=today)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(name__contains=text.strip()) if text.strip() else rows


def parent_path(path: str) -> str:
    """The path of the organisation above; "" at the top."""
    steps = ancestors(path)
    return steps[-2] if len(steps) > 1 else ""


def parents_in(actor: Actor, today: date) -> QuerySet[Organisation]:
    """Where a branch or general branch can be founded."""
    kinds = (OrganisationKind.PRIMARY_COMMITTEE, OrganisationKind.GENERAL_BRANCH)
    return visible_to(actor).filter(kind__in=kinds).exclude(dissolved_on__lte=today)


def children_of(organisation: Organisation, today: date) -> QuerySet[Organisation]:
    """Everything below that exists today."""
    rows = Organisation.objects.filter(below(organisation.path)).exclude(pk=organisation.pk)
    return rows.exclude(dissolved_on__lte=today).order_by("path")


def directly_below(organisation: Organisation, today: date) -> QuerySet[Organisation]:
    """One step below; what hangs further down is not there."""
    depth = len(organisation.path) + WIDTH + len(SEPARATOR)
    return children_of(organisation, today).annotate(depth=Length("path")).filter(depth=depth)


def profiles_of(organisation: Organisation) -> list[Profile]:
    """Name, kind and domain through time, newest first."""
    return list(Profile.objects.filter(organisation=organisation).order_by("-since", "-recorded_at"))


def unit_for(actor: Actor, unit_id: UUID | str) -> Unit:
    found = Unit.objects.filter(below(actor.path, "organisation__path"), pk=unit_id)
    unit = found.select_related("branch", "organisation").first()
    if unit is None:
        raise NotFound
    return unit


def units_kept_by(organisation: Organisation, on: date) -> QuerySet[Unit]:
    return Unit.objects.on(on).filter(organisation=organisation).select_related("branch").order_by("name", "id")


def units_covered_by(branch: Organisation, on: date) -> list[Unit]:
    return list(Unit.objects.on(on).filter(branch=branch).select_related("branch").order_by("name"))


def group_for(actor: Actor, group_id: UUID | str) -> PartyGroup:
    found = PartyGroup.objects.filter(below(actor.path, "branch__path"), pk=group_id).select_related("branch").first()
    if found is None:
        raise NotFound
    return found


def term_for(actor: Actor, term_id: UUID | str) -> Term:
    rows = Term.objects.filter(below(actor.path, "organisation__path"), pk=term_id)
    found = rows.select_related("organisation").first()
    if found is None:
        raise NotFound
    return found


def setting_for(actor: Actor, setting_id: UUID | str) -> Setting:
    rows = Setting.objects.filter(below(actor.path, "organisation__path"), pk=setting_id)
    found = rows.select_related("organisation").first()
    if found is None:
        raise NotFound
    return found


def settings_at(path: str, today: date) -> list[Setting]:
    """Settings that hold at a place today or will from a later day, from the top down."""
    rows = Setting.objects.filter(organisation__path__in=ancestors(path)).exclude(until__lte=today)
    rows = rows.exclude(norm__in=NO_FIGURES)
    return list(rows.select_related("organisation").order_by("organisation__path", "since"))


def province_at(path: str, on: date) -> Setting | None:
    """In which province a place is: its own word, else the nearest one above."""
    return _nearest(path, PROVINCE, on)


def _nearest(path: str, norm: str, on: date) -> Setting | None:
    rows = Setting.objects.on(on).filter(organisation__path__in=ancestors(path), norm=norm)
    found: Setting | None = rows.select_related("organisation").order_by("-organisation__path").first()
    return found


def identity_kept_at(path: str, on: date) -> Setting | None:
    """By whose word identity numbers are kept at a place; None: they are dropped before anything is stored."""
    return _nearest(path, IDENTITY_NUMBERS, on)


def second_factor_asked_at(path: str, on: date) -> Setting | None:
    """By whose word roles that see content need a second factor at a place; None: they may have one."""
    return _nearest(path, SECOND_FACTOR, on)


def own_words_at(path: str, on: date) -> Setting | None:
    """How things are called at a place: by its own word, else by that of the nearest one above."""
    return _nearest(path, OWN_WORDS, on)


def identity_kept_in(on: date) -> tuple[str, ...]:
    """The places below which identity numbers are kept, all over the deployment: few, by their paths."""
    rows = Setting.objects.on(on).filter(norm=IDENTITY_NUMBERS)
    return tuple(rows.order_by("organisation__path").values_list("organisation__path", flat=True))


def settings_below(organisation: Organisation, norm: str, today: date) -> list[Setting]:
    """Settings of one norm in the organisations below, today or later."""
    rows = Setting.objects.filter(below(organisation.path, "organisation__path"), norm=norm)
    rows = rows.exclude(organisation=organisation).exclude(until__lte=today)
    return list(rows.select_related("organisation").order_by("organisation__path", "since"))


def branches_below(path: str, today: date) -> QuerySet[Organisation]:
    """Branches of a subtree that exist today, by key (for work in batches)."""
    rows = Organisation.objects.filter(below(path), kind=OrganisationKind.BRANCH)
    return rows.exclude(dissolved_on__lte=today).order_by("path")


def branch_named(name: str) -> Organisation | None:
    """The one branch of the deployment with this full name; None where there is none, or more than one."""
    rows = list(Organisation.objects.filter(name=name, kind=OrganisationKind.BRANCH, dissolved_on__isnull=True)[:2])
    return rows[0] if len(rows) == 1 else None


def held(rows: QuerySet[Organisation], *, to_move: bool = False) -> list[Organisation]:
    """These organisations as they stand now, held until the transaction ends, so that nobody moves them meanwhile.

    Everybody waits in one order: branches by key, then what lies above from below upwards. `to_move` waits also for
    whoever is writing records that point at them.
    """
    return list(rows.order_by(HEIGHT, "pk").select_for_update(no_key=not to_move))


HEIGHT = Case(When(kind=OrganisationKind.BRANCH, then=Value(-1000)), default=-1 * Length("path"))


@asked_often
def held_by_key(keys: Sequence[UUID]) -> QuerySet[Organisation]:
    """The same, by key, as every write asks it."""
    return Organisation.objects.filter(pk__in=keys).order_by(HEIGHT, "pk").select_for_update(no_key=True)


def look_again(branches: Iterable[Organisation]) -> bool:
    """Where these objects hang by now, held; True where one was moved since it was read."""
    branches = list(branches)
    rows = held_by_key(list({branch.pk for branch in branches}))
    now = {row.pk: (row.path, row.root) for row in rows}
    moved = [branch for branch in branches if (branch.path, branch.root) != now[branch.pk]]
    for branch in moved:
        branch.path, branch.root = now[branch.pk]
    return bool(moved)


def lineage(paths: Iterable[str]) -> dict[str, str]:
    """Names of all organisations on these paths, by path, for “where is this”. One query."""
    wanted = {step for path in paths for step in ancestors(path)}
    return dict(Organisation.objects.filter(path__in=wanted).values_list("path", "name"))


def layers_by_path(paths: Iterable[str], on: date) -> dict[str, tuple[dict[str, Any], ...]]:
    """The unit settings in force at each place on a day, from the top down, as plain data for the norms. One query."""
    paths = list(paths)
    wanted = {step for path in paths for step in ancestors(path)}
    settings = [(place, _layers(*row)) for place, *row in _settings_at(sorted(wanted), on)]
    return {
        path: tuple(layer for place, layers in settings if path.startswith(place) for layer in layers) for path in paths
    }


@asked_often
def _settings_at(paths: Sequence[str], on: date) -> QuerySet[Any]:
    rows = Setting.objects.on(on).filter(organisation__path__in=paths).order_by("organisation__path", "since", "norm")
    return rows.values_list("organisation__path", "norm", "values", "since", "until", "source_document")


def _layers(norm: str, values: dict[str, Any], since: date, until: date | None, document: str) -> list[dict[str, Any]]:
    if norm == PROVINCE:  # which texts that means, the norms know
        return [{PROVINCE: values[PROVINCE]}]
    if norm in NO_FIGURES:  # no law is asked about it
        return []
    return [
        {
            "level": "unit",
            "norm_id": norm,
            "key": key,
            "figure": figure,
            "from_on": since,
            "to_on": until and until - timedelta(days=1),
            "document_zh": document,
        }
        for key, figure in sorted(values.items())
    ]


def paper_templates_for(organisation: Organisation) -> dict[str, PaperTemplate]:
    """By paper, the template that holds for this organisation: its own, else the nearest one above."""
    rows = PaperTemplate.objects.filter(organisation__path__in=ancestors(organisation.path))
    in_order = sorted(rows.select_related("organisation"), key=lambda row: len(row.organisation.path))
    return {row.paper: row for row in in_order}


def numbers_by_kind() -> dict[str, int]:
    """How many organisations of each kind there are, in the whole database."""
    rows = Organisation.objects.filter(dissolved_on__isnull=True).order_by()
    return dict(rows.values_list("kind").annotate(number=Count("pk")))


def names_by_key(keys: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Organisation.objects.filter(pk__in=list(keys)).values_list("pk", "name"))


def organisation_at(path: str) -> Organisation:
    """The one at a place of the tree that the actor was already found to reach."""
    return Organisation.objects.get(path=path)


def standing_below(top: Organisation, today: date) -> QuerySet[Organisation]:
    """The organisation itself and all below it that exist today, in tree order."""
    return Organisation.objects.filter(below(top.path)).exclude(dissolved_on__lte=today).order_by("path")


def branches_in(root: UUID) -> QuerySet[Organisation]:
    """Branches of one primary committee, in tree order."""
    rows = Organisation.objects.filter(root=root, kind=OrganisationKind.BRANCH, dissolved_on__isnull=True)
    return rows.order_by("path")


def last_terms(branches: Iterable[UUID]) -> dict[UUID, Term]:
    """The term begun last, of each that has one. One query."""
    rows = Term.objects.filter(organisation__in=list(branches)).order_by("happened_on")
    return {term.organisation_id: term for term in rows}
