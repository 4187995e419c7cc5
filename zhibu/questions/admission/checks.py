"""How two or three days of a case are looked at: a limit, a wait, an order, a count.

The text is that of the day of the event. A limit follows the text of the day on which it begins, so that a limit that
is new in a revision binds only what begins after it; an order and a wait follow the text of the later deed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from zhibu.questions.admission.asks import apart, say_months
from zhibu.questions.admission.events import EVENTS
from zhibu.questions.admission.remarks import Course, Remark, did
from zhibu.questions.dating import months_after, say
from zhibu.rules.status import Status


class Check(Protocol):
    """Looks at one point of a case."""

    def look(self, course: Course) -> Iterator[Remark]:
        """What there is to remark; nothing where the facts or a text are not there."""
        ...


def remark_on_limit(
    course: Course, step: int, rule: str, law_on: date, latest: date, done: date | None, words: str
) -> Remark:
    """A remark on something that has a last day: done by it, done late, still open, or over."""
    if done is not None:
        late = apart(latest, done)
        status, tail = (Status.BREACHED, f"晚{late}天") if late > 0 else (Status.MET, "按时")
        return Remark(step, rule, law_on, status, f"{words}；{say(done)}办的，{tail}。", None, latest, max(0, late))
    left = apart(course.on, latest)
    if left >= 0:
        return Remark(step, rule, law_on, Status.DUE, f"{words}，还有{left}天。", None, latest)
    told = "还没有办" if course.is_complete else "没有记录"
    return Remark(step, rule, law_on, course.missing(), f"{words}；{told}，过了{-left}天。", None, latest, -left)


@dataclass(frozen=True, slots=True)
class Limit:
    """``done`` follows within so many months of ``start``."""

    rule: str
    start: str
    done: str
    note_zh: str = ""
    only_before: date | None = None

    def look(self, course: Course) -> Iterator[Remark]:
        """See :class:`Check`."""
        start = course.day(self.start)
        rule = course.text(self.rule, start) if start else None
        if start is None or rule is None or (self.only_before and start >= self.only_before):
            return
        done = course.day(self.done)
        if done is not None and done < start:
            return  # the wrong order is remarked on by Before
        months = course.figures(rule, start).months
        latest = months_after(start, months)
        words = (
            f"{say(start)}{did(self.start)}，{say_months(months)}内{did(self.done)}，最晚{say(latest)}{self.note_zh}"
        )
        yield remark_on_limit(course, EVENTS[self.done].step, rule, start, latest, done, words)


@dataclass(frozen=True, slots=True)
class Wait:
    """``then`` comes so many months after ``start`` at the earliest."""

    rule: str
    start: str
    then: str

    def look(self, course: Course) -> Iterator[Remark]:
        """See :class:`Check`."""
        start, then = course.day(self.start), course.day(self.then)
        law_on = then or (max(course.on, start) if start else course.on)
        rule = course.text(self.rule, law_on)
        if start is None or rule is None:
            return
        months = course.figures(rule, law_on).months
        earliest, step = months_after(start, months), EVENTS[self.then].step
        words = f"{say(start)}{did(self.start)}，满{say_months(months)}是{say(earliest)}"
        if then is None:
            yield Remark(step, rule, law_on, Status.NOT_APPLICABLE, f"{words}，那天起才能{did(self.then)}。", earliest)
        elif then < earliest:
            days = apart(then, earliest)
            sentence = f"{words}；{say(then)}就{did(self.then)}，早了{days}天。"
            yield Remark(step, rule, law_on, Status.BREACHED, sentence, earliest, None, days)
        else:
            yield Remark(step, rule, law_on, Status.MET, f"{words}；{say(then)}{did(self.then)}，够了。", earliest)


@dataclass(frozen=True, slots=True)
class Before:
    """``first`` comes before ``then`` (the same day will do). Where ``is_needed`` is False only the order is looked at.

    ``only_text``: the one text that asks for it, where the texts differ.
    """

    rule: str
    first: str
    then: str
    is_needed: bool = True
    only_text: str = ""

    def look(self, course: Course) -> Iterator[Remark]:
        """See :class:`Check`."""
        first, then = course.day(self.first), course.day(self.then)
        rule = course.text(self.rule, then) if then else None
        if then is None or rule is None or (self.only_text and rule != self.only_text):
            return
        step = EVENTS[self.then].step
        if first is None:
            if self.is_needed:
                yield self._missing(course, rule, then)
        elif first > then:
            sentence = f"{say(first)}才{did(self.first)}，晚于{say(then)}{did(self.then)}，次序不对。"
            yield Remark(step, rule, then, Status.BREACHED, sentence, first, None, apart(then, first))
        elif self.is_needed:
            yield Remark(step, rule, then, Status.MET, f"{say(first)}{did(self.first)}，在{did(self.then)}以前。")

    def _missing(self, course: Course, rule: str, then: date) -> Remark:
        step = EVENTS[self.first].step
        told = f"{say(then)}{did(self.then)}，以前要先{did(self.first)}"
        if course.is_complete:
            return Remark(step, rule, then, Status.BREACHED, f"{told}，没有办。", absent=self.first)
        return Remark(step, rule, then, Status.UNKNOWN, f"{told}，没有记录。", absent=self.first)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people that must lie within bounds, once ``event`` has happened."""

    rule: str
    fact: str
    event: str
    what_zh: str

    def look(self, course: Course) -> Iterator[Remark]:
        """See :class:`Check`."""
        happened, number = course.day(self.event), course.facts[self.fact]
        rule = course.text(self.rule, happened) if happened else None
        if happened is None or rule is None or number is None:
            return
        wanted = course.figures(rule, happened)
        least = getattr(wanted, "people_min", getattr(wanted, "people", 0))
        most = getattr(wanted, "people_max", least)
        bounds = f"{least}名" if least == most else f"{least}到{most}名"
        fits = least <= number <= most
        sentence = f"{self.what_zh}要{bounds}正式党员，现在{number}名" + ("。" if fits else "，不对。")
        yield Remark(EVENTS[self.event].step, rule, happened, Status.MET if fits else Status.BREACHED, sentence)
