"""支部资料, read: profile, terms, posts, groups, units; and the tree for a superior."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhibu.base.actor import Right
from zhibu.member.queries import count_by_branch, count_by_group, ended_posts, posts_of
from zhibu.org.models import Organisation
from zhibu.org.queries import (
    groups_of,
    lineage,
    parent_path,
    profiles_of,
    terms_of,
    tree,
    units_covered_by,
    units_kept_by,
)
from zhibu.web.access import PageRequest, page
from zhibu.web.branch import showing
from zhibu.web.branch.forms import TreeFilter
from zhibu.web.branch.subject import READERS, address, frame_of, is_branch, subject_of

ROWS = 50


@page(*READERS)
@require_safe
def profile(request: PageRequest) -> HttpResponse:
    organisation = subject_of(request)
    above = parent_path(organisation.path)
    profiles = profiles_of(organisation)
    members = count_by_branch([organisation.pk]).get(organisation.pk, 0) if is_branch(organisation) else None
    context = {
        **frame_of(organisation, request.actor, "branch_profile"),
        "facts": showing.profile_facts(organisation, lineage([above]).get(above, "") if above else "", members),
        "profiles": showing.profiles_table(profiles, is_branch=is_branch(organisation)) if len(profiles) > 1 else None,
        "is_branch": is_branch(organisation),
        "confirms": request.actor.may(Right.CONFIRM),
        "has_tree": request.actor.may(Right.SEE_BELOW),
        "describe_url": address("branch_describe", organisation, request.actor),
        "founding_url": address("branch_founding", organisation, request.actor),
        "start_url": address("branch_start", organisation, request.actor),
        "restructuring_url": address("restructuring", organisation, request.actor),
    }
    return render(request, "branch/profile.html", context)


@page(*READERS)
@require_safe
def terms(request: PageRequest) -> HttpResponse:
    organisation = subject_of(request)
    found = terms_of(organisation)
    shown = [
        {
            "term": term,
            "title": showing.term_title(term),
            "facts": showing.term_facts(organisation, term, request.today, is_current=place == 0),
            "edit_url": reverse("branch_term_edit", args=[term.pk]),
        }
        for place, term in enumerate(found)
    ]
    context = {
        **frame_of(organisation, request.actor, "branch_terms"),
        "terms": shown,
        "new_url": address("branch_term_new", organisation, request.actor),
    }
    return render(request, "branch/terms.html", context)


@page(*READERS)
@require_safe
def posts(request: PageRequest) -> HttpResponse:
    organisation = subject_of(request)
    frame = frame_of(organisation, request.actor, "branch_posts")
    ended = ended_posts(organisation, request.today)
    take = address("branch_post_take", organisation, request.actor)
    context = {
        **frame,
        "posts": showing.posts_table(posts_of(organisation, request.today), ended, take, may_write=frame["writes"]),
        "ended": showing.ended_table(ended) if ended else None,
        "take_url": take,
    }
    return render(request, "branch/posts.html", context)


@page(*READERS)
@require_safe
def groups(request: PageRequest) -> HttpResponse:
    organisation = subject_of(request)
    frame = frame_of(organisation, request.actor, "branch_groups")
    found = groups_of(organisation, request.today)
    sizes = count_by_group(organisation, request.today)
    context = {
        **frame,
        "groups": showing.groups_table(found, sizes, may_write=frame["writes"]) if found else None,
        "new_url": address("branch_group_new", organisation, request.actor),
    }
    return render(request, "branch/groups.html", context)


@page(*READERS)
@require_safe
def units(request: PageRequest) -> HttpResponse:
    """The list that this organisation keeps, and for a branch also the units it covers on a superior's list."""
    organisation = subject_of(request)
    frame = frame_of(organisation, request.actor, "branch_units")
    sheet = Paginator(units_kept_by(organisation, request.today), ROWS).get_page(request.GET.get("page"))
    covered = units_covered_by(organisation, request.today) if is_branch(organisation) else []
    others = [unit for unit in covered if unit.organisation_id != organisation.pk]
    context = {
        **frame,
        "sheet": sheet,
        "units": showing.units_table(list(sheet), may_write=frame["writes"]) if sheet.paginator.count else None,
        "covered": showing.units_table(others, may_write=False) if others else None,
        "new_url": address("branch_unit_new", organisation, request.actor),
    }
    return render(request, "branch/units.html", context)


@page(Right.SEE_BELOW)
@require_safe
def organisations(request: PageRequest) -> HttpResponse:
    filters = TreeFilter(request.GET)
    chosen = filters.chosen()
    rows = tree(request.actor, request.today, chosen.get("q", ""), chosen.get("kind", ""))
    sheet = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    found: list[Organisation] = list(sheet)
    names = lineage({parent_path(row.path) for row in found if parent_path(row.path)})
    above = {row.path: names.get(parent_path(row.path), "") for row in found}
    context = {
        "filters": filters,
        "is_filtered": bool(chosen),
        "sheet": sheet,
        "table": showing.tree_table(found, above, count_by_branch([row.pk for row in found])) if found else None,
        "new_url": reverse("organisation_new") if request.actor.may(Right.SET_UP) else "",
    }
    return render(request, "branch/organisations.html", context)
