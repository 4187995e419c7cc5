"""我的登录: what is kept of a session, how it is seen and ended, and the short one on a computer of many."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from tests.personas import PASSWORD
from tests.web.sending import text_of
from tests.web.workshop import Workshop
from zhibu.account.models import LogIn
from zhibu.base.clock import CHINA

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36 MicroMessenger/8.0"
DESK = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126 Safari/537.36 Edg/126"


def entered(who: str = "member", told: str = DESK, **more: str) -> Client:
    browser = Client(headers={"user-agent": told})
    browser.post("/log-in/", {"username": who, "password": PASSWORD, **more})
    return browser


def key_of(browser: Client) -> str:
    return browser.cookies["sessionid"].value


def test_a_person_sees_the_own_log_ins_and_nobody_elses(workshop: Workshop) -> None:
    desk, _phone, _other = entered(), entered(told=PHONE), entered("leader")
    page = text_of(desk.get("/settings/log-ins/"))
    assert "电脑 · Edge" in page
    assert "手机 · 微信" in page
    assert page.count("2026年11月23日登录") == 2
    assert "现在用的这一处" in page
    desk.cookies["django_language"] = "en"
    assert "Phone · WeChat" in text_of(desk.get("/settings/log-ins/"))


def test_one_is_ended_and_all_others_are_ended(workshop: Workshop) -> None:
    desk, phone, third = entered(), entered(told=PHONE), entered()
    handle = LogIn.objects.get(device="手机 · 微信").pk
    assert desk.post("/settings/log-ins/end/", {"handle": handle}).status_code == 302
    assert phone.get("/members/").status_code == 302
    assert third.get("/members/").status_code == 200
    desk.post("/settings/log-ins/end-others/")
    assert third.get("/members/").status_code == 302
    assert desk.get("/members/").status_code == 200


def test_nobody_ends_the_log_in_of_somebody_else(workshop: Workshop) -> None:
    desk, leader = entered(), entered("leader")
    handle = LogIn.objects.get(user=workshop.enterprise.users["leader"]).pk
    assert desk.post("/settings/log-ins/end/", {"handle": handle}).status_code == 404
    assert leader.get("/members/").status_code == 200


def test_the_database_holds_no_key_and_no_hour(workshop: Workshop) -> None:
    """Whoever steals a copy or a backup opens no session with it, and reads no hour out of it."""
    browser = entered()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM account_log_in")
        row = cursor.fetchall()
    assert key_of(browser) not in str(row)
    stolen = Client()
    stolen.cookies["sessionid"] = LogIn.objects.get().pk
    assert stolen.get("/members/").status_code == 302
    end = LogIn.objects.get().expire_date.astimezone(CHINA)
    assert (end.hour, end.minute, end.second) == (0, 0, 0)


def test_a_log_out_leaves_no_row(workshop: Workshop) -> None:
    browser = entered()
    browser.post("/log-out/")
    assert not LogIn.objects.exists()


def test_a_changed_password_ends_the_other_log_ins(workshop: Workshop) -> None:
    here, there = entered(), entered(told=PHONE)
    data = {"old": PASSWORD, "new": "willow-bridge-7", "again": "willow-bridge-7"}
    assert here.post("/settings/password/", data).status_code == 302
    assert LogIn.objects.count() == 1
    assert here.get("/members/").status_code == 200
    assert there.get("/members/").status_code == 302


def test_a_shared_computer_forgets_after_half_an_hour_without_a_press(workshop: Workshop) -> None:
    with time_machine.travel("2026-11-23T02:00:00Z", tick=False) as time:
        browser = entered(is_shared="on")
        assert browser.cookies["sessionid"]["max-age"] == ""  # ends with the browser
        for _press in range(3):
            time.shift(timedelta(minutes=25))
            assert browser.get("/members/").status_code == 200
        time.shift(timedelta(minutes=31))
        assert browser.get("/members/").status_code == 302


def test_the_own_computer_goes_on_for_days(workshop: Workshop) -> None:
    with time_machine.travel("2026-11-23T02:00:00Z", tick=False) as time:
        browser = entered()
        assert browser.cookies["sessionid"]["max-age"]
        time.shift(timedelta(days=13))
        assert browser.get("/members/").status_code == 200
