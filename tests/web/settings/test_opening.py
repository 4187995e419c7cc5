"""紧急打开: one record, one hour, two people, and everybody concerned knows of it."""

from datetime import date, timedelta

import pytest
from django.http import HttpResponse

from tests.personas import NOW, TODAY, do
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.account.actions import grant_role
from zhibu.account.models import Opening, Told
from zhibu.base import clock
from zhibu.base.actor import Right, Role
from zhibu.base.models import LogEntry, LookTrace
from zhibu.meeting.actions import NewItem
from zhibu.meeting.models import Gathering, ItemKind

pytestmark = pytest.mark.django_db
ASK = "/settings/openings/"


def ask(workshop: Workshop, address: str, who: str = "keeper") -> HttpResponse:
    return send(workshop.browser(who), ASK, link=address, reason="导入后这一页打不开")


def member_address(workshop: Workshop, number: int = 2) -> str:
    return f"https://zhibu.example.cn/in/members/{workshop.members[number].pk}/"


def agree(workshop: Workshop, who: str = "organiser", what: str = "agree") -> int:
    row = Opening.objects.get()
    return workshop.browser(who).post(f"{ASK}{row.pk}/{what}/").status_code


def look(workshop: Workshop, who: str = "keeper") -> HttpResponse:
    return workshop.browser(who).get(f"{ASK}{Opening.objects.get().pk}/")


def gathering_of(workshop: Workshop) -> Gathering:
    items = [NewItem(ItemKind.GENERAL_MEETING, topic="学习文件", points="王某说了心里话", decision="下周办")]
    return workshop.held(date(2026, 11, 20), items=items)


@pytest.mark.parametrize(("minutes", "status"), [(0, 200), (59, 200), (60, 404), (61, 404)])
def test_it_is_open_for_an_hour(workshop: Workshop, monkeypatch: pytest.MonkeyPatch, minutes: int, status: int) -> None:
    assert ask(workshop, member_address(workshop)).status_code == 302
    assert look(workshop).status_code == 404
    assert agree(workshop) == 302
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=minutes))
    assert look(workshop).status_code == status


def test_exactly_that_record_is_visible_and_only_to_whoever_asked(workshop: Workshop) -> None:
    ask(workshop, member_address(workshop))
    agree(workshop)
    page = text_of(look(workshop))
    assert "单雪" in page
    assert not any(member.name in page for member in workshop.members if member.name != "单雪")
    keeper = workshop.browser("keeper")
    for address in ("/members/", f"/members/{workshop.members[2].pk}/", "/meetings/", "/checkup/", "/concerns/"):
        assert keeper.get(address).status_code in {403, 404}, address
    assert str(workshop.members[2].pk) not in text_of(keeper.get("/search/?q=单雪"))
    for who in ("organiser", "secretary", "member", "outsider"):
        assert look(workshop, who).status_code in {403, 404}, who


def test_a_gathering_shows_what_was_decided_and_never_what_was_said(workshop: Workshop) -> None:
    row = gathering_of(workshop)
    ask(workshop, f"/in/meetings/{row.pk}/")
    agree(workshop)
    page = text_of(look(workshop))
    assert "学习文件" in page
    assert "下周办" in page
    assert "心里话" not in page


def test_the_person_and_the_secretary_are_told_who_who_agreed_and_why(workshop: Workshop) -> None:
    ask(workshop, member_address(workshop))
    assert not Told.objects.exists()
    agree(workshop)
    assert set(Told.objects.values_list("user__username", "kind")) == {
        ("member", "opened_own"), ("secretary", "opened_member"),
    }  # fmt: skip
    page = text_of(workshop.browser("member").get("/settings/log-ins/"))
    assert "管理员、林组织员：导入后这一页打不开" in page
    assert LookTrace.objects.filter(subject=workshop.members[2].pk).exists()
    assert set(LogEntry.objects.filter(act__contains="opening").values_list("act", flat=True)) == {
        "ask_opening", "agree_to_opening",
    }  # fmt: skip


@pytest.mark.parametrize("who", ["secretary", "member", "outsider", "clerk", "keeper"])
def test_only_an_officer_outside_the_branch_agrees(workshop: Workshop, who: str) -> None:
    ask(workshop, member_address(workshop))
    assert agree(workshop, who) in {403, 404}
    assert look(workshop).status_code == 404


def test_an_officer_with_a_role_in_the_branch_is_not_outside(workshop: Workshop) -> None:
    ask(workshop, member_address(workshop))
    do(workshop.actor("keeper"), grant_role, Right.ACCOUNTS, user=workshop.enterprise.users["organiser"],
       organisation=workshop.branch, role=Role.MEMBER, since=TODAY)  # fmt: skip
    assert agree(workshop) in {403, 404}
    assert "没有能同意的组织员" in text_of(ask(workshop, member_address(workshop, 3)))


def test_declined_it_stays_shut_and_unanswered_it_falls_away(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(workshop, member_address(workshop))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3, minutes=1))
    assert agree(workshop) == 404
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert agree(workshop, what="decline") == 302
    assert look(workshop).status_code == 404


@pytest.mark.parametrize("path", ["concerns", "talks", "members/targets", "x"])
def test_nothing_else_can_be_named(workshop: Workshop, path: str) -> None:
    other = {"x": "not-a-key"}.get(path, str(workshop.branch.pk))
    answer = ask(workshop, f"/in/{path}/{other}/")
    assert answer.status_code == 422
    assert "没有认出" in text_of(answer)
    assert not Opening.objects.exists()


def test_nobody_but_the_keeper_asks(workshop: Workshop) -> None:
    for who in ("secretary", "organiser", "member"):
        assert workshop.browser(who).get(ASK).status_code == 403, who
    assert workshop.browser("organiser").get("/settings/seconds/").status_code == 200
