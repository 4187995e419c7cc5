"""Dues on 今天: the month to tick for those who keep them, the own dues for a member."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor, Right
from zhibu.dues.accounts import BranchAccount, account_of
from zhibu.dues.claims import waiting_in, waiting_of
from zhibu.dues.fixing import ask
from zhibu.dues.models import Assessment
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.rules.month_runs import first_day, last_day, month_number, say_month
from zhibu.web.components import Action, Button, Mark, Tone
from zhibu.web.days import days_left, write_short_day
from zhibu.web.dues import showing
from zhibu.web.today.matters import Matter, Urgency
from zhibu.web.wording import between, worded


def matters(actor: Actor, place: Organisation, today: date) -> Sequence[Matter]:
    if place.kind != OrganisationKind.BRANCH:
        return ()
    if not Assessment.objects.filter(branch=place, since__year=today.year).exists():
        return ()
    account = account_of(place, today.year, today)
    if actor.may(Right.KEEP_DUES):
        return [*_to_confirm(account, today), *_to_tick(account, today)]
    return _own(actor, place, account, today) if not actor.may(Right.SEE_BRANCH) else ()


def _to_confirm(account: BranchAccount, today: date) -> list[Matter]:
    """Members said that they paid: one look at the account."""
    said = waiting_in(account)
    if not said:
        return []
    first = min(row.happened_on for row in said)
    action = Action(
        _("核对 %(count)d 笔党费") % {"count": len(said)},
        when=_("%(day)s起等着") % {"day": write_short_day(first, today)},
        why=_("本人说交了：%(names)s。收到了按一下就记下。")
        % {"names": between("、").join(row.member.name for row in said)},
        button=Button(_("去核对"), f"{reverse('dues')}?month={said[0].month:%Y-%m}"),
    )
    newest = max(row.recorded_at for row in said)
    return [Matter(Urgency.WAITED_FOR, action, first, key=f"claims:{account.branch_id}:{newest.isoformat()}")]


def _to_tick(account: BranchAccount, today: date) -> list[Matter]:
    """This month and the one before, where they are not ticked yet; a month that was ticked asks nothing here."""
    found = []
    running = month_number(today)
    for number in (running - 1, running):
        owing = [row for _own_, row in account.in_month(number) if row.due and row.left]
        if number < account.asked_from or number in account.collections or not owing:
            continue
        is_over = number < running
        action = Action(
            _("记%(month)s党费") % {"month": _("%(month)d 月") % {"month": number % 12 + 1}},
            when=_("这个月过完了，没有交费记录") if is_over else days_left(last_day(number), today),
            mark=Mark.NO_RECORD if is_over else None,
            tone=Tone.GREY if is_over else None,
            why=_("%(count)d 人要交，共 %(sum)s。都交了按一下就行，没交的去掉勾。")
            % {"count": len(owing), "sum": showing.sum_words(sum(row.left for row in owing))},
            button=Button(_("记党费"), f"{reverse('dues')}?month={first_day(number):%Y-%m}"),
        )
        urgency = Urgency.ASKED if is_over else Urgency.RUNNING
        key = f"dues_month:{account.branch_id}:{number}:{urgency.value}"
        found.append(Matter(urgency, action, last_day(number), key=key))
    return found


def _own(actor: Actor, place: Organisation, account: BranchAccount, today: date) -> list[Matter]:
    """For a member: what is to be paid now, with the article."""
    own = account.of(actor.member_id) if actor.member_id else None
    row = own.month(month_number(today)) if own else None
    if own is None or row is None or not row.left or waiting_of(own.member, first_day(row.number)):
        return []
    month = first_day(row.number).isoformat()
    said = ask(place, "dues.payment", today, {"way": "monthly"})
    action = Action(
        _("交%(month)s党费 %(sum)s") % {"month": worded(say_month(row.number)), "sum": showing.sum_words(row.left)},
        when=days_left(row.due_by, today),
        why="".join(worded(one.plain_zh) for one in said.cites[:1]),
        cite=next(iter(showing.cites(said)), None),
        button=Button(_("我已交"), reverse("dues_say_paid"), post=True, fields={"month": month}),
    )
    return [Matter(Urgency.RUNNING, action, row.due_by, key=f"own_dues:{own.member.pk}:{row.number}")]
