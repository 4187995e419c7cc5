"""抄录: one record, a field at a time, in the order in which an official system asks; the day of copying is noted."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.flows import copying, layouts
from zhibu.org.models import Organisation
from zhibu.org.queries import organisation_for
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.days import write_day

KEEPERS = (Right.IMPORT, Right.RECORD, Right.KEEP_ADMISSION, Right.KEEP_DUES)
SHOWN = {"roster": "member", "meetings": "meetings_one", "admissions": "admission_one"}
LISTS = {"training": "training", "transfers": "transfers"}
LONG = 40  # letters


@page(*KEEPERS)
@require_safe
def copy_out(request: PageRequest, kind: str, key: str) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):  # it goes into a Chinese system, whoever reads this page how
        copied = copying.copied_for(request.actor, kind, key, request.today)
    last = copying.copied_on(copied, kind)
    may_order = copying.SOURCES[kind].fields is None and kind in layouts.kinds_for(request.actor)
    context = {
        "title": copied.title,
        "fields": _fields(_place(request), kind, copied.values),
        "copied": write_day(last) if last else "",
        "is_today": last == request.today,
        "back": _back(kind, copied),
        "note": reverse("note_copied", args=[kind, copied.shown]),
        "edit": reverse("usual_columns", args=[kind]) if may_order else "",
    }
    return render(request, "files/to_copy.html", context)


@page(*KEEPERS)
@require_POST
def note_copied(request: PageRequest, kind: str, key: str) -> HttpResponse:
    """Today this record was copied out."""
    copied = copying.copied_for(request.actor, kind, key, request.today)
    copying.note_copied(request.actor, kind, copied, request.today)
    notices.note(request, _("记下了：今天抄过。"))
    return redirect("copy_out", kind, copied.shown)


def _place(request: PageRequest) -> Organisation:
    if request.actor.acting is None:
        raise NotFound
    return organisation_for(request.actor, request.actor.acting.organisation_id)


def _fields(place: Organisation, kind: str, values: copying.Values) -> list[dict[str, object]]:
    own = copying.SOURCES[kind].fields
    asked = (
        [(column.header[0], column.field) for column in layouts.usual(place, kind) if column.field != layouts.SERIAL]
        if own is None
        else list(own.items())
    )
    found = []
    for number, (label, name) in enumerate(asked, 1):
        text = str(values.get(name, ""))
        found.append(
            {"id": f"field-{number}", "label": label, "text": text, "is_long": len(text) > LONG or "\n" in text}
        )
    return found


def _back(kind: str, copied: copying.Copied) -> str:
    if kind == "dues":
        return reverse("dues") + f"?month={copied.shown}"
    return reverse(LISTS[kind]) if kind in LISTS else reverse(SHOWN[kind], args=[copied.shown])
