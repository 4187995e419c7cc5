"""The first minute of a real unit: its primary committee, an administrator and an organiser, from an empty database."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhibu.account.actions import give_password, grant_role, one_time_password, open_account
from zhibu.account.models import User
from zhibu.account.queries import is_sample
from zhibu.base.actor import Actor, Role
from zhibu.base.errors import Refused
from zhibu.base.touched import Done
from zhibu.flows.write import follow
from zhibu.org.actions import found_organisation
from zhibu.org.models import Domain, Organisation, OrganisationKind
from zhibu.rules.said import said

PROGRAM = Actor(user_id=UUID(int=0), name="")  # nobody has a log-in yet


@dataclass(frozen=True)
class LogIn:
    username: str
    password: str
    role: Role


def begin(
    *,
    name: str,
    admin: str,
    organiser: str,
    domain: Domain,
    founded_on: date | None = None,
    today: date,
    now: datetime,
    organiser_name: str = "上级组织员",
    own_password: str = "",
) -> tuple[Organisation, list[LogIn]]:
    """All or nothing. Refused when there is an organisation already: this is for an empty database only.

    `own_password` is chosen by the organiser who sits there; without it both log-ins get one for once.
    """
    existing = Organisation.objects.order_by("number").first()
    if existing and is_sample():
        raise Refused("这里放的是示例单位，不能和真的数据混在一起。", "换一个数据文件夹：设 ZHIBU_DATA，再来一次。")
    if existing:
        raise Refused(
            said("这里已经有“{name}”了。", name=existing.name),
            "init 只用在空的数据库上；再加组织请登录后在“所辖党组织”里建。",
        )
    if not name.strip():
        raise Refused("写上单位党组织的名称。", "比如 --name 某某公司党委。")
    if admin.strip().lower() == organiser.strip().lower():
        raise Refused("管理员和组织员要用不同的登录名。", "管理员只管账号，看不到内容。")
    with transaction.atomic():
        founded = found_organisation(
            PROGRAM,
            parent=None,
            kind=OrganisationKind.PRIMARY_COMMITTEE,
            name=name,
            founded_on=founded_on,
            domain=domain,
            today=today,
            now=now,
        )
        unit: Organisation = founded.result
        log_ins = []
        dones: list[Done] = [founded]
        for username, role, title in (
            (admin, Role.ADMINISTRATOR, "系统管理员"),
            (organiser, Role.ORGANISER, organiser_name),
        ):
            is_own = bool(own_password) and role == Role.ORGANISER
            password = own_password if is_own else one_time_password()
            user: User = open_account(
                PROGRAM, username=username, display_name=title, password=password, member=None, now=now
            ).result
            if not is_own:
                give_password(PROGRAM, user=user, password=password, now=now)
            dones.append(grant_role(PROGRAM, user=user, organisation=unit, role=role, since=today, now=now))
            log_ins.append(LogIn(user.username, password, role))
        follow(PROGRAM, "begin", dones, today=today, now=now)
    return unit, log_ins
