"""票和计票单: ballots to cut out for one item, and the sheet on which scrutineer and teller write the count."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.meeting import queries
from zhibu.meeting.expected import entitled_among, people_of
from zhibu.meeting.models import ItemKind
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Tab
from zhibu.web.meetings.pages import may_change

MOST = 300  # ballots on one page of print


@page(Right.RECORD_GROUP)
@require_safe
def ballots(request: PageRequest, gathering: UUID) -> HttpResponse:
    """As many as have a vote; the same text on each, no name and no number."""
    found = queries.gathering_for(request.actor, gathering)
    if not may_change(request.actor, found):
        raise NotFound
    items = list(found.items.all())
    asked = request.GET.get("item", "")
    place = int(asked) if asked.isdigit() and int(asked) < len(items) else 0
    kinds = {item.kind for item in items}
    group = found.group.thread if found.group else None
    entitled = entitled_among(people_of(found.branch, found.happened_on), kinds, group)
    item = items[place]
    context = {
        "gathering": found,
        "topic": item.topic or found.title,
        "tabs": [
            Tab(row.topic or str(ItemKind(row.kind).label), f"?item={number}", is_here=number == place)
            for number, row in enumerate(items)
        ]
        if len(items) > 1
        else [],
        "entitled": entitled,
        "ballots": range(min(entitled, MOST)),
        "choices": (_("赞成"), _("反对"), _("弃权")),
    }
    return render(request, "meetings/ballots.html", context)
