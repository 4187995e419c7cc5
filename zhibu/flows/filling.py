"""A higher body's own form, filled for all branches from records, with what branches answered to the rest."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from zhibu.base.errors import Refused
from zhibu.flows.form_values import branch_values, member_values
from zhibu.intake import forms as form_files
from zhibu.intake.forms import FormTable
from zhibu.intake.result import Unreadable
from zhibu.org.models import Organisation
from zhibu.rules.said import said
from zhibu.work.forms import answers_to, questions_about
from zhibu.work.models import HigherForm

MOST_BRANCHES = 500


@dataclass
class Filled:
    """What stands in the form: its table, whose line each is, the values by column, and what is still missing.

    `empty`: for each known column how many lines have no record; `unanswered`: branches that still owe an answer.
    """

    table: FormTable
    names: list[str]
    lines: list[dict[int, Any]]
    empty: dict[int, int] = field(default_factory=dict)
    unanswered: int = 0


def recognised(content: bytes, name: str) -> FormTable:
    """The table of a form; refused with the reason and what to do where none is recognised."""
    try:
        return form_files.recognise(content, name)
    except Unreadable as error:
        raise Refused(error.sentence, field="file") from error


def filled(form: HigherForm, branches: list[Organisation], today: date) -> Filled:
    """Every line of the form. A fixed number of queries however many branches."""
    if len(branches) > MOST_BRANCHES:
        raise Refused(said("一次最多填 {MOST_BRANCHES} 个支部。", MOST_BRANCHES=MOST_BRANCHES), "由下一级分别填。")
    table = recognised(bytes(form.content), form.name)
    if table.is_person:
        rows = member_values(branches, today)
        return _filled(table, [(str(row["name"]), row, {}) for row in rows])
    values = branch_values(branches, form.year, today)
    answers = answers_to(questions_about(form))
    return _filled(table, [(branch.name, values[branch.pk], answers.get(branch.pk, {})) for branch in branches])


def _filled(table: FormTable, rows: list[tuple[str, dict[str, Any], dict[str, str]]]) -> Filled:
    found = Filled(table, [name for name, _values, _answers in rows], [])
    found.empty = {column.column: 0 for column in table.known}
    for number, (_name, values, answers) in enumerate(rows, start=1):
        line: dict[int, Any] = {}
        for column in table.columns:
            held = column.held
            value = (
                answers.get(column.text) if held is None else number if held.key == "serial" else values.get(held.key)
            )
            if value in (None, "") and held is not None:
                found.empty[column.column] += 1
            line[column.column] = value
        found.lines.append(line)
        found.unanswered += bool(table.unknown) and not any(line[column.column] for column in table.unknown)
    return found


def file_of(form: HigherForm, result: Filled) -> bytes:
    """The form itself, filled, in its own layout."""
    return form_files.fill(bytes(form.content), form.name, result.table, result.names, result.lines)


def askable(table: FormTable, asked: list[UUID]) -> list[str]:
    """Columns that only branches know; none for a form about people, and none twice."""
    return [] if table.is_person or asked else [column.text for column in table.unknown]
