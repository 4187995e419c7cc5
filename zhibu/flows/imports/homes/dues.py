"""A table of dues, a column for each month: what was fixed, and what was paid. Rows are laid beside the accounts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from zhibu.base.actor import Actor, Right
from zhibu.base.touched import Touch
from zhibu.dues.accounts import BranchAccount, account_of, months_collected
from zhibu.dues.taking_over import (
    Laid,
    TableLine,
    is_closed,
    lay_beside,
    take_back,
    take_over_year,
    what_stands_on,
)
from zhibu.flows.imports.homes.home import (
    Import,
    Looking,
    People,
    Placed,
    Row,
    Values,
    branches_in,
    branches_of,
    need_member,
)
from zhibu.intake.kinds.dues import CENT
from zhibu.org.models import Organisation
from zhibu.rules.money import fen, say_money, yuan
from zhibu.rules.said import joined, said

Key = tuple[UUID, int]  # branch and year


class Dues:
    right = Right.KEEP_DUES
    takes_doubles = False

    def compare(self, rows: Sequence[Row], looking: Looking) -> None:
        people, books = People(branches_of(rows)), _Books(looking.today)
        taken: dict[tuple[UUID, int], set[str]] = {}
        for row in rows:
            if row.is_refused or row.branch is None:
                continue
            member, year = need_member(row, people, looking), row.values.get("year")
            self._check_year(row, row.branch, year, books, looking)
            if row.is_refused or year is None:
                continue
            if not row.values["paid"] and not row.values["due"] and row.values.get("monthly") is None:
                looking.refuse(row, "name", "dues.nothing", "这一行没有金额，也没有打勾。", "补上，或者删掉这一行。")
            if row.is_refused or member is None:
                continue
            before, months = taken.setdefault((member, year), set()), set(row.values["paid"])
            if before & months or (before and not months):
                right = "一个人一个月只留一笔。"
                looking.refuse(
                    row, "name", "dues.twice", said("{name}的这几个月前面已经有了。", name=row.values["name"]), right
                )
                continue
            before |= months or {""}
            self._tell(row, books.lay(row.branch, year, _line(member, row.values)), year, looking)

    def _check_year(self, row: Row, branch: Organisation, year: int | None, books: "_Books", looking: Looking) -> None:
        if year is None:
            row_problem = "在表的标题里写上年份，或者在“看列”里填上。"
            looking.refuse(row, "name", "dues.year", "不知道是哪一年的党费。", row_problem)
        elif books.is_closed(branch, year):
            looking.refuse(
                row, "name", "dues.closed", said("{year} 年的党费已经结账。", year=year), "要补以前的，先撤销结账。"
            )

    def _tell(self, row: Row, laid: Laid, year: int, looking: Looking) -> None:
        for there, here, months in _same(laid.differing):
            each = said("每月") if len(months) > 1 else ""
            sentence = said(
                "{months}记录里{each}交了 {there}，表里是 {here}，没有动记录。",
                months=_run(months),
                each=each,
                there=_say(there),
                here=_say(here),
            )
            looking.tell(row, f"paid_{months[0]}", "dues.contradict", sentence, "核对收据；记录错了，到“党费”里冲正。")
        for there, here, months in _same(laid.other_due):
            sentence = said(
                "{months}核定的是每月 {there}，表里应交 {here}，照核定的算。",
                months=_run(months),
                there=_say(there),
                here=_say(here),
            )
            looking.tell(row, f"paid_{months[0]}", "dues.fixed_otherwise", sentence, "核对；核定错了，到“党费”里改。")
        if laid.over:
            extra = sum(laid.over.values())
            sentence = said(
                "{over}比应交的多 {extra}，多的记成自愿多交。", over=_run(list(laid.over)), extra=_say(extra)
            )
            looking.tell(
                row, f"paid_{min(laid.over)}", "dues.over", sentence, "是自愿多交就照这样导入；写错了，改金额。"
            )
        if laid.elsewhere:
            sentence = said(
                "按花名册，{elsewhere}还不是（或不再是）本支部收他的党费，这几个月没有收。",
                elsewhere=_run(laid.elsewhere),
            )
            looking.tell(
                row, f"paid_{laid.elsewhere[0]}", "dues.elsewhere", sentence, "花名册里入党、转入的日期不对，就先更正。"
            )
        if laid.to_come:
            sentence = said("{to_come}还没到，没有收。", to_come=_run(laid.to_come))
            looking.tell(row, f"paid_{laid.to_come[0]}", "date.future", sentence, "到那个月再记。")
        if laid.is_known and (laid.known or laid.differing):
            looking.is_known(row, "name", said("{year} 年这一行的都已经记过。", year=year))
        elif laid.is_known:
            looking.refuse(row, "name", "dues.nothing", "这一行没有能收的月份。", "核对年份和花名册里的日期。")
        elif laid.known:
            looking.note(
                row,
                f"paid_{laid.known[0]}",
                "dues.partly_known",
                said("{known}已经记过，只补别的月份。", known=_run(laid.known)),
            )

    def still_new(self, placed: Sequence[Placed]) -> list[Placed]:
        return list(placed)  # what became known since is left out line by line when it is written

    def write(self, actor: Actor, placed: Sequence[Placed], source: Import) -> set[Touch]:
        branches, people = branches_in(placed), People(branches_in(placed))
        lines: dict[Key, dict[UUID, TableLine]] = {}
        for values, branch in placed:
            member = people.one(branch, values["name"])
            if member is not None:
                by_member = lines.setdefault((branch.pk, values["year"]), {})
                by_member[member] = _together(by_member.get(member), _line(member, values))
        touched: set[Touch] = set()
        for (branch_id, year), by_member in lines.items():
            branch = branches[branch_id]
            touched |= take_over_year(
                actor,
                branch=branch,
                year=year,
                lines=list(by_member.values()),
                collecting=months_collected(branch, year),
                today=source.today,
                now=source.now,
                source_note=source.filename,
                batch=source.key,
            ).touched
        return touched

    def depends(self, batch: UUID, since: datetime) -> list[str]:
        return what_stands_on(batch, since)

    def take_back(self, actor: Actor, batch: UUID, today: date, now: datetime) -> set[Touch]:
        return take_back(actor, batch=batch, now=now).touched


class _Books:
    """Accounts that were opened once."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._accounts: dict[Key, BranchAccount] = {}
        self._collecting: dict[Key, dict[UUID, list[int]]] = {}
        self._closed: dict[Key, bool] = {}

    def is_closed(self, branch: Organisation, year: int) -> bool:
        key = branch.pk, year
        if key not in self._closed:
            self._closed[key] = is_closed(branch, year)
        return self._closed[key]

    def lay(self, branch: Organisation, year: int, line: TableLine) -> Laid:
        key = branch.pk, year
        if key not in self._accounts:
            self._accounts[key] = account_of(branch, year, self.today)
            self._collecting[key] = months_collected(branch, year)
        return lay_beside(self._accounts[key], self._collecting[key].get(line.member_id, ()), line, self.today)


