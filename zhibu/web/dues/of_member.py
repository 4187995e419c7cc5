"""One member's dues, for those who keep them: payments, arrangements, talks, counter-entries, receipts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.base.looks import leave_trace
from zhibu.base.touched import Done
from zhibu.dues import actions, queries
from zhibu.dues.accounts import account_of
from zhibu.dues.fixing import ask
from zhibu.dues.models import Arrangement, Nature, Payment
from zhibu.member.models import Member
from zhibu.rules.money import fen, yuan
from zhibu.rules.month_runs import first_day, month_number
from zhibu.web import notices
from zhibu.web.access import PageRequest, page, signed_in
from zhibu.web.components import Fact, Text
from zhibu.web.days import write_day
from zhibu.web.dues import showing
from zhibu.web.dues.forms import ApprovalForm, ArrangementForm, CounterForm, PaymentForm, ReminderForm
from zhibu.web.dues.own import member_context
from zhibu.web.dues.pages import month_asked, year_asked
from zhibu.web.dues.writing import keep
from zhibu.web.forms import Form
from zhibu.web.short_form import show_form
from zhibu.web.wording import is_english, worded_lines

DAYS_TO_MAKE_UP = 30  # a suggestion in the form, nothing more


@page(Right.KEEP_DUES)
@require_safe
def dues_member(request: PageRequest, member_id: UUID) -> HttpResponse:
    """Opening it leaves a trace that the member sees."""
    member = queries.member_of(request.actor, member_id)
    branch, year = queries.kept_branch(request.actor), year_asked(request)
    if member.pk != request.actor.member_id:
        leave_trace(request.actor, subject=member.pk, root=member.root, today=request.today)
    context = {
        "member": member,
        "branch": branch,
        "year": year,
        "is_closed": queries.closed(branch, year) is not None,
        **member_context(request, member, branch, year, may_write=True),
    }
    return render(request, "dues/member.html", context)


def _back(member: Member, year: int) -> str:
    return reverse("dues_member", args=[member.pk]) + f"?year={year}"


def _written(
    request: PageRequest, form: Form, act: Callable[[], Done], text: Text, back: str, undo: str = ""
) -> HttpResponse | None:
    done = form.carry_out(act)
    if done is None:
        return None
    if not done.is_repeated:
        notices.done(request, str(text), undo=reverse(undo, args=[done.result.pk]) if undo else "")
    return redirect(back)


@page(Right.KEEP_DUES)
@require_http_methods(["GET", "HEAD", "POST"])
def dues_pay(request: PageRequest, member_id: UUID) -> HttpResponse:
    member = queries.member_of(request.actor, member_id)
    branch, month = queries.kept_branch(request.actor), month_asked(request)
    own = account_of(branch, month.year, request.today).of(member.pk)
    late = own.late_months(request.today) if own else []
    first = min([row.number for row in late] + [month_number(month)])
    owed = sum(row.left for row in own.months if first <= row.number <= month_number(month)) if own else 0
    form = PaymentForm(
        request.POST or None,
        today=request.today,
        year=month.year,
        initial={
            "yuan": f"{yuan(owed)}" if owed else "",
            "first_month": first_day(first).isoformat(),
            "happened_on": request.today,
        },
    )
    back = _back(member, month.year)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        sum_fen = fen(given["yuan"])
        answer = _written(
            request,
            form,
            lambda: keep(
                request, actions.record_payment, form, branch=branch, member=member, fen=sum_fen,
                happened_on=given["happened_on"], first_month=given["first_month"], way=given["way"],
                special_circumstances=given["special_circumstances"],
                is_extra_voluntary=given["is_extra_voluntary"],
            ),
            _("已记下：%(name)s 交了 %(sum)s。") % {"name": member.name, "sum": showing.sum_words(sum_fen)},
            back,
            "dues_payment_undo",
        )  # fmt: skip
        if answer:
            _say_where_much_goes(request, sum_fen, given)
            return answer
    return show_form(
        request, form, title=_("记一笔党费"), button=_("记下"), back=back, back_label=member.name,
        says=[_("从最早没交的月份补起。金额写实际收到的；比应交的多，要本人说是自愿。")],
    )  # fmt: skip


def _say_where_much_goes(request: PageRequest, sum_fen: int, given: dict[str, Any]) -> None:
    """A large voluntary sum goes to the centre; who collects it and how is told at once."""
    if not given["is_extra_voluntary"]:
        return
    branch = queries.kept_branch(request.actor)
    more = sum(
        Payment.objects.filter(
            branch=branch, nature=Nature.VOLUNTARY, happened_on=given["happened_on"], recorded_at=request.now
        ).values_list("fen", flat=True)
    )
    if more:
        said = ask(branch, "dues.handing_up", given["happened_on"], {"extra": str(yuan(more))})
        notices.note(
            request,
            " ".join(worded_lines((*said.because, said.next_step)))
            if is_english()
            else "".join(said.because) + said.next_step,
        )


@page(Right.KEEP_DUES)
@require_http_methods(["GET", "HEAD", "POST"])
def dues_take_back(request: PageRequest, member_id: UUID) -> HttpResponse:
    member = queries.member_of(request.actor, member_id)
    branch, month = queries.kept_branch(request.actor), month_asked(request)
    initial = {"month": month.isoformat(), "happened_on": request.today}
    form = CounterForm(request.POST or None, today=request.today, year=month.year, initial=initial)
    back = _back(member, month.year)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        answer = _written(
            request,
            form,
            lambda: keep(
                request, actions.take_back_money, form, branch=branch, member=member, month=given["month"],
                fen=fen(given["yuan"]), nature=given["nature"], reason=given["reason"],
                happened_on=given["happened_on"],
            ),
            _("已冲正 %(sum)s。") % {"sum": showing.sum_words(fen(given["yuan"]))},
            back,
        )  # fmt: skip
        if answer:
            return answer
    return show_form(
        request, form, title=_("冲正"), button=_("记下冲正"), back=back, back_label=member.name,
        says=[_("原来那笔不改，另记一笔负数，写明为什么。两笔都看得到。")],
    )  # fmt: skip


@page(Right.KEEP_DUES)
@require_http_methods(["GET", "HEAD", "POST"])
def dues_arrange(request: PageRequest, member_id: UUID) -> HttpResponse:
    member = queries.member_of(request.actor, member_id)
    branch, year = queries.kept_branch(request.actor), year_asked(request)
    form = ArrangementForm(
        request.POST or None,
        today=request.today,
        year=year,
        initial={"first_month": request.today.replace(year=year, day=1).isoformat(), "discussed_on": request.today},
    )
    back = _back(member, year)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        answer = _written(
            request,
            form,
            lambda: keep(
                request, actions.arrange, form, branch=branch, member=member, kind=given["kind"],
                since=given["first_month"], until=first_day(month_number(given["last_month"]) + 1),
                discussed_on=given["discussed_on"], approved_on=given["approved_on"], is_retired=given["is_retired"],
                monthly_fen=fen(given["monthly"]) if given["monthly"] is not None else None,
            ),
            _("已记下。"),
            back,
            "dues_arrangement_undo",
        )  # fmt: skip
        if answer:
            return answer
    said = ask(branch, "dues.reduction", request.today, {"retired": False})
    return show_form(
        request, form, title=_("少交、按季度交、正当理由"), button=_("记下"), back=back, back_label=member.name,
        says=[
            _("少交免交：生活确有困难的，先支部研究，再报上一级党委批准；离退休党员支部同意就行。批下来以前照原数交。"),
            _("只记哪天同意、哪几个月，不写家里和身体的情况。"),
        ],
        cites=showing.cites(said),
    )  # fmt: skip


@page(Right.KEEP_DUES)
@require_http_methods(["GET", "HEAD", "POST"])
def dues_approve(request: PageRequest, arrangement_id: UUID) -> HttpResponse:
    row = queries.kept_for(request.actor, Arrangement, arrangement_id)
    form = ApprovalForm(request.POST or None, today=request.today, initial={"approved_on": request.today})
    back = _back(row.member, row.since.year)
    if request.method == "POST" and form.is_valid():
        answer = _written(
            request,
            form,
            lambda: keep(request, actions.approve, form, arrangement=row, approved_on=form.cleaned_data["approved_on"]),
            _("已记下批准。"),
            back,
        )
        if answer:
            return answer
    return show_form(
        request, form, title=_("上级批准了"), button=_("记下"), back=back, back_label=row.member.name
    )  # fmt: skip


@page(Right.KEEP_DUES)
@require_POST
def dues_arrangement_undo(request: PageRequest, arrangement_id: UUID) -> HttpResponse:
    row = queries.kept_for(request.actor, Arrangement, arrangement_id)
    keep(request, actions.take_back_arrangement, arrangement=row)
    notices.note(request, _("已撤掉那一条。"))
    return redirect(_back(row.member, row.since.year))


@page(Right.KEEP_DUES)
@require_http_methods(["GET", "HEAD", "POST"])
def dues_remind(request: PageRequest, member_id: UUID) -> HttpResponse:
    member = queries.member_of(request.actor, member_id)
    branch, year = queries.kept_branch(request.actor), year_asked(request)
    form = ReminderForm(
        request.POST or None,
        today=request.today,
        initial={"happened_on": request.today, "make_up_by": request.today + timedelta(days=DAYS_TO_MAKE_UP)},
    )
    back = _back(member, year)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        answer = _written(
            request,
            form,
            lambda: keep(
                request, actions.remind, form, branch=branch, member=member, happened_on=given["happened_on"],
                make_up_by=given["make_up_by"],
            ),
            _("已记下，说好%(day)s以前补上。") % {"day": write_day(given["make_up_by"])},
            back,
        )  # fmt: skip
        if answer:
            return answer
    return show_form(
        request, form, title=_("谈过了，定个日子"), button=_("记下"), back=back, back_label=member.name,
        says=[_("先问是不是忘了、有没有困难。有困难的，可以按季度交、托人代交，或者按程序少交免交。谈了什么不记。")],
    )  # fmt: skip


@signed_in
@require_safe
def dues_receipt(request: PageRequest, payment_id: UUID) -> HttpResponse:
    """A receipt to print: for those who keep the dues, and for the member."""
    found = Payment.objects.filter(pk=payment_id).select_related("branch", "member").first()
    if found is None or not _may_read(request, found):
        raise NotFound
    together = list(Payment.objects.filter(branch=found.branch, receipt=found.receipt).order_by("month", "nature"))
    facts = [
        Fact(
            showing.span_words(row.month, row.month) + ("" if row.nature == Nature.DUES else _("，自愿多交")),
            showing.sum_words(row.fen),
        )
        for row in together
    ]
    context = {
        "payment": found,
        "facts": [*facts, Fact(_("合计"), showing.sum_words(sum(row.fen for row in together)))],
        "way": found.get_way_display(),
    }
    return render(request, "dues/receipt.html", context)


def _may_read(request: PageRequest, payment: Payment) -> bool:
    actor = request.actor
    if payment.member_id == actor.member_id:
        return True
    return actor.may(Right.KEEP_DUES) and queries.kept_branch(actor).pk == payment.branch_id
