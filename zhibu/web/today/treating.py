"""先不办: put a line of 今天 off, hand it over, say that it does not apply, put it back. Open to every role."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.account.models import RoleName
from zhibu.base.errors import NotFound, Refused
from zhibu.base.touched import Done
from zhibu.flows.write import perform_own
from zhibu.org.models import Organisation
from zhibu.org.queries import organisation_for
from zhibu.treatment import actions
from zhibu.treatment.models import Treatment
from zhibu.treatment.queries import digest_of, treatment_for
from zhibu.web import notices
from zhibu.web.access import PageRequest, signed_in
from zhibu.web.components import Button
from zhibu.web.days import Near, write_short_day
from zhibu.web.forms import DayField, Form
from zhibu.web.short_form import show_form
from zhibu.web.today.gathering import able_to_do, matters_of
from zhibu.web.today.matters import Matter
from zhibu.web.wording import bracketed

METHODS = require_http_methods(["GET", "HEAD", "POST"])


class ReasonForm(Form):
    """Reasons may speak of others: nothing stays on the device."""

    is_private = True

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=120, help_text=gettext_lazy("写一句就行"))


class PutOffForm(ReasonForm):
    until = DayField(label=gettext_lazy("推迟到哪天"), near=Near.FUTURE)

    field_order = ["until", "reason"]


class HandOverForm(ReasonForm):
    receiver = forms.ChoiceField(label=gettext_lazy("交给谁"), widget=forms.RadioSelect)

    field_order = ["receiver", "reason"]

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].choices = people  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Line:
    """One line of the acting person's 今天, found again by its digest."""

    place: Organisation
    matter: Matter
    digest: str


def _line(request: PageRequest, digest: str) -> Line:
    acting = request.actor.acting
    if acting is None:
        raise NotFound
    place = organisation_for(request.actor, acting.organisation_id)
    for matter in matters_of(request.actor, place, request.today):
        if digest_of(matter.key) == digest:
            return Line(place, matter, digest)
    raise NotFound


def _act(request: PageRequest, action: Callable[..., Done], line: Line, key: UUID, **given: Any) -> Done:
    return perform_own(
        request.actor, action, today=request.today, now=request.now, key=key, organisation=line.place,
        matter=line.digest, **given,
    )  # fmt: skip


def _said(request: PageRequest, done: Done, words: str) -> HttpResponse:
    key = done.result.pk if isinstance(done.result, Treatment) else done.result
    notices.done(request, words, undo=reverse("today_put_back", args=[key]))
    return redirect("today")


def _show(request: PageRequest, form: Form, line: Line, title: str, button: str, says: Sequence[str]) -> HttpResponse:
    cite = line.matter.action.cite
    return show_form(
        request, form, title=title, button=button, back=reverse("today"), back_label=_("今天"),
        lead=line.matter.action.title, says=says, cites=[cite] if cite else [],
    )  # fmt: skip


def _pointless(request: PageRequest, line: Line, title: str, says: Sequence[str]) -> HttpResponse:
    """Nothing to fill in: says why, and what can be done instead."""
    action = line.matter.action
    ways = [action.button, *action.others] if action.button else [*action.others]
    if line.matter.answer_url and all(way.url != line.matter.answer_url for way in ways):
        ways.append(Button(_("说明"), line.matter.answer_url))
    context = {"title": title, "line": action, "says": says, "ways": ways}
    return render(request, "today/pointless.html", context)


@signed_in
@METHODS
def put_off(request: PageRequest, digest: str) -> HttpResponse:
    line = _line(request, digest)
    last = line.matter.last
    if last is not None and last <= request.today:
        return _pointless(request, line, _("推迟"), [_over(last, request.today)])
    form = PutOffForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: _act(
                request, actions.put_off, line, given["key"], until=given["until"], last=last, reason=given["reason"]
            )
        )
        if done:
            until = write_short_day(given["until"], request.today)
            return _said(request, done, _("已推迟，%(day)s 再回到这里。") % {"day": until})
    says = [_("到那天它会自己回来；情况变得更紧，会提前回来。")]
    if last is not None:
        says.append(_("期限是 %(day)s，最多推迟到那天。") % {"day": write_short_day(last, request.today)})
    return _show(request, form, line, _("推迟"), _("推迟"), says)


def _over(last: date, today: date) -> str:
    if last == today:
        return _("期限就是今天，推迟就过期了。今天办，或者交给能办的人。")
    return _("期限 %(day)s 已经过了，推迟也不会变。现在补上，或者说明原因。") % {"day": write_short_day(last, today)}


@signed_in
@METHODS
def hand_over(request: PageRequest, digest: str) -> HttpResponse:
    line = _line(request, digest)
    able = {str(row.user.pk): row for row in able_to_do(line.matter, digest, request.actor, line.place, request.today)}
    if not able:
        return _pointless(request, line, _("交给别人"), [_("这件事现在只有你能办，没有别人可以交。")])
    people = [(key, row.user.display_name + bracketed(RoleName(row.role.value).label)) for key, row in able.items()]
    form = HandOverForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        receiver = able[given["receiver"]].user
        done = form.carry_out(
            lambda: _act(request, actions.hand_over, line, given["key"], receiver=receiver, reason=given["reason"])
        )
        if done:
            return _said(request, done, _("已交给%(name)s。") % {"name": receiver.display_name})
    says = [_("下面是能办这件事的人。对方的“今天”里会看到是你交的和你写的原因，也可以还给你。责任是谁的还是谁的。")]
    return _show(request, form, line, _("交给别人"), _("交出去"), says)


@signed_in
@METHODS
def not_applicable(request: PageRequest, digest: str) -> HttpResponse:
    """For what is no finding: a finding is answered on record, where superiors read the reason."""
    line = _line(request, digest)
    if line.matter.is_finding:
        if line.matter.answer_url:
            return redirect(line.matter.answer_url)
        return _pointless(
            request, line, _("不适用"), [_("不适用要由书记在体检里说明，上级也看得到。可以把这件事交给书记。")]
        )
    if line.matter.somebody_waits:
        return _pointless(request, line, _("不适用"), [_("有人在等你的答复。办不了、不归你办，都请打开来回一句。")])
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(lambda: _act(request, actions.not_applicable, line, given["key"], reason=given["reason"]))
        if done:
            return _said(request, done, _("已放下，原因留着，随时可以放回来。"))
    says = [_("只从你的“今天”里拿掉，记录不变。")]
    return _show(request, form, line, _("不适用"), _("不适用"), says)


@signed_in
@require_POST
def put_back(request: PageRequest, treatment_id: UUID) -> HttpResponse:
    """Undo, at any time: by whoever put it aside, or by whoever received it."""
    treatment = treatment_for(request.actor, treatment_id)
    try:
        perform_own(request.actor, actions.put_back, today=request.today, now=request.now, treatment=treatment)
    except Refused:
        return redirect("today")  # it was put back meanwhile
    mine = treatment.user_id == request.actor.user_id
    notices.note(request, _("已放回来。") if mine else _("已还给%(name)s。") % {"name": treatment.user.display_name})
    return redirect("today")
