"""One gathering from the year plan to the ledger, through pages only, by the secretary of a small branch."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.personas import NOW
from tests.web.workshop import Workshop, built, fields_of, workshop
from zhibu.base import clock
from zhibu.meeting.models import Gathering, ItemKind, Stage

__all__ = ["built", "workshop"]
RELAY = "#接龙\n1. 王玉兰\n2. 李晓明 出差\n3. 单雪\n4. 赵志强\n5. 钱文博\n6. 孙春芳\n7. 周海涛"


def page_of(response: HttpResponse) -> str:
    return response.content.decode()


def lay_out(browser: Client) -> None:
    form = browser.get("/meetings/year/").context["form"]
    data = {name: form[name].value() for name in form.fields if str(form[name].value()) not in ("None", "False", "")}
    browser.post(
        "/meetings/year/", {**data, "times": "19:00-20:30", "place": "礼堂", "year": 2026, "key": str(uuid4())}
    )


def next_general_meeting() -> Gathering:
    rows = Gathering.objects.filter(stage=Stage.PLANNED, items__kind=ItemKind.GENERAL_MEETING)
    return rows.order_by("happened_on")[0]


def test_from_the_year_plan_to_the_ledger(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = workshop.browser("secretary")
    lay_out(browser)
    plan = next_general_meeting()
    address = f"/meetings/{plan.pk}"

    agenda = {"version": str(plan.pk), "item-TOTAL_FORMS": 1, "item-INITIAL_FORMS": 0, "item-0-topic": "夜班就餐",
              "item-0-kind": ItemKind.GENERAL_MEETING, "item-0-presenter": "赵志强",
              "item-0-papers_sent_on": "今天"}  # fmt: skip
    assert browser.post(f"{address}/agenda/", agenda).status_code == 302
    page = page_of(browser.get(f"{address}/"))
    assert "赵志强来讲；材料 2026年11月23日发的" in page
    assert "【通知】支部党员大会" in page
    assert "礼堂" in page

    standing = Gathering.objects.get(thread=plan.thread)
    replies = browser.post(f"{address}/attendance/", {"version": str(standing.pk), "relay": RELAY, "match-relay": "1"})
    assert "对上了 7 人" in page_of(replies)
    chosen = {f"at-{row['person'].member_id.hex}": row["field"].value() or "" for row in replies.context["rows"]}
    assert browser.post(f"{address}/attendance/", {"version": str(standing.pk), **chosen}).status_code == 302

    monkeypatch.setattr(clock, "now", lambda: NOW + (plan.happened_on - date(2026, 11, 23)) + timedelta(hours=12))
    held = record(browser, plan, {
        "points": "赵志强：先试一个月\n单雪（不同意见）：先算账", "decision": "12 月中供热餐", "owner": "赵志强",
        "due_on": "12月31日", "tally_present": "7", "in_favour": "6", "against": "1", "handed_out": "7",
        "returned": "7", "counters": "单雪监票，孙春芳计票",
    })  # fmt: skip
    assert (held.thread, held.stage) == (plan.thread, Stage.HELD)
    assert (held.due, held.present) == (7, 6)
    page = page_of(browser.get(f"/meetings/{held.pk}/"))
    for seen in ("通过：要 5 票，赞成 6 票。", "赵志强负责，2026年12月31日前办好", "单雪监票，孙春芳计票", "请假 1 人"):
        assert seen in page

    for part in ("host", "recorder"):
        assert browser.post(f"/meetings/{held.pk}/confirm/{part}/", {"confirmed": "yes"}).status_code == 302
    assert "已归档" in page_of(browser.get(f"/meetings/{held.pk}/"))

    for ledger, seen in (("meetings", "夜班就餐"), ("decisions", "12 月中供热餐"), ("year-plan", "支部党员大会")):
        assert seen in page_of(browser.get(f"/files/ledgers/{ledger}/?branch={workshop.branch.pk}&year=2026"))


def record(browser: Client, plan: Gathering, typed: dict[str, Any]) -> Gathering:
    address = f"/meetings/{plan.pk}/hold/"
    response = browser.post(address, fields_of(browser.get(address)) | typed)
    assert response.status_code == 302, response.context["problems"] or response.context["whole"]
    return Gathering.objects.get(pk=response.url.strip("/").split("/")[-1])
