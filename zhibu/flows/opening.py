"""紧急打开: whoever keeps the accounts sees no content. When something has to be looked at all the same (a record that
no page shows any more), they name one record and the reason, an officer outside the branch agrees, and for an hour this
one is shown on a page of its own. Nothing else opens: no right is given, no query of the rooms knows of it.

Only a gathering or a member's particulars can be named. Concerns, who raised them, talks, targets and help cannot.
"""

import re
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from zhibu.account.models import Opening, OpeningKind, ProposalKind, RoleGrant, User
from zhibu.account.queries import names_of
from zhibu.account.telling import tell
from zhibu.base.actor import Actor, Right, Role
from zhibu.base.clock import day_of
from zhibu.base.errors import NotFound, Refused
from zhibu.base.looks import leave_trace
from zhibu.base.paths import below
from zhibu.base.records import replace, stamp
from zhibu.base.touched import Done
from zhibu.flows.seconding import may_agree
from zhibu.meeting.models import Gathering
from zhibu.member.models import Member
from zhibu.org.models import Organisation

OPEN_FOR = timedelta(hours=1)
WAITS_FOR = timedelta(days=3)
"""Ours: an emergency that nobody agreed to within three days was none."""
KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOT_NAMED = ("这个网址里没有认出一次会议或一名党员。", "请本支部的人把那一页的网址发来，整个贴上。", "link")


def ask_opening(actor: Actor, *, address: str, reason: str, today: date, now: datetime) -> Done:
    """`address`: of the record's page, as somebody of the branch sends it. Nothing of the record is told here."""
    kind, subject, place = _named(actor, address)
    if not _officers(place, subject, actor.user_id, today).exists():
        raise Refused("这个支部的上级没有能同意的组织员。", "先请上级党组织定一名组织员。")
    if Opening.objects.filter(subject=subject, recorded_by=actor.user_id, agreed__isnull=True).exists():
        raise Refused("已经请过同意，还没有答复。", "等一等，或者直接问问他们。")
    row = Opening(
        root=place.root, organisation=place, kind=kind, subject=subject, reason=reason.strip(), **stamp(actor, now)
    )
    row.save(force_insert=True)
    return Done(row, organisation=place)


def _named(actor: Actor, address: str) -> tuple[OpeningKind, UUID, Organisation]:
    found = KEY.search(address.lower())
    if found:
        key = UUID(found.group())
        gathering = Gathering.versions.filter(Q(pk=key) | Q(thread=key), below(actor.path, "branch__path")).first()
        if gathering:
            return OpeningKind.GATHERING, gathering.thread, gathering.branch
        member = Member.objects.filter(below(actor.path), pk=key).select_related("branch").first()
        if member and member.branch:
            return OpeningKind.MEMBER, member.pk, member.branch
    raise Refused(*NOT_NAMED)


def _officers(place: Organisation, subject: UUID, asker: UUID, today: date) -> QuerySet[User]:
    """Officers above the branch who have nothing to do with it, and are neither the asker nor the person."""
    inside = RoleGrant.objects.on(today).filter(organisation=place).values("user_id")
    rows = may_agree(ProposalKind.ROLE, place, today).exclude(pk__in=inside).exclude(pk=asker)
    return rows.exclude(member__branch=place).exclude(member=subject)


def openings_for_me(actor: Actor, today: date, now: datetime) -> list[Opening]:
    """What this officer may agree to."""
    if not actor.may(Right.SET_UP):
        return []
    rows = Opening.objects.filter(below(actor.path, "organisation__path"), agreed__isnull=True)
    found = rows.filter(recorded_at__gt=now - WAITS_FOR).select_related("organisation").order_by("recorded_at")
    return [
        row
        for row in found
        if _officers(row.organisation, row.subject, row.recorded_by, today).filter(pk=actor.user_id).exists()
    ]


def opening_for(actor: Actor, key: UUID, today: date, now: datetime) -> Opening:
    found = next((row for row in openings_for_me(actor, today, now) if row.pk == key), None)
    if found is None:
        raise NotFound
    return found


def agree_to_opening(actor: Actor, *, opening: Opening, today: date, now: datetime) -> Done:
    """The hour begins. The member and the branch's secretaries are told who, who agreed, and why."""
    asker = names_of({opening.recorded_by}).get(opening.recorded_by, "")
    agreed = replace(opening, {"agreed": True, "answered_by": actor.user_id}, actor, now)
    told = Q(member=opening.subject) | Q(
        pk__in=RoleGrant.objects.on(today)
        .filter(organisation=opening.organisation, role=Role.SECRETARY.value)
        .values("user_id")
    )
    for user in User.objects.filter(told, is_active=True):
        is_own = user.member_id == opening.subject
        tell(
            user,
            "opened_own" if is_own else f"opened_{opening.kind}",
            today,
            f"{asker}、{actor.name}：{opening.reason}",
        )
    leave_trace(Actor(user_id=opening.recorded_by, name=asker), subject=opening.subject, root=opening.root, today=today)
    return Done(agreed, organisation=opening.organisation)


def decline_opening(actor: Actor, *, opening: Opening, now: datetime) -> Done:
    answered = replace(opening, {"agreed": False, "answered_by": actor.user_id}, actor, now)
    return Done(answered, organisation=opening.organisation)


def own_openings(actor: Actor, now: datetime) -> list[Opening]:
    """What the keeper asked for within the last days, the open ones first."""
    if not actor.may(Right.ACCOUNTS):
        return []
    asked = Opening.versions.filter(recorded_by=actor.user_id, replaces__isnull=True).values("thread")
    rows = Opening.objects.filter(thread__in=asked, recorded_at__gt=now - WAITS_FOR)
    return list(rows.select_related("organisation").order_by("-recorded_at"))


def is_open(opening: Opening, now: datetime) -> bool:
    return opening.agreed is True and opening.recorded_at <= now < opening.recorded_at + OPEN_FOR


def opened(actor: Actor, key: UUID, now: datetime) -> tuple[Opening, Gathering | Member]:
    """The one record, for whoever asked for it, within the hour. NotFound for everybody else and before and after."""
    row = next((row for row in own_openings(actor, now) if row.pk == key and is_open(row, now)), None)
    if row is None:
        raise NotFound
    rows = Member.objects.filter(pk=row.subject) if row.kind == OpeningKind.MEMBER else _gathering(row.subject)
    found: Gathering | Member | None = rows.first()
    if found is None:
        raise NotFound
    return row, found


def _gathering(thread: UUID) -> QuerySet[Gathering]:
    rows: QuerySet[Gathering] = Gathering.objects.filter(thread=thread).select_related("branch")
    return rows.prefetch_related("items")


def waits_since(opening: Opening) -> date:
    return day_of(opening.recorded_at)
