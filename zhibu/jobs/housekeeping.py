"""What is kept no longer than needed: looks for a year, keys of posted forms for a month, ended sessions not at all."""

from datetime import date, datetime, timedelta

from django_tasks_db.models import DBTaskResult

from zhibu.account.models import LogIn
from zhibu.account.telling import forget_told
from zhibu.base.models import LookTrace, Posted
from zhibu.flows import bundles, concerns, erasing
from zhibu.flows.imports import keeping
from zhibu.member.identity import forget_where_not_kept
from zhibu.notice import hooks, outbox
from zhibu.survey import counting
from zhibu.target import retention
from zhibu.treatment import actions as treatment

KEEP_LOOKS = timedelta(days=365)
KEEP_POSTED = timedelta(days=30)
KEEP_JOBS = timedelta(days=14)


def run(today: date, now: datetime) -> None:
    LookTrace.objects.filter(day__lt=today - KEEP_LOOKS).delete()
    Posted.objects.filter(at__lt=now - KEEP_POSTED).delete()
    forget_told(today)
    erasing.carry_out_due(today, now)
    LogIn.objects.filter(expire_date__lt=now).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_JOBS).delete()
    keeping.purge(now)
    bundles.purge(now)
    counting.purge(today)
    forget_where_not_kept(today)
    concerns.forget(today)
    retention.forget(today)
    outbox.purge(today)
    hooks.purge(now)
    treatment.forget(now)
