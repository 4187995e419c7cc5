"""The page before an act that cannot be undone by a press: it reads the numbers back and asks once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhibu.web.components import Fact, Text


@dataclass(frozen=True)
class Confirm:
    """facts: what is read back; consequence: what it means afterwards; fields: hidden values sent along."""

    title: Text
    button: Text
    back: str
    facts: Sequence[Fact] = ()
    consequence: Text = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def ask_first(request: HttpRequest, question: Confirm) -> HttpResponse:
    """The answer comes back as POST to the same address, with `confirmed=yes` and a `key`."""
    return render(request, "confirm.html", {"question": question})


def is_confirmed(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("confirmed") == "yes"
