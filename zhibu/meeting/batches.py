"""Many gatherings at once, for an import: the same checks and rows as one by one, in a few statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import Source, revoke, stamp
from zhibu.base.touched import Done, Touch
from zhibu.meeting.actions import (
    PORTION,
    NewGathering,
    check_gathering,
    content_of,
    copy_version,
    gathering_columns,
    touched_by,
    write_parts,
)
from zhibu.meeting.models import AppraisalBallots, Gathering, Stage
from zhibu.org.models import Organisation


def record_gatherings(
    actor: Actor, *, entries: Sequence[NewGathering], today: date, now: datetime, stage: Stage = Stage.HELD
) -> Done:
    """All or none; each entry carries its own source and batch."""
    for new in entries:
        check_gathering(new, today, stage)
    written = stamp(actor, now)
    gatherings = [
        Gathering(root=new.branch.root, branch=new.branch, batch=new.batch, **gathering_columns(new, stage), **written)
        for new in entries
    ]
    Gathering.objects.bulk_create(gatherings, batch_size=PORTION)
    write_parts(list(zip(gatherings, entries, strict=True)))
    touched = set().union(*(touched_by(new.branch, new.happened_on, content=content_of(new)) for new in entries))
    return Done(gatherings, touched, entries[0].branch if entries else None)


def plan_year(
    actor: Actor,
    *,
    branch: Organisation,
    entries: Sequence[NewGathering],
    dropped: Sequence[Gathering],
    batch: UUID,
    today: date,
    now: datetime,
) -> Done:
    """The gatherings that a branch takes over into its plan; what was proposed earlier and no longer fits goes."""
    touched: set[Touch] = set()
    for gathering in dropped:
        revoke(gathering, actor, now)
        touched |= touched_by(branch, gathering.happened_on)
    for new in entries:
        new.batch = batch
    done = record_gatherings(actor, entries=entries, today=today, now=now, stage=Stage.PLANNED)
    return Done(done.result[0] if done.result else branch, touched | done.touched, branch)


def undo_year_plan(actor: Actor, *, branch: Organisation, batch: UUID, now: datetime) -> Done:
    """What was planned in one press is taken back, and what it replaced stands again. Changed by hand since: stays."""
    mine = list(Gathering.objects.filter(branch=branch, batch=batch, stage=Stage.PLANNED, is_proposed=True))
    if not mine:
        raise Refused("这次排的计划已经不在了。", "看看现在的计划。")
    replaced = Gathering.versions.filter(branch=branch, stage=Stage.PLANNED, revoked_at=mine[0].recorded_at)
    for gathering in replaced.exclude(thread__in=Gathering.objects.filter(branch=branch).values("thread")):
        copy_version(gathering, actor, now)
    for gathering in mine:
        revoke(gathering, actor, now)
    return Done(branch, set(), branch)


@dataclass(frozen=True)
class NewBallots:
    """One member's counted ballots of a year. `counts`: columns of `AppraisalBallots`, None where nothing stood."""

    branch: Organisation
    member_id: UUID
    year: int
    counts: Mapping[str, int | None]
    result: str = ""


def enter_ballots(
    actor: Actor, *, entries: Sequence[NewBallots], now: datetime, source_note: str = "", batch: UUID | None = None
) -> Done:
    """From a table of counted ballots. Who has some for the year already is for the caller to leave out."""
    written = {"source": Source.IMPORT, "source_note": source_note, "batch": batch, **stamp(actor, now)}
    rows = [
        AppraisalBallots(
            root=entry.branch.root,
            branch=entry.branch,
            member_id=entry.member_id,
            year=entry.year,
            result=entry.result,
            **entry.counts,
            **written,
        )
        for entry in entries
    ]
    AppraisalBallots.objects.bulk_create(rows)
    return Done(rows)
