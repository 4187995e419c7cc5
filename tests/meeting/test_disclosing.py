"""党务公开: ticked decisions follow their record; what was put up by a slip leaves no trace."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.personas import NOW, TODAY, do
from tests.web.workshop import Workshop, built, workshop
from zhibu.base.actor import Right
from zhibu.base.errors import NotFound, Refused
from zhibu.meeting import disclosing
from zhibu.meeting.actions import NewItem
from zhibu.meeting.models import Disclosure, Gathering, ItemKind

__all__ = ["built", "workshop"]
LATER = date(2026, 12, 1)


def act(workshop: Workshop, action: Any, today: date = TODAY, **arguments: Any) -> Any:
    return do(workshop.actor("secretary"), action, Right.RECORD, today, NOW, **arguments)


@pytest.fixture
def meeting(workshop: Workshop) -> Gathering:
    items = [
        NewItem(ItemKind.GENERAL_MEETING, topic="夜班就餐", decision="23 点供热餐"),
        NewItem(ItemKind.GENERAL_MEETING, topic="评优", decision="推荐一人"),
        NewItem(ItemKind.PARTY_LESSON, topic="党课"),
    ]
    return workshop.held(date(2026, 11, 5), items=items, title="大会")


def tick(workshop: Workshop, *items: Any, today: date = TODAY) -> None:
    act(workshop, disclosing.tick, today, branch=workshop.branch, year=2026, items=list(items))


def test_every_decision_of_the_year_can_be_ticked(workshop: Workshop, meeting: Gathering) -> None:
    offered = disclosing.choices(workshop.branch, 2026, TODAY)
    assert [(choice.title, choice.text, choice.is_open) for choice in offered] == [
        ("夜班就餐", "23 点供热餐", False),
        ("评优", "推荐一人", False),
    ]
    assert disclosing.choices(workshop.branch, 2025, TODAY) == []


def test_what_is_ticked_stands_on_the_board_until_it_is_not(workshop: Workshop, meeting: Gathering) -> None:
    first, second = (choice.item for choice in disclosing.choices(workshop.branch, 2026, TODAY))
    tick(workshop, first)
    assert [shown.title for shown in disclosing.board(workshop.branch, TODAY)] == ["夜班就餐"]
    tick(workshop, second, today=LATER)
    assert [shown.title for shown in disclosing.board(workshop.branch, LATER)] == ["评优"]
    assert [shown.title for shown in disclosing.board(workshop.branch, TODAY)] == ["夜班就餐"]  # as it was then


def test_a_slip_of_the_same_day_leaves_nothing(workshop: Workshop, meeting: Gathering) -> None:
    first, _second = (choice.item for choice in disclosing.choices(workshop.branch, 2026, TODAY))
    tick(workshop, first)
    tick(workshop)
    assert disclosing.board(workshop.branch, TODAY) == []
    assert not Disclosure.objects.exists()


def test_a_record_taken_back_is_no_longer_public(workshop: Workshop, meeting: Gathering) -> None:
    tick(workshop, *(choice.item for choice in disclosing.choices(workshop.branch, 2026, TODAY)))
    Gathering.objects.filter(pk=meeting.pk).update(revoked_at=datetime(2026, 11, 23, 3, tzinfo=UTC))
    assert disclosing.board(workshop.branch, TODAY) == []


def test_what_is_no_decision_of_this_branch_cannot_be_ticked(workshop: Workshop, meeting: Gathering) -> None:
    with pytest.raises(Refused, match="有一项决定刚才被改过或撤销了。"):
        tick(workshop, uuid4())


def test_a_notice_in_own_words(workshop: Workshop) -> None:
    notice = act(workshop, disclosing.put_up, branch=workshop.branch, title=" 停电通知 ", text="周六停电")
    (shown,) = disclosing.board(workshop.branch, TODAY)
    assert (shown.title, shown.text) == ("停电通知", "周六停电")
    act(workshop, disclosing.take_down, LATER, disclosure=disclosing.disclosure_for(workshop.branch, notice.pk))
    assert disclosing.board(workshop.branch, LATER) == []
    with pytest.raises(NotFound):
        disclosing.disclosure_for(workshop.branch, notice.pk)
    with pytest.raises(Refused):
        act(workshop, disclosing.put_up, branch=workshop.branch, title=" ", text="")
