"""Findings in the words and components of the pages: shared by 体检, 今天 and 计划."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhibu.base.actor import Actor
from zhibu.checkup.counting import State
from zhibu.checkup.models import Answer, AnswerKind
from zhibu.checkup.showing import CheckUp, Colour, InOrder, Shown
from zhibu.checkup.strips import MonthCell, Strip
from zhibu.checkup.todo import Todo
from zhibu.checkup.wording import Source
from zhibu.rules.judgement import Fact as SheetFact
from zhibu.rules.status import Status
from zhibu.rules.telling import list_months
from zhibu.web.checkup import links
from zhibu.web.components import Action, Button, Cite, Fact, Finding, Mark, Month, Tone
from zhibu.web.days import days_left, write_short_day
from zhibu.web.wording import between, capital, is_english, source_label, unit_word, worded

MARKS = {
    Status.OVERDUE: Mark.OVERDUE,
    Status.BREACHED: Mark.CONTRARY,
    Status.DUE: Mark.SOON,
    Status.UNKNOWN: Mark.NO_RECORD,
    Status.MET: Mark.DONE,
}
TONES = {Colour.RED: Tone.RED, Colour.AMBER: Tone.AMBER, Colour.GREEN: Tone.GREEN}
STATE_MARKS = {
    State.NEEDS_HELP: (Mark.OVERDUE, Tone.RED),
    State.MENDING: (Mark.SOON, Tone.AMBER),
    State.NO_RECORD: (Mark.NO_RECORD, Tone.GREY),
    State.FINE: (Mark.DONE, Tone.GREEN),
}
RECORDS_SHOWN = 12


def state_words() -> dict[State, str]:
    return {
        State.NEEDS_HELP: _("需要帮助"),
        State.MENDING: _("自己在改"),
        State.NO_RECORD: _("没有记录"),
        State.FINE: _("正常"),
    }


def tone_of(colour: Colour) -> Tone:
    return TONES.get(colour, Tone.GREY)


def cite_of(source: Source) -> Cite:
    """The article in plain words, how binding it is, how sure we are, and the unit's own document if any."""
    binding = _("措辞：%(strength)s。") % {"strength": worded(source.strength)}
    own = _(" 本单位另有规定：%(document)s。") % {"document": source.document} if source.document else ""
    doubt = _(" 待核：%(doubt)s。") % {"doubt": worded(source.sureness)} if source.needs_checking else ""
    return Cite(
        source_label(source.title, source.article),
        f"{worded(source.plain)} {binding}{own}{doubt}",
        links.rule_url(source.norm),
    )


def since_words(shown: Shown, today: date) -> str:
    """Since when, or until when, in words; every finding has one."""
    if shown.status is Status.DUE:
        if shown.due_on is None:
            return _("从 %(day)s 起该办") % {"day": write_short_day(shown.first_seen_on, today)}
        return _("到 %(day)s，%(left)s") % {
            "day": write_short_day(shown.due_on, today),
            "left": days_left(shown.due_on, today),
        }
    since = shown.since or shown.first_seen_on
    if shown.status is Status.OVERDUE:
        return _("%(day)s 起逾期，到今天 %(days)d 天") % {
            "day": write_short_day(since, today),
            "days": (today - since).days + 1,  # from the last day on which it would have been in time
        }
    if shown.since:
        return _("从 %(day)s 算起") % {"day": write_short_day(since, today)}
    return _("%(day)s 查到") % {"day": write_short_day(since, today)}


def word_of(shown: Shown) -> str:
    """A signal contradicts no rule: it asks to think."""
    return _("请想一想") if shown.is_signal and shown.status is Status.BREACHED else ""


def audience_words(shown: Shown, today: date) -> str:
    if shown.stays_with_branch:
        return _("只有本支部看得到")
    if shown.has_gone_up(today):
        return _("上级同时可见")
    left = (shown.goes_up_on - today).days
    words = ngettext("先由支部看，还有 %(days)d 天告知上级", "先由支部看，还有 %(days)d 天告知上级", left)
    return words % {"days": left}


def title_of(shown: Shown, today: date) -> str:
    """What was seen, with the subject or the year where that is not plain."""
    parts = [worded(shown.title)]
    if shown.about:
        parts.append(worded(shown.about))
    elif shown.periods and shown.status is not Status.DUE and shown.period_months < 12:
        parts.append(worded(shown.period_words))
    title = between("：").join(parts)
    return _("%(year)d年%(title)s") % {"year": shown.year, "title": title} if 0 < shown.year < today.year else title


