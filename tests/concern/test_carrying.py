"""A plan becomes a branch's work and its outcome comes back; who raised it and how they wrote it stay at the desk."""

from datetime import time
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.concern.clock import Clock
from tests.concern.test_way import PLAN, answer, look, work
from tests.concern.unit import Unit, raise_concern, the_only
from tests.personas import do
from tests.web.sending import send, text_of
from zhibu.base.actor import Right
from zhibu.concern.models import Act, Concern, ConcernStep
from zhibu.flows.carrying import outcomes
from zhibu.meeting.actions import NewGathering, NewItem, as_entered, record_gathering
from zhibu.meeting.models import Gathering, Item, ItemKind, Stage
from zhibu.work.actions import drop, finish, take_over
from zhibu.work.models import FoundIn, Initiative, Task, TaskSource, TaskState

pytestmark = pytest.mark.django_db
WORDS = "夜班的人吃不上热饭，我胃不好只能啃冷馒头"
TITLE = "23 点供一次热餐，先试一个月"


def planned(unit: Unit, day: Clock, who: str = "secretary", words: str = WORDS, **fields: object) -> str:
    at_branch = who == "secretary"
    receipt = raise_concern(unit, words, desk=unit.desk(at_branch=at_branch), **fields)
    day.pass_days()
    work(unit, who, "plan", **{**PLAN, "can_do": TITLE})
    return receipt


def carry(unit: Unit, who: str, shape: str, **fields: str):
    return send(unit.browser(who), f"/concerns/inbox/{the_only().pk}/carry/", shape=shape, **fields)


