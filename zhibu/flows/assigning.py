"""Sending one task to many branches: at once for a few, by a job with progress for thousands."""

from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.db import transaction
from django_tasks import task

from zhibu.base.actor import Actor
from zhibu.base.clock import day_of
from zhibu.base.touched import Done, conduct
from zhibu.flows import redrawing
from zhibu.work import assigning
from zhibu.work.actions import TASKS
from zhibu.work.assigning import NewAssignment
from zhibu.work.models import Assignment

AT_ONCE = 300  # branches that the page itself waits for
PORTION = 1000  # tasks written in one transaction


def send_assignment(actor: Actor, *, new: NewAssignment, today: date, now: datetime) -> Done:
    """Record the assignment and give it out; more than `AT_ONCE` branches go to the worker after the transaction."""
    done = assigning.record_assignment(actor, new=new, today=today, now=now)
    assignment: Assignment = done.result
    if assignment.total <= AT_ONCE:
        branches = list(assigning.waiting_branches(assignment, today))
        assigning.give_out(assignment, branches, now)
        done.touched |= {touch for branch in branches for touch in conduct(branch.pk, today.year, wrote=TASKS)}
    else:
        transaction.on_commit(lambda: give_out_in_background.enqueue(str(assignment.thread)))
    return done


@task()
def give_out_in_background(assignment: str) -> None:
    give_out_rest(UUID(assignment))


def give_out_rest(thread: UUID) -> int:
    """Every branch that has no task yet gets one; may be repeated without harm. How many it were."""
    made = 0
    while True:
        with transaction.atomic():
            standing = Assignment.objects.filter(thread=thread, withdrawn_on__isnull=True).first()
            if standing is None:
                return made
            today = day_of(standing.recorded_at)
            portion = list(islice(assigning.waiting_branches(standing, today).iterator(PORTION), PORTION))
            written_at: datetime = standing.recorded_at
            made += assigning.give_out(standing, portion, written_at)
            if portion:
                touched = {touch for branch in portion for touch in conduct(branch.pk, today.year, wrote=TASKS)}
                redrawing.job(touched, standing.root, written_at).save(force_insert=True)
        if len(portion) < PORTION:
            return made
