"""A register of concerns from before: closed ones only, to the desk where the person who brings them sits."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhibu.base.actor import Actor, Right
from zhibu.base.touched import Touch
from zhibu.concern.desks import seats_of
from zhibu.concern.earlier_register import (
    NewEarlier,
    desk_for,
    digest_of,
    enter_earlier,
    handlers_around,
    seats_held,
)
from zhibu.concern.models import EarlierConcern
from zhibu.flows.imports.homes.home import Import, Looking, Placed, Row, Values, branches_in, branches_of
from zhibu.intake.wording import squeezed
from zhibu.org.models import Organisation
from zhibu.rules.said import said

WORDS = ("plan", "outcome", "confirmed", "raiser")
SHORT = 40


class Concerns:
    right = Right.HANDLE_CONCERNS
    takes_doubles = False

    def compare(self, rows: Sequence[Row], looking: Looking) -> None:
        branches = branches_of(rows)
        there = _there(branches)
        seats = seats_held(looking.brought_by, looking.today) if rows else []
        desks = {key: desk_for(seats, branch) for key, branch in branches.items()}
        for row in rows:
            if row.is_refused or row.branch is None:
                continue
            if desks[row.branch.pk] is None:
                sentence = said("你不坐{branch}的受理台。", branch=row.branch.name)
                looking.refuse(
                    row, "summary", "concern.no_desk", sentence, "请受理台的人来导；还没有受理台的，先设一个。"
                )
            if not row.is_refused and _digest(row.values, row.branch) in there:
                looking.is_known(row, "summary", "这一件已经收过，这一行不再导。")

    def still_new(self, placed: Sequence[Placed]) -> list[Placed]:
        there = _there(branches_in(placed))
        return [(values, branch) for values, branch in placed if _digest(values, branch) not in there]

    def write(self, actor: Actor, placed: Sequence[Placed], source: Import) -> set[Touch]:
        branches = branches_in(placed)
        desks = {key: desk_for(seats_of(actor), branch) for key, branch in branches.items()}
        entries: dict[str, NewEarlier] = {}
        for values, branch in placed:
            if desk := desks[branch.pk]:
                new = NewEarlier(branch, *desk, squeezed(values["summary"]), _columns(values))
                entries.setdefault(_digest(values, branch), new)
        handlers = handlers_around(branches.values(), source.today)
        enter_earlier(actor, entries=list(entries.values()), handlers=handlers, now=source.now, batch=source.key)
        return set()

    def depends(self, batch: UUID, since: datetime) -> list[str]:
        return []

    def take_back(self, actor: Actor, batch: UUID, today: date, now: datetime) -> set[Touch]:
        rows = EarlierConcern.versions.filter(batch=batch, revoked_at__isnull=True)
        rows.update(revoked_at=now, revoked_by=actor.user_id)
        return set()


def _there(branch_ids: Iterable[UUID]) -> set[str]:
    return set(EarlierConcern.objects.filter(unit__in=list(branch_ids)).values_list("digest", flat=True))


def _digest(values: Values, branch: Organisation) -> str:
    return digest_of(branch, squeezed(values["summary"]), values.get("received_on"))


def _columns(values: Values) -> dict[str, Any]:
    """A register without a day of closing has at least the day of the answer."""
    closed, precision = values.get("closed_on"), values.get("closed_precision", "day")
    if closed is None:
        closed, precision = values.get("answered_on"), values.get("answered_precision", "day")
    handler = "、".join(dict.fromkeys(filter(None, (values.get("first_handler"), values.get("handler")))))
    return {
        "received_on": values.get("received_on"),
        "received_precision": values.get("received_precision", "day"),
        "closed_on": closed,
        "closed_precision": precision,
        "channel": values.get("channel", "")[:SHORT],
        "category": values.get("category", "")[:SHORT],
        "words": values["summary"],
        "handler": handler,
        **{name: values.get(name, "") for name in WORDS},
    }
