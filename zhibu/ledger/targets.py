"""党员目标台账, 帮扶台账 and 表扬台账. The first two are drawn only for those who may see everybody's targets."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.base.actor import Right
from zhibu.ledger.sheet import Column, Kind, Ledger, Row, Wanted
from zhibu.org.models import Organisation
from zhibu.target.models import Book, HelpPlan, Outcome, Praise
from zhibu.target.quarters import QUARTERS
from zhibu.target.queries import Seen, help_looks_of, looks_of


def target_years(branch: Organisation) -> list[int]:
    return list(Book.objects.filter(branch=branch).order_by("-year").values_list("year", flat=True).distinct())


def target_rows(wanted: Wanted) -> list[Row]:
    """One row for each line, by pinyin and in the order of the book. Four queries."""
    year = wanted.year or wanted.today.year
    books = Book.objects.filter(branch=wanted.branch, year=year).select_related("member").prefetch_related("lines")
    rows = list(books.order_by("member__sort_key", "id"))
    looks = looks_of([book.member for book in rows], year)
    found = []
    for book in rows:
        seen = looks.get(book.member_id, {})
        for line in sorted(book.lines.all(), key=lambda line: line.order):
            results = [_result(seen.get(quarter), line.thread) for quarter in QUARTERS]
            agreed = _("双方同意") if book.is_agreed else _("还没同意")
            cells = (book.member.name, book.post, line.content, line.done_when, line.due_on, agreed, *results)
            found.append(Row(cells, search=f"{book.member.initials} {book.member.sort_key}"))
    return found


def _result(seen: Seen | None, line: object) -> str:
    """In words: 达到, or what was missing and why."""
    row = seen.lines.get(line) if seen else None  # type: ignore[call-overload]
    if row is None:
        return ""
    word = str(Outcome(row.outcome).label)
    return f"{word}：{row.cause}" if row.cause else word


def help_rows(wanted: Wanted) -> list[Row]:
    """Plans that are open. What has ended is in no ledger."""
    plans = list(
        HelpPlan.objects.filter(branch=wanted.branch, closed_on__isnull=True)
        .select_related("member", "helper")
        .order_by("happened_on", "member__sort_key")
    )
    looks = help_looks_of(plans)
    return [
        Row(
            (
                plan.happened_on,
                plan.member.name,
                plan.branch_does,
                plan.member_does,
                plan.helper.name,
                _days([look.seen_on for look in looks.get(plan.thread, []) if look.seen_on]),
                _days([look.due_on for look in looks.get(plan.thread, []) if not look.seen_on]),
            ),
            search=plan.member.initials,
        )
        for plan in plans
    ]


def _days(days: Sequence[date]) -> str:
    return "、".join(f"{day:%m-%d}" for day in days)


def praise_years(branch: Organisation) -> list[int]:
    return [day.year for day in Praise.objects.filter(branch=branch).dates("happened_on", "year", order="DESC")]


def praise_rows(wanted: Wanted) -> list[Row]:
    rows = Praise.objects.filter(branch=wanted.branch).select_related("member")
    rows = rows.filter(happened_on__year=wanted.year) if wanted.year else rows
    return [
        Row(
            (row.happened_on, row.who, _("党员") if row.member_id else _("职工"), row.deed,
             _("同意") if row.consent_on else "")
        )
        for row in rows.order_by("happened_on", "recorded_at")
    ]  # fmt: skip


LEDGERS = (
    Ledger(
        "targets",
        gettext_lazy("党员目标台账"),
        gettext_lazy("每人约定的事和按季回看；只有书记打得开"),
        (
            Column(gettext_lazy("姓名"), 12, Kind.MAIN),
            Column(gettext_lazy("岗位"), 14),
            Column(gettext_lazy("做什么"), 32),
            Column(gettext_lazy("怎样算完成"), 26),
            Column(gettext_lazy("哪天以前"), 13, Kind.DAY),
            Column(gettext_lazy("约定"), 10),
            Column(gettext_lazy("一季度"), 16),
            Column(gettext_lazy("二季度"), 16),
            Column(gettext_lazy("三季度"), 16),
            Column(gettext_lazy("四季度"), 16),
        ),
        target_rows,
        years=target_years,
        right=Right.SEE_TARGETS,
    ),
    Ledger(
        "help",
        gettext_lazy("帮扶台账"),
        gettext_lazy("正在办的帮扶；结束的不列，只有书记打得开"),
        (
            Column(gettext_lazy("开始"), 13, Kind.DAY),
            Column(gettext_lazy("姓名"), 12, Kind.MAIN),
            Column(gettext_lazy("支部做什么"), 28),
            Column(gettext_lazy("本人做什么"), 28),
            Column(gettext_lazy("联系人"), 12),
            Column(gettext_lazy("看过的日子"), 18),
            Column(gettext_lazy("还要看的日子"), 18),
        ),
        help_rows,
        right=Right.SEE_TARGETS,
    ),
    Ledger(
        "praise",
        gettext_lazy("表扬台账"),
        gettext_lazy("做了什么事、哪天；公开不公开由本人定"),
        (
            Column(gettext_lazy("哪天"), 13, Kind.DAY),
            Column(gettext_lazy("谁"), 12, Kind.MAIN),
            Column(gettext_lazy("身份"), 8),
            Column(gettext_lazy("做了什么"), 44),
            Column(gettext_lazy("本人同意公开"), 14),
        ),
        praise_rows,
        years=praise_years,
        right=Right.SEE_TARGETS,
    ),
)
