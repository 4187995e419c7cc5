"""The kinds of table that go the whole way, from a file to records and back, and who may bring which."""

from collections.abc import Iterable, Mapping
from typing import Any

from zhibu.base.actor import Actor, Right
from zhibu.flows.imports.homes import HOMES
from zhibu.intake.kinds import KINDS

OFFERED = {name: KINDS[name].label for name in ("roster", "meetings", *HOMES)}
MARK = ","
OF_DESKS = frozenset({"concerns"})
IMPORTERS = (Right.IMPORT, Right.HANDLE_CONCERNS)
"""Whoever holds one of these may open the pages of the import; which tables they may bring, `offered_to` says."""


def right_for(kind: str) -> Right:
    """Beside the right to import: some records are kept by a few only."""
    return HOMES[kind].right if kind in HOMES else Right.IMPORT


def offered_to(actor: Actor) -> dict[str, str]:
    """Who sits at a desk for concerns and nothing else brings its earlier registers and nothing else."""
    found = {kind: label for kind, label in OFFERED.items() if actor.may(right_for(kind))}
    return found if actor.may(Right.IMPORT) else {kind: found[kind] for kind in found if kind in OF_DESKS}


def right_of(actor: Actor) -> Right:
    """The right by which this person imports."""
    return Right.IMPORT if actor.may(Right.IMPORT) else Right.HANDLE_CONCERNS


def kinds_of(sheets: Iterable[Mapping[str, Any]]) -> str:
    """As an upload keeps them, to be searched: ",dues,roster,"."""
    kinds = sorted({sheet["kind"] for sheet in sheets if sheet["kind"]})
    return f"{MARK}{MARK.join(kinds)}{MARK}" if kinds else ""
