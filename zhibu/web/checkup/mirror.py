"""照照自己: private to the superior who looks. What was sent down, how long answers took, what many branches share."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.checkup.mirror import InCommon, Mirror, Sent, look_into
from zhibu.org.queries import organisation_for
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import has_own_branch
from zhibu.web.checkup.branches import view_tabs
from zhibu.web.components import Cell, Column, Kind, Table


@page(Right.ASSIGN)
@require_safe
def mirror(request: PageRequest) -> HttpResponse:
    """Of the acting organisation only: nobody above sees it, and nobody below."""
    actor = request.actor
    if actor.acting is None or has_own_branch(actor):
        raise NotFound
    place = organisation_for(actor, actor.acting.organisation_id)
    seen = look_into(actor, place, request.today)
    context = {
        "views": view_tabs("mirror"),
        "sent": _sent_table(seen),
        "common": _common_table(seen),
        "branches": seen.branches,
    }
    return render(request, "checkup/mirror.html", context)


def _sent_table(seen: Mirror) -> Table:
    last, this = seen.quarters
    columns = (
        Column(_("事情"), Kind.MAIN),
        Column(_("%(year)d年%(number)d季度") % {"year": last.quarter.first.year, "number": last.quarter.number}),
        Column(_("本季度到今天")),
    )
    rows = [(Cell(label), words(last), words(this)) for label, words in _lines()]
    return Table(_("发下去的和答复的"), columns, rows, hide_caption=True)


def _tasks(sent: Sent) -> str:
    words = {"tasks": sent.tasks, "given": sent.given}
    return _("%(tasks)d 件，落到各支部共 %(given)d 件") % words if sent.tasks else _("没有")


def _forms(sent: Sent) -> str:
    words = {"forms": sent.forms, "asked": sent.asked}
    return _("%(forms)d 张表，共问 %(asked)d 项") % words if sent.forms or sent.asked else _("没有")


def _minutes(sent: Sent) -> str:
    return _("%(minutes)d 分钟") % {"minutes": sent.minutes} if sent.minutes else _("没有")


def _notices(sent: Sent) -> str:
    return _("%(number)d 件") % {"number": sent.notices} if sent.notices else _("没有")


def _requests(sent: Sent) -> str:
    if not sent.requests:
        return _("没有请示")
    words = {"requests": sent.requests, "answered": sent.answered, "waiting": sent.waiting}
    return _("%(requests)d 件，答了 %(answered)d 件，还在等 %(waiting)d 件") % words


def _days(sent: Sent) -> str:
    if sent.usual_days is None:
        return _("还没有答复")
    words = {"usual": sent.usual_days, "longest": sent.longest_days}
    return _("一半在 %(usual)d 天内，最长 %(longest)d 天") % words


def _helps(sent: Sent) -> str:
    if not sent.helps:
        return _("没有")
    words = {"helps": sent.helps, "taken": sent.helps_taken, "declined": sent.helps_declined}
    return _("%(helps)d 次，支部接了 %(taken)d 次，先不用 %(declined)d 次") % words


def _lines() -> tuple[tuple[str, Callable[[Sent], str]], ...]:
    return (
        (_("派下去的任务"), _tasks),
        (_("其中要支部填的"), _forms),
        (_("一个支部全办下来，预计"), _minutes),
        (_("支部登记的其他上级通知"), _notices),
        (_("支部报来的请示"), _requests),
        (_("从报来到答复"), _days),
        (_("派去的帮助"), _helps),
    )


def _common_table(seen: Mirror) -> Table | None:
    columns = (Column(_("同一件事"), Kind.MAIN), Column(_("多少支部")), Column(_("属于")))
    rows = [_common(row, seen.branches) for row in seen.in_common]
    return Table(_("许多支部一样的"), columns, rows, hide_caption=True) if rows else None


def _common(row: InCommon, total: int) -> tuple[Cell, str, str]:
    share = _("%(total)d 个里的 %(branches)d 个") % {"total": total, "branches": row.branches}
    return Cell(row.name, reverse("rule", args=[row.norm])), share, row.weakness
