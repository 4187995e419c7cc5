"""Where a task comes from, as one line with a link to the record there, for those who may see it."""

from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor
from zhibu.meeting import queries as gatherings
from zhibu.meeting.models import Item
from zhibu.web.components import Fact
from zhibu.web.days import write_day
from zhibu.work.models import Task, TaskSource


def source_fact(actor: Actor, task: Task) -> Fact | None:
    """The record that the task came from; None where its kind says enough."""
    if task.source == TaskSource.DECISION and task.source_key:
        return _decision(actor, task.source_key)
    return None


def _decision(actor: Actor, item: UUID) -> Fact | None:
    items = Prefetch("items", Item.objects.filter(thread=item))
    found = gatherings.visible_to(actor).filter(items__thread=item).prefetch_related(items).first()
    if found is None:
        return None
    words = _("%(day)s %(title)s") % {"day": write_day(found.happened_on), "title": found.title}
    return Fact(_("会上决定的"), words, reverse("meetings_one", args=[found.pk]))
