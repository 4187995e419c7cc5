"""等别人的: what a branch sent up and waits for, until it is answered; only for those who may send it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import TODAY, do
from tests.web.sending import text_of
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.flows import assigning as flow
from zhibu.work import actions, upward
from zhibu.work.assigning import NewAssignment, tasks_of
from zhibu.work.models import Submission, SubmissionKind, Task, Verdict
from zhibu.work.upward import NewSubmission

pytestmark = pytest.mark.django_db


def waited(workshop: Workshop, who: str = "secretary") -> str:
    _before, heading, after = text_of(workshop.browser(who).get("/")).partition("等别人的")
    return after if heading else ""


def ask(workshop: Workshop, matter: str = "换一台热饭炉") -> Submission:
    new = NewSubmission(
        organisation=workshop.branch, kind=SubmissionKind.REQUEST, matter=matter, body="旧炉坏了，换一台。",
        happened_on=TODAY - timedelta(days=3), to=workshop.enterprise.company, answer_by=TODAY + timedelta(days=4),
    )  # fmt: skip
    return do(workshop.actor("secretary"), upward.send, Right.RECORD, new=new)


def given(workshop: Workshop) -> Task:
    company = workshop.enterprise.company
    new = NewAssignment(
        sender=company, title="查冬季用电", aim="入冬前消掉火险", due_on=TODAY + timedelta(days=5), receivers=[company]
    )
    tasks = tasks_of(do(workshop.actor("organiser"), flow.send_assignment, Right.ASSIGN, new=new))
    do(workshop.actor("secretary"), actions.take_over, Right.RECORD, task=tasks.get(branch=workshop.branch))
    return standing(workshop)


def standing(workshop: Workshop) -> Task:
    return Task.objects.get(branch=workshop.branch, title="查冬季用电")


def test_a_request_stands_there_with_whom_and_until_when_and_goes_with_its_answer(workshop: Workshop) -> None:
    assert "换一台热饭炉" not in waited(workshop)
    submission = ask(workshop)
    told = waited(workshop)
    assert "请示：换一台热饭炉" in told
    assert f"报给{workshop.enterprise.company.name}，等答复 · 希望 11月27日前答复" in told
    assert "换一台热饭炉" not in waited(workshop, "member")
    assert f"/plan/upward/{submission.thread}/" in workshop.browser("secretary").get("/").content.decode()
    do(workshop.actor("organiser"), upward.reply, Right.ASSIGN, submission=submission, verdict=Verdict.AGREED)
    assert "换一台热饭炉" not in waited(workshop)


def test_a_task_from_above_waits_while_more_time_or_help_is_asked_for(workshop: Workshop) -> None:
    task = given(workshop)
    secretary, day = workshop.actor("secretary"), TODAY + timedelta(days=9)
    do(secretary, actions.ask_more_time, Right.RECORD, task=task, until=day, reason="等电工")
    assert "等答复延期：查冬季用电" in waited(workshop)
    organiser = workshop.actor("organiser")
    do(organiser, actions.answer_more_time, Right.ASSIGN, task=standing(workshop), until=day)
    assert "查冬季用电" not in waited(workshop)
    do(secretary, actions.ask_help, Right.RECORD, task=standing(workshop), what="借一名电工")
    assert "等上级帮一把：查冬季用电" in waited(workshop)


def test_ten_more_requests_cost_no_query(workshop: Workshop) -> None:
    ask(workshop)
    browser = workshop.browser("secretary")
    with CaptureQueriesContext(connection) as few:
        browser.get("/")
    for number in range(10):
        ask(workshop, f"第{number}件事")
    with CaptureQueriesContext(connection) as many:
        assert "第9件事" in text_of(browser.get("/"))
    assert len(many) <= len(few)
