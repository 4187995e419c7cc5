"""Twelve people carried through admission by the pages, each on a calendar of their own.

Every day in the tables was reckoned by hand from the articles (month sums end at the month's end; working days from the
published calendar). A row: on this day, of this step, the earliest and the latest day that the page must name.
"""

from collections.abc import Callable
from datetime import date

import pytest

from tests.web.admission.carrying import Carried
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.admission.models import Candidate, Step
from zhibu.member.models import Member
from zhibu.rules.status import Status
from zhibu.web.days import write_day

pytestmark = pytest.mark.django_db
Carry = Callable[..., Carried]
Row = tuple[date, int, Status | None, date | None, date | None]
"""Day of looking, step of the chart, status, earliest, latest."""


def agree(person: Carried, *rows: Row) -> None:
    for day, number, status, earliest, latest in rows:
        line = person.line(day, number)
        assert (line.status, line.earliest, line.latest) == (status, earliest, latest), (day, number, line.points)
        page = text_of(person.browser.get(person.address))
        for named in (earliest, latest):
            assert named is None or write_day(named) in page or write_day(named).partition("年")[2] in page


def says(person: Carried, day: date, *sentences: str) -> None:
    told = " ".join(point.sentence for point in person.on(day).points)
    for sentence in sentences:
        assert sentence in told, (sentence, told)


def laws(person: Carried, day: date, number: int) -> set[str]:
    """The texts cited at a step."""
    return {point.cite.text_zh[:30] for point in person.line(day, number).points if point.cite}


def as_activist(person: Carried, talked: date, named: date, *reviews: date) -> None:
    person.did("talked", talked)
    person.did("recommended", named)
    person.did("activist", named)
    person.did("activist_filed", named)
    person.did("contacts_assigned", named, number="2")
    for day in reviews:
        person.did("review", day)


def test_1_the_last_days_of_months(carry: Carry) -> None:
    """31 January + 1 month = 28 February; 31 August + half a year = 28 February."""
    person = carry().apply("丁月底", date(2025, 1, 31))
    agree(
        person,
        (date(2025, 2, 28), 2, Status.DUE, None, date(2025, 2, 28)),
        (date(2025, 3, 1), 2, Status.UNKNOWN, None, date(2025, 2, 28)),
    )
    as_activist(person, date(2025, 2, 28), date(2025, 8, 31))
    agree(person, (date(2026, 2, 28), 6, Status.DUE, None, date(2026, 2, 28)))
    person.did("review", date(2026, 2, 28))
    agree(
        person,
        (date(2026, 3, 1), 6, Status.DUE, None, date(2026, 8, 28)),
        (date(2026, 3, 1), 8, None, date(2026, 8, 31), None),
    )


def test_2_a_leap_year(carry: Carry) -> None:
    """31 January 2024 + 1 month = 29 February; an activist of 29 February completes the year on 28 February."""
    person = carry().apply("闰二月", date(2024, 1, 31))
    agree(person, (date(2024, 2, 29), 2, Status.DUE, None, date(2024, 2, 29)))
    person.did("talked", date(2024, 2, 29))
    person.did("recommended", date(2024, 2, 29))
    person.did("activist", date(2024, 2, 29))
    agree(
        person,
        (date(2024, 3, 1), 6, Status.DUE, None, date(2024, 8, 29)),
        (date(2024, 3, 1), 8, None, date(2025, 2, 28), None),
    )
    person.earlier(
        date(2025, 2, 20), activist_filed="2024-03-05", contacts_assigned="2024-03-06", contacts="1",
        review="2024-08-29",
        opinions="2025-01-10", target_discussed="2025-01-15", target_filed="2025-01-20",
    )  # fmt: skip
    person.set_day(date(2025, 2, 28))
    early = send(person.browser, f"{person.address}record/target/", happened_on="2025-02-27")
    assert any("早了1天" in row.text for row in early.context["warnings"])
    person.did("target", date(2025, 2, 28))
    says(person, date(2025, 3, 1), "满一年是2025年2月28日；2025年2月28日列为发展对象，够了")


