"""What the pages of an election are sent: short forms, and the tally sheet with its candidates."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from zhibu.election.models import Election

Posted = Any


def begin(browser: Client, **more: Any) -> str:
    data = {
        "ordinal": "5", "has_committee": "yes", "seats": "3", "deputies": "0", "term_ends_on": "2026-12-31",
        "planned_on": "", **more,
    }  # fmt: skip
    browser.post("/meetings/elections/new/", data)
    return f"/meetings/elections/{Election.objects.get(is_closed=False).pk}/"


def step(browser: Client, way: str, kind: str, day: str, **more: Any) -> Posted:
    return browser.post(f"{way}step/{kind}/", {"happened_on": day, **more}, follow=True)


def agreed(browser: Client, way: str, kind: str, day: str, **more: Any) -> Posted:
    body = browser.get(f"{way}step/{kind}/").context["form"].initial.get("body", "")
    return step(browser, way, kind, day, **{"body": body, "agreed": "yes", **more})


def put_up(browser: Client, way: str, office: str, names: list[str], **more: Any) -> Posted:
    form = browser.get(f"{way}candidates/{office}/").context["form"]
    keys = [key for key, member in form.people.items() if member.name in names]
    return browser.post(f"{way}candidates/{office}/", {"members": keys, **more}, follow=True)


def count(browser: Client, way: str, office: str, votes: dict[str, Any], **numbers: Any) -> Posted:
    """`votes`: in favour by name, or (in favour, against, abstained)."""
    page: HttpResponse = browser.get(f"{way}count/{office}/")
    names = page.context["form"].names  # type: ignore[attr-defined]
    data: dict[str, Any] = {"happened_on": "2026-11-20", **numbers}
    for number, name in enumerate(names):
        given = votes[name]
        for kind, value in zip(
            ("for", "against", "abstained"), given if isinstance(given, tuple) else (given,), strict=False
        ):
            data[f"{kind}_{number}"] = value
    return browser.post(
        f"{way}count/{office}/", urlencode(data), content_type="application/x-www-form-urlencoded", follow=True
    )
