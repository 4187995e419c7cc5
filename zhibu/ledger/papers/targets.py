"""责任书 of one member's year, and the sheet on which a whole branch looks at a quarter. Opened as the pages are."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.ledger.papers import numerals
from zhibu.ledger.papers.kinds import Asked, Found, Paper
from zhibu.ledger.papers.shapes import Align, Field, FormPaper, Grid, Prose, Shape, Signatures, Table, TableColumn
from zhibu.org.queries import branch_for
from zhibu.target.models import Book, Outcome
from zhibu.target.quarters import first_day, to_look_at
from zhibu.target.queries import books_in, people_of, visible_to

SEES = frozenset({Right.SEE_TARGETS})
SIDES = frozenset({Right.SEE_OWN, Right.SEE_TARGETS})
LINES = (TableColumn("做什么", 18), TableColumn("怎样算完成", 14), TableColumn("哪天以前", 9, Align.CENTER))
BOXES = "　".join(f"□{label}" for label in Outcome.labels)
LOOKS = (
    TableColumn("姓名", 6, Align.CENTER),
    TableColumn("约定的事", 14),
    TableColumn("完成标志", 12),
    TableColumn("看的结果", 17),
    TableColumn("原因（共同写）", 9),
    TableColumn("本人签名", 7),
)


def find_book(asked: Asked) -> Found:
    """By the lasting key of the book, for the member, the secretary and the contact."""
    book = visible_to(asked.actor, asked.today).filter(thread=asked.record).select_related("branch", "member").first()
    if book is None:
        raise NotFound
    return Found(book, book.branch)


def book(found: Found, asked: Asked) -> Shape:
    kept: Book = found.record
    lines = [(row.content, row.done_when, numerals.day(row.due_on)) for row in kept.lines.order_by("order")]
    return _book(found.branch.name, str(kept.year), kept.member.name, kept.post, lines)


def _book(branch: str, year: str, name: str, post: str, lines: Sequence[Sequence[str]]) -> FormPaper:
    return FormPaper(
        "党员目标责任书",
        [
            Grid([Field("党员", name), Field("岗位", post)]),
            Table(LINES, lines, blank_rows=0 if lines else 5, lines=2, name="目标"),
            Prose(["支部按季度同我一起看一次；做不到的，一起找原因、想办法。"]),
            Signatures(["党员签名", "支部签名", "日期"]),
        ],
        under=[branch, f"{year or '　　　'}年度"],
    )


def blank_book(branch: str) -> Shape:
    return _book(branch, "", "", "", [])


def find_branch(asked: Asked) -> Found:
    branch = branch_for(asked.actor, asked.record)
    return Found(branch, branch)


def quarter(found: Found, asked: Asked) -> Shape:
    """The quarter whose look is on; of an earlier year its last one."""
    year, number = to_look_at(asked.today)
    if year != asked.year:
        year, number = asked.year, 4 if first_day(asked.year, 4) <= asked.today else 1
    books = books_in(found.branch, year)
    rows = [
        (book.member.name if place == 0 else "", line.content, line.done_when, BOXES, "", "")
        for person in people_of(asked.actor, found.branch, asked.today)
        if (book := books.get(person.pk)) and book.is_agreed
        for place, line in enumerate(sorted(book.lines.all(), key=lambda line: line.order))
    ]
    return _quarter(found.branch.name, f"{year}年第{'一二三四'[number - 1]}季度", rows)


def _quarter(branch: str, span: str, rows: Sequence[Sequence[str]]) -> FormPaper:
    return FormPaper(
        f"{branch}党员目标季度表",
        [
            Table(LOOKS, rows, blank_rows=0 if rows else 12, lines=2, name="回看"),
            Signatures(["支部签名", "看的日子", "录入的日子"]),
        ],
        under=[span, "当面看、当面勾，回来照着录入"],
        landscape=True,
    )


def blank_quarter(branch: str) -> Shape:
    return _quarter(branch, "　　年第　季度", [])


PAPERS = (
    Paper(
        "target-book",
        _("党员目标责任书"),
        _("一名党员一年约定的事，双方签名"),
        _("约定的目标"),
        find_book,
        book,
        SIDES,
        blank=blank_book,
    ),
    Paper(
        "target-quarter",
        _("党员目标季度表"),
        _("全支部一张表，当面看、当面勾"),
        _("约定的目标"),
        find_branch,
        quarter,
        SEES,
        by_year=True,
        blank=blank_quarter,
    ),
)
