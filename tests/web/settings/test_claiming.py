"""A log-in in a member's name is no secret: who knows the member is told when it is opened and when it is taken up."""

import pytest

from tests.personas import NOW, TODAY, do
from tests.web.sending import text_of
from tests.web.workshop import Workshop
from zhibu.account.models import Proposal, Told, User
from zhibu.account.queries import actor_of
from zhibu.account.telling import forget_told_of
from zhibu.base.actor import Right, Role
from zhibu.flows.accounts import open_with_role
from zhibu.flows.claiming import tell_of_taking_up
from zhibu.flows.own_password import choose
from zhibu.flows.seconding import agree_to_role

pytestmark = pytest.mark.django_db
GIVEN = "willow-bridge-7"


def opened(workshop: Workshop, name: str = "钱文博", role: Role = Role.MEMBER) -> User:
    arguments = {"organisation": workshop.branch, "role": role, "since": TODAY, "for_user": None}
    given = {"username": "qian", "display_name": name, "password": GIVEN, **arguments}
    user: User = do(workshop.actor("keeper"), open_with_role, Right.ACCOUNTS, **given)
    return user


def take_up(user: User, old: str = GIVEN, new: str = "maple-harbour-9") -> None:
    choose(actor_of(user, TODAY), user=user, old=old, new=new, now=NOW)


def told() -> set[tuple[str, str, str]]:
    return set(Told.objects.values_list("user__username", "kind", "about"))


def test_the_secretary_reads_of_both_and_the_member_too(workshop: Workshop) -> None:
    user = opened(workshop)
    assert told() == {("qian", "log_in_opened", "管理员"), ("secretary", "log_in_opened_of", "钱文博")}
    page = text_of(workshop.browser("secretary").get("/"))
    assert "有党员开了账号（钱文博）" in page and "问一声是不是本人" in page
    Told.objects.all().delete()
    take_up(user)
    assert told() == {("qian", "log_in_begun", ""), ("secretary", "log_in_begun_of", "钱文博")}
    assert "你的账号第一次启用" in text_of(workshop.browser_of(user).get("/settings/log-ins/"))
    take_up(user, "maple-harbour-9", "cedar-window-5")
    assert Told.objects.count() == 2, "a password of one's own, chosen anew, is nobody's matter"


def test_whoever_agreed_to_a_role_reads_that_it_was_taken_up(workshop: Workshop) -> None:
    user = opened(workshop, role=Role.PUBLICITY_MEMBER)
    do(workshop.actor("organiser"), agree_to_role, Right.SET_UP, proposal=Proposal.objects.get())
    take_up(user)
    begun = Told.objects.filter(kind="log_in_begun_of").values_list("user__username", flat=True)
    assert set(begun) == {"secretary", "organiser"}


def test_of_the_secretarys_own_the_officer_above_is_told(workshop: Workshop) -> None:
    tell_of_taking_up(workshop.enterprise.users["secretary"], TODAY)
    assert told() == {("secretary", "log_in_begun", ""), ("organiser", "log_in_begun_of", "王玉兰")}


def test_a_log_in_of_no_member_is_told_to_nobody(workshop: Workshop) -> None:
    take_up(opened(workshop, "花名册上没有的人"))
    assert told() == set()


def test_what_others_were_told_goes_with_the_person(workshop: Workshop) -> None:
    opened(workshop)
    forget_told_of("钱文博")
    assert told() == {("qian", "log_in_opened", "管理员")}
