"""What the pages of admission begin with: the layers of a place, the right in whose name somebody writes."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from zhibu.admission.case import Case, Timeline
from zhibu.admission.models import Candidate
from zhibu.admission.queries import candidate_for, case_of
from zhibu.base.actor import Actor, Right
from zhibu.base.looks import leave_trace
from zhibu.base.touched import Done
from zhibu.checkup.judging import plain_layers
from zhibu.org.models import Organisation
from zhibu.org.queries import layers_by_path
from zhibu.questions import Layer
from zhibu.web.access import PageRequest
from zhibu.web.writing import perform

KEEPERS = (Right.KEEP_ADMISSION, Right.APPROVE_ADMISSION)


def may_keep(actor: Actor) -> bool:
    return actor.may(Right.KEEP_ADMISSION)


def writing_right(actor: Actor) -> Right:
    return Right.KEEP_ADMISSION if may_keep(actor) else Right.APPROVE_ADMISSION


def layers_for(branch: Organisation, on: date) -> tuple[Layer, ...]:
    """The stricter figures of this place, as the questions take them."""
    return plain_layers(layers_by_path([branch.path], on)[branch.path])


def timelines(cases: Sequence[Case], today: date) -> list[Timeline]:
    """Each case by the settings of its branch. One query for all settings."""
    found = layers_by_path({case.candidate.branch.path for case in cases}, today)
    layers = {path: plain_layers(plain) for path, plain in found.items()}
    return [case.timeline(today, layers[case.candidate.branch.path]) for case in cases]


def opened(request: PageRequest, candidate_id: UUID) -> tuple[Candidate, Case, tuple[Layer, ...]]:
    """The case asked for; a superior who looks leaves a trace that the person can see."""
    candidate = candidate_for(request.actor, candidate_id)
    if not may_keep(request.actor):
        leave_trace(request.actor, subject=candidate.pk, root=candidate.root, today=request.today)
    return candidate, case_of(candidate), layers_for(candidate.branch, request.today)


def write(request: PageRequest, action: Any, key: UUID | None = None, **arguments: Any) -> Done:
    """The one write of this request."""
    return perform(
        request,
        action,
        right=writing_right(request.actor),
        key=key,
        **arguments,
    )
