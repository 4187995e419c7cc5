"""Something is said: it is put among what waits, and nowhere else. No record, log row, job, notice or session.

The one write of the product that does not go through `flows.write`: a log row would have its second.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from zhibu.base.clock import day_of
from zhibu.base.errors import Refused
from zhibu.concern.models import Concern
from zhibu.concern.receipts import digest_of, key_for, new_receipt
from zhibu.concern.release import RAISE, SURVEY
from zhibu.concern.steps import midnight
from zhibu.concern.waiting import MARK, SentAlready, Waiting
from zhibu.org.models import Organisation

TOO_OLD = Refused("这一页开得太久，已经过了一天。", "写的内容还在下面，再按一次就行。")


def waiting() -> Waiting:
    return Waiting(Path(settings.DATA), key_for("waiting"))


def second_of(now: datetime) -> int:
    """What the times of the waiting file are set to."""
    return int(midnight(day_of(now)).timestamp())


def _mark(*parts: str) -> bytes:
    return hmac.new(key_for("mark"), "|".join(parts).encode(), hashlib.sha256).digest()[:MARK]


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key_for("page")))


def form_token() -> str:
    """For one opened form: taken once, and only until the next release. It names nobody and no time."""
    return _seal({"form": secrets.token_hex(16)})


def pass_for(digest: str) -> str:
    """Lets the page of a receipt send the raiser's words without the digits; until the next release."""
    return _seal({"pass": digest, "form": secrets.token_hex(16)})


def _seal(content: dict[str, str]) -> str:
    return _cipher().encrypt(json.dumps({**content, "epoch": waiting().epoch().hex()}).encode()).decode()


def _opened(token: str) -> dict[str, str]:
    try:
        content: dict[str, str] = json.loads(_cipher().decrypt(token.encode()))
    except (InvalidToken, ValueError) as error:
        raise TOO_OLD from error
    if content["epoch"] != waiting().epoch().hex():
        raise TOO_OLD
    return content


@dataclass(frozen=True)
class Said:
    """A submission as the form gives it. `desk` is a `Place.key`; `named`: handler, called, reached_by."""

    unit: Organisation
    desk: str
    kind: str
    words: str
    about_a_person: bool = False
    passed_over: Collection[UUID] = ()
    named: Mapping[str, str] | None = None
    enclosure: bytes | None = None
    channel: str = "page"


def submit(said: Said, *, token: str, now: datetime, digest: str = "") -> str:
    """Let it wait for the next release; the receipt, to be shown once.

    `digest`: of a receipt that was printed beforehand on a slip. Then the answer is empty: whoever wrote it has it.
    """
    form = _opened(token)["form"]
    receipt = "" if digest else new_receipt()
    digest = digest or digest_of(receipt)
    content: dict[str, Any] = {
        "act": RAISE,
        "unit": str(said.unit.pk),
        "desk": said.desk,
        "kind": said.kind,
        "words": said.words,
        "about_a_person": said.about_a_person,
        "passed_over": sorted(str(key) for key in said.passed_over),
        "named": dict(said.named) if said.named else None,
        "enclosure": base64.b64encode(said.enclosure).decode() if said.enclosure else "",
        "channel": said.channel,
        "receipt": digest,
    }
    waiting().put(
        json.dumps(content, ensure_ascii=False).encode(),
        mark=_mark("receipt", digest),
        again=_mark("form", form),
        midnight=second_of(now),
    )
    return receipt


def answer_survey(code: str, answers: Sequence[int | str | None], *, token: str, now: datetime) -> None:
    """A sheet of a small survey waits among the rest: a choice by its number, own words, or None for left out."""
    form = _opened(token)["form"]
    content = {"act": SURVEY, "survey": code, "answers": list(answers), "token": secrets.token_hex(16)}
    waiting().put(
        json.dumps(content, ensure_ascii=False).encode(),
        mark=secrets.token_bytes(MARK),
        again=_mark("form", form),
        midnight=second_of(now),
    )


def is_waiting(digest: str) -> bool:
    """Said today and not released yet."""
    return waiting().holds(_mark("receipt", digest))


def receipt_behind(token: str) -> str:
    """The digest that a pass stands for. Refused when it is too old."""
    return _opened(token)["pass"]


def say(
    concern: Concern, *, act: str, texts: Mapping[str, str], token: str, now: datetime, about: UUID | None = None
) -> None:
    """The raiser's answer or word; a second answer before the release takes the place of the first.

    Words are kept beside one another.
    """
    opened = _opened(token)
    digest = opened["pass"]
    content = {
        "act": act,
        "concern": str(concern.pk),
        "receipt": digest,
        "texts": dict(texts),
        "about": str(about) if about else "",
        "token": secrets.token_hex(16),
    }
    body = json.dumps(content, ensure_ascii=False).encode()
    if act == "word":
        waiting().put(
            body,
            mark=secrets.token_bytes(MARK),
            again=_mark("form", opened["form"]),
            midnight=second_of(now),
        )
    else:
        waiting().put_instead(
            body,
            mark=_mark("public" if act in {"agreed", "declined"} else "answer", digest, str(concern.pk)),
            midnight=second_of(now),
        )


def has_answered(concern: Concern, digest: str) -> bool:
    """An answer waits for the next release."""
    return waiting().holds(_mark("answer", digest, str(concern.pk)))


def today_in(day: date) -> int:
    return int(midnight(day).timestamp())


__all__ = [
    "Said", "SentAlready", "answer_survey", "form_token", "has_answered", "is_waiting", "pass_for", "receipt_behind",
    "say", "submit", "waiting",
]  # fmt: skip
