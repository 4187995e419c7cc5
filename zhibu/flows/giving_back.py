"""Records in the layout of the unit's own table: the way out, with the same columns as the way in."""

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from zhibu.flows import given_rows
from zhibu.flows.layouts import SERIAL, Laid
from zhibu.intake.kinds.gatherings import LABELS
from zhibu.ledger.workbook import harmless
from zhibu.meeting import queries as meeting_queries
from zhibu.meeting.models import Gathering, Presence, Stage
from zhibu.member import queries as member_queries
from zhibu.member.models import Category, PostKind, Sex
from zhibu.org.models import Organisation

Values = dict[str, str | int]
PER_CHARACTER = 2.2
NARROWEST, WIDEST = 6, 40
LINE = Side(style="thin", color="8A8F96")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
ABSENCES = {Presence.LEAVE_WORK: "公出", Presence.LEAVE_ILL: "病假", Presence.LEAVE_PERSONAL: "事假"}


def member_values(branch: Organisation, line: member_queries.Listed, today: date) -> Values:
    """What the fields of a roster hold for one member. The identity number is never among them."""
    details = line.details
    standing = member_queries.standing_as(line.member, today)
    values: Values = {
        "name": line.member.name,
        "affiliation": {Category.FULL: "正式党员", Category.PROBATIONARY: "预备党员"}.get(standing, ""),
        "branch": branch.name,
        "group": line.group,
        "post": "、".join(str(PostKind(post).label) for post in line.posts),
    }
    if details:
        values |= {
            "sex": str(Sex(details.sex).label) if details.sex else "",
            "ethnicity": details.ethnicity,
            "birth_on": _known(details.birth_on, details.birth_precision),
            "education": details.education,
            "joined_on": _known(details.joined_on, details.joined_precision),
            "full_on": _known(details.full_on, details.full_precision),
            "job": details.job,
            "phone": details.phone,
            "remark": details.remark,
        }
    return values


def gathering_values(gathering: Gathering) -> Values:
    """What the fields of a meeting ledger hold for one gathering."""
    items = list(gathering.items.all())
    kinds = list(dict.fromkeys(item.kind for item in items))
    times = "-".join(f"{time:%H:%M}" for time in (gathering.starts, gathering.ends) if time)
    values: Values = {
        "happened_on": gathering.happened_on.isoformat(),
        "starts": f"{gathering.starts:%H:%M}" if gathering.starts else "",
        "ends": f"{gathering.ends:%H:%M}" if gathering.ends else "",
        "times": times,
        "kinds": "、".join(LABELS.get(kind, "其他活动") for kind in kinds),
        "title": gathering.title,
        "content": "\n".join(item.points for item in items if item.points),
        "decision": "\n".join(item.decision for item in items if item.decision),
        "place": gathering.place,
        "host": gathering.host,
        "recorder": gathering.recorder,
        "branch": gathering.branch.name,
        "group": gathering.group.name if gathering.group else "",
    }
    values |= {name: number for name, number in _people(gathering).items() if number is not None}
    values |= _vote(items)
    return values | {f"mark_{kind}": "√" for kind in kinds}


def _people(gathering: Gathering) -> dict[str, str | int | None]:
    named: dict[str, list[str]] = {}
    for one in gathering.attendance.all():
        named.setdefault(one.presence, []).append(one.member.name)
    away = [f"{name}（{ABSENCES[Presence(kind)]}）" for kind in ABSENCES for name in named.get(kind, [])]
    due, present = gathering.due, gathering.present
    return {
        "due": due,
        "present": present,
        "absent": due - present if due is not None and present is not None and due >= present else None,
        "attendance": f"应到{due}/实到{present}" if due is not None and present is not None else None,
        "attendees": "、".join(named.get(Presence.PRESENT, [])),
        "absences": "、".join([*away, *named.get(Presence.ABSENT, [])]),
        "guests": "、".join(named.get(Presence.GUEST, [])),
    }


