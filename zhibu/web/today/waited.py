"""What a branch sent up and waits for: nothing to do, but known without a search. Each line leads to its page."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.admission import queries as admissions
from zhibu.admission.models import Matter
from zhibu.base.actor import Actor, Right
from zhibu.election import queries as elections
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.web.admission.reading import layers_for
from zhibu.web.components import Button
from zhibu.web.days import write_short_day
from zhibu.web.elections import showing
from zhibu.web.today.sorting import Aside
from zhibu.work import queries as tasks
from zhibu.work import upward
from zhibu.work.models import Asked
from zhibu.work.reach import GIVEN_BY_ABOVE

MOST = 20  # of each kind; the rest stand on their own pages


def sent_up(actor: Actor, place: Organisation, today: date) -> list[Aside]:
    """Requests, work for which time or help was asked, admissions, the election: until they are answered."""
    if place.kind != OrganisationKind.BRANCH:
        return []
    found: list[Aside] = []
    if actor.may(Right.RECORD):
        found += _requests(actor, today) + _work(actor, place) + _election(place, today)
    if actor.may(Right.KEEP_ADMISSION):
        found += _admissions(actor, today)
    return found


def _requests(actor: Actor, today: date) -> list[Aside]:
    rows = upward.unanswered(upward.visible_to(actor)).select_related("to").order_by("happened_on", "pk")[:MOST]
    return [
        _line(
            _("请示：%(matter)s") % {"matter": row.matter},
            _since(row.to.name if row.to else row.to_name, row.happened_on, today),
            reverse("submission", args=[row.thread]),
            _("希望 %(day)s前答复") % {"day": write_short_day(row.answer_by, today)} if row.answer_by else "",
        )
        for row in rows
    ]


def _work(actor: Actor, place: Organisation) -> list[Aside]:
    rows = tasks.waiting_for_answer(tasks.listed(actor, place)).filter(source__in=GIVEN_BY_ABOVE)[:MOST]
    return [
        _line(
            (_("等答复延期：%(title)s") if row.asked == Asked.MORE_TIME else _("等上级帮一把：%(title)s"))
            % {"title": row.title},
            str(row.get_source_display()),
            reverse("task", args=[row.thread]),
        )
        for row in rows
    ]


def _admissions(actor: Actor, today: date) -> list[Aside]:
    return [
        _line(
            _("%(name)s的%(matter)s") % {"name": row.candidate.name, "matter": Matter(row.matter).label},
            _since("", row.happened_on, today),
            reverse("admission_one", args=[row.candidate_id]),
        )
        for row in admissions.waiting_below(actor)[:MOST]
    ]


def _election(place: Organisation, today: date) -> list[Aside]:
    election = elections.open_election(place)
    if election is None:
        return []
    standing = elections.standing_of(election, layers_for(place, today))
    part = standing.next_part
    if part is None or part not in showing.ANSWERED or standing.refused is not None:
        return []
    title = _("补选：%(part)s") if standing.setup.is_by_election else _("换届：%(part)s")
    sent = max((row.happened_on for row in standing.steps), default=today)
    words = title % {"part": showing.label_of(standing, part)}
    return [_line(words, _since("", sent, today), reverse("elections_one", args=[election.pk]))]


def _since(receiver: str, day: date, today: date) -> str:
    words = {"receiver": receiver or _("上级"), "day": write_short_day(day, today)}
    return _("%(day)s报给%(receiver)s，等答复") % words


def _line(title: str, how: str, address: str, reason: str = "") -> Aside:
    return Aside(title, how, reason, Button(_("看看"), address))
