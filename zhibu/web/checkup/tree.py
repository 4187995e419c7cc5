"""支部图 as a tree: organisations in their order, each with its counts in words; a large one opens step by step."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models.functions import Length
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.base.paths import SEPARATOR, WIDTH, ancestors
from zhibu.checkup.counting import State, counts_of_many
from zhibu.checkup.queries import states_of
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.org.queries import lineage, organisation_at, organisation_for, standing_below
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import has_own_branch
from zhibu.web.checkup import links
from zhibu.web.checkup.branches import view_tabs
from zhibu.web.checkup.showing import STATE_MARKS, state_words
from zhibu.web.components import Mark, Tone

DRAWN_AT_ONCE = 150  # organisations; a larger subtree is drawn one step deep
MOST_DRAWN = 300  # side by side; the rest is on the list
STEP = WIDTH + len(SEPARATOR)


@dataclass
class Node:
    """One organisation of the picture. `parts`: how many branches in which state, in words; a branch has its mark."""

    name: str
    url: str
    parts: Sequence[str] = ()
    mark: Mark | None = None
    tone: Tone | None = None
    word: str = ""
    children: list["Node"] = field(default_factory=list)
    is_closed: bool = False  # there is more below, on its own page


@page(Right.SEE_BELOW)
@require_safe
def checkup_tree(request: PageRequest, organisation_id: UUID | None = None) -> HttpResponse:
    """The picture of the own subtree, or of one organisation in it."""
    actor = request.actor
    if actor.acting is None or has_own_branch(actor):
        raise NotFound
    own = organisation_for(actor, actor.acting.organisation_id)
    top = organisation_for(actor, organisation_id) if organisation_id else own
    if top.kind == OrganisationKind.BRANCH:
        raise NotFound
    above = [path for path in ancestors(top.path)[:-1] if path.startswith(own.path)]
    context: dict[str, Any] = {
        "top": draw(top, request.today),
        "views": view_tabs("tree"),
        "is_own": top.pk == own.pk,
        "up": _address(above[-1], own) if above else "",
        "list_url": reverse("checkup"),
        "up_name": lineage([above[-1]]).get(above[-1], "") if above else "",
    }
    return render(request, "checkup/tree.html", context)


def _address(path: str, own: Organisation) -> str:
    if path == own.path:
        return reverse("checkup_tree")
    return reverse("checkup_tree_at", args=[organisation_at(path).pk])


def draw(top: Organisation, today: Any) -> Node:
    """The whole subtree when it is small, else what hangs directly below. A handful of queries however large."""
    rows = standing_below(top, today)
    is_whole = rows.count() <= DRAWN_AT_ONCE
    if not is_whole:
        rows = rows.annotate(depth=Length("path")).filter(depth__lte=len(top.path) + STEP)
    found = list(rows[:MOST_DRAWN])
    counts = counts_of_many([row.pk for row in found if row.kind != OrganisationKind.BRANCH])
    branches = [row.pk for row in found if row.kind == OrganisationKind.BRANCH]
    states = states_of(branches)
    nodes: dict[str, Node] = {}
    for row in found:
        node = _node(row, counts, states)
        node.is_closed = not is_whole and row.pk != top.pk and row.kind != OrganisationKind.BRANCH
        nodes[row.path] = node
        if row.path != top.path:
            above = next(path for path in reversed(ancestors(row.path)[:-1]) if path in nodes)
            nodes[above].children.append(node)
    return nodes[top.path]


def _node(row: Organisation, counts: dict[UUID, dict[State, int]], states: dict[UUID, str]) -> Node:
    words = state_words()
    if row.kind == OrganisationKind.BRANCH:
        state = State(states.get(row.pk, State.FINE))
        mark, tone = STATE_MARKS[state] if state else (None, None)
        return Node(row.name, links.branch_url(row.pk), mark=mark, tone=tone, word=str(words.get(state, "")))
    found = counts[row.pk]
    total = sum(found.values())
    parts = [_("%(number)d 个支部") % {"number": total}]
    parts += [f"{word} {found[state]}" for state, word in words.items() if found[state]]
    return Node(row.name, reverse("checkup_tree_at", args=[row.pk]), parts)