def _vote(items: Sequence[Any]) -> Values:
    tally = next((item.tally for item in items if hasattr(item, "tally")), None)
    if tally is None:
        return {}
    return {
        "due_to_vote": tally.due_to_vote,
        "votes_present": tally.present,
        "in_favour": tally.in_favour,
        "against": tally.against,
        "abstained": tally.abstained,
        "votes": f"应到{tally.due_to_vote}人，赞成{tally.in_favour}票，反对{tally.against}票，弃权{tally.abstained}票",
    }


def _known(day: date | None, precision: str) -> str:
    """As exactly as it is known: a month stays a month."""
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)] if day else ""


def roster_rows(branch: Organisation, year: int, today: date) -> list[Values]:
    lines = member_queries.listing(member_queries.roster(branch, today), today)
    return [member_values(branch, line, today) for line in lines]


def meeting_rows(branch: Organisation, year: int, today: date) -> list[Values]:
    """The gatherings held in a year, by day. A handful of queries."""
    rows = Gathering.objects.filter(branch=branch, stage=Stage.HELD, happened_on__year=year)
    rows = rows.select_related("group", "branch").prefetch_related(*meeting_queries.PARTS)
    return [gathering_values(row) for row in rows.order_by("happened_on", "starts", "id")]


ROWS: dict[str, Callable[[Organisation, int, date], list[Values]]] = {
    "roster": roster_rows,
    "meetings": meeting_rows,
    **given_rows.ROWS,
}


def workbook(title: str, laid: Sequence[Laid], rows: Sequence[Values]) -> bytes:
    """Title, header as it came (merged where it was), one row a record. No text is run as a formula."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = harmless(title)[:31] or "表"
    last = max((column.number for column in laid), default=1)
    page.cell(1, 1, harmless(title)).font = Font(name="黑体", size=16)
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=max(last, 1))
    page.cell(1, 1).alignment = Alignment(horizontal="center")
    depth = max((len(column.header) for column in laid), default=1) or 1
    _write_header(page, laid, depth)
    for number, values in enumerate(rows, 1):
        for column in laid:
            value = number if column.field == SERIAL else values.get(column.field, "")
            cell = page.cell(depth + 1 + number, column.number)
            cell.value = harmless(value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"
            cell.border, cell.alignment = BOX, Alignment(vertical="center", wrap_text=True)
    for column in laid:
        texts = [*column.header, *(str(row.get(column.field, "")) for row in rows[:200])]
        width = min(max(max(map(len, texts), default=0) * PER_CHARACTER, NARROWEST), WIDEST)
        page.column_dimensions[get_column_letter(column.number)].width = width
    page.freeze_panes = page.cell(depth + 2, 1)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_header(page: Worksheet, laid: Sequence[Laid], depth: int) -> None:
    for column in laid:
        for level in range(depth):
            cell = page.cell(2 + level, column.number)
            cell.font, cell.border = Font(bold=True), BOX
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            if level < len(column.header):
                cell.value = harmless(column.header[level])
                cell.data_type = "s"
    for level in range(depth - 1):
        _merge_equal(page, laid, level)
    for column in laid:
        if len(column.header) < depth and column.header:
            page.merge_cells(
                start_row=1 + len(column.header), end_row=1 + depth,
                start_column=column.number, end_column=column.number,
            )  # fmt: skip


def _merge_equal(page: Worksheet, laid: Sequence[Laid], level: int) -> None:
    """Neighbours below the same word share its cell."""
    start = 0
    while start < len(laid):
        end = start
        while (
            end + 1 < len(laid)
            and laid[end + 1].number == laid[end].number + 1
            and len(laid[start].header) > level + 1
            and laid[end + 1].header[: level + 1] == laid[start].header[: level + 1]
            and len(laid[end + 1].header) > level + 1
        ):
            end += 1
        if end > start:
            row = 2 + level
            page.merge_cells(start_row=row, end_row=row, start_column=laid[start].number, end_column=laid[end].number)
        start = end + 1
