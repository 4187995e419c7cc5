"""What somebody did with lines of 今天: which stay on the list, which were put aside, which came from somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor
from zhibu.base.clock import day_of
from zhibu.org.models import Organisation
from zhibu.treatment.models import Treatment, Way
from zhibu.treatment.queries import Treated, digest_of, treated
from zhibu.web.components import Button, Text
from zhibu.web.days import write_short_day
from zhibu.web.today.matters import Matter, Urgency


@dataclass(frozen=True)
class Aside:
    """One line that was put aside: its title, how, the reason, and the way back."""

    title: Text
    how: str
    reason: str
    button: Button


@dataclass
class Sorted:
    """`open`: to do, as they came; `waiting`: handed to others; `aside`: put off, or said not to apply."""

    open: list[Matter] = field(default_factory=list)
    waiting: list[Aside] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)


def sort_out(matters: Sequence[Matter], actor: Actor, place: Organisation, today: date) -> Sorted:
    known = treated(actor, place, today)
    found = Sorted()
    for matter in matters:
        digest = digest_of(matter.key)
        own = known.own.get(digest)
        if own is not None and own.way == Way.HANDED and own.receiver_id in known.here:
            found.waiting.append(_handed(matter, own, known, today))
        elif own is not None and (own.way == Way.NOT_APPLICABLE or (own.until is not None and own.until > today)):
            found.aside.append(_put_aside(matter, own, today))
        else:
            found.open.append(_open(matter, digest, known.received.get(digest), today))
    return found


def _open(matter: Matter, digest: str, given: Treatment | None, today: date) -> Matter:
    """The line with its ways out; what somebody handed over says who and why, and stands where people wait."""
    ways = [
        Button(_("推迟"), reverse("today_put_off", args=[digest])),
        Button(_("交给别人"), reverse("today_hand_over", args=[digest])),
    ]
    if matter.answer_url:
        ways.append(Button(_("不适用"), matter.answer_url))
    elif not matter.is_finding and not matter.somebody_waits:
        ways.append(Button(_("不适用"), reverse("today_not_applicable", args=[digest])))
    if given is None:
        return replace(matter, action=replace(matter.action, ways=ways))
    words = _("%(name)s %(day)s交给你：%(reason)s") % {
        "name": given.user.display_name,
        "day": write_short_day(day_of(given.recorded_at), today),
        "reason": given.reason or "",
    }
    ways[1:1] = [
        Button(
            _("还给%(name)s") % {"name": given.user.display_name}, reverse("today_put_back", args=[given.pk]), post=True
        )
    ]
    action = replace(matter.action, ways=ways, note=words)
    return replace(matter, action=action, urgency=min(matter.urgency, Urgency.WAITED_FOR))


def _handed(matter: Matter, own: Treatment, known: Treated, today: date) -> Aside:
    """What the receiver did with it is said to whoever handed it over."""
    assert own.receiver is not None
    how = _("%(day)s交给%(name)s") % {
        "name": own.receiver.display_name,
        "day": write_short_day(day_of(own.recorded_at), today),
    }
    theirs = known.of_receiver(own)
    if theirs is not None and theirs.way == Way.PUT_OFF and theirs.until is not None and theirs.until > today:
        how += _("，对方推迟到 %(day)s：%(reason)s") % {
            "day": write_short_day(theirs.until, today), "reason": theirs.reason or "",
        }  # fmt: skip
    elif theirs is not None and theirs.way == Way.HANDED and theirs.receiver is not None:
        how += _("，对方又交给%(name)s") % {"name": theirs.receiver.display_name}
    elif theirs is not None and theirs.way == Way.NOT_APPLICABLE:
        how += _("，对方说不适用：%(reason)s") % {"reason": theirs.reason or ""}
    return Aside(matter.action.title, how, own.reason or "", _back(own, _("收回来")))


def _put_aside(matter: Matter, own: Treatment, today: date) -> Aside:
    how = _("推迟到 %(day)s") % {"day": write_short_day(own.until, today)} if own.until else _("不适用")
    return Aside(matter.action.title, how, own.reason or "", _back(own, _("放回来")))


def _back(own: Treatment, label: str) -> Button:
    return Button(label, reverse("today_put_back", args=[own.pk]), post=True)
