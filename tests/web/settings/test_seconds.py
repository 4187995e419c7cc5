"""What the keeper of accounts cannot do alone: roles that see content, and passwords of people who have one."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.personas import NOW, TODAY, do
from tests.web.sending import send, text_of
from tests.web.settings.test_accounts import password_in
from tests.web.workshop import Workshop
from zhibu.account.actions import end_role
from zhibu.account.models import Proposal, RoleGrant, User
from zhibu.account.queries import actor_of
from zhibu.base import clock
from zhibu.base.actor import MAY, Right, Role
from zhibu.base.models import LogEntry
from zhibu.flows import first_log_ins
from zhibu.flows.seconding import NEEDS_SECOND, OPEN_FOR

pytestmark = pytest.mark.django_db


def ask_role(workshop: Workshop, role: str = "secretary") -> HttpResponse:
    user = workshop.enterprise.users["member"]
    return send(
        workshop.browser("keeper"), f"/settings/accounts/{user.pk}/role/", organisation=str(workshop.branch.pk),
        role=role, since="2026-11-23",
    )  # fmt: skip


def ask_password(workshop: Workshop, who: str = "member") -> HttpResponse:
    return workshop.browser("keeper").post(f"/settings/accounts/{workshop.enterprise.users[who].pk}/password/")


def answer(workshop: Workshop, who: str, what: str = "agree") -> HttpResponse:
    row = Proposal.objects.get(agreed__isnull=True)
    return workshop.browser(who).post(f"/settings/seconds/{row.pk}/{what}/")


def roles(workshop: Workshop) -> set[str]:
    user = workshop.enterprise.users["member"]
    return set(RoleGrant.objects.on(TODAY).filter(user=user).values_list("role", flat=True))


def test_every_role_that_sees_content_needs_two() -> None:
    alone = {Role.MEMBER, Role.GROUP_LEADER, Role.APPLICANT, Role.ADMINISTRATOR}
    assert set(Role) - NEEDS_SECOND == alone
    assert not any(MAY[role] & {Right.SEE_BRANCH, Right.SEE_BELOW} for role in alone)


def test_a_role_begins_when_somebody_from_above_agrees(workshop: Workshop) -> None:
    assert ask_role(workshop).status_code == 302
    assert roles(workshop) == {"member"}
    assert "单雪" in text_of(workshop.browser("organiser").get("/settings/seconds/"))
    assert "单雪" in text_of(workshop.browser("organiser").get("/"))
    assert answer(workshop, "organiser").status_code == 302
    assert roles(workshop) == {"member", "secretary"}
    grant = RoleGrant.objects.get(user=workshop.enterprise.users["member"], role="secretary")
    assert grant.recorded_by == workshop.enterprise.users["organiser"].pk


@pytest.mark.parametrize("who", ["keeper", "secretary", "member", "outsider", "clerk"])
def test_nobody_else_agrees_to_a_role(workshop: Workshop, who: str) -> None:
    ask_role(workshop)
    assert answer(workshop, who).status_code in {403, 404}
    assert roles(workshop) == {"member"}


def test_a_role_declined_never_begins(workshop: Workshop) -> None:
    ask_role(workshop)
    row = Proposal.objects.get()
    answer(workshop, "organiser", "decline")
    assert workshop.browser("organiser").post(f"/settings/seconds/{row.pk}/agree/").status_code == 404
    assert roles(workshop) == {"member"}


def test_asked_twice_is_said(workshop: Workshop) -> None:
    ask_role(workshop)
    assert "还没有答复" in text_of(ask_role(workshop))
    assert Proposal.objects.count() == 1


def test_what_nobody_answered_for_a_month_falls_away(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_role(workshop)
    monkeypatch.setattr(clock, "now", lambda: NOW + OPEN_FOR + timedelta(days=1))
    assert answer(workshop, "organiser").status_code == 404


def test_where_nobody_could_agree_the_keeper_acts_alone_and_it_stands_in_the_log(workshop: Workshop) -> None:
    grant = RoleGrant.objects.get(user=workshop.enterprise.users["organiser"])
    do(workshop.actor("keeper"), end_role, Right.ACCOUNTS, grant=grant, until=TODAY)
    ask_role(workshop)
    assert roles(workshop) == {"member", "secretary"}
    assert LogEntry.objects.filter(act="give_role").exists()


def test_the_keeper_alone_opens_no_account_that_is_in_use(workshop: Workshop) -> None:
    before = User.objects.get(username="secretary").password
    assert ask_password(workshop, "secretary").status_code == 302
    assert User.objects.get(username="secretary").password == before


@pytest.mark.parametrize("who", ["organiser", "secretary"])
def test_the_second_gets_the_password_and_the_person_is_told_by_whom(workshop: Workshop, who: str) -> None:
    ask_password(workshop)
    password = password_in(text_of(answer(workshop, who)))
    person = Client()
    person.post("/log-in/", {"username": "member", "password": password})
    page = text_of(send(person, "/settings/password/", old=password, new="willow-7-x", again="willow-7-x"))
    page = text_of(person.get("/"))
    assert "重设了你的密码" in page
    assert f"管理员、{workshop.enterprise.users[who].display_name}" in page
    assert "三天内" in page


def test_one_cannot_agree_to_the_own_password(workshop: Workshop) -> None:
    ask_password(workshop, "secretary")
    assert answer(workshop, "secretary").status_code == 404
    assert answer(workshop, "organiser").status_code == 200


@pytest.mark.parametrize(("days", "is_open"), [(0, False), (3, False), (4, True)])
def test_talks_help_and_the_own_page_stay_shut_for_three_days(workshop: Workshop, days: int, is_open: bool) -> None:
    ask_password(workshop, "secretary")
    answer(workshop, "organiser")
    actor = actor_of(User.objects.get(username="secretary"), TODAY + timedelta(days=days))
    assert (actor.member_id is not None) is is_open
    for right in (Right.SEE_TALKS, Right.HELP, Right.SEE_TARGETS):
        assert actor.may(right) is is_open
    assert actor.may(Right.RECORD), "the branch's work goes on"


def test_a_recovery_not_yet_taken_up_is_no_unclaimed_account(workshop: Workshop, monkeypatch: Any) -> None:
    """Else the keeper could give a third password alone, right after the second."""
    ask_password(workshop, "secretary")
    answer(workshop, "organiser")
    before = User.objects.get(username="secretary").password
    assert ask_password(workshop, "secretary").status_code == 302
    assert User.objects.get(username="secretary").password == before
    waiting = first_log_ins.waiting_below(workshop.actor("keeper"), TODAY)
    assert workshop.branch not in [row.branch for row in waiting]


def test_an_account_nobody_took_up_gets_another_code_at_once(workshop: Workshop) -> None:
    User.objects.filter(username="member").update(password_is_given=True)
    assert password_in(text_of(ask_password(workshop)))
