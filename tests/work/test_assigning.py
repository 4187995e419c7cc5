"""Tasks from above: refused where the records know, given to every branch once, seen by state, withdrawn everywhere."""

from datetime import timedelta
from typing import Any

import pytest

from tests.personas import TODAY, do
from tests.web.workshop import Workshop, built, workshop
from zhibu.base.actor import Right
from zhibu.base.errors import Invalid, NotFound, Refused
from zhibu.base.paths import SEPARATOR, code
from zhibu.flows import assigning as flow
from zhibu.intake.held import held
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.work import actions, assigning, queries
from zhibu.work.assigning import NewAssignment
from zhibu.work.models import Assignment, Task, TaskState

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=10)


def send(workshop: Workshop, **columns: Any) -> Assignment:
    company = workshop.enterprise.company
    columns = {"title": "查冬季用电", "aim": "入冬前消掉火险", "due_on": DUE, "receivers": [company], **columns}
    new = NewAssignment(sender=company, **columns)
    return do(workshop.actor("organiser"), flow.send_assignment, Right.ASSIGN, new=new)


def test_every_branch_below_gets_one_task(workshop: Workshop) -> None:
    assignment = send(workshop)
    tasks = assigning.tasks_of(assignment)
    assert {task.branch.name for task in tasks} == {"一车间党支部", "二车间党支部"}
    assert {(task.state, task.due_on, task.purpose) for task in tasks} == {("sent", DUE, "入冬前消掉火险")}
    flow.give_out_rest(assignment.thread)
    assert tasks.count() == assignment.total == 2


def test_the_burden_is_estimated_and_summed(workshop: Workshop) -> None:
    assert send(workshop, asks=["查出几处隐患", "改了几处"]).minutes == 7
    assert send(workshop, minutes=20).minutes == 20
    assert assigning.burden(workshop.enterprise.company, TODAY) == (2, 27)


@pytest.mark.parametrize(
    ("asks", "record"),
    [(["党员数（人）"], "花名册"), (["查出几处隐患", "支部书记姓名"], "任职记录"), (["主题党日次数"], "会议记录")],
)
def test_what_the_records_hold_is_not_asked_again_and_the_record_is_named(
    workshop: Workshop, asks: list[str], record: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        send(workshop, asks=asks)
    assert f"在{record}里" in refusal.value.problems["asks"]
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("text", ["查出几处隐患", "困难党员情况", "群众意见", "整改措施", "备注", "", "联系电话"])
def test_what_only_the_branch_knows_may_be_asked(text: str) -> None:
    assert held(text) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("姓名", "name"), ("党员数", "members"), ("书记", "secretary"), ("换届时间", "term_ends_on"),
        ("会议次数", "gatherings"), (" 党员 总数 ：", "members"), ("2026年党课次数", "party_lessons"),
        ("上次换届时间", "elected_on"), ("党支部名称", "branch"), ("入党时间", "joined_on"),
    ],
)  # fmt: skip
def test_headers_of_higher_bodies_are_recognised(text: str, key: str) -> None:
    found = held(text)
    assert found is not None and found.key == key


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"starts_on": DUE + timedelta(days=1)}, "due_on"),
        ({"title": " "}, "title"),
        ({"aim": ""}, "aim"),
        ({"receivers": []}, "receivers"),
    ],
)
def test_bad_input_is_refused_at_its_field(workshop: Workshop, columns: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        send(workshop, **columns)
    assert field in refusal.value.problems


def test_nothing_is_sent_outside_the_own_subtree(workshop: Workshop) -> None:
    stranger = Organisation.objects.create(
        root=workshop.enterprise.company.root, number=900, kind="branch", name="外单位党支部", path="0000p0/"
    )
    with pytest.raises(Invalid) as refusal:
        send(workshop, receivers=[stranger])
    assert "所辖" in refusal.value.problems["receivers"]


def test_states_are_counted_and_withdrawal_keeps_what_was_done(workshop: Workshop) -> None:
    assignment = send(workshop)
    mine = queries.visible_to(workshop.actor("secretary")).select_related("branch").get()
    do(workshop.actor("secretary"), actions.take_over, Right.RECORD, task=mine)
    mine = Task.objects.select_related("branch").get(thread=mine.thread)
    do(workshop.actor("secretary"), actions.finish, Right.RECORD, task=mine, result="查了 12 处")
    theirs = queries.visible_to(workshop.actor("outsider")).select_related("branch").get()
    do(workshop.actor("outsider"), actions.ask_help, Right.RECORD, task=theirs, what="没有电工")
    counts = assigning.counts_of(assignment, workshop.actor("organiser").path, TODAY)
    assert (counts["done"], counts["sent"], counts["help"]) == (1, 1, 1)
    do(workshop.actor("organiser"), assigning.withdraw_assignment, Right.ASSIGN, assignment=assignment, reason="重复了")
    assert set(assigning.tasks_of(assignment).values_list("state", flat=True)) == {TaskState.DONE, TaskState.DROPPED}
    assert Task.versions.filter(thread=theirs.thread).count() == 3
    standing = assigning.assignment_for(workshop.actor("organiser"), assignment.thread)
    with pytest.raises(Refused):
        do(workshop.actor("organiser"), assigning.withdraw_assignment, Right.ASSIGN, assignment=standing, reason="再来")


def test_only_superiors_find_an_assignment(workshop: Workshop) -> None:
    assignment = send(workshop)
    for who in ("secretary", "member", "keeper", "outsider"):
        with pytest.raises(NotFound):
            assigning.assignment_for(workshop.actor(who), assignment.thread)


def test_the_branch_cannot_cancel_rename_or_postpone_it_alone(workshop: Workshop) -> None:
    send(workshop)
    secretary = workshop.actor("secretary")
    task = queries.visible_to(secretary).select_related("branch").get()
    with pytest.raises(Refused):
        do(secretary, actions.drop, Right.RECORD, task=task, reason="不想办")
    with pytest.raises(Refused):
        do(
            secretary, actions.change_task, Right.RECORD,
            task=task, title="另一件", purpose="", due_on=DUE,
        )  # fmt: skip
    with pytest.raises(Refused):
        do(secretary, actions.adapt, Right.RECORD, task=task, how="分班查", due_on=DUE + timedelta(days=1))


def many_branches(company: Organisation, number: int) -> None:
    Organisation.objects.bulk_create(
        Organisation(
            root=company.root, number=1000 + index, kind=OrganisationKind.BRANCH, name=f"第{index}支部",
            path=company.path + code(1000 + index) + SEPARATOR,
        )
        for index in range(number)
    )  # fmt: skip


def test_many_branches_are_the_workers_and_cost_few_statements(
    workshop: Workshop, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "PORTION", 500)
    many_branches(workshop.enterprise.company, 998)
    assignment = send(workshop)
    assert (assignment.total, assigning.tasks_of(assignment).count()) == (1000, 0)
    with django_assert_max_num_queries(60):
        assert flow.give_out_rest(assignment.thread) == 1000
    assert flow.give_out_rest(assignment.thread) == 0
    with django_assert_max_num_queries(1):
        assert assigning.counts_of(assignment, workshop.enterprise.company.path, TODAY)["sent"] == 1000
