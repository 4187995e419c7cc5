"""The clock beats once a minute, and has the worker answer every five minutes.

So a worker that hangs is seen, not only one that ended.
"""

from datetime import datetime, timedelta

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from zhibu.base import clock
from zhibu.flows.beats import Part, beat
from zhibu.flows.models import Beat

ASK_EVERY = timedelta(minutes=5)


@task()
def answer() -> None:
    beat(Part.WORKER, clock.now())


def beat_and_ask(now: datetime) -> None:
    """At most one question waits, and answered ones are not kept."""
    beat(Part.CLOCK, now)
    own = DBTaskResult.objects.filter(task_path=answer.module_path)
    own.finished().delete()
    last = Beat.objects.filter(part=Part.WORKER.value, at__gt=now - ASK_EVERY + timedelta(seconds=30))
    if not last.exists() and not own.exists():
        answer.enqueue()
