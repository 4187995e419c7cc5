"""Votes on paper: ballots that must add up, written opinions that count where the law lets them, nobody twice."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.web.meetings.test_recording import NEW, opened, sent
from tests.web.workshop import Workshop, fields_of
from zhibu.checkup.models import ResolutionSheet
from zhibu.meeting.models import ItemKind

VOTE = {"tally_due": "8", "tally_present": "6", "in_favour": "5", "against": "0", "abstained": "1"}


def refused(workshop: Workshop, **numbers: str) -> str:
    browser = workshop.browser("secretary")
    response = browser.post(NEW, opened(browser) | VOTE | numbers)
    assert response.status_code == 422
    return response.content.decode()


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({"handed_out": "7", "returned": "6"}, "发出 7 张票，多于到会有表决权 6 人。"),
        ({"handed_out": "6", "returned": "7"}, "收回 7 张票，多于发出 6 张。"),
        ({"returned": "6"}, "收回 6 张票，多于发出 0 张。"),
        ({"handed_out": "6", "returned": "5"}, "合计 6 张，收回的是 5 张"),
        ({"handed_out": "6", "returned": "6", "spoiled": "1"}, "合计 7 张，收回的是 6 张"),
        ({"written_in_favour": "3"}, "没到会的只有 2 人。到会的人不算书面意见，一个人只算一次。"),
        ({"tally_present": "9"}, "到会有表决权 9 人，多于应到 8 人。"),
        ({"in_favour": "6"}, "合计 7 票，多于到会 6 人"),
    ],
)
def test_numbers_that_do_not_fit_are_refused_at_their_field(
    workshop: Workshop, numbers: dict[str, str], sentence: str
) -> None:
    assert sentence in refused(workshop, **numbers)


def test_ballots_that_add_up_are_kept_shown_and_come_back_for_correction(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    ballots = {"handed_out": "6", "returned": "6", "spoiled": "1", "in_favour": "4", "counters": "单雪监票，吴敏计票",
               "secret": "yes", "written_in_favour": "1", "written_other": "1"}  # fmt: skip
    held = sent(browser, opened(browser) | VOTE | ballots)
    tally = held.items.get().tally
    assert (tally.handed_out, tally.returned, tally.spoiled, tally.is_secret) == (6, 6, 1, True)
    page = browser.get(f"/meetings/{held.pk}/").content.decode()
    for seen in ("单雪监票，吴敏计票", "无记名投票", "6 张", "会前的书面意见2份不计票"):
        assert seen in page
    again = fields_of(browser.get(f"/meetings/{held.pk}/correct/"))
    assert sent(browser, again, f"/meetings/{held.pk}/correct/").items.get().tally.counters == "单雪监票，吴敏计票"


def asked(workshop: Workshop, **numbers: Any) -> str:
    query = {"kinds": ItemKind.GENERAL_MEETING, "on": "2026年11月5日", "matter": "admission", **numbers}
    return workshop.browser("secretary").get(f"{reverse('meetings_vote')}?{urlencode(query)}").content.decode()


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({"tally_due": 8, "tally_present": 4}, "到会人数不够，不能表决。"),  # more than half, not just half
        ({"tally_due": 8, "tally_present": 5, "in_favour": 4}, "没有通过：要 5 票，赞成 4 票。"),
        ({"tally_due": 8, "tally_present": 5, "in_favour": 4, "written_in_favour": 1}, "通过：要 5 票，赞成 5 票。"),
        ({"tally_due": 8, "tally_present": 6, "in_favour": 5, "secret": "no"}, "要用无记名投票，这次不是"),
    ],
)
def test_an_admission_is_counted_by_its_own_rules(workshop: Workshop, numbers: dict[str, Any], sentence: str) -> None:
    assert sentence in asked(workshop, **numbers)


def test_what_does_not_pass_says_what_is_allowed_next(workshop: Workshop) -> None:
    assert "下一步：把没有通过记进会议记录，告诉本人。" in asked(workshop, tally_due=8, tally_present=5, in_favour=4)


def test_an_admission_is_not_judged_as_an_ordinary_resolution(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    sent(browser, opened(browser) | VOTE | {"matter": "admission", "title": "接收何新来"})
    assert not ResolutionSheet.objects.filter(branch=workshop.branch).exists()


def test_ballots_and_the_count_are_printed_without_names(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    held = sent(browser, opened(browser) | {"title": "夜班就餐"})
    response = browser.get(f"/meetings/{held.pk}/ballots/")
    assert len(response.context["ballots"]) == 8
    page = response.content.decode().split("<main")[1]
    assert page.count("表决票") == 8
    assert not any(member.name in page for member in workshop.members)
    assert workshop.browser("member").get(f"/meetings/{held.pk}/ballots/").status_code in (403, 404)
