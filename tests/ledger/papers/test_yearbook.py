"""年册: chapters in their order, every meeting of the year in full, contents with the pages where chapters begin."""

from datetime import date

from tests.ledger.papers.reading import opened, text_of
from tests.personas import TODAY
from tests.web.workshop import Workshop
from zhibu.ledger.catalogue import ledgers_for
from zhibu.ledger.papers import branches
from zhibu.ledger.papers.kinds import Asked
from zhibu.ledger.papers.pdf import pdf_of
from zhibu.ledger.papers.shapes import Book, Chapter, Prose
from zhibu.ledger.papers.word import word_of
from zhibu.ledger.papers.yearbook import yearbook
from zhibu.meeting.actions import NewItem
from zhibu.meeting.models import ItemKind


def book(workshop: Workshop, who: str = "secretary") -> Book:
    asked = Asked(workshop.actor(who), workshop.branch.pk, TODAY, 2026)
    return yearbook(branches.find(asked), asked, ledgers_for(asked.actor))


def test_chapters_follow_the_handbook(workshop: Workshop) -> None:
    workshop.held(date(2026, 3, 6), items=[NewItem(ItemKind.GENERAL_MEETING, decision="同意")], title="一季度大会")
    workshop.held(date(2026, 11, 6), ItemKind.THEME_DAY, title="十一月党日")
    workshop.held(date(2025, 11, 6), ItemKind.THEME_DAY, title="去年的党日")
    made = book(workshop)
    assert [chapter.title for chapter in made.chapters] == [
        "支部概况", "支部班子", "党员花名册", "年度工作计划", "一季度会议和活动", "四季度会议和活动",
        "决议台账", "年度会议计划", "年度总结",
    ]  # fmt: skip
    said = str(made)
    assert "一季度大会" in said
    assert "去年的党日" not in said
    opened(word_of(made))


def test_contents_say_where_chapters_begin_and_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    chapters = [Chapter(f"第{name}章", [Prose(["话" * 1500])]) for name in "甲乙丙"]
    pages = text_of(pdf_of(Book("年册", chapters), lambda done, total: told.append((done, total)))).replace("\n", "")
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    front, _dot, rest = pages.partition("第丙章")
    assert "第甲章1" in front.replace(" ", "")
    assert rest.replace(" ", "").startswith("5")  # two pages each
    assert "第6页" in rest.replace(" ", "")
