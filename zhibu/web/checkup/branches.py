"""The branches below a superior: who needs help. In tree order; nothing sorts them by a number."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhibu.account.queries import DAYS_TO_BEGIN, Beginning, beginnings
from zhibu.base.actor import Actor
from zhibu.base.paths import ancestors
from zhibu.checkup.counting import State
from zhibu.checkup.models import BranchState
from zhibu.org.models import Organisation
from zhibu.web.checkup import links
from zhibu.web.checkup.showing import STATE_MARKS, state_words
from zhibu.web.components import Cell, Column, Kind, Tab, Table
from zhibu.web.days import write_short_day
from zhibu.web.wording import between, worded
from zhibu.work import supporting


def view_tabs(here: str) -> list[Tab]:
    """The same branches as a list, as a picture of the tree, and what they say to the superior."""
    views = (
        ("list", _("列表"), "checkup"),
        ("tree", _("树形"), "checkup_tree"),
        ("coverage", _("覆盖"), "coverage"),
        ("mirror", _("照照自己"), "mirror"),
    )
    return [Tab(label, reverse(name), key == here) for key, label, name in views]


def count_tabs(counts: dict[State, int], chosen: dict[str, Any]) -> list[Tab]:
    """The four counts as filters. What else was chosen stays."""
    here = chosen.get("state", "")
    others = {name: chosen[name] for name in ("q", "about") if chosen.get(name)}

    def address(state: str) -> str:
        return "?" + urlencode({**others, **({"state": state} if state else {})})

    tabs = [Tab(_("全部"), address(""), not here, sum(counts.values()))]
    return tabs + [Tab(word, address(state), here == state, counts[state]) for state, word in state_words().items()]


def table_of(
    rows: Sequence[BranchState],
    titles: dict[UUID, list[str]],
    lineage: Callable[[Iterable[str]], dict[str, str]],
    beside: dict[UUID, list[str]],
) -> Table:
    """Name and place, state in words, what is seen of it; `beside`: help under way, and who has not begun yet."""
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
                Cell(
                    between("；").join(map(worded, titles.get(row.branch_id, ()))) or _seen_nothing(state),
                    note=between("；").join(beside.get(row.branch_id, ())),
                ),
            )
        )
    columns = (Column(_("支部"), Kind.MAIN), Column(_("情况")), Column(_("看到什么")))
    return Table(_("所辖支部"), columns, lines, hide_caption=True)


def beside_of(actor: Actor, rows: Sequence[BranchState], today: date) -> dict[UUID, list[str]]:
    """What stands beside the state: whether the branch has begun, and the help of this superior under way."""
    keys = [row.branch_id for row in rows]
    found: dict[UUID, list[str]] = defaultdict(list)
    for key, beginning in beginnings(keys, today).items():
        if words := beginning_words(beginning, today):
            found[key].append(words)
    for key, helps in supporting.open_by_branch(actor, keys).items():
        found[key] += [
            _("已去帮：%(who)s，%(due)s前，%(answer)s")
            % {"who": row.who, "due": write_short_day(row.due_on, today), "answer": row.get_answer_display()}
            for row in helps
        ]
    return found


def beginning_words(beginning: Beginning, today: date) -> str:
    """“” once the branch has begun: then there is nothing to say."""
    if beginning.has_begun:
        return ""
    if beginning.given_on is None:
        return _("还没启用：没有人有账号")
    days = (today - beginning.given_on).days
    if days < DAYS_TO_BEGIN:
        return _("还没启用：登录条子发了 %(days)d 天") % {"days": days}
    return _("还没启用，需要帮忙：登录条子发了 %(days)d 天没用上") % {"days": days}


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
