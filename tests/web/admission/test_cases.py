"""发展党员: one file a person, who is next and why, and who sees what of it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import TODAY
from tests.web.admission.carrying import Carried
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.admission.models import Candidate, Step, StepKind

pytestmark = pytest.mark.django_db
Carry = Callable[..., Carried]
HOME = "/members/admission/"


def test_an_empty_branch_says_so_and_names_the_first_step(workshop: Workshop) -> None:
    page = workshop.browser("secretary").get(HOME)
    assert "现在没有申请人。" in text_of(page)
    assert f'href="{HOME}new/"' in text_of(page)


def test_an_application_needs_only_a_name(workshop: Workshop) -> None:
    sent = send(workshop.browser("secretary"), f"{HOME}new/", name="何 田田")
    assert sent.status_code == 302
    assert Candidate.objects.get().name == "何田田"


def test_the_list_shows_who_is_next_and_why(carry: Carry, workshop: Workshop) -> None:
    carry().apply("何田田", date(2026, 11, 1))
    carry().apply("陆小梅", date(2026, 10, 28))
    carry().set_day(TODAY)
    page = workshop.browser("secretary").get(HOME)
    rows = page.context["table"].rows
    assert [row[0].text for row in rows] == ["陆小梅", "何田田"]
    assert rows[0][3].text == "还有 5 天"
    assert "谈话，最晚2026年11月28日" in rows[0][3].note


def test_the_person_page_says_what_the_step_needs_and_from_when(carry: Carry) -> None:
    person = carry().apply("何田田", date(2026, 1, 10))
    person.did("talked", date(2026, 2, 5))
    person.did("recommended", date(2026, 2, 20))
    person.did("activist", date(2026, 3, 1))
    person.set_day(TODAY)
    page = text_of(person.browser.get(person.address))
    assert "报上级备案" in page
    gate = person.browser.get(f"{person.address}record/target/")
    assert gate.status_code == 200
    early = send(person.browser, f"{person.address}record/target/", happened_on="2026-11-20")
    assert early.status_code == 422
    told = " ".join(row.text for row in early.context["warnings"])
    assert "满一年是2027年3月1日" in told
    assert any("《中国共产党发展党员工作细则" in row.cite.label for row in early.context["warnings"] if row.cite)
    assert not Step.objects.filter(kind=StepKind.TARGET).exists()


def test_ten_more_people_cost_no_query_more(carry: Carry, workshop: Workshop) -> None:
    def count() -> int:
        browser = workshop.browser("secretary")
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(HOME).status_code == 200
        return len(seen)

    carry().apply("何田田", date(2026, 11, 1))
    carry().set_day(TODAY)
    before = count()
    for number in range(10):
        carry().apply(f"何田{number}", date(2026, 11, 1))
    carry().set_day(TODAY)
    assert count() == before


# --- what cannot be ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": ""}, "name", "还没填"),
        ({"name": "何田田", "born_on": "2000-01-01", "applied_on": "1999-12-31"}, "applied_on", "不会早于出生日期"),
        ({"name": "何田田", "applied_on": "2026-11-24"}, "applied_on", "还没到"),
        ({"name": "何田田", "applied_on": "2026-02-30"}, "applied_on", "没有“2026-02-30”这一天"),
        ({"name": "何田田", "since": "2026-05-01"}, "since", "从外单位转来"),
    ],
)
def test_a_wrong_entry_is_refused_at_its_field(
    workshop: Workshop, typed: dict[str, str], field: str, sentence: str
) -> None:
    sent = send(workshop.browser("secretary"), f"{HOME}new/", **typed)
    assert sent.status_code == 422
    assert sentence in " ".join(sent.context["form"].errors[field])
    assert not Candidate.objects.exists()


def test_the_same_person_twice_is_asked_in_one_sentence(carry: Carry, workshop: Workshop) -> None:
    carry().apply("何田田", date(2026, 11, 1), born_on=date(1998, 8, 8))
    browser = workshop.browser("secretary")
    again = send(browser, f"{HOME}new/", name="何田田")
    assert again.status_code == 422
    assert "同名" in text_of(again)
    namesake = send(browser, f"{HOME}new/", name="何田田", born_on="1990-01-01")
    assert namesake.status_code == 302


def test_under_age_is_told_with_its_article_when_the_birth_is_known(carry: Carry) -> None:
    person = carry().apply("何田田", date(2026, 11, 1), born_on=date(2008, 11, 2))
    page = person.browser.get(person.address)
    told = page.context["contradictions"]
    assert any("满18岁" in row.text and "早了1天" in row.text for row in told)
    assert all(row.cite and row.cite.url.startswith("/rules/") for row in told)


def test_a_deed_before_birth_or_to_come_or_twice_is_refused(carry: Carry) -> None:
    person = carry().apply("何田田", date(2026, 11, 1))
    for day, sentence in (("1990-01-01", "早于出生日期"), ("2026-12-01", "还没到")):
        sent = send(person.browser, f"{person.address}record/talked/", happened_on=day)
        assert sent.status_code == 422
        assert sentence in text_of(sent)
    person.did("talked", date(2026, 11, 5))
    again = send(person.browser, f"{person.address}record/talked/", happened_on="2026-11-05")
    assert "已经记过" in text_of(again)


def test_what_contradicts_is_told_and_then_kept_as_it_was(carry: Carry) -> None:
    person = carry().apply("何田田", date(2026, 1, 10))
    person.did("talked", date(2026, 2, 11), told=True)
    found = person.on(TODAY)
    assert [point.sentence for point in found.contradictions if "晚1天" in point.sentence]
    assert person.step("talked").happened_on == date(2026, 2, 11)


def test_ballots_that_do_not_add_up_are_refused_at_their_fields(carry: Carry) -> None:
    person = carry().apply("何田田", date(2024, 1, 10))
    person.set_day(TODAY)
    address = f"{person.address}record/admission_meeting/"
    first = person.browser.post(address, {"at": "0", "happened_on": "2026-11-20"})
    assert first.status_code == 200
    numbers = {"due_to_vote": "8", "present": "7", "in_favour": "8", "passed": "yes"}
    second = person.browser.post(address, {"at": "1", "happened_on": "2026-11-20", **numbers})
    assert second.status_code == 422
    assert "多于到会的 7 人" in text_of(second)
    assert 'value="8"' in text_of(second)


def test_undo_within_ten_minutes_and_correction_later(carry: Carry) -> None:
    person = carry().apply("何田田", date(2026, 11, 1))
    person.did("talked", date(2026, 11, 5))
    assert person.browser.post(f"{HOME}step/{person.step('talked').pk}/undo/").status_code == 302
    assert not Step.objects.filter(kind=StepKind.TALKED).exists()
    person.did("talked", date(2026, 11, 5))
    person.set_day(date(2026, 11, 6))
    late = person.browser.post(f"{HOME}step/{person.step('talked').pk}/undo/")
    assert late.status_code == 422
    edited = send(person.browser, f"{HOME}step/{person.step('talked').pk}/edit/", happened_on="2026-11-04")
    assert edited.status_code == 302
    assert person.step("talked").happened_on == date(2026, 11, 4)
    assert Step.versions.filter(kind=StepKind.TALKED).count() == 3


# --- who sees what ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["member", "leader", "outsider", "keeper"])
def test_others_see_nothing_of_a_case(carry: Carry, workshop: Workshop, who: str) -> None:
    person = carry().apply("何田田", date(2026, 11, 1))
    person.did("talked", date(2026, 11, 5))
    person.set_day(TODAY)
    browser = workshop.browser(who)
    addresses = [
        HOME,
        person.address,
        f"{person.address}record/activist/",
        f"{person.address}paper/journal/",
        "/",
        "/checkup/",
    ]
    for address in addresses:
        page = browser.get(address)
        assert "何田田" not in text_of(page), address
        if address.startswith(person.address):
            assert page.status_code in (403, 404)
    sent = browser.post(f"{HOME}step/{person.step('talked').pk}/undo/")
    assert sent.status_code in (403, 404)


def test_the_superior_reads_and_leaves_a_trace_and_writes_no_steps(carry: Carry, workshop: Workshop) -> None:
    person = carry().apply("何田田", date(2026, 11, 1))
    person.set_day(TODAY)
    browser = workshop.browser("organiser")
    assert "一车间党支部" in text_of(browser.get(HOME))
    assert browser.get(person.address).status_code == 200
    assert browser.get(f"{person.address}record/talked/").status_code == 403
    assert "林组织员" in text_of(person.browser.get(person.address))


def test_a_public_notice_is_all_that_members_see(carry: Carry, workshop: Workshop) -> None:
    person = carry().apply("何田田", date(2024, 1, 10))
    person.did("notice_posted", date(2026, 11, 20), told=True)
    person.set_day(TODAY)
    page = text_of(workshop.browser("member").get(HOME))
    assert "何田田" in page
    assert "2026年11月27日" in page
    assert "1998" not in page
    assert "何田田" not in text_of(workshop.browser("outsider").get(HOME))
