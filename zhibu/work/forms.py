"""Forms of higher bodies: kept as uploaded, and what branches answered to the columns that nobody else could fill."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.paths import below
from zhibu.base.records import revoke, stamp
from zhibu.base.touched import Done
from zhibu.org.models import Organisation
from zhibu.work.models import Assignment, DeedKind, HigherForm, Task, TaskDeed, TaskSource

LONGEST_NAME = 120


def keep_form(actor: Actor, *, sender: Organisation, name: str, content: bytes, year: int, now: datetime) -> Done:
    """Keep an empty form. The caller has looked that it can be recognised."""
    form = HigherForm(
        root=sender.root, sender=sender, name=name[-LONGEST_NAME:], content=content, year=year, **stamp(actor, now)
    )
    form.save(force_insert=True)
    return Done(form, set(), sender)


def forget_form(actor: Actor, *, higher: HigherForm, now: datetime) -> Done:
    revoke(higher, actor, now)
    return Done(higher, set(), higher.sender)


def visible_to(actor: Actor) -> QuerySet[HigherForm]:
    rows: QuerySet[HigherForm] = HigherForm.objects.filter(below(actor.path, "sender__path"))
    return rows.select_related("sender") if actor.may(Right.ASSIGN) else rows.none()


def form_for(actor: Actor, form_id: UUID | str) -> HigherForm:
    found = visible_to(actor).filter(pk=form_id).first()
    if found is None:
        raise NotFound
    return found


def questions_about(form: HigherForm) -> list[Assignment]:
    """What branches were asked for this form, the newest first."""
    rows = Assignment.objects.filter(template=form.thread, withdrawn_on__isnull=True)
    return list(rows.select_related("sender").order_by("-recorded_at"))


def answers_to(assignments: Sequence[Assignment]) -> dict[UUID, dict[str, str]]:
    """What branches answered, by branch: column text → answer. The latest counts. Two queries."""
    tasks = Task.objects.filter(source=TaskSource.FROM_ABOVE, source_key__in=[row.thread for row in assignments])
    branch_of = dict(tasks.values_list("thread", "branch_id"))
    deeds = TaskDeed.objects.filter(task__in=list(branch_of), kind=DeedKind.DONE).order_by("happened_on", "recorded_at")
    found: dict[UUID, dict[str, str]] = {}
    for deed in deeds:
        found.setdefault(branch_of[deed.task], {}).update(deed.answers)
    return found
