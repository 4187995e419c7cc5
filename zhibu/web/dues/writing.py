"""One write of a page of dues, and the form that most of them show."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from zhibu.base.actor import Right
from zhibu.base.touched import Done
from zhibu.flows.write import perform
from zhibu.web.access import PageRequest
from zhibu.web.components import Cite, Text
from zhibu.web.forms import Form


def keep(request: PageRequest, action: Callable[..., Done], form: Form | None = None, **arguments: Any) -> Done:
    """Carry out one action in the name of the right to keep dues."""
    key = form.cleaned_data["key"] if form else None
    return perform(
        request.actor, action, right=Right.KEEP_DUES, today=request.today, now=request.now, key=key, **arguments
    )


def show_form(
    request: PageRequest,
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
    return render(request, "dues/form.html", context, status=422 if form.errors else 200)
