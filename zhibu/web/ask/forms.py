"""The form of a question, made from the facts that it declares. Sent by GET, so that the result is a link."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.questions import Ask, Question, QuestionError
from zhibu.questions.reading import read_fact
from zhibu.web.ask import typed
from zhibu.web.ask.typed import Calendar
from zhibu.web.ask.wording import for_people, without_names
from zhibu.web.components import Fact
from zhibu.web.days import write_day, write_short_day
from zhibu.web.wording import capital, is_english, listed, unit_word, worded

ON = "on"
RADIOS = 7  # more choices than this become a list to open
FIRST = 3  # so many fields are shown at least; all of them where it is hardly more
ALL = 4
FIRST_OF_OPTIONAL = 6
FLAGS = (("是", gettext_lazy("是")), ("否", gettext_lazy("否")))
_LISTS = frozenset({"rows", "days", "months", "month_sums"})
_YEAR = re.compile(r"(?:19|20|21)\d\d")


def deciding(question: Question) -> list[Ask]:
    """The choices that must be made before one can say which other facts are wanted."""
    names = {name for ask in question.asks for name in ask.when}
    return [ask for ask in question.asks if ask.name in names and ask.required]


def code_of(ask: Ask, text: str) -> str:
    """The code that was chosen, empty where nothing was; also for a link that somebody wrote by hand. Raises
    QuestionError.
    """
    return str(read_fact(ask, text)) if text.strip() else ""


def calendar_of(question: Question, data: Mapping[str, str], today: date) -> Calendar:
    """3月5日 lies in the year that the question asks about, else in the year of the day asked for, else in this one."""
    asked = data.get("year", "") if any(ask.name == "year" for ask in question.asks) else ""
    found = _YEAR.search(asked) or _YEAR.search(data.get(ON, ""))
    return Calendar(today, int(found[0]) if found else today.year)


class Line(forms.TextInput):
    """One line, written without a template of its own: a page may hold fifty of them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = self.get_context(name, value, attrs)["widget"]
        text = {} if shown["value"] is None else {"value": shown["value"]}
        return format_html('<input type="text" name="{}"{}{}>', name, flatatt(text), flatatt(shown["attrs"]))


class AskField(forms.CharField):
    """One fact. What was typed is understood generously, then read by the question itself, which words the errors."""

    def __init__(self, question: Question, ask: Ask, calendar: Calendar) -> None:
        super().__init__(
            label=label_with_unit(ask), help_text=without_names(question, hint_of(ask)), required=ask.required
        )
        self.question, self.ask, self.calendar = question, ask, calendar
        self.widget = widget_for(ask)
        self.words = [
            Fact(
                capital(worded(column.label_zh)),
                listed([_cell_word(code, word) for code, word in column.choices.items()]),
            )
            for column in ask.columns
            if column.choices
        ]

    def prepare_value(self, value: Any) -> Any:
        """A choice or a yes written by hand in a link is marked like one that was pressed."""
        if not value or self.ask.kind not in {"choice", "flag"}:
            return value
        try:
            read = read_fact(self.ask, value)
        except QuestionError:
            return value
        return ("是" if read else "否") if self.ask.kind == "flag" else read

    def clean(self, value: Any) -> Any:
        """The fact as text or rows; empty when it was left out."""
        fact = typed.plain(self.ask, value or "", self.calendar)
        try:
            read_fact(self.ask, fact)
        except QuestionError as error:
            raise ValidationError(for_people(self.question, error.sentence)) from error
        return fact


def label_with_unit(ask: Ask) -> str:
    unit = _("（%(unit)s）") % {"unit": unit_word(ask.unit_zh)} if ask.unit_zh else ""
    return capital(f"{worded(ask.label_zh)}{unit}")


def _cell_word(code: str, word: str) -> str:
    """What may be typed into a cell: the Chinese word; elsewhere the code, which is one word, and what it means."""
    if not is_english():
        return word
    meaning = worded(word)
    return code if code.replace("_", " ") == meaning else f"{code} ({meaning})"


def hint_of(ask: Ask) -> str:
    """What helps to fill it in, line by line: help, how to write lists, an example."""
    lines = [worded(ask.help_zh)] if ask.help_zh else []
    if ask.kind in _LISTS and not ask.columns:
        lines.append(_("几个都写在一起，一行一个，或者用顿号隔开。"))
    if any(column.kind == "text" for column in ask.columns):
        lines.append(_("名字可以写甲、乙、丙。"))
    if ask.kind not in {"choice", "flag"}:
        lines.append(_example(ask))
    return "\n".join(lines)


