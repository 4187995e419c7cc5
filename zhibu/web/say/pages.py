"""说事: open to everybody, without log-in. What is said waits for the next morning; the receipt is the only key."""

import gzip
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.errors import NotFound, Refused
from zhibu.concern.desks import Place, around, door_of, first_place, named_in, offered_at, units_with_doors
from zhibu.concern.queries import by_receipt, of_raiser
from zhibu.concern.receipts import GATE, grouped, read_receipt
from zhibu.concern.redrawing import redraw
from zhibu.concern.submitting import Said, form_token, is_waiting, pass_for, receipt_behind, submit
from zhibu.concern.submitting import say as let_wait
from zhibu.org.models import Organisation
from zhibu.rules.said import joined
from zhibu.web.access import PageRequest, nameless_page
from zhibu.web.say import showing
from zhibu.web.say.forms import ReceiptForm, SayForm, WordForm
from zhibu.web.wording import between, worded

STYLES = Path(__file__).parents[1] / "static" / "web"
A_DAY = 24 * 3600
WORK_APPS = {"wxwork": "企业微信", "DingTalk": "钉钉", "Lark": "飞书", "Feishu": "飞书"}


def shown(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Without the request, so that no template can put a cookie or a token of the session into the page."""
    large = request.GET.get("large") == "1"
    return HttpResponse(render_to_string(template, {"large": large, **context}), status=status)


@cache
def _packed(name: str) -> tuple[bytes, bytes]:
    """A file of the product's style: plain and packed, the same bytes for everybody."""
    body = (STYLES / name).read_bytes()
    return body, gzip.compress(body, mtime=0)


def _file(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """Below /say/ like the pages themselves: were it fetched elsewhere, another log would say who opened 说事 when."""
    plain, packed = _packed(name)
    headers = {"Cache-Control": f"public, max-age={A_DAY}", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(packed, content_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return HttpResponse(plain, content_type=kind, headers=headers)


@nameless_page
@require_safe
def style(request: PageRequest) -> HttpResponse:
    return _file(request, "zhibu.css", "text/css; charset=utf-8")


@nameless_page
@require_safe
def icon(request: PageRequest) -> HttpResponse:
    return _file(request, "icon.svg", "image/svg+xml")


@nameless_page
@require_safe
def units(request: PageRequest) -> HttpResponse:
    """Which unit, where there are several; the receipt is asked for on the same page."""
    rows = units_with_doors(request.today)
    if len(rows) == 1:
        return HttpResponseRedirect(reverse("say_unit", args=[rows[0].number]))
    links = [(unit.name, reverse("say_unit", args=[unit.number])) for unit in rows]
    return shown(request, "say/units.html", links=links)


@nameless_page
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: PageRequest, number: int) -> HttpResponse:
    unit = Organisation.objects.filter(number=number).first()
    door = door_of(unit, request.today) if unit else None
    if unit is None or door is None:
        raise NotFound
    people = around(unit, request.today)
    offered = offered_at(unit, people)
    sent = request.POST if request.method == "POST" else None
    form = SayForm(sent, request.FILES or None, offered=offered, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            receipt, place, was_named = _submit(request, form, unit, people)
        except Refused as error:
            field = error.field if error.field in form.fields else None
            form.add_error(field, worded(joined((error.reason, error.next_step), "")))
        else:
            return shown(
                request, "say/receipt.html", receipt=grouped(receipt), place=place, was_named=was_named, door=door
            )
    return shown(
        request,
        "say/say.html",
        422 if form.errors else 200,
        form=form,
        token=form_token(),
        unit=unit,
        door=door,
        small=showing.small_branches(offered),
        work_app=_work_app(request),
    )


def _submit(request: PageRequest, form: SayForm, unit: Organisation, people: list[Place]) -> tuple[str, Place, bool]:
    given, chosen = form.cleaned_data, form.chosen()
    named = named_in(given["words"], people)
    passed_over = form.passed_over() | named
    place = first_place(people, chosen, passed_over)
    if place is None:
        raise Refused(
            _("每个受理台的人你都写到了，这里没有人能看。"), _("请用下面写的纪检渠道，或者直接找上级。"), "involved"
        )
    who = None
    if given["called"]:
        free = {str(user.pk) for user in place.without(passed_over)}
        if given["handler"] not in free:
            raise Refused(
                _("这件事会交给%(desk)s，你选的人不在那里看。") % {"desk": place.name},
                _("换一位：%(names)s。")
                % {"names": between("、").join(u.display_name for u in place.without(passed_over))},
                "handler",
            )
        who = {"handler": given["handler"], "called": given["called"], "reached_by": given["reached_by"]}
    picture = given.get("enclosure")
    said = Said(
        unit=unit,
        desk=place.key,
        kind=given["kind"],
        words=given["words"],
        about_a_person=given["about_a_person"] or bool(passed_over),
        passed_over=passed_over,
        named=who,
        enclosure=redraw(picture.read()) if picture else None,
    )
    receipt = submit(said, token=request.POST.get("token", ""), now=request.now)
    return receipt, place, place.key != chosen.key


def _work_app(request: HttpRequest) -> str:
    """Read, said, and forgotten with this request."""
    browser = request.META.get("HTTP_USER_AGENT", "")
    return next((name for sign, name in WORK_APPS.items() if sign in browser), "")


@nameless_page
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: PageRequest) -> HttpResponse:
    """By POST only does a receipt open anything. The same work is done whether it is right or wrong."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            digest = GATE.digest(read_receipt(form.cleaned_data["receipt"]))
        except Refused as error:
            form.add_error("receipt", worded(joined((error.reason, error.next_step), "")))
        else:
            concern, waits = by_receipt(digest), is_waiting(digest)
            if concern is not None:
                return _progress(request, digest)
            if waits:
                return shown(request, "say/waits.html")
            form.add_error("receipt", _("没有查到这张凭条。看看是不是抄错了一位，再填一遍。"))
    return shown(request, "say/look.html", 422 if form.errors else 200, form=form)


def _progress(request: PageRequest, digest: str, said: str = "") -> HttpResponse:
    concern = by_receipt(digest)
    if concern is None:
        raise NotFound
    rows = [showing.progress(row, digest, request.today) for row in of_raiser(concern)]
    return shown(request, "say/progress.html", shown=rows, token=pass_for(digest), said=said)


@nameless_page
@require_POST
def answer(request: PageRequest) -> HttpResponse:
    """The raiser's answer or word; it goes to the desk with the next release."""
    token = request.POST.get("token", "")
    digest = receipt_behind(token)
    form = WordForm(request.POST)
    concern = by_receipt(digest)
    if concern is None or not form.is_valid():
        raise Refused(_("最多 500 字。"), _("写短一些再交。"))
    given = form.cleaned_data
    mine = next((row for row in of_raiser(concern) if row.pk == given["concern"]), None)
    if mine is None:
        raise NotFound
    if given["act"] == "word" and not given["words"].strip():
        return _progress(request, digest, _("没有写内容，什么都没有交。"))
    if not showing.may_say_now(mine, given["act"]):
        raise Refused(_("这件事现在不用这样回答。"), _("用凭条再看一下进度。"))
    said = {"words": given["words"].strip(), "name": given["name"].strip() if given["act"] == "agreed" else ""}
    texts = {name: text for name, text in said.items() if text}
    let_wait(mine, act=given["act"], texts=texts, token=token, now=request.now, about=given["about"])
    return _progress(request, digest, _("记下了。明天早上交给受理人，那以后这里才看得到变化。"))
