"""The tables of one member beside the roster: moves, contact, and what they asked to have put right."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.member.models import Contact, ContactKind, ContactPerson, CorrectionRequest, Member, RequestState
from zhibu.member.models import Transfer as Move
from zhibu.web.components import Button, Cell, Column, Kind, Mark, Row, Table
from zhibu.web.days import write_day
from zhibu.web.members.showing import LABELS, span


def more_tables(member: Member, *, may_answer: bool) -> list[Table]:
    """Only those that hold something."""
    made = (_moves(member), _persons(member), _contacts(member), _requests(member, may_answer))
    return [table for table in made if table.rows]


def _moves(member: Member) -> Table:
    rows = Move.objects.filter(member=member).select_related("origin", "destination").order_by("-happened_on")
    lines: list[Row] = [
        [
            Cell(row.origin.name if row.origin else row.outside),
            row.destination.name if row.destination else row.outside,
            write_day(row.happened_on),
            write_day(row.received_on) if row.received_on else _("在路上"),
        ]
        for row in rows
    ]
    columns = (Column(_("从"), Kind.MAIN), Column(_("到")), Column(_("开出日")), Column(_("接收日")))
    return Table(_("组织关系接转"), columns, lines)


def _persons(member: Member) -> Table:
    rows = ContactPerson.objects.filter(member=member).select_related("contact").order_by("-since")
    lines: list[Row] = [[Cell(row.contact.name), span(row)] for row in rows]
    return Table(_("联系人"), (Column(_("联系人"), Kind.MAIN), Column(_("时间"))), lines)


def _contacts(member: Member) -> Table:
    rows = Contact.objects.filter(member=member).order_by("-happened_on")
    lines: list[Row] = [[Cell(write_day(row.happened_on)), str(ContactKind(row.kind).label)] for row in rows]
    return Table(_("联系和查找"), (Column(_("日期"), Kind.MAIN), Column(_("怎么样"))), lines)


def _requests(member: Member, may_answer: bool) -> Table:
    rows = CorrectionRequest.objects.filter(member=member).order_by("-recorded_at")
    lines: list[Row] = []
    for row in rows:
        is_open = row.state == RequestState.OPEN
        buttons: Any = ()
        if may_answer and is_open:
            buttons = (Button(_("答复"), reverse("correction_answer", args=[row.pk])),)
        lines.append(
            [
                Cell(LABELS.get(row.column, row.column)),
                row.wanted,
                Cell(
                    mark=Mark.SOON if is_open else Mark.DONE, word=str(RequestState(row.state).label), note=row.answer
                ),
                Cell(buttons=buttons),
            ]
        )
    columns = (
        Column(_("哪一项"), Kind.MAIN), Column(_("应当是")), Column(_("怎么样了")), Column("", Kind.BUTTONS),
    )  # fmt: skip
    return Table(_("请支部改的资料"), columns, lines)
