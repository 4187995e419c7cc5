"""Tasks: made from anywhere, moved by deeds, answered by whoever gave them, taken back without losing anything."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from tests.personas import NOW, TODAY, do
from tests.web.workshop import Workshop, built, workshop
from zhibu.base.actor import Right
from zhibu.base.errors import Invalid, NotAllowed, NotFound, Overtaken, Refused
from zhibu.work import actions, queries
from zhibu.work.actions import NewTask
from zhibu.work.models import Asked, Task, TaskDeed, TaskOwner, TaskSource, TaskState

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def make(workshop: Workshop, who: str = "secretary", **columns: Any) -> Task:
    new = NewTask(**{"branch": workshop.branch, "title": "修好夜班热饭的炉子", **columns})
    return do(workshop.actor(who), actions.create_task, Right.RECORD, new=new)


def move(workshop: Workshop, task: Task, action: Any, who: str = "secretary", **arguments: Any) -> Task:
    actor = workshop.actor(who)
    right = next(right for right in (Right.RECORD, Right.ASSIGN, Right.OWN_WORK) if actor.may(right))
    do(actor, action, right, task=standing(task), **arguments)
    return standing(task)


def standing(task: Task) -> Task:
    return Task.objects.select_related("branch").get(thread=task.thread)


def test_open_work_of_an_owner_is_one_query(workshop: Workshop, django_assert_num_queries: Any) -> None:
    owner = workshop.members[2]
    made = [make(workshop, title=f"第{n}件", owners=[owner], due_on=TODAY + n * DAY) for n in (3, 1, 2)]
    make(workshop, title="别人的", owners=[workshop.members[4]])
    move(workshop, made[0], actions.finish, result="办好了")
    with django_assert_num_queries(1):
        assert [task.title for task in queries.open_work_of(owner)] == ["第1件", "第2件"]


def test_a_day_before_the_start_is_refused_and_the_same_day_is_not(workshop: Workshop) -> None:
    with pytest.raises(Invalid) as refusal:
        make(workshop, starts_on=TODAY, due_on=TODAY - DAY)
    assert "due_on" in refusal.value.problems
    assert make(workshop, starts_on=TODAY, due_on=TODAY).due_on == TODAY


def test_an_owner_of_another_branch_is_refused(workshop: Workshop) -> None:
    stranger = workshop.enterprise.users["outsider"].member
    with pytest.raises(Invalid) as refusal:
        make(workshop, owners=[stranger])
    assert "协办" in refusal.value.problems["owners"]


def test_a_task_moves_by_deeds_and_every_version_stays(workshop: Workshop) -> None:
    task = make(workshop, due_on=TODAY + 5 * DAY)
    assert move(workshop, task, actions.adapt, how="两班倒着修", why_different="夜班不能停").state == TaskState.ADAPTED
    assert move(workshop, task, actions.ask_help, what="缺一个阀").asked == Asked.HELP
    assert move(workshop, task, actions.answer_help, words="后勤已领").asked == Asked.NOTHING
    done = move(workshop, task, actions.finish, result="11 月 20 日起有热饭", happened_on=TODAY - DAY)
    assert (done.state, done.closed_on) == (TaskState.DONE, TODAY - DAY)
    assert {deed.kind for deed in queries.deeds_of(task)} == {"help_given", "help_asked", "adapted", "done"}
    assert Task.versions.filter(thread=task.thread).count() == 5


def test_done_needs_a_result_or_a_record(workshop: Workshop) -> None:
    task = make(workshop)
    with pytest.raises(Refused):
        move(workshop, task, actions.finish, result=" ")
    pointer = {"kind": "gathering", "key": str(task.thread)}
    assert move(workshop, task, actions.finish, result="", records=[pointer]).state == TaskState.DONE
    with pytest.raises(Refused):
        move(workshop, task, actions.finish, result="再来一次")


@pytest.mark.parametrize(("until", "is_fine"), [(4, False), (5, False), (6, True)])
def test_more_time_is_later_than_the_day_that_stands(workshop: Workshop, until: int, is_fine: bool) -> None:
    task = make(workshop, due_on=TODAY + 5 * DAY)
    if not is_fine:
        with pytest.raises(Refused):
            move(workshop, task, actions.ask_more_time, until=TODAY + until * DAY, reason="等配件")
        return
    assert move(workshop, task, actions.ask_more_time, until=TODAY + until * DAY, reason="等配件").asked == "more_time"
    given = move(workshop, task, actions.answer_more_time, until=TODAY + until * DAY)
    assert (given.due_on, given.asked) == (TODAY + until * DAY, "")


def test_time_is_not_given_without_a_word_why(workshop: Workshop) -> None:
    task = make(workshop, due_on=TODAY + DAY)
    move(workshop, task, actions.ask_more_time, until=TODAY + 9 * DAY, reason="等配件")
    with pytest.raises(Refused):
        move(workshop, task, actions.answer_more_time, until=None)
    assert move(workshop, task, actions.answer_more_time, until=None, words="借三车间的").due_on == TODAY + DAY


def test_an_owner_says_how_far_it_is_but_does_not_change_or_drop_it(workshop: Workshop) -> None:
    task = make(workshop, owners=[workshop.members[2]])
    assert move(workshop, task, actions.note_progress, who="member", words="炉子拆开了").is_open
    with pytest.raises(NotAllowed):
        move(workshop, task, actions.drop, who="member", reason="不想办")
    other = make(workshop, title="别人的")
    with pytest.raises(NotAllowed):
        move(workshop, other, actions.note_progress, who="member", words="我来写")


def test_the_last_deed_is_undone_and_only_the_last(workshop: Workshop) -> None:
    task = make(workshop, due_on=TODAY + DAY)
    move(workshop, task, actions.ask_help, what="缺人")
    first = TaskDeed.objects.get(task=task.thread)
    move(workshop, task, actions.finish, result="办好了")
    secretary = workshop.actor("secretary")
    with pytest.raises(Overtaken):
        do(secretary, actions.undo_deed, Right.RECORD, deed=first)
    do(secretary, actions.undo_deed, Right.RECORD, deed=TaskDeed.objects.get(task=task.thread, kind="done"))
    assert (standing(task).state, standing(task).asked) == (TaskState.TAKEN_OVER, Asked.HELP)


def test_a_fresh_task_is_taken_back_a_used_one_is_dropped(workshop: Workshop) -> None:
    fresh, used = make(workshop), make(workshop, owners=[workshop.members[2]])
    do(workshop.actor("secretary"), actions.undo_task, Right.RECORD, task=fresh)
    assert not Task.objects.filter(thread=fresh.thread).exists()
    move(workshop, used, actions.note_progress, words="动手了")
    with pytest.raises(Refused):
        do(workshop.actor("secretary"), actions.undo_task, Right.RECORD, task=standing(used))
    assert move(workshop, used, actions.drop, reason="换了新炉子").state == TaskState.DROPPED


def test_owners_have_spells(workshop: Workshop) -> None:
    task = make(workshop, owners=[workshop.members[2]], owner_names=["后勤科老张"])
    later = TODAY + 30 * DAY
    do(
        workshop.actor("secretary"), actions.hand_over, Right.RECORD, today=later,
        task=task, leaving=workshop.members[2], successor=workshop.members[4],
    )  # fmt: skip
    now = [row.shown_name for row in queries.owners_of([task])[task.thread]]
    assert sorted(now) == sorted(["后勤科老张", workshop.members[4].name])
    assert TaskOwner.objects.get(member=workshop.members[2]).until == later


def test_who_sees_which_task(workshop: Workshop) -> None:
    """A canary: help plans are for the secretary and their owners, other branches see nothing at all."""
    plain = make(workshop, title="公开的")
    secret = make(
        workshop, title="帮扶的", source=TaskSource.HELP_PLAN, source_key=plain.thread, owners=[workshop.members[2]]
    )
    above = make(workshop, title="上级的", source=TaskSource.FROM_ABOVE, source_key=plain.thread)
    seen = {
        who: {task.title for task in queries.visible_to(workshop.actor(who))}
        for who in ("secretary", "clerk", "member", "leader", "outsider", "organiser", "keeper")
    }
    assert seen["secretary"] == {plain.title, secret.title, above.title}
    assert seen["clerk"] == {plain.title, above.title}
    assert seen["member"] == {secret.title}
    assert seen["organiser"] == {above.title}
    assert seen["leader"] == seen["outsider"] == seen["keeper"] == set()
    with pytest.raises(NotFound):
        queries.task_for(workshop.actor("outsider"), plain.thread)


def test_reads_do_not_depend_on_history(workshop: Workshop) -> None:
    from django.db import connection

    task = make(workshop, owners=[workshop.members[2]])

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            rows = list(queries.listed(workshop.actor("secretary"), workshop.branch))
            queries.owners_of(rows)
            queries.deeds_of(queries.task_for(workshop.actor("secretary"), task.thread))
        return len(caught)

    before = cost()
    for number in range(10):
        move(workshop, task, actions.note_progress, words=f"第 {number} 步")
        make(workshop, title=f"另一件 {number}", owners=[workshop.members[3]])
    assert cost() == before


def test_the_constant_day_of_this_file_is_the_personas_day() -> None:
    assert date(2026, 11, 23) == TODAY == NOW.date()
