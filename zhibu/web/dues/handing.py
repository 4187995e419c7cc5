"""上缴, 公示 and 结账: what happens with the money of the branch, and what its members are told."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import Refused
from zhibu.dues import actions, queries
from zhibu.dues.accounts import account_of
from zhibu.dues.fixing import ask
from zhibu.dues.models import HandingUp, Publication, YearClose
from zhibu.org.models import Organisation
from zhibu.org.queries import lineage, parent_path
from zhibu.rules.month_runs import month_number
from zhibu.web import notices
from zhibu.web.access import PageRequest, page, signed_in
from zhibu.web.confirm import Confirm, ask_first, is_confirmed
from zhibu.web.dues import showing
from zhibu.web.dues.forms import ReceiptNumberForm, SpanForm
from zhibu.web.dues.pages import year_asked
from zhibu.web.dues.writing import keep
from zhibu.web.short_form import show_form


def _months(branch: Organisation, year: int, request: PageRequest, done_to: int) -> tuple[int, int]:
    """The span to offer: the months that were collected since the last that was done."""
    account = account_of(branch, year, request.today)
    running = min(month_number(request.today), year * 12 + 11)
    pending = [number for number in account.collections if number > done_to]
    return min(pending, default=running), max(pending, default=running)


@page(Right.KEEP_DUES)
@require_http_methods(["GET", "HEAD", "POST"])
def dues_hand_up(request: PageRequest) -> HttpResponse:
    branch, year = queries.kept_branch(request.actor), year_asked(request)
    rows = queries.handings_up(branch, year)
    first, last = _months(branch, year, request, max((month_number(row.last_month) for row in rows), default=0))
    form = SpanForm(
        request.POST or None, today=request.today, year=year, first=first, last=last,
        initial={"happened_on": request.today},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: keep(
                request, actions.hand_up, form, branch=branch, first_month=given["first_month"],
                last_month=given["last_month"], happened_on=given["happened_on"],
            )
        )  # fmt: skip
        if done:
            if not done.is_repeated:
                text = _("已记下上缴 %(sum)s。") % {"sum": showing.sum_words(done.result.fen)}
                notices.done(request, text, undo=reverse("dues_hand_up_undo", args=[done.result.pk]))
            return redirect(f"{reverse('dues_hand_up')}?year={year}")
    sums = account_of(branch, year, request.today).sums(year * 12, year * 12 + 11)
    held = sums.money - sum(row.fen for row in rows)
    context = {
        "branch": branch,
        "year": year,
        "form": form,
        "table": showing.handing_table(rows, may_write=True) if rows else None,
        "held": showing.sum_words(held),
    }
    return render(request, "dues/hand_up.html", context, status=422 if form.errors else 200)


@page(Right.KEEP_DUES)
@require_POST
def dues_hand_up_undo(request: PageRequest, handing_id: UUID) -> HttpResponse:
    row = queries.kept_for(request.actor, HandingUp, handing_id)
    notices.in_time_to_undo(row.recorded_at, request.now)
    keep(request, actions.undo_handing_up, handing_up=row)
    notices.note(request, _("已撤销那次上缴。"))
    return redirect(f"{reverse('dues_hand_up')}?year={row.first_month.year}")


@page(Right.KEEP_DUES)
@require_http_methods(["GET", "HEAD", "POST"])
def dues_receipt_number(request: PageRequest, handing_id: UUID) -> HttpResponse:
    row = queries.kept_for(request.actor, HandingUp, handing_id)
    form = ReceiptNumberForm(request.POST or None, today=request.today, initial={"received_on": request.today})
    back = f"{reverse('dues_hand_up')}?year={row.first_month.year}"
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: keep(
                request, actions.note_receipt, form, handing_up=row, receipt_number=given["receipt_number"],
                received_on=given["received_on"],
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("已记下收据号。"))
            return redirect(back)
    return show_form(request, form, title=_("上级开了收据"), button=_("记下"), back=back, back_label=_("上缴"))


@page(Right.KEEP_DUES)
@require_safe
def dues_slip(request: PageRequest, handing_id: UUID) -> HttpResponse:
    """党费上缴单, to print and sign."""
    row = queries.kept_for(request.actor, HandingUp, handing_id)
    above = parent_path(row.branch.path)
    context = {
        "row": row,
        "span": showing.span_words(row.first_month, row.last_month),
        "sum": showing.sum_words(row.fen),
        "above": lineage([row.branch.path]).get(above, ""),
    }
    return render(request, "dues/slip.html", context)


@page(Right.KEEP_DUES)
@require_http_methods(["GET", "HEAD", "POST"])
def dues_publish(request: PageRequest) -> HttpResponse:
    branch, year = queries.kept_branch(request.actor), year_asked(request)
    rows = queries.publications(branch, year)
    first, last = _months(branch, year, request, max((month_number(row.last_month) for row in rows), default=0))
    form = SpanForm(
        request.POST or None, today=request.today, year=year, first=first, last=last,
        initial={"happened_on": request.today},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: keep(
                request, actions.publish, form, branch=branch, first_month=given["first_month"],
                last_month=given["last_month"], happened_on=given["happened_on"],
            )
        )  # fmt: skip
        if done:
            if not done.is_repeated:
                notices.done(request, _("已公示。"), undo=reverse("dues_publish_undo", args=[done.result.pk]))
            return redirect(f"{reverse('dues_publish')}?year={year}")
    said = ask(branch, "dues.publication", request.today, {"year": year, "dates": _dates(rows)})
    context = {
        "branch": branch,
        "year": year,
        "form": form,
        "table": showing.publication_table(rows) if rows else None,
        "cites": showing.cites(said),
    }
    return render(request, "dues/publish.html", context, status=422 if form.errors else 200)


def _dates(rows: list[Publication]) -> list[str]:
    return [row.happened_on.isoformat() for row in rows]


@page(Right.KEEP_DUES)
@require_POST
def dues_publish_undo(request: PageRequest, publication_id: UUID) -> HttpResponse:
    row = queries.kept_for(request.actor, Publication, publication_id)
    notices.in_time_to_undo(row.recorded_at, request.now)
    keep(request, actions.undo_publication, publication=row)
    notices.note(request, _("已撤销那次公示。"))
    return redirect(f"{reverse('dues_publish')}?year={row.first_month.year}")


@signed_in
@require_safe
def dues_published(request: PageRequest, publication_id: UUID) -> HttpResponse:
    """What the members of the branch are told: names and what was actually paid."""
    row = queries.publication_for(request.actor, publication_id)
    context = {
        "row": row,
        "span": showing.span_words(row.first_month, row.last_month),
        "table": showing.published_table(queries.published_lines(row)),
    }
    return render(request, "dues/published.html", context)


@page(Right.KEEP_DUES)
@require_http_methods(["GET", "HEAD", "POST"])
def dues_close(request: PageRequest) -> HttpResponse:
    """The numbers are read back before the year is closed."""
    branch, year = queries.kept_branch(request.actor), year_asked(request)
    back = f"{reverse('dues_year')}?year={year}"
    if request.method == "POST" and is_confirmed(request):
        keep(request, actions.close_year, branch=branch, year=year)
        notices.done(request, _("%(year)d 年已结账。") % {"year": year})
        return redirect(back)
    if queries.closed(branch, year):
        raise Refused(_("%(year)d 年已经结账。") % {"year": year})
    sums = account_of(branch, year, request.today).sums(year * 12, year * 12 + 11)
    facts = showing.year_facts(sums, queries.handings_up(branch, year), None)
    return ask_first(
        request,
        Confirm(
            title=_("给 %(year)d 年结账") % {"year": year},
            button=_("数对，结账"),
            back=back,
            facts=facts,
            consequence=_("结账以后这一年的记录不再改；后来补交的照样可以记，另外列出。"),
        ),
    )


@page(Right.KEEP_DUES)
@require_POST
def dues_close_undo(request: PageRequest, close_id: UUID) -> HttpResponse:
    row = queries.kept_for(request.actor, YearClose, close_id)
    keep(request, actions.undo_close, close=row)
    notices.note(request, _("已撤销结账。"))
    return redirect(f"{reverse('dues_year')}?year={row.year}")