def everything_outside_the_room() -> str:
    """All text of all tables but those of concerns, people and log-ins."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(("concern_", "django_", "account_")):
                cursor.execute(f'SELECT * FROM "{table}"')
                found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def plan_meeting(unit: Unit, day: Clock, *kinds: ItemKind, **item: object) -> Gathering:
    found: Gathering = do(
        unit.actor("secretary"), record_gathering, Right.RECORD, today=day.today, now=day.now, stage=Stage.PLANNED,
        new=NewGathering(
            unit.branch, day.today.replace(day=28), [NewItem(kind, **item) for kind in kinds], starts=time(15)
        ),
    )  # fmt: skip
    return found


def test_one_press_makes_a_task_and_its_outcome_comes_back_as_news(unit: Unit, day: Clock) -> None:
    receipt = planned(unit, day)
    page = text_of(unit.browser("secretary").get(f"/concerns/inbox/{the_only().pk}/carry/"))
    assert f'value="{TITLE}"' in page, "the plan stands there already: one press"
    assert carry(unit, "secretary", "task").status_code == 302
    task = Task.objects.get()
    assert (task.title, task.source, task.branch, task.state) == (
        TITLE, TaskSource.CONCERN_PLAN, unit.branch, TaskState.TAKEN_OVER,
    )  # fmt: skip
    assert "交给支部去办，成了支部的任务" in look(receipt) and TITLE in look(receipt)
    assert "告诉本人" not in text_of(unit.browser("secretary").get("/"))
    do(unit.actor("secretary"), finish, Right.RECORD, today=day.today, now=day.now, task=task, result="灶台装好了")
    assert f"告诉本人：{TITLE}" in text_of(unit.browser("secretary").get("/"))
    assert "灶台装好了" in text_of(unit.browser("secretary").get(f"/concerns/inbox/{the_only().pk}/"))
    assert "灶台装好了" not in look(receipt), "nothing is told before a handler has read it"
    work(unit, "secretary", "done")
    assert "灶台装好了" in look(receipt) and "办好了吗？" in look(receipt)
    assert f"告诉本人：{TITLE}" not in text_of(unit.browser("secretary").get("/"))
    answer(receipt, "solved")


def test_a_desk_of_the_unit_sends_it_to_a_branch_that_takes_it_over(unit: Unit, day: Clock) -> None:
    planned(unit, day, "zhou")
    assert "列入最近的议程" not in text_of(unit.browser("zhou").get(f"/concerns/inbox/{the_only().pk}/carry/"))
    assert carry(unit, "zhou", "task", branch=str(unit.branch.pk)).status_code == 302
    task = Task.objects.get()
    assert task.state == TaskState.SENT
    assert f"接手：{TITLE}" in text_of(unit.browser("secretary").get("/"))
    do(unit.actor("secretary"), take_over, Right.RECORD, today=day.today, now=day.now, task=task)
    task = Task.objects.get()
    do(unit.actor("secretary"), drop, Right.RECORD, today=day.today, now=day.now, task=task, reason="食堂自己办了")
    assert "食堂自己办了" in text_of(unit.browser("zhou").get(f"/concerns/inbox/{the_only().pk}/news/"))


def test_it_becomes_an_initiative(unit: Unit, day: Clock) -> None:
    planned(unit, day)
    assert carry(unit, "secretary", "initiative").status_code == 302
    found = Initiative.objects.get()
    assert (found.found_in, found.problem) == (FoundIn.CONCERN, TITLE)
    do(
        unit.actor("secretary"),
        finish,
        Right.RECORD,
        today=day.today,
        now=day.now,
        task=Task.objects.get(),
        result="成",
    )
    assert outcomes([the_only()])[0].waits


def test_it_becomes_an_item_and_the_decision_comes_back(unit: Unit, day: Clock) -> None:
    planned(unit, day)
    refused = carry(unit, "secretary", "agenda")
    assert refused.status_code == 422 and "先在“会议”里定个时间" in text_of(refused)
    plan_meeting(unit, day, ItemKind.COMMITTEE_MEETING)
    assert carry(unit, "secretary", "agenda").status_code == 302
    meeting = Gathering.objects.get()
    assert [item.topic for item in meeting.items.all()] == [TITLE], "the bare kind takes the topic"
    assert not outcomes([the_only()])[0].waits
    day.pass_days(4)
    new = as_entered(meeting)
    new.items[0].decision, new.present, new.due = "从 12 月 1 日起办", 2, 2
    do(
        unit.actor("secretary"), record_gathering, Right.RECORD, today=day.today, now=day.now, new=new,
        standing=meeting,
    )  # fmt: skip
    over = outcomes([the_only()])[0]
    assert over.waits and over.words == "从 12 月 1 日起办"


def test_an_agenda_keeps_what_stood_on_it_and_undo_takes_the_item_off(unit: Unit, day: Clock) -> None:
    planned(unit, day)
    plan_meeting(unit, day, ItemKind.COMMITTEE_MEETING, topic="讨论年度总结")
    carry(unit, "secretary", "agenda")
    topics = Item.objects.filter(gathering=Gathering.objects.get()).order_by("order").values_list("topic", flat=True)
    assert list(topics) == ["讨论年度总结", TITLE]
    step = ConcernStep.objects.get(act=Act.PASSED_ON)
    unit.browser("secretary").post(f"/concerns/inbox/{the_only().pk}/undo/{step.pk}/")
    assert [item.topic for item in Gathering.objects.get().items.all()] == ["讨论年度总结"]
    assert not ConcernStep.objects.filter(act=Act.PASSED_ON).exists()


def test_undo_takes_the_task_back(unit: Unit, day: Clock) -> None:
    planned(unit, day, "zhou")
    carry(unit, "zhou", "task")
    step = ConcernStep.objects.get(act=Act.PASSED_ON)
    unit.browser("zhou").post(f"/concerns/inbox/{the_only().pk}/undo/{step.pk}/")
    assert not Task.objects.exists()


def test_neither_wording_nor_name_nor_a_way_back_travels(unit: Unit, day: Clock) -> None:
    """Canary: all tables outside the room, after each of the three shapes."""
    planned(
        unit, day, called="郭守田", reached_by="13900008888", handler=str(unit.user("secretary").pk),
    )  # fmt: skip
    concern = the_only()
    plan_meeting(unit, day, ItemKind.COMMITTEE_MEETING)
    for shape in ("task", "agenda", "initiative"):
        assert carry(unit, "secretary", shape).status_code == 302
    kept = everything_outside_the_room()
    marks = [WORDS, "只能啃冷馒头", "郭守田", "13900008888", str(concern.pk), concern.pk.hex, str(concern.receipt)]
    assert [mark for mark in marks if mark in kept] == []
    steps = {step.pk for step in ConcernStep.objects.filter(act=Act.PASSED_ON)}
    pointing = set(Task.versions.values_list("source_key", flat=True)) | set(
        Item.objects.values_list("thread", flat=True)
    )
    assert not pointing & (steps | {concern.pk})


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("有人说只能啃冷馒头，办热饭，夜班的人吃不上热饭，我胃不好", "本人的原话"),
        ("给郭守田供热餐", "称呼或者电话"),
        ("打 13900008888 问热餐", "称呼或者电话"),
    ],
)
def test_the_wording_and_the_name_are_refused(unit: Unit, day: Clock, title: str, said: str) -> None:
    handler = str(unit.user("secretary").pk)
    planned(unit, day, called="郭守田", reached_by="13900008888", handler=handler)
    answered = carry(unit, "secretary", "task", title=title)
    assert answered.status_code == 422 and said in text_of(answered)
    assert not Task.objects.exists()


def test_others_cannot_try_names_out(unit: Unit, day: Clock) -> None:
    """Whoever does not know the name gets the same answer for every name: nothing is to be learnt by trying."""
    planned(unit, day, "zhou", called="郭守田", handler=str(unit.user("li").pk))
    assert carry(unit, "zhou", "task", title="给郭守田供热餐").status_code == 302
    assert carry(unit, "li", "task", title="给郭守田再供热餐").status_code == 422


@pytest.mark.parametrize("shape", ["task", "agenda", "initiative"])
def test_allegations_never_travel(unit: Unit, day: Clock, shape: str) -> None:
    planned(unit, day, words="班长派活看关系，轻活总是那几个人的", about_a_person="on")
    plan_meeting(unit, day, ItemKind.COMMITTEE_MEETING)
    page = text_of(unit.browser("secretary").get(f"/concerns/inbox/{the_only().pk}/"))
    assert "交给支部去办" not in page
    assert carry(unit, "secretary", shape).status_code == 422
    assert not Task.objects.exists() and not Item.objects.exclude(topic="").exists()


def test_what_names_a_handler_stays_even_when_somebody_unmarks_it(unit: Unit, day: Clock) -> None:
    planned(unit, day, "kong", words="周海燕和李受理只收不办")
    unit.browser("kong").post(f"/concerns/inbox/{the_only().pk}/person/")
    assert not the_only().about_a_person
    assert carry(unit, "kong", "task").status_code == 422
    assert not Task.objects.exists()


def test_marked_as_about_a_person_later_its_task_and_item_are_taken_back(unit: Unit, day: Clock) -> None:
    planned(unit, day)
    plan_meeting(unit, day, ItemKind.COMMITTEE_MEETING)
    for shape in ("task", "agenda"):
        carry(unit, "secretary", shape)
    unit.browser("secretary").post(f"/concerns/inbox/{the_only().pk}/person/")
    assert not Task.objects.exists()
    assert [item.topic for item in Gathering.objects.get().items.all()] == [""]


def test_one_task_for_several_and_each_raiser_is_told(unit: Unit, day: Clock) -> None:
    first, second = raise_concern(unit, "夜班没热饭"), raise_concern(unit, "晚上食堂关门")
    day.pass_days()
    one, other = Concern.objects.order_by("pk")
    browser = unit.browser("zhou")
    send(browser, f"/concerns/inbox/{one.pk}/join/", concerns=[str(other.pk)])
    work(unit, "zhou", "plan", one, **{**PLAN, "can_do": TITLE, "for_all": "on"})
    assert send(browser, f"/concerns/inbox/{one.pk}/carry/", shape="task", for_all="on").status_code == 302
    assert Task.objects.count() == 1
    assert all(TITLE in look(receipt) for receipt in (first, second))


def test_more_concerns_cost_no_more_queries(unit: Unit, day: Clock) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert outcomes(list(Concern.objects.all()))
        return len(queries)

    planned(unit, day)
    carry(unit, "secretary", "task")
    few = count()
    for number in range(3):
        step = ConcernStep.objects.filter(act=Act.PASSED_ON)[0]
        step.pk, step.thread, step.number = uuid4(), uuid4(), step.number + 10 + number
        step.save(force_insert=True)
    assert count() == few


def test_strangers_cannot_send_it_anywhere(unit: Unit, day: Clock) -> None:
    planned(unit, day)
    address = f"/concerns/inbox/{the_only().pk}/carry/"
    assert unit.browser("kong").get(address).status_code == 404
    assert unit.browser("member").get(address).status_code == 403
    assert (
        send(unit.browser("secretary"), address, shape="task", branch=str(unit.enterprise.second.pk)).status_code == 422
    )
