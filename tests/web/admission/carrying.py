"""Carrying one person through admission by the pages, each deed on its own day."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.web.sending import send
from tests.web.workshop import Workshop
from zhibu.admission.case import Line, Timeline
from zhibu.admission.models import Candidate, Step, StepKind
from zhibu.admission.steps import about

VOTE = {"due_to_vote": "8", "present": "7", "in_favour": "6", "against": "0", "abstained": "1", "passed": "yes"}


class Carried:
    """One person. `set_day` moves the clock; every page is opened and every form sent on that day."""

    def __init__(self, workshop: Workshop, set_day: Callable[[date], None], who: str = "secretary") -> None:
        self.workshop, self.set_day, self.who = workshop, set_day, who
        self.browsers: dict[str, Client] = {}
        self.candidate: Candidate

    @property
    def browser(self) -> Client:
        if self.who not in self.browsers:
            self.browsers[self.who] = self.workshop.browser(self.who)
        return self.browsers[self.who]

    def apply(self, name: str, on: date, born_on: date | None = date(1998, 8, 8)) -> "Carried":
        self.set_day(on)
        sent = send(self.browser, "/members/admission/new/", name=name, applied_on=f"{on}", born_on=f"{born_on or ''}")
        assert sent.status_code == 302, errors_of(sent)
        self.candidate = Candidate.objects.get(name=name)
        return self

    @property
    def address(self) -> str:
        return f"/members/admission/{self.candidate.pk}/"

    def did(self, kind: str, on: date, *, told: bool = False, **answers: Any) -> HttpResponse:
        """The deed is recorded on its day. `told`: something is said first, and it is recorded as it was."""
        self.set_day(on)
        if about(StepKind(kind)).is_grave:
            sent = self._grave(kind, on, told=told, **answers)
        else:
            address, typed = f"{self.address}record/{kind}/", {"happened_on": f"{on}", "passed": "yes", **answers}
            sent = self.browser.post(address, typed)
            if told:
                assert sent.status_code == 422, kind
                assert sent.context["warnings"], kind
                sent = self.browser.post(address, {**typed, "as_it_was": "on"})
        assert sent.status_code == 302, errors_of(sent)
        return sent

    def _grave(self, kind: str, on: date, *, told: bool, **answers: Any) -> HttpResponse:
        """One question a page; then what was read back is confirmed."""
        browser, address = self.browser, f"{self.address}record/{kind}/"
        page = browser.get(address)
        sent: dict[str, Any] = {}
        while "facts" not in page.context:
            form = page.context["form"]
            sent |= {"at": page.context["at"], "key": sent.get("key") or str(form["key"].value())}
            given = {"happened_on": f"{on}", **VOTE, "body": "committee", **answers}
            sent |= {name: given[name] for name in form.fields if name in given}
            sent |= {"has_special_reason": "no"} if "has_special_reason" in form.fields else {}
            page = browser.post(address, sent)
            assert page.status_code == 200, errors_of(page)
        assert bool(page.context["warnings"]) is told, [row.text for row in page.context["warnings"]]
        return browser.post(address, {**sent, "confirmed": "yes"})

    def earlier(self, on: date, **days: str) -> None:
        """Several days of the paper file at once."""
        self.set_day(on)
        sent = send(self.browser, f"{self.address}earlier/", **days)
        if sent.status_code == 422 and sent.context.get("warnings"):
            sent = send(self.browser, f"{self.address}earlier/", **days, as_it_was="on")
        assert sent.status_code == 302, errors_of(sent)

    def on(self, day: date) -> Timeline:
        """The page on a day."""
        self.set_day(day)
        page = self.browser.get(self.address)
        assert page.status_code == 200
        found: Timeline = page.context["timeline"]
        return found

    def line(self, day: date, number: int) -> Line:
        return self.on(day).lines[number - 1]

    def step(self, kind: str) -> Step:
        found: Step = Step.objects.get(candidate=self.candidate, kind=kind)
        return found


def errors_of(response: HttpResponse) -> Any:
    context = response.context or {}
    form = context.get("form") if context else None
    warned = [row.text for row in context.get("warnings") or ()] if context else []
    return response.status_code, form.errors if form is not None else None, warned


def clock_of(day: date) -> datetime:
    """Ten in the morning in China."""
    return datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)
