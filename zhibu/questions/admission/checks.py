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
from zhibu.questions.dating import left, months_after, say
from zhibu.rules.said import said
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
        status, tail = (Status.BREACHED, said("晚{late}天", late=late)) if late > 0 else (Status.MET, "按时")
        return Remark(
            step,
            rule,
            law_on,
            status,
            said("{words}；{done}办的，{judged}。", words=words, done=say(done), judged=tail),
            None,
            latest,
            max(0, late),
        )
    days = apart(course.on, latest)
    if days >= 0:
        sentence = said("{words}，{left}。", words=words, left=left(days))
        return Remark(step, rule, law_on, Status.DUE, sentence, None, latest)
    told = "还没有办" if course.is_complete else "没有记录"
    return Remark(
        step,
        rule,
        law_on,
        course.missing(),
        said("{words}；{told}，过了{left}天。", words=words, told=told, left=-days),
        None,
        latest,
        -days,
    )


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
        words = said(
            "{start}{began}，{months}内{done}，最晚{latest}{note}",
            start=say(start),
            began=did(self.start),
            months=say_months(months),
            done=did(self.done),
            latest=say(latest),
            note=self.note_zh,
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
        words = said(
            "{start}{did}，满{months}是{earliest}",
            start=say(start),
            did=did(self.start),
            months=say_months(months),
            earliest=say(earliest),
        )
        if then is None:
            yield Remark(
                step,
                rule,
                law_on,
                Status.NOT_APPLICABLE,
                said("{words}，那天起才能{did}。", words=words, did=did(self.then)),
                earliest,
            )
        elif then < earliest:
            days = apart(then, earliest)
            sentence = said(
                "{words}；{then}就{did}，早了{days}天。", words=words, then=say(then), did=did(self.then), days=days
            )
            yield Remark(step, rule, law_on, Status.BREACHED, sentence, earliest, None, days)
        else:
            yield Remark(
                step,
                rule,
                law_on,
                Status.MET,
                said("{words}；{then}{did}，够了。", words=words, then=say(then), did=did(self.then)),
                earliest,
            )


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
            sentence = said(
                "{first}才{done}，晚于{then}{next}，次序不对。",
                first=say(first),
                done=did(self.first),
                then=say(then),
                next=did(self.then),
            )
            yield Remark(step, rule, then, Status.BREACHED, sentence, first, None, apart(then, first))
        elif self.is_needed:
            yield Remark(
                step,
                rule,
                then,
                Status.MET,
                said("{first}{done}，在{next}以前。", first=say(first), done=did(self.first), next=did(self.then)),
            )

    def _missing(self, course: Course, rule: str, then: date) -> Remark:
        step = EVENTS[self.first].step
        told = said("{then}{done}，以前要先{before}", then=say(then), done=did(self.then), before=did(self.first))
        if course.is_complete:
            return Remark(step, rule, then, Status.BREACHED, said("{told}，没有办。", told=told), absent=self.first)
        return Remark(step, rule, then, Status.UNKNOWN, said("{told}，没有记录。", told=told), absent=self.first)


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
        bounds = said("{least}名", least=least) if least == most else said("{least}到{most}名", least=least, most=most)
        fits = least <= number <= most
        sentence = said(
            "{what_zh}要{bounds}正式党员，现在{have}名", what_zh=self.what_zh, bounds=bounds, have=number
        ) + ("。" if fits else "，不对。")
        yield Remark(EVENTS[self.event].step, rule, happened, Status.MET if fits else Status.BREACHED, sentence)
