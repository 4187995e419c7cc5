"""Where a task comes from, as one line with a link to the record there, for those who may see it."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor
from zhibu.meeting import queries as gatherings
from zhibu.web.components import Fact
from zhibu.web.days import write_day
from zhibu.work import upward
from zhibu.work.models import Task, TaskSource


def source_fact(actor: Actor, task: Task) -> Fact | None:
    """The record that the task came from; None where its kind says enough."""
    if task.source == TaskSource.DECISION and task.source_key:
        return _decision(actor, task.source_key)
    if task.source == TaskSource.REPLY and task.source_key:
        asked = upward.visible_to(actor).filter(thread=task.source_key).first()
        return Fact(_("按批复办的"), asked.matter, reverse("submission", args=[asked.thread])) if asked else None
    return None


def submissions_about(actor: Actor, task: Task) -> list[Fact]:
    """What was asked or reported upward about this task."""
    rows = upward.visible_to(actor).filter(task=task.thread).order_by("happened_on", "recorded_at")
    return [
        Fact(
            row.get_kind_display(),
            _("%(matter)s（%(day)s）") % {"matter": row.matter, "day": write_day(row.happened_on)},
            reverse("submission", args=[row.thread]),
        )
        for row in rows
    ]


def _decision(actor: Actor, item: UUID) -> Fact | None:
    found = gatherings.that_decided(actor, item)
    if found is None:
        return None
    words = _("%(day)s %(title)s") % {"day": write_day(found.happened_on), "title": found.title}
    return Fact(_("会上决定的"), words, reverse("meetings_one", args=[found.pk]))
