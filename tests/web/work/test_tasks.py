"""任务 through pages: made, moved and undone; on 今天 with the days in words; nothing for those it does not concern."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import TODAY, do
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.meeting.models import ItemKind
from zhibu.work import actions
from zhibu.work.actions import NewTask
from zhibu.work.models import Task, TaskSource

pytestmark = pytest.mark.django_db


def make(workshop: Workshop, **columns) -> Task:
    new = NewTask(**{"branch": workshop.branch, "title": "修好夜班热饭的炉子", **columns})
    return do(workshop.actor("secretary"), actions.create_task, Right.RECORD, new=new)


def test_a_task_is_written_down_with_one_typed_field_and_undone(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    answer = send(browser, "/plan/tasks/new/", title="修好夜班热饭的炉子", others="单雪、后勤科老张", due_on="12月1日")
    assert answer.status_code == 302
    page = text_of(browser.get("/plan/tasks/"))
    assert "单雪、后勤科老张" in page
    assert "还有 8 天" in page
    task = Task.objects.get()
    assert browser.post(f"/plan/tasks/{task.thread}/undo/").status_code == 302
    assert "没有在办的任务" in text_of(browser.get("/plan/tasks/"))


def test_nothing_typed_is_lost_when_refused(workshop: Workshop) -> None:
    answer = send(workshop.browser("secretary"), "/plan/tasks/new/", title="", purpose="夜班有热饭吃")
    assert answer.status_code == 422
    assert "夜班有热饭吃" in text_of(answer)
    assert "“要办什么”还没填。" in text_of(answer)


def test_done_records_the_records_of_the_branch(workshop: Workshop) -> None:
    meeting = workshop.held(date(2026, 11, 20), ItemKind.THEME_DAY, title="修炉子主题党日")
    task = make(workshop, owners=[workshop.members[2]])
    browser = workshop.browser("secretary")
    answer = send(browser, f"/plan/tasks/{task.thread}/do/finish/", records=[f"gathering:{meeting.thread}"])
    assert answer.status_code == 302
    page = text_of(browser.get(f"/plan/tasks/{task.thread}/"))
    assert f"/meetings/{meeting.pk}/" in page
    assert "修炉子主题党日" in page
    assert "撤销刚才写的" in page
    deed = browser.get(f"/plan/tasks/{task.thread}/").context["undo"]
    assert browser.post(deed).status_code == 302
    assert Task.objects.get().is_open


def test_a_member_sees_the_own_tasks_and_moves_them(workshop: Workshop) -> None:
    own, other = make(workshop, owners=[workshop.members[2]]), make(workshop, title="别人的事")
    browser = workshop.browser("member")
    page = text_of(browser.get("/plan/tasks/"))
    assert own.title in page
    assert other.title not in page
    assert send(browser, f"/plan/tasks/{own.thread}/do/progress/", words="拆开了").status_code == 302
    assert browser.get(f"/plan/tasks/{own.thread}/do/answer_help/").status_code == 404
    assert browser.get(f"/plan/tasks/{other.thread}/").status_code == 404
    assert browser.get("/plan/tasks/new/").status_code == 403


@pytest.mark.parametrize(("days", "words"), [(-3, "超过 3 天"), (5, "还有 5 天"), (0, "今天到期"), (15, "")])
def test_today_says_how_many_days(workshop: Workshop, days: int, words: str) -> None:
    make(workshop, owners=[workshop.members[2]], due_on=TODAY + timedelta(days=days))
    for who in ("secretary", "member"):
        context = workshop.browser(who).get("/").context
        rows = [*context["actions"], *context.get("later", ())]
        found = [row for row in rows if "修好夜班热饭的炉子" in str(row.title)]
        assert [str(row.when) for row in found] == ([words] if words else []), who


def test_a_task_from_above_waits_to_be_taken_over(workshop: Workshop) -> None:
    task = make(workshop, source=TaskSource.FROM_ABOVE, source_key=workshop.branch.pk, state="sent")
    browser = workshop.browser("secretary")
    context = browser.get("/").context
    rows = [*context["actions"], *context["later"]]
    assert any(str(row.title) == f"接手：{task.title}" for row in rows)
    assert browser.post(f"/plan/tasks/{task.thread}/take-over/").status_code == 302
    assert Task.objects.get().state == "taken_over"


@pytest.mark.parametrize("address", ["", "edit/", "do/finish/", "do/progress/"])
def test_another_branch_finds_nothing(workshop: Workshop, address: str) -> None:
    task = make(workshop)
    assert workshop.browser("outsider").get(f"/plan/tasks/{task.thread}/{address}").status_code == 404


def test_an_open_decision_is_on_the_form_of_the_next_meeting(workshop: Workshop) -> None:
    make(workshop, source=TaskSource.DECISION, source_key=workshop.branch.pk, due_on=TODAY + timedelta(days=3))
    page = text_of(workshop.browser("secretary").get("/meetings/new/"))
    assert "修好夜班热饭的炉子" in page
    assert "还没定人；11月26日，还有 3 天；在办" in page


def test_ten_more_tasks_cost_no_query(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    task = make(workshop, owners=[workshop.members[1]], due_on=TODAY)

    def cost(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(address).status_code == 200
        return len(caught)

    move = {"action": actions.note_progress, "right": Right.RECORD, "words": "进展"}
    do(workshop.actor("secretary"), task=Task.objects.get(thread=task.thread), **move)
    addresses = ("/plan/tasks/", f"/plan/tasks/{task.thread}/", "/", "/meetings/new/")
    before = [cost(address) for address in addresses]
    for number in range(10):
        make(workshop, title=f"第 {number} 件", owners=[workshop.members[number % 8]], due_on=TODAY)
        do(workshop.actor("secretary"), task=Task.objects.get(thread=task.thread), **move)
    assert [cost(address) for address in addresses] == before
