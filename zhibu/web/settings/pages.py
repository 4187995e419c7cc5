"""本单位的要求: figures that the unit sets itself, where the law leaves room or more is asked."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound, Refused
from zhibu.base.touched import Done
from zhibu.checkup.unit_settings import figures_of, given_way, open_figures
from zhibu.flows.rejudging import progress_of
from zhibu.flows.settings import (
    ask_second_factor,
    ask_second_factor_no_longer,
    drop_figures,
    drop_identity_numbers,
    keep_identity_numbers,
    set_figures,
    set_own_words,
    set_province,
    take_back_own_words,
)
from zhibu.org.models import OWN_WORDS, PROVINCE, Organisation, Setting
from zhibu.org.queries import (
    identity_kept_at,
    organisation_for,
    own_words_at,
    province_at,
    second_factor_asked_at,
    setting_for,
    settings_at,
)
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Fact
from zhibu.web.confirm import Confirm, ask_first, is_confirmed
from zhibu.web.settings import showing
from zhibu.web.settings.forms import DocumentForm, FiguresForm, IdentityForm, ProvinceForm, WordsForm
from zhibu.web.short_form import show_form
from zhibu.web.wording import worded
from zhibu.web.writing import perform, perform_form


def _place(request: PageRequest) -> Organisation:
    """The organisation of the acting role: where a setting is seen from, and where it is made."""
    if request.actor.acting is None:
        raise NotFound
    return organisation_for(request.actor, request.actor.acting.organisation_id)


@page(Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def settings(request: PageRequest) -> HttpResponse:
    place = _place(request)
    may_set = request.actor.may(Right.SET_UP)
    figures = open_figures(place.path, request.today)
    made = settings_at(place.path, request.today)
    labels = {(figure.norm, figure.key): figure for figure in figures}
    context = {
        "place": place,
        "may_set": may_set,
        "open": showing.norms_table(figures, _("规定留了余地的"), is_open=True, may_set=may_set),
        "stricter": showing.norms_table(figures, _("可以定得更严的"), is_open=False, may_set=may_set),
        "made": showing.settings_table(
            made, labels, given_way(place.path, request.today), own=place.pk if may_set else None
        )
        if made
        else None,
        "province": showing.province_words(province_at(place.path, request.today)),
        "identity": showing.identity_words(identity_kept_at(place.path, request.today)),
        "second_factor": showing.second_factor_words(second_factor_asked_at(place.path, request.today)),
        "words": showing.own_words_words(own_words_at(place.path, request.today)),
        "progress": showing.progress_words(progress_of(place.pk), request.today),
    }
    return render(request, "settings/settings.html", context)


@page(Right.SET_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def setting(request: PageRequest, norm: str) -> HttpResponse:
    """The figures of one norm: what the law says, what is allowed, what is asked here."""
    place = _place(request)
    figures = figures_of(place.path, norm, request.today)
    if not figures:
        raise NotFound
    document = next((row.document for row in figures if row.document), "")
    initial = {"source_document": document, "since": request.today}
    form = FiguresForm(request.POST or None, today=request.today, initial=initial, figures=figures)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kept = form.carry_out(
            lambda: perform(
                request, set_figures, right=Right.SET_UP,
                key=given["key"], organisation=place, norm=norm, values=form.values(),
                source_document=given["source_document"], since=given["since"],
            )
        )  # fmt: skip
        if kept:
            notices.done(request, _("已定好，所辖支部按新的数检查。"))
            return redirect("settings")
    context = {"form": form, "title": worded(figures[0].norm_zh), "facts": showing.norm_facts(figures)}
    return render(request, "settings/setting.html", context, status=422 if form.errors else 200)


@page(Right.SET_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def province(request: PageRequest) -> HttpResponse:
    """In which province: its own texts are then asked here and below."""
    place = _place(request)
    standing = province_at(place.path, request.today)
    initial = {"province": standing.values[PROVINCE] if standing else "", "since": request.today}
    form = ProvinceForm(request.POST or None, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.carry_out(
            lambda: perform(
                request, set_province, right=Right.SET_UP,
                key=given["key"], organisation=place, province=given["province"], since=given["since"],
            )
        ):  # fmt: skip
            notices.done(request, _("已记下，所辖支部按新的要求检查。"))
            return redirect("settings")
    return show_form(
        request, form, title=_("在哪个省"), button=_("存下"), back=reverse("settings"), back_label=_("本单位的要求")
    )


@page(Right.SET_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: PageRequest) -> HttpResponse:
    """Whether identity numbers are kept here and below: on by the word of a document, off with all that was kept."""
    place = _place(request)
    standing = identity_kept_at(place.path, request.today)
    if standing is not None:
        return _drop_identity(request, place, standing)
    form = IdentityForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.carry_out(
            lambda: perform(
                request, keep_identity_numbers, right=Right.SET_UP,
                key=given["key"], organisation=place, source_document=given["source_document"],
            )
        ):  # fmt: skip
            notices.done(request, _("已定好：身份证号加密保存。"))
            return redirect("settings")
    return show_form(
        request, form, title=_("收身份证号"), button=_("从今天起收"), back=reverse("settings"),
        back_label=_("本单位的要求"),
        lead=_("没有文件要求就不收。收的，加密保存：本支部书记、组织委员按一下才看得到，上级看不到；台账和导出的表里没有。"),
    )  # fmt: skip


@page(Right.SET_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_asked(request: PageRequest) -> HttpResponse:
    """Whether roles that see content have to log in with a second factor here and below."""
    place = _place(request)
    standing = second_factor_asked_at(place.path, request.today)
    if standing is not None:
        return _ask_no_longer(request, place, standing)
    form = DocumentForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid() and form.carry_out(
        lambda: perform_form(
            request, form, ask_second_factor, right=Right.SET_UP,
            organisation=place, source_document=form.cleaned_data["source_document"],
        )
    ):  # fmt: skip
        notices.done(request, _("已定好：看得到别人资料的角色，下次打开页面就要加上第二道验证。"))
        return redirect("settings")
    return show_form(
        request, form, title=_("登录要第二道验证"), button=_("从今天起要"), back=reverse("settings"),
        back_label=_("本单位的要求"),
        lead=_("书记、委员、代办、组织员、受理人、管理员都要；普通党员自己定。先看看大家有没有手机可用，再定。"),
    )  # fmt: skip


@page(Right.SET_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def own_words(request: PageRequest) -> HttpResponse:
    """How the unit calls things, here and below: on pages and papers from a day on."""
    place = _place(request)
    standing = own_words_at(place.path, request.today)
    initial = {**(standing.values if standing else {}), "since": request.today}
    form = WordsForm(request.POST or None, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            lambda: perform_form(
                request, form, set_own_words, right=Right.SET_UP,
                organisation=place, words=form.words(), since=form.cleaned_data["since"],
            )
        )  # fmt: skip
        if done:
            undo = "" if done.is_repeated else reverse("setting_words_undo", args=[done.result.pk])
            notices.done(request, _("已定好，页面和文书照新的叫法写。"), undo=undo)
            return redirect("settings")
    return show_form(
        request, form, title=_("名称怎么叫"), button=_("存下"), back=reverse("settings"), back_label=_("本单位的要求"),
        lead=_("空着的照系统原来的叫法。规定里的名称（党支部、党小组、支委会等）不改；大家自己写的话也不改；英文页面不变。"),
    )  # fmt: skip


@page(Right.SET_UP)
@require_POST
def own_words_undo(request: PageRequest, setting_id: UUID) -> HttpResponse:
    found = setting_for(request.actor, setting_id)
    if found.norm != OWN_WORDS:
        raise NotFound
    notices.in_time_to_undo(found.recorded_at, request.now)
    perform(request, take_back_own_words, right=Right.SET_UP, setting=found)
    notices.note(request, _("已撤销，照以前的叫法写。"))
    return redirect("settings")


def _ask_no_longer(request: PageRequest, place: Organisation, standing: Setting) -> HttpResponse:
    return _end(
        request, place, standing, ask_second_factor_no_longer, said=_("不再要求。已经加上的还照用。"),
        title=_("不再要求第二道验证？"), button=_("不要求了"),
        consequence=_("以后只凭密码也能登录。已经加上的还照用。"),
    )  # fmt: skip


def _drop_identity(request: PageRequest, place: Organisation, standing: Setting) -> HttpResponse:
    return _end(
        request, place, standing, drop_identity_numbers, said=_("不再收身份证号，已存的都清掉了。"),
        title=_("不再收身份证号？"), button=_("不收了，全部清掉"),
        consequence=_("已存的身份证号连同以前的版本一起清掉，不能恢复。"),
    )  # fmt: skip


def _end(
    request: PageRequest,
    place: Organisation,
    standing: Setting,
    action: Callable[..., Done],
    *,
    said: str,
    **words: Any,
) -> HttpResponse:
    """Asked first; only where it was set, for a superior's word is the superior's to take back."""
    if standing.organisation_id != place.pk:
        raise Refused(_("这是%(name)s定的。") % {"name": standing.organisation.name}, _("要停用，请他们来停。"))
    if is_confirmed(request):
        perform(request, action, right=Right.SET_UP, organisation=place)
        notices.note(request, said)
        return redirect("settings")
    facts = [Fact(_("出自哪份文件"), standing.source_document)]
    return ask_first(request, Confirm(back=reverse("settings"), facts=facts, **words))


@page(Right.SET_UP)
@require_POST
def setting_drop(request: PageRequest, setting_id: UUID) -> HttpResponse:
    """Back to the law from today on. Only what the acting organisation set itself."""
    found = setting_for(request.actor, setting_id)
    perform(request, drop_figures, right=Right.SET_UP, setting=found)
    notices.note(request, _("已停用，从今天起按规定检查。"))
    return redirect("settings")
