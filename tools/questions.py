"""Writes docs/questions.md out of the questions themselves: `python -m tools.questions`."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from zhibu.questions import Question, list_questions
from zhibu.questions.model import FAMILIES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "questions.md"
HEAD = """# Questions: the law asked from a terminal or a program

`zhibu ask` answers everyday questions with their article. It needs no database and keeps nothing. The law is that of
the day of the event, so the same question may have another answer for an older day.

    zhibu ask --list                     every question: facts, units, choices, answer fields, an example line
    zhibu ask --list --json              the same for programs
    zhibu ask --question vote.committee committee_members=5 present=3
    zhibu ask < lines.jsonl > answers.jsonl

One line in, one line out, in the same order:

    {"question": "vote.committee", "on": "2026-05-20", "facts": {"committee_members": 5, "present": 3}}

`on` is the day whose law is asked; without it, today. The answer has `answer` (the fields of the list), `status`
(`met`, `due`, `overdue`, `breached`, `unknown`, `not_applicable`), `because` (the sum step by step), `cites`
(article, dates in force, how sure, `to_check` where 待核 must stand beside it) and `next_step`. What cannot be used
comes back as `error` with `field`, `sentence` and `example`; the other lines are answered. A fact that is not known
is left out, never guessed. Exit code 0: all answered; 1: some line was not; 2: wrong arguments.

From Python: `zhibu.questions.answer("vote.committee", date(2026, 5, 20), {"committee_members": 5, "present": 3})`; it
raises `QuestionError` naming the field. Stricter figures of a unit are passed as `layers`.

`zhibu norms check` looks over the rules behind the answers, `zhibu norms diff 2026-05-10 2026-05-11` shows what
changed between two days, `zhibu norms show ID` one rule with its figures and worked examples.

This page is written by `python -m tools.questions`. Facts that must be given stand behind each question.
"""


def page() -> str:
    """The whole page."""
    return HEAD + "\n".join(_sections()) + "\n"


def _sections() -> Iterator[str]:
    order = list(FAMILIES)
    questions = sorted(list_questions(), key=lambda question: order.index(question.family))
    for family, members in groupby(questions, key=lambda question: question.family):
        yield f"\n## {FAMILIES[family]} `{family}`\n"
        yield from map(_line, members)


def _line(question: Question) -> str:
    facts = ", ".join(f"`{ask.name}`" for ask in question.asks if ask.required)
    return f"- `{question.name}` {question.title_zh} ({question.title_en}): {facts or 'nothing must be given'}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
