"""听到的事: one line with the person's consent, or a paper slip. It goes the same way, and has the same last word.

What is entered waits with the others. Nothing is kept of who entered it.
"""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound, Refused
from zhibu.concern.desks import around, first_place, named_in, offered_at, units_with_doors
from zhibu.concern.receipts import grouped
from zhibu.concern.slips import PAGE, print_slips, receipt_of_slip
from zhibu.concern.submitting import Said, form_token, submit
from zhibu.org.models import Organisation
from zhibu.rules.said import joined
from zhibu.web.access import PageRequest, page
from zhibu.web.concerns.desks import say_address
from zhibu.web.concerns.heard_forms import HeardForm
from zhibu.web.subpages import first_of
from zhibu.web.wording import worded


def unit_of(request: PageRequest) -> Organisation | None:
    """The nearest unit at or above this person's place whose door is open."""
    path = request.actor.path
    rows = [unit for unit in units_with_doors(request.today) if path.startswith(unit.path)]
    return rows[-1] if rows else None


@page(Right.RECORD_GROUP, Right.HANDLE_CONCERNS)
@require_http_methods(["GET", "HEAD", "POST"])
def heard(request: PageRequest) -> HttpResponse:
    unit = unit_of(request)
    back = first_of("concerns", request.actor)
    if unit is None:
        return render(request, "concerns/heard.html", {"unit": None, "form": None, "back": back})
    people = around(unit, request.today)
    form = HeardForm(request.POST or None, offered=offered_at(unit, people))
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            chosen = form.offered[given["desk"]]
            passed_over = named_in(given["words"], people)
            place = first_place(people, chosen, passed_over)
            if place is None:
                raise Refused(_("每个受理台的人都写到了，这里没有人能看。"), _("请本人直接找上级或纪检。"), "words")
            slip = receipt_of_slip(unit, given["slip"]) if given["slip"] else ""
            said = Said(
                unit=unit, desk=place.key, kind=given["kind"], words=given["words"],
                about_a_person=given["about_a_person"] or bool(passed_over), passed_over=passed_over,
                channel="slip" if slip else "heard",
            )  # fmt: skip
            receipt = submit(said, token=request.POST.get("token", ""), now=request.now, digest=slip)
        except Refused as error:
            field = error.field if error.field in form.fields else None
            form.add_error(field, worded(joined((error.reason, error.next_step), "")))
        else:
            context = {"receipt": grouped(receipt) if receipt else "", "place": place, "say": reverse("say_look")}
            return _not_kept(render(request, "concerns/heard_done.html", context))
    context = {"unit": unit, "form": form, "token": form_token(), "back": back}
    return _not_kept(render(request, "concerns/heard.html", context, status=422 if form.errors else 200))


@page(Right.RECORD_GROUP, Right.HANDLE_CONCERNS)
@require_POST
def slips(request: PageRequest) -> HttpResponse:
    """A page of paper slips: the receipt for whoever writes, a number of another kind for whoever types it in."""
    unit = unit_of(request)
    if unit is None:
        raise NotFound
    rows = [(grouped(receipt), code) for receipt, code in print_slips(unit, PAGE)]
    context = {"unit": unit, "slips": rows, "address": say_address(request, unit)}
    return _not_kept(render(request, "concerns/slips.html", context))


def _not_kept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def door_for(request: PageRequest, unit_id: UUID) -> Organisation:
    """A unit with an open door, at or above this person's place or below it."""
    path = request.actor.path
    rows = [unit for unit in units_with_doors(request.today) if unit.pk == unit_id]
    if not rows or not (path.startswith(rows[0].path) or rows[0].path.startswith(path)):
        raise NotFound
    return rows[0]
