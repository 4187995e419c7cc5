"""Which organisation a page of 支部资料 is about, who may change it, and the tabs."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.touched import Done
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.org.queries import organisation_for
from zhibu.web.access import PageRequest
from zhibu.web.components import Tab
from zhibu.web.forms import Form
from zhibu.web.writing import perform

READERS = (Right.SEE_BRANCH, Right.SEE_BELOW)
WRITERS = (Right.RECORD, Right.SET_UP)


def subject_of(request: PageRequest) -> Organisation:
    """`?branch=` names an organisation of the subtree; without it, the one of the acting role."""
    actor = request.actor
    if actor.acting is None:
        raise NotFound
    asked = request.GET.get("branch", "")
    if not asked:
        return organisation_for(actor, actor.acting.organisation_id)
    try:
        return organisation_for(actor, UUID(asked))
    except ValueError as error:
        raise NotFound from error


def is_branch(organisation: Organisation) -> bool:
    return organisation.kind == OrganisationKind.BRANCH


def address(name: str, organisation: Organisation, actor: Actor, **more: str) -> str:
    """The address of a page about this organisation; the own one needs no further word."""
    is_own = actor.acting is not None and actor.acting.organisation_id == organisation.pk
    words = more if is_own else {"branch": str(organisation.pk), **more}
    return reverse(name) + (f"?{urlencode(words)}" if words else "")


def may_write(actor: Actor) -> bool:
    return any(actor.may(right) for right in WRITERS)


def writing_right(actor: Actor) -> Right:
    return Right.RECORD if actor.may(Right.RECORD) else Right.SET_UP


def write(
    request: PageRequest, form: Form, action: Callable[..., Done], right: Right | None = None, **arguments: Any
) -> Done | None:
    """The one write of this request; a refusal is shown on the form."""
    return form.carry_out(
        lambda: perform(
            request,
            action,
            right=right or writing_right(request.actor),
            key=form.cleaned_data["key"],
            **arguments,
        )
    )


def back_to(name: str, organisation: Organisation, actor: Actor) -> HttpResponse:
    return redirect(address(name, organisation, actor))


def tabs_of(organisation: Organisation, actor: Actor, here: str) -> list[Tab]:
    pages = [
        ("branch_profile", _("概况"), True),
        ("branch_terms", _("届期"), True),
        ("branch_posts", _("职务"), True),
        ("branch_groups", _("党小组"), is_branch(organisation)),
        ("branch_units", _("单位"), True),
    ]
    return [Tab(label, address(name, organisation, actor), name == here) for name, label, shown in pages if shown]


def frame_of(organisation: Organisation, actor: Actor, here: str) -> dict[str, Any]:
    """What every page of 支部资料 needs: whose it is, the tabs, whether it may be changed."""
    is_own = actor.acting is not None and actor.acting.organisation_id == organisation.pk
    return {
        "organisation": organisation,
        "tabs": tabs_of(organisation, actor, here),
        "writes": may_write(actor) and not organisation.dissolved_on,
        "sets_up": actor.may(Right.SET_UP),
        "up": "" if is_own else reverse("organisations"),
    }
