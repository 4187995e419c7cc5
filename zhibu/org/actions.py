"""Writes of organisations: found, describe, place, term, group, unit, setting. Each returns what it touched."""

from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q

from zhibu.base.actor import Actor
from zhibu.base.clock import day_of
from zhibu.base.errors import Refused
from zhibu.base.paths import SEPARATOR, code
from zhibu.base.records import Source, replace, revoke, stamp
from zhibu.base.touched import Done, SheetKind, Touch, yearly
from zhibu.org.models import (
    BranchKind,
    Domain,
    Organisation,
    OrganisationKind,
    PaperTemplate,
    PartyGroup,
    Placement,
    Profile,
    Setting,
    Term,
    Unit,
)
from zhibu.org.queries import held, reckoned_from
from zhibu.rules.said import said
from zhibu.rules.telling import say_day


def all_sheets(branch: Organisation, today: date) -> set[Touch]:
    """Everything drawn for a branch, and for the units that it covers: when its nature or existence changes."""
    if branch.kind != OrganisationKind.BRANCH:
        return set()
    kinds = (SheetKind.BRANCH, SheetKind.TERM, SheetKind.RESOLUTION, SheetKind.UNIT, SheetKind.CANDIDATE)
    lists = Unit.objects.filter(branch=branch).values_list("organisation_id", flat=True)
    return (
        {Touch(kind, branch.pk) for kind in kinds}
        | yearly(branch.pk, (today.year - 1, today.year))
        | {Touch(SheetKind.UNIT, organisation) for organisation in lists}
    )