def test_3_probation_from_the_leap_day(carry: Carry) -> None:
    """Passed on 29 February 2024: the year ends on 28 February 2025, and a day earlier is told as a day early."""
    person = carry().apply("闰日生", date(2022, 1, 4))
    person.earlier(
        date(2024, 2, 20), activist="2022-06-01", target="2023-09-01", introducers="2023-09-10",
        political_review="2023-11-01",
        training_ended="2023-11-10", examined="2024-01-05", pre_reviewed="2024-01-20", form_filled="2024-02-01",
    )  # fmt: skip
    person.did("admission_meeting", date(2024, 2, 29))
    person.did("reported", date(2024, 2, 29))
    agree(person, (date(2024, 3, 1), 17, Status.DUE, None, date(2024, 5, 29)))
    person.did("committee_talk", date(2024, 4, 1))
    person.did("approved", date(2024, 5, 29))
    agree(person, (date(2024, 6, 1), 23, None, date(2025, 2, 28), None))
    member = Member.objects.get(name="闰日生")
    assert (member.joined_on, member.full_on, member.branch) == (date(2024, 2, 29), None, person.workshop.branch)
    person.did("oath", date(2024, 7, 1))
    for kind, day in (("conversion_applied", 3), ("conversion_opinions", 10), ("conversion_examined", 12)):
        person.did(kind, date(2025, 2, day))
    person.did("conversion_meeting", date(2025, 2, 27), told=True)
    says(person, date(2025, 2, 27), "预备期到2025年2月28日满；2025年2月27日就讨论转正，早了1天")


def test_4_named_on_the_last_day_of_the_old_text(carry: Carry) -> None:
    """10 May 2026: filing is enough, nothing is said about consent or a notice before that day."""
    person = carry().apply("老办法", date(2025, 3, 1))
    as_activist(person, date(2025, 3, 20), date(2025, 4, 10), date(2025, 10, 10), date(2026, 4, 10))
    person.did("opinions", date(2026, 4, 20))
    person.did("target_discussed", date(2026, 5, 6))
    person.did("target_filed", date(2026, 5, 8))
    person.did("target", date(2026, 5, 10))
    agree(person, (date(2026, 5, 10), 8, Status.MET, date(2026, 4, 10), None))
    assert all("2014年5月28日起施行" in p.cite.text_zh for p in person.line(date(2026, 5, 10), 8).points if p.cite)


def test_5_under_way_when_the_text_changed(carry: Carry) -> None:
    """Prepared before, named on 11 May 2026: no breach, the superior is to be asked."""
    person = carry().apply("跨新旧", date(2025, 3, 1))
    as_activist(person, date(2025, 3, 20), date(2025, 4, 10), date(2025, 10, 10), date(2026, 4, 10))
    person.did("opinions", date(2026, 4, 20))
    person.did("target_discussed", date(2026, 5, 6))
    person.did("target_filed", date(2026, 5, 8))
    person.set_day(date(2026, 5, 11))
    assert "问上级党委" in text_of(person.browser.get(person.address))
    person.did("target", date(2026, 5, 11))
    line = person.line(date(2026, 5, 11), 8)
    assert line.status is Status.UNKNOWN
    assert any(point.ask_higher for point in line.points)
    assert not person.on(date(2026, 5, 11)).contradictions


def test_6_the_new_text_from_the_start_of_the_target(carry: Carry) -> None:
    """Posted on Monday 1 June 2026: the five working days 2, 3, 4, 5 and 8 June end on Monday 8 June."""
    person = carry().apply("新办法", date(2025, 3, 1))
    as_activist(person, date(2025, 3, 20), date(2025, 4, 10), date(2025, 10, 10), date(2026, 4, 10))
    person.did("opinions", date(2026, 5, 13))
    person.did("target_discussed", date(2026, 5, 20))
    person.did("consented", date(2026, 5, 28))
    person.did("notice_posted", date(2026, 6, 1))
    agree(person, (date(2026, 6, 2), 8, Status.DUE, date(2026, 4, 10), date(2026, 6, 8)))
    person.did("notice_ended", date(2026, 6, 8))
    person.did("target", date(2026, 6, 8))
    says(person, date(2026, 6, 9), "数5个工作日到2026年6月8日；挂到2026年6月8日，满了")
    assert person.line(date(2026, 6, 9), 8).status is Status.MET
    assert all("2026年5月11日起施行" in p.cite.text_zh for p in person.line(date(2026, 6, 9), 8).points if p.cite)


