"""What the page of talks shows: who still lacks one, and the talks of the year."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.meeting.models import Talk, TalkKind
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.target.models import TalkArranged
from zhibu.web.components import Button, Cell, Column, Fact, Kind, Row, Table
from zhibu.web.days import write_day, write_short_day
from zhibu.web.templatetags.show import lateness


def relation_label(relation: str) -> str:
    labels = {
        "within_committee": _("支委之间"),
        "with_committee": _("支委同党员"),
        "between_members": _("党员之间"),
    }
    return labels[relation]


def missing_facts(missing: Mapping[str, set[UUID]], people: Sequence[Member]) -> list[Fact]:
    """One line for each relation: the names of those without a talk this year, in the roster's order."""
    facts = []
    for relation, keys in missing.items():
        names = [member.name for member in people if member.pk in keys]
        facts.append(Fact(relation_label(relation), _("、").join(names) if names else _("都谈过了")))
    return facts


def talk_steps(talks: Sequence[Talk]) -> list[list[Talk]]:
    """What was noted in one step: one person, one day, everybody talked with."""
    steps: dict[tuple[object, ...], list[Talk]] = {}
    for talk in talks:
        steps.setdefault((talk.happened_on, talk.talker_id, talk.recorded_at), []).append(talk)
    return list(steps.values())


def talks_table(steps: Iterable[Sequence[Talk]], *, may_undo: bool) -> Table:
    """One row for each step."""
    lines: list[Row] = [
        [
            Cell(write_day(together[0].happened_on), note=lateness(together[0])),
            together[0].talker.name,
            _("、").join(talk.partner.name for talk in together),
            _("有") if together[0].on_paper else _("没有"),
            Cell(
                buttons=(Button(_("撤销"), reverse("talks_undo", args=[together[0].pk]), post=True),)
                if may_undo
                else ()
            ),
        ]
        for together in steps
    ]
    columns = (
        Column(_("日期"), Kind.MAIN),
        Column(_("谈话人")),
        Column(_("谈话对象")),
        Column(_("纸质记录")),
        Column("", Kind.BUTTONS),
    )
    return Table(_("今年的谈话"), columns, lines)


def own_table(talks: Sequence[Talk], user: UUID) -> Table:
    """The own talks with what both agreed to do; `user` may confirm what somebody else noted."""
    lines: list[Row] = [
        [
            Cell(write_day(talk.happened_on), note=str(TalkKind(talk.kind).label)),
            talk.talker.name,
            talk.partner.name,
            talk.agreed or "—",
            _confirmation(talk, user),
        ]
        for talk in talks
    ]
    columns = (
        Column(_("日期"), Kind.MAIN),
        Column(_("谈话人")),
        Column(_("谈话对象")),
        Column(_("约好的事")),
        Column("", Kind.BUTTONS),
    )
    return Table(_("我参加的谈话"), columns, lines)


def _confirmation(talk: Talk, user: UUID) -> Cell:
    if talk.confirmed_on:
        return Cell(_("对方确认过"))
    if talk.recorded_by == user:
        return Cell()
    return Cell(buttons=(Button(_("谈过，没错"), reverse("talk_confirm", args=[talk.pk]), post=True),))


def arranged_table(rows: Sequence[TalkArranged], today: date) -> Table:
    lines: list[Row] = [
        [
            Cell(write_short_day(row.planned_on, today)),
            row.talker.name,
            row.partner.name,
            Cell(
                buttons=(
                    Button(_("谈过了，记下"), f"{reverse('talk_new')}?talker={row.talker_id}&partner={row.partner_id}"),
                    Button(_("不谈了"), reverse("talk_let_go", args=[row.pk]), post=True),
                )
            ),
        ]
        for row in rows
    ]
    columns = (Column(_("大约哪天"), Kind.MAIN), Column(_("谁去谈")), Column(_("同谁谈")), Column("", Kind.BUTTONS))
    return Table(_("约好要谈的"), columns, lines)


def counts_table(branches: Sequence[Organisation], counts: Mapping[UUID, int]) -> Table:
    """For a superior: how many talks, in tree order. Nobody's name."""
    lines: list[Row] = [[Cell(branch.name), counts.get(branch.pk, 0)] for branch in branches]
    columns = (Column(_("支部"), Kind.MAIN), Column(_("今年谈话次数"), Kind.NUMBER))
    return Table(_("各支部的谈话"), columns, lines)


def care_table(kept: Sequence[tuple[date, str]]) -> Table:
    """What is kept about oneself: visits asked for and made, help given."""
    lines: list[Row] = [[Cell(write_day(day)), words] for day, words in kept]
    return Table(_("关于我的走访和慰问"), (Column(_("日期"), Kind.MAIN), Column(_("记了什么"))), lines)
