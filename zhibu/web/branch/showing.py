"""What the pages of 支部资料 show."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.records import Spell
from zhibu.checkup.term_dates import term_dates
from zhibu.member.models import PostHolding, PostKind
from zhibu.org.models import BranchKind, Domain, Organisation, OrganisationKind, PartyGroup, Profile, Term, Unit
from zhibu.web.components import Button, Cell, Column, Fact, Kind, Row, Table
from zhibu.web.days import days_left, write_day

NOTHING = "—"
USUAL_POSTS = (
    PostKind.SECRETARY,
    PostKind.DEPUTY_SECRETARY,
    PostKind.ORGANISATION_MEMBER,
    PostKind.PUBLICITY_MEMBER,
    PostKind.DISCIPLINE_MEMBER,
)


def span(spell: Spell) -> str:
    if spell.last_day is None:
        return _("%(day)s 起") % {"day": write_day(spell.since)}
    return _("%(since)s 至 %(last)s") % {"since": write_day(spell.since), "last": write_day(spell.last_day)}


def day_or_nothing(day: date | None) -> str:
    return write_day(day) if day else NOTHING


def profile_facts(organisation: Organisation, parent: str, members: int | None) -> list[Fact]:
    facts = [Fact(_("名称"), organisation.name)]
    if organisation.full_name:
        facts.append(Fact(_("落款用的全称"), organisation.full_name))
    facts.append(Fact(_("类型"), str(OrganisationKind(organisation.kind).label)))
    if organisation.kind == OrganisationKind.BRANCH:
        facts.append(Fact(_("支部类型"), str(BranchKind(organisation.branch_kind).label)))
    facts += [
        Fact(_("单位类型"), str(Domain(organisation.domain).label)),
        Fact(_("上级党组织"), parent or NOTHING),
        Fact(_("成立日期"), day_or_nothing(organisation.founded_on)),
    ]
    if organisation.dissolved_on:
        facts.append(Fact(_("撤销日期"), write_day(organisation.dissolved_on)))
    if members is not None:
        facts.append(Fact(_("党员"), _("%(count)d 人") % {"count": members}))
    if organisation.kind == OrganisationKind.BRANCH:
        facts.append(Fact(_("启用日"), day_or_nothing(organisation.records_from)))
    return facts


def profiles_table(rows: Sequence[Profile], *, is_branch: bool) -> Table:
    columns = [Column(_("名称"), Kind.MAIN), Column(_("单位类型")), Column(_("时间"))]
    if is_branch:
        columns.insert(1, Column(_("支部类型")))
    lines: list[Row] = []
    for row in rows:
        cells: list[Cell | str | int] = [Cell(row.name, note=row.full_name), str(Domain(row.domain).label), span(row)]
        if is_branch:
            cells.insert(1, str(BranchKind(row.branch_kind).label))
        lines.append(cells)
    return Table(_("用过的名称和类型"), columns, lines)


def term_title(term: Term) -> str:
    name = _("第 %(number)d 届") % {"number": term.ordinal} if term.ordinal else _("这一届")
    return _("%(name)s，%(day)s 选出") % {"name": name, "day": write_day(term.happened_on)}


def term_end(organisation: Organisation, term: Term) -> date:
    """The last day as recorded, else by the text in force; an approved extension goes beyond it."""
    return term.extended_to or term.ends_on or term_dates(organisation, term.happened_on).ends_on


def term_facts(organisation: Organisation, term: Term, today: date, *, is_current: bool) -> list[Fact]:
    law = term_dates(organisation, term.happened_on)
    ends_on = term.ends_on or law.ends_on
    how = _("登记的") if term.ends_on else _("按规定的 %(years)d 年算") % {"years": law.years}
    facts = [
        Fact(_("选出的是"), _("支部委员会") if term.has_committee else _("不设支委会")),
        Fact(_("委员名额"), term.seats if term.seats else NOTHING),
        Fact(_("届满日期"), _("%(day)s（%(how)s）") % {"day": write_day(ends_on), "how": how}),
    ]
    if term.extended_to:
        approved = day_or_nothing(term.extension_approved_on)
        facts.append(Fact(_("延期到"), _("%(day)s，批复 %(approved)s") % {
            "day": write_day(term.extended_to), "approved": approved,
        }))  # fmt: skip
    if is_current:
        facts.append(Fact(_("离届满"), days_left(term_end(organisation, term), today)))
        remind = _("还没有记，%(day)s 起该提醒") % {"day": write_day(law.remind_from)}
        facts.append(Fact(_("上级提醒"), write_day(term.reminded_on) if term.reminded_on else remind))
    return facts


def posts_table(holdings: Sequence[PostHolding], ended: Sequence[PostHolding], take: str, *, may_write: bool) -> Table:
    """Every usual post with its holder or, plainly, nobody; then the other posts that are held. `take`: address."""
    lines: list[Row] = []
    kinds = [*USUAL_POSTS, *(kind for kind in PostKind if kind not in USUAL_POSTS)]
    for kind in kinds:
        held = [row for row in holdings if row.post == kind]
        lines += [
            [
                Cell(str(kind.label)),
                Cell(row.member.name, reverse("member", args=[row.member_id])),
                span(row),
                Cell(buttons=_leave(row) if may_write else ()),
            ]
            for row in held
        ]
        if not held and kind in USUAL_POSTS:
            joiner = "&" if "?" in take else "?"
            buttons = (Button(_("任职"), f"{take}{joiner}post={kind.value}"),) if may_write else ()
            lines.append([Cell(str(kind.label)), _("没有人"), _vacancy(kind, ended), Cell(buttons=buttons)])
    columns = (Column(_("职务"), Kind.MAIN), Column(_("谁")), Column(_("时间")), Column("", Kind.BUTTONS))
    return Table(_("现在的职务"), columns, lines, hide_caption=True)


def _vacancy(kind: PostKind, ended: Sequence[PostHolding]) -> str:
    days = [row.until for row in ended if row.post == kind and row.until]
    return _("%(day)s 起空着") % {"day": write_day(max(days))} if days else NOTHING


def _leave(row: PostHolding) -> tuple[Button, ...]:
    return (Button(_("离任"), reverse("branch_post_leave", args=[row.pk])),)


def ended_table(ended: Sequence[PostHolding]) -> Table:
    lines: list[Row] = [[Cell(str(PostKind(row.post).label)), row.member.name, span(row)] for row in ended]
    return Table(_("以前的任职"), (Column(_("职务"), Kind.MAIN), Column(_("谁")), Column(_("时间"))), lines)


def groups_table(groups: Sequence[PartyGroup], sizes: Mapping[UUID, int], *, may_write: bool) -> Table:
    lines: list[Row] = [
        [
            Cell(group.name),
            sizes.get(group.thread, 0),
            span(group),
            Cell(
                buttons=(
                    Button(_("改名"), reverse("branch_group_rename", args=[group.pk])),
                    Button(_("撤销"), reverse("branch_group_end", args=[group.pk])),
                )
                if may_write
                else ()
            ),
        ]
        for group in groups
    ]
    columns = (
        Column(_("党小组"), Kind.MAIN),
        Column(_("人数"), Kind.NUMBER),
        Column(_("时间")),
        Column("", Kind.BUTTONS),
    )
    return Table(_("党小组"), columns, lines, hide_caption=True)


def units_table(units: Sequence[Unit], *, may_write: bool) -> Table:
    lines: list[Row] = [
        [
            Cell(unit.name, note=_project(unit)),
            NOTHING if unit.headcount is None else unit.headcount,
            NOTHING if unit.full_members is None else unit.full_members,
            unit.branch.name if unit.branch else _("还没有支部"),
            Cell(
                buttons=(
                    Button(_("改"), reverse("branch_unit_edit", args=[unit.pk])),
                    Button(_("撤销"), reverse("branch_unit_end", args=[unit.pk])),
                )
                if may_write
                else ()
            ),
        ]
        for unit in units
    ]
    columns = (
        Column(_("单位"), Kind.MAIN),
        Column(_("总人数"), Kind.NUMBER),
        Column(_("正式党员"), Kind.NUMBER),
        Column(_("由哪个支部覆盖")),
        Column("", Kind.BUTTONS),
    )
    return Table(_("单位"), columns, lines, hide_caption=True)


def _project(unit: Unit) -> str:
    if not unit.is_project:
        return ""
    if unit.project_from is None:
        return _("工程项目")
    until = write_day(unit.project_until) if unit.project_until else _("没有定")
    return _("工程项目，%(since)s 至 %(until)s") % {"since": write_day(unit.project_from), "until": until}


def tree_table(rows: Sequence[Organisation], above: dict[str, str], members: Mapping[UUID, int]) -> Table:
    """In tree order. `above`: the name of the organisation above, by path."""
    lines: list[Row] = [
        [
            Cell(
                row.name,
                f"{reverse('branch_profile')}?branch={row.pk}",
                note=above.get(row.path, ""),
            ),
            str(OrganisationKind(row.kind).label),
            members.get(row.pk, 0) if row.kind == OrganisationKind.BRANCH else NOTHING,
            day_or_nothing(row.founded_on),
        ]
        for row in rows
    ]
    columns = (
        Column(_("名称"), Kind.MAIN),
        Column(_("类型")),
        Column(_("党员"), Kind.NUMBER),
        Column(_("成立日期")),
    )
    return Table(_("所辖党组织"), columns, lines, hide_caption=True)
