"""民主评议: the sums of the ballots go to the year's record and to the gathering's item, in one act."""

from collections.abc import Sequence
from datetime import date, datetime

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.touched import Done, Touch
from zhibu.flows.decisions import record_gathering
from zhibu.meeting import queries
from zhibu.meeting.actions import NewGrades, as_entered
from zhibu.meeting.life import note_life
from zhibu.meeting.models import Gathering, ItemKind, LifeYear, Stage
from zhibu.org.models import Organisation


def count_appraisal(
    actor: Actor,
    *,
    branch: Organisation,
    year: int,
    gathering: Gathering,
    standing: LifeYear | None,
    grades: Sequence[str],
    today: date,
    now: datetime,
    ballots_out: int | None = None,
    ballots_back: int | None = None,
    ballots_valid: int | None = None,
) -> Done:
    """`grades`: one for each member graded. How many of each are kept; who got which is not."""
    done = note_life(
        actor, branch=branch, year=year, standing=standing, today=today, now=now, ballots_out=ballots_out,
        ballots_back=ballots_back, ballots_valid=ballots_valid,
    )  # fmt: skip
    touched: set[Touch] = set(done.touched)
    if grades:
        if queries.was_archived(gathering):
            raise Refused("那次会的记录已经归档。", "在会议记录里用“更正”，写明原因，再改评定人数。")
        new = as_entered(gathering)
        item = next(item for item in new.items if item.kind == ItemKind.DEMOCRATIC_APPRAISAL)
        names = ("excellent", "qualified", "basically_qualified", "unqualified")
        item.grades = NewGrades(**{name: sum(grade == name for grade in grades) for name in names})
        written = record_gathering(actor, new=new, today=today, now=now, stage=Stage.HELD, standing=gathering)
        touched |= written.touched
    return Done(done.result, touched, branch)
