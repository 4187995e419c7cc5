"""Between superior and branch, through pages: (a) a task adapted three ways and the city's own Excel filled, (b) a
problem found, solved with a department and lent, (c) the secretary changes and nothing is lost.
"""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.intake.test_forms import HEADER, book
from tests.personas import PASSWORD, START, acting, do, found
from tests.web.sending import send, text_of
from tests.web.workshop import BACKEND, Workshop, built, workshop
from zhibu.account.actions import grant_role, open_account
from zhibu.base.actor import Right, Role
from zhibu.member.models import PostHolding, PostKind
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.work.models import Assignment, Goal, HigherForm, Submission, Task

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db


def third_branch(workshop: Workshop) -> tuple[Organisation, Client]:
    """One more branch with its secretary at a browser."""
    company = workshop.enterprise.company
    branch = found(company, OrganisationKind.BRANCH, "三车间党支部")
    keeper = acting(company, Role.ADMINISTRATOR)
    user = do(
        keeper, open_account, Right.ACCOUNTS, username="third", display_name="秦工", password=PASSWORD, member=None
    )
    do(keeper, grant_role, Right.ACCOUNTS, user=user, organisation=branch, role=Role.SECRETARY, since=START)
    client = Client()
    client.force_login(user, backend=BACKEND)
    return branch, client


def act(browser: Client, task: Task, name: str, **columns: str) -> None:
    answer = send(browser, f"/plan/tasks/{task.thread}/do/{name}/", **columns)
    assert answer.status_code == 302, answer.context["form"].errors


def test_a_task_is_adapted_by_three_branches_and_the_citys_excel_comes_out_filled(workshop: Workshop) -> None:
    branch, third = third_branch(workshop)
    organiser, first, second = (workshop.browser(who) for who in ("organiser", "secretary", "outsider"))

    # the city's own form: what the records hold is filled, one column is asked of the branches
    empty = book([["全市基层党组织情况表"], HEADER, [None] * 7, ["制表人："]])
    organiser.post("/plan/forms/", {"file": SimpleUploadedFile("市里的表.xlsx", empty), "year": "2026"})
    form = HigherForm.objects.get()
    assert send(organiser, f"/plan/forms/{form.pk}/ask/", aim="市里统计", due_on="12月3日").status_code == 302
    assignment = Assignment.objects.get()
    tasks = {task.branch.name: task for task in Task.objects.select_related("branch")}
    assert len(tasks) == 3

    ways = (
        ("一车间党支部", first, "班前会上问"),
        ("二车间党支部", second, "工会名单上数"),
        (branch.name, third, "逐户走"),
    )
    for name, browser, how in ways:
        act(browser, tasks[name], "adapt", how=how, why_different="本支部人少")
    page = text_of(organiser.get(f"/plan/assign/{assignment.thread}/"))
    assert all(how in page for _name, _browser, how in ways)

    # one asks and is answered
    about = f"/plan/upward/new/request/?task={tasks['一车间党支部'].thread}"
    assert send(first, about, matter="退休职工算不算", body="有 3 户是退休的").status_code == 302
    submission = Submission.objects.get()
    assert "答复请示：退休职工算不算" in [str(row.title) for row in organiser.get("/").context["actions"]]
    assert send(organiser, f"/plan/upward/{submission.thread}/reply/", verdict="agreed", words="算").status_code == 302
    assert "算" in text_of(first.get(f"/plan/upward/{submission.thread}/"))

    # one needs help and gets it
    act(second, tasks["二车间党支部"], "ask_help", what="名单在劳资科，不给看")
    act(organiser, tasks["二车间党支部"], "answer_help", words="已同劳资科说好，周三去抄")
    assert "已同劳资科说好" in text_of(second.get(f"/plan/tasks/{tasks['二车间党支部'].thread}/"))

    for (name, browser, _how), number in zip(ways, ("2", "0", "1"), strict=True):
        act(browser, tasks[name], "finish", result="数清了", ask_0=number)
    counts = organiser.get(f"/plan/assign/{assignment.thread}/").context["tabs"]
    assert [(str(tab.label), tab.count) for tab in counts] == [("全部", 3), ("已办", 3)]
    filled = organiser.get(f"/plan/forms/{form.pk}/filled/").content
    rows = list(openpyxl.load_workbook(io.BytesIO(filled)).active.iter_rows(values_only=True))
    assert rows[0][0] == "全市基层党组织情况表"
    assert [(row[1], row[2], row[6]) for row in rows[2:5]] == [
        ("一车间党支部", 8, "2"), ("二车间党支部", 1, "0"), ("三车间党支部", None, "1"),
    ]  # fmt: skip
    assert rows[5][0] == "制表人："


