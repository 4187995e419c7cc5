"""党支部年册: the branch's year in one book, in place of the handbook that was written by hand.

概况 → 班子 → 花名册 → 计划 → 全年会议 → a chapter for each ledger that has lines → 总结 (facts; words by the branch).
"""

from collections.abc import Sequence
from datetime import date

from zhibu.base.actor import Right
from zhibu.ledger.papers import branches, meetings, numerals
from zhibu.ledger.papers.kinds import Asked, Found
from zhibu.ledger.papers.shapes import (
    Align,
    Book,
    Chapter,
    Field,
    FormPaper,
    Grid,
    Part,
    Prose,
    Signatures,
    Table,
    TableColumn,
)
from zhibu.ledger.sheet import Column, Kind, Ledger, Value, Wanted
from zhibu.meeting.models import Stage
from zhibu.meeting.queries import PARTS, held_by_month, in_year, visible_to, with_first_writing
from zhibu.member.models import PostKind
from zhibu.member.queries import posts_of, roster
from zhibu.org.models import BranchKind, Domain, Organisation, Unit
from zhibu.org.queries import groups_of, terms_of

QUARTERS = ("一", "二", "三", "四")
IN_FULL = {"meetings", "theme-days", "roster"}  # these have chapters of their own
WIDEST = 9  # columns of a ledger that fit an upright page
OF_DAY, BROADEST = 17, 22  # widths there: a day stands on one line, and no column takes the room of the others
CENTRED = Align.CENTER


def yearbook(found: Found, asked: Asked, ledgers: Sequence[Ledger]) -> Book:
    """`ledgers`: those that the actor may see."""
    branch, year = found.branch, asked.year
    on = branches.last_day(asked)
    plan = branches.plan(found, asked)
    assert isinstance(plan, FormPaper)
    chapters = [
        Chapter("支部概况", _profile(branch, on)),
        Chapter("支部班子", _committee(branch, on)),
        *_of_ledgers(branch, asked, [ledger for ledger in ledgers if ledger.key == "roster"]),
        Chapter("年度工作计划", _narrow(plan.parts)),
        *_meetings(branch, asked),
        *_of_ledgers(branch, asked, [ledger for ledger in ledgers if ledger.key not in IN_FULL]),
        Chapter("年度总结", _summary(branch, year)),
    ]
    return Book(f"{branch.name}\n{year}年年册", chapters, [numerals.day(on)])


def _profile(branch: Organisation, on: date) -> list[Part]:
    members = roster(branch, on)
    units = Unit.objects.on(on).filter(branch=branch).values_list("name", flat=True)
    fields = [
        Field("支部名称", branch.name, wide=True),
        Field("类别", str(BranchKind(branch.branch_kind).label)),
        Field("所在领域", str(Domain(branch.domain).label)),
        Field("成立日期", numerals.day(branch.founded_on)),
        Field("党员人数", f"{len(members)} 人"),
        Field("党小组", "、".join(group.name for group in groups_of(branch, on)), wide=True),
        Field("覆盖的单位", "、".join(units), wide=True),
    ]
    return [Grid(fields)]


def _committee(branch: Organisation, on: date) -> list[Part]:
    terms = [
        (
            f"第{numerals.chinese(term.ordinal)}届" if term.ordinal else "",
            numerals.day(term.happened_on),
            numerals.day(term.extended_to or term.ends_on),
        )
        for term in terms_of(branch)
        if term.happened_on <= on
    ]
    holders = [
        (row.member.name, str(PostKind(row.post).label), numerals.day(row.since)) for row in posts_of(branch, on)
    ]
    days = TableColumn("选举日期", 12, CENTRED), TableColumn("任期到", 12, CENTRED)
    return [
        Table([TableColumn("届别", 8, CENTRED), *days], terms, title="届期"),
        Table(
            [TableColumn("姓名", 8, CENTRED), TableColumn("职务", 12), TableColumn("任职日期", 12, CENTRED)],
            holders,
            title="成员",
        ),
    ]


def _narrow(parts: Sequence[Part]) -> list[Part]:
    """A table made for a wide page, without empty columns and those that an upright one has no room for."""
    narrow: list[Part] = []
    for part in parts:
        if isinstance(part, Table) and part.rows:
            keep = [place for place in range(len(part.columns)) if any(row[place] for row in part.rows)][:WIDEST]
            rows = [[row[place] for place in keep] for row in part.rows]
            narrow.append(Table([part.columns[place] for place in keep], rows, part.title))
        else:
            narrow.append(part)
    return narrow


def _meetings(branch: Organisation, asked: Asked) -> list[Chapter]:
    """Every held gathering in full, by quarter."""
    rows = in_year(visible_to(asked.actor).filter(branch=branch, stage=Stage.HELD), asked.year)
    rows = with_first_writing(rows).select_related("branch", "group").prefetch_related(*PARTS)
    quarters: list[list[Part]] = [[], [], [], []]
    for gathering in rows.order_by("happened_on", "starts", "id"):
        paper = meetings.record(Found(gathering, branch), asked)
        assert isinstance(paper, FormPaper)
        day = f"{gathering.happened_on.month}月{gathering.happened_on.day}日"
        parts = quarters[(gathering.happened_on.month - 1) // 3]
        parts.append(Prose([], f"{day}　{gathering.title}"))
        parts += [part for part in paper.parts if not isinstance(part, Signatures)]
    return [
        Chapter(f"{quarter}季度会议和活动", parts) for quarter, parts in zip(QUARTERS, quarters, strict=True) if parts
    ]


def _of_ledgers(branch: Organisation, asked: Asked, ledgers: Sequence[Ledger]) -> list[Chapter]:
    """One chapter for each ledger that has lines this year."""
    chapters = []
    for ledger in ledgers:
        wanted = Wanted(
            branch,
            asked.today,
            asked.year if ledger.years else None,
            masked=not asked.actor.may(Right.SEE_BRANCH),
        )
        rows = ledger.draw(wanted)
        if rows:
            chapters.append(Chapter(str(ledger.title), [_table(ledger.columns, [row.cells for row in rows])]))
    return chapters


def _table(columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> Table:
    """Columns that are empty in every row, and what an upright page has no room for, are left out."""
    used = [place for place in range(len(columns)) if any(row[place] not in (None, "") for row in rows)][:WIDEST]
    heads = [
        TableColumn(
            str(columns[place].label),
            OF_DAY if columns[place].kind == Kind.DAY else min(max(columns[place].width, 8), BROADEST),
            CENTRED if columns[place].kind in {Kind.NUMBER, Kind.DAY} else Align.LEFT,
        )
        for place in used
    ]
    return Table(heads, [[shown(row[place]) for place in used] for row in rows])


def shown(value: Value) -> str:
    return "" if value is None else f"{value:%Y.%m.%d}" if isinstance(value, date) else str(value)


def _summary(branch: Organisation, year: int) -> list[Part]:
    """Counts by kind and month; the judgement is the branch's own to write."""
    by_month = held_by_month(branch, year)
    rows = [(f"{month}月", "、".join(by_month.get(month, ())) or "没有记录") for month in range(1, 13)]
    return [
        Table([TableColumn("月份", 6, CENTRED), TableColumn("开了什么", 40)], rows, title="全年会议和活动"),
        Grid(
            [
                Field("做成的事", wide=True, lines=8),
                Field("没做好的、原因", wide=True, lines=8),
                Field("明年打算", wide=True, lines=8),
            ],
            title="总结（支部写）",
        ),
        Signatures(["书记签名", "日期"]),
    ]
