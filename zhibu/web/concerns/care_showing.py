from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.concern.care import CareEvent, CareHelp, CareVisit, GoodDeed
from zhibu.concern.care_queries import Team
from zhibu.web.components import Button, Cell, Column, Kind, Mark, Row, Table
from zhibu.web.days import days_left, write_day, write_short_day

SOON = 3


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def whom(row: CareEvent | CareVisit, teams: Mapping[UUID, str]) -> str:
    if row.member is not None:
        return row.member.name
    return teams.get(row.team, _("已经撤销的班组")) if row.team else ""


def event_words(event: CareEvent, teams: Mapping[UUID, str]) -> str:
    return _("%(whom)s：%(occasion)s") % {"whom": whom(event, teams), "occasion": event.get_occasion_display()}


def events_table(events: Sequence[CareEvent], teams: Mapping[UUID, str], today: date) -> Table:
    lines: list[Row] = []
    for event in events:
        left = (event.visit_by - today).days
        mark = Mark.OVERDUE if left < 0 else Mark.SOON if left <= SOON else None
        lines.append(
            [
                Cell(whom(event, teams), note=str(event.get_occasion_display())),
                Cell(event.visitor.name),
                Cell(
                    write_short_day(event.visit_by, today), mark=mark, tone=None, note=days_left(event.visit_by, today)
                ),
                Cell(
                    buttons=(
                        Button(_("去过了"), f"{reverse('visit_new')}?event={event.pk}"),
                        Button(_("撤销"), reverse("care_undo", args=["event", event.pk]), post=True),
                    )
                ),
            ]
        )
    columns = (Column(_("去看谁"), Kind.MAIN), Column(_("谁去")), Column(_("最晚")), Column("", Kind.BUTTONS))
    return Table(_("要去看的"), columns, lines)


def teams_table(teams: Sequence[Team], today: date) -> Table:
    """Not visited this quarter first."""
    ordered = sorted(teams, key=lambda team: (team.visited_on is not None, team.name))
    lines: list[Row] = [
        [
            Cell(team.name),
            Cell(write_short_day(team.visited_on, today), mark=Mark.DONE, word=_("去过"))
            if team.visited_on
            else Cell(_("本季度还没去"), mark=None),
            Cell(buttons=(Button(_("去过了"), f"{reverse('visit_new')}?team={team.key}"),)),
        ]
        for team in ordered
    ]
    columns = (Column(_("班组"), Kind.MAIN), Column(_("本季度")), Column("", Kind.BUTTONS))
    return Table(_("走一遍班组"), columns, lines)


def visits_table(visits: Sequence[CareVisit], teams: Mapping[UUID, str]) -> Table:
    lines: list[Row] = [
        [
            Cell(write_day(visit.happened_on)),
            whom(visit, teams),
            visit.visitor.name,
            Cell(buttons=(Button(_("撤销"), reverse("care_undo", args=["visit", visit.pk]), post=True),)),
        ]
        for visit in visits
    ]
    columns = (Column(_("日期"), Kind.MAIN), Column(_("去看谁")), Column(_("谁去的")), Column("", Kind.BUTTONS))
    return Table(_("今年的走访"), columns, lines)


def helps_table(helps: Sequence[CareHelp]) -> Table:
    lines: list[Row] = [
        [
            Cell(write_day(row.happened_on)),
            row.member.name,
            str(row.get_occasion_display()),
            Cell(yuan(row.fen)),
            str(row.get_came_from_display()),
            Cell(buttons=(Button(_("撤销"), reverse("care_undo", args=["help", row.pk]), post=True),)),
        ]
        for row in helps
    ]
    columns = (
        Column(_("日期"), Kind.MAIN),
        Column(_("给谁")),
        Column(_("为什么事")),
        Column(_("金额（元）"), Kind.NUMBER),
        Column(_("来源")),
        Column("", Kind.BUTTONS),
    )
    return Table(_("慰问"), columns, lines, hide_caption=True)


def deeds_table(deeds: Sequence[GoodDeed], *, may_undo: bool) -> Table:
    lines: list[Row] = [
        [
            Cell(row.what),
            write_day(row.happened_on),
            row.result,
            Cell(
                buttons=(Button(_("撤销"), reverse("care_undo", args=["deed", row.pk]), post=True),) if may_undo else ()
            ),
        ]
        for row in deeds
    ]
    columns = (
        Column(_("办了什么"), Kind.MAIN),
        Column(_("日期")),
        Column(_("结果")),
        Column("", Kind.BUTTONS),
    )
    return Table(_("办实事"), columns, lines, hide_caption=True)