def test_a_problem_found_by_the_branch_is_solved_with_a_department_and_lent(workshop: Workshop) -> None:
    secretary, outsider, stranger = workshop.browser("secretary"), workshop.browser("outsider"), Client()
    send(secretary, "/plan/goals/new/", title="停机时间减一半", counted="停机", unit="小时", wanted="40")
    goal = Goal.objects.get()
    answer = send(
        secretary, "/plan/initiatives/new/", problem="换模等备件，一等半天", found_in="production",
        title="常用备件放到机台边", details="先放三样", goal=str(goal.thread), owner=str(workshop.members[1].pk),
        is_secretary_project="on",
    )  # fmt: skip
    assert answer.status_code == 302, answer.context["form"].errors
    task = Task.objects.get()
    address = f"/plan/tasks/{task.thread}/"
    assert "常用备件放到机台边" in text_of(secretary.get(f"/plan/goals/{goal.thread}/"))

    columns = {"kind": "department", "party": "物资科", "wanted": "每周补一次货", "wanted_by": "12月1日"}
    assert send(secretary, f"{address}help/", **columns).status_code == 302
    helper = secretary.get(address).context["helpers"][0]
    link = secretary.post(f"/plan/help/{helper.thread}/link/").context["link"].removeprefix("http://testserver")
    assert "每周补一次货" in text_of(stranger.post(link))
    assert "已答复" in text_of(stranger.post(link, {"kind": "promised", "until": "11月28日", "who": "老秦"}))
    assert "答应了，2026年11月28日前" in text_of(secretary.get(address))

    act(secretary, task, "finish", result="换模等备件从半天到十分钟")
    share = f"/plan/initiatives/{task.thread}/share/"
    assert send(secretary, share, practice="把最常等的三样放到手边，每周补一次").status_code == 302
    assert "常用备件放到机台边" in text_of(outsider.get("/plan/initiatives/"))
    assert outsider.post(f"/plan/practices/{task.thread}/borrow/").status_code == 302
    borrowed = Task.objects.get(branch=workshop.enterprise.second)
    act(outsider, borrowed, "adapt", how="我们放五样")
    assert "二车间党支部" in text_of(secretary.get(address))


def test_the_secretary_changes_and_nothing_is_lost(workshop: Workshop) -> None:
    secretary, organiser = workshop.browser("secretary"), workshop.browser("organiser")
    old, new = workshop.members[0], workshop.members[4]
    send(secretary, "/plan/duties/edit/")
    send(secretary, "/plan/duties/agree/", happened_on="1月15日")
    for title, form in (("每周下夜班一次", "pledge"), ("修好热饭炉", "task")):
        send(secretary, "/plan/tasks/new/", title=title, form=form, owner=str(old.pk), due_on="12月20日")
    send(secretary, "/plan/upward/new/request/", matter="换一台热饭炉", body="旧炉坏了")
    send(
        organiser, "/plan/assign/new/", title="查冬季用电", aim="消掉火险", due_on="12月3日",
        receivers=[str(workshop.branch.pk)],
    )  # fmt: skip
    above = Task.objects.get(source="from_above")
    act(secretary, above, "adapt", how="分班查", owner=str(old.pk))
    holding = PostHolding.objects.get(member=old, post=PostKind.SECRETARY)
    sheet = text_of(secretary.get(f"/plan/handover/{holding.pk}/"))
    for words in ("每周下夜班一次", "修好热饭炉", "查冬季用电", "换一台热饭炉", "主持支部全面工作"):
        assert words in sheet, words

    answer = send(secretary, f"/members/{new.pk}/post/", post="secretary", since="11月23日")
    assert answer.status_code == 302, answer.context["form"].errors
    owned = {row["title"]: row["who"] for row in owners_on_page(secretary)}
    assert owned == {"每周下夜班一次": new.name, "修好热饭炉": new.name, "查冬季用电": new.name}
    for task in Task.objects.all():
        page = text_of(secretary.get(f"/plan/tasks/{task.thread}/"))
        assert f"{old.name}交给{new.name}" in page
    assert "换一台热饭炉" in text_of(secretary.get("/plan/upward/"))
    assert "2026年1月15日商定" in text_of(secretary.get("/plan/duties/"))


def owners_on_page(browser: Client) -> list[dict[str, str]]:
    rows = browser.get("/plan/tasks/").context["table"].rows
    return [{"title": row[0].text, "who": row[1]} for row in rows]