def fact_value(fact: SheetFact) -> str:
    return f"{worded(fact.value)} {unit_word(fact.unit, fact.value)}".strip()


def facts_of(shown: Shown, today: date) -> list[Fact]:
    """The facts used, then the records they were counted from, each with its page."""
    facts = [Fact(capital(worded(fact.label_zh)), fact_value(fact)) for fact in shown.facts]
    rows = shown.evidence[-RECORDS_SHOWN:]
    for row in rows:
        is_dated = row.is_dated or row.on is None or row.kind != "gathering"
        value = worded(row.label) if is_dated or row.on is None else f"{write_short_day(row.on, today)} {row.label}"
        label = {"gathering": _("记录"), "term": _("届"), "unit": _("单位"), "candidate": _("发展党员")}[row.kind]
        facts.append(Fact(label, value, links.record_url(row)))
    if len(shown.evidence) > len(rows):
        facts.append(Fact(_("更早的记录"), _("还有 %(number)d 条") % {"number": len(shown.evidence) - len(rows)}))
    return facts


def buttons_of(shown: Shown, actor: Actor) -> list[Button]:
    """The steps that this person can take here; 说明 always, for who may confirm."""
    stands_out = shown.colour is Colour.RED  # at most a few on a page
    found = [
        links.button_for(step, shown, actor, primary=stands_out and number == 0)
        for number, step in enumerate(shown.steps)
    ]
    buttons = [button for button in found if button]
    say = links.answer_button(shown, actor, _("说明"))
    if say and say.url not in {button.url for button in buttons}:
        buttons.append(say)
    return buttons


def finding_of(shown: Shown, actor: Actor, today: date, *, is_own: bool, with_facts: bool = True) -> Finding:
    """The four parts. Who can act gets the steps as buttons; superiors, who only look, get them as words.

    Facts and caution stand there, or on a page of their own.
    """
    buttons = buttons_of(shown, actor) if is_own else []
    pressed = {button.label for button in buttons}
    return Finding(
        title=title_of(shown, today),
        mark=MARKS[shown.status],
        word=word_of(shown),
        tone=tone_of(shown.colour),
        seen=capital(worded(shown.sentence)),
        since=since_words(shown, today),
        cite=cite_of(shown.source),
        facts=facts_of(shown, today) if with_facts else (),
        next_steps=[word for word in (worded(step.say_zh) for step in shown.steps) if word not in pressed],
        buttons=buttons,
        caution=shown.caution if with_facts else "",
        audience=audience_words(shown, today),
        why_url="" if with_facts else links.why_url(shown),
    )


def recap_of(shown: Shown, actor: Actor, today: date) -> Finding:
    """The finding read back above the form that answers it: without other steps."""
    return replace(finding_of(shown, actor, today, is_own=False), next_steps=())


@dataclass(frozen=True)
class Family:
    name: str
    findings: Sequence[Finding]


@dataclass(frozen=True)
class Group:
    """One state on the page: 要办, 留意 or 没有记录."""

    key: str
    name: str
    hint: str
    families: Sequence[Family]


def groups_of(found: CheckUp, actor: Actor, today: date, *, is_own: bool, with_facts: bool = True) -> list[Group]:
    """By state, then family."""
    parts = (
        ("todo", _("要办"), _("逾期的，和记录对不上规定的。"), found.mendable),
        ("soon", _("留意"), _("还在期限里。"), found.of(Status.DUE)),
        ("asked", _("没有记录"), _("不等于没有开展。开了就补记，没开就说明。"), found.of(Status.UNKNOWN)),
        ("think", _("请想一想"), _("不是规定，是照做过的事提的醒。不合实际就说明，这一条就不再提。"), found.signals),
    )
    groups = []
    for key, name, hint, rows in parts:
        families = [
            Family(
                family,
                [finding_of(shown, actor, today, is_own=is_own, with_facts=with_facts) for shown in members],
            )
            for family, members in groupby(rows, lambda shown: capital(worded(shown.family_zh)))
        ]
        if families:
            groups.append(Group(key, name, hint, families))
    return groups