def found_organisation(
    actor: Actor,
    *,
    parent: Organisation | None,
    kind: OrganisationKind,
    name: str,
    founded_on: date | None,
    today: date,
    now: datetime,
    branch_kind: BranchKind = BranchKind.ORDINARY,
    domain: Domain = Domain.OTHER,
    records_from: date | None = None,
    source: str = Source.TYPED,
    batch: Any = None,
) -> Done:
    """A new organisation under `parent`. `records_from` (启用日) defaults to today: nothing earlier is asked after.

    Nobody knows on which day it was founded: None, and it has been there for long.
    """
    if founded_on and founded_on > today:
        raise Refused(
            said("成立日期 {founded_on} 还没有到。", founded_on=f"{founded_on:%Y-%m-%d}"),
            "填实际成立的日期。",
            "founded_on",
        )
    if kind == OrganisationKind.BRANCH and parent is None:
        raise Refused("党支部要放在一个上级党组织下面。", "先建上级党组织，再建支部。", "parent")
    if parent is not None:
        parent = held(Organisation.objects.filter(pk=parent.pk))[0]  # it may have been moved since it was chosen
    number = (Organisation.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    organisation = Organisation(
        number=number,
        kind=kind,
        name=name.strip(),
        path=(parent.path if parent else "") + code(number) + SEPARATOR,
        branch_kind=branch_kind,
        domain=domain,
        founded_on=founded_on,
        records_from=(records_from or today) if kind == OrganisationKind.BRANCH else None,
    )
    spans_data = kind in {OrganisationKind.HIGHER, OrganisationKind.PRIMARY_COMMITTEE} or parent is None
    organisation.root = organisation.pk if spans_data else parent.root  # type: ignore[union-attr]
    organisation.save(force_insert=True)
    written = {"root": organisation.root, "organisation": organisation, "since": reckoned_from(organisation, today)}
    written |= {"source": source, "batch": batch, **stamp(actor, now)}
    Placement(parent=parent, **written).save(force_insert=True)
    Profile(name=organisation.name, branch_kind=branch_kind, domain=domain, **written).save(force_insert=True)
    return Done(organisation, all_sheets(organisation, today), organisation)


def describe_organisation(
    actor: Actor,
    *,
    organisation: Organisation,
    since: date,
    name: str,
    branch_kind: BranchKind,
    domain: Domain,
    full_name: str = "",
    today: date,
    now: datetime,
) -> Done:
    """A new name, kind of branch or domain from a day on; what was before stays readable."""
    described = {"name": name, "full_name": full_name, "branch_kind": branch_kind, "domain": domain}
    standing = Profile.objects.filter(organisation=organisation, until__isnull=True).first()
    if standing and since < standing.since:
        raise Refused(said("从哪天起改：要在 {since} 当天或之后。", since=f"{standing.since:%Y-%m-%d}"), field="since")
    if standing and since == standing.since:
        replace(standing, described, actor, now)
    else:
        if standing:
            replace(standing, {"until": since}, actor, now)
        Profile(
            root=organisation.root,
            organisation=organisation,
            **described,
            since=since,
            **stamp(actor, now),
        ).save(force_insert=True)
    if since <= today:
        Organisation.objects.filter(pk=organisation.pk).update(**described)
        organisation.refresh_from_db()
    return Done(organisation, all_sheets(organisation, today), organisation)


def set_records_from(actor: Actor, *, organisation: Organisation, day: date, today: date, now: datetime) -> Done:
    """启用日: earlier periods are never asked after."""
    if day > today:
        raise Refused("启用日不能在今天之后。", "填今天或更早的日期。", "records_from")
    Organisation.objects.filter(pk=organisation.pk).update(records_from=day)
    organisation.records_from = day
    return Done(organisation, all_sheets(organisation, today), organisation)


def correct_founding(actor: Actor, *, organisation: Organisation, day: date | None, today: date, now: datetime) -> Done:
    """On which day it was founded, added later or corrected; None: nobody knows. Its first spells begin with it."""
    if day == organisation.founded_on:
        raise Refused("和现在的一样，不用改。", field="day")
    if day and day > today:
        raise Refused(said("成立日期 {day} 还没有到。", day=say_day(day.toordinal())), "填实际成立的日期。", "day")
    term = Term.objects.filter(organisation=organisation).order_by("happened_on").first()
    if day and term is not None and day > term.happened_on:
        raise Refused(
            said("{first} 已经选出一届，成立日期要在那天或之前。", first=say_day(term.happened_on.toordinal())),
            "哪一届的日子写错了，先更正那一届。",
            "day",
        )
    if day and organisation.dissolved_on and day > organisation.dissolved_on:
        raise Refused(
            said("{day} 已经撤销，成立日期要在那天或之前。", day=say_day(organisation.dissolved_on.toordinal())),
            "填撤销那天或之前的日子。",
            "day",
        )
    Organisation.objects.filter(pk=organisation.pk).update(founded_on=day)
    organisation.founded_on = day
    since = reckoned_from(organisation, today)
    for model in (Profile, Placement):
        first = model.objects.filter(organisation=organisation).order_by("since").first()
        if first and first.since != since and (first.until is None or first.until > since):
            replace(first, {"since": since}, actor, now)
    return Done(organisation, all_sheets(organisation, today), organisation)


def add_group(actor: Actor, *, branch: Organisation, name: str, since: date, now: datetime) -> Done:
    name = name.strip()
    if PartyGroup.objects.filter(branch=branch, name=name, until__isnull=True).exists():
        raise Refused(said("“{name}”已经有了。", name=name), "换一个名称。", "name")
    group = PartyGroup(root=branch.root, branch=branch, name=name, since=since, **stamp(actor, now))
    group.save(force_insert=True)
    return Done(group, _years(branch, since, now), branch)


def end_group(actor: Actor, *, group: PartyGroup, until: date, now: datetime) -> Done:
    if until <= group.since:
        raise Refused(said("撤销的日期要在 {since} 之后。", since=f"{group.since:%Y-%m-%d}"), field="until")
    ended = replace(group, {"until": until}, actor, now)
    return Done(ended, _years(group.branch, until, now), group.branch)


def rename_group(actor: Actor, *, group: PartyGroup, name: str, now: datetime) -> Done:
    """A corrected name. Members and meetings stay with the group."""
    name = name.strip()
    others = PartyGroup.objects.filter(branch=group.branch, name=name, until__isnull=True)
    if others.exclude(pk=group.pk).exists():
        raise Refused(said("“{name}”已经有了。", name=name), "换一个名称。", "name")
    return Done(replace(group, {"name": name}, actor, now), _years(group.branch, group.since, now), group.branch)


def _years(branch: Organisation, first: date, now: datetime) -> set[Touch]:
    """The sheets of every year since a day."""
    return yearly(branch.pk, range(first.year, day_of(now).year + 1))


def record_term(
    actor: Actor,
    *,
    organisation: Organisation,
    elected_on: date,
    now: datetime,
    today: date,
    ends_on: date | None = None,
    has_committee: bool = True,
    seats: int | None = None,
    ordinal: int | None = None,
    extended_to: date | None = None,
    extension_approved_on: date | None = None,
    reminded_on: date | None = None,
    source: str = Source.TYPED,
    batch: Any = None,
    standing: Term | None = None,
) -> Done:
    """A term by election, or (`standing` given) its correction: end, extension, reminder."""
    if elected_on > today:
        raise Refused("选举日期还没有到。", "选举之后再记。", "elected_on")
    if ends_on and ends_on <= elected_on:
        raise Refused("任期届满日要在选举日之后。", "比如选举日后三年的同一天。", "ends_on")
    if extended_to and ends_on and extended_to <= ends_on:
        raise Refused("延期到的日子要在届满日之后。", field="extended_to")
    other = Term.objects.filter(organisation=organisation, happened_on=elected_on)
    if (other.exclude(pk=standing.pk) if standing else other).exists():
        raise Refused(
            said("{elected_on} 选出的这一届已经记过了。", elected_on=f"{elected_on:%Y-%m-%d}"),
            "要改就打开那一届来改。",
            "elected_on",
        )
    columns = {
        "happened_on": elected_on,
        "ends_on": ends_on,
        "has_committee": has_committee,
        "seats": seats,
        "ordinal": ordinal,
        "extended_to": extended_to,
        "extension_approved_on": extension_approved_on,
        "reminded_on": reminded_on,
        "source": source,
        "batch": batch,
    }
    if standing:
        term = replace(standing, columns, actor, now)
    else:
        term = Term(root=organisation.root, organisation=organisation, **columns, **stamp(actor, now))
        term.save(force_insert=True)
    return Done(term, all_sheets(organisation, today), organisation)


def take_back_term(actor: Actor, *, term: Term, today: date, now: datetime) -> Done:
    """It was entered by mistake. A correction falls away with the rest; nothing is deleted."""
    revoke(term, actor, now)
    return Done(term, all_sheets(term.organisation, today), term.organisation)


def cover_unit(
    actor: Actor, *, organisation: Organisation, name: str, since: date, now: datetime, **columns: Any
) -> Done:
    """A unit on the list of `organisation`, covered by `branch` or not yet by any."""
    unit = Unit(
        root=organisation.root, organisation=organisation, name=name, since=since, **columns, **stamp(actor, now)
    )
    unit.save(force_insert=True)
    touched = {Touch(SheetKind.UNIT, organisation.pk)}
    if unit.branch_id:
        touched.add(Touch(SheetKind.BRANCH, unit.branch_id))
    return Done(unit, touched, organisation)


def describe_unit(actor: Actor, *, unit: Unit, since: date, today: date, now: datetime, **columns: Any) -> Done:
    """What changed of a unit from a day on (another branch, more people). On its first day it is a correction."""
    if since < unit.since:
        raise Refused(said("从哪天起改：要在 {since} 当天或之后。", since=f"{unit.since:%Y-%m-%d}"), field="since")
    if since == unit.since:
        fresh = replace(unit, columns, actor, now)
    else:
        replace(unit, {"until": since}, actor, now)
        kept = {name: getattr(unit, name) for name in UNIT_COLUMNS}
        fresh = Unit(
            root=unit.root,
            organisation=unit.organisation,
            since=since,
            **{**kept, **columns},
            **stamp(actor, now),
        )
        fresh.save(force_insert=True)
    return Done(fresh, _unit_sheets(unit, fresh), unit.organisation)


def end_unit(actor: Actor, *, unit: Unit, until: date, now: datetime) -> Done:
    """The unit is no longer on the list: wound up, merged, project finished."""
    if until <= unit.since:
        raise Refused(said("撤销的日期要在 {since} 之后。", since=f"{unit.since:%Y-%m-%d}"), field="until")
    ended = replace(unit, {"until": until}, actor, now)
    return Done(ended, _unit_sheets(unit), unit.organisation)


UNIT_COLUMNS = (
    "name", "headcount", "full_members", "branch_id", "is_project", "project_from", "project_until", "conditions_met",
    "contract_workers", "contract_members", "contract_contact",
)  # fmt: skip


def _unit_sheets(*units: Unit) -> set[Touch]:
    branches = {unit.branch_id for unit in units if unit.branch_id}
    return {Touch(SheetKind.UNIT, units[0].organisation_id)} | {Touch(SheetKind.BRANCH, branch) for branch in branches}


def dissolve_organisation(actor: Actor, *, organisation: Organisation, day: date, today: date, now: datetime) -> Done:
    """From `day` on it exists no longer. That nobody belongs to it any more was checked by the flow that calls this."""
    if organisation.dissolved_on:
        raise Refused(
            said(
                "{organisation}在 {dissolved_on} 已经撤销。",
                organisation=organisation.name,
                dissolved_on=f"{organisation.dissolved_on:%Y-%m-%d}",
            )
        )
    if day > today:
        raise Refused(said("{day} 还没有到。", day=f"{day:%Y-%m-%d}"), "撤销以后再记。", "day")
    if organisation.founded_on and day < organisation.founded_on:
        raise Refused(
            said("撤销日期要在成立日期 {founded_on} 之后。", founded_on=f"{organisation.founded_on:%Y-%m-%d}"),
            field="day",
        )
    for model in (Profile, Placement):
        for spell in model.objects.filter(organisation=organisation, until__isnull=True):
            if day > spell.since:
                replace(spell, {"until": day}, actor, now)
    Organisation.objects.filter(pk=organisation.pk).update(dissolved_on=day)
    organisation.dissolved_on = day
    return Done(organisation, all_sheets(organisation, today), organisation)


def end_value(actor: Actor, *, setting: Setting, until: date, now: datetime) -> Done:
    """Back to the law from `until` on."""
    ended = replace(setting, {"until": until}, actor, now) if until > setting.since else None
    if ended is None:
        revoke(setting, actor, now)
    return Done(ended or setting, organisation=setting.organisation)


def set_value(
    actor: Actor,
    *,
    organisation: Organisation,
    norm: str,
    values: dict[str, Any],
    source_document: str,
    since: date,
    now: datetime,
) -> Done:
    """A setting of the unit's own. Whether it is stricter than the law was checked by the flow that calls this."""
    if not source_document.strip():
        raise Refused("写明出自哪份文件。", "比如“集团党委〔2026〕5号”。", "source_document")
    # Also spells that have ended since: a setting that begins earlier takes the place of all that came after it.
    standing = Setting.objects.filter(organisation=organisation, norm=norm)
    for old in standing.filter(Q(until__isnull=True) | Q(until__gt=since)):
        if old.since < since:
            replace(old, {"until": since}, actor, now)
        else:
            revoke(old, actor, now)
    setting = Setting(
        root=organisation.root,
        organisation=organisation,
        norm=norm,
        values=values,
        source_document=source_document.strip(),
        since=since,
        **stamp(actor, now),
    )
    setting.save(force_insert=True)
    return Done(setting, organisation=organisation)


def keep_paper_template(
    actor: Actor, *, organisation: Organisation, paper: str, digest: str, filename: str, now: datetime
) -> Done:
    """The unit's own template for a paper; the one before it stays readable. The caller has looked at the file."""
    standing = PaperTemplate.objects.filter(organisation=organisation, paper=paper).first()
    changes = {"digest": digest, "filename": filename[-120:]}
    if standing is not None:
        return Done(replace(standing, changes, actor, now), set(), organisation)
    template = PaperTemplate(
        root=organisation.root, organisation=organisation, paper=paper, **changes, **stamp(actor, now)
    )
    template.save(force_insert=True)
    return Done(template, set(), organisation)


def drop_paper_template(actor: Actor, *, template: PaperTemplate, now: datetime) -> Done:
    """From now on the paper looks as the program draws it, or as a template further up says."""
    revoke(template, actor, now)
    return Done(template, set(), template.organisation)
