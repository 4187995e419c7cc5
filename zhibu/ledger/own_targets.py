"""What the room of targets keeps about one person, for that person alone, as sections of plain rows."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.member.models import Member
from zhibu.target.models import (
    Book,
    Criticism,
    Duty,
    HelpEnd,
    HelpPlan,
    Look,
    Nominee,
    Outcome,
    Praise,
    TalkArranged,
    Urging,
    Word,
)
from zhibu.target.queries import help_looks_of

Row = dict[str, Any]


def sections() -> dict[str, Callable[[Member, date], list[Row]]]:
    return {
        _("目标"): _lines,
        _("季度回看"): _looks,
        _("我写的进展"): _words,
        _("表扬"): _praise,
        _("提醒谈话"): _urgings,
        _("批评"): _criticisms,
        _("帮扶"): _plans,
        _("评优"): _nominations,
        _("约好的谈话"): _arranged,
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _duty(duty: str, line_content: str) -> str:
    return line_content if duty == Duty.LINE else str(Duty(duty).label)


def _lines(member: Member, today: date) -> list[Row]:
    books = Book.objects.filter(member=member).select_related("contact").prefetch_related("lines").order_by("-year")
    return [
        {
            _("年度"): book.year,
            _("岗位"): book.post,
            _("做什么"): line.content,
            _("怎样算完成"): line.done_when,
            _("哪天以前"): _day(line.due_on),
            _("对应"): line.link_label,
            _("本人同意"): _day(book.member_agreed_on),
            _("支部同意"): _day(book.branch_agreed_on),
            _("从哪天公开"): _day(book.shown_since),
            _("联系人"): book.contact.name if book.contact else "",
        }
        for book in books
        for line in sorted(book.lines.all(), key=lambda line: line.order)
    ]


def _looks(member: Member, today: date) -> list[Row]:
    looks = Look.objects.filter(member=member).prefetch_related("lines").order_by("-year", "-quarter")
    return [
        {
            _("年度"): look.year,
            _("季度"): look.quarter,
            _("哪天看的"): _day(look.happened_on),
            _("约定的事"): row.content,
            _("结果"): str(Outcome(row.outcome).label),
            _("原因"): row.cause,
        }
        for look in looks
        for row in sorted(look.lines.all(), key=lambda row: row.order)
    ]


def _words(member: Member, today: date) -> list[Row]:
    rows = Word.objects.filter(member=member).order_by("-happened_on")
    return [{_("日期"): _day(row.happened_on), _("写的话"): row.words} for row in rows]


def _praise(member: Member, today: date) -> list[Row]:
    rows = Praise.objects.filter(member=member).order_by("-happened_on")
    return [
        {_("日期"): _day(row.happened_on), _("做了什么"): row.deed, _("同意公开"): _day(row.consent_on)} for row in rows
    ]


def _urgings(member: Member, today: date) -> list[Row]:
    rows = Urging.objects.filter(member=member).select_related("by").order_by("-happened_on")
    return [
        {
            _("日期"): _day(row.happened_on),
            _("谁提醒的"): row.by.name if row.by else "",
            _("关于"): _duty(row.duty, row.line_content),
        }
        for row in rows
    ]


def _criticisms(member: Member, today: date) -> list[Row]:
    rows = Criticism.objects.filter(member=member).select_related("by").order_by("-happened_on")
    return [
        {
            _("日期"): _day(row.happened_on),
            _("谁当面讲的"): row.by.name,
            _("关于"): _duty(row.duty, row.line_content),
            _("我的说明"): row.explanation,
        }
        for row in rows
    ]


def _plans(member: Member, today: date) -> list[Row]:
    plans = list(HelpPlan.objects.filter(member=member).select_related("helper").order_by("-happened_on"))
    looks = help_looks_of(plans)
    return [
        {
            _("开始"): _day(plan.happened_on),
            _("支部做什么"): plan.branch_does,
            _("本人做什么"): plan.member_does,
            _("联系人"): plan.helper.name,
            _("看过"): "；".join(
                f"{_day(look.seen_on)} {look.seen}" for look in looks.get(plan.thread, []) if look.seen_on
            ),
            _("还要看"): "、".join(_day(look.due_on) for look in looks.get(plan.thread, []) if not look.seen_on),
            _("结束"): _day(plan.closed_on),
            _("怎么结束的"): str(HelpEnd(plan.end).label) if plan.end else "",
        }
        for plan in plans
    ]


def _nominations(member: Member, today: date) -> list[Row]:
    rows = Nominee.objects.filter(member=member, honour__revoked_at__isnull=True).select_related("honour")
    return [
        {
            _("评什么"): row.honour.title,
            _("提名"): _day(row.honour.happened_on),
            _("表决"): _day(row.honour.voted_on),
            _("赞成票"): "" if row.in_favour is None else row.in_favour,
            _("评上"): _("是") if row.is_chosen else "",
        }
        for row in rows.order_by("-honour__happened_on")
    ]


def _arranged(member: Member, today: date) -> list[Row]:
    rows = TalkArranged.objects.filter(talker=member) | TalkArranged.objects.filter(partner=member)
    return [
        {_("哪天"): _day(row.planned_on), _("谈话人"): row.talker.name, _("谈话对象"): row.partner.name}
        for row in rows.select_related("talker", "partner").order_by("-planned_on")
    ]
