"""The kinds of table that go the whole way, from a file to records and back, and who may bring which."""

from collections.abc import Iterable, Mapping
from typing import Any

from zhibu.base.actor import Actor, Right
from zhibu.flows.imports.homes import HOMES
from zhibu.intake.kinds import KINDS

OFFERED = {name: KINDS[name].label for name in ("roster", "meetings", *HOMES)}
MARK = ","


def right_for(kind: str) -> Right:
    """Beside the right to import: some records are kept by a few only."""
    return HOMES[kind].right if kind in HOMES else Right.IMPORT


def offered_to(actor: Actor) -> dict[str, str]:
    return {kind: label for kind, label in OFFERED.items() if actor.may(right_for(kind))}


def kinds_of(sheets: Iterable[Mapping[str, Any]]) -> str:
    """As an upload keeps them, to be searched: ",dues,roster,"."""
    kinds = sorted({sheet["kind"] for sheet in sheets if sheet["kind"]})
    return f"{MARK}{MARK.join(kinds)}{MARK}" if kinds else ""
