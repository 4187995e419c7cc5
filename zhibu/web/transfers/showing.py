"""What the pages of transfers and of members away show."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor
from zhibu.member.models import ContactKind, Transfer
from zhibu.member.movements import Away, begins_at, ends_at
from zhibu.org.queries import layers_by_path
from zhibu.questions import Answer, answer
from zhibu.questions.layering import plain_layers
from zhibu.web.components import Button, Cell, Cite, Column, Kind, Mark, Row, Table, Tone
from zhibu.web.days import write_day
from zhibu.web.templatetags.show import lateness
from zhibu.web.wording import capital, worded, worded_lines

MARKS = {"due": None, "met": Mark.DONE, "overdue": Mark.OVERDUE, "unknown": Mark.NO_RECORD, "breached": Mark.CONTRARY}


def asked(path: str, question: str, on: date, facts: dict[str, Any]) -> Answer:
    """A question by the settings of a place; facts that are None are left out."""
    layers = plain_layers(layers_by_path([path], on)[path])
    return answer(question, on, {name: value for name, value in facts.items() if value is not None}, layers)


def cites(said: Answer) -> list[Cite]:
    return [Cite(worded(one.text_zh), worded(one.plain_zh), reverse("rule", args=[one.norm_id])) for one in said.cites]


def letter_of(row: Transfer, today: date) -> Answer:
    """How long the letter is good."""
    path = (row.origin or row.destination).path  # type: ignore[union-attr]
    facts = {"issued_on": row.happened_on.isoformat(), "valid_days": row.valid_days}
    return asked(path, "transfer.letter", today, facts)


def responsible_for(row: Transfer, today: date) -> Answer:
    path = (row.origin or row.destination).path  # type: ignore[union-attr]
    return asked(path, "transfer.responsible", today, {"issued_on": row.happened_on.isoformat()})


def from_words(row: Transfer) -> str:
    return row.origin.name if row.origin else row.outside


def to_words(row: Transfer) -> str:
    return row.destination.name if row.destination else row.outside


def under_way_table(rows: Sequence[Transfer], actor: Actor, today: date, *, may_write: bool) -> Table:
    lines: list[Row] = []
    for row in rows:
        said = letter_of(row, today)
        who = responsible_for(row, today).answer["responsible"]
        buttons: list[Button] = []
        if may_write and ends_at(actor, row):
            buttons.append(
                Button(_("接收") if row.destination else _("收到回执"), reverse("transfer_receive", args=[row.pk]))
            )
        if may_write and begins_at(actor, row):
            buttons.append(Button(_("介绍信"), reverse("transfer_letter", args=[row.pk])))
            buttons.append(Button(_("撤回"), reverse("transfer_withdraw", args=[row.pk]), post=True))
        if may_write:
            buttons.append(_to_copy(row))
        lines.append(
            [
                Cell(
                    row.member.name,
                    note=_("现在由%(who)s管") % {"who": from_words(row) if who == "origin" else to_words(row)},
                ),
                from_words(row),
                to_words(row),
                Cell(write_day(row.happened_on), note=lateness(row)),
                Cell(
                    _("到%(day)s") % {"day": write_day(said.answer["last_day"])},
                    mark=MARKS[said.status.value] or Mark.SOON,
                    tone=Tone.AMBER if said.status.value == "overdue" else None,
                    word=_("过期了，重开") if said.status.value == "overdue" else _("在路上"),
                ),
                Cell(buttons=tuple(buttons)),
            ]
        )
    columns = (
        Column(_("姓名"), Kind.MAIN), Column(_("从")), Column(_("到")), Column(_("开出日")), Column(_("介绍信")),
        Column("", Kind.BUTTONS),
    )  # fmt: skip
    return Table(_("在路上的"), columns, lines)


def _to_copy(row: Transfer) -> Button:
    return Button(_("抄到上级系统"), reverse("copy_out", args=["transfers", row.pk]))


def finished_table(rows: Sequence[Transfer], *, may_write: bool) -> Table:
    lines: list[Row] = [
        [
            Cell(row.member.name),
            from_words(row),
            to_words(row),
            write_day(row.happened_on),
            write_day(row.received_on) if row.received_on else "",
            Cell(buttons=(_to_copy(row),) if may_write else ()),
        ]
        for row in rows
    ]
    columns = (
        Column(_("姓名"), Kind.MAIN), Column(_("从")), Column(_("到")), Column(_("开出日")), Column(_("接收日")),
        Column("", Kind.BUTTONS),
    )  # fmt: skip
    return Table(_("今年办完的"), columns, lines)


def away_table(rows: Sequence[Away], today: date, *, may_write: bool) -> Table:
    lines: list[Row] = []
    for row in rows:
        key = [row.member.pk]
        buttons: tuple[Button, ...] = ()
        if may_write:
            buttons = (
                Button(_("记一次联系"), reverse("away_contact", args=key)),
                Button(_("定联系人"), reverse("away_person", args=key)),
            )
        reached = row.reached_on
        lines.append(
            [
                Cell(row.member.name, reverse("member", args=key)),
                _("失去联系") if row.lost else _("流动党员"),
                row.contact.name if row.contact else Cell(mark=Mark.NO_RECORD, word=_("还没有定")),
                write_day(reached) if reached else "—",
                Cell(buttons=buttons),
            ]
        )
    columns = (
        Column(_("姓名"), Kind.MAIN), Column(_("情况")), Column(_("联系人")), Column(_("上次联系上")),
        Column("", Kind.BUTTONS),
    )  # fmt: skip
    return Table(_("在外的党员"), columns, lines, hide_caption=True)


def lost_order(row: Away, path: str, today: date) -> dict[str, Any]:
    """The work order of one member out of contact: search first, step by step."""
    assert row.lost is not None
    said = asked(
        path,
        "member.lost_contact",
        today,
        {"last_contact_on": row.lost.since.isoformat(), "searches": [day.isoformat() for day in row.searches] or None},
    )
    tried = [
        f"{write_day(one.happened_on)}　{ContactKind(one.kind).label}"
        for one in row.contacts
        if one.happened_on >= row.lost.since
    ]
    return {
        "row": row,
        "because": worded_lines(said.because),
        "step": capital(worded(said.next_step)),
        "cites": cites(said),
        "tried": tried,
    }
