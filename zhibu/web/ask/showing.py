"""An answer as its page shows it: the sentence, the figures, the sum, the articles, and the link to all of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.questions import Answer, Ask, Cite, Question, Told, describe
from zhibu.questions.catalogue import Colour
from zhibu.questions.reading import read_fact
from zhibu.rules.said import filled, tidied
from zhibu.rules.status import Status
from zhibu.web.ask.forms import label_with_unit
from zhibu.web.ask.sayings import SAYINGS
from zhibu.web.ask.wording import columns_of, for_people, label_of, say, shown_tells, words
from zhibu.web.checkup.showing import MARKS
from zhibu.web.components import Cell, Column, Fact, Kind, Mark, Table, Text, Tone
from zhibu.web.days import write_day
from zhibu.web.wording import between, capital, is_english, source_label, worded

TELLING = (Status.OVERDUE, Status.BREACHED, Status.UNKNOWN, Status.NOT_APPLICABLE)
COLOURS = {"red": Tone.RED, "amber": Tone.AMBER, "green": Tone.GREEN, "grey": Tone.GREY}
_PARTS = re.compile("([、至=])")
NARROW = 4  # columns that fit the width of reading
LONG, LONG_IN_LATIN = 40, 90  # letters; more than that is not said large


@dataclass(frozen=True)
class State:
    """The mark beside the sentence, where the status is worth one."""

    kind: Mark
    word: Text
    tone: Tone


@dataclass(frozen=True)
class Source:
    """An article of an answer: what it is called, where it is shown, since when it holds, how sure we are. ``original``
    is its Chinese title, beside an English one.
    """

    label: str
    original: str
    url: str
    force: str
    sure: str
    plain: str
    to_check: bool
    local: str


@dataclass(frozen=True)
class Shown:
    """Everything above the form. ``given`` is for paper: what was filled in."""

    saying: str
    state: State | None
    on: date
    facts: Sequence[Fact]
    tables: Sequence[Table]
    because: Sequence[str]
    sources: Sequence[Source]
    next_step: str
    given: Sequence[Fact]

    @property
    def is_wide(self) -> bool:
        return any(len(table.columns) > NARROW for table in self.tables)


def answer_shown(question: Question, told: Answer, facts: Mapping[str, Any], on: date) -> Shown:
    rows = list(shown_tells(question, told.answer))
    saying = saying_of(question, told)
    figures = [Fact(label_of(field), words(question, field, value)) for field, value in rows if not _is_table(value)]
    return Shown(
        saying=saying,
        state=_state(told, on),
        on=on,
        facts=[fact for fact in figures if saying not in (f"{fact.value}。", _label_and_value(fact))],
        tables=[_table(question, field, value) for field, value in rows if _is_table(value)],
        because=[line for line in (capital(for_people(question, line)) for line in told.because) if line != saying],
        sources=[_source(cite, on) for cite in told.cites],
        next_step=capital(for_people(question, told.next_step)),
        given=[Fact(label_with_unit(ask), _given(ask, facts[ask.name])) for ask in question.asks if ask.name in facts],
    )


def _label_and_value(fact: Fact) -> str:
    return _("%(label)s：%(value)s。") % {"label": fact.label, "value": fact.value}


def saying_of(question: Question, told: Answer) -> str:
    """The answer in one sentence."""
    return capital(_saying(question, told))


def _saying(question: Question, told: Answer) -> str:
    first = worded(told.because[0])
    if not told.answer:
        return first
    spoken = _spoken(question, told)
    answer = {**{name: _tupled(value) for name, value in told.answer.items()}, "status": told.status.value}
    for saying in SAYINGS.get(question.name, ()):
        if saying.fits(answer):
            sentence = str(saying.text)
            try:
                return tidied(filled(sentence, spoken))
            except KeyError:
                continue
    for field, value in shown_tells(question, told.answer):
        sentence = _label_and_value(Fact(label_of(field), words(question, field, value)))
        return (
            sentence if not _is_table(value) and len(sentence) <= (LONG_IN_LATIN if is_english() else LONG) else first
        )
    return first


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _spoken(question: Question, told: Answer) -> dict[str, str]:
    """What a sentence can name: the fields that are there, the parts of a field, how many rows it has."""
    spoken: dict[str, str] = {}
    names = {field.name: field for field in question.tells}
    for name, value in told.answer.items():
        if value is None or value in ("", [], ()):
            continue
        if isinstance(value, Mapping):
            spoken |= {f"{name}_{part}": say(item, {}) for part, item in value.items() if item not in (None, "")}
        elif isinstance(value, list | tuple):
            spoken |= {name: say(value, {}), f"{name}_count": str(len(value))}
        elif name in names and not isinstance(value, bool):
            spoken[name] = say(value, {})
    return spoken


def _state(told: Answer, on: date) -> State | None:
    """Red only where every article that is cited may be red: which of them was broken the answer does not say."""
    if told.status not in TELLING:
        return None
    if told.status is Status.NOT_APPLICABLE:
        return State(Mark.NOT_ASKED, _("不涉及"), Tone.GREY)
    if told.status is Status.UNKNOWN:
        return State(Mark.NO_RECORD, _("还有没填的"), Tone.GREY)
    worst = {describe(cite.norm_id, on).worst_colour for cite in told.cites}
    return State(MARKS[told.status], worded(told.status.label_zh), Tone.RED if worst == {Colour.RED} else Tone.AMBER)


def _is_table(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(row, Mapping) for row in value)


def _table(question: Question, field: Told, rows: Sequence[Mapping[str, Any]]) -> Table:
    columns = columns_of(field, rows)
    heads = [Column(heading, Kind.MAIN if key == _main(columns) else Kind.TEXT) for key, heading in columns]
    cells = [[_cell(question, key, row) for key, _heading in columns] for row in rows]
    return Table(label_of(field), heads, cells)


def _main(columns: Sequence[tuple[str, str]]) -> str:
    """The column that heads its row: the name where there is one."""
    keys = [key for key, _heading in columns]
    return "name" if "name" in keys else keys[0]


def _cell(question: Question, key: str, row: Mapping[str, Any]) -> Cell:
    value = row.get(key)
    if isinstance(value, str) and value in question.norm_ids:
        return Cell(worded(describe(value).norm.name_zh), url=reverse("rule", args=[value]))
    if key.startswith("status") and row.get("status") in set(Status):
        return _status_cell(Status(row["status"]), str(row.get("colour")))
    if key == "name" and "step" in row:
        return Cell(f"{row['step']}. {capital(worded(value))}")
    if value is None or (value == 0 and key.startswith("days")):
        return Cell()
    return Cell(say(value, {}))


def _status_cell(status: Status, colour: str) -> Cell:
    """A row that brings no colour of its own is amber at most."""
    if status in (Status.MET, Status.UNKNOWN) or status not in MARKS:
        return Cell(mark=MARKS.get(status, Mark.NOT_ASKED), word=worded(status.label_zh))
    return Cell(mark=MARKS[status], word=worded(status.label_zh), tone=COLOURS.get(colour, Tone.AMBER))


def _source(cite: Cite, on: date) -> Source:
    until = write_day(cite.to_on) if cite.to_on else ""
    first = write_day(cite.from_on)
    return Source(
        label=source_label(cite.title_zh, cite.article_zh),
        original=f"《{cite.title_zh}》" if is_english() else "",
        url=f"{reverse('rule', args=[cite.norm_id])}?{urlencode({'on': on.isoformat()})}",
        force=_("%(first)s 至 %(last)s施行") % {"first": first, "last": until}
        if until
        else _("%(first)s 起施行") % {"first": first},
        sure=worded(cite.confidence_zh),
        plain=worded(cite.plain_zh),
        to_check=cite.to_check,
        local=cite.document_zh,
    )


def _given(ask: Ask, fact: Any) -> str:
    """A fact that was given, as people write it."""
    if ask.kind == "choice":
        return worded(ask.choices[str(read_fact(ask, fact))])
    if ask.kind == "flag":
        return _("是") if read_fact(ask, fact) else _("否")
    if ask.kind in {"day", "days", "month", "months", "month_sums"}:
        return "".join(say(part, {}) for part in _PARTS.split(str(fact))).replace("=", " ")
    if isinstance(fact, list):
        return between("；").join(" ".join(_row_words(ask, row)) for row in fact)
    return str(fact)


def _row_words(ask: Ask, row: Mapping[str, str]) -> list[str]:
    found = []
    for column in ask.columns:
        cell = row.get(column.name, "")
        found.append((worded(column.choices[cell]) if cell in column.choices else cell) or "-")
    while found and found[-1] == "-":
        found.pop()
    return found


def address_of(question: Question, facts: Mapping[str, Any], on: date) -> str:
    """The address that leads to this answer on any later day: what was filled in, and the day that was used."""
    pairs = {ask.name: _typed_again(ask, facts[ask.name]) for ask in question.asks if ask.name in facts}
    return f"{reverse('ask_question', args=[question.name])}?{urlencode({**pairs, 'on': on.isoformat()})}"


def _typed_again(ask: Ask, fact: Any) -> str:
    """A fact as it could have been typed."""
    if not isinstance(fact, list):
        return str(fact)
    return "\n".join(" ".join(row.get(column.name) or "-" for column in ask.columns) for row in fact)
