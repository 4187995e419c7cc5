"""Two spells of the same kind on one day: refused with one sentence that says where the other one ends."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.flows.files import roster
from tests.flows.importing import commit, staged
from tests.personas import TODAY, Enterprise, acting, build_enterprise, do, found
from zhibu.account.actions import end_role, grant_role
from zhibu.account.models import RoleGrant, RoleName
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Refused
from zhibu.member.actions import end_condition, leave_post, set_condition, take_post
from zhibu.member.caring import name_contact
from zhibu.member.models import ConditionKind, ContactPerson, PostHolding, PostKind
from zhibu.org.models import OrganisationKind

pytestmark = pytest.mark.django_db
ENDS = date(2026, 6, 1)  # the first day on which it holds no more
DAY = timedelta(days=1)


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


def post(enterprise: Enterprise, number: int, kind: PostKind, since: date) -> PostHolding:
    return do(
        acting(enterprise.first, Role.SECRETARY), take_post, Right.RECORD, member=enterprise.members[number],
        organisation=enterprise.first, post=kind, since=since,
    )  # fmt: skip


def ended(enterprise: Enterprise, number: int, kind: PostKind) -> None:
    holding = PostHolding.objects.filter(post=kind).first() or post(enterprise, number, kind, date(2025, 1, 1))
    do(acting(enterprise.first, Role.SECRETARY), leave_post, Right.RECORD, holding=holding, until=ENDS)


def test_the_same_post_of_the_same_person_begins_where_the_earlier_one_ended(enterprise: Enterprise) -> None:
    ended(enterprise, 1, PostKind.PUBLICITY_MEMBER)
    with pytest.raises(Refused) as refusal:
        post(enterprise, 1, PostKind.PUBLICITY_MEMBER, ENDS - DAY)
    assert refusal.value.field == "since"
    assert "李晓明任宣传委员记到了 2026-05-31，和这一段重叠" in refusal.value.reason
    post(enterprise, 2, PostKind.PUBLICITY_MEMBER, ENDS - DAY)  # two people may share it for a while
    post(enterprise, 1, PostKind.PUBLICITY_MEMBER, ENDS)


def test_two_secretaries_never_share_a_day(enterprise: Enterprise) -> None:
    ended(enterprise, 0, PostKind.SECRETARY)
    with pytest.raises(Refused) as refusal:
        post(enterprise, 1, PostKind.SECRETARY, ENDS - DAY)
    assert "王玉兰任书记记到了 2026-05-31" in refusal.value.reason
    post(enterprise, 1, PostKind.SECRETARY, ENDS)


@pytest.mark.parametrize("kind", list(ConditionKind))
def test_an_exemption_a_time_away_and_suspended_rights(enterprise: Enterprise, kind: ConditionKind) -> None:
    secretary, member = acting(enterprise.first, Role.SECRETARY), enterprise.members[2]

    def condition(since: date, until: date | None = None) -> None:
        do(secretary, set_condition, Right.RECORD, member=member, kind=kind, since=since, until=until)

    condition(date(2026, 1, 1), ENDS)
    for since, until in ((ENDS - DAY, None), (date(2025, 1, 1), date(2026, 1, 2)), (date(2025, 1, 1), None)):
        with pytest.raises(Refused) as refusal:
            condition(since, until)
        assert refusal.value.field == "since"
    condition(date(2025, 1, 1), date(2026, 1, 1))
    condition(ENDS)
    standing = member.conditions.get(until__isnull=True)
    do(secretary, end_condition, Right.RECORD, condition=standing, until=TODAY)


def test_a_contact_person(enterprise: Enterprise) -> None:
    secretary, member = acting(enterprise.first, Role.SECRETARY), enterprise.members[6]

    def named(number: int, since: date) -> None:
        do(secretary, name_contact, Right.RECORD, member=member, contact=enterprise.members[number], since=since)

    named(1, date(2026, 1, 1))
    named(2, ENDS)
    with pytest.raises(Refused) as refusal:
        named(3, ENDS - DAY)
    assert "李晓明做联系人记到了 2026-05-31" in refusal.value.reason
    named(3, ENDS)  # the slip of a day is put right
    assert ContactPerson.objects.get(until__isnull=True).contact == enterprise.members[3]


def test_a_role(enterprise: Enterprise) -> None:
    keeper, user = acting(enterprise.company, Role.ADMINISTRATOR), enterprise.users["member"]

    def grant(since: date) -> RoleGrant:
        return do(
            keeper, grant_role, Right.ACCOUNTS, user=user, organisation=enterprise.first,
            role=RoleName.PUBLICITY_MEMBER, since=since,
        )  # fmt: skip

    do(keeper, end_role, Right.ACCOUNTS, grant=grant(date(2026, 1, 1)), until=ENDS)
    with pytest.raises(Refused) as refusal:
        grant(ENDS - DAY)
    assert refusal.value.field == "since"
    grant(ENDS)


def test_an_imported_secretary_begins_when_the_last_one_had_gone(
    enterprise: Enterprise, settings: LazySettings, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    branch = found(enterprise.company, OrganisationKind.BRANCH, "三车间党支部")
    secretary = acting(branch, Role.SECRETARY)
    people = [
        ("何田", "男", "汉族", "1980.5", "2010-07-01", "2011-07-01", "", "书记", "", ""),
        ("丁一", "男", "汉族", "1981.5", "2010-07-01", "2011-07-01", "", "书记", "", ""),
    ]
    commit(secretary, staged(secretary, branch, roster(people[0])))
    first = PostHolding.objects.get(organisation=branch)
    do(secretary, leave_post, Right.RECORD, holding=first, until=TODAY + DAY, today=TODAY + DAY)
    commit(secretary, staged(secretary, branch, roster(people[1])))
    assert PostHolding.objects.get(organisation=branch, until__isnull=True).since == TODAY + DAY
