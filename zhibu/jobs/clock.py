"""What is due by the time of day. Called every minute; a job runs once a day, later that day after a missed night."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from zhibu.base import sealing
from zhibu.base.clock import CHINA, day_of
from zhibu.checkup import counting
from zhibu.flows import concerns, night, redrawing, rejudging
from zhibu.jobs import beating, heads, housekeeping, leaping, notices
from zhibu.jobs.models import Ran
from zhibu.notice import outbox

logger = logging.getLogger(__name__)

TRY_AGAIN_AFTER = timedelta(hours=2)  # a job that started and never finished was broken off
KEEP_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Daily:
    """A job for every day, not before `after` in China. `run(today, now)` may be repeated without harm.

    `deletes`: what is gone then does not come back, so it waits when the clock has just leapt ahead.
    """

    name: str
    after: time
    run: Callable[[date, datetime], object]
    deletes: bool = False


DAILY = (
    Daily("night_check", time(5, 30), night.run),
    Daily("sums", time(5, 40), lambda _today, _now: counting.fold()),
    Daily("housekeeping", time(5, 45), housekeeping.run, deletes=True),
    Daily("concerns", time(6, 30), concerns.release),
    Daily("log_heads", time(7), heads.send),
    Daily("group_notices", outbox.FIRST, notices.compose_groups),
)


def tick(now: datetime, jobs: tuple[Daily, ...] = DAILY) -> list[str]:
    """Run what is due at this moment; the names of the jobs that ran.

    A failing job is logged, tried again after two hours and does not stop the others.
    """
    today = day_of(now)
    ran = []
    concerns.blur(now)
    leaping.look(today, now)
    in_doubt = leaping.is_in_doubt(now)
    beating.beat_and_ask(now)
    for job in jobs:
        if now.astimezone(CHINA).time() < job.after or (in_doubt and job.deletes) or not _claim(job.name, today, now):
            continue
        try:
            job.run(today, now)
        except Exception:
            logger.exception("daily job %s failed", job.name)
            continue
        Ran.objects.filter(job=job.name, day=today).update(finished_at=now)
        ran.append(job.name)
    _hand_out(today, now)
    _seal(now)
    return ran


def _hand_out(today: date, now: datetime) -> None:
    """Work that waits in the outbox. A failure is logged; the work stays there and is tried again in a minute."""
    for work in (rejudging.run_pending, redrawing.run_pending, notices.run_pending, notices.tell_programs):
        try:
            work(today, now)
        except Exception:
            logger.exception("%s failed", work.__module__)


def _seal(now: datetime) -> None:
    try:
        sealing.seal_each_hour(now)
    except Exception:
        logger.exception("sealing the log failed")


def _claim(job: str, today: date, now: datetime) -> bool:
    """Take the job for today; False when it ran, or runs elsewhere."""
    Ran.objects.filter(job=job, day__lt=today - KEEP_FOR).delete()
    _row, is_new = Ran.objects.get_or_create(job=job, day=today, defaults={"started_at": now})
    if is_new:
        return True
    broken_off = Q(finished_at__isnull=True, started_at__lte=now - TRY_AGAIN_AFTER)
    return bool(Ran.objects.filter(broken_off, job=job, day=today).update(started_at=now))
