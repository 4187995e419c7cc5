"""述职 and its review, and the order of prior discussion: facts by the records, causes by hand, order seen."""

from datetime import date, timedelta

import pytest

from tests.personas import TODAY, do
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.base.errors import Refused
from zhibu.meeting.models import ItemKind
from zhibu.org.models import Organisation
from zhibu.work import prior
from zhibu.work.models import DutyReport, MajorMatter, Task
from zhibu.work.prior import Matter, Trail

pytestmark = pytest.mark.django_db


def handed_in(workshop: Workshop) -> DutyReport:
    workshop.held(date(2026, 3, 5), ItemKind.THEME_DAY)
    answer = send(workshop.browser("secretary"), "/plan/reports/new/", causes="我自己抓得不紧")
    assert answer.status_code == 302, answer.context["form"].errors
    return DutyReport.objects.get()


def test_causes_are_never_written_by_the_program(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    page = browser.get("/plan/reports/new/")
    assert not page.context["form"]["causes"].value()
    assert send(browser, "/plan/reports/new/", causes=" ").status_code == 422


def test_facts_are_those_of_the_day_it_was_handed_in(workshop: Workshop) -> None:
    report = handed_in(workshop)
    assert ["主题党日", "1 次"] in report.facts
    assert ["党课", "没有记录"] in report.facts
    workshop.held(date(2026, 4, 5), ItemKind.THEME_DAY)
    page = text_of(workshop.browser("organiser").get(f"/plan/reports/{report.thread}/"))
    assert "1 次" in page
    assert "我自己抓得不紧" in page


def test_the_report_comes_out_as_word_with_the_own_causes(workshop: Workshop) -> None:
    report = handed_in(workshop)
    page = workshop.browser("secretary").get(f"/plan/reports/{report.thread}/").content.decode()
    assert f"/files/papers/duty-report/{report.thread}/" in page
    paper = text_of(workshop.browser("organiser").get(f"/files/papers/duty-report/{report.thread}/"))
    for words in ("书记2026年度抓党建工作述职报告", "主题党日：1 次。", "党课：没有记录。", "我自己抓得不紧"):
        assert words in paper, words
    word = workshop.browser("secretary").get(f"/files/papers/duty-report/{report.thread}.docx")
    assert word.status_code == 200
    assert "wordprocessingml" in word.headers["Content-Type"]
    for who in ("member", "outsider"):
        assert workshop.browser(who).get(f"/files/papers/duty-report/{report.thread}/").status_code in (403, 404)


def test_questions_in_writing_and_a_list_to_mend(workshop: Workshop) -> None:
    report = handed_in(workshop)
    organiser, secretary = workshop.browser("organiser"), workshop.browser("secretary")
    assert send(organiser, f"/plan/reports/{report.thread}/ask/", question="党课为什么没有记录").status_code == 302
    page = secretary.get(f"/plan/reports/{report.thread}/")
    rows = [*secretary.get("/").context["actions"], *secretary.get("/").context["later"]]
    assert any(str(row.title) == "答上级的问题：党课为什么没有记录" for row in rows)
    question = page.context["questions"][0]
    assert send(secretary, f"/plan/reports/questions/{question.thread}/", answer="讲了没记，已补").status_code == 302
    assert "讲了没记，已补" in text_of(organiser.get(f"/plan/reports/{report.thread}/"))
    assert send(secretary, "/plan/reports/new/", causes="再改改").status_code == 422
    columns = {"lines": "每季度讲一次党课\n讲完当周记", "due_on": "12月20日"}
    assert send(organiser, f"/plan/reports/{report.thread}/mend/", **columns).status_code == 302
    assert set(Task.objects.values_list("title", "source", "state")) == {
        ("每季度讲一次党课", "review", "sent"), ("讲完当周记", "review", "sent"),
    }  # fmt: skip


def test_who_sees_a_report(workshop: Workshop) -> None:
    report = handed_in(workshop)
    for who, status in (("outsider", 404), ("member", 403), ("keeper", 403), ("clerk", 200), ("organiser", 200)):
        assert workshop.browser(who).get(f"/plan/reports/{report.thread}/").status_code == status, who
    assert workshop.browser("clerk").get("/plan/reports/new/").status_code == 403


def test_prior_discussion_is_off_where_the_rules_do_not_ask_for_it(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    assert "不适用" in text_of(browser.get("/plan/prior/"))
    assert browser.get("/plan/prior/new/").status_code == 404
    assert prior.norm_for(workshop.branch, TODAY) == ""
    assert prior.norm_for(workshop.enterprise.company, TODAY) == prior.BY_COMMITTEE
    Organisation.objects.filter(pk=workshop.enterprise.second.pk).update(domain="village")
    with pytest.raises(Refused):
        do(
            workshop.actor("organiser"), prior.switch_on, Right.ASSIGN,
            organisation=Organisation.objects.get(pk=workshop.enterprise.second.pk), document="某文件", since=TODAY,
        )  # fmt: skip


def test_switched_on_by_the_superior_with_its_document_the_trail_is_seen(workshop: Workshop) -> None:
    columns = {"organisation": str(workshop.branch.pk), "document": "北机党发〔2026〕3号"}
    assert send(workshop.browser("organiser"), "/plan/prior/switch/", **columns).status_code == 302
    browser = workshop.browser("secretary")
    answer = send(
        browser, "/plan/prior/new/", title="买两台加工中心", discussed_on="11月10日", decided_on="11月9日",
        decided_by="经理办公会", carried_out_on="11月12日",
    )  # fmt: skip
    assert answer.status_code == 302
    page = text_of(browser.get("/plan/prior/"))
    assert "先决定，后研究" in page
    assert "国有企业基层组织工作条例" in page
    matter = MajorMatter.objects.get()
    assert send(browser, f"/plan/prior/{matter.thread}/", discussed_on="11月8日").status_code == 302
    assert "先研究，后决定" in text_of(browser.get("/plan/prior/"))


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("discussed", "decided", "carried_out", "trail"),
    [
        (None, None, None, Trail.UNDER_WAY),
        (TODAY, None, None, Trail.UNDER_WAY),
        (TODAY, TODAY, None, Trail.IN_ORDER),
        (TODAY, TODAY - DAY, None, Trail.DECIDED_FIRST),
        (None, TODAY, None, Trail.NOT_DISCUSSED),
        (TODAY, TODAY, TODAY, Trail.IN_ORDER),
        (TODAY - DAY, TODAY, TODAY - DAY, Trail.CARRIED_OUT_FIRST),
        (TODAY, None, TODAY, Trail.CARRIED_OUT_FIRST),
    ],
)
def test_the_order_of_the_days(
    discussed: date | None, decided: date | None, carried_out: date | None, trail: Trail
) -> None:
    matter = Matter("一件事", discussed_on=discussed, decided_on=decided, carried_out_on=carried_out)
    assert prior.trail_of(MajorMatter(**vars(matter))) == trail