@pytest.fixture
def target(carry: Carry) -> Callable[[str], Carried]:
    """Somebody who is ready for the pre-review, by the paper file."""

    def ready(name: str) -> Carried:
        person = carry().apply(name, date(2024, 3, 1))
        person.earlier(
            date(2026, 6, 1), talked="2024-03-20", recommended="2024-09-01", activist="2024-09-04",
            activist_filed="2024-09-08",
            contacts_assigned="2024-09-11", contacts="2", review="2025-03-01、2025-08-30", opinions="2025-10-08",
            target_discussed="2025-10-10", target_filed="2025-10-11", target="2025-10-29", introducers="2025-11-04",
            introducers_number="2", political_review="2026-02-25", training_ended="2026-02-15", training_days="3",
            examined="2026-05-20",
        )  # fmt: skip
        return person

    return ready


def test_7_a_month_from_the_pre_review_to_the_meeting(target: Callable[[str], Carried]) -> None:
    """30 June + 1 month = 30 July; by the new text the meeting is then late by two days on 1 August."""
    person = target("七月会")
    person.did("pre_reviewed", date(2026, 6, 30))
    agree(person, (date(2026, 7, 1), 15, Status.DUE, None, date(2026, 7, 30)))
    person.did("form_filled", date(2026, 7, 5))
    person.did("admission_meeting", date(2026, 8, 1), told=True)
    says(person, date(2026, 8, 2), "最晚2026年7月30日；2026年8月1日办的，晚2天")


def test_8_the_end_of_september_and_three_months_to_approve(target: Callable[[str], Carried]) -> None:
    """31 August + 1 month = 30 September; reported on 30 November, approved by 28 February."""
    person = target("九月会")
    person.did("pre_reviewed", date(2026, 8, 31))
    agree(person, (date(2026, 9, 1), 15, Status.DUE, None, date(2026, 9, 30)))
    person.did("form_filled", date(2026, 9, 10))
    person.did("admission_meeting", date(2026, 9, 30))
    agree(person, (date(2026, 10, 8), 17, Status.DUE, None, date(2026, 12, 30)))
    person.did("reported", date(2026, 11, 30))
    agree(
        person,
        (date(2026, 12, 1), 17, Status.DUE, None, date(2027, 2, 28)),
        (date(2026, 12, 1), 23, None, date(2027, 9, 30), None),
    )


def admitted(person: Carried, met: date, reported: date, approved: date, oath: date) -> None:
    """From the pre-review to the oath, each on its day."""
    person.earlier(
        date(2025, 3, 1), activist="2023-02-01", target="2024-03-01", introducers="2024-03-05",
        political_review="2024-09-01",
        training_ended="2024-09-10", examined="2025-01-05", pre_reviewed="2025-01-20", form_filled="2025-02-01",
    )  # fmt: skip
    person.did("admission_meeting", met)
    person.did("reported", reported)
    person.did("committee_talk", approved)
    person.did("approved", approved)
    person.did("filed_with_department", approved)
    person.did("oath", oath)


def converted(person: Carried, applied: date, opinions: date, examined: date) -> None:
    person.did("conversion_applied", applied)
    person.did("group_opinion", opinions)
    person.did("conversion_opinions", opinions)
    person.did("conversion_examined", examined)


def test_9_a_conversion_under_the_new_text(carry: Carry) -> None:
    """Passed on 31 March 2025: over on 31 March 2026; three months from the report of 15 May are 15 August."""
    person = carry().apply("转正早", date(2022, 6, 1))
    admitted(person, date(2025, 3, 31), date(2025, 4, 2), date(2025, 6, 20), date(2025, 7, 1))
    agree(
        person,
        (date(2025, 12, 1), 23, None, date(2026, 3, 31), None),
        (date(2026, 3, 31), 23, Status.DUE, date(2026, 3, 31), date(2026, 4, 30)),
    )
    converted(person, date(2026, 3, 20), date(2026, 4, 10), date(2026, 4, 15))
    person.did("conversion_meeting", date(2026, 4, 30))
    person.did("conversion_reported", date(2026, 5, 15))
    agree(person, (date(2026, 6, 1), 24, Status.DUE, None, date(2026, 8, 15)))
    person.did("conversion_approved", date(2026, 8, 15))
    agree(person, (date(2026, 8, 16), 25, Status.DUE, None, date(2026, 9, 15)))
    member = Member.objects.get(name="转正早")
    assert (member.joined_on, member.full_on) == (date(2025, 3, 31), date(2026, 3, 31))
    person.did("archived", date(2026, 9, 15))
    person.candidate.refresh_from_db()
    assert person.candidate.is_closed
    assert "办完了" in text_of(person.browser.get(person.address))


