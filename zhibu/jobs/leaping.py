"""A clock that was set wrong: nothing is deleted on its word alone, and what was done for a day to come is done again.

Ahead: what is kept no longer than needed would go at once and could not be brought back, so deleting waits until the
clock has gone on for two hours; a machine that was off for a week waits as long. Back: days that had “run” are days to
come again, and sheets judged on such a day are judged anew.
"""

from datetime import date, datetime, timedelta

from django.db.models import F

from zhibu.base.models import Outgoing
from zhibu.flows import night, rejudging
from zhibu.flows.beats import Part
from zhibu.flows.models import Beat
from zhibu.jobs.models import Ran
from zhibu.org.models import Organisation

LEAP = timedelta(days=2)
BELIEVED_AFTER = timedelta(hours=2)
AHEAD = "leap"  # a row among the daily jobs: on which day, at which moment it was noticed
JUDGING = "night_check"


def look(today: date, now: datetime) -> None:
    """Called every minute, before the clock beats."""
    last = Beat.objects.filter(part=Part.CLOCK.value).values_list("at", flat=True).first()
    if last is not None and now - last > LEAP:
        Ran.objects.update_or_create(job=AHEAD, day=today, defaults={"started_at": now})
    if Ran.objects.filter(day__gt=today).exists():
        Ran.objects.filter(day__gt=today).delete()
        Ran.objects.filter(job=JUDGING, day=today).delete()
        _judge_again(today, now)


def is_in_doubt(now: datetime) -> bool:
    """The clock leapt ahead a short while ago: too early to delete anything."""
    return Ran.objects.filter(job=AHEAD, started_at__gt=now - BELIEVED_AFTER, started_at__lte=now).exists()


def _judge_again(today: date, now: datetime) -> None:
    night.forget_years(today)
    for top in Organisation.objects.filter(pk=F("root")):
        kind, content = rejudging.job(top, today, 0)
        Outgoing.objects.create(root=top.root, kind=kind, content=content, made_at=now)
