"""What targets and help put on 今天: for the branch, whoever stands by, the member (答应的), and superiors."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor, Right
from zhibu.meeting.queries import talks_in
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.target import queries
from zhibu.target.models import Line
from zhibu.target.quarters import last_day, to_look_at
from zhibu.web.components import Action, Button
from zhibu.web.days import days_left, write_short_day
from zhibu.web.targets.showing import quarter_of_year
from zhibu.web.today.matters import Matter, Urgency

AHEAD = timedelta(days=14)  # a promise that ends within a fortnight
SOON = timedelta(days=3)
TO_LOOK = timedelta(days=20)  # after the quarter; from then on the check-up asks


def matters(actor: Actor, place: Organisation, today: date) -> Sequence[Matter]:
    if place.kind != OrganisationKind.BRANCH:
        return _asked(actor, today)
    found = [*_own(actor, today), *_help(actor, today), *_talks(actor, place, today)]
    if actor.may(Right.SEE_TARGETS):
        found += [*_to_agree(actor, place, today), *_quarter(actor, place, today)]
    return found


def _own(actor: Actor, today: date) -> list[Matter]:
    """A book that waits for the own yes; promises that end soon."""
    if actor.member_id is None or not actor.may(Right.SEE_OWN):
        return []
    own = queries.visible_to(actor, today).filter(member_id=actor.member_id, year=today.year)
    book = own.prefetch_related("lines").first()
    if book is None:
        return []
    if book.member_agreed_on is None:
        button = Button(_("看一看"), reverse("my_targets"))
        action = Action(_("看看支部写的目标，同意不同意"), mark=None, button=button)
        return [Matter(Urgency.WAITED_FOR, action, key=f"book_to_agree:{book.thread}")]
    lines = sorted(book.lines.all(), key=lambda line: line.due_on)
    return [_promise(line, today) for line in lines if today <= line.due_on <= today + AHEAD]


def _promise(line: Line, today: date) -> Matter:
    action = Action(
        _("答应的：%(line)s") % {"line": line.content},
        when=days_left(line.due_on, today),
        why=_("完成标志：%(mark)s") % {"mark": line.done_when},
        button=Button(_("写一句进展"), reverse("targets_word", args=[line.thread])),
    )
    return Matter(Urgency.PROMISED, action, line.due_on, key=f"line:{line.thread}:{line.due_on}")


def _help(actor: Actor, today: date) -> list[Matter]:
    """Agreed days to look, for the secretary and for whoever stands by; never about oneself."""
    plans = [
        plan
        for plan in queries.plans_visible_to(actor, today).filter(closed_on__isnull=True)
        if plan.member_id != actor.member_id and (plan.helper_id == actor.member_id or actor.may(Right.HELP))
    ]
    looks = queries.help_looks_of(plans)
    found = []
    for plan in plans:
        following = next((look for look in looks.get(plan.thread, ()) if look.seen_on is None), None)
        if following is None or following.due_on > today + SOON:
            continue
        action = Action(
            _("看一看%(name)s：帮扶") % {"name": plan.member.name},
            when=_("约好 %(day)s") % {"day": write_short_day(following.due_on, today)},
            why=_("约好的日子去看一次，做了什么记一句。"),
            button=Button(_("去记"), reverse("targets_help_look", args=[following.pk])),
        )
        key = f"help_look:{following.pk}"
        found.append(Matter(Urgency.PROMISED, action, following.due_on, key=key, is_private=True))
    return found


def _talks(actor: Actor, branch: Organisation, today: date) -> list[Matter]:
    """Talks that the acting person means to have."""
    if actor.member_id is None or not actor.may(Right.SEE_OWN):
        return []
    talks = talks_in(branch, today.year)
    mine = [row for row in queries.open_arranged(actor, branch, talks) if row.talker_id == actor.member_id]
    return [
        Matter(
            Urgency.PROMISED,
            Action(
                _("同%(name)s谈一次心") % {"name": row.partner.name},
                when=_("约在 %(day)s") % {"day": write_short_day(row.planned_on, today)},
                button=Button(
                    _("谈过了，记下"), f"{reverse('talk_new')}?talker={row.talker_id}&partner={row.partner_id}"
                )
                if actor.may(Right.RECORD)
                else Button(_("去看"), reverse("concerns")),
            ),
            row.planned_on,
            key=f"talk:{row.pk}",
            is_private=True,
        )
        for row in mine
        if row.planned_on <= today + SOON
    ]


def _to_agree(actor: Actor, branch: Organisation, today: date) -> list[Matter]:
    """Books that members wrote and the branch has not agreed to."""
    waiting = queries.visible_to(actor, today).filter(
        branch=branch, year=today.year, branch_agreed_on__isnull=True, member_agreed_on__isnull=False
    )
    rows = waiting.select_related("member").order_by("member__sort_key")
    names = [book.member.name for book in rows if book.member_id != actor.member_id]
    if not names:
        return []
    button = Button(_("去看"), reverse("targets"))
    action = Action(_("看看党员写的目标：%(names)s") % {"names": _("、").join(names)}, button=button)
    return [Matter(Urgency.WAITED_FOR, action, key=f"books_to_agree:{branch.pk}:{today.year}:{len(names)}")]


def _quarter(actor: Actor, branch: Organisation, today: date) -> list[Matter]:
    """The prepared next step while the quarter's look is on; late it becomes a question of the check-up."""
    year, quarter = to_look_at(today)
    if queries.closed_quarter(branch, year, quarter):
        return []
    books = [book for book in queries.books_in(branch, year).values() if book.is_agreed]
    looked = queries.looks_of([book.member for book in books], year)
    left = [
        book for book in books if book.member_id != actor.member_id and quarter not in looked.get(book.member_id, {})
    ]
    if not left or today > last_day(year, quarter) + TO_LOOK:
        return []
    name = quarter_of_year(year, quarter)
    action = Action(
        _("一起看一看%(quarter)s的目标") % {"quarter": name},
        when=_("还有 %(count)d 人没看") % {"count": len(left)},
        why=_("一人一分钟，可以打印一张纸去看，回来照着改几处。"),
        button=Button(_("去看"), reverse("targets_quarter", args=[year, quarter])),
    )
    key = f"quarter:{branch.pk}:{year}:{quarter}"
    return [Matter(Urgency.RUNNING, action, last_day(year, quarter), key=key)]


def _asked(actor: Actor, today: date) -> list[Matter]:
    """For the superior: branches that ask for help. Nobody's name."""
    return [
        Matter(
            Urgency.WAITED_FOR,
            Action(
                _("联系%(branch)s：请上级帮一把") % {"branch": row.branch.name},
                when=_("%(day)s提出") % {"day": write_short_day(row.happened_on, today)},
                why=_("支部试过的办法还不够，请上级帮。是什么事，当面听支部说。"),
                button=Button(_("去看"), reverse("targets")),
            ),
            row.happened_on,
            key=f"help_asked:{row.pk}",
            is_private=True,
        )
        for row in queries.requests_below(actor)
    ]
