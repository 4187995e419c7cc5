"""Everything that is kept about one person, for that person alone: sections of plain rows, ready for JSON or Excel."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from zhibu.account.models import RoleGrant, RoleName, User
from zhibu.account.queries import names_of
from zhibu.admission.models import Paper, StepKind
from zhibu.admission.queries import own_case_of
from zhibu.base.clock import day_of
from zhibu.base.looks import looks_at
from zhibu.ledger import own_dues, own_targets
from zhibu.meeting.models import Attendance, ItemKind, Stage, TalkKind
from zhibu.meeting.queries import talks_of
from zhibu.member import queries
from zhibu.member.models import Category, ConditionKind, Details, Member, PostKind, Sex

Row = dict[str, Any]


def own_data(member: Member, today: date) -> dict[str, list[Row]]:
    """Section name → rows of label → value. Days stand as 2026-03-05, and only as exactly as they are known."""
    return {title: rows(member, today) for title, rows in _sections().items()}


def _sections() -> dict[str, Callable[[Member, date], list[Row]]]:
    return {
        _("基本资料和改动"): _details,
        _("所在支部"): _places,
        _("党内职务"): _posts,
        _("情况"): _conditions,
        _("到会"): _attendance,
        _("谈心谈话"): _talks,
        **own_targets.sections(),
        **own_dues.sections(),
        _("入党的每一步"): _admission,
        _("账号和角色"): _account,
        _("谁看过"): _looks,
    }


def _known(day: date | None, precision: str) -> str:
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)] if day else ""


def _until(day: date | None) -> str:
    return day.isoformat() if day else ""


def _written(moment: datetime) -> str:
    return day_of(moment).isoformat()


def _details(member: Member, today: date) -> list[Row]:
    versions = queries.history_of(member)
    names = names_of({version.recorded_by for version in versions})
    return [
        {
            _("姓名"): row.name,
            _("性别"): str(Sex(row.sex).label),
            _("民族"): row.ethnicity,
            _("出生日期"): _known(row.birth_on, row.birth_precision),
            _("学历"): row.education,
            _("入党日期"): _known(row.joined_on, row.joined_precision),
            _("转正日期"): _known(row.full_on, row.full_precision),
            _("党员类型"): str(Category(row.category).label),
            _("岗位"): row.job,
            _("电话"): row.phone,
            _("身份证号"): row.identity_number or "",
            _("备注"): row.remark,
            _("哪天记的"): _written(row.recorded_at),
            _("谁记的"): names.get(row.recorded_by, ""),
            _("现在有效"): _yes(row),
        }
        for row in versions
    ]


def _yes(row: Details) -> str:
    return _("是") if row.revoked_at is None else _("否")


def _places(member: Member, today: date) -> list[Row]:
    return [
        {
            _("支部"): row.branch.name,
            _("党小组"): row.group.name if row.group else "",
            _("从"): row.since.isoformat(),
            _("到（不含）"): _until(row.until),
        }
        for row in queries.memberships_of(member)
    ]


def _posts(member: Member, today: date) -> list[Row]:
    return [
        {
            _("职务"): str(PostKind(row.post).label),
            _("党组织"): row.organisation.name,
            _("从"): row.since.isoformat(),
            _("到（不含）"): _until(row.until),
        }
        for row in queries.holdings_of(member)
    ]


def _conditions(member: Member, today: date) -> list[Row]:
    return [
        {
            _("情况"): str(ConditionKind(row.kind).label),
            _("从"): row.since.isoformat(),
            _("到（不含）"): _until(row.until),
        }
        for row in queries.conditions_of(member)
    ]


def _admission(member: Member, today: date) -> list[Row]:
    case = own_case_of(member)
    return [
        {
            _("哪一步"): str(StepKind(step.kind).label),
            _("日期"): step.happened_on.isoformat(),
            _("通过"): _("是") if step.passed else _("否"),
            _("材料"): str(Paper(step.paper).label),
        }
        for step in (case.steps if case else ())
    ]


def _attendance(member: Member, today: date) -> list[Row]:
    rows = Attendance.objects.filter(
        member=member, gathering__revoked_at__isnull=True, gathering__stage=Stage.HELD
    ).select_related("gathering")
    found = []
    for row in rows.prefetch_related("gathering__items").order_by("-gathering__happened_on"):
        kinds = [str(ItemKind(item.kind).label) for item in row.gathering.items.all()]
        found.append(
            {
                _("日期"): row.gathering.happened_on.isoformat(),
                _("会议"): row.gathering.title,
                _("类型"): _("、").join(dict.fromkeys(kinds)),
                _("到会情况"): row.said,
            }
        )
    return found


def _talks(member: Member, today: date) -> list[Row]:
    return [
        {
            _("日期"): talk.happened_on.isoformat(),
            _("谈话人"): talk.talker.name,
            _("谈话对象"): talk.partner.name,
            _("哪一种"): str(TalkKind(talk.kind).label),
            _("约好的事"): talk.agreed,
            _("哪天确认"): _until(talk.confirmed_on),
        }
        for talk in talks_of(member)
    ]


def _account(member: Member, today: date) -> list[Row]:
    user = User.objects.filter(member=member).first()
    if user is None:
        return []
    grants = RoleGrant.objects.filter(user=user).select_related("organisation").order_by("-since")
    roles = [
        {
            _("登录名"): user.username,
            _("角色"): str(RoleName(row.role).label),
            _("党组织"): row.organisation.name,
            _("从"): row.since.isoformat(),
            _("到（不含）"): _until(row.until),
        }
        for row in grants
    ]
    return roles or [{_("登录名"): user.username}]


def _looks(member: Member, today: date) -> list[Row]:
    looks = looks_at(member.pk, today)
    names = names_of({looker for _day, looker in looks})
    return [{_("日期"): day.isoformat(), _("谁"): names.get(looker, "")} for day, looker in looks]
