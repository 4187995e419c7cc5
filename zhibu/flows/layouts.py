"""The layouts in which a unit has its tables: as its files came in, and the usual columns in the unit's own order."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound, Refused
from zhibu.flows.imports.offered import OFFERED, right_for
from zhibu.flows.models import RememberedMapping
from zhibu.intake.headers import is_serial
from zhibu.intake.kinds import KINDS
from zhibu.intake.kinds.kind import words
from zhibu.intake.matching import matches
from zhibu.intake.refusals import refusal
from zhibu.intake.wording import column_number
from zhibu.org.models import Organisation
from zhibu.rules.said import said

MOST_COLUMNS = 60
LONGEST_HEADER = 40
SURE = 0.8
SERIAL = "#"

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d年")

USUAL = {
    # the columns of the national members' register that a branch keeps, in its order
    "roster": words(
        "姓名 公民身份号码 性别 民族 出生日期 学历 人员类别 所在党支部 加入党组织日期 转为正式党员日期 "
        "工作岗位 联系电话 党内职务 所在党小组"
    ),
    "meetings": words(
        "会议时间 起止时间 会议类型 会议主题 地点 主持人 记录人 应到 实到 参加人员 请假人员 列席人员 主要内容 会议决定"
    ),
    "plan": words("计划时间 工作内容 依据 责任人 完成标志 完成情况 备注"),
    "problems": words("序号 存在问题 问题来源 整改措施 责任人 整改时限 整改情况 完成时间 验收人 备注"),
    "dues": words("序号 姓名 月应交 1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月 合计"),
    "admissions": words(
        "序号 姓名 出生日期 递交申请书时间 谈话时间 确定积极分子时间 培养联系人 确定发展对象时间 政审时间 "
        "集中培训时间 公示时间 预审时间 接收预备党员时间 审批时间 入党宣誓 转正申请时间 转正时间 转正审批时间"
    ),
    "training": words("序号 姓名 培训班次 培训时间 学时 培训形式"),
    "appraisals": words("序号 姓名 发出票 收回票 有效票 优秀 合格 基本合格 不合格 评定"),
    "targets": words("序号 姓名 岗位 目标内容 完成标志 完成时限"),
}
GIVEN_BACK = tuple(kind for kind in OFFERED if kind in USUAL)
"""Closed concerns stay at their desk, and a list of branches is no list of one branch: they go out in no table."""


@dataclass(frozen=True)
class Laid:
    """One column: its place, its header from top to bottom, and the field that fills it ("" = nothing)."""

    number: int
    header: tuple[str, ...]
    field: str


def visible_to(actor: Actor) -> list[RememberedMapping]:
    """Layouts of the unit in which the actor acts, the last used first."""
    if actor.acting is None or not actor.may(Right.IMPORT):
        return []
    rows = RememberedMapping.objects.filter(
        organisation_id=actor.acting.organisation_id, kind__in=kinds_for(actor), used_at__isnull=False
    )
    return list(rows.exclude(signature__in=[_signature(kind) for kind in GIVEN_BACK]).order_by("-used_at"))


def kinds_for(actor: Actor) -> list[str]:
    """The kinds of table that this role may have back."""
    return [kind for kind in GIVEN_BACK if actor.may(right_for(kind))]


def layout_for(actor: Actor, layout_id: UUID) -> RememberedMapping:
    found = next((row for row in visible_to(actor) if row.pk == layout_id), None)
    if found is None:
        raise NotFound
    return found


def columns_of(layout: RememberedMapping, year: int | None = None) -> list[Laid]:
    """`year`: a year in the header of the table that came in becomes this one. What was refused stays out."""
    laid = []
    for letter, header, field in layout.columns:
        if refusal(header, layout.kind):
            continue
        header = _YEAR.sub(f"{year}年", header) if year else header
        path = tuple(part.strip() for part in header.split("/") if part.strip())
        serial = bool(path) and is_serial(path[-1])
        laid.append(Laid(column_number(letter), path, SERIAL if serial and not field else field))
    return laid


def headers_of(organisation: Organisation, kind: str) -> list[str]:
    """The usual columns in the order of this unit, as it wrote them."""
    own = RememberedMapping.objects.filter(organisation=organisation, signature=_signature(kind)).first()
    return [header for _letter, header, _field in own.columns] if own else list(USUAL[kind])


def usual(organisation: Organisation, kind: str) -> list[Laid]:
    return laid_out(kind, headers_of(organisation, kind))


def laid_out(kind: str, headers: Sequence[str]) -> list[Laid]:
    """Each header with the field that it means; a header that means none keeps its place and stays blank."""
    found: list[Laid] = []
    for number, header in enumerate(headers, 1):
        best = next((match for match in matches(kind, (header,)) if match.confidence >= SURE), None)
        field = SERIAL if is_serial(header) else best.field if best else ""
        found.append(Laid(number, (header,), field))
    return found


def set_headers(organisation: Organisation, kind: str, text: str, now: datetime) -> list[Laid]:
    """Keep the unit's order, one column a line; an empty text goes back to the usual one. Refused: what stays out."""
    headers = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    rows = RememberedMapping.objects.filter(organisation=organisation, signature=_signature(kind))
    if not headers:
        rows.delete()
        return usual(organisation, kind)
    _check(headers, kind)
    laid = laid_out(kind, headers)
    RememberedMapping.objects.update_or_create(
        organisation=organisation,
        signature=_signature(kind),
        defaults={
            "kind": kind,
            "columns": [["", column.header[0], column.field] for column in laid],
            "title": KINDS[kind].label,
            "used_at": now,
        },
    )
    return laid


def _check(headers: Sequence[str], kind: str) -> None:
    if len(headers) > MOST_COLUMNS:
        raise Refused(
            said("有 {count} 列，最多 {most_columns} 列。", count=len(headers), most_columns=MOST_COLUMNS),
            field="headers",
        )
    for header in headers:
        if len(header) > LONGEST_HEADER:
            raise Refused(
                said(
                    "“{header}…”太长，列名最多 {longest_header} 个字。",
                    header=header[:12],
                    longest_header=LONGEST_HEADER,
                ),
                field="headers",
            )
        if reason := refusal(header, kind):
            raise Refused(reason, "去掉这一行。", "headers")
    twice = next((header for header in headers if list(headers).count(header) > 1), None)
    if twice:
        raise Refused(said("“{twice}”写了两次，留一行。", twice=twice), field="headers")


def _signature(kind: str) -> str:
    return hashlib.blake2b(f"usual {kind}".encode(), digest_size=16).hexdigest()
