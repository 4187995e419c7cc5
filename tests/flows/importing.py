"""Whole imports in a few words."""

from typing import Any

from tests.personas import NOW, TODAY
from zhibu.base.actor import Actor, Right
from zhibu.flows.imports import committing, staging
from zhibu.flows.imports.undoing import undo_upload
from zhibu.flows.models import StagedRow, Upload
from zhibu.flows.write import perform
from zhibu.org.models import Organisation


def staged(actor: Actor, place: Organisation, data: bytes, filename: str = "表.xlsx") -> Upload:
    """Taken in and read with the guessed columns."""
    upload = staging.take_in(actor, place, data=data, filename=filename, now=NOW)
    staging.begin(upload)
    staging.stage(upload, today=TODAY)
    return upload


def commit(actor: Actor, upload: Upload, **choices: Any) -> Upload:
    choices = {"make_groups": True, "start_earlier": True, **choices}
    return committing.commit(actor, upload, today=TODAY, now=NOW, **choices)


def undo(actor: Actor, upload: Upload) -> Upload:
    return perform(actor, undo_upload, right=Right.IMPORT, today=TODAY, now=NOW, upload=upload).result  # type: ignore[no-any-return]


def rows(upload: Upload, group: str = "") -> list[StagedRow]:
    found = upload.rows.order_by("sheet", "number")
    return list(found.filter(group=group) if group else found)


def codes(row: StagedRow) -> list[str]:
    return [problem["code"] for problem in row.problems]
