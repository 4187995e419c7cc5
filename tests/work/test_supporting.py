"""Help from above: offered, taken or declined with a word, ended by the branch; seen by these two only."""

from datetime import timedelta
from typing import Any

import pytest

from tests.personas import TODAY, do
from tests.web.workshop import Workshop, built, workshop
from zhibu.base.actor import Right
from zhibu.base.errors import Invalid, NotFound, Refused
from zhibu.work import supporting
from zhibu.work.models import Support, SupportAnswer

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def offered(workshop: Workshop, **columns: Any) -> Support:
    columns = {
        "sender": workshop.enterprise.company, "branch": workshop.branch, "what": "一起把换届的请示写好",
        "who": "林组织员", "due_on": TODAY + 7 * DAY, **columns,
    }  # fmt: skip
    return do(workshop.actor("organiser"), supporting.send, Right.ASSIGN, **columns)


def say(workshop: Workshop, support: Support, action: Any, who: str = "secretary", **columns: Any) -> Support:
    return do(workshop.actor(who), action, Right.RECORD, support=support, **columns)


def test_taken_and_ended_by_the_branch(workshop: Workshop) -> None:
    support = offered(workshop)
    taken = say(workshop, support, supporting.answer, takes=True, words="")
    assert taken.answer == SupportAnswer.TAKEN
    assert taken.is_open
    with pytest.raises(Refused):
        say(workshop, taken, supporting.close, words=" ")
    ended = say(workshop, taken, supporting.close, words="请示批下来了")
    assert not ended.is_open
    assert list(supporting.open_only(supporting.visible_to(workshop.actor("secretary")))) == []


def test_declining_needs_a_word_and_is_said_once(workshop: Workshop) -> None:
    support = offered(workshop)
    with pytest.raises(Refused) as refusal:
        say(workshop, support, supporting.answer, takes=False, words="")
    assert refusal.value.field == "words"
    declined = say(workshop, support, supporting.answer, takes=False, words="下个月停产检修时再来")
    with pytest.raises(Refused):
        say(workshop, declined, supporting.answer, takes=True, words="")
    with pytest.raises(Refused):
        say(workshop, declined, supporting.close, words="没帮")
    assert say(workshop, declined, supporting.reopen).answer == SupportAnswer.WAITING


def test_nothing_said_and_a_day_that_is_over_are_refused_at_their_fields(workshop: Workshop) -> None:
    with pytest.raises(Invalid) as refusal:
        offered(workshop, what=" ", who="", due_on=TODAY - DAY)
    assert set(refusal.value.problems) == {"what", "who", "due_on"}
    assert offered(workshop, due_on=TODAY).due_on == TODAY


def test_seen_by_the_two_sides_and_nobody_else(workshop: Workshop) -> None:
    support = offered(workshop)
    for who in ("organiser", "secretary", "clerk"):
        assert supporting.support_for(workshop.actor(who), support.pk) == support
    for who in ("outsider", "leader", "member", "keeper"):
        with pytest.raises(NotFound):
            supporting.support_for(workshop.actor(who), support.pk)
    with pytest.raises(NotFound):
        say(workshop, support, supporting.answer, who="outsider", takes=True, words="")


def test_help_goes_down_only_and_in_the_own_name(workshop: Workshop) -> None:
    with pytest.raises(NotFound):
        offered(workshop, branch=workshop.enterprise.company)
    with pytest.raises(NotFound):
        offered(workshop, sender=workshop.enterprise.second)


def test_the_sender_takes_it_back_until_the_branch_has_answered(workshop: Workshop) -> None:
    first, second = offered(workshop), offered(workshop, what="另一件")
    do(workshop.actor("organiser"), supporting.withdraw, Right.ASSIGN, support=first)
    taken = say(workshop, second, supporting.answer, takes=True, words="好")
    with pytest.raises(Refused):
        do(workshop.actor("organiser"), supporting.withdraw, Right.ASSIGN, support=taken)
    assert [row.what for row in supporting.visible_to(workshop.actor("secretary"))] == ["另一件"]
