"""党员: the roster, one member with everything kept, and each person's own page."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.account.queries import names_of
from zhibu.base.actor import Actor, Right
from zhibu.base.looks import leave_trace, looks_at
from zhibu.checkup.counting import member_from, members_of
from zhibu.member import actions, queries
from zhibu.member.models import Member
from zhibu.member.paging import RosterPages
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.org.queries import branch_for, branches_of, groups_of, identity_kept_at, own_branch, reckoned_from
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Column, Kind, Table
from zhibu.web.frame import optional_url
from zhibu.web.members import showing
from zhibu.web.members.doubts import ask_once, doubts_of
from zhibu.web.members.forms import NewMemberForm, RosterFilter
from zhibu.web.members.more import more_tables
from zhibu.web.members.rights import may_correct, may_write
from zhibu.web.writing import perform

MOST_BRANCHES = 200  # more than this many are searched by name instead of chosen from a list
CONTENT = (Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW)


@page(*CONTENT, Right.SEE_OWN_ADMISSION)
@require_safe
def members(request: PageRequest) -> HttpResponse:
    """The roster for those who may see the branch; for everybody else the own page, for an applicant the own steps."""
    actor = request.actor
    if actor.may(Right.SEE_OWN_ADMISSION):
        return redirect("admission")
    if not (actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        return _own_page(request)
    branch = branch_in_charge(actor)
    groups = groups_of(branch, request.today) if branch else []
    below = list(branches_of(actor, request.today)[: MOST_BRANCHES + 1]) if branch is None else []
    filters = RosterFilter(request.GET, groups=groups, branches=below if len(below) <= MOST_BRANCHES else [])
    chosen = filters.chosen()
    sheet = _pages(actor, chosen, request.today).get_page(request.GET.get("page"))
    rows = queries.listing(list(sheet), request.today)
    names = None if branch else {row.member.branch.pk: row.member.branch.name for row in rows if row.member.branch}
    context = {
        "branch": branch,
        "filters": filters,
        "is_filtered": bool(chosen),
        "sheet": sheet,
        "table": showing.roster_table(rows, request.today, is_superior=not actor.may(Right.SEE_BRANCH), branches=names),
        "import_url": optional_url("imports") if actor.may(Right.IMPORT) else "",
        "new_url": reverse("members_new") if branch and actor.may(Right.RECORD) else "",
        "own_url": reverse("my_page") if actor.member_id else "",
    }
    return render(request, "members/members.html", context)


def _pages(actor: Actor, chosen: dict[str, Any], today: date) -> RosterPages:
    """The whole roster of a subtree takes its number from the roll-up; only what is filtered is counted."""
    if chosen or actor.acting is None:
        return RosterPages(_filtered(actor, chosen, today))
    known = members_of(actor.acting.organisation_id)
    return RosterPages(_filtered(actor, chosen, today), known, partial(member_from, actor.path))


def branch_in_charge(actor: Actor) -> Organisation | None:
    """The branch of the acting role; None for a role above branches."""
    if actor.acting and actor.acting.organisation_kind == OrganisationKind.BRANCH:
        return own_branch(actor)
    return None


def _filtered(actor: Actor, chosen: dict[str, Any], today: date) -> Any:
    rows = queries.search(actor, chosen.get("q", ""))  # who left has no place in the tree and is in no subtree
    if chosen.get("category"):
        rows = queries.in_category(rows, chosen["category"], today)
    if chosen.get("group"):
        rows = queries.in_group(rows, UUID(chosen["group"]), today)
    if chosen.get("branch"):
        rows = rows.filter(branch=branch_for(actor, chosen["branch"]))
    return rows


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def members_new(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    groups = groups_of(branch, request.today)
    form = NewMemberForm(request.POST or None, today=request.today, groups=groups)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        group = next((group for group in groups if str(group.pk) == given.get("group")), None)
        doubts = doubts_of(form.details(), request.today, branch)
        if not ask_once(form, doubts) and form.carry_out(lambda: perform(
            request, actions.enter_member, right=Right.RECORD,
            key=given["key"], branch=branch, group=group, since=since_of(given, branch, request.today),
            **form.details(),
        )):  # fmt: skip
            notices.done(request, _("已记下：%(name)s。") % {"name": given["name"]})
            return redirect("members")
    return render(request, "members/new.html", {"form": form}, status=422 if form.errors else 200)


def since_of(given: dict[str, Any], branch: Organisation, today: date) -> date:
    """Since when in this branch: as typed, else the day of joining, but not before the branch was founded.

    Nobody wrote any: since before the records begin, or an earlier meeting would not know the people who were there.
    """
    typed: date | None = given.get("since")
    if typed:
        return typed
    known: list[date] = [day for day in (given.get("joined_on"), branch.founded_on) if day]
    return max(known) if given.get("joined_on") else reckoned_from(branch, today)


@page(Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def member(request: PageRequest, member_id: UUID) -> HttpResponse:
    """Everything that is kept about one member. Opening it leaves a trace that the member sees."""
    found = queries.member_for(request.actor, member_id)
    is_own = found.pk == request.actor.member_id
    if not is_own:
        leave_trace(request.actor, subject=found.pk, root=found.root, today=request.today)
    hides_phone = not request.actor.may(Right.SEE_BRANCH) and "phone" not in request.GET
    sees_identity = request.actor.may(Right.SEE_IDENTITY)
    shows_identity = sees_identity and "identity" in request.GET
    context = {
        **everything(request, found, hides_phone=hides_phone, shows_identity=shows_identity),
        "hides_identity": sees_identity and not shows_identity,
        "hides_phone": hides_phone,
        "writes": may_write(request.actor),
        "corrects": may_correct(request.actor),
        "moves": request.actor.may(Right.SET_UP),
        "is_own": is_own,
    }
    return render(request, "members/member.html", context)


def everything(
    request: PageRequest,
    found: Member,
    *,
    hides_phone: bool = False,
    shows_identity: bool = False,
    is_own_page: bool = False,
) -> dict[str, Any]:
    """The tables of one member: what is kept, since when, by whom, and who looked."""
    today = request.today
    details = queries.details_of(found)
    versions = queries.history_of(found)
    looks = looks_at(found.pk, today)
    users = {version.recorded_by for version in versions} | {looker for _day, looker in looks}
    users |= {version.on_behalf_of for version in versions if version.on_behalf_of}
    names = names_of(users)
    posts, conditions = queries.holdings_of(found), queries.conditions_of(found)
    phone = details.phone if details else ""
    keeps = identity_kept_at(found.path, today) is not None
    identity = showing.identity_words(details, is_kept=keeps, is_shown=shows_identity) if details else ""
    return {
        "member": found,
        "facts": showing.details_facts(
            found, details, today, phone=queries.masked(phone) if hides_phone else phone, identity=identity
        ),
        "has_phone": bool(phone),
        "has_identity": bool(details and details.identity_number),
        "places": showing.places_table(queries.memberships_of(found)),
        "posts": showing.posts_table(posts, may_write=may_write(request.actor) and not is_own_page) if posts else None,
        "conditions": showing.conditions_table(conditions, may_write=may_correct(request.actor) and not is_own_page)
        if conditions
        else None,
        "history": showing.history_table(versions, names, hides_phone=hides_phone),
        "looks": showing.looks_table(looks, names) if looks else None,
        "more": more_tables(found, may_answer=may_correct(request.actor) and not is_own_page),
    }


@page(*CONTENT)
@require_safe
def my_page(request: PageRequest) -> HttpResponse:
    """The own page, for those whose 党员 is the roster."""
    return _own_page(request)


def _own_page(request: PageRequest) -> HttpResponse:
    actor = request.actor
    own = queries.own_member(actor)
    context: dict[str, Any] = {"member": own}
    if own:
        context |= everything(request, own, is_own_page=True)
        context["comrades"] = [row.name for row in queries.comrades(actor, request.today) if row.pk != own.pk]
        context["led"] = _group_table(actor, request.today)
        context["targets_url"] = reverse("my_targets")
    return render(request, "members/own.html", context)


def _group_table(actor: Actor, today: date) -> Table | None:
    """For the leader of a Party group: the own group with what is needed to reach people."""
    rows = queries.listing(queries.led_group(actor, today), today)
    lines = [
        [row.member.name, showing.category_label(row.member, today), row.details.phone if row.details else ""]
        for row in rows
    ]
    columns = (Column(_("姓名"), Kind.MAIN), Column(_("党员类型")), Column(_("电话")))
    return Table(_("我的党小组"), columns, lines) if lines else None
