"""The lasting people on whom tests stand: one small enterprise, built through the same flows as in use.

一车间党支部 has a secretary, a clerk who enters for her, a group leader and a plain member; 二车间党支部 is the
outsider; the organiser looks from above; the keeper has accounts and no content.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from tests.remembering import remembered
from zhibu.account.actions import grant_role, open_account
from zhibu.account.models import User
from zhibu.account.queries import actor_of
from zhibu.base.actor import Actor, Grant, Right, Role
from zhibu.flows.write import perform, perform_all
from zhibu.member.actions import enter_member, take_post
from zhibu.member.models import Member, PostKind
from zhibu.org.actions import found_organisation
from zhibu.org.models import Domain, Organisation, OrganisationKind

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PASSWORD = "kept-only-in-tests-41"
START = date(2026, 1, 1)


def acting(organisation: Organisation | None, role: Role, name: str = "测试", user_id: Any = None) -> Actor:
    """An actor without an account, for tests below the pages."""
    grant = Grant(
        id=uuid4(),
        role=role,
        organisation_id=organisation.pk if organisation else uuid4(),
        organisation_name=organisation.name if organisation else "",
        organisation_kind=organisation.kind if organisation else "",
        root=organisation.root if organisation else uuid4(),
        path=organisation.path if organisation else "",
    )
    return Actor(user_id=user_id or uuid4(), name=name, grants=(grant,), acting=grant)


@dataclass
class Enterprise:
    company: Organisation
    first: Organisation
    second: Organisation
    users: dict[str, User] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)

    def actor(self, who: str, today: date = TODAY) -> Actor:
        return actor_of(self.users[who], today)


def do(actor: Actor, action: Any, right: Right, today: date = TODAY, now: datetime = NOW, **arguments: Any) -> Any:
    return perform(actor, action, right=right, today=today, now=now, **arguments).result


def do_all(actor: Actor, action: Any, right: Right, many: Iterable[dict[str, Any]]) -> list[Any]:
    """The same action many times as one write: each sheet is drawn once."""
    dones = perform_all(
        actor, action.__name__, lambda: [action(actor, today=TODAY, now=NOW, **arguments) for arguments in many],
        right=right, today=TODAY, now=NOW,
    )  # fmt: skip
    return [done.result for done in dones]


def found(parent: Organisation | None, kind: OrganisationKind, name: str, **columns: Any) -> Organisation:
    columns = {
        "founded_on": date(2016, 1, 1),
        "domain": Domain.STATE_OWNED_ENTERPRISE,
        "records_from": START,
        **columns,
    }
    return do(
        acting(parent, Role.ORGANISER), found_organisation, Right.SET_UP, parent=parent, kind=kind, name=name, **columns
    )


NAMES = ("王玉兰", "李晓明", "单雪", "赵志强", "钱文博", "孙春芳", "周海涛", "吴敏")


def build_enterprise() -> Enterprise:
    return remembered("enterprise", build_anew)


def build_anew() -> Enterprise:
    company = found(None, OrganisationKind.PRIMARY_COMMITTEE, "北山机械厂党委")
    first = found(company, OrganisationKind.BRANCH, "一车间党支部")
    second = found(company, OrganisationKind.BRANCH, "二车间党支部")
    enterprise = Enterprise(company, first, second)
    secretary = acting(first, Role.SECRETARY)
    for number, name in enumerate(NAMES):
        enterprise.members.append(
            do(
                secretary,
                enter_member,
                Right.RECORD,
                branch=first,
                since=date(2016, 1, 1),
                name=name,
                birth_on=date(1975 + number, 5, 1),
                joined_on=date(2005 + number, 7, 1),
                full_on=date(2006 + number, 7, 1),
            )
        )
    do(
        secretary,
        take_post,
        Right.RECORD,
        member=enterprise.members[0],
        organisation=first,
        post=PostKind.SECRETARY,
        since=date(2024, 3, 1),
    )
    stranger = do(
        acting(second, Role.SECRETARY), enter_member, Right.RECORD, branch=second, since=date(2016, 1, 1), name="郑外人"
    )
    _accounts(enterprise, stranger)
    return enterprise


def _accounts(enterprise: Enterprise, stranger: Member) -> None:
    first, second, company = enterprise.first, enterprise.second, enterprise.company
    people: list[tuple[str, str, Member | None, Organisation, Role]] = [
        ("secretary", "王玉兰", enterprise.members[0], first, Role.SECRETARY),
        ("leader", "李晓明", enterprise.members[1], first, Role.GROUP_LEADER),
        ("member", "单雪", enterprise.members[2], first, Role.MEMBER),
        ("outsider", "郑外人", stranger, second, Role.SECRETARY),
        ("organiser", "林组织员", None, company, Role.ORGANISER),
        ("keeper", "管理员", None, company, Role.ADMINISTRATOR),
        ("clerk", "方代办", None, first, Role.CLERK),
    ]
    keeper = acting(company, Role.ADMINISTRATOR)
    for who, name, member, place, role in people:
        user = do(
            keeper,
            open_account,
            Right.ACCOUNTS,
            username=who,
            display_name=name,
            password=PASSWORD,
            member=member,
        )
        for_user = enterprise.users["secretary"] if role == Role.CLERK else None
        do(
            keeper,
            grant_role,
            Right.ACCOUNTS,
            user=user,
            organisation=place,
            role=role,
            since=START,
            for_user=for_user,
        )
        enterprise.users[who] = user
