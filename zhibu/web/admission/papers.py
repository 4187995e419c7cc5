"""Which papers of the catalogue belong to one case: those of its stage first, all others behind them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse

from zhibu.admission.case import Case, Timeline
from zhibu.admission.models import StepKind
from zhibu.admission.steps import stage_of
from zhibu.ledger.papers.catalogue import paper_of
from zhibu.web.components import Button

BY_STAGE: Mapping[int, Sequence[str]] = {
    1: ("talk",),
    2: ("activist-filing", "review", "opinions", "target-request"),
    3: ("consent", "notice", "notice-report", "political-review", "pre-review", "pre-review-answer"),
    4: ("ballot", "tally", "resolution", "request", "committee-talk", "approval", "refusal", "oath"),
    5: ("probation", "opinions", "ballot", "tally", "resolution", "conversion-request", "conversion-approval"),
}
ALWAYS = ("journal", "checklist", "handover")
ONLY_AFTER = {StepKind.EXTENSION: "extension", StepKind.CANCELLED: "cancellation"}


def papers_of(case: Case, timeline: Timeline) -> tuple[list[Button], list[Button]]:
    """(those of the stage, the others), each with the address of its page."""
    person = case.candidate.pk
    stage = stage_of(timeline.next.number) if timeline.next else timeline.stage
    now = [*BY_STAGE[stage], *ALWAYS]
    now += [key for kind, key in ONLY_AFTER.items() if kind in case.passed]
    others = [key for keys in BY_STAGE.values() for key in keys if key not in now]
    return [_button(key, person) for key in now], [_button(key, person) for key in dict.fromkeys(others)]


def _button(key: str, person: UUID) -> Button:
    paper = paper_of(f"admission-{key}")
    return Button(paper.title, reverse("files_paper", args=[paper.key, person]))
