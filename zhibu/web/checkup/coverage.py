"""覆盖: units without a branch, branches too large or small, projects, subcontracted workers; each with a next step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.checkup.coverage import GROUPS_FROM, OF_BRANCHES, OF_UNITS, Coverage, Line, coverage_of
from zhibu.org.models import Unit
from zhibu.org.queries import organisation_for
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import has_own_branch
from zhibu.web.checkup import links
from zhibu.web.checkup.branches import view_tabs
from zhibu.web.components import Button, Cell, Column, Fact, Kind, Row, Table
from zhibu.web.days import write_day
from zhibu.web.wording import between


@dataclass(frozen=True)
class Topic:
    """A section. `norm`: the rule that says so, for the link to its article; `remark`: what our own figure is."""

    title: str
    table: Table
    norm: str = ""
    remark: str = ""

    def captioned(self) -> "Topic":
        return replace(self, table=replace(self.table, caption=self.title, hide_caption=True))


@page(Right.SEE_BELOW)
@require_safe
def coverage(request: PageRequest) -> HttpResponse:
    actor = request.actor
    if actor.acting is None or has_own_branch(actor):
        raise NotFound
    place = organisation_for(actor, actor.acting.organisation_id)
    found = coverage_of(actor, place, request.today)
    may_set_up = actor.may(Right.SET_UP)
    topics = [topic.captioned() for topic in _topics(found, may_set_up) if topic.table.rows]
    context: dict[str, Any] = {
        "views": view_tabs("coverage"),
        "facts": _facts(found) if found.units else [],
        "topics": topics,
        "units_url": reverse("branch_units"),
    }
    return render(request, "checkup/coverage.html", context)


def _facts(found: Coverage) -> list[Fact]:
    facts = [
        Fact(_("登记的单位"), _("%(number)d 个，%(uncovered)d 个还没有支部") % {
            "number": found.units, "uncovered": found.uncovered,
        }),
        Fact(_("在这些单位的人"), _("%(people)d 人，正式党员 %(members)d 人") % {
            "people": found.headcount, "members": found.full_members,
        }),
    ]  # fmt: skip
    if found.contract_workers:
        words = {"people": found.contract_workers, "members": found.contract_members}
        facts.append(Fact(_("分包、劳务人员"), _("%(people)d 人，其中党员 %(members)d 人") % words))
    return facts


def _topics(found: Coverage, may_set_up: bool) -> list[Topic]:
    topics, units = found.topics, OF_UNITS
    return [
        Topic(_("该建支部还没建的单位"), _lines(topics["no_branch"], may_set_up), units["no_branch"]),
        Topic(_("人少，该编进联合支部的单位"), _lines(topics["joint"], may_set_up), units["joint"]),
        Topic(
            _("可以合起来建联合支部的"), _proposals(found), units["joint"], _("只是放在一起给你看，合不合由组织定。")
        ),
        Topic(_("该建支部的项目"), _lines(topics["project"], may_set_up, is_project=True), units["project"]),
        Topic(_("还没有支部的项目"), _projects(found.to_open, may_set_up, is_over=False)),
        Topic(_("到期的项目，看要不要收尾"), _projects(found.to_close, may_set_up, is_over=True)),
        Topic(_("分包、劳务人员没有人联系的"), _lines(topics["contract"], may_set_up)),
        Topic(_("人太多的支部"), _lines(topics["large"], may_set_up), OF_BRANCHES["large"][0]),
        Topic(_("正式党员太少的支部"), _lines(topics["small"], may_set_up), OF_BRANCHES["small"][0]),
        Topic(
            _("该设支委会，或者支委人数不对的"), _lines(topics["committee"], may_set_up), OF_BRANCHES["committee"][0]
        ),
        Topic(_("覆盖单位太多的联合支部"), _lines(topics["joint_units"], may_set_up), OF_BRANCHES["joint_units"][0]),
        Topic(
            _("党员多、还没有分党小组的"),
            _lines(topics["groups"], may_set_up),
            "party-group-division",
            _("条例没有写多少人算多，这里从 %(number)d 人起列出。") % {"number": GROUPS_FROM},
        ),
    ]


def _lines(lines: Sequence[Line], may_set_up: bool, *, is_project: bool = False) -> Table:
    rows: list[Row] = [
        [
            Cell(line.name, "" if line.unit else links.branch_url(line.branch), note=line.seen) if line.branch
            else Cell(line.name),
            "" if line.members is None else line.members,
            Cell(buttons=_unit_buttons(line, may_set_up, is_project=is_project)),
        ]
        for line in lines
    ]  # fmt: skip
    return Table("", (Column(_("哪里"), Kind.MAIN), Column(_("人数"), Kind.NUMBER), Column("", Kind.BUTTONS)), rows)


def _unit_buttons(line: Line, may_set_up: bool, *, is_project: bool) -> list[Button]:
    if not may_set_up:
        return []
    if line.unit:
        edit = Button(_("打开登记"), reverse("branch_unit_edit", args=[line.unit]))
        found = Button(_("建临时党支部"), reverse("project_open", args=[line.unit]))
        return [found, edit] if is_project else [edit]
    assert line.branch is not None
    return [Button(_("去帮他们"), reverse("support_new", args=[line.branch]))]


def _proposals(found: Coverage) -> Table:
    rows: list[Row] = [
        [
            Cell(between("、").join(unit.name for unit in proposal.units)),
            proposal.members,
        ]
        for proposal in found.proposals
    ]
    return Table("", (Column(_("哪几个单位"), Kind.MAIN), Column(_("合起来的正式党员"), Kind.NUMBER)), rows)


def _projects(units: Sequence[Unit], may_set_up: bool, *, is_over: bool) -> Table:
    rows: list[Row] = []
    for unit in units:
        until = write_day(unit.project_until) if unit.project_until else _("没有定")
        buttons = []
        if may_set_up:
            page, word = ("project_close", _("收尾")) if is_over else ("project_open", _("建临时党支部"))
            buttons = [Button(word, reverse(page, args=[unit.pk]))]
        rows.append([Cell(unit.name, note=unit.branch.name if unit.branch else ""), until, Cell(buttons=buttons)])
    return Table("", (Column(_("项目"), Kind.MAIN), Column(_("到哪天止")), Column("", Kind.BUTTONS)), rows)
