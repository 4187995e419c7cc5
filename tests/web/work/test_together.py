"""主动工作 lent and borrowed by consent; 协办 answered by a link once, on the telephone or on paper."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.personas import TODAY, do
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.base.errors import NotAllowed
from zhibu.work import together
from zhibu.work.models import Cooperation, CooperationAnswer, Initiative, Task

pytestmark = pytest.mark.django_db


def begun(workshop: Workshop) -> Task:
    columns = {"problem": "夜班吃不上热饭", "found_in": "talk", "title": "装热饭炉", "details": "先借一台试两周"}
    answer = send(workshop.browser("secretary"), "/plan/initiatives/new/", is_secretary_project="on", **columns)
    assert answer.status_code == 302, answer.context["form"].errors
    return Task.objects.get()


def shared(workshop: Workshop) -> Task:
    task = begun(workshop)
    browser = workshop.browser("secretary")
    assert send(browser, f"/plan/tasks/{task.thread}/do/finish/", result="天天有热饭").status_code == 302
    assert send(browser, f"/plan/initiatives/{task.thread}/share/", practice="借炉子试两周再买").status_code == 302
    return task


def test_a_secretary_project_names_its_problem(workshop: Workshop) -> None:
    page = text_of(workshop.browser("secretary").get(f"/plan/tasks/{begun(workshop).thread}/"))
    assert "书记项目" in page
    assert "夜班吃不上热饭" in page


def test_it_is_lent_only_when_done_and_only_by_consent(workshop: Workshop) -> None:
    task = begun(workshop)
    browser = workshop.browser("secretary")
    assert send(browser, f"/plan/initiatives/{task.thread}/share/", practice="照做").status_code == 422
    outsider = workshop.browser("outsider")
    assert outsider.get(f"/plan/practices/{task.thread}/").status_code == 404
    assert outsider.post(f"/plan/practices/{task.thread}/borrow/").status_code == 404


def test_another_branch_borrows_it_and_the_consent_can_be_taken_back(workshop: Workshop) -> None:
    task = shared(workshop)
    outsider, secretary = workshop.browser("outsider"), workshop.browser("secretary")
    assert "装热饭炉" in text_of(outsider.get("/plan/initiatives/"))
    page = text_of(outsider.get(f"/plan/practices/{task.thread}/"))
    assert "借炉子试两周再买" in page
    assert "王玉兰" not in page
    assert outsider.post(f"/plan/practices/{task.thread}/borrow/").status_code == 302
    borrowed = Task.objects.get(branch=workshop.enterprise.second)
    assert (borrowed.source, borrowed.source_key) == ("borrowed", task.thread)
    assert "二车间党支部" in text_of(secretary.get(f"/plan/tasks/{task.thread}/"))
    assert outsider.post(f"/plan/practices/{task.thread}/borrow/").status_code == 422
    assert secretary.post(f"/plan/initiatives/{task.thread}/keep/").status_code == 302
    assert outsider.get(f"/plan/practices/{task.thread}/").status_code == 404
    assert Task.objects.get(branch=workshop.enterprise.second).is_open


def helper(workshop: Workshop) -> Cooperation:
    task = begun(workshop)
    browser = workshop.browser("secretary")
    answer = send(
        browser, f"/plan/tasks/{task.thread}/help/", kind="department", party="后勤科", wanted="出一台炉子",
        wanted_by="11月30日",
    )  # fmt: skip
    assert answer.status_code == 302
    return Cooperation.objects.get()


def link_of(workshop: Workshop, row: Cooperation) -> str:
    page = workshop.browser("secretary").post(f"/plan/help/{row.thread}/link/")
    assert page.status_code == 200
    return page.context["link"].removeprefix("http://testserver")


def test_a_link_is_opened_by_a_press_and_answers_once(workshop: Workshop) -> None:
    row = helper(workshop)
    link = link_of(workshop, row)
    token = link.strip("/").split("/")[-1]
    standing = Cooperation.objects.get()
    assert token not in standing.link_digest
    stranger = Client()
    closed = text_of(stranger.get(link))
    assert "出一台炉子" not in closed  # a chat's preview reads nothing
    assert "出一台炉子" in text_of(stranger.post(link))
    answer = stranger.post(link, {"kind": "promised", "until": "11月28日", "who": "老张"})
    assert "已答复" in text_of(answer)
    assert CooperationAnswer.objects.get().channel == "link"
    for response in (stranger.get(link), stranger.post(link, {"kind": "done"})):
        assert response.status_code == 404
        assert "出一台炉子" not in text_of(response)
    page = text_of(workshop.browser("secretary").get(f"/plan/tasks/{row.task}/"))
    assert "答应了，2026年11月28日前" in page
    assert "老张" in page


def test_a_newer_link_replaces_the_older_and_a_month_ends_it(workshop: Workshop) -> None:
    row = helper(workshop)
    first, second = link_of(workshop, row), link_of(workshop, row)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    token = second.strip("/").split("/")[-1]
    last = TODAY + timedelta(days=together.LINK_DAYS)
    assert together.by_link(token, last) is not None
    assert together.by_link(token, last + timedelta(days=1)) is None
    assert together.by_link("", TODAY) is None


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"kind": "promised"}, "until"),
        ({"kind": "promised", "until": "2026-11-22"}, "until"),
        ({"kind": "cannot"}, "words"),
    ],
)
def test_an_answer_says_by_when_or_what_is_in_the_way(workshop: Workshop, columns: dict[str, str], field: str) -> None:
    link = link_of(workshop, helper(workshop))
    answer = Client().post(link, columns)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Client().get(link).status_code == 200  # a refused answer does not use it up


def test_an_answer_by_telephone_is_entered(workshop: Workshop) -> None:
    row = helper(workshop)
    browser = workshop.browser("secretary")
    answer = send(browser, f"/plan/help/{row.thread}/answer/", kind="done", channel="phone", who="老张")
    assert answer.status_code == 302
    assert "电话" in text_of(browser.get(f"/plan/tasks/{row.task}/"))


def test_the_branch_itself_is_no_helper(workshop: Workshop) -> None:
    task = begun(workshop)
    address = f"/plan/tasks/{task.thread}/help/"
    columns = {"kind": "branch", "party": "一车间党支部", "wanted": "帮忙"}
    assert send(workshop.browser("secretary"), address, **columns).status_code == 422
    assert workshop.browser("outsider").get(address).status_code == 404


def test_others_do_not_find_helpers_or_links(workshop: Workshop) -> None:
    row = helper(workshop)
    for who, status in (("outsider", 404), ("member", 404), ("organiser", 403)):
        assert workshop.browser(who).post(f"/plan/help/{row.thread}/link/").status_code == status


def test_consent_belongs_to_the_branch(workshop: Workshop) -> None:
    task = shared(workshop)
    initiative = Initiative.objects.get(task=task.thread)
    outsider = workshop.actor("outsider")
    with pytest.raises(NotAllowed):
        do(outsider, together.stop_sharing, Right.RECORD, initiative=initiative)
