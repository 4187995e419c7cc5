"""民主评议: the counted ballots go to their sheet, their sums to the year's record and to the gathering, in one act."""

from collections.abc import Sequence
from datetime import date, datetime

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.touched import Done, Touch
from zhibu.flows.decisions import record_gathering
from zhibu.meeting import queries
from zhibu.meeting.actions import NewGrades, as_entered
from zhibu.meeting.life import MemberBallots, count_ballots, note_life
from zhibu.meeting.models import Gathering, Grade, ItemKind, LifeYear, Stage
from zhibu.org.models import Organisation


def count_appraisal(
    actor: Actor,
    *,
    branch: Organisation,
    year: int,
    gathering: Gathering,
    standing: LifeYear | None,
    rows: Sequence[MemberBallots],
    today: date,
    now: datetime,
    ballots_out: int | None = None,
    ballots_back: int | None = None,
    ballots_valid: int | None = None,
) -> Done:
    """The sheet of counts, typed once. Grades of the gathering are their sums."""
    done = note_life(
        actor, branch=branch, year=year, standing=standing, today=today, now=now, ballots_out=ballots_out,
        ballots_back=ballots_back, ballots_valid=ballots_valid,
    )  # fmt: skip
    touched: set[Touch] = set(done.touched)
    ballots = {"ballots_out": ballots_out, "ballots_back": ballots_back, "ballots_valid": ballots_valid}
    count_ballots(actor, branch=branch, year=year, rows=rows, ballots=ballots, now=now)
    grades = [row.result for row in rows if row.result]
    if grades:
        new = as_entered(gathering)
        item = next(item for item in new.items if item.kind == ItemKind.DEMOCRATIC_APPRAISAL)
        given = NewGrades(**{name: sum(grade == name for grade in grades) for name in Grade.values})
        if item.grades == given:
            return Done(done.result, touched, branch)
        if queries.was_archived(gathering):
            raise Refused("那次会的记录已经归档。", "在会议记录里用“更正”，写明原因，再改评定人数。")
        item.grades = given
        written = record_gathering(actor, new=new, today=today, now=now, stage=Stage.HELD, standing=gathering)
        touched |= written.touched
    return Done(done.result, touched, branch)
