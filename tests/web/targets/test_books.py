"""Target books: lines by post, bad input told at the field, both sides agree, shown only with consent."""

from datetime import date

import pytest

from tests.web.sending import send, text_of
from tests.web.targets.agreeing import LINES, agreed, typed_lines, write
from tests.web.workshop import Workshop
from zhibu.target.models import Book, Line, Word

pytestmark = pytest.mark.django_db
MEMBER = 2  # 单雪, who has a log-in of her own


def address(workshop: Workshop, number: int = MEMBER, rest: str = "") -> str:
    return f"/members/targets/{workshop.members[number].pk}/{rest}"


def test_the_branch_writes_and_the_member_agrees(workshop: Workshop) -> None:
    assert write(workshop, MEMBER).status_code == 302
    book = Book.objects.get()
    assert (book.branch_agreed_on, book.member_agreed_on) == (date(2026, 11, 23), None)
    own = workshop.browser("member").get("/members/targets/")
    assert "同意这样约定" in text_of(own)
    assert workshop.browser("member").post(address(workshop, rest="book/2026/agree/")).status_code == 302
    assert Book.objects.get().is_agreed
    assert [line.content for line in Book.objects.get().lines.order_by("order")] == [line[0] for line in LINES]


def test_the_member_writes_and_a_change_asks_the_other_side_again(workshop: Workshop) -> None:
    assert write(workshop, MEMBER, who="member").status_code == 302
    assert Book.objects.get().member_agreed_on
    workshop.browser("secretary").post(address(workshop, rest="book/2026/agree/"))
    before = Book.objects.get()
    assert before.is_agreed
    threads = set(before.lines.values_list("thread", flat=True))
    assert write(workshop, MEMBER, content_1="带两名新工人独立上岗").status_code == 302
    book = Book.objects.get()
    assert book.branch_agreed_on and not book.member_agreed_on
    assert set(book.lines.values_list("thread", flat=True)) == threads
    assert Book.versions.count() == 3


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"done_when_2": ""}, "done_when_2", "怎样算完成"),
        ({"due_on_1": ""}, "due_on_1", "哪天以前"),
        ({"due_on_1": "2027-01-05"}, "due_on_1", "2026 年里"),
        (typed_lines(LINES[:2]), "content_3", "约定 3 到 5 条"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(workshop, changes, field, words) -> None:
    page = write(workshop, MEMBER, **changes)
    assert page.status_code == 422
    assert words in str(page.context["form"].errors[field])
    assert LINES[0][0] in text_of(page)
    assert not Book.objects.exists()


def test_a_line_without_a_mark_of_completion_cannot_be_kept(workshop: Workshop) -> None:
    from django.db import IntegrityError, transaction

    book = agreed(workshop, MEMBER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.create(book=book, root=book.root, order=9, content="做事", done_when="", due_on=date(2026, 12, 1))


def test_signed_on_paper_both_agree_at_once(workshop: Workshop) -> None:
    assert write(workshop, MEMBER, signed_on="2026-03-02", source_note="责任书夹第 3 页").status_code == 302
    book = Book.objects.get()
    assert book.is_agreed and book.source == "paper"
    assert "责任书夹第 3 页" in text_of(workshop.browser("member").get("/members/targets/"))


def test_lines_are_proposed_by_post_and_changed_freely(workshop: Workshop) -> None:
    page = workshop.browser("secretary").get(address(workshop, rest="book/?post=maintenance_fitter"))
    assert "夜间抢修轮到就到" in text_of(page)
    assert page.context["form"]["due_on_1"].value() == "2026年12月31日"


def test_only_the_member_shows_the_lines_to_comrades(workshop: Workshop) -> None:
    agreed(workshop, MEMBER)
    leader = workshop.browser("leader")
    assert LINES[0][0] not in text_of(leader.get("/members/targets/shown/"))
    show = address(workshop, rest="book/2026/show/")
    assert workshop.browser("secretary").post(show, {"shown": "1"}).status_code == 403
    assert workshop.browser("member").post(show, {"shown": "1"}).status_code == 302
    assert LINES[0][0] in text_of(leader.get("/members/targets/shown/"))
    workshop.browser("member").post(show, {"shown": "0"})
    assert LINES[0][0] not in text_of(leader.get("/members/targets/shown/"))


def test_a_sentence_of_ones_own_stands_beside_the_line(workshop: Workshop) -> None:
    line = agreed(workshop, MEMBER).lines.get(order=0)
    browser = workshop.browser("member")
    assert send(browser, f"/members/targets/lines/{line.thread}/word/", words="两人 9 月上岗").status_code == 302
    assert "两人 9 月上岗" in text_of(workshop.browser("secretary").get(address(workshop)))
    assert workshop.browser("leader").get(f"/members/targets/lines/{line.thread}/word/").status_code == 404
    word = Word.objects.get()
    assert workshop.browser("secretary").post(f"/members/targets/words/{word.pk}/undo/").status_code == 404
    assert browser.post(f"/members/targets/words/{word.pk}/undo/").status_code == 302
    assert not Word.objects.exists()


def test_undo_brings_back_what_stood_before(workshop: Workshop) -> None:
    agreed(workshop, MEMBER)
    write(workshop, MEMBER, content_1="别的事")
    workshop.browser("secretary").post(address(workshop, rest="book/2026/undo/"))
    book = Book.objects.get()
    assert book.is_agreed
    assert book.lines.get(order=0).content == LINES[0][0]


def test_an_overtaken_form_changes_nothing(workshop: Workshop) -> None:
    write(workshop, MEMBER)
    stale = {**typed_lines(), "content_1": "抢先"}
    page = workshop.browser("secretary").post(address(workshop, rest="book/"), stale)
    assert page.status_code == 422
    assert Book.versions.count() == 1


def test_the_secretarys_own_book_is_agreed_by_a_contact(workshop: Workshop) -> None:
    write(workshop, 0)
    assert Book.objects.get().branch_agreed_on is None
    own = address(workshop, 0, "book/2026/agree/")
    assert workshop.browser("secretary").post(own).status_code == 422


def test_papers_print(workshop: Workshop) -> None:
    agreed(workshop, MEMBER)
    for browser, rest in (
        (workshop.browser("secretary"), "paper/2026/"),
        (workshop.browser("member"), f"{workshop.members[MEMBER].pk}/book/2026/paper/"),
        (workshop.browser("secretary"), "quarter/2026/3/paper/"),
    ):
        page = text_of(browser.get(f"/members/targets/{rest}"))
        assert LINES[0][0] in page and LINES[0][1] in page
