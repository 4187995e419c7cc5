"""A table of targets: with names, the books of members; without, what the branch proposes. Points stay out."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from zhibu.base.actor import Actor, Right
from zhibu.base.touched import Touch, conduct
from zhibu.flows.imports.homes.home import (
    Import,
    Looking,
    People,
    Placed,
    Row,
    Values,
    branches_in,
    branches_of,
    named,
    need_member,
)
from zhibu.intake.wording import shortened, squeezed
from zhibu.org.models import Organisation
from zhibu.rules.month_runs import last_day, month_number
from zhibu.rules.said import said
from zhibu.target.actions.books import NewLine, Proposal, TakenOver, propose_lines, take_over_books
from zhibu.target.models import CONTENT, MARK, Book, Line, Look, OwnLine, Word
from zhibu.target.posts import FEWEST, MOST

AREA = 40
UNSAID = "（原表没有写）"
_NUMBERED = re.compile(
    r"(?:(?<=^)|(?<=[\s;；。，,]))[（(]?(?:\d{1,2}|[一二三四五六七八九十])(?:[.、．:：)）])\s*(?!\d)"
)
Whose = tuple[UUID, int]  # member and year


class Targets:
    right = Right.SEE_TARGETS
    takes_doubles = False

    def compare(self, rows: Sequence[Row], looking: Looking) -> None:
        branches = branches_of(rows)
        people = People(branches)
        books, proposed = _books(branches), _proposed(branches)
        counted: dict[Whose, int] = defaultdict(int)
        last: dict[Whose, Row] = {}
        for row in rows:
            if row.is_refused or row.branch is None:
                continue
            if not row.values.get("name"):
                self._compare_proposal(row, row.branch, proposed, looking)
                continue
            member, year = need_member(row, people, looking), _year(row.values)
            self._check_year(row, year, looking)
            if row.is_refused or member is None or year is None:
                continue
            whose = member, year
            if whose in books:
                self._tell_known(row, books[whose], year, looking)
                continue
            counted[whose] += len(_parts(row.values))
            last[whose] = row
            if counted[whose] > MOST:
                right = said("合成 {most} 条以内，或者这一行不导。", most=MOST)
                looking.refuse(
                    row,
                    "target",
                    "targets.many",
                    said("一个人最多约定 {most} 条，这是第 {counted} 条。", most=MOST, counted=counted[whose]),
                    right,
                )
            self._tell_gaps(row, looking)
        for whose, row in last.items():
            if counted[whose] < FEWEST:
                sentence = said(
                    "{name}只有 {counted} 条，照样收；约定的是 {fewest} 到 {most} 条，以后补上。",
                    name=row.values["name"],
                    counted=counted[whose],
                    fewest=FEWEST,
                    most=MOST,
                )
                looking.note(row, "target", "targets.few", sentence)

    def _compare_proposal(
        self, row: Row, branch: Organisation, proposed: set[tuple[UUID, str]], looking: Looking
    ) -> None:
        if (branch.pk, squeezed(_content(row.values))) in proposed:
            looking.is_known(row, "target", "本支部的目标表里已经有这一条。")
            return
        sentence = "没有写是谁的目标，收进“本支部导入的目标表”，给每个人约定目标时可以选用。"
        looking.note(row, "target", "targets.nobody", sentence)

    def _check_year(self, row: Row, year: int | None, looking: Looking) -> None:
        if year is None:
            right = "在表的标题里写上年份，或者在“看列”里填上。"
            looking.refuse(row, "due_on", "targets.year", "不知道是哪一年的目标。", right)

    def _tell_known(self, row: Row, contents: set[str], year: int, looking: Looking) -> None:
        if all(squeezed(shortened(part, CONTENT)) in contents for part in _parts(row.values)):
            looking.is_known(row, "target", said("{year} 年的目标里已经有这一条。", year=year))
            return
        right = "要加这一条，到他的目标里改，双方再同意一次。"
        looking.is_known(
            row,
            "target",
            said("{name} {year} 年的目标已经定了，这一条不在里面，没有导。", name=row.values["name"], year=year),
            right,
        )

    def _tell_gaps(self, row: Row, looking: Looking) -> None:
        values = row.values
        if len(values["target"]) > CONTENT:
            looking.tell(
                row,
                "target",
                "text.too_long",
                said("目标有 {count} 个字，最多留 {content} 个。", count=len(values["target"]), content=CONTENT),
                "写短一些。",
            )
        if values.get("done") or values.get("result"):
            cell = "done" if values.get("done") else "result"
            looking.note(row, cell, "targets.done", "完成情况没有收：到“季度看目标”里当面看了再记。")

    def still_new(self, placed: Sequence[Placed]) -> list[Placed]:
        branches = branches_in(placed)
        people, books, proposed = People(branches), _books(branches), _proposed(branches)

        def is_new(values: Values, branch: Organisation) -> bool:
            if not values.get("name"):
                return (branch.pk, squeezed(_content(values))) not in proposed
            return (people.one(branch, values["name"]), _year(values)) not in books

        return [(values, branch) for values, branch in placed if is_new(values, branch)]

    def write(self, actor: Actor, placed: Sequence[Placed], source: Import) -> set[Touch]:
        people = People(branches_in(placed))
        by_member: dict[Whose, list[Placed]] = defaultdict(list)
        proposals: dict[tuple[UUID, str], Proposal] = {}
        for values, branch in placed:
            year = _year(values)
            if not values.get("name"):
                proposal = _proposal(values, branch)
                proposals.setdefault((branch.pk, squeezed(proposal.content)), proposal)
            elif year and (member := people.one(branch, values["name"])):
                by_member[member, year].append((values, branch))
        entries = [_book(member, year, lines) for (member, year), lines in by_member.items()]
        common = {"now": source.now, "source_note": source.filename, "batch": source.key}
        take_over_books(actor, entries=entries, today=source.today, **common)  # type: ignore[arg-type]
        propose_lines(actor, entries=list(proposals.values()), **common)  # type: ignore[arg-type]
        branch_of = {member: rows[0][1] for (member, _year), rows in by_member.items()}
        return {touch for member, year in by_member for touch in conduct(branch_of[member].pk, year)}

    def depends(self, batch: UUID, since: datetime) -> list[str]:
        books = Book.versions.filter(batch=batch)
        changed = Book.objects.filter(batch=batch, recorded_at__gt=since).values_list("member__name", flat=True)
        lines = Line.objects.filter(book__in=books.values("pk")).values("thread")
        worded = Word.objects.filter(line__in=lines).values_list("member__name", flat=True)
        whose = books.filter(revoked_at__isnull=True).values_list("member_id", "year")
        looked = [
            name
            for member, year in whose
            for name in Look.objects.filter(member=member, year=year).values_list("member__name", flat=True)
        ]
        return named("{names}的目标导入以后有了改动、同意或进展。", [*changed, *worded, *looked])

    def take_back(self, actor: Actor, batch: UUID, today: date, now: datetime) -> set[Touch]:
        books = set(Book.objects.filter(batch=batch).values_list("branch_id", "year"))
        for model in (Book, OwnLine):
            rows = model.versions.filter(batch=batch, revoked_at__isnull=True)
            rows.update(revoked_at=now, revoked_by=actor.user_id)
        return {touch for branch, year in books for touch in conduct(branch, year)}


def _year(values: Values) -> int | None:
    due: date | None = values.get("due_on")
    year: int | None = values.get("year")
    return year or (due.year if due else None)


def _content(values: Values) -> str:
    return shortened(values["target"], CONTENT)


def _proposal(values: Values, branch: Organisation) -> Proposal:
    area = shortened(values.get("job") or values.get("area") or "", AREA)
    return Proposal(branch, area, _content(values), shortened(values.get("mark", ""), MARK))


def _book(member: UUID, year: int, placed: Sequence[Placed]) -> TakenOver:
    values, branch = placed[0]
    lines = [_line(values, part, year) for values, _branch in placed for part in _parts(values)][:MOST]
    return TakenOver(branch, member, year, lines, shortened(values.get("job", ""), AREA))


def _parts(values: Values) -> list[str]:
    """Several promises numbered in one cell: 1.…；2.…；3.…"""
    text: str = values["target"]
    parts = [part.strip(" 　;；。，,\n") for part in _NUMBERED.split(text)]
    parts = [part for part in parts if part]
    return parts if len(parts) > 1 and _NUMBERED.match(text.lstrip()) else [text]


def _line(values: Values, content: str, year: int) -> NewLine:
    """The day within the year of the book; where the table has none, the year's last."""
    due: date | None = values.get("due_on")
    if due is not None and values.get("due_precision") == "month":
        due = last_day(month_number(due))
    if due is None or due.year != year or values.get("due_precision") == "year":
        due = date(year, 12, 31)
    return NewLine(shortened(content, CONTENT), shortened(values.get("mark", ""), MARK) or UNSAID, due)


def _books(branch_ids: Iterable[UUID]) -> dict[Whose, set[str]]:
    """The lines of every standing book of these branches' members, by member and year."""
    rows = Book.objects.filter(
        member__memberships__branch__in=list(branch_ids), member__memberships__revoked_at__isnull=True
    ).distinct()
    found: dict[Whose, set[str]] = {(row.member_id, row.year): set() for row in rows}
    for member, year, content in Line.objects.filter(book__in=rows.values("pk")).values_list(
        "book__member_id", "book__year", "content"
    ):
        found[member, year].add(squeezed(content))
    return found


def _proposed(branch_ids: Iterable[UUID]) -> set[tuple[UUID, str]]:
    rows = OwnLine.objects.filter(branch__in=list(branch_ids)).values_list("branch_id", "content")
    return {(branch, squeezed(content)) for branch, content in rows}
