"""Who is there in a drill: the lasting enterprise, and ten branches with five people each for the soak."""

from tests.personas import PASSWORD, START, acting, build_anew, do, do_all, found
from zhibu.account.actions import grant_role, open_account
from zhibu.base.actor import Right, Role
from zhibu.member.actions import enter_member
from zhibu.org.models import Organisation, OrganisationKind

BRANCHES = 10
ROLES = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.PUBLICITY_MEMBER, Role.MEMBER, Role.CLERK)
RECORDERS = ("secretary", "clerk", "outsider")  # people of the enterprise who may note meetings


def soakers() -> list[tuple[str, Role]]:
    return [(f"soak-{number}-{role.value}", role) for number in range(BRANCHES) for role in ROLES]


def fill(with_soakers: bool = False) -> None:
    enterprise = build_anew()
    if with_soakers:
        for number in range(BRANCHES):
            _branch(enterprise.company, number)


def _branch(company: Organisation, number: int) -> None:
    branch = found(company, OrganisationKind.BRANCH, f"第{number + 1}车间党支部")
    people = [
        {"branch": branch, "since": START, "name": f"{'甲乙丙丁戊己庚辛壬癸'[number]}{letter}"}
        for letter in "一二三四五"
    ]
    members = do_all(acting(branch, Role.SECRETARY), enter_member, Right.RECORD, people)
    keeper = acting(company, Role.ADMINISTRATOR)
    secretary = None
    for member, role in zip(members, ROLES, strict=True):
        names = {"username": f"soak-{number}-{role.value}", "display_name": member.name, "password": PASSWORD}
        user = do(keeper, open_account, Right.ACCOUNTS, member=None if role == Role.CLERK else member, **names)
        secretary = secretary or user
        given = {"organisation": branch, "role": role, "since": START}
        do(keeper, grant_role, Right.ACCOUNTS, user=user, for_user=secretary if role == Role.CLERK else None, **given)
