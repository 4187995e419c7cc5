"""What is said on the next page after something was done: “已记下。[撤销]”."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhibu.base.errors import Refused

UNDO = "undo:"
UNDO_FOR = timedelta(minutes=10)


def done(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """Say that it is recorded. `undo`: an address that takes it back by POST, for as long as its flow allows."""
    messages.success(request, text, extra_tags=UNDO + undo if undo else "")


def note(request: HttpRequest, text: str) -> None:
    """Something to know; nothing was recorded."""
    messages.info(request, text)


def undo_of(message: Message) -> str:
    tags = message.extra_tags or ""
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""


def in_time_to_undo(written_at: datetime, now: datetime) -> None:
    """Refused when the ten minutes are over; then it is corrected or ended instead, and both stay readable."""
    if now - written_at > UNDO_FOR:
        raise Refused(_("写下已经超过 10 分钟，不能撤销了。"), _("写错了可以更正或结束，前后都看得到。"))
