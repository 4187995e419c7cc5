"""记一次会: what is preset, what comes of it, what is refused, and that nothing typed is lost."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.forms import CheckboxInput, CheckboxSelectMultiple, HiddenInput, Select
from django.test import Client
from django.urls import reverse

from tests.personas import NOW, TODAY, do
from tests.web.workshop import Workshop, fields_of
from zhibu.base import clock
from zhibu.base.actor import Right
from zhibu.meeting.models import Attendance, Gathering, Item, ItemKind, Presence
from zhibu.member.actions import enter_member
from zhibu.web.meetings.forms import AttendanceForm

NEW = "/meetings/new/"
GENERAL, COMMITTEE, GROUP = ItemKind.GENERAL_MEETING, ItemKind.COMMITTEE_MEETING, ItemKind.GROUP_MEETING


def opened(browser: Client, kind: ItemKind = GENERAL, address: str = "") -> dict[str, Any]:
    response = browser.get(address or f"{NEW}?kind={kind}")
    assert response.status_code == 200
    return fields_of(response)


def sent(browser: Client, data: dict[str, Any], address: str = NEW) -> Gathering:
    response = browser.post(address, data)
    assert response.status_code == 302, response.context["problems"] or response.context["whole"]
    return Gathering.objects.get(pk=response.url.strip("/").split("/")[-1])


def name_of(workshop: Workshop, number: int) -> str:
    return AttendanceForm.name_of(workshop.members[number].pk)


def test_an_ordinary_meeting_takes_at_most_six_typed_fields(workshop: Workshop) -> None:
    response = workshop.browser("secretary").get(f"{NEW}?kind={GENERAL}")
    page = response.content.decode()
    folded = set()
    for part in page.split("<details")[1:]:
        inside = part.split("</details>")[0].split("<details")[0]
        folded |= {field.split('"')[0] for field in inside.split('name="')[1:]}
    entry = response.context["entry"]
    not_typed = (HiddenInput, CheckboxInput, CheckboxSelectMultiple, Select)
    typed = [
        name
        for name, field in entry.form.fields.items()
        if not isinstance(field.widget, not_typed) and (field.required or name not in folded)
    ]
    assert set(typed) == {"title", "happened_on", "points", "decision", "owner", "due_on"}
    assert len(typed) <= 6
    chosen = (CheckboxSelectMultiple, Select)
    required = {name: field.widget for name, field in entry.form.fields.items() if field.required}
    assert [name for name, widget in required.items() if not isinstance(widget, chosen)] == ["happened_on"]


def test_sent_as_it_stands_everybody_due_is_there(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    gathering = sent(browser, opened(browser))
    assert (gathering.due, gathering.present) == (7, 7)  # eight on the roster, one frail and not there
    assert gathering.happened_on == TODAY
    assert gathering.title == "支部党员大会"
    assert gathering.host == "王玉兰"
    present = Attendance.objects.filter(gathering=gathering, presence=Presence.PRESENT)
    assert present.count() == 7


def test_exceptions_leave_and_absence_are_counted(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    data = opened(browser)
    data[name_of(workshop, 1)] = Presence.LEAVE_WORK
    data[name_of(workshop, 2)] = Presence.ABSENT
    data[name_of(workshop, 7)] = Presence.PRESENT  # frail, and came
    gathering = sent(browser, data)
    assert (gathering.due, gathering.present) == (8, 6)
    page = browser.get(f"/meetings/{gathering.pk}/").content.decode()
    assert "应到 8 人，实到 6 人；请假 1 人（出差、值班 1）；没到 1 人" in page


@pytest.mark.parametrize(("kind", "due"), [(GENERAL, 7), (COMMITTEE, 3), (ItemKind.THEME_DAY, 7)])
def test_who_is_due_follows_from_the_kind(workshop: Workshop, kind: ItemKind, due: int) -> None:
    browser = workshop.browser("secretary")
    assert sent(browser, opened(browser, kind)).due == due


def test_a_group_meeting_asks_for_the_group_and_counts_it_alone(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    data = opened(browser, GROUP)
    refused = browser.post(NEW, data)
    assert refused.status_code == 422
    assert "党小组会要选是哪个党小组。" in refused.content.decode()
    data["group"] = str(workshop.groups[0].thread)
    gathering = sent(browser, data)
    assert gathering.group.name == "第一党小组"
    assert gathering.due == 4


def test_a_decision_has_somebody_in_charge_and_a_day(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    data = opened(browser) | {"decision": "23 点供热餐", "owner": "李 晓明", "due_on": "12月1日"}
    gathering = sent(browser, data)
    item = gathering.items.get()
    assert (item.owner, item.owner_name, item.due_on) == (workshop.members[1], "", date(2026, 12, 1))
    charge = "李晓明负责，2026年12月1日前办好"
    for address in ("", "paper/"):
        assert charge in browser.get(f"/meetings/{gathering.pk}/{address}").content.decode()
    again = fields_of(browser.get(f"/meetings/{gathering.pk}/correct/"))
    assert (again["owner"], again["due_on"]) == ("李晓明", "2026年12月1日")
    corrected = sent(browser, again | {"owner": "后勤部"}, f"/meetings/{gathering.pk}/correct/")
    item = corrected.items.get()
    assert (item.owner, item.owner_name) == (None, "后勤部")
    versions = browser.get(f"/meetings/{corrected.pk}/versions/").content.decode()
    assert "后勤部负责，2026年12月1日前办好" in versions


def test_the_day_of_a_decision_is_read_from_the_day_of_the_meeting(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    data = opened(browser) | {"happened_on": "2026.3.5", "decision": "修路灯", "due_on": "3月20日"}
    assert sent(browser, data).items.get().due_on == date(2026, 3, 20)
    assert sent(browser, opened(browser) | {"decision": "修路灯", "due_on": "今天"}).items.get().due_on == TODAY
    refused = browser.post(NEW, data | {"due_on": "2026.3.4"})
    assert "早于开会那天" in refused.content.decode()
    assert "也写上定了什么" in browser.post(NEW, opened(browser) | {"owner": "李晓明"}).content.decode()


def test_of_two_with_one_name_the_group_says_which(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    columns = {"branch": workshop.branch, "group": workshop.groups[1], "since": date(2024, 2, 1), "name": "李晓明"}
    twin = do(workshop.actor("secretary"), enter_member, Right.RECORD, **columns)
    data = opened(browser) | {"decision": "修路灯", "owner": "李晓明"}
    refused = browser.post(NEW, data).content.decode()
    assert "李晓明（第一党小组）" in refused and "李晓明（第二党小组）" in refused
    assert sent(browser, data | {"owner": "李晓明（第二党小组）"}).items.get().owner == twin


def test_several_kinds_become_one_gathering_with_an_item_each(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    data = opened(browser)
    data |= {"kinds": [GENERAL, ItemKind.PARTY_LESSON, ItemKind.THEME_DAY], "title": "庆七一", "decision": "办三件实事"}
    gathering = sent(browser, data)
    items = list(Item.objects.filter(gathering=gathering).order_by("order"))
    assert [item.kind for item in items] == [GENERAL, ItemKind.PARTY_LESSON, ItemKind.THEME_DAY]
    assert [item.decision for item in items] == ["办三件实事", "", ""]
    page = browser.get(f"/meetings/{gathering.pk}/").content.decode()
    assert "这次自动进入 3 本台账" in page
    assert f"{reverse('files_ledger', args=['theme-days'])}?branch={workshop.branch.pk}&amp;year=2026" in page


def test_place_host_and_recorder_come_from_the_last_of_this_kind(workshop: Workshop) -> None:
    workshop.held(date(2026, 10, 9), COMMITTEE, place="二楼", host="赵志强", recorder="孙春芳")
    workshop.held(date(2026, 10, 10), GENERAL, place="礼堂", host="王玉兰", recorder="李晓明")
    data = opened(workshop.browser("secretary"), COMMITTEE)
    assert (data["place"], data["host"], data["recorder"]) == ("二楼", "赵志强", "孙春芳")


def test_the_day_asked_for_is_preset_and_a_day_to_come_is_not(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    assert opened(browser, address=f"{NEW}?kind={GENERAL}&date=2026-10-08")["happened_on"] == "2026年10月8日"
    assert opened(browser, address=f"{NEW}?kind={GENERAL}&date=2027-01-08")["happened_on"] == "2026年11月23日"
    assert opened(browser, address=f"{NEW}?kind=nonsense&date=nonsense")["happened_on"] == "2026年11月23日"


def test_numbers_alone_replace_the_names(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    gathering = sent(browser, opened(browser) | {"due": "８", "present": "6"})
    assert (gathering.due, gathering.present) == (8, 6)
    assert not Attendance.objects.filter(gathering=gathering).exists()


def test_errors_stand_at_their_fields_and_nothing_is_lost(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    data = opened(browser) | {
        "happened_on": "2026年12月1日",
        "points": "李晓明：先试一个月",
        "due": "5",
        "present": "6",
        name_of(workshop, 2): Presence.LEAVE_ILL,
        "item-TOTAL_FORMS": 1,
        "item-0-decision": "第二项的决定",
    }
    response = browser.post(NEW, data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "有 2 处要改" in page
    assert "还没到。这里写已经发生的日子。" in page
    assert "写上这一项议的是什么。" in page
    for kept in ("2026年12月1日", "李晓明：先试一个月", "第二项的决定"):
        assert kept in page
    assert response.context["entry"].attendance[name_of(workshop, 2)].value() == Presence.LEAVE_ILL
    corrected = browser.post(NEW, data | {"happened_on": "今天", "item-0-topic": "第二项"})
    assert "实到 6 人多于应到 5 人" in corrected.content.decode()
    assert not Gathering.objects.exists()


def test_more_present_than_due_is_refused_by_one(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    assert browser.post(NEW, opened(browser) | {"due": "5", "present": "6"}).status_code == 422
    assert sent(browser, opened(browser) | {"due": "5", "present": "5"}).present == 5


def test_paper_needs_book_and_page_and_is_no_late_typing(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    data = opened(browser) | {"happened_on": "2026.3.5", "paper": "on"}
    refused = browser.post(NEW, data)
    assert refused.status_code == 422
    assert "写上是哪一本、第几页" in refused.content.decode()
    gathering = sent(browser, data | {"source_note": "2026 年记录本第 12 页"})
    assert gathering.how_written == "据纸质原件录入（2026 年记录本第 12 页）"
    late = sent(browser, opened(browser) | {"happened_on": "2026.3.6"})
    assert late.how_written == "补记（晚262天）"


@pytest.mark.parametrize(("day", "label"), [(date(2026, 11, 16), ""), (date(2026, 11, 15), "补记（晚8天）")])
def test_a_week_is_ordinary_typing(workshop: Workshop, day: date, label: str) -> None:
    assert workshop.held(day, GENERAL).how_written == label


def test_further_items_keep_their_own_votes(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    data = opened(browser) | {
        "title": "四季度党员大会",
        "tally_present": "6", "in_favour": "5", "abstained": "1", "said_passed": "yes",
        "item-TOTAL_FORMS": 1, "item-0-topic": "夜班就餐", "item-0-tally_due": "8", "item-0-tally_present": "4",
        "item-0-in_favour": "4",
    }  # fmt: skip
    gathering = sent(browser, data)
    first, second = Item.objects.filter(gathering=gathering).order_by("order")
    assert (first.tally.due_to_vote, first.tally.in_favour, first.tally.said_passed) == (8, 5, True)
    assert (second.topic, second.kind, second.tally.in_favour) == ("夜班就餐", GENERAL, 4)
    page = browser.get(f"/meetings/{gathering.pk}/").content.decode()
    assert "通过：要 5 票，赞成 5 票。" in page
    assert "没有通过：要 5 票，赞成 4 票。" in page
    assert "把票数和结果记进会议记录" not in page, "it is in the record"
    assert "想再议" in page
    assert "没有通过：要 5 票，赞成 4 票。" in page


def test_half_a_vote_is_refused_with_what_is_missing(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    page = browser.post(NEW, opened(browser) | {"in_favour": "5", "tally_due": ""}).content.decode()
    assert "写上应到会有表决权的人数" in page
    assert "写上到会有表决权的人数" in page


def test_the_preset_base_alone_is_no_vote(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    data = opened(browser)
    assert data["tally_due"] == 8  # exemptions do not change who may vote
    gathering = sent(browser, data)
    assert not hasattr(gathering.items.get(), "tally")


def test_shifts_are_kept_as_sessions(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    data = opened(browser) | {
        "times": "下午2点半至4点",
        "session-TOTAL_FORMS": 1, "session-0-held_on": "11月22日", "session-0-times": "20:00", "session-0-present": "3",
    }  # fmt: skip
    gathering = sent(browser, data)
    assert (gathering.starts, gathering.ends) == (time(14, 30), time(16))
    session = gathering.sessions.get()
    assert (session.held_on, session.starts, session.present) == (date(2026, 11, 22), time(20), 3)


def test_appraisal_counts_need_the_appraisal(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    grades = {"excellent": "2", "qualified": "6"}
    refused = browser.post(NEW, opened(browser) | grades)
    assert "写了评议结果，上面要选“民主评议党员”。" in refused.content.decode()
    gathering = sent(browser, opened(browser) | grades | {"kinds": [GENERAL, ItemKind.DEMOCRATIC_APPRAISAL]})
    item = gathering.items.get(kind=ItemKind.DEMOCRATIC_APPRAISAL)
    assert (item.grades.excellent, item.grades.graded) == (2, 8)


def test_one_more_row_without_a_script_keeps_everything_typed(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    data = opened(browser) | {
        "points": "李晓明：先试一个月", "happened_on": "不是日子", "kinds": [GENERAL, ItemKind.PARTY_LESSON],
        name_of(workshop, 2): Presence.ABSENT,
    }  # fmt: skip
    response = browser.post(NEW, data | {"more-items": "1"})
    assert response.status_code == 200
    kept = fields_of(response)
    assert kept["points"] == "李晓明：先试一个月"
    assert kept["happened_on"] == "不是日子"
    assert kept["kinds"] == [GENERAL, ItemKind.PARTY_LESSON]
    assert kept[name_of(workshop, 2)] == Presence.ABSENT
    assert kept["key"] == str(data["key"])
    assert kept["item-TOTAL_FORMS"] == 1
    again = browser.post(NEW, kept | {"item-0-topic": "第二项", "more-items": "1"})
    assert fields_of(again)["item-TOTAL_FORMS"] == 2
    assert fields_of(again)["item-0-topic"] == "第二项"
    assert not Gathering.objects.exists()


def test_sent_twice_is_recorded_once(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    data = opened(browser)
    assert sent(browser, data).pk == sent(browser, data).pk
    assert Gathering.objects.count() == 1


def test_another_day_with_other_members_shows_its_names_before_it_is_recorded(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    data = opened(browser)
    del data[name_of(workshop, 4)]  # as if the page had been drawn for a day before 钱文博 came
    response = browser.post(NEW, data)
    assert response.status_code == 422
    assert "名册上还有 钱文博" in response.content.decode()
    assert sent(browser, fields_of(response)).due == 7


def test_saved_page_offers_undo_and_undo_takes_it_back(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    gathering = sent(browser, opened(browser))
    page = browser.get(f"/meetings/{gathering.pk}/").content.decode()
    undo = reverse("meetings_undo", args=[gathering.pk])
    assert "已记下。" in page
    assert f'action="{undo}"' in page
    response = browser.post(undo, follow=True)
    assert "台账里不再有它" in response.content.decode()
    assert not Gathering.objects.exists()
    assert Gathering.versions.count() == 1


def test_after_ten_minutes_undo_asks_first(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = workshop.browser("secretary")
    gathering = sent(browser, opened(browser))
    undo = reverse("meetings_undo", args=[gathering.pk])
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=10, seconds=1))
    assert "撤销这次记录" in browser.post(undo).content.decode()
    assert Gathering.objects.exists()
    browser.post(undo, {"confirmed": "yes"})
    assert not Gathering.objects.exists()


def test_a_clerk_enters_and_both_names_are_shown(workshop: Workshop) -> None:
    browser = workshop.browser("clerk")
    assert "你在替王玉兰记" in browser.get(NEW).content.decode()
    gathering = sent(browser, opened(browser))
    assert "方代办代王玉兰记" in browser.get(f"/meetings/{gathering.pk}/").content.decode()


def test_a_branch_without_roster_records_numbers(workshop: Workshop) -> None:
    browser = workshop.browser("outsider")
    response = browser.get(f"{NEW}?kind={COMMITTEE}")
    data = fields_of(response) | {"due": "3", "present": "2"}
    gathering = sent(browser, data)
    assert gathering.branch == workshop.enterprise.second
    assert (gathering.due, gathering.present) == (3, 2)


def test_nobody_due_leaves_the_numbers_unknown(workshop: Workshop) -> None:
    """The other branch has no committee: nothing is invented."""
    browser = workshop.browser("outsider")
    gathering = sent(browser, opened(browser, COMMITTEE))
    assert (gathering.due, gathering.present) == (None, None)
