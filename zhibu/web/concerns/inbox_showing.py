"""What handlers see of concerns."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.account.queries import names_of
from zhibu.base.actor import Actor
from zhibu.concern.actions import WORKABLE
from zhibu.concern.models import OPEN, RAISERS, Act, Concern, ConcernStep, State
from zhibu.web.components import Button, Cell, Column, Fact, Kind, Mark, Row, Table
from zhibu.web.days import days_left, write_day, write_short_day
from zhibu.web.say.showing import SHAPES, Told, told_lines
from zhibu.web.wording import bracketed

__all__ = [
    "SHAPES",
    "Told",
    "facts",
    "links",
    "main_button",
    "other_buttons",
    "table",
    "told_lines",
    "undo_button",
    "urgency",
]
FIRST_WORDS = 24
CARRIED = frozenset({State.PLANNED, State.PARTLY, State.WAITING})


def owed(concern: Concern) -> tuple[date | None, str]:
    """What is owed next, and by when."""
    if concern.owner_by:
        return concern.owner_by, _("定承办人")
    if concern.plan_by:
        return concern.plan_by, _("告诉打算")
    if concern.news_by:
        return concern.news_by, _("告诉进展")
    if concern.review_on:
        return concern.review_on, _("再看一次")
    return None, _("等本人说") if concern.state == State.DONE else ""


def urgency(concern: Concern) -> tuple[date, str]:
    return owed(concern)[0] or date.max, str(concern.pk)


def first_words(concern: Concern) -> str:
    line = " ".join(concern.words.split()) or _("（内容满一年已删除）")
    return line if len(line) <= FIRST_WORDS else f"{line[:FIRST_WORDS]}……"


def table(concerns: Sequence[Concern], actor: Actor, today: date) -> Table:
    names = names_of({row.owner for row in concerns if row.owner})
    lines: list[Row] = [_line(row, names.get(row.owner, "") if row.owner else "", today) for row in concerns]
    columns = (
        Column(_("事情"), Kind.MAIN),
        Column(_("收到")),
        Column(_("现在")),
        Column(_("承办人")),
        Column(_("下一步")),
    )
    return Table(_("诉求"), columns, lines, hide_caption=True)


def _line(concern: Concern, owner: str, today: date) -> Row:
    day, what = owed(concern)
    mark = None
    if day and day < today:
        mark = Mark.OVERDUE
    elif day and (day - today).days <= 1:
        mark = Mark.SOON
    return [
        Cell(first_words(concern), reverse("concern", args=[concern.pk]), note=concern.get_kind_display()),
        write_short_day(concern.released_on, today),
        str(State(concern.state).label),
        owner or _("还没定"),
        Cell(what, mark=mark, note=days_left(day, today) if day else ""),
    ]


def facts(concern: Concern, today: date) -> list[Fact]:
    day, what = owed(concern)
    owner = names_of({concern.owner}).get(concern.owner, "") if concern.owner else ""
    rows = [
        Fact(_("收到"), write_day(concern.released_on)),
        Fact(_("现在"), State(concern.state).label),
        Fact(_("承办人"), owner or _("还没定")),
    ]
    if day:
        rows.append(Fact(what, write_day(day) + bracketed(days_left(day, today))))
    return rows


def links(concerns: Sequence[Concern], today: date) -> list[tuple[str, str]]:
    return [(first_words(row), reverse("concern", args=[row.pk])) for row in concerns]


def main_button(concern: Concern, actor: Actor) -> Button | None:
    """The one thing to do next."""
    if concern.state == State.CHECKING:
        may = concern.second == actor.user_id
        return _link(concern, "concern_judge", _("看一看，同不同意"), primary=True) if may else None
    if concern.state in {State.RECEIVED, State.PARTLY}:
        return _link(concern, "concern_plan", _("写打算"), primary=True)
    if concern.state in {State.PLANNED, State.WAITING}:
        return _link(concern, "concern_news", _("告诉进展"), primary=True)
    if concern.state == State.RESERVED:
        return _link(concern, "concern_news", _("再看一次，告诉本人"), primary=True)
    return None


def other_buttons(concern: Concern, actor: Actor) -> list[Button]:
    public = [] if concern.about_a_person else [_link(concern, "concern_offer", _("写可以公开的答复"))]
    if concern.state == State.CHECKING:
        return []
    if concern.state == State.DONE:
        return public
    if concern.state not in OPEN:
        return [_link(concern, "concern_reopen", _("重新办")), *public]
    rows = []
    if concern.state in {State.PLANNED, State.WAITING}:
        rows += [_link(concern, "concern_done", _("办了，请本人确认")), _link(concern, "concern_plan", _("改打算"))]
    if concern.state in CARRIED and not concern.about_a_person:
        rows.append(_link(concern, "concern_carry", _("交给支部去办")))
    if concern.state in WORKABLE:
        rows += [
            _link(concern, "concern_take", _("定承办人")),
            _link(concern, "concern_hand_on", _("转给别的台")),
            _link(concern, "concern_join", _("和别的事一起办")),
            _link(concern, "concern_split", _("分成两件")),
            _link(concern, "concern_end", _("说明理由，办到这里")),
        ]
    return rows


def _link(concern: Concern, name: str, label: str, *, primary: bool = False) -> Button:
    return Button(label, reverse(name, args=[concern.pk]), primary=primary)


def undo_button(concern: Concern, steps: Sequence[ConcernStep], actor: Actor, today: date) -> Button | None:
    """The last step, when it is one's own and of today."""
    last = steps[-1] if steps else None
    if last is None or last.recorded_by != actor.user_id or last.on != today:
        return None
    if last.act in RAISERS or last.act == Act.SPLIT:
        return None
    return Button(_("撤销刚才那一步"), reverse("concern_undo", args=[concern.pk, last.pk]), post=True)
