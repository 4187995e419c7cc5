"""The system's own reminders about a branch's work with targets: no article carries them, so they are never red.

Each is a question to the branch about what it offered or how it went about it; nobody's name and no share of anybody
stands in them. `goes_up`: superiors may read it too, after the branch had it to itself for a while.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from zhibu.org.models import Organisation
from zhibu.target.facts import APPRAISALS_LOOKED_BACK, QUARTERS_LOOKED_BACK, Known, finished_quarters, known_of
from zhibu.target.quarters import first_day, last_day

AGREE_WITHIN = timedelta(days=90)  # of the year or of 启用日
LOOK_WITHIN = timedelta(days=20)  # after the end of the quarter
SEE_WITHIN = timedelta(days=7)  # after the day agreed for a look at help
ENOUGH = 5  # fewer people say nothing about the procedure


class Subject(StrEnum):
    NO_TARGETS = "no_targets"
    NO_LOOK = "no_look"
    HELP_NOT_LOOKED_AT = "help_not_looked_at"
    CRITICISED_WITHOUT_HELP = "criticised_without_help"
    ALL_EXCELLENT = "all_excellent"
    ALL_REACHED = "all_reached"
    NO_TASK = "no_task"


@dataclass(frozen=True)
class Signal:
    """`is_question`: grey, something may only not be written down; otherwise amber. `why`: what was seen."""

    subject: Subject
    title: str
    why: str
    since: date
    is_question: bool
    goes_up: bool = True


Rule = Callable[[Known, date], Signal | None]


def no_targets(known: Known, today: date) -> Signal | None:
    since = max(date(today.year, 1, 1), known.records_from or date.min) + AGREE_WITHIN
    if since > today or not known.people or known.agreed >= known.people:
        return None
    if known.agreed:
        title, why = _("把今年的目标约定完"), _("还有党员今年的目标没有双方同意。是没约定，还是约定了没记？")
    else:
        title, why = _("同党员约定今年的目标"), _("今年还没有一份双方同意的目标。")
    return Signal(Subject.NO_TARGETS, title, why, since, is_question=bool(known.agreed))


def no_look(known: Known, today: date) -> Signal | None:
    year, quarter = finished_quarters(today)[0]
    since = last_day(year, quarter) + LOOK_WITHIN
    if since > today or (known.records_from and known.records_from > first_day(year, quarter)):
        return None
    looked = known.looks.get((year, quarter), 0)
    if (year, quarter) in known.closed or not known.agreed_before or looked >= known.agreed_before:
        return None
    names = {"year": year, "quarter": "一二三四"[quarter - 1]}
    title = _("一起看一看%(year)d 年%(quarter)s季度的目标") % names
    why = _("这个季度过完了，还有约定好的目标没有一起看。看过没记的，照着补上就行。")
    return Signal(Subject.NO_LOOK, title, why, since, is_question=bool(looked))


def help_not_looked_at(known: Known, today: date) -> Signal | None:
    day = known.help_due_since
    if day is None or day + SEE_WITHIN > today:
        return None
    why = _("约好去看一看帮扶的日子过了，还没有看的记录。")
    return Signal(Subject.HELP_NOT_LOOKED_AT, _("去看一看正在办的帮扶"), why, day, is_question=False, goes_up=False)


def criticised_without_help(known: Known, today: date) -> Signal | None:
    if known.criticised_alone_on is None:
        return None
    why = _("有批评的记录，没有一起的帮扶。")
    day = known.criticised_alone_on
    return Signal(Subject.CRITICISED_WITHOUT_HELP, _("把帮扶补上"), why, day, is_question=False, goes_up=False)


def all_excellent(known: Known, today: date) -> Signal | None:
    rows = known.appraisals
    if len(rows) < APPRAISALS_LOOKED_BACK or any(
        graded < ENOUGH or excellent < graded for _d, graded, excellent in rows
    ):
        return None
    why = _("最近两次民主评议，评定的人全部是优秀。是怎样评的：有没有先自评、互评，材料有没有先看？")
    return Signal(Subject.ALL_EXCELLENT, _("想一想民主评议是怎样评的"), why, rows[0][0], is_question=True)


def all_reached(known: Known, today: date) -> Signal | None:
    quarters = finished_quarters(today)
    if any(known.looks.get(one, 0) < ENOUGH or known.exceptions.get(one, 0) for one in quarters):
        return None
    why = _(
        "连着%(count)d个季度，每个人每一条都写达到，没有写过一次原因。是真的都做到了，还是目标定得太宽、没有细看？"
    ) % {"count": QUARTERS_LOOKED_BACK}
    since = last_day(*quarters[0])
    return Signal(Subject.ALL_REACHED, _("想一想季度回看是怎样看的"), why, since, is_question=True)


RULES: tuple[Rule, ...] = (
    no_targets,
    no_look,
    criticised_without_help,
    help_not_looked_at,
    all_excellent,
    all_reached,
)


def signals_of(branches: Sequence[Organisation], today: date) -> dict[UUID, list[Signal]]:
    """For each branch what could be thought about, in the order of the rules."""
    known = known_of(branches, today)
    return {
        branch_id: [signal for rule in RULES if (signal := rule(one, today)) is not None]
        for branch_id, one in known.items()
    }


def gone_up(signals: Sequence[Signal], today: date, grace_days: int) -> list[Signal]:
    """What superiors may read: not what concerns help, and not before the branch had it to itself."""
    return [one for one in signals if one.goes_up and one.since + timedelta(days=grace_days) <= today]
