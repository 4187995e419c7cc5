"""单位目标 through pages: figures by hand, carriers as assignments, goals that nobody carries, good and bad days."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import do
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.base.errors import Refused
from zhibu.meeting.models import ItemKind
from zhibu.work import goals
from zhibu.work.models import Goal, GoalFigure, Task, UnitDay

pytestmark = pytest.mark.django_db


def goal_of(workshop: Workshop, title: str = "一次交验合格率到 98%", who: str = "secretary") -> Goal:
    columns = {"title": title, "counted": "合格率", "unit": "%", "wanted": "98"}
    answer = send(workshop.browser(who), "/plan/goals/new/", **columns)
    assert answer.status_code == 302, answer.context["form"].errors
    return Goal.objects.get(title=title)


def test_a_goal_that_nobody_carries_is_named_until_something_carries_it(workshop: Workshop) -> None:
    goal = goal_of(workshop)
    browser = workshop.browser("secretary")
    assert "还没有人扛" in text_of(browser.get("/plan/goals/"))
    answer = send(
        browser, f"/plan/tasks/new/?goal={goal.thread}", title="三号机攻关小组", form="task_force",
        owner=str(workshop.members[1].pk),
    )  # fmt: skip
    assert answer.status_code == 302
    task = Task.objects.get()
    assert (task.goal, task.form) == (goal.thread, "task_force")
    page = text_of(browser.get("/plan/goals/"))
    assert "还没有人扛" not in page
    assert "三号机攻关小组" in page
    assert "攻关小组" in text_of(browser.get(f"/plan/goals/{goal.thread}/"))


def test_a_theme_day_is_linked_to_a_goal(workshop: Workshop) -> None:
    goal = goal_of(workshop)
    meeting = workshop.held(date(2026, 11, 20), ItemKind.THEME_DAY, title="质量党日")
    browser = workshop.browser("secretary")
    answer = send(browser, f"/plan/goals/{goal.thread}/link/", gathering=f"gathering:{meeting.thread}")
    assert answer.status_code == 302
    assert "质量党日" in text_of(browser.get(f"/plan/goals/{goal.thread}/"))
    assert "1 次会" in text_of(browser.get("/plan/goals/"))


def test_one_figure_a_quarter_the_second_corrects_and_none_for_a_quarter_to_come(workshop: Workshop) -> None:
    goal = goal_of(workshop)
    browser = workshop.browser("secretary")
    for figure in ("96.5", "97.25"):
        assert send(browser, f"/plan/goals/{goal.thread}/figure/", quarter="3", figure=figure).status_code == 302
    assert GoalFigure.objects.get().figure == Decimal("97.25")
    assert "97.25%" in text_of(browser.get("/plan/goals/"))
    secretary = workshop.actor("secretary")
    with pytest.raises(Refused):
        do(
            secretary, goals.note_figure, Right.RECORD, today=date(2026, 9, 30),
            goal=goal, quarter=4, figure=Decimal(1),
        )  # fmt: skip
    do(secretary, goals.note_figure, Right.RECORD, today=date(2026, 10, 1), goal=goal, quarter=4, figure=Decimal(1))


def test_the_companys_goals_are_the_branchs_too_and_not_the_other_way(workshop: Workshop) -> None:
    goal_of(workshop, "全厂零伤亡", who="organiser")
    goal_of(workshop, "车间的目标")
    assert "全厂零伤亡" in text_of(workshop.browser("member").get("/plan/goals/"))
    assert "车间的目标" not in text_of(workshop.browser("outsider").get("/plan/goals/"))
    goal = Goal.objects.get(title="全厂零伤亡")
    assert workshop.browser("secretary").get(f"/plan/goals/{goal.thread}/edit/").status_code == 404
    assert workshop.browser("member").get("/plan/goals/new/").status_code == 403


def test_a_bad_day_stands_beside_what_the_branch_did(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    columns = {"kind": "bad", "title": "二号机停了两天", "happened_on": "11月18日", "done": "党员突击队倒班抢修"}
    assert send(browser, "/plan/goals/days/new/", **columns).status_code == 302
    day = UnitDay.objects.get()
    assert send(browser, f"/plan/goals/days/{day.pk}/edit/", outcome="20 日恢复").status_code == 302
    page = text_of(browser.get("/plan/goals/"))
    assert "二号机停了两天" in page
    assert "20 日恢复" in page
    assert UnitDay.versions.count() == 2
    assert send(browser, "/plan/goals/days/new/", **columns | {"happened_on": "2026-11-24"}).status_code == 422


def test_the_four_roles_are_shown_by_what_was_done(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    send(browser, "/plan/tasks/new/", title="夜班有热饭", role="service")
    assert "办成 1 件" not in text_of(browser.get("/plan/goals/"))
    send(browser, f"/plan/tasks/{Task.objects.get().thread}/do/finish/", result="有了")
    assert "办成 1 件：夜班有热饭" in text_of(browser.get("/plan/goals/"))


def test_more_goals_and_carriers_cost_no_query(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    goal = goal_of(workshop)
    send(browser, f"/plan/tasks/new/?goal={goal.thread}", title="第一件")

    def cost() -> int:
        browser.get("/plan/goals/")
        with CaptureQueriesContext(connection) as caught:
            browser.get("/plan/goals/")
        return len(caught)

    before = cost()
    for number in range(4):
        other = goal_of(workshop, f"目标 {number}")
        send(browser, f"/plan/tasks/new/?goal={other.thread}", title=f"事 {number}")
    assert cost() == before
