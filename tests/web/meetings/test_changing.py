"""Correct, conflict, versions, plan, hold, cancel."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from tests.personas import NOW, TODAY, do
from tests.web.workshop import Workshop, fields_of
from zhibu.base import clock
from zhibu.base.actor import Right
from zhibu.meeting.actions import NewGathering, NewItem, NewSession, NewTally, record_gathering
from zhibu.meeting.models import Gathering, ItemKind, Presence, Stage
from zhibu.meeting.queries import listed

GENERAL, COMMITTEE, GROUP, THEME, LESSON = (
    ItemKind.GENERAL_MEETING,
    ItemKind.COMMITTEE_MEETING,
    ItemKind.GROUP_MEETING,
    ItemKind.THEME_DAY,
    ItemKind.PARTY_LESSON,
)


def rich(workshop: Workshop) -> Gathering:
    items = [
        NewItem(
            GENERAL,
            topic="三季度党员大会",
            points="王玉兰：开始",
            decision="供热餐",
            tally=NewTally(8, 6, 5, 0, 1, True),
        ),
        NewItem(LESSON, topic="三季度党员大会"),
        NewItem(GENERAL, topic="接收器材", decision="同意", tally=NewTally(8, 6, 6)),
    ]
    attendance = {member.pk: Presence.PRESENT for member in workshop.members[:6]} | {
        workshop.members[6].pk: Presence.LEAVE_WORK
    }
    return workshop.held(
        TODAY, items=items, title="三季度党员大会", attendance=attendance, due=7, present=6, starts=time(19),
        ends=time(20, 30), place="礼堂", host="王玉兰", recorder="李晓明",
        sessions=[NewSession(TODAY, time(8), "休息室", 2)],
    )  # fmt: skip


def content(gathering: Gathering) -> tuple[object, ...]:
    """Everything that a person entered, for comparing two versions."""
    return (
        gathering.happened_on, gathering.title, gathering.place, gathering.host, gathering.recorder, gathering.starts,
        gathering.ends, gathering.due, gathering.present, gathering.source,
        [
            (item.kind, item.topic, item.points, item.decision, getattr(item, "tally", None) and item.tally.in_favour)
            for item in gathering.items.order_by("order")
        ],
        sorted(gathering.attendance.values_list("member__name", "presence")),
        list(gathering.sessions.values_list("held_on", "starts", "place", "present")),
    )  # fmt: skip


def test_sent_back_unchanged_a_correction_changes_nothing(workshop: Workshop) -> None:
    before = rich(workshop)
    browser = workshop.browser("secretary")
    address = reverse("meetings_correct", args=[before.pk])
    assert browser.post(address, fields_of(browser.get(address))).status_code == 302
    after = Gathering.objects.get(thread=before.thread)
    assert after.pk != before.pk
    assert content(after) == content(before)


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(workshop: Workshop) -> None:
    before = rich(workshop)
    browser = workshop.browser("clerk")
    address = reverse("meetings_correct", args=[before.pk])
    browser.post(address, fields_of(browser.get(address)) | {"decision": "供热餐一个月"})
    after = Gathering.objects.get(thread=before.thread)
    assert after.replaces == before.pk
    page = browser.get(reverse("meetings_versions", args=[before.pk])).content.decode()
    assert "方代办代王玉兰记" in page
    shown = browser.get(reverse("meetings_versions", args=[before.pk])).context["versions"]
    assert [version.is_standing for version in shown] == [True, False]
    assert [(change.label, change.before, change.after) for change in shown[0].changes] == [
        ("决定", "供热餐\n同意", "供热餐一个月\n同意")
    ]
    assert browser.get(f"/meetings/{before.pk}/").context["gathering"].pk == after.pk  # an old link goes on working


def test_somebody_else_was_faster_both_are_shown_and_the_person_decides(workshop: Workshop) -> None:
    before = rich(workshop)
    address = reverse("meetings_correct", args=[before.pk])
    browser, other = workshop.browser("secretary"), workshop.browser("clerk")
    mine = fields_of(browser.get(address)) | {"decision": "我写的决定"}
    other.post(address, fields_of(other.get(address)) | {"place": "对方写的地点"})
    theirs = Gathering.objects.get(thread=before.thread)
    conflict = browser.post(address, mine)
    page = conflict.content.decode()
    assert conflict.status_code == 409
    assert "方代办 刚才改过这条记录" in page
    assert "对方写的地点" in page
    assert "我写的决定" in page
    assert Gathering.objects.get(thread=before.thread).pk == theirs.pk
    assert browser.post(address, fields_of(conflict)).status_code == 302
    kept = Gathering.objects.get(thread=before.thread)
    assert kept.replaces == theirs.pk
    assert kept.items.order_by("order").first().decision == "我写的决定"


def test_undo_of_a_correction_brings_the_earlier_version_back(workshop: Workshop) -> None:
    before = rich(workshop)
    browser = workshop.browser("secretary")
    address = reverse("meetings_correct", args=[before.pk])
    browser.post(address, fields_of(browser.get(address)) | {"decision": "写错的决定"})
    wrong = Gathering.objects.get(thread=before.thread)
    page = browser.post(reverse("meetings_undo", args=[wrong.pk]), follow=True).content.decode()
    assert "已撤销，回到上一份记录。" in page
    restored = Gathering.objects.get(thread=before.thread)
    assert content(restored) == content(before)
    browser.post(reverse("meetings_undo", args=[restored.pk]))
    assert not Gathering.objects.exists()


def test_a_late_correction_is_no_late_writing(workshop: Workshop) -> None:
    """Written in time, corrected in November: 补记 would be wrong. Written late stays late however often corrected."""
    in_time = workshop.held(date(2026, 3, 6), COMMITTEE, now=datetime(2026, 3, 7, 4, tzinfo=UTC))
    late = workshop.held(date(2026, 3, 9), COMMITTEE, now=datetime(2026, 4, 9, 4, tzinfo=UTC))
    browser = workshop.browser("secretary")
    for row, label in ((in_time, ""), (late, "补记（晚31天）")):
        address = reverse("meetings_correct", args=[row.pk])
        assert browser.post(address, fields_of(browser.get(address)) | {"decision": "改一个字"}).status_code == 302
        assert Gathering.objects.get(thread=row.thread).how_written == label
        assert [found.how_written for found in listed(workshop.actor("secretary"), workshop.branch)][-1] == ""


def test_a_plan_made_in_time_does_not_hide_late_writing(workshop: Workshop) -> None:
    plan = workshop.held(TODAY, THEME, stage=Stage.PLANNED)
    new = NewGathering(workshop.branch, TODAY, [NewItem(THEME)])
    later, moment = TODAY + timedelta(days=9), NOW + timedelta(days=9)
    held = do(workshop.actor("secretary"), record_gathering, Right.RECORD, later, moment, new=new, standing=plan)
    assert held.how_written == "补记（晚9天）"


def test_a_gathering_taken_back_is_still_readable_for_the_branch(workshop: Workshop) -> None:
    row = rich(workshop)
    browser = workshop.browser("secretary")
    browser.post(reverse("meetings_undo", args=[row.pk]))
    assert browser.get(f"/meetings/{row.pk}/").status_code == 404
    page = browser.get(reverse("meetings_versions", args=[row.pk]))
    assert "这次记录已经撤销" in page.content.decode()
    assert workshop.browser("member").get(reverse("meetings_versions", args=[row.pk])).status_code == 403


def test_the_paper_has_everything_and_lines_to_sign(workshop: Workshop) -> None:
    page = workshop.browser("secretary").get(reverse("meetings_paper", args=[rich(workshop).pk])).content.decode()
    for words in (
        "一车间党支部会议记录",
        "主持人签名：",
        "记录人签名：",
        "周海涛",
        "接收器材",
        "通过：要 5 票，赞成 5 票。",
    ):
        assert words in page


def plan_data(**changes: object) -> dict[str, object]:
    return {"kinds": [THEME], "happened_on": "2026年11月26日", "times": "19:00", "place": "礼堂", **changes}


def test_planned_then_held_then_in_the_ledger(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = workshop.browser("secretary")
    saved = browser.post(reverse("meetings_plan"), plan_data())
    plan = Gathering.objects.get()
    assert saved.url == f"/meetings/{plan.pk}/"
    assert (plan.stage, plan.starts) == (Stage.PLANNED, time(19))
    page = browser.get(saved.url).content.decode()
    assert "记下来" in page
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3))
    address = reverse("meetings_hold", args=[plan.pk])
    data = fields_of(browser.get(address))
    assert data["happened_on"] == "2026年11月26日"
    assert (data["place"], data["kinds"]) == ("礼堂", [THEME])
    assert browser.post(address, data | {"points": "清理料场"}).status_code == 302
    held = Gathering.objects.get(thread=plan.thread)
    assert (held.stage, held.happened_on, held.due) == (Stage.HELD, date(2026, 11, 26), 7)
    assert not held.how_written


@pytest.mark.parametrize(("day", "status"), [("2026年11月22日", 422), ("2026年11月23日", 302)])
def test_only_days_to_come_are_planned(workshop: Workshop, day: str, status: int) -> None:
    assert (
        workshop.browser("secretary").post(reverse("meetings_plan"), plan_data(happened_on=day)).status_code == status
    )


def test_the_day_of_a_plan_can_be_changed_and_the_plan_dropped(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    browser.post(reverse("meetings_plan"), plan_data())
    plan = Gathering.objects.get()
    address = reverse("meetings_replan", args=[plan.pk])
    data = {name: value for name, value in browser.get(address).context["form"].initial.items() if value}
    browser.post(address, plan_data(happened_on="2026年11月27日", version=data["version"]))
    moved = Gathering.objects.get(thread=plan.thread)
    assert moved.happened_on == date(2026, 11, 27)
    stale = browser.post(address, plan_data(happened_on="2026年11月28日", version=plan.pk))
    assert stale.status_code == 422
    assert "刚才已被别人改过" in stale.content.decode()
    browser.post(reverse("meetings_undo", args=[moved.pk]))
    browser.post(reverse("meetings_undo", args=[Gathering.objects.get(thread=plan.thread).pk]))
    assert not Gathering.objects.exists()


def test_the_notice_for_the_group_names_only_the_host_and_nothing_of_the_agenda(workshop: Workshop) -> None:
    plan = workshop.held(
        date(2026, 11, 26), items=[NewItem(THEME, topic="讨论赵志强的事")], title="讨论赵志强的事", stage=Stage.PLANNED,
        starts=time(19), place="礼堂", host="王玉兰",
    )  # fmt: skip
    notice = workshop.browser("secretary").get(f"/meetings/{plan.pk}/").context["notice_text"]
    when = "2026年11月26日 星期四 19:00"
    assert notice == f"【通知】主题党日\n时间：{when}\n地点：礼堂\n主持：王玉兰\n来不了的，请提前跟支部说一声。"


def test_a_plan_cannot_be_corrected_as_a_record_nor_printed(workshop: Workshop) -> None:
    plan = workshop.held(date(2026, 11, 26), THEME, stage=Stage.PLANNED)
    browser = workshop.browser("secretary")
    assert browser.get(reverse("meetings_correct", args=[plan.pk])).status_code == 404
    assert browser.get(reverse("meetings_paper", args=[plan.pk])).status_code == 404
