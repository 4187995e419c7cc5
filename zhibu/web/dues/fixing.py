"""核定: what each member pays a month, once a year; and a change of pay in between."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.base.actor import Right
from zhibu.dues import actions, queries
from zhibu.dues.accounts import account_of
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.dues import showing
from zhibu.web.dues.forms import ChangeForm, FixForm
from zhibu.web.dues.pages import year_asked
from zhibu.web.dues.writing import keep
from zhibu.web.short_form import show_form


@page(Right.KEEP_DUES)
@require_http_methods(["GET", "HEAD", "POST"])
def dues_fix(request: PageRequest) -> HttpResponse:
    branch, year = queries.kept_branch(request.actor), year_asked(request)
    account = account_of(branch, year, request.today)
    form = FixForm(
        request.POST or None,
        today=request.today,
        account=account,
        standing=queries.standing_fixing(account),
        before=queries.last_year_fixing(account),
        initial={"fixed_on": request.today},
    )
    if request.method == "POST" and form.is_valid():
        lines = form.fixings()
        done = form.carry_out(
            lambda: keep(
                request, actions.fix_year, form, branch=branch, year=year, lines=lines,
                fixed_on=form.cleaned_data["fixed_on"],
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("已核定 %(count)d 人。") % {"count": len(lines)})
            return redirect(f"{reverse('dues_year')}?year={year}")
    context = {"form": form, "branch": branch, "year": year, "lines": form.lines()}
    return render(request, "dues/fix.html", context, status=422 if form.errors else 200)


@page(Right.KEEP_DUES)
@require_http_methods(["GET", "HEAD", "POST"])
def dues_change(request: PageRequest, member_id: UUID) -> HttpResponse:
    member = queries.member_of(request.actor, member_id)
    branch, year = queries.kept_branch(request.actor), year_asked(request)
    standing = queries.standing_fixing(account_of(branch, year, request.today)).get(member.pk)
    initial = {"kind": standing.kind if standing else "", "first_pay_month": request.today.replace(day=1).isoformat()}
    form = ChangeForm(request.POST or None, today=request.today, year=year, initial=initial)
    back = reverse("dues_member", args=[member.pk]) + f"?year={year}"
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: keep(
                request, actions.change_dues, form, branch=branch, member=member, kind=given["kind"],
                sum_yuan=given["base"], first_pay_month=given["first_pay_month"], change=given["change"],
            )
        )  # fmt: skip
        if done and not done.is_repeated:
            words = {"since": showing.span_words(done.result.since, done.result.since)}
            text = _("%(since)s起每月 %(sum)s。") % {**words, "sum": showing.sum_words(done.result.monthly_fen)}
            notices.done(request, text)
        if done:
            return redirect(back)
    return show_form(
        request, form, title=_("工资变了"), button=_("按规定改"), back=back, back_label=member.name,
        says=[_("党费年初核定，年内一般不动。退休、换单位这类变动从哪个月起改，看单位的设置；页面按规定算，不用你定。")],
    )  # fmt: skip
