"""What the pages of 党员 show: rosters, one member with everything kept, and who looked."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.base.records import Source, Spell
from zhibu.member.facts import party_standing
from zhibu.member.models import (
    Category,
    Condition,
    ConditionKind,
    Details,
    Member,
    Membership,
    PostHolding,
    PostKind,
    Sex,
)
from zhibu.member.queries import Listed, masked, standing_as
from zhibu.web.components import Button, Cell, Column, Fact, Kind, Row, Table
from zhibu.web.days import write_day

NOTHING = "—"


def dated(day: date | None, precision: str = "day") -> str:
    """A month stays a month and a year a year: 2023年5月."""
    if day is None:
        return NOTHING
    if precision == "year":
        return _("%(year)d年") % {"year": day.year}
    if precision == "month":
        return _("%(year)d年%(month)d月") % {"year": day.year, "month": day.month}
    return write_day(day)


def category_label(member: Member, on: date) -> str:
    return str(Category(standing_as(member, on)).label)


def post_labels(posts: Iterable[str]) -> str:
    return _("、").join(str(PostKind(post).label) for post in posts)


def short_condition(kind: str) -> str:
    """For a roster line: the words before the bracket."""
    return re.split("[(（]", str(ConditionKind(kind).label))[0]


def roster_table(
    rows: Sequence[Listed], on: date, *, is_superior: bool, branches: dict[UUID, str] | None = None
) -> Table:
    """`branches` names the branch of each row where the list holds several."""
    columns = [Column(_("姓名"), Kind.MAIN), Column(_("党员类型"))]
    if branches is not None:
        columns.append(Column(_("支部")))
    columns += [Column(_("党小组")), Column(_("岗位")), Column(_("电话"))]
    lines: list[Row] = []
    for row in rows:
        said = [post_labels(row.posts), *(short_condition(kind) for kind in row.conditions)]
        cells: list[Cell | str | int] = [
            Cell(
                row.member.name,
                reverse("member", args=[row.member.pk]),
                note=_("；").join(part for part in said if part),
            ),
            category_label(row.member, on),
        ]
        if branches is not None:
            cells.append(branches.get(row.member.branch_id, NOTHING) if row.member.branch_id else NOTHING)
        phone = row.details.phone if row.details else ""
        cells += [
            row.group or NOTHING,
            (row.details.job if row.details else "") or NOTHING,
            (masked(phone) if is_superior else phone) or NOTHING,
        ]
        lines.append(cells)
    return Table(_("党员"), columns, lines, hide_caption=True)


def standing_words(member: Member, details: Details | None, today: date) -> str:
    """党龄, counted from the day of conversion."""
    if member.full_on is None or member.full_on > today:
        return ""
    if details and details.full_precision != "day":
        return _("从%(day)s算起") % {"day": dated(member.full_on, details.full_precision)}
    years, months = party_standing(member.full_on, today)
    return _("%(years)d 年 %(months)d 个月，从转正那天算起") % {"years": years, "months": months}


def identity_words(details: Details, *, is_kept: bool, is_shown: bool) -> str:
    """The number itself only where somebody who may asked for it."""
    if not details.identity_number:
        return _("没有记录") if is_kept else _("不保存")
    return str(details.identity_number) if is_shown else _("已加密保存")


def details_facts(
    member: Member, details: Details | None, today: date, *, phone: str, identity: str = ""
) -> list[Fact]:
    """Every column that is kept, the empty ones too, so that nothing is hidden."""
    if details is None:
        return [Fact(_("姓名"), member.name)]
    facts = [
        Fact(_("姓名"), details.name),
        Fact(_("性别"), str(Sex(details.sex).label)),
        Fact(_("民族"), details.ethnicity or NOTHING),
        Fact(_("出生日期"), dated(details.birth_on, details.birth_precision)),
        Fact(_("学历"), details.education or NOTHING),
        Fact(_("党员类型"), category_label(member, today)),
        Fact(_("入党日期"), dated(details.joined_on, details.joined_precision)),
        Fact(_("转正日期"), dated(details.full_on, details.full_precision)),
    ]
    if standing := standing_words(member, details, today):
        facts.append(Fact(_("党龄"), standing))
    return [
        *facts,
        Fact(_("岗位"), details.job or NOTHING),
        Fact(_("电话"), phone or NOTHING),
        Fact(_("备注"), details.remark or NOTHING),
        Fact(_("身份证号"), identity),
    ]


def span(spell: Spell) -> str:
    """2024年3月1日 起 / 2024年3月1日 至 2025年2月28日 (the last day included)."""
    if spell.last_day is None:
        return _("%(day)s 起") % {"day": write_day(spell.since)}
    return _("%(since)s 至 %(last)s") % {"since": write_day(spell.since), "last": write_day(spell.last_day)}


def places_table(rows: Sequence[Membership]) -> Table:
    lines: list[Row] = [[Cell(row.branch.name), row.group.name if row.group else NOTHING, span(row)] for row in rows]
    return Table(_("在哪个支部"), (Column(_("支部"), Kind.MAIN), Column(_("党小组")), Column(_("时间"))), lines)


def posts_table(rows: Sequence[PostHolding], *, may_write: bool) -> Table:
    lines: list[Row] = [
        [
            Cell(str(PostKind(row.post).label)),
            row.organisation.name,
            span(row),
            Cell(buttons=_end_button("member_post_end", row) if may_write else ()),
        ]
        for row in rows
    ]
    columns = (Column(_("职务"), Kind.MAIN), Column(_("党组织")), Column(_("时间")), Column("", Kind.BUTTONS))
    return Table(_("党内职务"), columns, lines)


def conditions_table(rows: Sequence[Condition], *, may_write: bool) -> Table:
    lines: list[Row] = [
        [
            Cell(str(ConditionKind(row.kind).label)),
            span(row),
            Cell(buttons=_end_button("member_condition_end", row) if may_write else ()),
        ]
        for row in rows
    ]
    columns = (Column(_("情况"), Kind.MAIN), Column(_("时间")), Column("", Kind.BUTTONS))
    return Table(_("要照顾或说明的情况"), columns, lines)


def _end_button(name: str, spell: Spell) -> tuple[Button, ...]:
    return () if spell.until else (Button(_("结束"), reverse(name, args=[spell.pk])),)


LABELS = {
    "name": gettext_lazy("姓名"),
    "sex": gettext_lazy("性别"),
    "ethnicity": gettext_lazy("民族"),
    "birth_on": gettext_lazy("出生日期"),
    "education": gettext_lazy("学历"),
    "joined_on": gettext_lazy("入党日期"),
    "full_on": gettext_lazy("转正日期"),
    "category": gettext_lazy("党员类型"),
    "job": gettext_lazy("岗位"),
    "phone": gettext_lazy("电话"),
    "remark": gettext_lazy("备注"),
}
CHOSEN: dict[str, Any] = {"sex": Sex, "category": Category}


def shown(details: Details, column: str) -> str:
    """One column as people read it."""
    value = getattr(details, column)
    if column.endswith("_on"):
        return dated(value, getattr(details, column.replace("_on", "_precision")))
    return str(CHOSEN[column](value).label) if column in CHOSEN else (value or NOTHING)


def differences(before: Details, after: Details, *, hides_phone: bool = False) -> list[tuple[str, str, str]]:
    """Label, earlier value, later value of every column that changed; an identity number is never among the values."""
    number: list[tuple[str, str, str]] = []
    if before.identity_digest != after.identity_digest:
        was, is_ = (_("已加密保存") if row.identity_digest else NOTHING for row in (before, after))
        number.append((_("身份证号"), was, is_))
    return number + [
        (str(LABELS[column]), shown(before, column), shown(after, column))
        for column in LABELS
        if getattr(before, column) != getattr(after, column) and not (hides_phone and column == "phone")
    ]


def history_table(versions: Sequence[Details], names: dict[UUID, str], *, hides_phone: bool = False) -> Table:
    """Newest first: who wrote it, when, and what it changed. `names` by user."""
    by_key = {version.pk: version for version in versions}
    lines: list[Row] = []
    for version in versions:
        earlier = by_key.get(version.replaces) if version.replaces else None
        if earlier is None:
            said = _("第一次记下")
        else:
            said = _("；").join(
                _("%(label)s：%(before)s → %(after)s") % {"label": label, "before": before, "after": after}
                for label, before, after in differences(earlier, version, hides_phone=hides_phone)
            )
        lines.append(
            [Cell(write_day_of(version)), writer(version, names), said or _("没有变化"), source_words(version)]
        )
    columns = (Column(_("哪天记的"), Kind.MAIN), Column(_("谁记的")), Column(_("改了什么")), Column(_("来源")))
    return Table(_("资料改动"), columns, lines)


def write_day_of(record: Details) -> str:
    return write_day(record.recorded_at.astimezone().date())


def writer(record: Any, names: dict[UUID, str]) -> str:
    """王芳, or “李静 代 王芳” where a clerk wrote it for the secretary."""
    name = names.get(record.recorded_by, _("系统"))
    if record.on_behalf_of:
        return _("%(clerk)s 代 %(secretary)s") % {"clerk": name, "secretary": names.get(record.on_behalf_of, "")}
    return name


def source_words(record: Any) -> str:
    label = str(Source(record.source).label)
    return f"{label}({record.source_note})" if record.source_note else label


def looks_table(looks: Sequence[tuple[date, UUID]], names: dict[UUID, str]) -> Table:
    """Who looked, by day: one line a day."""
    days: dict[date, list[str]] = {}
    for day, looker in looks:
        days.setdefault(day, []).append(names.get(looker, _("系统")))
    lines: list[Row] = [[Cell(write_day(day)), _("、").join(sorted(people))] for day, people in days.items()]
    return Table(_("谁看过"), (Column(_("日期"), Kind.MAIN), Column(_("谁"))), lines)
