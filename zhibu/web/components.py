"""What pages hand to the tags of `show`: small frozen values, no markup. `docs/pages.md` shows each in use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Mark(StrEnum):
    """The state of a duty or record. Always shown as shape + word + tone, never by colour alone."""

    OVERDUE = "overdue"
    SOON = "soon"
    DONE = "done"
    NO_RECORD = "no_record"
    CONTRARY = "contrary"
    NOT_ASKED = "not_asked"


class Tone(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"


WORDS: dict[Mark, Text] = {
    Mark.OVERDUE: _("逾期"),
    Mark.SOON: _("快到期"),
    Mark.DONE: _("已办"),
    Mark.NO_RECORD: _("没有记录"),
    Mark.CONTRARY: _("对不上规定"),
    Mark.NOT_ASKED: _("不适用"),
}
TONES: dict[Mark, Tone] = {
    Mark.OVERDUE: Tone.RED,
    Mark.SOON: Tone.AMBER,
    Mark.DONE: Tone.GREEN,
    Mark.NO_RECORD: Tone.GREY,
    Mark.CONTRARY: Tone.RED,
    Mark.NOT_ASKED: Tone.GREY,
}


@dataclass(frozen=True)
class Button:
    """A link, or with `post` a small form of its own that carries `fields` and a fresh key."""

    label: Text
    url: str
    post: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    primary: bool = False


@dataclass(frozen=True)
class Fact:
    """One line of a fact list. `url` leads to the record that it was taken from."""

    label: Text
    value: Text | int
    url: str = ""


@dataclass(frozen=True)
class Cite:
    """An article: short name for the line, the words of ours about it, and the page that holds it."""

    label: Text
    text: Text = ""
    url: str = ""


@dataclass(frozen=True)
class Action:
    """One row of 今天: verb-first title, when in words, why (unfolds), one button, the other ways out."""

    title: Text
    when: Text = ""
    mark: Mark | None = None
    word: Text = ""  # instead of the mark's own word
    tone: Tone | None = None  # the wording of the norm may allow amber at most
    why: Text = ""
    cite: Cite | None = None
    button: Button | None = None
    others: Sequence[Button] = ()
    note: Text = ""  # who handed it over, and why
    ways: Sequence[Button] = ()  # instead of doing it: put off, hand over, does not apply


@dataclass(frozen=True)
class Finding:
    """One finding of the check-up with its four parts: seen, since, article, next step."""

    title: Text
    mark: Mark
    seen: Text
    tone: Tone | None = None
    word: Text = ""  # instead of the mark's own word
    since: Text = ""
    cite: Cite | None = None
    facts: Sequence[Fact] = ()
    next_steps: Sequence[Text] = ()
    buttons: Sequence[Button] = ()
    caution: Text = ""  # why it can mislead
    audience: Text = ""  # 上级同时可见 / 先由支部看，还有 12 天告知上级
    why_url: str = ""  # the page with facts and caution, where they are not shown here


@dataclass(frozen=True)
class Tab:
    label: Text
    url: str
    is_here: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Month:
    """One of twelve small cells. Without a mark the month has not come or is not asked after."""

    number: int
    mark: Mark | None = None
    tone: Tone | None = None
    url: str = ""
    note: Text = ""


@dataclass(frozen=True)
class Step:
    label: Text
    is_done: bool = False
    is_here: bool = False
    url: str = ""


class Kind(StrEnum):
    TEXT = "text"
    MAIN = "main"  # heads its row, and its card on a phone
    NUMBER = "number"
    BUTTONS = "buttons"


@dataclass(frozen=True)
class Column:
    label: Text
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Cell:
    """Text, with a link, a mark, a note below, or buttons. A plain str or int is a cell of text."""

    text: Text | int = ""
    url: str = ""
    mark: Mark | None = None
    tone: Tone | None = None
    word: Text = ""  # instead of the mark's own word
    note: Text = ""
    buttons: Sequence[Button] = ()


Row = Sequence[Cell | str | int]


@dataclass(frozen=True)
class Table:
    """A real table that becomes cards on a phone. `rows` hold one cell for each column."""

    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Row]
    hide_caption: bool = False

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells in a table of {len(self.columns)} columns")

    def lines(self) -> list[list[tuple[Column, Cell]]]:
        return [
            [
                (column, cell if isinstance(cell, Cell) else Cell(cell))
                for column, cell in zip(self.columns, row, strict=True)
            ]
            for row in self.rows
        ]
