"""Planted leaks: each is one careless line that somebody might write. The attackers must find every one."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.core.cache import cache

from zhibu.account.sessions import SessionStore
from zhibu.base.models import LogEntry
from zhibu.concern import release as releasing
from zhibu.concern import submitting, waiting
from zhibu.concern.models import Concern
from zhibu.flows import concerns
from zhibu.web.say import chain, pages


@contextmanager
def _instead(owner: Any, name: str, make: Callable[[Any], Any]) -> Iterator[None]:
    old = owner.__dict__[name] if isinstance(owner, type) else getattr(owner, name)
    setattr(owner, name, make(old))
    try:
        yield
    finally:
        setattr(owner, name, old)


@contextmanager
def autoincrement() -> Iterator[None]:
    """Submissions are released in the order in which they came: row numbers keep it."""
    count = iter(range(10**9))

    def put(old: Any) -> Any:
        def numbered(self: Any, content: bytes, **more: Any) -> None:
            item = {**json.loads(content), "number": next(count)}
            old(self, json.dumps(item).encode(), **more)

        return numbered

    def take_in(old: Any) -> Any:
        return lambda contents, today: old(sorted(contents, key=lambda c: json.loads(c).get("number", 0)), today)

    with _instead(waiting.Waiting, "put", put), _instead(concerns, "take_in", take_in):
        yield


@contextmanager
def log_line() -> Iterator[None]:
    """One friendly line for each thing said."""

    def submit(old: Any) -> Any:
        def logged(said: Any, **more: Any) -> str:
            logging.getLogger("zhibu").warning("something was said at %s", said.unit.name)
            return str(old(said, **more))

        return logged

    with _instead(pages, "submit", submit):
        yield


@contextmanager
def updated_at() -> Iterator[None]:
    """A moment is kept with the concern."""

    def submit(old: Any) -> Any:
        def stamped(self: Any, content: bytes, **more: Any) -> None:
            item = {**json.loads(content), "at": datetime.now().astimezone().isoformat()}
            old(self, json.dumps(item).encode(), **more)

        return stamped

    def _raise(old: Any) -> Any:
        def kept(item: dict[str, Any], today: Any, promises: Any) -> bool:
            done = old(item, today, promises)
            concern = Concern.objects.get(receipt=item["receipt"])
            moment = datetime.fromisoformat(item["at"])
            LogEntry.objects.create(at=moment, act="raised", subject=concern.pk, digest="")
            return bool(done)

        return kept

    with _instead(waiting.Waiting, "put", submit), _instead(releasing, "_raise", _raise):
        yield


@contextmanager
def cookie() -> Iterator[None]:
    """The session is looked at, the last thing said is noted in it, and its end tells the second again."""

    def to_the_second(_old: Any) -> Any:
        return db.SessionStore.get_expiry_date

    def call(old: Any) -> Any:
        def seen(self: Any, request: Any) -> Any:
            key = request.COOKIES.get("sessionid", "")
            response = old(self, request)
            if key and request.method == "POST":
                session = SessionStore(key)
                session["said"] = request.path_info
                session.save()
            return response

        return seen

    with (
        _instead(SessionStore, "get_expiry_date", to_the_second),
        _instead(chain.SayMiddleware, "__call__", call),
    ):
        yield


@contextmanager
def cache_row() -> Iterator[None]:
    """A counter against floods, in the cache shared by all processes."""

    def submit(old: Any) -> Any:
        def counted(said: Any, **more: Any) -> str:
            receipt = str(old(said, **more))
            cache.set(f"say:{submitting.digest_of(receipt)[:12]}", 1, 3600)
            return receipt

        return counted

    with _instead(pages, "submit", submit):
        yield


@contextmanager
def address_kept() -> Iterator[None]:
    """The address is kept “against abuse”."""

    def answer(old: Any) -> Any:
        def kept(self: Any, request: Any) -> Any:
            if request.method == "POST":
                LogEntry.objects.create(
                    at=day_moment(),
                    act=f"say {request.META['REMOTE_ADDR']}",
                    digest=request.META["HTTP_USER_AGENT"][:32],
                )
            return old(self, request)

        return kept

    with _instead(chain.SayMiddleware, "_answer", answer):
        yield


def day_moment() -> datetime:
    return datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)


@contextmanager
def file_times() -> Iterator[None]:
    """The times of the waiting file are left as the disk writes them."""
    with _instead(waiting.Waiting, "blur", lambda _old: lambda self, midnight: None):
        yield


@contextmanager
def append_only() -> Iterator[None]:
    """The waiting file is filled from its beginning."""

    def places(old: Any) -> Any:
        def first(self: Any, connection: Any, count: int) -> list[bytes]:
            old(self, connection, count)
            rows = connection.execute("SELECT key FROM waiting WHERE used=0 ORDER BY key")
            return [row[0] for row in rows][:count]

        return first

    with _instead(waiting.Waiting, "_places", places):
        yield


@contextmanager
def cookie_and_order() -> Iterator[None]:
    """Two careless lines: who came is noted without a time, and what waits lies in order. Together they name people."""

    def call(old: Any) -> Any:
        def noted(self: Any, request: Any) -> Any:
            if request.method == "POST":
                LogEntry.objects.create(at=day_moment(), act="say", digest=request.COOKIES.get("sessionid", ""))
            return old(self, request)

        return noted

    with _instead(chain.SayMiddleware, "__call__", call), append_only():
        yield


LEAKS: dict[str, Callable[[], AbstractContextManager[None]]] = {
    leak.__name__: leak
    for leak in (
        autoincrement,
        log_line,
        updated_at,
        cookie,
        cache_row,
        address_kept,
        file_times,
        append_only,
        cookie_and_order,
    )
}
