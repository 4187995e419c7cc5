"""Before and at the gathering: 接龙, leave, the list to sign, who is due and why, shifts, calling off."""

from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse

from tests.personas import TODAY
from tests.web.meetings.test_recording import NEW, name_of, opened, sent
from tests.web.workshop import Workshop, fields_of
from zhibu.meeting.models import Attendance, Gathering, ItemKind, Presence, Stage

GENERAL, COMMITTEE = ItemKind.GENERAL_MEETING, ItemKind.COMMITTEE_MEETING
TO_COME = date(2026, 11, 26)
RELAY = """#接龙 周四开大会
1. 王玉兰
2. 李小明 出差
3. 单雪 到
4. 周海涛 收到
5. 吴敏，住院"""


def planned(workshop: Workshop, kind: ItemKind = GENERAL, **columns: Any) -> Gathering:
    return workshop.held(TO_COME, kind, stage=Stage.PLANNED, **columns)


def body(response: HttpResponse) -> str:
    return response.content.decode()


def answered(response: HttpResponse) -> dict[str, str]:
    rows = response.context["rows"]
    return {row["person"].name: row["field"].value() for row in rows}


def said(gathering: Gathering) -> dict[str, str]:
    return dict(Attendance.objects.filter(gathering=gathering).values_list("member__name", "presence"))


