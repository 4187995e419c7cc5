"""支部资料, written: profile, 成立日期, 启用日, terms, posts, groups, units; found and dissolve."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.flows.organisations import correct_founding_day, found_below
from zhibu.flows.posts import leave_post, take_post
from zhibu.member.models import PostKind
from zhibu.member.queries import holding_for, people_of
from zhibu.org import actions
from zhibu.org.models import BranchKind, Domain, Organisation, OrganisationKind, Term
from zhibu.org.queries import group_for, organisation_for, parents_in, term_for
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch.forms import (
    DayForm,
    FoundForm,
    FoundingForm,
    GroupForm,
    ProfileForm,
    RenameForm,
    TakePostForm,
    TermEditForm,
    TermForm,
)
from zhibu.web.branch.showing import term_title
from zhibu.web.branch.subject import WRITERS, address, back_to, is_branch, subject_of, write, writing_right
from zhibu.web.forms import Form
from zhibu.web.writing import perform

METHODS = require_http_methods(["GET", "HEAD", "POST"])


def show(
    request: PageRequest, form: Form, organisation: Organisation, back: str, title: str, button: str, lead: str = ""
) -> HttpResponse:
    """A short form about one organisation. `back`: name of the page it came from."""
    context = {
        "form": form,
        "title": title,
        "button": button,
        "lead": lead,
        "back": address(back, organisation, request.actor),
        "back_label": organisation.name,
    }
    return render(request, "branch/change.html", context, status=422 if form.errors else 200)


@page(Right.SET_UP)
@METHODS
def describe(request: PageRequest) -> HttpResponse:
    """A new name or kind from a day on; the earlier one stays readable."""
    organisation = subject_of(request)
    initial = {
        "name": organisation.name,
        "full_name": organisation.full_name,
        "branch_kind": organisation.branch_kind,
        "domain": organisation.domain,
        "since": request.today,
    }
    form = ProfileForm(request.POST or None, today=request.today, initial=initial, is_branch=is_branch(organisation))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if write(
            request, form, actions.describe_organisation, Right.SET_UP, organisation=organisation, since=given["since"],
            name=given["name"].strip(), branch_kind=BranchKind(given.get("branch_kind") or organisation.branch_kind),
            domain=Domain(given["domain"]), full_name=given["full_name"].strip(),
        ):  # fmt: skip
            notices.done(request, _("已改好，以前的名称还查得到。"))
            return back_to("branch_profile", organisation, request.actor)
    return show(request, form, organisation, "branch_profile", _("改名称或类型"), _("存下"))


@page(Right.CONFIRM, Right.SET_UP)
@METHODS
def start(request: PageRequest) -> HttpResponse:
    """启用日: nothing earlier is asked after."""
    organisation = subject_of(request)
    if not is_branch(organisation):
        raise NotFound
    form = DayForm(request.POST or None, today=request.today, initial={"day": organisation.records_from})
    form.fields["day"].label = _("启用日")
    if request.method == "POST" and form.is_valid():
        right = Right.CONFIRM if request.actor.may(Right.CONFIRM) else Right.SET_UP
        if write(
            request, form, actions.set_records_from, right, organisation=organisation, day=form.cleaned_data["day"]
        ):
            notices.done(request, _("启用日已改。"))
            return back_to("branch_profile", organisation, request.actor)
    lead = _("从这一天起，体检才问有没有开会、有没有记录；更早的不问。")
    return show(request, form, organisation, "branch_profile", _("改启用日"), _("存下"), lead)


@page(Right.CONFIRM, Right.SET_UP)
@METHODS
def founding(request: PageRequest) -> HttpResponse:
    """成立日期, added later or corrected; left empty, nobody knows."""
    organisation = subject_of(request)
    form = FoundingForm(request.POST or None, today=request.today, initial={"day": organisation.founded_on})
    if request.method == "POST" and form.is_valid():
        right = Right.CONFIRM if request.actor.may(Right.CONFIRM) else Right.SET_UP
        if write(request, form, correct_founding_day, right, organisation=organisation, day=form.cleaned_data["day"]):
            notices.done(request, _("成立日期已改，体检重新看过。"))
            return back_to("branch_profile", organisation, request.actor)
    lead = _("以批准成立的文件为准。说不清是哪一天，就空着。")
    return show(request, form, organisation, "branch_profile", _("改成立日期"), _("存下"), lead)


@page(Right.SET_UP)
@METHODS
def organisation_new(request: PageRequest) -> HttpResponse:
    parents = list(parents_in(request.actor, request.today))
    form = FoundForm(request.POST or None, today=request.today, parents=parents)
    if parents and request.method == "GET":
        form.fields["domain"].initial = parents[0].domain
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        founded = write(
            request, form, found_below, Right.SET_UP, parent=organisation_for(request.actor, given["parent"]),
            kind=OrganisationKind(given["kind"]), name=given["name"], founded_on=given["founded_on"],
            branch_kind=BranchKind(given["branch_kind"] or BranchKind.ORDINARY), domain=Domain(given["domain"]),
        )  # fmt: skip
        if founded:
            notices.done(request, _("已建好：%(name)s。") % {"name": given["name"]})
            return redirect("organisations")
    context = {
        "form": form,
        "title": _("建党支部或党总支"),
        "button": _("建好"),
        "lead": _("党员人数够不够、要不要建支委会，建好以后体检会提示。"),
        "back": reverse("organisations"),
        "back_label": _("所辖党组织"),
    }
    return render(request, "branch/change.html", context, status=422 if form.errors else 200)


@page(*WRITERS)
@METHODS
def term_new(request: PageRequest) -> HttpResponse:
    organisation = subject_of(request)
    form = TermForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        made = write(request, form, actions.record_term, organisation=organisation, **form.term())
        if made:
            undo = "" if made.is_repeated else reverse("branch_term_undo", args=[made.result.pk])
            notices.done(request, _("已登记这一届。"), undo=undo)
            return back_to("branch_terms", organisation, request.actor)
    return show(request, form, organisation, "branch_terms", _("登记一届"), _("登记"))


@page(*WRITERS)
@METHODS
def term_edit(request: PageRequest, term_id: UUID) -> HttpResponse:
    """Correct a term, or add its extension or reminder. A change in between is noticed by the version."""
    term = term_for(request.actor, term_id)
    form = TermEditForm(request.POST or None, today=request.today, initial=_as_typed(term))
    if request.method == "POST" and form.is_valid():
        opened = Term.versions.filter(pk=form.cleaned_data["version"], thread=term.thread).first()
        if opened is None:
            raise NotFound
        if write(request, form, actions.record_term, organisation=term.organisation, standing=opened, **form.term()):
            notices.done(request, _("已存下。"))
            return back_to("branch_terms", term.organisation, request.actor)
    return show(request, form, term.organisation, "branch_terms", term_title(term), _("存下"))


def _as_typed(term: Term) -> dict[str, Any]:
    columns = ("seats", "ordinal", "ends_on", "extended_to", "extension_approved_on", "reminded_on")
    return {
        "elected_on": term.happened_on,
        "has_committee": "yes" if term.has_committee else "no",
        "version": term.pk,
        **{name: getattr(term, name) for name in columns},
    }


@page(*WRITERS)
@require_POST
def term_undo(request: PageRequest, term_id: UUID) -> HttpResponse:
    term = term_for(request.actor, term_id)
    notices.in_time_to_undo(term.recorded_at, request.now)
    _at_once(request, actions.take_back_term, term=term)
    notices.note(request, _("已撤销刚才登记的一届。"))
    return back_to("branch_terms", term.organisation, request.actor)


def _at_once(request: PageRequest, action: Any, **arguments: Any) -> None:
    """A write behind one button, without a form."""
    perform(
        request,
        action,
        right=writing_right(request.actor),
        **arguments,
    )


@page(*WRITERS)
@METHODS
def post_take(request: PageRequest) -> HttpResponse:
    organisation = subject_of(request)
    asked = request.GET.get("post", "")
    initial = {"post": asked if asked in PostKind.values else "", "since": request.today}
    people = people_of(organisation)
    form = TakePostForm(request.POST or None, today=request.today, initial=initial, people=people)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if write(
            request, form, take_post, member=form.people[given["member"]], organisation=organisation,
            post=PostKind(given["post"]), since=given["since"],
        ):  # fmt: skip
            notices.done(request, _("已记下任职。"))
            return back_to("branch_posts", organisation, request.actor)
    lead = _("新书记任职时，前任同一天离任，在办的事一起交过来。")
    return show(request, form, organisation, "branch_posts", _("任职"), _("记下"), lead)


@page(*WRITERS)
@METHODS
def post_leave(request: PageRequest, holding_id: UUID) -> HttpResponse:
    holding = holding_for(request.actor, holding_id)
    form = DayForm(request.POST or None, today=request.today, initial={"day": request.today})
    form.fields["day"].label = _("从哪天起不再担任")
    if request.method == "POST" and form.is_valid() and write(
        request, form, leave_post, holding=holding, until=form.cleaned_data["day"]
    ):  # fmt: skip
        notices.done(request, _("已记下离任。"))
        return back_to("branch_posts", holding.organisation, request.actor)
    title = _("%(name)s离任%(post)s") % {"name": holding.member.name, "post": PostKind(holding.post).label}
    return show(request, form, holding.organisation, "branch_posts", title, _("记下"))


@page(*WRITERS)
@METHODS
def group_new(request: PageRequest) -> HttpResponse:
    organisation = subject_of(request)
    if not is_branch(organisation):
        raise NotFound
    form = GroupForm(request.POST or None, today=request.today, initial={"since": request.today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if write(request, form, actions.add_group, branch=organisation, name=given["name"], since=given["since"]):
            notices.done(request, _("已加上。到党员页里把人编进来。"))
            return back_to("branch_groups", organisation, request.actor)
    return show(request, form, organisation, "branch_groups", _("加一个党小组"), _("加上"))


@page(*WRITERS)
@METHODS
def group_rename(request: PageRequest, group_id: UUID) -> HttpResponse:
    group = group_for(request.actor, group_id)
    form = RenameForm(request.POST or None, today=request.today, initial={"name": group.name})
    if request.method == "POST" and form.is_valid() and write(
        request, form, actions.rename_group, group=group, name=form.cleaned_data["name"]
    ):  # fmt: skip
        notices.done(request, _("已改名。"))
        return back_to("branch_groups", group.branch, request.actor)
    return show(request, form, group.branch, "branch_groups", _("给党小组改名"), _("改名"))


@page(*WRITERS)
@METHODS
def group_end(request: PageRequest, group_id: UUID) -> HttpResponse:
    group = group_for(request.actor, group_id)
    form = DayForm(request.POST or None, today=request.today, initial={"day": request.today})
    form.fields["day"].label = _("哪天撤销的")
    if request.method == "POST" and form.is_valid() and write(
        request, form, actions.end_group, group=group, until=form.cleaned_data["day"]
    ):  # fmt: skip
        notices.done(request, _("已撤销%(name)s。") % {"name": group.name})
        return back_to("branch_groups", group.branch, request.actor)
    return show(request, form, group.branch, "branch_groups", _("撤销%(name)s") % {"name": group.name}, _("撤销"))
