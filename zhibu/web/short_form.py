"""A page with one short form: what there is to know, the fields, the articles behind them."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhibu.web.components import Cite, Text
from zhibu.web.forms import Form


def show_form(
    request: HttpRequest,
    form: Form,
    *,
    title: Text,
    button: Text,
    back: str,
    back_label: Text,
    lead: Text = "",
    says: Sequence[Text] = (),
    cites: Sequence[Cite] = (),
) -> HttpResponse:
    """`says`: what there is to know before filling in; `cites`: the articles behind it."""
    context = {
        "form": form, "title": title, "button": button, "back": back, "back_label": back_label, "lead": lead,
        "says": says, "cites": cites,
    }  # fmt: skip
    return render(request, "short_form.html", context, status=422 if form.errors else 200)
