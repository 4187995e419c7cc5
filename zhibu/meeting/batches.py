"""Many gatherings at once, for an import: the same checks and rows as one by one, in a few statements."""

from collections.abc import Sequence
from datetime import date, datetime

from zhibu.base.actor import Actor
from zhibu.base.records import stamp
from zhibu.base.touched import Done
from zhibu.meeting.actions import (
    PORTION,
    NewGathering,
    check_gathering,
    gathering_columns,
    touched_by,
    write_parts,
)
from zhibu.meeting.models import Gathering, Stage


def record_gatherings(actor: Actor, *, entries: Sequence[NewGathering], today: date, now: datetime) -> Done:
    """All or none; each entry carries its own source and batch."""
    for new in entries:
        check_gathering(new, today, Stage.HELD)
    written = stamp(actor, now)
    gatherings = [
        Gathering(
            root=new.branch.root, branch=new.branch, batch=new.batch, **gathering_columns(new, Stage.HELD), **written
        )
        for new in entries
    ]
    Gathering.objects.bulk_create(gatherings, batch_size=PORTION)
    write_parts(list(zip(gatherings, entries, strict=True)))
    touched = set().union(*(touched_by(new.branch, new.happened_on) for new in entries))
    return Done(gatherings, touched, entries[0].branch if entries else None)
