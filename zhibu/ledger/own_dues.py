"""What is kept about a person's dues, moves and study, as sections of the own data."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.dues.fixing import kind_words
from zhibu.dues.models import (
    Arrangement,
    ArrangementKind,
    Assessment,
    Claim,
    ClaimState,
    MemberYear,
    Nature,
    Payment,
    Reminder,
    Way,
)
from zhibu.meeting.models import AppraisalBallots, Grade
from zhibu.member.models import (
    Contact,
    ContactKind,
    ContactPerson,
    CorrectionRequest,
    Course,
    Member,
    RequestState,
    Transfer,
)
from zhibu.rules.money import yuan

Row = dict[str, Any]


def sections() -> dict[str, Callable[[Member, date], list[Row]]]:
    return {
        _("党费核定"): _assessments,
        _("党费按月交的"): _years,
        _("党费单独记的"): _payments,
        _("说过已交的"): _claims,
        _("党费的约定"): _arrangements,
        _("党费谈过的日子"): _reminders,
        _("组织关系接转"): _transfers,
        _("联系人"): _contact_persons,
        _("联系和查找"): _contacts,
        _("支部以外的培训"): _courses,
        _("民主评议票数"): _ballots,
        _("请支部改的资料"): _requests,
    }


def _sum(fen: int | None) -> str:
    return "" if fen is None else f"{yuan(fen)}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _assessments(member: Member, today: date) -> list[Row]:
    return [
        {
            _("从"): _day(row.since),
            _("到（不含）"): _day(row.until),
            _("类别"): kind_words(row.kind),
            _("基数"): _sum(row.base_fen),
            _("每月"): _sum(row.monthly_fen),
            _("核定日"): _day(row.fixed_on),
            _("现在有效"): _("是") if row.revoked_at is None else _("否"),
        }
        for row in Assessment.versions.filter(member=member).order_by("-since", "-recorded_at")
    ]


def _years(member: Member, today: date) -> list[Row]:
    return [
        {
            _("年份"): row.year,
            _("每月"): _sum(row.monthly_fen),
            _("交了的月份"): _("、").join(str(month + 1) for month in range(12) if row.paid >> month & 1),
        }
        for row in MemberYear.objects.filter(member=member).order_by("-year")
    ]


def _payments(member: Member, today: date) -> list[Row]:
    return [
        {
            _("日期"): _day(row.happened_on),
            _("月份"): f"{row.month:%Y-%m}",
            _("金额"): _sum(row.fen),
            _("性质"): str(Nature(row.nature).label),
            _("怎么交的"): _("冲正") if row.is_counter_entry else str(Way(row.way).label),
            _("为什么"): row.reason,
        }
        for row in Payment.objects.filter(member=member).order_by("-happened_on", "-month")
    ]


def _claims(member: Member, today: date) -> list[Row]:
    return [
        {
            _("日期"): _day(row.happened_on),
            _("月份"): f"{row.month:%Y-%m}",
            _("支部答复"): str(ClaimState(row.state).label),
        }
        for row in Claim.objects.filter(member=member).order_by("-happened_on", "-month")
    ]


def _arrangements(member: Member, today: date) -> list[Row]:
    return [
        {
            _("情况"): str(ArrangementKind(row.kind).label),
            _("从"): _day(row.since),
            _("到（不含）"): _day(row.until),
            _("每月"): _sum(row.monthly_fen),
            _("支部研究"): _day(row.discussed_on),
            _("上级批准"): _day(row.approved_on),
        }
        for row in Arrangement.objects.filter(member=member).order_by("-since")
    ]


def _reminders(member: Member, today: date) -> list[Row]:
    return [
        {_("日期"): _day(row.happened_on), _("说好补上的日子"): _day(row.make_up_by)}
        for row in Reminder.objects.filter(member=member).order_by("-happened_on")
    ]


def _transfers(member: Member, today: date) -> list[Row]:
    return [
        {
            _("从"): row.origin.name if row.origin else row.outside,
            _("到"): row.destination.name if row.destination else row.outside,
            _("介绍信编号"): row.letter_number,
            _("开出日"): _day(row.happened_on),
            _("接收日"): _day(row.received_on),
        }
        for row in Transfer.objects.filter(member=member).select_related("origin", "destination")
    ]


def _contact_persons(member: Member, today: date) -> list[Row]:
    return [
        {_("联系人"): row.contact.name, _("从"): _day(row.since), _("到（不含）"): _day(row.until)}
        for row in ContactPerson.objects.filter(member=member).select_related("contact").order_by("-since")
    ]


def _contacts(member: Member, today: date) -> list[Row]:
    return [
        {_("日期"): _day(row.happened_on), _("怎么样"): str(ContactKind(row.kind).label)}
        for row in Contact.objects.filter(member=member).order_by("-happened_on")
    ]


def _courses(member: Member, today: date) -> list[Row]:
    return [
        {
            _("日期"): row.happened_on.isoformat()[: {"year": 4, "month": 7}.get(row.happened_precision, 10)],
            _("什么培训"): row.title,
            _("分钟"): row.minutes,
        }
        for row in Course.objects.filter(member=member).order_by("-happened_on")
    ]


def _ballots(member: Member, today: date) -> list[Row]:
    names = ("issued", "returned", "valid", "excellent", "qualified", "basically_qualified", "unqualified")
    labels = (_("发出票"), _("收回票"), _("有效票"), _("优秀"), _("合格"), _("基本合格"), _("不合格"))
    return [
        {_("年度"): row.year}
        | {label: getattr(row, name) for name, label in zip(names, labels, strict=True)}
        | {_("评定"): str(Grade(row.result).label) if row.result else ""}
        for row in AppraisalBallots.objects.filter(member=member).order_by("-year")
    ]


def _requests(member: Member, today: date) -> list[Row]:
    return [
        {
            _("哪一项"): row.column,
            _("应当是"): row.wanted,
            _("怎么样了"): str(RequestState(row.state).label),
            _("答复"): row.answer,
        }
        for row in CorrectionRequest.objects.filter(member=member).order_by("-recorded_at")
    ]
