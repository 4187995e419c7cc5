"""Browsers without a screen: they log in, fill in the forms that pages show, and remember what was acknowledged."""

import http.client
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

PATIENCE = 60.0  # seconds for one answer
PAUSE = 0.1  # seconds between two writes of one person: the rest of the program wants to be tried as well
Fields = list[tuple[str, str]]


@dataclass
class Form:
    """A form as it stands on the page. `kinds` has the type of each field by name; buttons are not sent."""

    action: str
    method: str
    fields: Fields = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    is_multipart: bool = False

    def with_(self, **changes: str | list[str]) -> Fields:
        kept = [(name, value) for name, value in self.fields if name not in changes]
        for name, value in changes.items():
            kept += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        return kept

    def get(self, name: str) -> str:
        return next((value for other, value in self.fields if other == name), "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.area: str | None = None
        self.choice: str | None = None
        self.options: list[tuple[str, bool]] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        has = dict(attrs)
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            multipart = given.get("enctype", "") == "multipart/form-data"
            self.open = Form(given.get("action", ""), given.get("method", "get").lower(), is_multipart=multipart)
            self.forms.append(self.open)
        if self.open is None or "disabled" in has:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            kind = given.get("type", "text")
            self.open.kinds[name] = kind
            if kind not in ("submit", "button", "file") and (kind not in ("checkbox", "radio") or "checked" in has):
                self.open.fields.append((name, given.get("value", "on" if kind == "checkbox" else "")))
        elif tag == "textarea" and name:
            self.open.kinds[name] = "textarea"
            self.area = name
            self.open.fields.append((name, ""))
        elif tag == "select" and name:
            self.open.kinds[name] = "select"
            self.choice, self.options = name, []
        elif tag == "option" and self.choice:
            self.options.append((given.get("value", ""), "selected" in has))

    def handle_data(self, data: str) -> None:
        if self.open and self.area:
            name, value = self.open.fields[-1]
            self.open.fields[-1] = name, value + data.lstrip("\n") if not value else value + data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea":
            self.area = None
        elif tag == "select" and self.choice and self.open:
            chosen = [value for value, is_chosen in self.options if is_chosen] or [v for v, _is in self.options[:1]]
            self.open.fields += [(self.choice, value) for value in chosen]
            self.choice = None


def forms_of(page: str) -> list[Form]:
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def links_of(page: str) -> list[str]:
    reader = _Reader()
    reader.feed(page)
    return reader.links


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str
    seconds: float


class Browser:
    """One person on one connection. `took` gets the time of every answer."""

    def __init__(self, port: int, cookies: SimpleCookie | None = None) -> None:
        self.port, self.cookies = port, cookies if cookies is not None else SimpleCookie()
        self.line: http.client.HTTPConnection | None = None
        self.took: list[float] = []

    def get(self, path: str) -> Answer:
        answer = self._ask("GET", path, None)
        return self.get(answer.location) if answer.status in (301, 302, 303, 307) else answer

    def post(self, path: str, fields: Fields) -> Answer:
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        """A line that the server closed while nobody spoke is opened again, as browsers do."""
        headers = {"Cookie": "; ".join(f"{name}={cookie.value}" for name, cookie in self.cookies.items())}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://127.0.0.1:{self.port}{path}",
            }
        began = time.monotonic()
        try:
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            self.line.request(method, path, body, headers)
            answer = self.line.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        seconds = time.monotonic() - began
        self.took.append(seconds)
        for header in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(header)
        if answer.headers.get("Connection", "").lower() == "close":
            self.close()
        where = urlsplit(urljoin(path, answer.headers.get("Location", "")))
        return Answer(answer.status, text, where.path + (f"?{where.query}" if where.query else ""), seconds)

    def close(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None

    def log_in(self, username: str, password: str) -> None:
        page = self.get("/in/log-in/")
        form = next((form for form in forms_of(page.text) if "password" in form.kinds), None)
        assert form is not None, f"no log-in here: {page.status} {plain(page.text)[:80]}"
        answer = self.post("/in/log-in/", form.with_(username=username, password=password))
        assert answer.status == 302, f"{username}: {answer.status}"

    def form_on(self, path: str, having: str) -> Form | None:
        """The form of this page that has such a field; None when the page shows none (logged out, or in trouble)."""
        page = self.get(path)
        return next((form for form in forms_of(page.text) if having in form.kinds), None)


NOTED = "/in/meetings/new/?kind=party_lesson"


@dataclass
class Written:
    """What one person was told was kept: title and key of each form; and what nobody knows, as the line broke."""

    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


class Recorder(threading.Thread):
    """Notes one meeting with one decision after the other: gathering, item, task, log row, sheets, findings and counts.

    A broken line is tried again with the very same form, as people press again; `once` leaves that out.
    `after` is called with each title that was acknowledged.
    """

    def __init__(
        self, port: int, username: str, password: str, mark: str,
        *, again: bool = True, most: int = 10_000, after: Callable[[str], None] = lambda title: None,
    ) -> None:  # fmt: skip
        super().__init__(daemon=True)
        self.browser, self.username, self.password, self.mark = Browser(port), username, password, mark
        self.again, self.most, self.after = again, most, after
        self.written, self.stop = Written(), threading.Event()
        self.trouble: Exception | None = None
        self.doing = ""  # for whoever waits in vain

    def run(self) -> None:
        try:
            self._retrying(lambda: self.browser.log_in(self.username, self.password))
            for number in range(self.most):
                if self.stop.is_set():
                    return
                self._note(f"{self.mark}第{number}次")
                self.stop.wait(PAUSE)
        except Exception as error:
            self.trouble = error

    def _retrying(self, act: Callable[[], None]) -> None:
        for _trial in range(600):
            try:
                return act()
            except (OSError, http.client.HTTPException, AssertionError) as error:
                self.doing = repr(error)
                if self.stop.wait(0.1):
                    return None
        raise AssertionError("the server never came back")

    def _note(self, title: str) -> None:
        form = self._opened()
        if form is None:
            return
        fields = form.with_(
            title=title, another="1", points="讲了安全生产", decision="各班组这周自查一遍", due_on="2027年3月1日"
        )
        key = form.get("key")
        while True:
            try:
                answer = self.browser.post(NOTED, fields)
            except (OSError, http.client.HTTPException):
                if not self.again or self.stop.is_set():
                    self.written.unknown.append((title, key))
                    return
                time.sleep(0.1)
                continue
            if answer.status == 302 and "log-in" not in answer.location:
                self.written.acknowledged.append((title, key))
                self.after(title)
                return
            self.written.refused.append((answer.status, plain(answer.text)))
            if not self.again or self.stop.is_set() or answer.status < 500:
                self.written.unknown.append((title, key))
                return
            time.sleep(0.2)

    def _opened(self) -> Form | None:
        """The form, however often it takes: the server may be away, and a new one may want the log-in again."""
        while not self.stop.is_set():
            try:
                form = self.browser.form_on(NOTED, "happened_on")
                if form is not None:
                    return form
                self.browser.log_in(self.username, self.password)
            except (OSError, http.client.HTTPException, AssertionError) as error:
                self.doing = repr(error)
                time.sleep(0.1)
        return None

    def finish(self, seconds: float = 60.0) -> Written:
        self.stop.set()
        self.join(seconds)
        assert not self.is_alive(), "somebody still waits for an answer"
        self.browser.close()
        if self.trouble is not None:
            raise self.trouble
        return self.written


def plain(page: str) -> str:
    """What a page says, without its markup: for the sentences of trouble."""
    body = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", page)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
