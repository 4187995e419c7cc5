"""Ending a post or role, closing an account and a given password take back everything that opens doors, at once."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.personas import NOW, PASSWORD, TODAY, acting, do
from tests.web.workshop import Workshop
from zhibu.account import handed_out
from zhibu.account.actions import close_account, end_role, give_password
from zhibu.account.models import FactorKind, LogIn, RoleGrant, SecondFactor, User
from zhibu.account.tokens import Scope, make_token
from zhibu.base.actor import Right, Role
from zhibu.flows.posts import leave_branch, leave_post, take_back_post, take_post
from zhibu.member.models import PostHolding, PostKind
from zhibu.notice.hook_actions import standing_at
from zhibu.notice.models import Hook
from zhibu.work.actions import NewTask, create_task
from zhibu.work.models import PartyKind
from zhibu.work.together import ask_to_help, by_link, make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[UUID]]:
    """A kind of key that another room hands out: whose were taken back."""
    found: list[UUID] = []

    def take_back(user_id: UUID, now: datetime) -> None:
        found.append(user_id)

    monkeypatch.setattr(handed_out, "_KINDS", {**handed_out._KINDS, "token": take_back})
    yield found


def entered(who: str) -> Client:
    browser = Client()
    browser.post("/log-in/", {"username": who, "password": PASSWORD})
    return browser


def keeper(workshop: Workshop) -> Any:
    return acting(workshop.enterprise.company, Role.ADMINISTRATOR)


def _end_role(workshop: Workshop) -> None:
    grant = RoleGrant.objects.get(user=workshop.enterprise.users["secretary"])
    do(keeper(workshop), end_role, Right.ACCOUNTS, grant=grant, until=TODAY)


def _close(workshop: Workshop) -> None:
    do(keeper(workshop), close_account, Right.ACCOUNTS, user=workshop.enterprise.users["secretary"])


def _give(workshop: Workshop) -> None:
    user = workshop.enterprise.users["secretary"]
    do(keeper(workshop), give_password, Right.ACCOUNTS, user=user, password="willow-bridge-7")


def _leave_post(workshop: Workshop) -> None:
    holding = PostHolding.objects.get(organisation=workshop.branch, post=PostKind.SECRETARY)
    do(acting(workshop.branch, Role.DEPUTY_SECRETARY), leave_post, Right.RECORD, holding=holding, until=TODAY)


def _succeed(workshop: Workshop) -> None:
    do(
        acting(workshop.branch, Role.DEPUTY_SECRETARY), take_post, Right.RECORD, member=workshop.members[1],
        organisation=workshop.branch, post=PostKind.SECRETARY, since=TODAY,
    )  # fmt: skip


def _leave_branch(workshop: Workshop) -> None:
    do(
        acting(workshop.branch, Role.DEPUTY_SECRETARY), leave_branch, Right.RECORD, member=workshop.members[0],
        until=TODAY,
    )  # fmt: skip


ENDS = [_end_role, _close, _give, _leave_post, _succeed, _leave_branch]
OFFICE = "of-the-office-system-in-this-test"


def doors_of(workshop: Workshop) -> dict[str, Callable[[], bool]]:
    """One of every kind that is handed out, the secretary's own, and whether it still opens."""
    secretary, browser = workshop.actor("secretary"), entered("secretary")
    user = workshop.enterprise.users["secretary"]
    do(
        secretary, make_token, Right.SEE_BRANCH, user=user, label="办公系统", scopes=[Scope.GATHERINGS.value],
        until=TODAY + timedelta(days=30), secret=OFFICE,
    )  # fmt: skip
    feed = browser.post("/reminders/calendar/new/").context["address"].removeprefix("http://testserver")
    task = do(secretary, create_task, Right.RECORD, new=NewTask(branch=workshop.branch, title="修好夜班热饭的炉子"))
    asked = do(
        secretary, ask_to_help, Right.RECORD, task=task, kind=PartyKind.DEPARTMENT, party="行政科", wanted="换一台炉子"
    )
    do(secretary, make_link, Right.RECORD, cooperation=asked, task=task, token="of-the-link")
    api = {"Authorization": f"Bearer {OFFICE}"}
    return {
        "session": lambda: browser.get("/branch/").status_code == 200,
        "token": lambda: Client().get("/api/v1/gatherings", headers=api).status_code == 200,
        "calendar": lambda: Client().get(feed).status_code == 200,
        "link": lambda: by_link("of-the-link", TODAY) is not None,
    }


