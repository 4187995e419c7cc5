"""照照自己: what a superior sent down and how long its answers took, beside what many branches have in common.

Only counts and days out of the records of work; no branch is named. Seen by that superior alone.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from zhibu import norms
from zhibu.base.actor import Actor
from zhibu.base.clock import end_of
from zhibu.base.paths import below
from zhibu.checkup.counting import counts_of
from zhibu.checkup.queries import shared_by_many
from zhibu.norms.model import WEAKNESSES as NAMES
from zhibu.org.models import Organisation
from zhibu.work.models import Assignment, Reply, Submission, SubmissionKind, SupportAnswer, Task, TaskSource
from zhibu.work.supporting import visible_to as supports_of

LEAST_BRANCHES = 3
ONE_IN = 5
"""Ours: what three branches and a fifth of all have in common is hardly the fault of each of them."""


@dataclass(frozen=True)
class Quarter:
    first: date
    last: date  # the quarter's last day, or today

    @property
    def number(self) -> int:
        return (self.first.month + 2) // 3


@dataclass(frozen=True)
class Sent:
    """One quarter. Times of answers are days from sending to reply; None where nothing was answered."""

    quarter: Quarter
    tasks: int  # sent from here; `given` of them all arrived at branches, so that one task to ten counts ten
    given: int
    forms: int  # of the tasks: those that feed a form of a higher body
    asked: int  # questions that only the branches could answer
    minutes: int  # what they were estimated to cost one branch that got all of them
    notices: int  # of other superiors, as branches noted them
    requests: int  # sent up by branches
    answered: int
    usual_days: int | None  # half of the answers came within
    longest_days: int | None
    waiting: int  # of this quarter's, without an answer on its last day
    helps: int
    helps_taken: int
    helps_declined: int


@dataclass(frozen=True)
class InCommon:
    """One finding that many branches have. `weakness`: the name of the one that it shows, or empty."""

    norm: str
    name: str
    weakness: str
    branches: int


@dataclass(frozen=True)
class Mirror:
    quarters: tuple[Sent, Sent]  # the last one, and this one until today
    branches: int
    in_common: list[InCommon]


def look_into(actor: Actor, place: Organisation, today: date) -> Mirror:
    """Of the acting organisation. The same few queries however large the subtree."""
    total = sum(counts_of(place.pk).values())
    library = norms.library().norms
    common = [
        InCommon(norm_id, library[norm_id].name_zh, NAMES.get(library[norm_id].weakness, ""), branches)
        for norm_id, branches in shared_by_many(actor, today)
        if is_common(branches, total)
    ]
    this = quarter_of(today)
    before = quarter_of(this.first - timedelta(days=1))
    whole = Quarter(before.first, this.first - timedelta(days=1))
    return Mirror((_sent(actor, place, whole), _sent(actor, place, Quarter(this.first, today))), total, common)


def is_common(branches: int, total: int) -> bool:
    return branches >= LEAST_BRANCHES and branches * ONE_IN >= total


def quarter_of(day: date) -> Quarter:
    """The quarter of a day, until that day."""
    return Quarter(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), day)


def _sent(actor: Actor, place: Organisation, quarter: Quarter) -> Sent:
    days = (quarter.first, quarter.last)
    moments = (end_of(quarter.first - timedelta(days=1)), end_of(quarter.last))
    begun = {"replaces__isnull": True, "recorded_at__range": moments}  # when it was sent, whatever was changed later
    tasks = list(Assignment.versions.filter(sender=place, **begun))
    notices = Task.versions.filter(below(place.path, "branch__path"), source=TaskSource.NOTICE, **begun)
    asked = Submission.objects.filter(to=place, happened_on__range=days).exclude(kind=SubmissionKind.REPORT)
    sent_on = dict(asked.filter(withdrawn_on__isnull=True).values_list("thread", "happened_on"))
    replies = Reply.objects.filter(submission__in=asked.values("thread"), happened_on__lte=quarter.last)
    took = [
        (answered_on - sent_on[key]).days
        for key, answered_on in replies.values_list("submission", "happened_on")
        if key in sent_on
    ]
    helps = list(supports_of(actor).filter(sender=place, happened_on__range=days).values_list("answer", flat=True))
    return Sent(
        quarter=quarter,
        tasks=len(tasks),
        given=sum(row.total for row in tasks),
        forms=sum(row.template is not None for row in tasks),
        asked=sum(len(row.asks) for row in tasks),
        minutes=sum(row.minutes for row in tasks),
        notices=notices.count(),
        requests=len(sent_on),
        answered=len(took),
        usual_days=round(median(took)) if took else None,
        longest_days=max(took, default=None),
        waiting=len(sent_on) - len(took),
        helps=len(helps),
        helps_taken=helps.count(SupportAnswer.TAKEN),
        helps_declined=helps.count(SupportAnswer.DECLINED),
    )
