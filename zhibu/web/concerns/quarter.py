"""职工关心的事: a quarter in safe numbers, what lies behind each topic, the plan for it, one press to the agenda."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound, Refused
from zhibu.concern.desks import seats_of
from zhibu.concern.models import QuarterWord, Topic
from zhibu.concern.quarters import (
    LONG,
    Counted,
    K,
    Quarter,
    counted,
    keeps_coming,
    quarters_before,
    words_of,
    write_words,
)
from zhibu.flows.carrying import enters_for, put_on_agenda
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.org.queries import own_branch
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Button, Cell, Column, Kind, Row, Tab, Table
from zhibu.web.concerns.grouped import tabs_within
from zhibu.web.concerns.heard import unit_of
from zhibu.web.concerns.working_forms import QuarterForm
from zhibu.web.writing import perform

OTHER = "other"


@page(Right.SEE_BRANCH, Right.SEE_BELOW, Right.HANDLE_CONCERNS)
@require_safe
def quarter(request: PageRequest) -> HttpResponse:
    """Fixed quarters, no filters, only whole units; a number below five is nowhere."""
    unit, chosen = unit_of(request), _chosen(request)
    history = [counted(unit, row) for row in _back_from(chosen)] if unit else []
    table = _table(unit, chosen, history, may_write=_writes(request, unit)) if unit and history[0].topics else None
    context = {
        "unit": unit,
        "choices": tabs_within("board", request),
        "tabs": [
            Tab(label(row), f"?quarter={row.name}", is_here=row == chosen) for row in quarters_before(request.today)
        ],
        "table": table,
        "k": K,
        "chosen": chosen.name,
        "name": label(chosen),
        "may_carry": table is not None and _own(request) is not None,
    }
    return render(request, "concerns/quarter.html", context)


def label(row: Quarter) -> str:
    return _("%(year)d年第%(number)d季度") % {"year": row.year, "number": row.number}


def _chosen(request: PageRequest) -> Quarter:
    choices = quarters_before(request.today)
    named = request.GET.get("quarter") or request.POST.get("quarter")
    return next((row for row in choices if row.name == named), choices[0])


def _back_from(chosen: Quarter) -> list[Quarter]:
    found = [chosen]
    while len(found) < LONG:
        found.append(found[-1].before())
    return found


def _writes(request: PageRequest, unit: Organisation | None) -> bool:
    return unit is not None and unit.pk in {organisation for organisation, _line in seats_of(request.actor)}


def _own(request: PageRequest) -> Organisation | None:
    """The branch whose agenda this person keeps."""
    acting = request.actor.acting
    if acting is None or acting.organisation_kind != OrganisationKind.BRANCH or not request.actor.may(Right.RECORD):
        return None
    branch = own_branch(request.actor)
    return branch if enters_for(request.actor, branch) else None


def _table(unit: Organisation, chosen: Quarter, history: list[Counted], *, may_write: bool) -> Table:
    said = words_of(unit, chosen)
    lines = [_line(topic, chosen, history, said.get(topic), may_write=may_write) for topic in history[0].topics]
    columns = [
        Column(_("大家关心的"), Kind.MAIN),
        Column(_("件数"), Kind.NUMBER),
        Column(_("和上季度比")),
        Column(_("背后的隐患")),
        Column(_("打算")),
    ]
    if may_write:
        columns.append(Column("", Kind.BUTTONS))
    return Table(_("职工关心的事"), columns, lines, hide_caption=True)


def _line(topic: str, chosen: Quarter, history: list[Counted], said: QuarterWord | None, *, may_write: bool) -> Row:
    now, name = history[0], topic_name(topic)
    count = now.shown[topic] if topic else now.other
    note = _("连着 %(n)d 个季度没有变少") % {"n": LONG} if topic and keeps_coming(topic, history) else ""
    change = _change(count, history[1].shown.get(topic)) if topic else ""
    row: list[Cell | str | int] = [
        Cell(name),
        count,
        Cell(change, note=note),
        said.trouble if said else "",
        (said.plan if said else "") or _("还没写"),
    ]
    if may_write:
        address = reverse("concern_quarter_write", args=[chosen.name, topic or OTHER])
        row.append(Cell(buttons=(Button(_("改") if said else _("写打算"), address),)))
    return row


def topic_name(topic: str) -> str:
    return str(Topic(topic).label) if topic else _("其他")


def _change(now: int, before: int | None) -> str:
    if before is None:
        return _("上季度不单列")
    if now == before:
        return _("一样")
    return _("多 %(n)d 件") % {"n": now - before} if now > before else _("少 %(n)d 件") % {"n": before - now}


@page(Right.HANDLE_CONCERNS)
@require_http_methods(["GET", "HEAD", "POST"])
def quarter_write(request: PageRequest, name: str, topic: str) -> HttpResponse:
    """The trouble behind a topic and the plan for it, for everybody who reads the page."""
    unit = unit_of(request)
    chosen = next((row for row in quarters_before(request.today) if row.name == name), None)
    topic = "" if topic == OTHER else topic
    if unit is None or chosen is None or not _writes(request, unit) or topic not in counted(unit, chosen).topics:
        raise NotFound
    said = words_of(unit, chosen).get(topic)
    initial = {"trouble": said.trouble, "plan": said.plan} if said else {}
    form = QuarterForm(request.POST or None, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                request, write_words, right=Right.HANDLE_CONCERNS,
                key=given["key"], unit=unit, quarter=chosen, topic=topic, trouble=given["trouble"], plan=given["plan"],
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("记下了，看得到这一页的人都看得到。"))
            return redirect(f"{reverse('concern_quarter')}?quarter={chosen.name}")
    context = {"form": form, "title": topic_name(topic), "lead": label(chosen), "quarter": chosen.name}
    return render(request, "concerns/quarter_write.html", context, status=422 if form.errors else 200)


@page(Right.RECORD)
@require_POST
def quarter_agenda(request: PageRequest) -> HttpResponse:
    """One press: an item on the branch's next meeting. The topics travel, the numbers stay on their page."""
    unit, branch, chosen = unit_of(request), _own(request), _chosen(request)
    now = counted(unit, chosen) if unit else Counted()
    if branch is None or not now.topics:
        raise Refused(_("这个季度没有可以上会的。"), _("换一个季度看看。"))
    title = agenda_title([topic_name(topic) for topic in now.topics], chosen)
    done = perform(
        request, put_on_agenda, right=Right.RECORD, branch=branch,
        title=title,
    )  # fmt: skip
    notices.done(request, _("列入了最近一次会的议程。"), undo=reverse("meetings_undo", args=[done.result.pk]))
    return redirect("meetings_one", gathering=done.result.pk)


def agenda_title(topics: list[str], chosen: Quarter) -> str:
    return _("%(quarter)s职工关心的事：%(topics)s") % {"quarter": label(chosen), "topics": "、".join(topics)}
