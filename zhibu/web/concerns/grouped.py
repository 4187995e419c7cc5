"""Pages that share a tab of the place: a phone has room for four tabs, not for eight."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhibu.base.actor import Right
from zhibu.web.access import PageRequest
from zhibu.web.components import Tab

PAGES: dict[str, tuple[tuple[str, Promise, frozenset[Right]], ...]] = {
    "visits": (
        ("visits", _("走访"), frozenset({Right.RECORD})),
        ("helps", _("慰问"), frozenset({Right.RECORD})),
    ),
    "board": (
        ("board", _("回音栏"), frozenset()),
        ("concern_quarter", _("职工关心的事"), frozenset({Right.SEE_BRANCH, Right.SEE_BELOW, Right.HANDLE_CONCERNS})),
        ("deeds", _("办实事"), frozenset({Right.SEE_BRANCH})),
    ),
}


def tabs_within(group: str, request: PageRequest) -> list[Tab]:
    """Those that this person may open; none where there is only one."""
    found = [
        Tab(str(label), reverse(name), is_here=reverse(name) == request.path)
        for name, label, rights in PAGES[group]
        if not rights or rights & request.actor.rights
    ]
    return found if len(found) > 1 else []
