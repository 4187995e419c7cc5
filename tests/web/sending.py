"""Sending a form as a browser would: what the page shows, with what the person changes."""

from typing import Any

from django.http import HttpResponse
from django.test import Client


def typed(response: HttpResponse) -> dict[str, Any]:
    """The fields of the page's form as they stand; ticks that are off and empty fields are left out."""
    form = response.context["form"]
    data = {}
    for name, field in form.fields.items():
        value = field.prepare_value(form[name].value())
        if value not in (None, "", False):
            data[name] = value
    return data


def send(browser: Client, address: str, **changes: Any) -> HttpResponse:
    """Open the page, change these fields, send it."""
    page = browser.get(address)
    assert page.status_code == 200, page.status_code
    return browser.post(address, {**typed(page), **changes})


def text_of(response: HttpResponse) -> str:
    return response.content.decode()
