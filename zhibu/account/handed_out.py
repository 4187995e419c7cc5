"""What was handed out to an account and opens doors without its password: sessions, tokens, calendar feeds, links.

Whatever room hands out such a thing gives here one function that takes all of an account's back. Ending a post or a
role, closing an account and giving a new password call every one of them in the same transaction, so that a new kind
of key cannot be forgotten. Stand beside the tables: `models.py` of the room is read at every start.

    @handed_out("calendar")
    def take_back_feeds(user_id: UUID, now: datetime) -> None: ...
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

TakeBack = Callable[[UUID, datetime], object]

_KINDS: dict[str, TakeBack] = {}


def handed_out(kind: str) -> Callable[[TakeBack], TakeBack]:
    """`kind` names what is handed out; a second function of the same name is a defect."""

    def remember(take_back: TakeBack) -> TakeBack:
        if kind in _KINDS:
            raise ValueError(f"{kind} is handed out twice")
        _KINDS[kind] = take_back
        return take_back

    return remember


def kinds() -> tuple[str, ...]:
    return tuple(sorted(_KINDS))


def take_back_all(user_id: UUID, now: datetime) -> None:
    """Inside the caller's transaction: when that fails, nothing was taken back."""
    for take_back in _KINDS.values():
        take_back(user_id, now)
