"""What the check-up knows of a branch's targets, looks, help and talks. Both sides of each boundary."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from tests.personas import NOW, TODAY, do
from tests.web.targets.agreeing import agreed
from tests.web.workshop import Workshop, built, workshop
from zhibu.base.actor import Right
from zhibu.checkup.models import ConductSheet, Finding
from zhibu.checkup.rebuilding import rebuild
from zhibu.meeting.actions import NewGrades, NewItem, note_talk
from zhibu.meeting.models import ItemKind
from zhibu.target.actions.looks import NewLook, SeenLine, close_quarter, look_at
from zhibu.target.actions.talks import arrange_talks, let_go
from zhibu.target.models import Book, Criticism, Outcome, TalkArranged

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db


def sheet(workshop: Workshop, year: int = 2026) -> ConductSheet:
    return ConductSheet.objects.get(branch=workshop.branch, year=year)


def write(workshop: Workshop, action: Any, right: Right = Right.SEE_TARGETS, **given: Any) -> Any:
    return do(workshop.actor("secretary"), action, right, TODAY, NOW, **given)


def looked(workshop: Workshop, quarter: int, *books: Book, outcome: Outcome = Outcome.REACHED) -> None:
    looks = [
        NewLook(book.member, [SeenLine(one.thread, outcome, "活紧") for one in book.lines.all()]) for book in books
    ]
    write(workshop, look_at, branch=workshop.branch, year=2026, quarter=quarter, looks=looks, happened_on=TODAY)


def test_who_is_frail_is_not_waited_for(workshop: Workshop) -> None:
    """Of eight members one is frail: targets of seven are asked after."""
    assert (sheet(workshop).people, sheet(workshop).agreed) == (7, 0)
    agreed(workshop, 2)
    agreed(workshop, 7)  # the frail one may have targets too, they are only not asked after
    assert (sheet(workshop).people, sheet(workshop).agreed) == (7, 1)


def test_a_book_counts_from_the_quarter_in_which_both_agreed(workshop: Workshop) -> None:
    agreed(workshop, 2)
    assert sheet(workshop).agreed_quarters == 0b1111
    agreed(workshop, 3)
    book = Book.objects.get(member=workshop.members[3])
    Book.objects.filter(pk=book.pk).update(member_agreed_on=date(2026, 7, 1))
    looked(workshop, 1, Book.objects.get(member=workshop.members[2]))
    assert sheet(workshop).looked_quarters == 0b0001


def test_a_quarter_is_looked_at_when_everybody_was_or_it_was_put_away(workshop: Workshop) -> None:
    first, _second = agreed(workshop, 2), agreed(workshop, 3)
    looked(workshop, 3, first)
    found = sheet(workshop)
    assert (found.begun_quarters, found.looked_quarters) == (0b100, 0)
    assert Finding.objects.filter(branch=workshop.branch, norm="signal-no-look", status="unknown").exists()
    write(workshop, close_quarter, branch=workshop.branch, year=2026, quarter=3)
    assert sheet(workshop).looked_quarters == 0b100
    assert not Finding.objects.filter(branch=workshop.branch, norm="signal-no-look").exists()


def test_five_looked_at_and_every_line_reached(workshop: Workshop) -> None:
    books = [agreed(workshop, number) for number in range(1, 6)]
    looked(workshop, 1, *books[:4])
    looked(workshop, 2, *books)
    looked(workshop, 3, *books[:4])
    assert sheet(workshop).plain_quarters == 0b0010_0000
    looked(workshop, 3, books[4], outcome=Outcome.PARTLY)
    assert sheet(workshop).plain_quarters == 0b0010_0000


def test_the_last_two_appraisals_stand_beside_each_other(workshop: Workshop) -> None:
    for day, excellent in ((date(2025, 12, 20), 8), (date(2026, 11, 20), 7)):
        item = NewItem(ItemKind.DEMOCRATIC_APPRAISAL, grades=NewGrades(excellent, 0))
        workshop.held(day, items=[item])
    found = sheet(workshop)
    assert (found.graded, found.excellent, found.graded_before, found.excellent_before) == (7, 7, 8, 8)
    assert Finding.objects.get(branch=workshop.branch, norm="signal-all-excellent").colour == "grey"


def test_a_talk_that_was_offered_is_not_asked_after(workshop: Workshop) -> None:
    people = workshop.members
    assert sheet(workshop).never_offered == 8
    write(workshop, arrange_talks, Right.RECORD, branch=workshop.branch, talker=people[0], partners=[people[2]],
          planned_on=TODAY)  # fmt: skip
    assert sheet(workshop).never_offered == 6
    write(workshop, note_talk, Right.RECORD, branch=workshop.branch, talker=people[0], partner=people[7],
          happened_on=TODAY)  # fmt: skip
    assert sheet(workshop).never_offered == 5
    write(workshop, let_go, Right.RECORD, arranged=TalkArranged.objects.get())
    assert sheet(workshop).never_offered == 6


def test_criticism_without_help_stays_in_the_branch(workshop: Workshop) -> None:
    """No page writes it; records from elsewhere might."""
    person, by = workshop.members[2], workshop.members[0]
    Criticism.objects.create(
        root=workshop.branch.root, branch=workshop.branch, member=person, by=by, duty="dues", plan=uuid4(),
        happened_on=date(2026, 11, 20), recorded_at=NOW, recorded_by=workshop.enterprise.users["secretary"].pk,
    )  # fmt: skip
    rebuild(TODAY)
    finding = Finding.objects.get(branch=workshop.branch, norm="signal-criticised-without-help")
    assert (finding.status, finding.colour, finding.goes_up_on) == ("breached", "amber", date.max)
    page = workshop.browser("secretary").get("/checkup/weaknesses/example/").content.decode()
    assert "有批评，没有帮扶" in page
    assert person.name not in page
    above = workshop.browser("organiser").get(f"/checkup/branches/{workshop.branch.pk}/").content.decode()
    assert "有批评" not in above


def test_the_sixth_weakness_is_seen_and_begun_like_the_others(workshop: Workshop) -> None:
    agreed(workshop, 2)
    browser = workshop.browser("secretary")
    page = browser.get("/checkup/weaknesses/example/").content.decode()
    assert "今年的目标还没约定完" in page and "怎么数的" in page
    assert not any(member.name in page for member in workshop.members[2:])
    answer = browser.post(
        "/checkup/weaknesses/example/targets/", {"owner": str(workshop.members[1].pk), "due_on": "2027-02-23"}
    )
    assert answer.status_code == 302
    assert "在改" in browser.get("/checkup/mending/").content.decode()
