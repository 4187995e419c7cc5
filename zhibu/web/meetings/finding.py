"""What the search field finds among meetings."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor
from zhibu.meeting import queries
from zhibu.web import days
from zhibu.web.search.pages import Hit

SHOWN = 10


def find_meetings(actor: Actor, text: str, today: date) -> Iterable[Hit]:
    """The newest gatherings, among those that the actor may see, whose title, topic or decision holds the words."""
    if actor.acting is None:
        return []
    rows = queries.search(queries.visible_to(actor), text).order_by("-happened_on", "id")[:SHOWN]
    return [
        Hit(
            row.title,
            reverse("meetings_one", args=[row.pk]),
            _("会议 %(day)s") % {"day": days.write_short_day(row.happened_on, today)},
        )
        for row in rows
    ]
