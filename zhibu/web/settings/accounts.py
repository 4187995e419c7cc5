"""账号: log-ins and roles. Whoever manages them sees no content; a one-time password is shown once."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.account import actions, queries
from zhibu.account.models import Proposal, RoleGrant, User
from zhibu.base.actor import Right, Role
from zhibu.base.touched import Done
from zhibu.flows.accounts import OUTSIDE_THE_BRANCH, give_role, link_by_name, open_with_role
from zhibu.flows.beats import health
from zhibu.flows.seconding import open_ones, renew_password
from zhibu.org.models import OrganisationKind
from zhibu.org.queries import organisation_for, tree
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.health.showing import facts_of
from zhibu.web.settings import showing
from zhibu.web.settings.forms import AccountForm, PlaceFilter, RoleForm, UserFilter
from zhibu.web.writing import perform

ROWS = 50
MOST_PLACES = 300  # more organisations than this are found by name first
METHODS = require_http_methods(["GET", "HEAD", "POST"])


@page(Right.ACCOUNTS)
@require_safe
def accounts(request: PageRequest) -> HttpResponse:
    filters = UserFilter(request.GET)
    users = queries.users_of(request.actor, filters.chosen().get("q", ""))
    sheet = Paginator(users, ROWS).get_page(request.GET.get("page"))
    found = list(sheet)
    table = showing.users_table(found, queries.roles_of(request.actor, found), request.today)
    context = {
        "filters": filters, "sheet": sheet, "table": table, "is_filtered": bool(filters.chosen()),
        "program": facts_of(health(request.now)),
    }  # fmt: skip
    return render(request, "settings/accounts.html", context)


def _choices(request: PageRequest) -> dict[str, Any]:
    """Organisations of the subtree (those named by `?find=` where there are many) and their secretaries."""
    text = request.GET.get("find", "")
    places = list(tree(request.actor, request.today, text)[:MOST_PLACES])
    return {"organisations": places, "secretaries": queries.secretaries_in(places, request.today)}


def _is_large(request: PageRequest) -> bool:
    return tree(request.actor, request.today).count() > MOST_PLACES


def act(request: PageRequest, action: Any, **arguments: Any) -> Done:
    return perform(request, action, right=Right.ACCOUNTS, **arguments)


def role_arguments(request: PageRequest, form: RoleForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "organisation": organisation_for(request.actor, given["organisation"]),
        "role": Role(given["role"]),
        "for_user": form.secretary(),
        "since": given["since"],
        "key": given["key"],
    }


@page(Right.ACCOUNTS)
@never_cache
@METHODS
def account_new(request: PageRequest) -> HttpResponse:
    """Answers the post itself with the one-time password: nothing that could show it again keeps it."""
    form = AccountForm(request.POST or None, today=request.today, initial={"since": request.today}, **_choices(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        password = actions.one_time_password()
        opened = form.carry_out(
            lambda: act(
                request, open_with_role, username=given["username"], display_name=given["display_name"],
                password=password, **role_arguments(request, form),
            )
        )  # fmt: skip
        if opened and opened.is_repeated:
            notices.note(request, _("这个账号已经建好，一次性密码只显示一次。没抄下就再给一个。"))
            return redirect("account", opened.result)
        if opened:
            return _show_password(request, opened.result, password)
    context = {"form": form, "places": PlaceFilter(request.GET) if _is_large(request) else None}
    return render(request, "settings/account_new.html", context, status=422 if form.errors else 200)


def _show_password(request: PageRequest, user: User, password: str) -> HttpResponse:
    return render(request, "settings/password_once.html", {"person": user, "password": password, "is_second": False})


@page(Right.ACCOUNTS)
@require_safe
def account(request: PageRequest, user_id: UUID) -> HttpResponse:
    user = queries.user_for(request.actor, user_id)
    grants = queries.roles_of(request.actor, [user])[user.pk]
    is_self = user.pk == request.actor.user_id
    context = {
        "person": user,
        "is_self": is_self,
        "waiting": showing.proposals_table(open_ones(request.today).filter(user=user).select_related("organisation")),
        "roles": showing.roles_table(grants, request.today, may_end=not is_self),
        "may_link": user.member_id is None and bool(_places_to_link(grants)),
    }
    return render(request, "settings/account.html", context)


def _places_to_link(grants: list[RoleGrant]) -> list[RoleGrant]:
    """Roles that a member of the branch holds."""
    return [
        grant
        for grant in grants
        if grant.role not in OUTSIDE_THE_BRANCH and grant.organisation.kind == OrganisationKind.BRANCH
    ]


@page(Right.ACCOUNTS)
@METHODS
def role_new(request: PageRequest, user_id: UUID) -> HttpResponse:
    user = queries.user_for(request.actor, user_id)
    form = RoleForm(request.POST or None, today=request.today, initial={"since": request.today}, **_choices(request))
    if request.method == "POST" and form.is_valid():
        given = form.carry_out(lambda: act(request, give_role, user=user, **role_arguments(request, form)))
        if given and isinstance(given.result, Proposal):
            notices.done(request, _("已请上级同意。上级的组织员点了同意，角色才生效。"))
        elif given:
            notices.done(request, _("已加上角色。"))
        if given:
            return redirect("account", user.pk)
    context = {"form": form, "person": user, "places": PlaceFilter(request.GET) if _is_large(request) else None}
    return render(request, "settings/role_new.html", context, status=422 if form.errors else 200)


@page(Right.ACCOUNTS)
@require_POST
def role_end(request: PageRequest, grant_id: UUID) -> HttpResponse:
    grant = queries.grant_for(request.actor, grant_id)
    act(request, actions.end_role, grant=grant, until=request.today)
    notices.note(request, _("角色已结束。"))
    return redirect("account", grant.user_id)


@page(Right.ACCOUNTS)
@never_cache
@require_POST
def password_new(request: PageRequest, user_id: UUID) -> HttpResponse:
    """A new one-time password, shown in the answer and nowhere else; for an account in use a second person agrees."""
    user = queries.user_for(request.actor, user_id)
    done = act(request, renew_password, user=user)
    if isinstance(done.result, Proposal):
        notices.done(request, _("已请上级的组织员或本支部书记同意。他们点了同意，一次性密码由他们交给本人。"))
        return redirect("account", user.pk)
    _user, password = done.result
    return _show_password(request, user, password)


@page(Right.ACCOUNTS)
@require_POST
def account_close(request: PageRequest, user_id: UUID) -> HttpResponse:
    user = queries.user_for(request.actor, user_id)
    act(request, actions.close_account if user.is_active else actions.open_account_again, user=user)
    notices.note(request, _("已重新启用。") if user.is_active else _("已停用。写过的记录都还在。"))
    return redirect("account", user.pk)


@page(Right.ACCOUNTS)
@require_POST
def account_link(request: PageRequest, user_id: UUID) -> HttpResponse:
    """Link the log-in to the member of the same name, once the roster is there."""
    user = queries.user_for(request.actor, user_id)
    grants = _places_to_link(queries.roles_of(request.actor, [user])[user.pk])
    act(request, link_by_name, user=user, organisation=grants[0].organisation if grants else None)
    notices.note(request, _("已对上花名册。"))
    return redirect("account", user.pk)
