"""Earlier decisions that come back on the next agenda: what was decided, who, by when, how far."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor
from zhibu.org.models import Organisation
from zhibu.web.components import Fact
from zhibu.web.work import showing
from zhibu.work import queries

SHOWN = 12


def reported_back(actor: Actor, branch: Organisation, today: date) -> list[Fact]:
    """Decisions that are not done yet, each with a link to its task. Three queries."""
    tasks = list(queries.open_decisions(actor, branch)[:SHOWN])
    owners = queries.owners_of(tasks) if tasks else {}
    deeds = queries.last_deeds(tasks) if tasks else {}
    facts = []
    for task in tasks:
        last = deeds.get(task.thread)
        parts = [showing.owner_words(owners[task.thread]), showing.due_words(task, today)]
        parts.append(last.words.splitlines()[0] if last and last.words else showing.state_words(task))
        facts.append(Fact(task.title, _("；").join(parts), reverse("task", args=[task.thread])))
    return facts