@pytest.mark.parametrize("end", ENDS)
def test_the_end_takes_back_every_kind(workshop: Workshop, end: Callable[[Workshop], None]) -> None:
    doors = doors_of(workshop)
    assert set(doors) == set(handed_out.kinds()), "a new kind is opened here as well"
    assert {kind for kind, opens in doors.items() if opens()} == set(doors)
    end(workshop)
    assert {kind for kind, opens in doors.items() if opens()} == set()


def test_a_passkey_that_stays_opens_nothing_without_the_password_and_the_role(workshop: Workshop) -> None:
    """It belongs to the person, who may still log in as a member; it is the second step, never the first."""
    user = workshop.enterprise.users["secretary"]
    SecondFactor.objects.create(user=user, kind=FactorKind.PASSKEY, label="手机", secret="x", made_on=TODAY)
    User.objects.filter(pk=user.pk).update(second_factor_since=TODAY)
    _leave_post(workshop)
    assert Client().get("/log-in/second/").status_code == 302, "there is no half a log-in to finish"
    assert not RoleGrant.objects.on(TODAY).filter(user=user).exists()


def test_a_webhook_belongs_to_the_place_and_its_maker_loses_it(workshop: Workshop) -> None:
    """It tells a program that something changed; the next keeper finds it and may stop it."""
    company, user = workshop.enterprise.company, workshop.enterprise.users["keeper"]
    Hook.objects.create(
        root=company.root, organisation=company, label="办公系统", host="oa.example.cn", address="https://oa.example.cn/x",
        secret="y", topics=[], made_at=NOW, made_by=user.pk, begun_at=NOW,
    )  # fmt: skip
    browser = entered("keeper")
    assert "oa.example.cn" in browser.get("/settings/hooks/").content.decode()
    grant = RoleGrant.objects.get(user=user)
    do(acting(company, Role.ADMINISTRATOR), end_role, Right.ACCOUNTS, grant=grant, until=TODAY)
    assert browser.get("/settings/hooks/").headers["Location"].startswith("/log-in/")
    assert list(standing_at(company).values_list("host", flat=True)) == ["oa.example.cn"]


@pytest.mark.parametrize("end", ENDS)
def test_the_end_takes_back_sessions_and_whatever_else_was_handed_out(
    workshop: Workshop, taken: list[UUID], end: Callable[[Workshop], None]
) -> None:
    user = workshop.enterprise.users["secretary"]
    browser, stranger = entered("secretary"), entered("member")
    assert browser.get("/branch/").status_code == 200
    end(workshop)
    assert user.pk in taken
    assert not LogIn.objects.filter(user=user).exists()
    assert browser.get("/branch/").headers["Location"].startswith("/log-in/")
    assert stranger.get("/members/").status_code == 200
    if end in (_leave_post, _succeed, _leave_branch):
        assert not RoleGrant.objects.on(TODAY).filter(user=user).exists()


def test_taking_back_that_fails_takes_back_the_end_as_well(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(user_id: UUID, now: datetime) -> None:
        raise RuntimeError("the table of tokens is away")

    monkeypatch.setattr(handed_out, "_KINDS", {**handed_out._KINDS, "token": broken})
    with pytest.raises(RuntimeError):
        _end_role(workshop)
    assert RoleGrant.objects.on(TODAY).filter(user=workshop.enterprise.users["secretary"]).exists()


def test_an_end_entered_by_mistake_gives_the_role_back(workshop: Workshop) -> None:
    _succeed(workshop)
    holding = PostHolding.objects.on(TODAY).get(organisation=workshop.branch, post=PostKind.SECRETARY)
    do(acting(workshop.branch, Role.DEPUTY_SECRETARY), take_back_post, Right.RECORD, holding=holding)
    assert RoleGrant.objects.on(TODAY).filter(user=workshop.enterprise.users["secretary"], role="secretary").exists()


def test_ones_own_post_does_not_close_the_door_in_the_middle_of_the_work(workshop: Workshop) -> None:
    browser = entered("secretary")
    holding = PostHolding.objects.get(organisation=workshop.branch, post=PostKind.SECRETARY)
    do(workshop.actor("secretary"), leave_post, Right.RECORD, holding=holding, until=date(2026, 11, 1), now=NOW)
    assert browser.get("/branch/").status_code == 200


def test_two_rooms_cannot_hand_out_under_one_name() -> None:
    with pytest.raises(ValueError, match="session"):
        handed_out.handed_out("session")(lambda user_id, now: None)