def test_10_an_extension_once(carry: Carry) -> None:
    """Over on 30 April 2026; extended by half a year at least to 30 October, by a year at most to 30 April 2027."""
    person = carry().apply("再考察", date(2022, 6, 1))
    admitted(person, date(2025, 4, 30), date(2025, 5, 6), date(2025, 7, 10), date(2025, 8, 1))
    converted(person, date(2026, 4, 15), date(2026, 4, 20), date(2026, 4, 22))
    person.did("extension", date(2026, 5, 8), told=True, until_on="2026-10-29")
    says(person, date(2026, 5, 9), "延长最短半年，最早到2026年10月30日")
    wrong = person.step("extension")
    page = person.browser.get(f"/members/admission/step/{wrong.pk}/edit/")
    sent = {"at": "0", "key": str(page.context["form"]["key"].value()), "happened_on": "2026-05-08"}
    for extra in ({"at": "1", "until_on": "2026-10-31"}, {"at": "2", **VOTE}, {"at": "3", "paper": ""}):
        sent |= extra
        page = person.browser.post(f"/members/admission/step/{wrong.pk}/edit/", sent)
        assert page.status_code == 200
    assert not page.context["warnings"]
    done = person.browser.post(f"/members/admission/step/{wrong.pk}/edit/", {**sent, "confirmed": "yes"})
    assert done.status_code == 302
    agree(
        person,
        (date(2026, 6, 1), 23, None, date(2026, 10, 31), None),
        (date(2026, 10, 31), 23, Status.DUE, date(2026, 10, 31), date(2026, 11, 30)),
    )
    again = {**sent, "key": "", "happened_on": "2026-10-31", "until_on": "2027-05-01", "confirmed": "yes"}
    second = person.browser.post(f"{person.address}record/extension/", again)
    assert second.status_code == 422
    assert "已经记过“延长预备期”" in text_of(second)


VOTE = {"due_to_vote": "8", "present": "7", "in_favour": "6", "against": "0", "abstained": "1", "passed": "yes"}


def test_11_a_cancellation_ends_it(carry: Carry) -> None:
    person = carry().apply("取消了", date(2022, 6, 1))
    admitted(person, date(2025, 5, 20), date(2025, 5, 22), date(2025, 7, 10), date(2025, 8, 1))
    member = Member.objects.get(name="取消了")
    assert member.branch == person.workshop.branch
    person.did("cancelled", date(2026, 5, 25))
    member.refresh_from_db()
    assert member.branch is None
    person.candidate.refresh_from_db()
    assert person.candidate.is_closed
    assert person.on(date(2026, 5, 26)).next is None
    assert Step.objects.filter(candidate=person.candidate).count() == 16


def test_12_transferred_half_way(carry: Carry, workshop: Workshop) -> None:
    """The clocks go on in the other branch: reviewed on 28 December, next by 28 June; the year is over on 1 July."""
    person = carry("outsider").apply("转过来", date(2025, 2, 1))
    as_activist(person, date(2025, 2, 20), date(2025, 7, 1), date(2025, 12, 28))
    person.set_day(date(2026, 3, 15))
    moved = send(
        workshop.browser("organiser"), f"{person.address}move/", branch=str(workshop.branch.pk), since="2026-03-15"
    )
    assert moved.status_code == 302
    assert workshop.browser("outsider").get(person.address).status_code == 404
    person.who = "secretary"
    agree(
        person,
        (date(2026, 3, 16), 6, Status.DUE, None, date(2026, 6, 28)),
        (date(2026, 3, 16), 8, None, date(2026, 7, 1), None),
    )
    assert "从本系统里别的支部转来" in text_of(person.browser.get(person.address))
    assert Candidate.objects.get(name="转过来").branch == workshop.branch


def test_the_whole_way_is_in_the_roster_without_typing_again(carry: Carry) -> None:
    """A correction of the meeting's day carries over; an approval that was undone takes the person out again."""
    person = carry().apply("写错了", date(2022, 6, 1))
    admitted(person, date(2025, 5, 20), date(2025, 5, 22), date(2025, 7, 10), date(2025, 8, 1))
    step = person.step("admission_meeting")
    sent = {"at": "2", "happened_on": "2025-05-19", **VOTE, "paper": "", "confirmed": "yes"}
    assert person.browser.post(f"/members/admission/step/{step.pk}/edit/", sent).status_code == 302
    assert Member.objects.get(name="写错了").joined_on == date(2025, 5, 19)
