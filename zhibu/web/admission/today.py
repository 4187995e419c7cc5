"""Admission on 今天: what waits for an answer, what came back, and of each case the step that can be taken now.

Deadlines stand there as findings already; a case whose next step is one of them is not told twice.
"""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.admission import queries
from zhibu.admission.case import Case, Timeline, gate, load
from zhibu.admission.models import Matter, Outcome
from zhibu.base.actor import Actor, Right
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.rules.status import Status
from zhibu.web.admission.reading import layers_for, timelines
from zhibu.web.admission.showing import cite_of, coming_kind
from zhibu.web.components import Action, Button, Mark
from zhibu.web.today.matters import Matter as Row
from zhibu.web.today.matters import Urgency

MOST = 20  # cases and submissions looked at; the rest stand on the page itself


def matters(actor: Actor, place: Organisation, today: date) -> Sequence[Row]:
    if actor.may(Right.APPROVE_ADMISSION):
        return _to_answer(actor, today)
    if not actor.may(Right.KEEP_ADMISSION) or place.kind != OrganisationKind.BRANCH:
        return ()
    cases = [case for case in load(queries.open_in(place)[:MOST]) if not case.is_paused(today)]
    found: list[Row] = []
    for case, timeline in zip(cases, timelines(cases, today), strict=True):
        found += [row for row in (_returned(case, today), _next(case, timeline, place, today)) if row]
    return found


def _to_answer(actor: Actor, today: date) -> list[Row]:
    """The superior: somebody waits."""
    found = []
    for sent in queries.waiting_below(actor)[:MOST]:
        words = {"matter": Matter(sent.matter).label, "name": sent.candidate.name}
        action = Action(
            title=_("答复%(name)s的%(matter)s") % words,
            when=_("%(branch)s报来，第 %(days)d 天")
            % {"branch": sent.candidate.branch.name, "days": (today - sent.happened_on).days},
            mark=Mark.SOON,
            why=_("支部等你答复才能往下办。材料和日子已经替你查过一遍。"),
            button=Button(_("答复"), reverse("admission_answer", args=[sent.pk])),
        )
        found.append(Row(Urgency.WAITED_FOR, action, sent.happened_on, key=f"sent_up:{sent.pk}"))
    return found


def _returned(case: Case, today: date) -> Row | None:
    """The latest answer of one matter is “returned”: put right and send again."""
    latest = {row.matter: row for row in case.submissions}
    back = next((row for row in latest.values() if row.outcome == Outcome.RETURNED), None)
    if back is None:
        return None
    words = {"matter": Matter(back.matter).label, "name": case.candidate.name}
    action = Action(
        title=_("补正%(name)s的%(matter)s，再报一次") % words,
        when=_("退回第 %(days)d 天") % {"days": (today - (back.answered_on or today)).days},
        mark=Mark.SOON,
        why=back.reasons,
        button=Button(_("去补正"), reverse("admission_one", args=[case.candidate.pk])),
    )
    return Row(Urgency.WAITED_FOR, action, back.answered_on, key=f"returned:{back.pk}")


def _next(case: Case, timeline: Timeline, place: Organisation, today: date) -> Row | None:
    """The prepared next step, where nothing stands in its way and no finding speaks of it."""
    kind = coming_kind(case, timeline, today)
    if kind is None or timeline.next is None or case.waiting():
        return None
    told = [p for p in timeline.points if p.status in (Status.DUE, Status.UNKNOWN) and p.step == timeline.next.number]
    if told or not (tried := gate(case, kind, today, layers_for(place, today))).is_open:
        return None
    asking = next((point for point in timeline.next.points), None)
    words = {"name": case.candidate.name, "step": tried.kind.label}
    action = Action(
        title=_("%(name)s：%(step)s") % words,
        when=_("第 %(number)d 步，现在就能办") % {"number": timeline.next.number},
        cite=cite_of(asking) if asking else None,
        button=Button(_("办"), reverse("admission_one", args=[case.candidate.pk])),
    )
    return Row(Urgency.RUNNING, action, key=f"admission:{case.candidate.pk}:{timeline.next.number}:{kind}")
