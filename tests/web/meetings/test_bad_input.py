"""Bad input, sentence by sentence: each is told at its field, and what was typed is still there."""

from datetime import date
from typing import Any

import pytest

from tests.web.meetings.test_recording import NEW, opened
from tests.web.workshop import Workshop, fields_of
from zhibu.meeting.models import Gathering, ItemKind

SESSION = {"session-TOTAL_FORMS": 1, "session-INITIAL_FORMS": 0, "session-0-held_on": "2026-11-24"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"times": "20:00-19:00"}, "“20:00-19:00”：结束要晚于开始"),
        ({"due": "5", "present": "6"}, "实到 6 人多于应到 5 人"),
        ({"due": "8", "present": "6", **SESSION, "session-0-present": "7"}, "一个人到了两场，也只算一次"),
        ({"tally_due": "8", "tally_present": "6", "in_favour": "5", "handed_out": "7", "returned": "5"}, "发出 7 张票"),
        ({"tally_due": "8", "tally_present": "6", "in_favour": "7"}, "合计 7 票，多于到会 6 人"),
        ({"tally_due": "8", "tally_present": "6", "in_favour": "6", "written_in_favour": "3"}, "一个人只算一次"),
    ],
)
def test_numbers_and_times(workshop: Workshop, typed: dict[str, Any], sentence: str) -> None:
    browser = workshop.browser("secretary")
    data = opened(browser) | {"points": "赵志强：先试一个月", "happened_on": "2026-11-23", **typed}
    response = browser.post(NEW, data)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "赵志强：先试一个月" in page
    assert not Gathering.objects.exists()


def test_a_closed_meeting_posted_again_asks_why_and_keeps_what_was_typed(workshop: Workshop) -> None:
    held = workshop.held(date(2026, 11, 20), ItemKind.GENERAL_MEETING, host="王玉兰", recorder="李晓明")
    browser = workshop.browser("secretary")
    data = fields_of(browser.get(f"/meetings/{held.pk}/correct/")) | {"points": "改了一句"}
    for part in ("host", "recorder"):
        browser.post(f"/meetings/{held.pk}/confirm/{part}/", {"confirmed": "yes"})
    response = browser.post(f"/meetings/{held.pk}/correct/", data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "已经归档" in page
    assert "改了一句" in page
    assert Gathering.objects.get(thread=held.thread).pk == held.pk
