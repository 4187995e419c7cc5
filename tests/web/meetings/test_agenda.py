"""The agenda of a planned gathering, the chair last, and who may preside."""

from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse

from tests.personas import TODAY
from tests.web.meetings.test_recording import opened, sent
from tests.web.workshop import Workshop, fields_of
from zhibu.meeting.actions import NewItem
from zhibu.meeting.models import Gathering, ItemKind, Stage

K = ItemKind
ON = date(2026, 11, 26)


def planned(workshop: Workshop, *items: NewItem, **columns: Any) -> Gathering:
    return workshop.held(ON, items=list(items) or [NewItem(K.COMMITTEE_MEETING)], stage=Stage.PLANNED, **columns)


def rows(*items: tuple[str, str], kind: str = K.COMMITTEE_MEETING) -> dict[str, Any]:
    data: dict[str, Any] = {"item-TOTAL_FORMS": len(items), "item-INITIAL_FORMS": 0}
    for number, (topic, presenter) in enumerate(items):
        data |= {f"item-{number}-topic": topic, f"item-{number}-kind": kind, f"item-{number}-presenter": presenter}
    return data


def shown(response: HttpResponse) -> list[str]:
    return [form["topic"].value() or "" for form in response.context["items"].forms]


def test_items_with_presenter_and_day_of_papers_stand_in_order(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    plan = planned(workshop, host="王玉兰")
    data = rows(("食堂", "李晓明"), ("检修", "赵志强")) | {"version": str(plan.pk), "item-0-papers_sent_on": "11月20日"}
    assert browser.post(f"/meetings/{plan.pk}/agenda/", data).status_code == 302
    standing = Gathering.objects.get()
    items = list(standing.items.order_by("order"))
    assert [(item.topic, item.presenter, item.papers_sent_on) for item in items] == [
        ("食堂", "李晓明", date(2026, 11, 20)), ("检修", "赵志强", None),
    ]  # fmt: skip
    held = sent(browser, fields_of(browser.get(f"/meetings/{plan.pk}/hold/")), f"/meetings/{plan.pk}/hold/")
    first = held.items.get(topic="食堂")
    assert (first.presenter, first.papers_sent_on) == ("李晓明", date(2026, 11, 20))
    assert "材料 2026年11月20日发的" in browser.get(f"/meetings/{held.pk}/paper/").content.decode()


def test_papers_cannot_go_out_after_the_gathering(workshop: Workshop) -> None:
    plan = planned(workshop)
    data = rows(("食堂", "")) | {"version": str(plan.pk), "item-0-papers_sent_on": "2026-11-27"}
    response = workshop.browser("secretary").post(f"/meetings/{plan.pk}/agenda/", data)
    assert response.status_code == 422
    assert "晚于开会那天" in response.content.decode()


def test_the_chair_is_moved_to_the_end_by_one_press(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    items = [
        NewItem(K.COMMITTEE_MEETING, "书记的想法", presenter="王玉兰"),
        NewItem(K.COMMITTEE_MEETING, "食堂", presenter="李晓明"),
    ]
    plan = planned(workshop, *items, host="王玉兰")
    page = browser.get(f"/meetings/{plan.pk}/agenda/").content.decode()
    assert "把主持人讲的放到最后" in page
    assert "每一项的发言次序：李晓明、赵志强，最后 王玉兰。" in page
    data = rows(("书记的想法", "王玉兰"), ("食堂", "李晓明")) | {"version": str(plan.pk)}
    assert shown(browser.post(f"/meetings/{plan.pk}/agenda/", data | {"host-last": "1"})) == ["食堂", "书记的想法"]
    later = planned(workshop, *reversed(items), host="王玉兰")
    assert "把主持人讲的放到最后" not in browser.get(f"/meetings/{later.pk}/agenda/").content.decode()


def test_rows_move_and_come_without_a_script_and_nothing_is_lost(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    plan = planned(workshop)
    data = rows(("甲", ""), ("乙", "")) | {"version": str(plan.pk)}
    address = f"/meetings/{plan.pk}/agenda/"
    assert shown(browser.post(address, data | {"up": "1"})) == ["乙", "甲"]
    assert shown(browser.post(address, data | {"more-items": "1"})) == ["甲", "乙", ""]
    assert shown(browser.post(address, data | {"up": "0"})) == ["甲", "乙"]
    assert Gathering.objects.get().items.count() == 1


def test_who_may_preside_comes_from_the_posts(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    page = browser.get(f"/meetings/plan/?kind={K.GENERAL_MEETING}").content.decode()
    assert "书记到不了，可以托付李晓明、赵志强" in page
    held = sent(browser, opened(browser) | {"host": "单雪"})
    page = browser.get(f"/meetings/{held.pk}/").content.decode()
    assert "主持人单雪那天不是书记、副书记或委员" in page
    assert "第14条" in page


@pytest.mark.parametrize("host", ["王玉兰", "李晓明（组织委员）", ""])
def test_the_usual_hosts_are_not_remarked(workshop: Workshop, host: str) -> None:
    browser = workshop.browser("secretary")
    held = workshop.held(TODAY, K.GENERAL_MEETING, host=host)
    assert "那天不是书记" not in browser.get(f"/meetings/{held.pk}/").content.decode()


@pytest.mark.parametrize("who", ["member", "organiser", "outsider"])
def test_others_do_not_set_the_agenda(workshop: Workshop, who: str) -> None:
    plan = planned(workshop, NewItem(K.GENERAL_MEETING))
    assert workshop.browser(who).get(f"/meetings/{plan.pk}/agenda/").status_code in (403, 404)
