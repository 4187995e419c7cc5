"""Work that goes round is refused: back to who gave it on, down a second time, asked of oneself or of its sender."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.personas import TODAY, acting, do, found
from tests.web.workshop import Workshop, built, workshop
from tests.work.test_tasks import make, standing
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Refused
from zhibu.flows import assigning as flow
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.work import actions, together
from zhibu.work.assigning import NewAssignment
from zhibu.work.models import PartyKind, Task

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db


def give(workshop: Workshop, task: Task, number: int, today: date) -> None:
    do(
        workshop.actor("secretary"), actions.change_task, Right.RECORD, today=today, task=standing(task),
        title=task.title, purpose="", due_on=None, owners=[workshop.members[number]],
    )  # fmt: skip


def test_what_was_given_on_does_not_come_back_before_anything_was_done(workshop: Workshop) -> None:
    task = make(workshop, owners=[workshop.members[1]])
    one, two, three = (TODAY + timedelta(days=number) for number in (1, 2, 3))
    give(workshop, task, 3, one)
    give(workshop, task, 4, two)
    with pytest.raises(Refused) as refusal:
        give(workshop, task, 1, three)
    assert "李晓明已经把这件事交出去过" in refusal.value.reason and refusal.value.field == "owner"
    do(
        workshop.actor("secretary"), actions.note_progress, Right.OWN_WORK, today=three, task=standing(task),
        words="备件到了",
    )  # fmt: skip
    give(workshop, task, 1, three)


def test_a_slip_of_the_same_day_and_a_second_owner_are_no_circle(workshop: Workshop) -> None:
    task = make(workshop, owners=[workshop.members[1]])
    give(workshop, task, 3, TODAY)
    give(workshop, task, 1, TODAY)
    secretary = workshop.actor("secretary")
    do(
        secretary, actions.change_task, Right.RECORD, today=TODAY + timedelta(days=1), task=standing(task),
        title=task.title, purpose="", due_on=None, owners=[workshop.members[1], workshop.members[3]],
    )  # fmt: skip


def test_nobody_hands_over_to_themselves(workshop: Workshop) -> None:
    task = make(workshop, owners=[workshop.members[1]])
    with pytest.raises(Refused):
        do(
            workshop.actor("secretary"), actions.hand_over, Right.RECORD, task=task, leaving=workshop.members[1],
            successor=workshop.members[1],
        )  # fmt: skip


def middle(workshop: Workshop) -> tuple[Organisation, Organisation]:
    between = found(workshop.enterprise.company, OrganisationKind.GENERAL_BRANCH, "机加党总支")
    return between, found(between, OrganisationKind.BRANCH, "三车间党支部")


def send(sender: Organisation, title: str, receiver: Organisation | None = None, **more: Any) -> None:
    new = NewAssignment(
        sender=sender, title=title, aim="入冬前消掉火险", due_on=TODAY + timedelta(days=9),
        receivers=[receiver or sender], **more,
    )  # fmt: skip
    do(acting(sender, Role.ORGANISER), flow.send_assignment, Right.ASSIGN, new=new)


def test_a_body_in_the_middle_does_not_send_down_again_what_came_from_above(workshop: Workshop) -> None:
    between, branch = middle(workshop)
    send(workshop.enterprise.company, "查冬季用电")
    with pytest.raises(Refused) as refusal:
        send(between, " 查冬季用电 ")
    assert "北山机械厂党委已经直接派给这些支部（1 个还在办）" in refusal.value.reason
    assert refusal.value.field == "title"
    send(between, "查冬季用电：总支加一项灭火器")
    send(workshop.enterprise.company, "查冬季用电")  # its own again, another month, is its own affair
    assert Task.objects.filter(branch=branch).count() == 3


def test_what_is_over_or_went_elsewhere_may_be_sent(workshop: Workshop) -> None:
    between, _branch = middle(workshop)
    send(workshop.enterprise.company, "查冬季用电", workshop.branch)
    send(between, "查冬季用电")


@pytest.mark.parametrize(
    ("party", "words"),
    [
        ("一车间党支部", "本支部自己"),
        ("中共一车间支部委员会", "本支部自己"),
        ("本支部", "本支部自己"),
        ("李晓明", "是本支部的人"),
        ("北山机械厂党委", "就是北山机械厂党委派来的"),
    ],
)
def test_who_cannot_be_asked_to_help(workshop: Workshop, party: str, words: str) -> None:
    send(workshop.enterprise.company, "查冬季用电")
    task = Task.objects.get(branch=workshop.branch)
    with pytest.raises(Refused) as refusal:
        ask(workshop, task, party)
    assert words in refusal.value.reason and refusal.value.field == "party"


@pytest.mark.parametrize("party", ["二车间党支部", "一车间", "物资科", "北山机械厂工会"])
def test_everybody_else_may_be_asked(workshop: Workshop, party: str) -> None:
    send(workshop.enterprise.company, "查冬季用电")
    ask(workshop, Task.objects.get(branch=workshop.branch), party)


def test_a_task_of_the_own_may_ask_the_superior(workshop: Workshop) -> None:
    ask(workshop, make(workshop), "北山机械厂党委")


def ask(workshop: Workshop, task: Task, party: str) -> None:
    do(
        workshop.actor("secretary"), together.ask_to_help, Right.RECORD, task=task, kind=PartyKind.OTHER, party=party,
        wanted="抄一份名单",
    )  # fmt: skip