def summary_of(found: CheckUp) -> list[tuple[str, str, int]]:
    """(anchor, word, count): what there is, never a score."""
    return [
        ("todo", _("要办"), len(found.mendable)),
        ("soon", _("留意"), len(found.of(Status.DUE))),
        ("asked", _("没有记录"), len(found.of(Status.UNKNOWN))),
        ("think", _("请想一想"), len(found.signals)),
        ("fine", _("正常"), found.in_order_count),
    ]


@dataclass(frozen=True)
class Fine:
    name: str
    sentence: str
    url: str


def in_order_rows(rows: Iterable[InOrder]) -> list[Fine]:
    """One line for each norm and year; several votes or terms in order are one line."""
    found = []
    for (norm, year, name), group in groupby(rows, lambda row: (row.norm, row.year, row.name)):
        members = list(group)
        title = _("%(year)d年 %(name)s") % {"year": year, "name": worded(name)} if year else worded(name)
        count = (
            _("%(number)d 次都对得上。") % {"number": len(members)}
            if len(members) > 1
            else capital(worded(members[0].sentence))
        )
        found.append(Fine(title, count, links.rule_url(norm)))
    return found


def month_of(cell: MonthCell, strip: Strip, year: int, today: date) -> Month:
    """One cell of a strip. An open period is marked in its last month (or the running one), not in each."""
    if cell.is_held:
        return Month(cell.number, Mark.DONE)
    month = date(year, cell.number, 1)
    has_begun = month <= today
    if cell.status in (Status.OVERDUE, Status.UNKNOWN) and cell.is_last:
        return Month(cell.number, MARKS[cell.status], tone_of(cell.colour))
    if cell.status is Status.DUE and (month.year, month.month) == (today.year, today.month):
        return Month(cell.number, Mark.SOON, tone_of(cell.colour))
    if cell.status is Status.NOT_APPLICABLE and has_begun:
        return Month(cell.number, Mark.NOT_ASKED)
    return Month(cell.number)


@dataclass(frozen=True)
class AnswerRow:
    """One answer that was given: who, when, what, and whether it can be taken back here."""

    key: UUID
    what: str
    periods: str
    reason: str
    who: str
    at: date
    can_take_back: bool


def answer_rows(answers: Iterable[Answer], names: dict[UUID, str], found: CheckUp, actor_may: bool) -> list[AnswerRow]:
    return [
        AnswerRow(
            key=answer.pk,
            what=between("：").join((worded(found.name_of(answer.norm)), str(AnswerKind(answer.kind).label))),
            periods=answer_periods(answer, found),
            reason=answer.reason,
            who=names.get(answer.recorded_by, _("已停用的账号")),
            at=answer.recorded_at,
            can_take_back=actor_may,
        )
        for answer in answers
    ]


def answer_periods(answer: Answer, found: CheckUp) -> str:
    if not answer.year:
        return ""
    if answer.kind == AnswerKind.NOT_HELD:
        words = worded(list_months(answer.periods & 0xFFF))
    else:
        words = worded(found.names_of(answer.norm, answer.year, answer.periods))
    if str(answer.year) in words:
        return words
    return f"{words} {answer.year}" if is_english() else f"{answer.year}年{words}"


def action_of(todo: Todo, actor: Actor, today: date) -> Action:
    """One row of 今天."""
    shown = todo.shown
    button = links.button_for(todo.step, shown, actor, primary=shown.colour is Colour.RED) if todo.step else None
    others = [item for item in buttons_of(shown, actor) if button is None or item.label != button.label]
    if button is None and others:
        button, others = others[0], others[1:]
    if button is not None and worded(todo.title).startswith(str(button.label)):
        button = replace(button, label=_("去办"))  # the title has said what; saying it twice only crowds the row
    return Action(
        title=worded(todo.title),
        when=when_words(shown, today),
        mark=MARKS[shown.status],
        word=word_of(shown),
        tone=tone_of(shown.colour),
        why=capital(worded(shown.sentence)),
        cite=cite_of(shown.source),
        button=button,
        others=[Button(item.label, item.url) for item in others],
    )


def when_words(shown: Shown, today: date) -> str:
    """How long there is, or has been; for what has no record the question."""
    if shown.status is Status.DUE:
        return days_left(shown.due_on, today) if shown.due_on else _("该办了")
    if shown.status is Status.OVERDUE and shown.since:
        return days_left(shown.since - timedelta(days=1), today)
    if shown.status is Status.UNKNOWN and shown.answerable:
        return _("开了没记，还是没开？")
    return worded(shown.title)
