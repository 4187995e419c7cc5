"""Members, for the search of the whole product."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor, Right
from zhibu.member import queries
from zhibu.web.search.pages import Hit

MOST = 10


def find_members(actor: Actor, text: str, today: date) -> Iterable[Hit]:
    """By name, pinyin or initials, in the subtree of a role that sees rosters."""
    if not (actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        return []
    rows = queries.search(actor, text).select_related("branch")
    return [
        Hit(
            row.name,
            reverse("member", args=[row.pk]),
            _("党员，%(branch)s") % {"branch": row.branch.name if row.branch else ""},
        )
        for row in rows[:MOST]
    ]