def _line(member: UUID, values: Values) -> TableLine:
    return TableLine(
        member,
        {int(month): _whole(sum_yuan) for month, sum_yuan in values["paid"].items() if sum_yuan},
        {int(month): _whole(sum_yuan) for month, sum_yuan in values["due"].items()},
        _fen(values.get("monthly")),
        _fen(values.get("base")),
    )


def _together(first: TableLine | None, more: TableLine) -> TableLine:
    """Several rows of one member, a payment each: the first one's sum of a month stands."""
    if first is None:
        return more
    return replace(first, paid={**more.paid, **first.paid}, due={**more.due, **first.due})


def _fen(sum_yuan: Decimal | None) -> int | None:
    return None if sum_yuan is None else _whole(sum_yuan)


def _whole(sum_yuan: Decimal) -> int:
    return fen(sum_yuan.quantize(CENT))


def _say(sum_fen: int) -> str:
    return say_money(yuan(sum_fen))


def _same(differing: dict[int, tuple[int, int]]) -> Iterable[tuple[int, int, list[int]]]:
    """Months with the same two sums, together."""
    ordered = sorted(differing, key=lambda month: (differing[month], month))
    for (there, here), months in groupby(ordered, key=differing.__getitem__):
        yield there, here, list(months)


def _run(months: Sequence[int]) -> str:
    """1–3、5 月"""
    parts: list[list[int]] = []
    for month in sorted(months):
        if parts and parts[-1][-1] == month - 1:
            parts[-1].append(month)
        else:
            parts.append([month])
    runs = (f"{part[0]}–{part[-1]}" if len(part) > 1 else str(part[0]) for part in parts)
    return said("{months} 月", months=joined(runs))
