"""What a line of a target book can serve: the goals of the unit and the tasks that its writer sees."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.member.models import Member
from zhibu.target.models import LABEL, Book, Line
from zhibu.target.queries import lines_of
from zhibu.web.access import PageRequest
from zhibu.web.targets.forms import Links
from zhibu.work.goals import goals_for
from zhibu.work.queries import listed, open_only

GOAL, TASK = "goal", "task"


def links_for(request: PageRequest, member: Member, standing: Book | None, year: int) -> Links:
    """In groups. What the book names already and is on neither list (done by now, typed by hand) can stay."""
    branch = member.branch
    assert branch is not None
    goals = [(f"{GOAL}:{row.thread}", row.title[:LABEL]) for row in goals_for(request.actor, branch, year)]
    open_tasks = open_only(listed(request.actor, branch)).filter(is_confined=False)
    tasks = [(f"{TASK}:{row.thread}", row.title[:LABEL]) for row in open_tasks]
    offered = {key for key, _name in (*goals, *tasks)}
    named = {line.link: line.link_label for line in lines_of(standing)} if standing else {}
    kept = [(key, name) for key, name in named.items() if key and key not in offered]
    groups = ((_("单位目标"), goals), (_("支部的任务"), tasks), (_("原来写的"), kept))
    return [(group, rows) for group, rows in groups if rows]


def address_of(line: Line) -> str:
    """The goal's page, which is open to every member; a task has readers of its own."""
    kind, _colon, key = line.link.partition(":")
    return reverse("goal", args=[UUID(key)]) if kind == GOAL and key else ""
