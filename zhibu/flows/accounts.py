"""A log-in together with its first role, linked to the member of that name where the roster has exactly one."""

from datetime import date, datetime

from zhibu.account.actions import give_password, link_member, open_account
from zhibu.account.models import User
from zhibu.account.queries import is_secretary_of
from zhibu.admission.models import Candidate
from zhibu.base.actor import Actor, Role
from zhibu.base.clock import day_of
from zhibu.base.errors import Refused
from zhibu.base.touched import Done
from zhibu.flows import seconding
from zhibu.flows.claiming import tell_of_opening
from zhibu.member.models import Member
from zhibu.member.names import tidy_name
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.rules.said import said

OUTSIDE_THE_BRANCH = {
    Role.CLERK,
    Role.ORGANISER,
    Role.APPLICANT,
    Role.ADMINISTRATOR,
}  # need not be members of the organisation


def open_with_role(
    actor: Actor,
    *,
    username: str,
    display_name: str,
    password: str,
    organisation: Organisation,
    role: Role,
    since: date,
    for_user: User | None,
    now: datetime,
) -> Done:
    """`password` is a one-time password: the person chooses an own one at the first log-in."""
    check_role(organisation, role, for_user, since)
    member = member_of_that_name(organisation, display_name) if role not in OUTSIDE_THE_BRANCH else None
    user: User = open_account(
        actor, username=username, display_name=display_name.strip(), password=password, member=member, now=now
    ).result
    give_password(actor, user=user, password=password, now=now)
    granted = seconding.grant_or_propose(
        actor, user=user, organisation=organisation, role=role, since=since, for_user=for_user, now=now
    )
    show_own_case(user, organisation, role)
    tell_of_opening(actor, user, day_of(now))
    return Done(user, granted.touched, organisation)


def give_role(
    actor: Actor,
    *,
    user: User,
    organisation: Organisation,
    role: Role,
    since: date,
    for_user: User | None,
    now: datetime,
) -> Done:
    check_role(organisation, role, for_user, since)
    done = seconding.grant_or_propose(
        actor, user=user, organisation=organisation, role=role, since=since, for_user=for_user, now=now
    )
    show_own_case(user, organisation, role)
    return done


def show_own_case(user: User, organisation: Organisation, role: Role) -> None:
    """An applicant's log-in shows the case of that name in the branch, where there is exactly one without a log-in."""
    if role != Role.APPLICANT:
        return
    name = tidy_name(user.display_name)
    found = list(Candidate.objects.filter(branch=organisation, name=name, is_closed=False, user__isnull=True)[:2])
    if len(found) == 1 and not Candidate.objects.filter(user=user).exists():
        Candidate.objects.filter(pk=found[0].pk).update(user=user)


def check_role(organisation: Organisation, role: Role, for_user: User | None, since: date) -> None:
    """An organiser works above branches, a group's leader in one; a clerk enters for the secretary of that place."""
    is_branch = organisation.kind == OrganisationKind.BRANCH
    if role == Role.ORGANISER and is_branch:
        raise Refused("上级组织员要放在党委或党总支。", "换一个组织。", "organisation")
    if role == Role.GROUP_LEADER and not is_branch:
        raise Refused("党小组长要放在党支部。", "换一个组织。", "organisation")
    if role == Role.APPLICANT and not is_branch:
        raise Refused("入党申请人要放在他申请的党支部。", "换一个组织。", "organisation")
    if role == Role.CLERK and for_user and not is_secretary_of(for_user, organisation, since):
        raise Refused(
            said("{display_name}那天不是{name}的书记。", display_name=for_user.display_name, name=organisation.name),
            "选这个组织的书记。",
            "for_user",
        )


def member_of_that_name(organisation: Organisation, display_name: str) -> Member | None:
    """The one member of this branch with this name who has no log-in yet; None when there is none or more than one."""
    found = list(Member.objects.filter(branch=organisation, name=tidy_name(display_name), user__isnull=True)[:2])
    return found[0] if len(found) == 1 else None


def link_by_name(actor: Actor, *, user: User, organisation: Organisation, today: date) -> Done:
    """Once the roster is there: link the log-in to the member of the same name in this branch."""
    member = member_of_that_name(organisation, user.display_name)
    if member is None:
        raise Refused(
            said(
                "{name}的花名册里没有对得上的“{display_name}”。", name=organisation.name, display_name=user.display_name
            ),
            "请书记先录入花名册；有同名的，请书记核对姓名写法。",
        )
    done = link_member(actor, user=user, member=member)
    done.organisation = organisation
    tell_of_opening(actor, user, today)
    return done
