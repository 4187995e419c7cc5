"""统计: yearly numbers of the own subtree, each unfolding to its rows; and the lists of the year."""

from collections.abc import Sequence
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zhibu.base.actor import Actor, Right
from zhibu.checkup.term_dates import term_dates
from zhibu.member import statistics
from zhibu.member.models import Details
from zhibu.org.models import Organisation, Term
from zhibu.org.queries import branches_of, last_terms
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Cell, Column, Fact, Kind, Row, Table
from zhibu.web.days import days_left, write_day
from zhibu.web.forms import FilterForm, NumberField
from zhibu.web.members.showing import dated

SEES = (Right.SEE_BRANCH, Right.SEE_BELOW)
ROWS = 50
USUAL_AGE = 60  # only what the field begins with: which age means retirement is for the unit to say


class AgeFilter(FilterForm):
    age = NumberField(label=gettext_lazy("今年满多少岁"), min_value=18, max_value=110)


@page(*SEES)
@require_safe
def member_statistics(request: PageRequest) -> HttpResponse:
    today = request.today
    counted = statistics.counted(request.actor, today)
    groups: dict[str, list[Fact]] = {}
    for figure in statistics.figures(today):
        url = reverse("member_statistics_rows", args=[figure.key]) if counted[figure.key] else ""
        groups.setdefault(str(figure.group), []).append(Fact(figure.label, counted[figure.key], url))
    return render(request, "statistics/statistics.html", {"groups": groups.items(), "has_members": counted["all"]})


@page(*SEES)
@require_safe
def member_statistics_rows(request: PageRequest, key: str) -> HttpResponse:
    """The members behind one number."""
    rows = statistics.behind(request.actor, key, request.today)
    sheet = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {"title": statistics.label_of(key, request.today), "sheet": sheet, "table": _people(list(sheet))}
    return render(request, "statistics/rows.html", context)


def _people(rows: Sequence[Details]) -> Table:
    lines: list[Row] = [
        [
            Cell(row.member.name, reverse("member", args=[row.member_id])),
            row.member.branch.name if row.member.branch else "",
            dated(row.birth_on, row.birth_precision),
            dated(row.joined_on, row.joined_precision),
            dated(row.full_on, row.full_precision),
        ]
        for row in rows
    ]
    columns = (
        Column(_("姓名"), Kind.MAIN), Column(_("支部")), Column(_("出生日期")), Column(_("入党日期")),
        Column(_("转正日期")),
    )  # fmt: skip
    return Table(_("名单"), columns, lines, hide_caption=True)


@page(*SEES)
@require_safe
def member_lists(request: PageRequest) -> HttpResponse:
    """The lists of the year: fifty years in the Party, an age reached, terms that end."""
    actor, today = request.actor, request.today
    bar = AgeFilter(request.GET if "age" in request.GET else {"age": str(USUAL_AGE)})
    age = bar.chosen().get("age", USUAL_AGE)
    medal = list(statistics.reaching_standing(actor, statistics.MEDAL_YEARS, today.year)[:ROWS])
    old = list(statistics.reaching_age(actor, age, today.year)[:ROWS])
    context = {
        "year": today.year,
        "bar": bar,
        "age": age,
        "medal": _people(medal) if medal else None,
        "old": _people(old) if old else None,
        "terms": _terms(actor, today),
    }
    return render(request, "statistics/lists.html", context)


def _terms(actor: Actor, today: date) -> Table | None:
    """换届: the standing term of each branch of the subtree, the soonest to end first."""
    branches = {row.pk: row for row in branches_of(actor, today)}
    dates = sorted(
        ((_ends(branches[key], term), branches[key], term) for key, term in last_terms(branches).items()),
        key=lambda one: one[0],
    )
    lines: list[Row] = [
        [
            Cell(branch.name),
            write_day(term.happened_on),
            Cell(write_day(ends), note=days_left(ends, today)),
            _("延期到这一天") if term.extended_to else "",
        ]
        for ends, branch, term in dates[:ROWS]
    ]
    columns = (Column(_("支部"), Kind.MAIN), Column(_("选出日")), Column(_("届满日")), Column(""))
    return Table(_("换届日历"), columns, lines) if lines else None


def _ends(branch: Organisation, term: Term) -> date:
    return term.extended_to or term.ends_on or term_dates(branch, term.happened_on).ends_on
