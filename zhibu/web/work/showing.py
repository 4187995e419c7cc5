"""What the pages of tasks show: rows of the list, the facts of one, its deeds, and what can be done next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.account.queries import names_of
from zhibu.base.actor import Actor
from zhibu.web.components import Button, Cell, Column, Fact, Kind, Mark, Row, Table
from zhibu.web.days import days_left, write_day, write_short_day
from zhibu.web.templatetags.show import lateness
from zhibu.web.wording import between
from zhibu.web.work.pointers import resolved
from zhibu.work.models import (
    AnswerKind,
    Asked,
    Cooperation,
    CooperationAnswer,
    Task,
    TaskDeed,
    TaskForm,
    TaskOwner,
    TaskState,
)
from zhibu.work.reach import GIVEN_BY_ABOVE, keeps, may_answer, may_move

SOON = timedelta(days=7)


def mark_of(task: Task, today: date) -> tuple[Mark | None, str]:
    """The mark of a task with its word; none for work that is simply under way."""
    if task.state == TaskState.DONE:
        return Mark.DONE, _("已办")
    if task.state == TaskState.DROPPED:
        return Mark.NOT_ASKED, _("不再办")
    if task.due_on and task.due_on < today:
        return Mark.OVERDUE, _("过了期限")
    if task.due_on and task.due_on <= today + SOON:
        return Mark.SOON, _("快到期")
    return None, ""


def state_words(task: Task) -> str:
    words = str(task.get_state_display())
    return _("%(state)s，%(asked)s") % {"state": words, "asked": task.get_asked_display()} if task.asked else words


def owner_words(owners: Sequence[TaskOwner]) -> str:
    return _("、").join(row.shown_name for row in owners) or _("还没定人")


def due_by(day: date, today: date) -> str:
    return between("，").join([write_short_day(day, today), days_left(day, today)])


def due_words(task: Task, today: date) -> str:
    if task.due_on is None:
        return _("没有期限")
    if not task.is_open:
        return write_short_day(task.due_on, today)
    return due_by(task.due_on, today)


def tasks_table(tasks: Sequence[Task], owners: Mapping[UUID, Sequence[TaskOwner]], today: date) -> Table:
    lines: list[Row] = []
    for task in tasks:
        mark, word = mark_of(task, today)
        lines.append(
            [
                Cell(task.title, reverse("task", args=[task.thread]), note=source_words(task)),
                owner_words(owners.get(task.thread, ())),
                due_words(task, today),
                Cell("" if mark else state_words(task), mark=mark, word=word, note=asked_note(task) if mark else ""),
            ]
        )
    columns = (Column(_("要办的"), Kind.MAIN), Column(_("谁办")), Column(_("期限")), Column(_("到哪一步")))
    return Table(_("任务"), columns, lines, hide_caption=True)


def asked_note(task: Task) -> str:
    return str(task.get_asked_display()) if task.asked else ""


def source_words(task: Task) -> str:
    if task.form != TaskForm.TASK:
        return str(task.get_form_display())
    return str(task.get_source_display())


def facts_of(task: Task, owners: Sequence[TaskOwner], today: date, source: Fact | None) -> list[Fact]:
    facts = [Fact(_("谁办"), owner_words(owners)), Fact(_("期限"), due_words(task, today))]
    if task.starts_on:
        facts.append(Fact(_("从哪天起"), write_day(task.starts_on)))
    if task.purpose:
        facts.append(Fact(_("为了什么"), task.purpose))
    facts.append(source or Fact(_("来自哪里"), source_words(task)))
    if task.role:
        facts.append(Fact(_("作用"), task.get_role_display()))
    facts.append(Fact(_("到哪一步"), state_words(task)))
    return facts


@dataclass(frozen=True)
class DeedShown:
    """One line of the history: what, when, who wrote it, the words, the day named, the records that show it."""

    title: str
    when: str
    who: str
    lines: Sequence[str]
    until: str
    records: Sequence[Fact]
    answers: Sequence[Fact]
    label: str


def deeds_shown(actor: Actor, task: Task, deeds: Sequence[TaskDeed]) -> list[DeedShown]:
    names = names_of({row.recorded_by for row in deeds})
    records = resolved(actor, [row.records for row in deeds])
    return [
        DeedShown(
            title=str(row.get_kind_display()),
            when=write_day(row.happened_on),
            who=names.get(row.recorded_by, ""),
            lines=row.words.splitlines(),
            until=_("到 %(day)s") % {"day": write_day(row.until)} if row.until else "",
            records=[records[pointer["key"]] for pointer in row.records if pointer["key"] in records],
            answers=[Fact(ask, answer) for ask, answer in row.answers.items()],
            label=lateness(row),
        )
        for row in deeds
    ]


def steps_for(actor: Actor, task: Task) -> list[Button]:
    """What this actor can do with it now; the first is the likely next step."""
    acts: list[tuple[str, str]] = []
    if task.is_open and task.asked and may_answer(actor, task):
        acts.append(("answer_time", _("答复延期")) if task.asked == Asked.MORE_TIME else ("answer_help", _("答复求助")))
    if may_move(actor, task):
        acts += _moves(actor, task)
    return [
        Button(label, reverse("task_take_over", args=[task.thread]), post=True)
        if act == "take_over"
        else Button(label, reverse("task_deed", args=[task.thread, act]))
        for act, label in acts
    ]


def _moves(actor: Actor, task: Task) -> Iterable[tuple[str, str]]:
    if not task.is_open:
        yield "reopen", _("重新办")
        return
    if task.state == TaskState.SENT:
        yield "take_over", _("接手")
        yield "adapt", _("按本支部情况定办法")
        yield "ask_help", _("需要帮助")
        return
    yield "finish", _("办好了")
    yield "progress", _("写进展")
    yield "adapt", _("定本支部的办法")
    if task.due_on and task.asked != Asked.MORE_TIME:
        yield "ask_time", _("请求延期")
    if task.asked != Asked.HELP:
        yield "ask_help", _("需要帮助")
    if keeps(actor, task) and task.source not in GIVEN_BY_ABOVE:
        yield "drop", _("不再办")


@dataclass(frozen=True)
class HelperShown:
    """Who is asked to help with what, and the last that they said."""

    thread: UUID
    party: str
    wanted: str
    until: str
    answer: str
    note: str
    mark: Mark | None = None


def helper_shown(row: Cooperation, answers: Sequence[CooperationAnswer], today: date) -> HelperShown:
    until = _("请在 %(day)s前") % {"day": write_day(row.wanted_by)} if row.wanted_by else ""
    last = answers[0] if answers else None
    if last is None:
        return HelperShown(row.thread, row.party, row.wanted, until, _("还没有答复"), "")
    words = str(last.get_kind_display())
    if last.until:
        words = _("%(answer)s，%(day)s前") % {"answer": words, "day": write_day(last.until)}
    if last.words:
        words = _("%(answer)s：%(words)s") % {"answer": words, "words": last.words}
    note = " · ".join(part for part in (write_day(last.happened_on), str(last.get_channel_display()), last.who) if part)
    is_late = last.kind == AnswerKind.PROMISED and last.until is not None and last.until < today
    mark = Mark.DONE if last.kind == AnswerKind.DONE else Mark.OVERDUE if is_late else None
    return HelperShown(row.thread, row.party, row.wanted, until, words, note, mark)
