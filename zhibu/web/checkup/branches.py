"""The branches below a superior: who needs help. In tree order; nothing sorts them by a number."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhibu.base.paths import ancestors
from zhibu.checkup.counting import State
from zhibu.checkup.models import BranchState
from zhibu.org.models import Organisation
from zhibu.web.checkup import links
from zhibu.web.checkup.showing import STATE_MARKS, state_words
from zhibu.web.components import Cell, Column, Kind, Tab, Table


def count_tabs(counts: dict[State, int], chosen: dict[str, Any]) -> list[Tab]:
    """The four counts as filters. The name searched for stays."""
    name = chosen.get("q", "")
    here = chosen.get("state", "")

    def address(state: str) -> str:
        return "?" + urlencode({key: value for key, value in (("q", name), ("state", state)) if value})

    tabs = [Tab(_("全部"), address(""), not here, sum(counts.values()))]
    return tabs + [Tab(word, address(state), here == state, counts[state]) for state, word in state_words().items()]


def table_of(
    rows: Sequence[BranchState],
    titles: dict[UUID, list[str]],
    lineage: Callable[[Iterable[str]], dict[str, str]],
) -> Table:
    """Name and place, state in words, what is seen of it."""
    names = lineage([row.branch.path for row in rows])
    words = state_words()
    lines = []
    for row in rows:
        state = State(row.state)
        mark, tone = STATE_MARKS[state]
        lines.append(
            (
                Cell(row.branch.name, links.branch_url(row.branch_id), note=above(row.branch, names)),
                Cell(mark=mark, tone=tone, word=words[state]),
                "；".join(titles.get(row.branch_id, ())) or _seen_nothing(state),
            )
        )
    columns = (Column(_("支部"), Kind.MAIN), Column(_("情况")), Column(_("看到什么")))
    return Table(_("所辖支部"), columns, lines, hide_caption=True)


def above(branch: Organisation, names: dict[str, str]) -> str:
    """The organisation above, for “where is this”."""
    return next((names[path] for path in reversed(ancestors(branch.path)[:-1]) if path in names), "")


def _seen_nothing(state: State) -> str:
    """Where nothing has gone up, the superior sees only that the branch is at it."""
    return {
        State.MENDING: _("支部先改，到期再告诉你"),
        State.NO_RECORD: _("支部先核对记录"),
        State.FINE: _("没有要办的"),
    }.get(state, "")
