"""What the articles say of something, in words: shown by `components/said.html` with `rows`."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhibu import questions
from zhibu.web.components import Cite, Text
from zhibu.web.meetings.voting import cite_shown
from zhibu.web.wording import capital, worded, worded_lines


@dataclass(frozen=True)
class Said:
    """The sum step by step, the articles, and what is allowed next. `is_against`: something recorded contradicts."""

    title: Text
    lines: Sequence[str]
    cites: Sequence[Cite] = ()
    next_step: str = ""
    is_against: bool = False


def said_of(title: Text, answer: questions.Answer, *, is_against: bool = False) -> Said:
    """An answer; each text is cited once."""
    cites = {cite.text_zh: cite_shown(cite) for cite in answer.cites}
    return Said(
        title, worded_lines(answer.because), list(cites.values()), capital(worded(answer.next_step)), is_against
    )
