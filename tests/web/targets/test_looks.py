"""The look of a quarter: typed back by exceptions, causes, closed quarters, undo, constant queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import TODAY
from tests.web.dues.keeping import collect, fixed
from tests.web.sending import send, text_of
from tests.web.targets.agreeing import agreed, write
from tests.web.workshop import Workshop
from zhibu.flows.beside import facts_beside
from zhibu.target.models import Book, ClosedQuarter, Look, LookLine
from zhibu.target.quarters import last_day, latest_finished, to_look_at

pytestmark = pytest.mark.django_db
QUARTER = "/members/targets/quarter/2026/3/"


def thread(book: Book, order: int):
    return book.lines.get(order=order).thread


def test_everything_stands_as_reached_and_exceptions_are_changed(workshop: Workshop) -> None:
    books = [agreed(workshop, number) for number in (2, 3, 4)]
    missed = thread(books[0], 1)
    page = send(
        workshop.browser("secretary"),
        QUARTER,
        **{f"outcome_{missed}": "not_reached", f"cause_{missed}": "新线培训没跟上"},
    )
    assert page.status_code == 302
    assert Look.objects.count() == 3
    assert sorted(LookLine.objects.values_list("outcome", flat=True)) == ["not_reached"] + ["reached"] * 8
    own = text_of(workshop.browser("member").get("/members/targets/"))
    assert "没达到" in own and "新线培训没跟上" in own


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [("outcome", "bad", "outcome"), ("outcome", "not_reached", "cause")],
)
def test_a_word_out_of_the_list_or_no_cause_is_told_at_the_field(workshop, field, value, told) -> None:
    line = thread(agreed(workshop, 2), 0)
    page = send(workshop.browser("secretary"), QUARTER, **{f"{field}_{line}": value})
    assert page.status_code == 422
    assert f"{told}_{line}" in page.context["form"].errors
    assert not Look.objects.exists()


def test_people_left_out_are_not_looked_at(workshop: Workshop) -> None:
    agreed(workshop, 2)
    agreed(workshop, 3)
    page = workshop.browser("secretary").get(QUARTER)
    from tests.web.sending import typed

    data = {name: value for name, value in typed(page).items() if name != f"looked_{workshop.members[3].pk}"}
    assert workshop.browser("secretary").post(QUARTER, data).status_code == 302
    assert [look.member.name for look in Look.objects.all()] == [workshop.members[2].name]
    assert workshop.browser("secretary").post(QUARTER, {"happened_on": "2026-10-08"}).status_code == 422


def test_a_closed_quarter_takes_no_look_until_it_is_opened(workshop: Workshop) -> None:
    agreed(workshop, 2)
    browser = workshop.browser("secretary")
    assert browser.post(f"{QUARTER}close/").status_code == 302
    page = send(browser, QUARTER)
    assert page.status_code == 422
    assert "重新打开" in text_of(page)
    browser.post(f"{QUARTER}open/")
    assert not ClosedQuarter.objects.exists()
    assert send(browser, QUARTER).status_code == 302


def test_a_quarter_to_come_and_days_outside_are_refused(workshop: Workshop) -> None:
    agreed(workshop, 2)
    browser = workshop.browser("secretary")
    assert send(browser, QUARTER, happened_on="2026-06-30").status_code == 422
    assert send(browser, QUARTER, happened_on="2026-12-01").status_code == 422
    assert browser.get("/members/targets/quarter/2026/5/").status_code == 404


def test_a_look_is_corrected_and_undo_brings_the_first_back(workshop: Workshop) -> None:
    book = agreed(workshop, 2)
    browser = workshop.browser("secretary")
    send(browser, QUARTER)
    line = thread(book, 0)
    one = f"{QUARTER}?member={workshop.members[2].pk}"
    send(browser, one, **{f"outcome_{line}": "partly", f"cause_{line}": "缺料"})
    look = Look.objects.get()
    assert look.lines.get(line=line).outcome == "partly"
    assert browser.post(f"/members/targets/looks/{look.pk}/undo/").status_code == 302
    assert Look.objects.get().lines.get(line=line).outcome == "reached"


def test_a_quarter_typed_from_paper_says_so(workshop: Workshop) -> None:
    agreed(workshop, 2)
    send(workshop.browser("secretary"), QUARTER, on_paper="on", source_note="季度表夹", happened_on="2026-10-09")
    assert Look.objects.get().how_written == "据纸质原件录入（季度表夹）"


def test_what_is_recorded_stands_beside(workshop: Workshop) -> None:
    from zhibu.meeting.models import ItemKind, Presence

    agreed(workshop, 2)
    workshop.held(date(2026, 8, 12), ItemKind.GENERAL_MEETING, attendance={workshop.members[2].pk: Presence.PRESENT})
    page = text_of(workshop.browser("secretary").get(QUARTER))
    assert "到会 1 次" in page


def test_the_month_of_dues_stands_beside_for_whoever_keeps_them(workshop: Workshop) -> None:
    """The secretary and the member see it; a contact who keeps no dues does not."""
    person = workshop.members[2]
    for month, unpaid in ((1, ()), (2, ()), (3, ()), (4, (2,)), (5, ())):
        collect(fixed(workshop) if month == 1 else workshop, month, *unpaid)
    for who, is_said in (("secretary", True), ("member", True), ("leader", False)):
        facts = facts_beside(workshop.actor(who), [person.pk], date(2026, 7, 1), date(2026, 9, 30))
        assert ("党费交到 3 月" in facts[person.pk]) is is_said, who


def test_more_people_cost_no_more_queries(workshop: Workshop) -> None:
    agreed(workshop, 2)
    browser = workshop.browser("secretary")

    def count(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    addresses = ("/members/targets/", QUARTER, f"{QUARTER}paper/", "/members/targets/paper/2026/")
    before = [count(address) for address in addresses]
    for number in (1, 3, 4, 5, 6):
        agreed(workshop, number)
    assert [count(address) for address in addresses] == before


def test_nobody_looks_at_the_own_targets(workshop: Workshop) -> None:
    write(workshop, 0)
    agreed(workshop, 2)
    page = workshop.browser("secretary").get(QUARTER)
    assert [block["book"].member.name for block in page.context["blocks"]] == ["单雪"]


@pytest.mark.parametrize(
    ("day", "finished", "looked"),
    [
        (date(2026, 1, 1), (2025, 4), (2025, 4)),
        (date(2026, 3, 21), (2025, 4), (2025, 4)),
        (date(2026, 3, 22), (2025, 4), (2026, 1)),
        (date(2026, 4, 1), (2026, 1), (2026, 1)),
        (date(2026, 12, 31), (2026, 3), (2026, 4)),
        (TODAY, (2026, 3), (2026, 3)),
    ],
)
def test_which_quarter_is_looked_at(day, finished, looked) -> None:
    assert latest_finished(day) == finished
    assert to_look_at(day) == looked
    assert last_day(2026, 4) == date(2026, 12, 31)
