"""Which papers a case must have by now: one for each step that was taken, and the letters that have not come back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from zhibu.admission.case import Case
from zhibu.admission.models import LetterAbout, Paper, StepKind
from zhibu.admission.steps import Text, about


@dataclass(frozen=True)
class Material:
    """One paper. `key`: the step whose paper it is; None for a letter."""

    name: Text
    state: str
    on: date
    step_label: str
    key: UUID | None = None

    @property
    def is_there(self) -> bool:
        return self.state == Paper.SEEN


def materials_of(case: Case) -> list[Material]:
    """In the order of the days."""
    found = [
        Material(about(step.kind).paper, step.paper, step.happened_on, str(StepKind(step.kind).label), step.pk)
        for step in case.steps
        if about(step.kind).paper
    ]
    for letter in case.letters:
        label = _("函调回函：%(about)s") % {"about": LetterAbout(letter.about).label}
        state = Paper.SEEN if letter.returned_on else Paper.MISSING
        found.append(Material(label, state, letter.sent_on, _("政治审查发函")))
    return sorted(found, key=lambda row: row.on)


def missing_in(case: Case) -> list[Material]:
    return [row for row in materials_of(case) if not row.is_there]