def test_a_relay_becomes_replies_and_what_is_unclear_is_asked(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    gathering = planned(workshop)
    address = f"/meetings/{gathering.pk}/attendance/"
    assert "打印签到表" in body(browser.get(f"/meetings/{gathering.pk}/"))
    version = {"version": str(gathering.pk), "relay": RELAY}
    first = browser.post(address, version | {"match-relay": "1"})
    page = body(first)
    assert "对上了 4 人" in page
    assert "“李小明 出差”" in page
    assert "是李晓明（第一党小组）" in page
    assert "看不出来不来，没有改：“周海涛 收到”" in page
    assert "接龙里没有：钱文博、孙春芳、赵志强" in page
    second = browser.post(address, version | {"ask-1": str(workshop.members[1].pk), "match-relay": "1"})
    assert answered(second)["李晓明"] == Presence.LEAVE_WORK
    choices = {f"at-{member.pk.hex}": answered(second)[member.name] or "" for member in workshop.members}
    done = browser.post(address, version | choices | {"ask-1": str(workshop.members[1].pk)})
    assert done.status_code == 302
    standing = Gathering.objects.get()
    assert standing.stage == Stage.PLANNED
    assert said(standing) == {
        "王玉兰": "present", "李晓明": "leave_work", "单雪": "present", "吴敏": "leave_ill",
    }  # fmt: skip
    assert "能来 2 人；请假 2 人（出差、值班 1，生病 1）" in body(browser.get(done.url))


def test_an_unanswered_question_is_not_passed_over(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    gathering = planned(workshop)
    response = browser.post(f"/meetings/{gathering.pk}/attendance/", {"relay": "1. 李小明", "version": gathering.pk})
    assert response.status_code == 200
    assert "这几行拿不准" in body(response)
    assert not Attendance.objects.exists()


def test_replies_are_preset_when_it_is_written_down_and_count_only_then(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    gathering = planned(workshop, attendance={workshop.members[1].pk: Presence.LEAVE_WORK})
    entry = browser.get(f"/meetings/{gathering.pk}/hold/")
    data = fields_of(entry)
    assert data[name_of(workshop, 1)] == Presence.LEAVE_WORK
    assert data[name_of(workshop, 0)] == Presence.PRESENT
    held = sent(browser, data, f"/meetings/{gathering.pk}/hold/")
    assert (held.due, held.present) == (7, 6)


def test_a_new_time_keeps_the_replies(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    gathering = planned(workshop, attendance={workshop.members[1].pk: Presence.LEAVE_WORK})
    browser.post(
        f"/meetings/{gathering.pk}/replan/",
        {"kinds": [GENERAL], "happened_on": "2026-11-27", "version": str(gathering.pk)},
    )
    standing = Gathering.objects.get()
    assert standing.happened_on == date(2026, 11, 27)
    assert said(standing) == {"李晓明": "leave_work"}


def test_a_relay_pasted_on_the_record_sets_the_list(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    data = opened(browser) | {"points": "说了三件事", "relay": "1. 王玉兰\n2. 赵志强 病假", "match-relay": "1"}
    response = browser.post(NEW, data)
    kept = fields_of(response)
    assert kept[name_of(workshop, 3)] == Presence.LEAVE_ILL
    assert kept["points"] == "说了三件事"
    assert not Gathering.objects.exists()
    assert (sent(browser, kept).due, sent(browser, kept).present) == (7, 6)


def test_due_is_computed_with_its_reasons(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    page = body(browser.get(f"/meetings/{planned(workshop).pk}/"))
    assert "应到怎么算的" in page
    assert "年老体弱，不作硬性要求，来了才计入" in page
    assert "1 人：吴敏" in page
    committee = body(browser.get(f"/meetings/{planned(workshop, COMMITTEE).pk}/"))
    assert "不是支委" in committee


def test_the_list_to_sign_has_everybody_concerned_and_lines_for_guests(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    gathering = planned(workshop, attendance={workshop.members[1].pk: Presence.LEAVE_ILL})
    response = browser.get(f"/meetings/{gathering.pk}/sign-in/")
    in_order = [member.name for member in sorted(workshop.members, key=lambda member: member.sort_key)]
    assert [row["name"] for row in response.context["rows"]] == in_order
    assert "请假：生病" in body(response)
    committee = browser.get(f"/meetings/{planned(workshop, COMMITTEE).pk}/sign-in/")
    assert len(committee.context["rows"]) == 3


@pytest.mark.parametrize("who", ["member", "organiser", "outsider", "leader"])
def test_names_and_replies_are_for_those_who_keep_the_records(workshop: Workshop, who: str) -> None:
    gathering = planned(workshop, attendance={workshop.members[1].pk: Presence.LEAVE_ILL})
    browser = workshop.browser(who)
    for address in ("attendance/", "sign-in/"):
        assert browser.get(f"/meetings/{gathering.pk}/{address}").status_code in (403, 404)
    page = browser.get(f"/meetings/{gathering.pk}/")
    if page.status_code == 200:
        assert "请假：生病" not in body(page)
        assert "应到怎么算的" not in body(page)


def test_called_off_whole_and_brought_back_by_one_press(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    gathering = planned(workshop)
    browser.post(
        f"/meetings/{gathering.pk}/replan/",
        {"kinds": [GENERAL], "happened_on": "2026-11-28", "version": str(gathering.pk)},
    )
    off = browser.post(f"/meetings/{gathering.pk}/call-off/", follow=True)
    assert not Gathering.objects.exists()
    assert "已取消" in body(off)
    last = Gathering.versions.filter(happened_on=date(2026, 11, 28)).get()
    browser.post(f"/meetings/{last.pk}/revive/")
    assert Gathering.objects.get().happened_on == date(2026, 11, 28)


def test_guests_who_are_not_on_the_roster_stand_on_page_and_paper(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    gathering = sent(browser, opened(browser) | {"guests": "入党积极分子周凡"})
    assert (gathering.due, gathering.present) == (7, 7)
    for address in ("", "paper/"):
        assert "入党积极分子周凡" in body(browser.get(f"/meetings/{gathering.pk}/{address}"))


def test_a_person_on_two_shifts_is_counted_once(workshop: Workshop) -> None:
    """7 are due and came, over two sittings: the second sitting cannot hold more than all together."""
    browser = workshop.browser("secretary")
    shifts = {"session-TOTAL_FORMS": 1, "session-0-held_on": "11月22日", "session-0-present": "8"}
    refused = browser.post(NEW, opened(browser) | shifts)
    assert "一个人到了两场，也只算一次" in body(refused)
    held = sent(browser, opened(browser) | shifts | {"session-0-present": "7"})
    assert (held.due, held.present) == (7, 7)


@pytest.mark.parametrize("presence", [Presence.STUDIED_LATER, Presence.BROUGHT_HOME])
def test_study_later_and_brought_home_are_recorded_and_are_no_attendance(
    workshop: Workshop, presence: Presence
) -> None:
    browser = workshop.browser("secretary")
    held = sent(browser, opened(browser) | {name_of(workshop, 1): presence})
    assert (held.due, held.present, held.happened_on) == (7, 6, TODAY)
    assert f"{presence.label} 1 人" in body(browser.get(f"/meetings/{held.pk}/"))


def test_the_leave_stays_beside_later_study(workshop: Workshop) -> None:
    """补学: who was on leave and studied later is both, also when the form says no more than 补学."""
    members = workshop.members
    said = {members[0].pk: "present", members[1].pk: "leave_ill", members[2].pk: "leave_work", members[3].pk: "present"}
    gathering = workshop.held(date(2026, 11, 12), ItemKind.GENERAL_MEETING, due=4, present=2, attendance=said)
    browser = workshop.browser("secretary")
    form = browser.get(f"/meetings/{gathering.pk}/correct/")
    data = fields_of(form)
    data[f"at-{members[1].pk.hex}"] = "studied_later"
    data[f"at-{members[2].pk.hex}"] = "brought_home:leave_work"
    browser.post(f"/meetings/{gathering.pk}/correct/", data)
    page = browser.get(f"/meetings/{gathering.pk}/").content.decode()
    assert "请假 2 人（出差、值班 1，生病 1）；补学 1 人；送学上门 1 人" in page
    assert "李晓明（生病）" in page
    paper = browser.get(f"/files/papers/meeting-record/{gathering.pk}/").content.decode()
    assert "李晓明（生病）" in paper
    again = fields_of(browser.get(f"/meetings/{gathering.pk}/correct/"))
    assert again[f"at-{members[1].pk.hex}"] == "studied_later:leave_ill"
