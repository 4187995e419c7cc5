"""党费: the month for those who keep the dues, totals for a superior, the own dues for everybody else."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound, Refused
from zhibu.dues import actions, queries
from zhibu.dues.accounts import BranchAccount, account_of
from zhibu.dues.claims import waiting_in
from zhibu.dues.models import Collection, Payment
from zhibu.intake.relay import read_relay
from zhibu.org.queries import branches_of
from zhibu.rules.month_runs import first_day, last_day, month_number, say_month
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Tab
from zhibu.web.dues import showing
from zhibu.web.dues.claims import posted_month
from zhibu.web.dues.forms import MonthForm, RelayForm
from zhibu.web.dues.own import own_context
from zhibu.web.dues.writing import keep
from zhibu.web.wording import worded

ROWS = 50
EARLIEST_YEAR = 2008
MOST_UNCLEAR = 8
NOT_PAID = re.compile(r"[没未]有?[交缴]|还没|[下过]个?月|[下过]几?天|晚[点些]")
CONTENT = (Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW)


def month_asked(request: PageRequest) -> date:
    """The month of the address (2026-11 or its first day); this month where none can be read."""
    found = re.match(r"(\d{4})-(\d{2})", request.GET.get("month", ""))
    if found and 1 <= int(found[2]) <= 12 and EARLIEST_YEAR <= int(found[1]) <= request.today.year + 1:
        return date(int(found[1]), int(found[2]), 1)
    return request.today.replace(day=1)


def year_asked(request: PageRequest) -> int:
    text = request.GET.get("year", "")
    if text.isdecimal() and EARLIEST_YEAR <= int(text) <= request.today.year + 1:
        return int(text)
    return request.today.year


@page(*CONTENT)
@require_http_methods(["GET", "HEAD", "POST"])
def dues(request: PageRequest) -> HttpResponse:
    actor = request.actor
    if actor.may(Right.KEEP_DUES):
        return _month(request)
    if request.method == "POST":
        raise NotFound
    if actor.may(Right.SEE_BELOW):
        return _totals(request)
    return render(request, "dues/own.html", own_context(request, year_asked(request)))


def _month(request: PageRequest) -> HttpResponse:
    branch, month = queries.kept_branch(request.actor), month_asked(request)
    account = account_of(branch, month.year, request.today)
    number = month_number(month)
    if number in account.collections and request.method == "POST":  # sent twice, or by somebody else meanwhile
        notices.note(request, _("%(month)s已经记过，这是记下的。") % {"month": worded(say_month(number))})
        return redirect(f"{reverse('dues')}?month={month:%Y-%m}")
    if number in account.collections:
        return render(request, "dues/collected.html", _collected(request, account, number))
    form = _form(request, account, number, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            lambda: keep(
                request, actions.collect_month, form, branch=branch, month=month,
                happened_on=form.cleaned_data["happened_on"], unpaid=form.unpaid(),
            )
        )  # fmt: skip
        if done:
            if not done.is_repeated:
                words = {"month": worded(say_month(number)), "people": done.result.people}
                sum_ = showing.sum_words(done.result.sum_fen)
                text = _("已记下%(month)s的党费：%(people)d 人，%(sum)s。") % {**words, "sum": sum_}
                notices.done(request, text, undo=reverse("dues_undo", args=[done.result.pk]))
            return redirect(f"{reverse('dues')}?month={month:%Y-%m}")
    return _ask(request, account, number, form)


def _form(
    request: PageRequest, account: BranchAccount, number: int, *, data: Any = None, paid: Sequence[str] | None = None
) -> MonthForm:
    usual = showing.ticked_first(account, number, request.today)
    return MonthForm(
        data,
        today=request.today,
        choices=showing.month_choices(account, number),
        initial={"paid": usual if paid is None else paid, "happened_on": min(request.today, last_day(number))},
    )


def _ask(request: PageRequest, account: BranchAccount, number: int, form: MonthForm) -> HttpResponse:
    unfixed = [own.member.name for own, row in account.in_month(number) if row.due is None]
    owing = [row for _own, row in account.in_month(number) if row.due]
    context = {
        **_frame(request, account, number),
        "form": form,
        "relay": RelayForm(),
        "unfixed": unfixed,
        "nobody": not account.in_month(number),
        "is_to_come": first_day(number) > request.today,
        "people": len(owing),
        "sum": showing.sum_words(sum(row.left for row in owing)),
    }
    return render(request, "dues/month.html", context, status=422 if form.errors else 200)


def _frame(request: PageRequest, account: BranchAccount, number: int) -> dict[str, Any]:
    """What both faces of a month show: where one is, and the months around."""
    return {
        "branch": queries.kept_branch(request.actor),
        "month": worded(say_month(number)),
        "month_value": f"{first_day(number):%Y-%m}",
        "year": account.year,
        "tabs": _tabs(account, number, request.today),
        "claims": showing.claims_table(said) if (said := waiting_in(account)) else None,
        "is_closed": queries.closed(queries.kept_branch(request.actor), account.year) is not None,
    }


def _tabs(account: BranchAccount, number: int, today: date) -> list[Tab]:
    """The months of the year up to this one."""
    last = min(account.year * 12 + 11, max(month_number(today), number))
    first = max(account.asked_from, account.year * 12)
    return [
        Tab(
            _("%(month)d月") % {"month": one % 12 + 1},
            f"{reverse('dues')}?month={first_day(one):%Y-%m}",
            is_here=one == number,
        )
        for one in range(min(first, number), last + 1)
    ]


def _collected(request: PageRequest, account: BranchAccount, number: int) -> dict[str, Any]:
    sums = account.sums(number, number)
    left = [own for own, row in account.in_month(number) if row.left]
    collection = account.collections[number]
    return {
        **_frame(request, account, number),
        "collection": collection,
        "table": showing.collected_table(account, number, request.today),
        "people": sums.people,
        "money": showing.sum_words(sums.money),
        "left": len(left),
        "left_sum": showing.sum_words(sums.left),
    }


@page(Right.KEEP_DUES)
@require_POST
def dues_relay(request: PageRequest) -> HttpResponse:
    """A pasted 接龙 ticks the names that it holds; nothing is recorded until the page is sent."""
    branch, month = queries.kept_branch(request.actor), month_asked(request)
    account = account_of(branch, month.year, request.today)
    number = month_number(month)
    if number in account.collections:
        return redirect(f"{reverse('dues')}?month={month:%Y-%m}")
    relay = RelayForm(request.POST)
    people = [(own.member.pk, own.member.name) for own, _row in account.in_month(number)]
    answers = read_relay(relay.cleaned_data["relay"], people) if relay.is_valid() else []
    paid = {one.key for one in answers if one.key is not None and not NOT_PAID.search(one.remark)}
    unclear = [one.line for one in answers if one.key is None]
    form = _form(request, account, number, paid=[str(key) for key in paid])
    notices.note(request, _("认出 %(count)d 个交了的，已打勾。看一遍再记下。") % {"count": len(paid)})
    if unclear:
        lines = _("；").join(unclear[:MOST_UNCLEAR])
        notices.note(request, _("这几行认不准是谁，没有打勾：%(lines)s") % {"lines": lines})
    return _ask(request, account, number, form)


@page(Right.KEEP_DUES)
@require_POST
def dues_undo(request: PageRequest, collection_id: UUID) -> HttpResponse:
    collection = queries.kept_for(request.actor, Collection, collection_id)
    keep(request, actions.undo_collection, collection=collection)
    notices.note(request, _("已撤销那个月的记录。"))
    return redirect(f"{reverse('dues')}?month={collection.month:%Y-%m}")


@page(Right.KEEP_DUES)
@require_POST
def dues_paid_now(request: PageRequest, member_id: UUID) -> HttpResponse:
    """One click: this member paid today what was left of this month."""
    member = queries.member_of(request.actor, member_id)
    branch, month = queries.kept_branch(request.actor), posted_month(request)
    own = account_of(branch, month.year, request.today).of(member.pk)
    row = own.month(month_number(month)) if own else None
    if row is None or not row.left:
        raise Refused(_("%(name)s 这个月没有要补的。") % {"name": member.name})
    done = keep(
        request, actions.record_payment, branch=branch, member=member, fen=row.left, happened_on=request.today,
        first_month=month,
    )  # fmt: skip
    text = _("已记下：%(name)s 交了 %(sum)s。") % {"name": member.name, "sum": showing.sum_words(row.left)}
    notices.done(request, text, undo=reverse("dues_payment_undo", args=[done.result.pk]))
    return redirect(f"{reverse('dues')}?month={month:%Y-%m}")


@page(Right.KEEP_DUES)
@require_POST
def dues_payment_undo(request: PageRequest, payment_id: UUID) -> HttpResponse:
    payment = queries.kept_for(request.actor, Payment, payment_id)
    notices.in_time_to_undo(payment.recorded_at, request.now)
    keep(request, actions.undo_payment, payment=payment)
    notices.note(request, _("已撤销那笔交费。"))
    return redirect(f"{reverse('dues')}?month={payment.month:%Y-%m}")


@page(Right.KEEP_DUES)
@require_safe
def dues_year(request: PageRequest) -> HttpResponse:
    branch, year = queries.kept_branch(request.actor), year_asked(request)
    account = account_of(branch, year, request.today)
    sums, closed = account.sums(year * 12, year * 12 + 11), queries.closed(branch, year)
    context = {
        "branch": branch,
        "year": year,
        "table": showing.year_table(account, request.today) if account.members else None,
        "facts": showing.year_facts(sums, queries.handings_up(branch, year), closed),
        "closed": closed,
        "earlier": year - 1 if year > EARLIEST_YEAR else None,
        "later": year + 1 if year < request.today.year else None,
    }
    return render(request, "dues/year.html", context)


def _totals(request: PageRequest) -> HttpResponse:
    year = year_asked(request)
    sheet = Paginator(branches_of(request.actor, request.today), ROWS).get_page(request.GET.get("page"))
    rows = queries.totals(list(sheet), year, request.today)
    context = {"year": year, "sheet": sheet, "table": showing.totals_table(rows) if rows else None}
    return render(request, "dues/totals.html", context)
