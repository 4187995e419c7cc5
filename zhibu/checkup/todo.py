"""今天要办的事: a short list out of findings. A pure function; what is harmful when late comes first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhibu.base.touched import SheetKind
from zhibu.checkup.showing import Shown
from zhibu.checkup.wording import step_title
from zhibu.norms.model import Colour, NextStep
from zhibu.rules.said import said
from zhibu.rules.status import Status

SHOWN_AT_MOST = 7
SAYING = "declare"  # the step that only explains; never the first thing to do
HARM = {Colour.RED: 0, Colour.AMBER: 1, Colour.GREY: 2}


@dataclass(frozen=True)
class Todo:
    """One thing to do. `step` is the way to do it; None when there is nothing to press."""

    title: str
    shown: Shown
    step: NextStep | None


def to_do(findings: Iterable[Shown]) -> list[Todo]:
    """Everything to do, in order. Pages show the first seven and the rest under 以后的事.

    Statutory acts first, then what is late or against a rule, then what is due, then questions; each by the harm of
    being late, then by day. What a text merely permits is information and not on the list.
    """
    wanted = [shown for shown in findings if shown.colour in HARM]
    return [_todo(shown) for shown in sorted(wanted, key=_urgency)]


def place_of(shown: Shown) -> int:
    """0 statutory, 1 late or against a rule, 2 due, 3 a question."""
    if shown.is_statutory and shown.status is not Status.UNKNOWN:
        return 0
    if shown.is_signal:
        return 3
    if shown.status in (Status.OVERDUE, Status.BREACHED):
        return 1
    return 2 if shown.status is Status.DUE else 3


def _urgency(shown: Shown) -> tuple[int, int, date, str, str]:
    day = shown.due_on or shown.since or shown.first_seen_on
    return place_of(shown), HARM[shown.colour], day, shown.norm, str(shown.subject)


def _todo(shown: Shown) -> Todo:
    doing = [step for step in shown.steps if step.action != SAYING]
    step = doing[0] if doing else (shown.steps[0] if shown.steps else None)
    title = step_title(step) if step else shown.title
    return Todo(
        said("{title}（{which}）", title=title, which=which) if (which := _which(shown)) else title, shown, step
    )


def _which(shown: Shown) -> str:
    """Which vote, unit or period is meant. What runs now needs no name."""
    if shown.sheet in (SheetKind.RESOLUTION, SheetKind.UNIT, SheetKind.CANDIDATE):
        return shown.about
    return "" if shown.status is Status.DUE else shown.period_words