def _example(ask: Ask) -> str:
    if ask.kind == "day":
        day = date.fromisoformat(ask.example)
        short = f"{day.month}-{day.day}" if is_english() else write_short_day(day, day)
        return _("例如 %(day)s，今年的写 %(short)s") % {"day": write_day(day), "short": short}
    return _("例如 %(example)s") % {"example": typed.example_of(ask)}


def widget_for(ask: Ask) -> forms.Widget:
    if ask.kind == "flag":
        blank = [] if ask.required else [("", _("不清楚"))]
        return forms.RadioSelect(attrs={"class": "inline"}, choices=[*FLAGS, *blank])
    if ask.kind == "choice":
        blank = [] if ask.required else [("", _("不填"))]
        choices = [*((code, capital(worded(word))) for code, word in ask.choices.items()), *blank]
        if len(choices) <= RADIOS:
            return forms.RadioSelect(choices=choices)
        return forms.Select(choices=choices if blank else [("", _("请选一项")), *choices])
    if ask.kind in _LISTS:
        return forms.Textarea(attrs={"rows": "4", "autocomplete": "off"})
    attributes = {"autocomplete": "off"}
    if ask.kind in {"whole", "money"}:
        attributes |= {"class": "number", "inputmode": "numeric" if ask.kind == "whole" else "decimal"}
    elif ask.kind in {"day", "month"}:
        attributes["class"] = "short"
    return Line(attrs=attributes)


class AskForm(forms.Form):
    """The facts that are wanted, given the deciding choices; and the day whose law is asked for.

    ``chosen`` holds the codes of the deciding choices, which are not asked again here; ``given`` what the address
    carries; ``asked`` says that it is to be answered.
    """

    use_required_attribute = False

    def __init__(
        self, question: Question, chosen: Mapping[str, str], given: Mapping[str, str], *, asked: bool, today: date
    ) -> None:
        super().__init__(dict(given) if asked else None, label_suffix="", initial=dict(given))
        self.question, self.chosen, self.today = question, chosen, today
        codes = _codes(question, {**given, **chosen})
        self.asks = [ask for ask in question.asks if ask.name not in chosen and ask.applies(codes)]
        calendar = calendar_of(question, given, today)
        for ask in self.asks:
            self.fields[ask.name] = AskField(question, ask, calendar)
        self.fields[ON] = AskField(question, day_asked_for(), Calendar(today, today.year))

    def facts(self) -> dict[str, Any]:
        """What the question is asked with; only what was filled in."""
        found = {name: self.cleaned_data[name] for name in self.fields if name != ON}
        return {**self.chosen, **{name: fact for name, fact in found.items() if fact not in ("", [])}}

    def on(self) -> date:
        """The day whose law is asked for."""
        read = read_fact(day_asked_for(), self.cleaned_data.get(ON, ""))
        return read if isinstance(read, date) else self.today

    def first(self) -> list[forms.BoundField]:
        """The fields at the top: the required ones, and the next where those are few."""
        return [self[ask.name] for ask in self.asks if ask.name in self._first_names()]

    def others(self) -> list[forms.BoundField]:
        """The fields under 还有别的情况."""
        return [self[ask.name] for ask in self.asks if ask.name not in self._first_names()]

    def others_open(self) -> bool:
        """Is one of them filled in, or wrong?"""
        return any(field.value() or field.errors for field in self.others())

    def on_field(self) -> forms.BoundField:
        return self[ON]

    def refuse(self, error: QuestionError) -> None:
        """Show what the question refused beside its field, or on top."""
        self.add_error(error.field if error.field in self.fields else None, for_people(self.question, error.sentence))

    def _first_names(self) -> list[str]:
        names = [ask.name for ask in self.asks]
        if len(names) <= ALL:
            return names
        required = [ask.name for ask in self.asks if ask.required]
        most = FIRST if required else FIRST_OF_OPTIONAL
        optional = [name for name in names if name not in required]
        return required + optional[: max(most - len(required), 0)]


def day_asked_for() -> Ask:
    return Ask(
        ON,
        "day",
        _("按哪一天看"),
        "2026-05-20",
        required=False,
        help_zh=_("不填就是今天。填别的日子，用那一天施行的规定算。"),
    )


def _codes(question: Question, given: Mapping[str, str]) -> dict[str, str]:
    """The choices among what was given, by their codes; unreadable ones are left out, their field says why."""
    found = {}
    for ask in question.asks:
        if ask.kind == "choice":
            try:
                found[ask.name] = code_of(ask, given.get(ask.name, ""))
            except QuestionError:
                continue
    return found
