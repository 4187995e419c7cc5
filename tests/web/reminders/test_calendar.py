"""A calendar address: whose, until when, and what it never says."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from tests.personas import NOW, TODAY, acting, do
from tests.web.sending import text_of
from tests.web.workshop import Workshop
from zhibu.account.actions import close_account, end_role
from zhibu.account.models import RoleGrant
from zhibu.base import clock
from zhibu.base.actor import Right, Role
from zhibu.meeting.models import ItemKind, Stage
from zhibu.notice.models import Feed
from zhibu.web.components import Action
from zhibu.web.today import gathering
from zhibu.web.today.matters import Matter, Urgency

CANARY = "鹤望兰"


def address_for(workshop: Workshop, who: str = "member") -> str:
    page = workshop.browser(who).post("/reminders/calendar/new/")
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    return str(page.context["address"]).removeprefix("http://testserver")


def plan(workshop: Workshop, day: date = date(2026, 11, 26)) -> None:
    workshop.held(
        day, ItemKind.THEME_DAY, title=CANARY, place=f"{CANARY}家", host=CANARY, starts=time(19), ends=time(20, 30),
        stage=Stage.PLANNED,
    )  # fmt: skip


def events(body: bytes) -> list[tuple[str, object]]:
    return [(str(row["summary"]), row["dtstart"].dt) for row in Calendar.from_ical(body).walk("VEVENT")]


def test_a_phone_without_log_in_sees_when_and_nothing_else(workshop: Workshop) -> None:
    plan(workshop)
    answer = Client().get(address_for(workshop))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Cookie" not in answer.get("Vary", "") and not answer.cookies
    [(title, start)] = events(answer.content)
    assert title == "支部会议"
    assert start.isoformat() == "2026-11-26T11:00:00+00:00"  # type: ignore[attr-defined]
    assert CANARY not in answer.content.decode()


def test_days_on_which_something_is_due_say_how_much(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        Matter(Urgency.RUNNING, Action(f"{CANARY}：谈话"), TODAY + timedelta(days=1), key="test:one"),
        Matter(Urgency.RUNNING, Action(f"{CANARY}：考察"), TODAY + timedelta(days=1), key="test:two"),
        Matter(Urgency.RUNNING, Action(CANARY), TODAY - timedelta(days=1), key="test:late"),
        Matter(Urgency.PROMISED, Action(CANARY), TODAY + timedelta(days=1), key="test:help", is_private=True),
    ]
    monkeypatch.setattr(gathering, "SOURCES", (lambda _actor, _place, _today: rows,))
    body = Client().get(address_for(workshop)).content
    assert events(body) == [("支部工作台：有 2 件事到日子", date(2026, 11, 24))]
    assert CANARY not in body.decode()


def test_the_same_answer_costs_nothing_twice(workshop: Workshop) -> None:
    plan(workshop)
    address = address_for(workshop)
    first = Client().get(address)
    again = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    plan(workshop, date(2026, 11, 30))
    changed = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"]


def test_only_a_digest_is_kept_and_the_address_is_shown_once(workshop: Workshop) -> None:
    address = address_for(workshop)
    secret = address.split("/")[-2]
    assert len(secret) > 40
    assert secret not in str(list(Feed.objects.values()))
    assert secret not in text_of(workshop.browser("member").get("/reminders/"))


def gone(address: str, caplog: pytest.LogCaptureFixture) -> bool:
    answer = Client().get(address)
    assert address.split("/")[-2] not in caplog.text  # also an old address is nobody's business
    return answer.status_code == 410


def test_it_is_revoked_by_one_press_and_by_a_new_one(workshop: Workshop, caplog: pytest.LogCaptureFixture) -> None:
    first = address_for(workshop)
    second = address_for(workshop)
    assert gone(first, caplog) and not gone(second, caplog)
    feed = Feed.objects.get(revoked_at__isnull=True)
    assert workshop.browser("secretary").post(f"/reminders/calendar/{feed.pk}/revoke/").status_code == 404
    assert not gone(second, caplog)
    workshop.browser("member").post(f"/reminders/calendar/{feed.pk}/revoke/")
    assert gone(second, caplog)
    assert gone("/reminders/calendar/never-given/zhibu.ics", caplog)


def test_it_ends_with_the_role_and_with_the_account(
    workshop: Workshop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = acting(workshop.enterprise.company, Role.ADMINISTRATOR)
    address, other = address_for(workshop), address_for(workshop, "leader")
    grant = RoleGrant.objects.get(user=workshop.enterprise.users["member"])
    do(keeper, end_role, Right.ACCOUNTS, TODAY, NOW, grant=grant, until=TODAY)
    assert gone(address, caplog)
    do(keeper, close_account, Right.ACCOUNTS, TODAY, NOW, user=workshop.enterprise.users["leader"])
    assert gone(other, caplog)
    third = address_for(workshop, "secretary")
    RoleGrant.objects.filter(user=workshop.enterprise.users["secretary"]).update(until=TODAY + timedelta(days=1))
    assert not gone(third, caplog)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))  # a role that runs out by its date
    assert gone(third, caplog)


def test_more_meetings_cost_no_more(workshop: Workshop) -> None:
    address = address_for(workshop)
    plan(workshop)
    with CaptureQueriesContext(connection) as few:
        Client().get(address)
    for number in range(10):
        plan(workshop, date(2026, 12, 1 + number))
    with CaptureQueriesContext(connection) as many:
        assert len(events(Client().get(address).content)) == 11
    assert len(many) <= len(few)


def test_a_superior_has_no_meetings_of_others_in_the_calendar(workshop: Workshop) -> None:
    plan(workshop)
    assert "支部会议" not in [title for title, _day in events(Client().get(address_for(workshop, "organiser")).content)]
