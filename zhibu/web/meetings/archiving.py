"""归档: host and recorder each confirm a record. After that it is amended, never taken back, and both stay readable."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound, Refused
from zhibu.meeting import queries
from zhibu.meeting.archive import confirm_record, withdraw_confirmation
from zhibu.meeting.models import Gathering, Part, Stage
from zhibu.member.names import tidy_name
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Fact
from zhibu.web.confirm import Confirm, ask_first, is_confirmed
from zhibu.web.meetings import showing
from zhibu.web.meetings.pages import may_change
from zhibu.web.meetings.writing import right_of
from zhibu.web.writing import perform

NAMES = {Part.HOST: "host", Part.RECORDER: "recorder"}


@page(Right.RECORD_GROUP)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: PageRequest, gathering: UUID, part: str) -> HttpResponse:
    """主持人确认、记录人确认: read back and asked once, for nothing but an amendment changes it afterwards."""
    standing = _recorded(request, gathering)
    if part not in Part.values:
        raise NotFound
    name = getattr(standing, NAMES[Part(part)])
    if not name:
        raise Refused(_("还没有写谁是%(part)s。") % {"part": Part(part).label}, _("先“更正”，写上再归档。"))
    on_paper = not is_self(request.actor, name)
    if not is_confirmed(request):
        return ask_first(request, _question(standing, Part(part), name, on_paper))
    done = perform(
        request,
        confirm_record,
        right=right_of(request.actor),
        gathering=standing,
        part=part,
        on_paper=on_paper,
    )
    undo = reverse("meetings_unconfirm", args=[standing.pk, part])
    said = _("已归档。") if queries.is_archived(standing) else _("已确认，还差另一位。")
    notices.done(request, said, undo=undo)
    return redirect("meetings_one", gathering=done.result.gathering_id)


def is_self(actor: Actor, name: str) -> bool:
    return tidy_name(actor.name) == tidy_name(name)


def _question(standing: Gathering, part: Part, name: str, on_paper: bool) -> Confirm:
    how = _("%(name)s已经在打印的记录上签了名") if on_paper else _("我是%(name)s，这份记录属实")
    return Confirm(
        title=_("%(part)s确认") % {"part": part.label},
        facts=(Fact(_("主题"), standing.title), *showing.facts_of(standing), Fact(_("确认"), how % {"name": name})),
        consequence=_("主持人和记录人都确认，就归档了。归档以后只能写明原因更正，不能撤销；原来的一份一直看得到。"),
        button=_("确认"),
        back=reverse("meetings_one", args=[standing.pk]),
    )


@page(Right.RECORD_GROUP)
@require_POST
def unconfirm(request: PageRequest, gathering: UUID, part: str) -> HttpResponse:
    """A press by mistake is taken back within ten minutes, by whoever pressed."""
    standing = _recorded(request, gathering)
    perform(
        request,
        withdraw_confirmation,
        right=right_of(request.actor),
        gathering=standing,
        part=part,
    )
    notices.done(request, _("已收回这次确认。"))
    return redirect("meetings_one", gathering=standing.pk)


def _recorded(request: PageRequest, gathering: UUID) -> Gathering:
    found = queries.gathering_for(request.actor, gathering)
    if found.stage != Stage.HELD or not may_change(request.actor, found):
        raise NotFound
    return found
