"""操作记录: who did what when, and whom it touched; and the head of the sealed log, which two people keep outside."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zhibu.account.queries import names_of
from zhibu.base.actor import Right
from zhibu.base.clock import CHINA
from zhibu.base.models import LogEntry
from zhibu.base.sealing import last_block
from zhibu.flows import logged
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Cell, Column, Kind, Row, Table
from zhibu.web.days import Near, write_day
from zhibu.web.forms import DayField, FilterForm
from zhibu.web.settings.acts import OF_ACCOUNTS, act_words

ROWS = 50


class LogFilter(FilterForm):
    since = DayField(label=gettext_lazy("从哪天"), near=Near.PAST)
    until = DayField(label=gettext_lazy("到哪天"), near=Near.PAST)


@page(Right.CONFIRM, Right.SET_UP, Right.ACCOUNTS)
@require_safe
def log(request: PageRequest) -> HttpResponse:
    filters = LogFilter(request.GET)
    for field in filters.fields.values():
        field.today = request.today  # type: ignore[attr-defined]
    chosen = filters.chosen()
    rows = logged.between(logged.visible_to(request.actor, OF_ACCOUNTS), chosen.get("since"), chosen.get("until"))
    sheet = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    found = list(sheet)
    people = {key for row in found for key in (row.actor, row.on_behalf_of) if key}
    context = {
        "filters": filters,
        "sheet": sheet,
        "table": _table(found, names_of(people), logged.touched_names(found)),
        "is_filtered": bool(chosen),
        "head": last_block() if not request.actor.may(Right.CONFIRM) else None,
    }
    return render(request, "settings/log.html", context)


def _table(rows: Sequence[LogEntry], names: Mapping[UUID, str], touched: Mapping[UUID, str]) -> Table:
    lines: list[Row] = []
    for row in rows:
        at = row.at.astimezone(CHINA)
        when = _("%(day)s %(time)s") % {"day": write_day(at.date()), "time": f"{at:%H:%M}"}
        lines.append(
            [Cell(act_words(row.act)), when, _who(row, names), touched.get(row.subject, "") if row.subject else ""]
        )
    columns = (Column(_("做了什么"), Kind.MAIN), Column(_("什么时候")), Column(_("谁做的")), Column(_("涉及谁")))
    return Table(_("操作记录"), columns, lines, hide_caption=True)


def _who(row: LogEntry, names: Mapping[UUID, str]) -> str:
    if row.erased_on is not None and row.actor is None:
        return _("资料已删除的人")
    name = names.get(row.actor, _("查不到的账号")) if row.actor else _("程序")
    if row.on_behalf_of:
        return _("%(name)s，替%(other)s") % {"name": name, "other": names.get(row.on_behalf_of, "")}
    return name
