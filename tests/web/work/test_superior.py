"""Sending down and sending up, through pages."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.meeting.models import ItemKind
from zhibu.work.models import Assignment, Submission, Task

pytestmark = pytest.mark.django_db


def sent(workshop: Workshop, **columns) -> Assignment:
    columns = {
        "title": "查冬季用电", "aim": "入冬前消掉火险", "due_on": "12月3日", "asks": "查出几处隐患",
        "receivers": [str(workshop.enterprise.company.pk)], **columns,
    }  # fmt: skip
    answer = send(workshop.browser("organiser"), "/plan/assign/new/", **columns)
    assert answer.status_code == 302, answer.context["form"].errors
    return Assignment.objects.get()


def test_a_form_that_asks_for_held_data_is_refused_with_the_record_named(workshop: Workshop) -> None:
    browser = workshop.browser("organiser")
    answer = send(
        browser, "/plan/assign/new/", title="报人数", aim="统计", due_on="12月3日", asks="党员数\n书记",
        receivers=[str(workshop.enterprise.company.pk)],
    )  # fmt: skip
    assert answer.status_code == 422
    page = text_of(answer)
    assert "“党员数”在花名册里" in page
    assert "“书记”在任职记录里" in page
    assert "报人数" in page
    assert not Task.objects.exists()


def test_the_branch_sees_who_sent_it_the_sample_and_the_minutes_and_answers_what_was_asked(workshop: Workshop) -> None:
    sent(workshop, sample="配电房、宿舍、食堂各查一遍")
    task = Task.objects.get(branch=workshop.branch)
    browser = workshop.browser("secretary")
    page = text_of(browser.get(f"/plan/tasks/{task.thread}/"))
    assert "北山机械厂党委派来，预计花 5 分钟" in page
    assert "配电房、宿舍、食堂各查一遍" in page
    browser.post(f"/plan/tasks/{task.thread}/take-over/")
    assert send(browser, f"/plan/tasks/{task.thread}/do/finish/", result="查完了").status_code == 422
    answer = send(browser, f"/plan/tasks/{task.thread}/do/finish/", result="查完了", ask_0="3 处")
    assert answer.status_code == 302
    assert "3 处" in text_of(browser.get(f"/plan/tasks/{task.thread}/"))


def test_the_superior_sees_states_in_tree_order_and_no_rank(workshop: Workshop) -> None:
    assignment = sent(workshop)
    task = Task.objects.get(branch=workshop.branch)
    secretary = workshop.browser("secretary")
    send(secretary, f"/plan/tasks/{task.thread}/do/ask_help/", what="没有电工")
    organiser = workshop.browser("organiser")
    response = organiser.get(f"/plan/assign/{assignment.thread}/")
    assert [row[0].text for row in response.context["table"].rows] == ["一车间党支部", "二车间党支部"]
    assert [(str(tab.label), tab.count) for tab in response.context["tabs"]] == [
        ("全部", 2), ("需要帮助", 1), ("等接手", 2),
    ]  # fmt: skip
    found = organiser.get(f"/plan/assign/{assignment.thread}/?state=help")
    assert [row[0].text for row in found.context["table"].rows] == ["一车间党支部"]
    rows = organiser.get("/").context["actions"]
    assert "帮一把：查冬季用电" in [str(row.title) for row in rows]
    send(organiser, f"/plan/tasks/{task.thread}/do/answer_help/", words="派王电工周三去")
    assert "派王电工周三去" in text_of(secretary.get(f"/plan/tasks/{task.thread}/"))


def test_withdrawn_with_the_reason_that_the_branch_reads(workshop: Workshop) -> None:
    assignment = sent(workshop)
    organiser = workshop.browser("organiser")
    assert send(organiser, f"/plan/assign/{assignment.thread}/withdraw/", reason="和安全科的重了").status_code == 302
    task = Task.objects.get(branch=workshop.branch)
    page = text_of(workshop.browser("secretary").get(f"/plan/tasks/{task.thread}/"))
    assert "上级已收回：和安全科的重了" in page


@pytest.mark.parametrize("address", ["", "new/"])
def test_branches_do_not_send(workshop: Workshop, address: str) -> None:
    for who in ("secretary", "member", "keeper"):
        assert workshop.browser(who).get(f"/plan/assign/{address}").status_code == 403


def request(workshop: Workshop, **columns) -> Submission:
    columns = {"matter": "换一台热饭炉", "body": "旧炉坏了，想换一台。", "answer_by": "11月30日", **columns}
    answer = send(workshop.browser("secretary"), "/plan/upward/new/request/", **columns)
    assert answer.status_code == 302, answer.context["form"].errors
    return Submission.objects.get()


def test_a_request_stands_on_the_superiors_today_until_it_is_answered_and_leads_to_a_task(workshop: Workshop) -> None:
    submission = request(workshop)
    organiser, secretary = workshop.browser("organiser"), workshop.browser("secretary")
    rows = {str(row.title): row for row in organiser.get("/").context["actions"]}
    assert str(rows["答复请示：换一台热饭炉"].when) == "还有 7 天"
    assert "妥否，请批示。" in text_of(organiser.get(f"/plan/upward/{submission.thread}/"))
    address = f"/plan/upward/{submission.thread}/reply/"
    assert send(organiser, address, verdict="agreed", words="从工会经费出").status_code == 302
    assert "答复请示：换一台热饭炉" not in [str(row.title) for row in organiser.get("/").context["actions"]]
    page = text_of(secretary.get(f"/plan/upward/{submission.thread}/"))
    assert "从工会经费出" in page
    follow = f"/plan/tasks/new/?reply={submission.thread}"
    assert follow in page
    form = secretary.get(follow)
    assert form.context["form"]["title"].value() == "换一台热饭炉"
    assert send(secretary, follow, title="换热饭炉").status_code == 302
    task = Task.objects.get()
    assert (task.source, task.source_key) == ("reply", submission.thread)
    assert f"/plan/tasks/{task.thread}/" in text_of(secretary.get(f"/plan/upward/{submission.thread}/"))


def test_the_law_on_one_matter_speaks_at_the_field(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    answer = send(browser, "/plan/upward/new/request/", matter="换炉子；买工装", body="都旧了")
    assert answer.status_code == 422
    assert "要拆成2份" in text_of(answer)
    assert "重大事项请示报告条例" in text_of(answer)
    meeting = workshop.held(date(2026, 11, 20), ItemKind.THEME_DAY, title="修炉子")
    answer = send(
        browser, "/plan/upward/new/report/", matter="炉子修好了", body="修好了。另外想买工装，妥否，请批示。",
        records=[f"gathering:{meeting.thread}"],
    )  # fmt: skip
    assert answer.status_code == 422
    assert "报告里不能夹要答复的事" in text_of(answer)


def test_by_word_of_mouth_is_one_line(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    answer = send(
        browser, "/plan/upward/new/oral/", to_name="党委办老周", matter="主题党日改到周五", answer="可以",
    )  # fmt: skip
    assert answer.status_code == 302
    assert "党委办老周" in text_of(browser.get("/plan/upward/"))


def test_a_pasted_notice_is_proposed_looked_through_and_kept(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    text = "关于报送先锋岗名单的通知\n请于12月8日前报送。\n附件：先锋岗登记表"
    proposed = send(browser, "/plan/tasks/paste/", text=text)
    assert proposed.status_code == 200
    page = text_of(proposed)
    assert "期限看的是" in page
    assert "先锋岗登记表" in page
    assert proposed.context["form"]["due_on"].value() == "2026年12月8日"
    kept = browser.post("/plan/tasks/paste/", {"title": "报送先锋岗名单", "due_on": "12月8日", "details": text})
    assert kept.status_code == 302
    task = Task.objects.get()
    assert (task.source, task.due_on) == ("notice", date(2026, 12, 8))
    assert "附件：先锋岗登记表" in text_of(browser.get(f"/plan/tasks/{task.thread}/"))


def test_lists_do_not_grow_in_queries(workshop: Workshop) -> None:
    assignment = sent(workshop)
    request(workshop)
    organiser = workshop.browser("organiser")

    def costs() -> list[int]:
        numbers = []
        for address in ("/plan/assign/", f"/plan/assign/{assignment.thread}/", "/plan/upward/", "/"):
            organiser.get(address)
            with CaptureQueriesContext(connection) as caught:
                organiser.get(address)
            numbers.append(len(caught))
        return numbers

    before = costs()
    for number in range(5):
        sender = workshop.enterprise.company
        row = Assignment.objects.get(pk=assignment.pk)
        row.pk, row.thread, row.title = None, workshop.members[number].pk, f"第 {number} 件"
        row._state.adding, row.sender = True, sender
        row.save()
        answer = send(workshop.browser("secretary"), "/plan/upward/new/request/", matter=f"第{number}件", body="请看")
        assert answer.status_code == 302
    assert costs() == before
