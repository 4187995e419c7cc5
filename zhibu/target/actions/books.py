"""Writes of target books: begin or change, agree, show to comrades, a sentence of one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import Invalid, NotAllowed, NotFound, Overtaken, Refused
from zhibu.base.parts import Models
from zhibu.base.records import Source, replace, revoke, stamp
from zhibu.base.touched import Done, conduct
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.rules.said import said
from zhibu.target.models import CONTENT, MARK, WORDS, Book, Line, OwnLine, Word
from zhibu.target.posts import FEWEST, MOST
from zhibu.target.queries import book_of, looks_after

BOOKS: Models = frozenset({Book, Line, OwnLine, Word})


@dataclass(frozen=True)
class NewLine:
    """`thread` is that of the line as it stood, None for a new one."""

    content: str
    done_when: str
    due_on: date | None
    link: str = ""
    link_label: str = ""
    thread: UUID | None = None


def check_lines(lines: Sequence[NewLine], year: int) -> dict[str, str]:
    """Problems by the field of the form (`content_1`, `done_when_1`, `due_on_1` …)."""
    problems: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.content.strip():
            problems[f"content_{number}"] = said("第 {number} 条写上做什么。", number=number)
        elif len(line.content.strip()) > CONTENT:
            problems[f"content_{number}"] = said("第 {number} 条最多 {CONTENT} 个字。", number=number, CONTENT=CONTENT)
        if not line.done_when.strip():
            problems[f"done_when_{number}"] = said(
                "第 {number} 条写上怎样算完成，比如“徒弟通过上岗考核”。", number=number
            )
        elif len(line.done_when.strip()) > MARK:
            problems[f"done_when_{number}"] = said(
                "第 {number} 条的完成标志最多 {MARK} 个字。", number=number, MARK=MARK
            )
        if line.due_on is None:
            problems[f"due_on_{number}"] = said("第 {number} 条写上哪天以前完成。", number=number)
        elif line.due_on.year != year:
            problems[f"due_on_{number}"] = said("这是 {year} 年的目标，日期要在 {year} 年里。", year=year)
    if not FEWEST <= len(lines) <= MOST:
        place = f"content_{min(len(lines) + 1, MOST)}"
        problems.setdefault(
            place,
            said(
                "约定 {FEWEST} 到 {MOST} 条，现在是 {lines_count} 条。",
                FEWEST=FEWEST,
                MOST=MOST,
                lines_count=len(lines),
            ),
        )
    return problems


def write_book(
    actor: Actor,
    *,
    member: Member,
    year: int,
    lines: Sequence[NewLine],
    today: date,
    now: datetime,
    post: str = "",
    contact: Member | None = None,
    signed_on: date | None = None,
    source_note: str = "",
    standing: UUID | None = None,
) -> Done:
    """Begin or change the book of a year. Whoever writes agrees by writing; the other side is asked again.

    `signed_on`: the day on which both signed it on paper, `source_note` then says where the paper is kept;
    `standing`: the version that the form was opened with.
    """
    branch = member.branch
    assert branch is not None
    is_own = member.pk == actor.member_id
    if not (is_own or looks_after(actor, member, today)):
        raise NotFound
    problems = check_lines(lines, year)
    if contact and contact.pk == member.pk:
        problems["contact"] = "联系人要是另一位同志。"
    if signed_on and signed_on > today:
        problems["signed_on"] = said("{signed_on} 还没有到。", signed_on=f"{signed_on:%Y-%m-%d}")
    if signed_on and is_own:
        problems["signed_on"] = "纸上签的字由书记或联系人录入。"
    if problems:
        raise Invalid(problems)
    before = book_of(member, year)
    if before and standing != before.pk:
        raise Overtaken("这份目标刚才已被别人改过。", before.pk)
    columns: dict[str, Any] = {
        "post": post.strip(),
        "branch_agreed_on": signed_on or (None if is_own else today),
        "member_agreed_on": signed_on or (today if is_own else None),
        "shown_since": None,
        "source": Source.PAPER if signed_on else Source.TYPED,
        "source_note": source_note.strip() if signed_on else "",
    }
    if not is_own or actor.may(Right.SEE_TARGETS):
        columns["contact"] = contact
    if before:
        book = replace(before, columns, actor, now)
    else:
        book = Book(root=branch.root, branch=branch, member=member, year=year, **columns, **stamp(actor, now))
        book.save(force_insert=True)
    known = {line.thread for line in before.lines.all()} if before else set()
    Line.objects.bulk_create(_line(book, number, line, known) for number, line in enumerate(lines))
    return Done(book, conduct(branch.pk, year, wrote=BOOKS), branch)


def _line(book: Book, number: int, line: NewLine, known: set[UUID]) -> Line:
    assert line.due_on is not None
    return Line(
        root=book.root,
        book=book,
        order=number,
        thread=line.thread if line.thread in known else uuid4(),
        content=line.content.strip(),
        done_when=line.done_when.strip(),
        due_on=line.due_on,
        link=line.link.strip(),
        link_label=line.link_label.strip(),
    )


def change_book(book: Book, columns: Mapping[str, Any], actor: Actor, now: datetime) -> Book:
    """A new version with the same lines."""
    fresh = replace(book, dict(columns), actor, now)
    _copy_lines(book, fresh)
    return fresh


def _copy_lines(old: Book, fresh: Book) -> None:
    lines = list(Line.objects.filter(book=old))
    for line in lines:
        line.id, line.book = uuid4(), fresh
    Line.objects.bulk_create(lines)


def agree(actor: Actor, *, book: Book, today: date, now: datetime) -> Done:
    """The side that has not agreed yet says yes: the member to what the branch wrote, or the branch to the member."""
    if book.member_id == actor.member_id:
        if book.member_agreed_on:
            raise Refused("你已经同意过了。")
        changes = {"member_agreed_on": today}
    else:
        if not looks_after(actor, book.member, today):
            raise NotFound
        if book.branch_agreed_on:
            raise Refused("支部已经同意过了，等本人。")
        changes = {"branch_agreed_on": today}
    return Done(change_book(book, changes, actor, now), conduct(book.branch_id, book.year, wrote=BOOKS), book.branch)


def show_book(actor: Actor, *, book: Book, is_shown: bool, today: date, now: datetime) -> Done:
    """Only the member decides whether comrades may read the lines, and may take it back at any time."""
    if book.member_id != actor.member_id:
        raise NotAllowed("公开不公开，由本人定。", book.member.name)
    if is_shown and not book.is_agreed:
        raise Refused("双方都同意以后才能公开。")
    return Done(change_book(book, {"shown_since": today if is_shown else None}, actor, now), organisation=book.branch)


def undo_book(actor: Actor, *, book: Book, today: date, now: datetime) -> Done:
    """Take back what was just written; the book as it was before stands again."""
    if book.member_id != actor.member_id and not looks_after(actor, book.member, today):
        raise NotFound
    if book.is_agreed:
        raise Refused("双方都同意了，要改就写一份新的。")
    before = Book.versions.filter(pk=book.replaces).first() if book.replaces else None
    if before is None:
        revoke(book, actor, now)
        return Done(book, conduct(book.branch_id, book.year, wrote=BOOKS), book.branch)
    names = ("post", "contact_id", "branch_agreed_on", "member_agreed_on", "shown_since", "source", "source_note")
    restored = replace(book, {name: getattr(before, name) for name in names}, actor, now)
    _copy_lines(before, restored)
    return Done(restored, conduct(book.branch_id, book.year, wrote=BOOKS), book.branch)


def say_word(actor: Actor, *, line: Line, words: str, today: date, now: datetime) -> Done:
    """One sentence of the member about one line."""
    text = words.strip()
    if not text:
        raise Refused("写一句就行。", field="words")
    if len(text) > WORDS:
        raise Refused(said("最多 {WORDS} 个字。", WORDS=WORDS), field="words")
    book = line.book
    if book.member_id != actor.member_id or not actor.may(Right.SEE_OWN):
        raise NotFound
    word = Word(
        root=book.root,
        branch=book.branch,
        member=book.member,
        line=line.thread,
        words=text,
        happened_on=today,
        **stamp(actor, now),
    )
    word.save(force_insert=True)
    return Done(word, organisation=book.branch)


def take_word_back(actor: Actor, *, word: Word, now: datetime) -> Done:
    if word.member_id != actor.member_id:
        raise NotFound
    revoke(word, actor, now)
    return Done(word, organisation=word.branch)


# --- from a table that the branch had before ------------------------------------------------------------------------


@dataclass(frozen=True)
class TakenOver:
    """One member's lines of a year as the branch's table had them. The member is asked as with any book."""

    branch: Organisation
    member_id: UUID
    year: int
    lines: Sequence[NewLine]
    post: str = ""


def take_over_books(
    actor: Actor, *, entries: Sequence[TakenOver], today: date, now: datetime, source_note: str, batch: UUID
) -> Done:
    """Books of members who have none for the year. The table may have fewer lines than are agreed today."""
    written = {"source": Source.IMPORT, "source_note": source_note, "batch": batch, **stamp(actor, now)}
    books, lines = [], []
    for entry in entries:
        book = Book(
            root=entry.branch.root,
            branch=entry.branch,
            member_id=entry.member_id,
            year=entry.year,
            post=entry.post,
            branch_agreed_on=today,
            **written,
        )
        books.append(book)
        lines += [_line(book, number, line, set()) for number, line in enumerate(entry.lines)]
    Book.objects.bulk_create(books)
    Line.objects.bulk_create(lines)
    return Done(books)


@dataclass(frozen=True)
class Proposal:
    """One line for everybody of an area, from a table without names."""

    branch: Organisation
    area: str
    content: str
    done_when: str


def propose_lines(actor: Actor, *, entries: Sequence[Proposal], now: datetime, source_note: str, batch: UUID) -> Done:
    written = {"source": Source.IMPORT, "source_note": source_note, "batch": batch, **stamp(actor, now)}
    rows = [
        OwnLine(
            root=entry.branch.root,
            branch=entry.branch,
            area=entry.area,
            order=number,
            content=entry.content,
            done_when=entry.done_when,
            **written,
        )
        for number, entry in enumerate(entries)
    ]
    OwnLine.objects.bulk_create(rows)
    return Done(rows)
