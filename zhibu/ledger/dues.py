"""党费收缴台账: each member and month with base, due and paid. For those who keep the dues only."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.base.actor import Right
from zhibu.dues.accounts import MemberAccount, MonthAccount, account_of
from zhibu.dues.fixing import kind_words
from zhibu.dues.models import Assessment, Payment, Publication, Way
from zhibu.ledger.sheet import Column, Kind, Ledger, Row, Value, Wanted
from zhibu.org.models import Organisation
from zhibu.rules.money import yuan
from zhibu.rules.month_runs import first_day


def years(branch: Organisation) -> list[int]:
    days = Assessment.objects.filter(branch=branch).order_by().dates("since", "year", order="DESC")
    return [day.year for day in days]


def rows(wanted: Wanted) -> list[Row]:
    """By month, then by pinyin; behind each month its sum and the sum up to it."""
    year = wanted.year or wanted.today.year
    account = account_of(wanted.branch, year, wanted.today)
    fixed = _fixed(account.by_member, year)
    ways = _ways(wanted.branch, year)
    published = {row.first_month: row for row in Publication.objects.filter(branch=wanted.branch)}
    lines: list[Row] = []
    total = 0
    for number in range(year * 12, year * 12 + 12):
        pairs = [(own, row) for own, row in account.in_month(number) if row.due or row.paid or row.voluntary]
        if not any(row.paid or row.voluntary for _own, row in pairs) and number not in account.collections:
            continue
        collection = account.collections.get(number)
        told = max((p.happened_on for p in published.values() if _covers(p, number)), default=None)
        for own, row in pairs:
            paid_on = collection.happened_on if collection and row.collected else None
            way = ways.get((own.member.pk, number), _("本人交") if row.collected else "")
            lines.append(_line(own, row, fixed, paid_on or ways.get((own.member.pk, number, "on")), str(way), told))
        money = sum(row.paid + row.voluntary for _own, row in pairs)
        total += money
        cells: tuple[Value, ...] = (
            _month(number), _("小计"), "", "", _sum(sum(row.due or 0 for _own, row in pairs)), _sum(money), None,
            _("累计 %(sum)s") % {"sum": _sum(total)}, None, "",
        )  # fmt: skip
        lines.append(Row(cells))
    return lines


def _line(
    own: MemberAccount,
    row: MonthAccount,
    fixed: dict[UUID, list[Assessment]],
    paid_on: date | None,
    way: str,
    told: date | None,
) -> Row:
    day = first_day(row.number)
    standing = [one for one in fixed.get(own.member.pk, []) if one.since <= day]
    base = standing[-1].base_fen if standing else None
    more = _("，另自愿多交 %(sum)s") % {"sum": _sum(row.voluntary)} if row.voluntary else ""
    cells: tuple[Value, ...] = (
        _month(row.number),
        own.member.name,
        kind_words(standing[-1].kind) if standing else "",
        "" if base is None else _sum(base),
        "" if row.due is None else _sum(row.due),
        _sum(row.paid + row.voluntary),
        paid_on,
        way + more,
        told,
        "",
    )
    return Row(cells, search=own.member.initials)


def _fixed(members: dict[UUID, MemberAccount], year: int) -> dict[UUID, list[Assessment]]:
    found: dict[UUID, list[Assessment]] = {}
    for row in Assessment.objects.filter(member__in=list(members), since__year=year).order_by("since"):
        found.setdefault(row.member_id, []).append(row)
    return found


def _ways(branch: Organisation, year: int) -> dict[tuple[Any, ...], Any]:
    """The last payment of its own by member and month: how, and (under a third key) on which day."""
    found: dict[tuple[Any, ...], Any] = {}
    rows = Payment.objects.filter(branch=branch, month__year=year).order_by("happened_on")
    for row in rows:
        number = row.month.year * 12 + row.month.month - 1
        found[row.member_id, number] = _("冲正") if row.is_counter_entry else Way(row.way).label
        found[row.member_id, number, "on"] = row.happened_on
    return found


def _covers(row: Publication, number: int) -> bool:
    return row.first_month <= first_day(number) <= row.last_month


def _month(number: int) -> str:
    return _("%(month)d月") % {"month": number % 12 + 1}


def _sum(fen: int) -> str:
    return f"{yuan(fen)}"


LEDGER = Ledger(
    "dues",
    gettext_lazy("党费收缴台账"),
    gettext_lazy("每人每月的基数、应交、实交；只有书记和组织委员看得到"),
    (
        Column(gettext_lazy("月份"), 8),
        Column(gettext_lazy("姓名"), 12, Kind.MAIN),
        Column(gettext_lazy("类别"), 18),
        Column(gettext_lazy("计算基数"), 12, Kind.NUMBER),
        Column(gettext_lazy("应交"), 10, Kind.NUMBER),
        Column(gettext_lazy("实交"), 10, Kind.NUMBER),
        Column(gettext_lazy("日期"), 14, Kind.DAY),
        Column(gettext_lazy("方式"), 24),
        Column(gettext_lazy("公示日期"), 14, Kind.DAY),
        Column(gettext_lazy("经手人签名"), 14),
    ),
    rows,
    years=years,
    right=Right.KEEP_DUES,
)
