"""Sessions as Django keeps them, with three differences: the key itself is nowhere in the database, each row knows
whose it is, and its end tells only the day of the log-in.

So a stolen copy of the database or a backup opens no session, a person sees the own log-ins, and all of an account can
be ended at once.
"""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.utils import timezone

from zhibu.account.models import LogIn, User
from zhibu.base.asking import asked_often
from zhibu.base.clock import CHINA
from zhibu.base.private import keyed_digest
from zhibu.base.standby import reads_go_to

SHARED_FOR = timedelta(minutes=30)
"""Ours: how long a log-in on a shared computer lasts without a press. It also ends with the browser."""
PROLONGED_AT = timedelta(minutes=20)
SHARED, DEVICE, BEGAN, UNTIL = "is_shared", "device", "began_on", "until"


def kept_key(session_key: str | None) -> str:
    return keyed_digest(session_key or "", "session")


class SessionStore(db.SessionStore):
    """`is_shared`, `device` and `began_on` are put into the session at the log-in (`begin`)."""

    @classmethod
    def get_model_class(cls) -> type[LogIn]:
        return LogIn

    person: User | None = None
    """Whose log-in it is, read together with it. Nobody is let in by this alone: see `zhibu.web.door.person`."""

    def load(self) -> dict[str, Any]:
        found = _log_in(kept_key(self.session_key), timezone.now())
        if not found:
            self._session_key = None
            return {}
        data, user, *columns = found[0]
        if user is not None:
            self.person = User.from_db(reads_go_to(), _OF_USER, columns)
        return self.decode(data)

    def exists(self, session_key: str) -> bool:
        return LogIn.objects.filter(session_key=kept_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> LogIn:
        user = data.get(SESSION_KEY)
        return LogIn(
            session_key=kept_key(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=UUID(user) if user else None,
            began_on=data.get(BEGAN),
            device=data.get(DEVICE, ""),
            is_shared=bool(data.get(SHARED)),
        )

    def delete(self, session_key: str | None = None) -> None:
        LogIn.objects.filter(session_key=kept_key(session_key or self.session_key)).delete()

    def get_session_cookie_age(self) -> int:
        return int(SHARED_FOR.total_seconds()) if self.get(SHARED) else super().get_session_cookie_age()

    def get_expiry_date(self, **given: Any) -> datetime:
        """On a shared computer the half hour; else the end of the day, so that nobody reads an hour out of it."""
        moment = super().get_expiry_date(**given)
        if self.get(SHARED):
            return moment
        following = moment.astimezone(CHINA).date() + timedelta(days=1)
        return datetime.combine(following, time(), tzinfo=CHINA)

    def get_expire_at_browser_close(self) -> bool:
        return bool(self.get(SHARED)) or super().get_expire_at_browser_close()


_OF_USER = [field.attname for field in User._meta.concrete_fields]


@asked_often
def _log_in(key: str, now: datetime) -> QuerySet[Any]:
    rows = LogIn.objects.filter(session_key=key, expire_date__gt=now)
    return rows.values_list("session_data", "user_id", *(f"user__{name}" for name in _OF_USER))


def begin(session: Any, *, today: str, device: str, is_shared: bool) -> None:
    """Right after the log-in: what the person will read in the list of own log-ins. `device` in a word or two."""
    session[BEGAN], session[DEVICE], session[SHARED] = today, device, is_shared


def prolong(session: Any) -> None:
    """On a shared computer each press counts; written every ten minutes at most: no trace of presses is left."""
    if not session.get(SHARED):
        return
    now = timezone.now()
    until = session.get(UNTIL, "")
    if not until or datetime.fromisoformat(until) - now < PROLONGED_AT:
        session[UNTIL] = (now + SHARED_FOR).isoformat()


def running(user_id: UUID, now: datetime) -> list[LogIn]:
    """The log-ins of one account that have not ended, newest first."""
    return list(LogIn.objects.filter(user=user_id, expire_date__gt=now).order_by("-began_on", "session_key"))
