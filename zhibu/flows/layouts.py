"""The layouts in which a unit has its tables: as its files came in, and the usual columns in the unit's own order."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound, Refused
from zhibu.flows.models import RememberedMapping
from zhibu.intake.headers import is_serial
from zhibu.intake.kinds import KINDS
from zhibu.intake.kinds.kind import words
from zhibu.intake.matching import matches
from zhibu.intake.refusals import refusal
from zhibu.intake.wording import column_number
from zhibu.org.models import Organisation

GIVEN_BACK = ("roster", "meetings")
MOST_COLUMNS = 60
LONGEST_HEADER = 40
SURE = 0.8
SERIAL = "#"

USUAL = {
    # the columns of the national members' register that a branch keeps, in its order
    "roster": words(
        "姓名 公民身份号码 性别 民族 出生日期 学历 人员类别 所在党支部 加入党组织日期 转为正式党员日期 "
        "工作岗位 联系电话 党内职务 所在党小组"
    ),
    "meetings": words(
        "会议时间 起止时间 会议类型 会议主题 地点 主持人 记录人 应到 实到 参加人员 请假人员 列席人员 主要内容 会议决定"
    ),
}


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
        organisation_id=actor.acting.organisation_id, kind__in=GIVEN_BACK, used_at__isnull=False
    )
    return list(rows.exclude(signature__in=[_signature(kind) for kind in GIVEN_BACK]).order_by("-used_at"))


def layout_for(actor: Actor, layout_id: UUID) -> RememberedMapping:
    found = next((row for row in visible_to(actor) if row.pk == layout_id), None)
    if found is None:
        raise NotFound
    return found


def columns_of(layout: RememberedMapping) -> list[Laid]:
    laid = []
    for letter, header, field in layout.columns:
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
    _check(headers)
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


def _check(headers: Sequence[str]) -> None:
    if len(headers) > MOST_COLUMNS:
        raise Refused(f"有 {len(headers)} 列，最多 {MOST_COLUMNS} 列。", field="headers")
    for header in headers:
        if len(header) > LONGEST_HEADER:
            raise Refused(f"“{header[:12]}…”太长，列名最多 {LONGEST_HEADER} 个字。", field="headers")
        if reason := refusal(header):
            raise Refused(reason, "去掉这一行。", "headers")
    twice = next((header for header in headers if list(headers).count(header) > 1), None)
    if twice:
        raise Refused(f"“{twice}”写了两次，留一行。", field="headers")


def _signature(kind: str) -> str:
    return hashlib.blake2b(f"usual {kind}".encode(), digest_size=16).hexdigest()
