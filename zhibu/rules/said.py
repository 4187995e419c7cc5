"""Sentences that remember how they were made, so that an edge can say them in another language.

A sentence is an ordinary Chinese ``str``; beside its text it keeps the template and the values put into it. The edge
that knows the reader's language turns template and values by ``in_language``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from string import Formatter
from typing import Any, TypeAlias

Translate: TypeAlias = Callable[[str], str]


class Said(str):
    """A Chinese text with the template and the values it was made of."""

    template: str
    values: Mapping[str, Any]

    def __new__(cls, text: str, template: str = "", values: Mapping[str, Any] | None = None) -> Said:
        made = super().__new__(cls, text)
        made.template = template or text
        made.values = values or {}
        return made

    @property
    def is_as_templated(self) -> bool:
        """Not so for a month, which is a number here and a name elsewhere."""
        return self == self.template.format(**self.values)

    def __add__(self, other: str) -> str:
        return joined((self, other), "")

    def __radd__(self, other: str) -> str:
        return joined((other, self), "")

    def __reduce__(self) -> tuple[Any, ...]:
        return Said, (str(self), self.template, self.values)


class Joined(Said):
    """Several texts in a row, with what stands between them."""

    parts: Sequence[str]
    separator: str

    def __reduce__(self) -> tuple[Any, ...]:
        return joined, (self.parts, self.separator)


def said(template: str, /, **values: Any) -> str:
    """The template, {names} filled in, as one text: said("差{missing}人。", missing=3)."""
    return Said(template.format(**values), template, values)


def joined(parts: Iterable[str], separator: str = "、") -> str:
    """Texts in a row: 一月、二月; with an empty separator, sentences one after the other."""
    row = tuple(parts)
    made = Joined(separator.join(row))
    made.parts, made.separator = row, separator
    return made


def month_name(month: int) -> Said:
    """3, in 2026年3月5日: only a number in Chinese, a name elsewhere."""
    return Said(str(month), f"{month}月")


def kept(text: Any) -> Any:
    """A sentence as JSON, so that it can still be said in another language when it is read again."""
    if isinstance(text, Joined):
        return {"parts": [kept(part) for part in text.parts], "separator": text.separator}
    if isinstance(text, Said):
        made = {"template": text.template, "values": {name: kept(value) for name, value in text.values.items()}}
        return made if text.is_as_templated else made | {"text": str(text)}
    return text if isinstance(text, (str, int)) else str(text)


def reopened(found: Any) -> Any:
    """The sentence again that `kept` put away."""
    if isinstance(found, Mapping) and "parts" in found:
        return joined([reopened(part) for part in found["parts"]], found["separator"])
    if isinstance(found, Mapping):
        values = {name: reopened(value) for name, value in found["values"].items()}
        return Said(found["text"], found["template"], values) if "text" in found else said(found["template"], **values)
    return found


def with_values(text: str, change: Callable[[str], str]) -> str:
    """The sentence with every text in it changed, one by one: masked, for example."""
    if isinstance(text, Joined):
        return joined([with_values(part, change) for part in text.parts], text.separator)
    if isinstance(text, Said):
        values = {name: one if isinstance(one, str) else str(one) for name, one in text.values.items()}
        return said(text.template, **{name: with_values(one, change) for name, one in values.items()})
    return change(text)


def with_templates(text: str, change: Callable[[str], str]) -> str:
    """The sentence with its own words changed and every value in it left alone; a text without a template stays."""
    if isinstance(text, Joined):
        return joined([with_templates(part, change) for part in text.parts], text.separator)
    if isinstance(text, Said) and text.is_as_templated:
        values = {
            name: with_templates(one, change) if isinstance(one, Said) else one for name, one in text.values.items()
        }
        return said(change(text.template), **values)
    return text


def in_language(text: Any, translate: Translate) -> str:
    """A sentence or a word in the language that ``translate`` speaks; what it does not know stays."""
    if isinstance(text, Said):
        return tidied(_turned(text, translate))
    return _turned(text, translate)


def _turned(text: Any, translate: Translate) -> str:
    if isinstance(text, Joined):
        between = translate(text.separator) if text.separator else " "
        return between.join(_turned(part, translate) for part in text.parts)
    if isinstance(text, Said):
        return filled(translate(text.template), {name: _turned(item, translate) for name, item in text.values.items()})
    return translate(text) if isinstance(text, str) and text else str(text)


class _Counting(Formatter):
    """{missing:member|members} is the word that goes with the number; {missing} the number."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if bar:
            return one if str(value) == "1" else many
        return super().format_field(value, format_spec)  # type: ignore[no-any-return]


def filled(template: str, values: Mapping[str, Any]) -> str:
    """The template with the values in. Raises KeyError where one is missing."""
    return _COUNTING.vformat(template, (), values) if "{" in template else template


_COUNTING = _Counting()
_CHOICE = re.compile(r"\{(\w+):([^{}|]*)\|([^{}]*)\}")


class Counted(str):
    """A translation that is filled in by % or format and may choose the word, too: "%(count)d {count:row|rows}"."""

    def __str__(self) -> str:
        return self  # str(…) of a lazy one must not forget how to choose

    def __mod__(self, values: Any) -> str:
        def chosen(choice: re.Match[str]) -> str:
            return choice[2] if str(values[choice[1]]) == "1" else choice[3]

        return str.__mod__(_CHOICE.sub(chosen, self), values)

    def format(self, *args: object, **values: object) -> str:
        return _COUNTING.vformat(self, args, values)


_SPACES = re.compile(" +")
_BEFORE_MARK = re.compile(r" +(?=[,.;:)])")
_TWICE = re.compile(r"([,.;:])[,;.](?![.\w])")
_SENTENCE = re.compile(r"([.?] )([a-z])(?![a-z_]*[._][a-z])")


def tidied(text: str) -> str:
    """Spaces, marks and capitals as English writes them, after parts have been put together."""
    text = _TWICE.sub(r"\1", _BEFORE_MARK.sub("", _SPACES.sub(" ", text)).strip())
    return _SENTENCE.sub(lambda start: start[1] + start[2].upper(), text)
