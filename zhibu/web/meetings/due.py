"""应到: whom a gathering concerns, and why somebody on the roster is not counted."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.meeting.expected import (
    Person,
    Reason,
    due_among,
    entitled_among,
    people_of,
    reasons_no_vote,
    reasons_not_due,
)
from zhibu.meeting.models import Gathering
from zhibu.web.components import Fact
from zhibu.web.wording import between

REASONS = {
    Reason.NOT_COMMITTEE: gettext_lazy("不是支委"),
    Reason.OTHER_GROUP: gettext_lazy("不在这个党小组"),
    Reason.EXEMPT: gettext_lazy("年老体弱，不作硬性要求，来了才计入"),
    Reason.PROBATIONARY: gettext_lazy("预备党员，没有表决权"),
    Reason.SUSPENDED: gettext_lazy("表决权暂停"),
}


def due_facts(people: Sequence[Person], kinds: Iterable[str], group: UUID | None) -> list[Fact]:
    """How 应到 comes about, in numbers and reasons with names."""
    kinds = set(kinds)
    apart = reasons_not_due(people, kinds, group)
    due = len(due_among(people, kinds, group)) - len(apart.get(Reason.EXEMPT, ()))
    return [
        Fact(_("名册"), _("%(number)d 人") % {"number": len(people)}),
        *(_reason_fact(reason, who) for reason, who in apart.items()),
        Fact(_("应到"), _("%(number)d 人") % {"number": due}),
        *(_reason_fact(reason, who) for reason, who in reasons_no_vote(people, kinds, group).items()),
        Fact(_("有表决权"), _("%(number)d 人") % {"number": entitled_among(people, kinds, group)}),
    ]


def _reason_fact(reason: Reason, who: Sequence[Person]) -> Fact:
    words = {"number": len(who), "names": between("、").join(person.name for person in who)}
    return Fact(REASONS[reason], _("%(number)d 人：%(names)s") % words)


def concerned(gathering: Gathering) -> list[Person]:
    """Those on the roster of its day whom it concerns."""
    kinds = {item.kind for item in gathering.items.all()}
    group = gathering.group.thread if gathering.group else None
    return due_among(people_of(gathering.branch, gathering.happened_on), kinds, group)


def due_facts_of(gathering: Gathering) -> list[Fact]:
    kinds = {item.kind for item in gathering.items.all()}
    group = gathering.group.thread if gathering.group else None
    return due_facts(people_of(gathering.branch, gathering.happened_on), kinds, group)
