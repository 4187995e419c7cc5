"""Records that show a deed: which can be chosen, and what they are called and where they lead when shown."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor
from zhibu.meeting import queries as gatherings
from zhibu.meeting.models import Stage
from zhibu.org.models import Organisation
from zhibu.web.access import PageRequest
from zhibu.web.components import Fact
from zhibu.web.days import write_day, write_short_day

OFFERED = 12
DAYS_BACK = 200


def choices_for(request: PageRequest, branch: Organisation) -> list[tuple[str, str]]:
    """The latest gatherings of the branch that this actor may see."""
    since = request.today - timedelta(days=DAYS_BACK)
    rows = gatherings.visible_to(request.actor).filter(branch=branch, stage=Stage.HELD, happened_on__gte=since)
    return [
        (f"gathering:{row.thread}", f"{write_short_day(row.happened_on, request.today)} {row.title}")
        for row in rows.order_by("-happened_on", "id")[:OFFERED]
    ]


def resolved(actor: Actor, pointed: Iterable[Sequence[dict[str, Any]]]) -> dict[str, Fact]:
    """What the pointers of several deeds lead to, by key. One query; what the actor may not see is named only."""
    keys = {UUID(pointer["key"]) for pointers in pointed for pointer in pointers if pointer["kind"] == "gathering"}
    if not keys:
        return {}
    rows = gatherings.visible_to(actor).filter(thread__in=keys)
    found = {
        str(row.thread): Fact(write_day(row.happened_on), row.title, reverse("meetings_one", args=[row.pk]))
        for row in rows
    }
    hidden = Fact(_("会议记录"), _("在支部的会议记录里"))
    return {str(key): found.get(str(key), hidden) for key in keys}
