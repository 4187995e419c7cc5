"""A unit sets up its two desks and its door."""

from collections.abc import Sequence
from datetime import date, datetime

from zhibu.account.actions import end_role, grant_role
from zhibu.account.models import RoleGrant, User
from zhibu.base.actor import COMMITTEE, Actor
from zhibu.base.errors import Refused
from zhibu.base.paths import below
from zhibu.base.records import replace, stamp
from zhibu.base.touched import Done
from zhibu.concern.actions import pass_over_newcomer
from zhibu.concern.desks import ROLE_OF
from zhibu.concern.models import Concern, Desk, Door, Line
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.rules.said import joined, said


def set_desk(
    actor: Actor,
    *,
    organisation: Organisation,
    line: Line,
    name: str,
    handlers: Sequence[User],
    today: date,
    now: datetime,
) -> Done:
    """Name the desk and say who sits there from today. The second desk is independent: nobody of the branch line."""
    if not handlers:
        raise Refused("至少要有一位受理人。", "选一位。", "handlers")
    if line == Line.INDEPENDENT and organisation.kind == OrganisationKind.BRANCH:
        raise Refused("支部只设一个台，独立的台设在单位。", field="line")
    _check_independent(organisation, line, handlers, today)
    standing = Desk.objects.on(today).filter(organisation=organisation, line=line).first()
    if standing is None:
        standing = Desk(
            root=organisation.root,
            organisation=organisation,
            line=line,
            name=name.strip(),
            since=today,
            **stamp(actor, now),
        )
        standing.save(force_insert=True)
    elif standing.name != name.strip():
        standing = replace(standing, {"name": name.strip()}, actor, now)
    _seat(actor, organisation, line, handlers, today, now)
    return Done(standing, organisation=organisation)


def _check_independent(organisation: Organisation, line: Line, handlers: Sequence[User], today: date) -> None:
    """No person at both desks; at the second nobody who holds an office in a branch of this unit."""
    other = Line.FIRST if line == Line.INDEPENDENT else Line.INDEPENDENT
    at_other = set(
        RoleGrant.objects.on(today)
        .filter(organisation=organisation, role=ROLE_OF[other].value)
        .values_list("user_id", flat=True)
    )
    both = [user.display_name for user in handlers if user.pk in at_other]
    if both:
        raise Refused(said("{both}已经在另一个台。两个台要各自独立。", both=joined(both)), "换一位。", "handlers")
    if line != Line.INDEPENDENT:
        return
    officers = set(
        RoleGrant.objects.on(today)
        .filter(below(organisation.path, "organisation__path"), organisation__kind=OrganisationKind.BRANCH)
        .filter(role__in=[role.value for role in COMMITTEE])
        .values_list("user_id", flat=True)
    )
    in_line = [user.display_name for user in handlers if user.pk in officers]
    if in_line:
        raise Refused(
            said("{in_line}是支部的书记或委员，不能在独立的台。", in_line=joined(in_line)),
            "换一位支部以外的人。",
            "handlers",
        )


def _seat(
    actor: Actor, organisation: Organisation, line: Line, handlers: Sequence[User], today: date, now: datetime
) -> None:
    role = ROLE_OF[line]
    seated = {
        grant.user_id: grant for grant in RoleGrant.objects.on(today).filter(organisation=organisation, role=role.value)
    }
    for user in handlers:
        if user.pk not in seated:
            grant_role(actor, user=user, organisation=organisation, role=role, since=today, for_user=None, now=now)
            pass_over_newcomer(user, list(Concern.objects.filter(desk_at=organisation, desk_line=line)))
    for key, grant in seated.items():
        if key not in {user.pk for user in handlers}:
            end_role(actor, grant=grant, until=today, now=now)


def set_door(
    actor: Actor, *, organisation: Organisation, emergency: str, discipline: str, today: date, now: datetime
) -> Done:
    """Open the unit's door: both desks must have people first."""
    for line in Line:
        seats = RoleGrant.objects.on(today).filter(organisation=organisation, role=ROLE_OF[line].value)
        if not seats.exists():
            raise Refused(said("{label}还没有人。", label=line.label), "先把两个台的受理人都定下来，再开门。")
    columns = {"emergency": emergency.strip(), "discipline": discipline.strip()}
    standing = Door.objects.on(today).filter(organisation=organisation).first()
    if standing is None:
        door = Door(root=organisation.root, organisation=organisation, since=today, **columns, **stamp(actor, now))
        door.save(force_insert=True)
    else:
        door = replace(standing, columns, actor, now)
    return Done(door, organisation=organisation)
