"""The vote panel speaks with the law's own voice: both sides of each boundary, and four due, two present."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.web.workshop import Workshop
from zhibu.meeting.models import ItemKind


def asked(workshop: Workshop, kind: ItemKind = ItemKind.GENERAL_MEETING, **numbers: object) -> str:
    query = {"kinds": kind, "on": "2026年11月5日", **numbers}
    response = workshop.browser("secretary").get(f"{reverse('meetings_vote')}?{urlencode(query)}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("due", "present", "in_favour", "sentence"),
    [
        (8, 3, "", "到会人数不够，不能表决。"),
        (8, 4, "", "到会的人全部赞成也不够 5 票"),
        (8, 5, "", "可以表决，要 5 票赞成才通过。"),
        (8, 5, 5, "通过：要 5 票，赞成 5 票。"),
        (8, 5, 4, "没有通过：要 5 票，赞成 4 票。"),
        (7, 3, 3, "到会人数不够，不能表决。"),
        (7, 4, 4, "通过：要 4 票，赞成 4 票。"),
        (4, 2, 2, "没有通过：要 3 票，赞成 2 票。"),
    ],
)
def test_general_meeting(workshop: Workshop, due: int, present: int, in_favour: object, sentence: str) -> None:
    answer = asked(workshop, tally_due=due, tally_present=present, in_favour=in_favour)
    assert sentence in answer
    assert "支部工作条例" in answer


def test_four_due_and_two_present_are_warned_before_they_vote(workshop: Workshop) -> None:
    assert "到会的人全部赞成也不够 3 票" in asked(workshop, tally_due=4, tally_present=2)
    assert "全部赞成也不够 3 票" not in asked(workshop, tally_due=4, tally_present=3)


@pytest.mark.parametrize(
    ("present", "sentence"), [(1, "到会委员不够，不能开会议事。"), (2, "到会人数够，可以开会议事。")]
)
def test_committee(workshop: Workshop, present: int, sentence: str) -> None:
    assert sentence in asked(workshop, ItemKind.COMMITTEE_MEETING, tally_due=3, tally_present=present)


def test_what_was_announced_is_compared(workshop: Workshop) -> None:
    votes = {"tally_due": 8, "tally_present": 6, "in_favour": 4}
    assert "会上宣布的是“通过”，和票数对不上" in asked(workshop, **votes, said_passed="yes")
    assert "对不上" not in asked(workshop, **votes, said_passed="no")


@pytest.mark.parametrize("numbers", [{}, {"tally_due": 8}, {"tally_due": "八", "tally_present": "x"}])
def test_says_nothing_while_numbers_are_missing(workshop: Workshop, numbers: dict[str, object]) -> None:
    assert asked(workshop, **numbers) == ""


def test_numbers_that_do_not_fit_get_their_sentence(workshop: Workshop) -> None:
    assert "比应到会8人还多" in asked(workshop, tally_due=8, tally_present=9)


def test_a_group_meeting_has_no_rule_of_its_own(workshop: Workshop) -> None:
    assert asked(workshop, ItemKind.GROUP_MEETING, tally_due=4, tally_present=4, in_favour=4) == ""


def test_before_the_text_was_in_force_nothing_is_judged(workshop: Workshop) -> None:
    assert "那时还没有这条规定" in asked(workshop, on="2017年5月1日", tally_due=8, tally_present=6)
