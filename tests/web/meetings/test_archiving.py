"""归档: confirmed by host and recorder, then amended with a reason, both readable; and a meeting written twice."""

from datetime import timedelta

import pytest

from tests.personas import NOW, TODAY
from tests.web.meetings.test_recording import NEW, opened, sent
from tests.web.workshop import Workshop, fields_of
from zhibu.base import clock
from zhibu.meeting.models import Confirmed, Gathering, ItemKind, Stage

YES = {"confirmed": "yes"}


def archived(workshop: Workshop) -> Gathering:
    held = workshop.held(TODAY, ItemKind.THEME_DAY, host="王玉兰", recorder="李晓明", title="清理便道")
    browser = workshop.browser("secretary")
    for part in ("host", "recorder"):
        assert browser.post(f"/meetings/{held.pk}/confirm/{part}/", YES).status_code == 302
    return held


def test_both_confirm_and_what_is_paper_is_said(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    held = workshop.held(TODAY, ItemKind.THEME_DAY, host="王玉兰", recorder="李晓明")
    question = browser.get(f"/meetings/{held.pk}/confirm/recorder/").content.decode()
    assert "李晓明已经在打印的记录上签了名" in question
    assert not Confirmed.objects.exists()
    browser.post(f"/meetings/{held.pk}/confirm/recorder/", YES)
    page = browser.get(f"/meetings/{held.pk}/").content.decode()
    assert "李晓明，2026年11月23日，纸上签名" in page
    assert "已归档" not in page
    browser.post(f"/meetings/{held.pk}/confirm/host/", YES)
    page = browser.get(f"/meetings/{held.pk}/").content.decode()
    assert "已归档" in page
    assert "王玉兰，2026年11月23日" in page
    twice = browser.post(f"/meetings/{held.pk}/confirm/host/", YES)
    assert "已经确认过了" in twice.content.decode()


def test_an_archived_record_is_not_taken_back(workshop: Workshop) -> None:
    held = archived(workshop)
    browser = workshop.browser("secretary")
    assert "不能撤销" in browser.post(f"/meetings/{held.pk}/undo/", YES).content.decode()
    assert Gathering.objects.get().pk == held.pk


def test_an_amendment_says_why_and_both_stay_readable(workshop: Workshop) -> None:
    held = archived(workshop)
    browser = workshop.browser("secretary")
    address = f"/meetings/{held.pk}/correct/"
    data = fields_of(browser.get(address)) | {"place": "礼堂"}
    refused = browser.post(address, data)
    assert refused.status_code == 422
    assert "写明为什么更正" in refused.content.decode()
    amended = sent(browser, data | {"amendment": "地点写错了"}, address)
    page = browser.get(f"/meetings/{amended.pk}/").content.decode()
    assert "归档后更正过：地点写错了" in page
    assert "主持人确认" in page
    versions = browser.get(f"/meetings/{amended.pk}/versions/").content.decode()
    assert "后来改过，已归档" in versions
    assert "地点写错了" in versions
    again = fields_of(browser.get(f"/meetings/{amended.pk}/correct/")) | {"amendment": "", "place": "三楼"}
    assert browser.post(f"/meetings/{amended.pk}/correct/", again).status_code == 422


def test_undoing_an_amendment_brings_the_archived_record_back_as_archived(workshop: Workshop) -> None:
    held = archived(workshop)
    browser = workshop.browser("secretary")
    address = f"/meetings/{held.pk}/correct/"
    amended = sent(browser, fields_of(browser.get(address)) | {"place": "礼堂", "amendment": "地点"}, address)
    browser.post(f"/meetings/{amended.pk}/undo/")
    back = Gathering.objects.get()
    assert back.place == ""
    assert "已归档" in browser.get(f"/meetings/{back.pk}/").content.decode()


def test_a_confirmation_is_withdrawn_within_ten_minutes(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    held = archived(workshop)
    browser = workshop.browser("secretary")
    assert browser.post(f"/meetings/{held.pk}/unconfirm/recorder/").status_code == 302
    assert Confirmed.objects.count() == 1
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=11))
    assert "不能收回了" in browser.post(f"/meetings/{held.pk}/unconfirm/host/").content.decode()


@pytest.mark.parametrize("who", ["member", "organiser", "outsider", "leader"])
def test_others_do_not_confirm(workshop: Workshop, who: str) -> None:
    held = workshop.held(TODAY, ItemKind.THEME_DAY, host="王玉兰", recorder="李晓明")
    assert workshop.browser(who).post(f"/meetings/{held.pk}/confirm/host/", YES).status_code in (403, 404)
    assert not Confirmed.objects.exists()


def test_the_same_day_and_kind_again_asks_if_it_is_the_same(workshop: Workshop) -> None:
    secretary, clerk = workshop.browser("secretary"), workshop.browser("clerk")
    first = sent(secretary, opened(secretary) | {"title": "四季度大会", "decision": "供热餐"})
    data = opened(clerk) | {"title": "大会", "points": "另一份要点"}
    twin = clerk.post(NEW, data)
    page = twin.content.decode()
    assert twin.status_code == 409
    assert "这一天已经有一份这样的记录" in page
    assert "供热餐" in page
    assert "另一份要点" in page
    assert f"/meetings/{first.pk}/correct/" in page
    assert sent(clerk, data | {"another": "1"}).title == "大会"
    assert Gathering.objects.count() == 2


def test_a_plan_written_down_by_two_shows_the_others_record(workshop: Workshop) -> None:
    """The second one had the form open while the first one sent it: nothing typed is lost."""
    plan = workshop.held(TODAY, ItemKind.THEME_DAY, stage=Stage.PLANNED)
    secretary, clerk = workshop.browser("secretary"), workshop.browser("clerk")
    address = f"/meetings/{plan.pk}/hold/"
    theirs, mine = fields_of(secretary.get(address)), fields_of(clerk.get(address))
    sent(secretary, theirs | {"points": "书记写的"}, address)
    response = clerk.post(address, mine | {"points": "代办写的"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "书记写的" in page
    assert "代办写的" in page
    kept = sent(clerk, fields_of(response), address)
    assert kept.items.get().points == "代办写的"
