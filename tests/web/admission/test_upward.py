"""What goes up and comes back, the own page of an applicant, what follows in the roster, on 今天, in the check-up."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests.personas import PASSWORD, START, TODAY, do
from tests.web.admission.carrying import Carried
from tests.web.sending import send, text_of
from tests.web.workshop import BACKEND, Workshop
from zhibu.account.models import User
from zhibu.admission.models import Booklet, ReviewLetter, SentUp, StepKind, YearPlan
from zhibu.base.actor import Right, Role
from zhibu.flows.accounts import open_with_role
from zhibu.member.models import Member

pytestmark = pytest.mark.django_db
Carry = Callable[..., Carried]
HOME = "/members/admission/"


@pytest.fixture
def ready(carry: Carry) -> Carried:
    """Examined by the branch, to be sent up for the pre-review."""
    person = carry().apply("何田田", date(2024, 3, 1))
    person.earlier(
        date(2026, 11, 1), talked="2024-03-20", recommended="2024-09-01", activist="2024-09-04",
        activist_filed="2024-09-08", contacts_assigned="2024-09-11", contacts="2", review="2025-03-01、2025-08-30",
        opinions="2025-10-08", target_discussed="2025-10-10", target_filed="2025-10-11", target="2025-10-29",
        introducers="2025-11-04", introducers_number="2", training_ended="2026-02-15", training_days="3",
        examined="2026-10-20",
    )  # fmt: skip
    person.set_day(TODAY)
    return person


def test_sent_up_returned_put_right_agreed(ready: Carried, workshop: Workshop) -> None:
    address = f"{ready.address}send/pre_review/"
    asked = send(ready.browser, address, sent_on="2026-11-14")
    assert asked.status_code == 422
    sent = ready.browser.post(address, {"sent_on": "2026-11-14", "as_it_was": "on"})
    assert sent.status_code == 302
    superior = workshop.browser("organiser")
    queue = superior.get(f"{HOME}queue/")
    row = queue.context["table"].rows[0]
    assert (row[0].text, row[1], row[2].text) == ("何田田", "预审", "第 9 天")
    assert "答复何田田的预审" in text_of(superior.get("/"))
    assert "何田田的预审" in text_of(ready.browser.get("/")).partition("等别人的")[2]
    answer = f"{HOME}queue/{SentUp.objects.get().pk}/"
    empty = superior.post(answer, {"outcome": "returned", "answered_on": "2026-11-23", "reasons": ""})
    assert empty.status_code == 422
    back = superior.post(answer, {"outcome": "returned", "answered_on": "2026-11-23", "reasons": "缺政治审查结论"})
    assert back.status_code == 302
    assert "缺政治审查结论" in text_of(ready.browser.get(ready.address))
    today = text_of(ready.browser.get("/"))
    assert "补正何田田的预审，再报一次" in today
    assert "等别人的" not in today
    ready.did("political_review", TODAY)
    again = ready.browser.post(address, {"sent_on": "2026-11-23", "as_it_was": "on"})
    assert again.status_code == 302
    waiting = SentUp.objects.get(outcome="")
    agreed = superior.post(
        f"{HOME}queue/{waiting.pk}/", {"outcome": "agreed", "answered_on": "2026-11-23", "as_it_was": "on"}
    )
    assert agreed.status_code == 302
    assert ready.step("pre_reviewed").happened_on == TODAY
    assert superior.get(f"{HOME}queue/").context["table"] is None


def test_an_approval_by_the_superior_enters_the_roster_once(ready: Carried, workshop: Workshop) -> None:
    for kind in (StepKind.POLITICAL_REVIEW, StepKind.PRE_REVIEWED, StepKind.FORM_FILLED):
        ready.browser.post(
            f"{ready.address}record/{kind.value}/", {"happened_on": "2026-11-10", "passed": "yes", "as_it_was": "on"}
        )
    ready.did("admission_meeting", date(2026, 11, 20), told=False)
    ready.set_day(TODAY)
    ready.browser.post(f"{ready.address}send/admission/", {"sent_on": "2026-11-21", "as_it_was": "on"})
    assert ready.step("reported").happened_on == date(2026, 11, 21)
    superior = workshop.browser("organiser")
    answer = f"{HOME}queue/{SentUp.objects.get().pk}/"
    data = {"outcome": "agreed", "answered_on": "2026-11-23", "body": "leading_party_group", "as_it_was": ""}
    wrong = superior.post(answer, data)
    assert wrong.status_code == 422
    assert "党组" in text_of(wrong)
    done = superior.post(answer, {**data, "body": "committee", "as_it_was": "on"})
    assert done.status_code == 302
    member = Member.objects.get(name="何田田")
    assert (member.joined_on, member.category) == (date(2026, 11, 20), "probationary")
    refused = superior.post(answer, data)
    assert refused.status_code == 302
    assert Member.objects.filter(name="何田田").count() == 1
    step = ready.step("approved")
    assert ready.browser.post(f"{HOME}step/{step.pk}/undo/").status_code == 302
    member.refresh_from_db()
    assert member.branch is None


def test_a_branch_cannot_answer_itself_nor_a_stranger(ready: Carried, workshop: Workshop) -> None:
    ready.browser.post(f"{ready.address}send/pre_review/", {"sent_on": "2026-11-14", "as_it_was": "on"})
    answer = f"{HOME}queue/{SentUp.objects.get().pk}/"
    for who, status in (("secretary", 403), ("member", 403), ("keeper", 403), ("outsider", 403)):
        assert workshop.browser(who).get(answer).status_code == status
    assert ready.browser.post(f"{HOME}sent/{SentUp.objects.get().pk}/undo/").status_code == 302
    assert not SentUp.objects.exists()


def test_the_applicant_sees_the_own_steps_and_nothing_else(ready: Carried, workshop: Workshop, carry: Carry) -> None:
    carry().apply("陆小梅", date(2026, 11, 1))
    ready.set_day(TODAY)
    user: User = do(
        workshop.actor("keeper"), open_with_role, Right.ACCOUNTS, username="shenqing", display_name="何田田",
        password=PASSWORD, organisation=workshop.branch, role=Role.APPLICANT, since=START, for_user=None,
    )  # fmt: skip
    User.objects.filter(pk=user.pk).update(password_is_given=False)
    browser = Client()
    browser.force_login(user, backend=BACKEND)
    page = text_of(browser.get(HOME))
    assert "我走到哪一步" in page
    assert "支委会审查" in page
    assert "陆小梅" not in page
    assert browser.get("/members/").headers["Location"] == HOME
    assert "看我走到哪一步" in text_of(browser.get("/"))
    for address in (ready.address, f"{ready.address}record/talked/", "/meetings/", "/checkup/", f"{HOME}queue/"):
        assert browser.get(address).status_code in (403, 404), address
    for address in ("/files/", "/search/?q=陆"):
        answer = browser.get(address)
        assert answer.status_code in (200, 403, 404)
        assert "陆小梅" not in text_of(answer)


def test_a_finding_names_the_case_the_article_and_the_form(carry: Carry, workshop: Workshop) -> None:
    person = carry().apply("何田田", date(2026, 10, 1))
    person.set_day(TODAY)
    person.browser.post(f"{person.address}edit/", {"name": "何田田", "born_on": ""})
    page = text_of(person.browser.get("/checkup/"))
    assert "没有谈话的记录" in page or "谈话" in page
    assert "何田田" in page
    assert f"{person.address}record/talked/" in page
    assert "发展党员工作细则" in page


def test_a_paused_case_asks_for_nothing(carry: Carry, workshop: Workshop) -> None:
    person = carry().apply("何田田", date(2026, 10, 1))
    person.set_day(TODAY)
    assert send(person.browser, f"{person.address}pause/", since="2026-11-20").status_code == 302
    assert "何田田" not in text_of(person.browser.get("/checkup/"))
    assert "何田田" not in text_of(person.browser.get("/"))
    assert "冻结中" in text_of(person.browser.get(person.address))
    assert send(person.browser, f"{person.address}pause/", until="2026-11-23").status_code == 302
    assert "何田田" in text_of(person.browser.get("/checkup/"))


def test_letters_are_sent_come_back_and_are_reminded_of(ready: Carried) -> None:
    assert send(ready.browser, f"{ready.address}letter/", about_whom="father", sent_on="2026-10-08").status_code == 302
    letter = ReviewLetter.objects.get()
    assert "46 天没回" in text_of(ready.browser.get(ready.address))
    paper = text_of(ready.browser.get(f"/files/papers/admission-reminder/{letter.pk}/"))
    assert "催函" in paper
    assert "父亲" in paper
    early = send(ready.browser, f"{HOME}letter/{letter.pk}/back/", returned_on="2026-10-07")
    assert early.status_code == 422
    assert send(ready.browser, f"{HOME}letter/{letter.pk}/back/", returned_on="2026-11-20").status_code == 302


def test_a_booklet_number_is_handed_out_once(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    assert send(browser, f"{HOME}booklets/", number="A0001", issued_on="2026-11-20").status_code == 302
    again = send(browser, f"{HOME}booklets/", number="A0001", issued_on="2026-11-21")
    assert again.status_code == 422
    assert "已经发过" in text_of(again)
    assert send(browser, f"{HOME}booklets/{Booklet.objects.get().pk}/", state="spoiled").status_code == 302
    assert Booklet.objects.get().state == "spoiled"


def test_plan_numbers_come_from_above(workshop: Workshop) -> None:
    superior = workshop.browser("organiser")
    assert send(superior, f"{HOME}plans/{workshop.branch.pk}/", number="2").status_code == 302
    assert YearPlan.objects.get().number == 2
    assert "今年计划 2 名，已接收 0 名" in text_of(workshop.browser("secretary").get(HOME))
    assert workshop.browser("secretary").get(f"{HOME}plans/").status_code == 403


def test_there_is_no_paper_for_the_official_booklet(ready: Carried) -> None:
    assert ready.browser.get(f"/files/papers/admission-booklet/{ready.candidate.pk}/").status_code == 404


def test_the_ledger_has_one_line_a_person(ready: Carried) -> None:
    page = text_of(ready.browser.get("/files/ledgers/admission/"))
    assert "何田田" in page
    assert "2024.09.04" in page
    assert "何田田" not in text_of(ready.browser.get("/files/ledgers/admission/?kind=1"))
