"""手册: four short ones, by role, read inside the program; `python -m tools.handbook` makes a small site of them."""

from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.web.access import PageRequest, open_page
from zhibu.web.components import Tab
from zhibu.web.handbook.markdown import html_of, title_of
from zhibu.web.wording import is_english

TEXTS = Path(__file__).resolve().parent / "texts"
HANDBOOKS = {
    "secretary": _("书记"),
    "member": _("党员"),
    "officer": _("上级组织员"),
    "administrator": _("管理员"),
}


def text_of(name: str) -> str:
    """In the reader's language: the English ones lie beside the Chinese."""
    folder = TEXTS / "en" if is_english() else TEXTS
    return (folder / f"{name}.md").read_text(encoding="utf-8")


def own_of(actor: Actor | None) -> str:
    """The handbook of somebody's role; whoever is not logged in begins with the secretary's."""
    if actor is None or actor.may(Right.SEE_BRANCH):
        return "secretary"
    if actor.may(Right.ACCOUNTS):
        return "administrator"
    return "officer" if actor.may(Right.SEE_BELOW) else "member"


@open_page
@require_safe
def handbook(request: PageRequest, name: str = "") -> HttpResponse:
    name = name or own_of(request.actor)
    if name not in HANDBOOKS:
        raise NotFound
    text = text_of(name)
    context = {
        "title": title_of(text),
        # ours, and escaped while it was turned into HTML
        "body": mark_safe(html_of(text, lambda picture: static(f"web/handbook/{picture}"))),  # noqa: S308
        "tabs": [Tab(label, reverse("handbook", args=[key]), key == name) for key, label in HANDBOOKS.items()],
    }
    return render(request, "handbook/handbook.html", context)
