"""议程: the items of a planned gathering, who speaks to them, when their papers went out, and the chair last."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.forms import formset_factory
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zhibu.base.actor import Right
from zhibu.base.errors import Refused
from zhibu.meeting import queries
from zhibu.meeting.actions import NewItem, as_entered, record_gathering
from zhibu.meeting.expected import Person
from zhibu.meeting.models import Gathering, ItemKind, Stage
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.days import write_day
from zhibu.web.forms import DayField, Form
from zhibu.web.meetings.attending import planned_for
from zhibu.web.meetings.due import concerned
from zhibu.web.meetings.forms import NOT_DRAFTED
from zhibu.web.meetings.writing import right_of
from zhibu.web.wording import between
from zhibu.web.work.reporting import reported_back
from zhibu.web.writing import perform

MORE, HOST_LAST, UP = "more-items", "host-last", "up"


class AgendaForm(Form):
    draft = "agenda"
    version = forms.UUIDField(widget=forms.HiddenInput, required=False)


class AgendaItemForm(forms.Form):
    """One item to come. A row without a topic is only the kind of meeting."""

    topic = forms.CharField(label=gettext_lazy("议题"), max_length=120, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("属于"), choices=ItemKind.choices)
    presenter = forms.CharField(
        label=gettext_lazy("谁来讲"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={**NOT_DRAFTED, "list": "people"}),
    )
    papers_sent_on = DayField(label=gettext_lazy("材料哪天发的"), required=False, help_text="")
    use_required_attribute = False

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["papers_sent_on"].today = today  # type: ignore[attr-defined]


AgendaSet = formset_factory(AgendaItemForm, extra=0, max_num=20, validate_max=True)


@page(Right.RECORD_GROUP)
@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: PageRequest, gathering: UUID) -> HttpResponse:
    planned = planned_for(request, gathering)
    if request.method != "POST":
        rows = [_row(item) for item in planned.items.all()]
        return _show(request, planned, AgendaForm(initial={"version": planned.pk}), _set(request, rows))
    form = AgendaForm(request.POST)
    moved = _moved(request.POST, planned.host)
    if moved is not None:
        blank = AgendaForm(initial={"version": request.POST.get("version"), "key": request.POST.get("key")})
        return _show(request, planned, blank, _set(request, moved))
    items = AgendaSet(request.POST, prefix="item", form_kwargs={"today": request.today})
    if not (form.is_valid() and items.is_valid()) or not _check(items, planned):
        return _show(request, planned, form, items, 422)
    opened = queries.version_of(planned, form.cleaned_data["version"])
    try:
        done = perform(
            request,
            record_gathering,
            right=right_of(request.actor),
            key=form.cleaned_data["key"],
            new=replace(as_entered(opened), items=_items(items)),
            stage=Stage.PLANNED,
            standing=opened,
        )
    except Refused as error:
        form.refuse(error)
        return _show(request, planned, form, items, 422)
    key = done.result if done.is_repeated else done.result.pk
    notices.done(request, _("议程定好了。"), undo=reverse("meetings_undo", args=[key]))
    return redirect("meetings_one", gathering=key)


def _row(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ("topic", "kind", "presenter", "papers_sent_on")}


def _set(request: PageRequest, rows: list[dict[str, Any]]) -> Any:
    return AgendaSet(prefix="item", initial=rows, form_kwargs={"today": request.today})


def _moved(data: QueryDict, host: str) -> list[dict[str, Any]] | None:
    """The rows after a button that only changes their number or order; None when it was 记下."""
    total = data.get("item-TOTAL_FORMS", "0")
    names = AgendaItemForm.base_fields
    rows = [
        {name: data.get(f"item-{number}-{name}", "") for name in names}
        for number in range(min(int(total), 20) if total.isdigit() else 0)
    ]
    if MORE in data:
        return [*rows, {"kind": rows[-1]["kind"] if rows else ItemKind.OTHER}]
    if HOST_LAST in data:
        return sorted(rows, key=lambda row: bool(host) and row["presenter"].strip() == host)
    up = data.get(UP, "")
    if up.isdigit() and 0 < int(up) < len(rows):
        place = int(up)
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
        return rows
    return rows if UP in data else None


def _check(items: Any, planned: Gathering) -> bool:
    for form in items.forms:
        sent = form.cleaned_data.get("papers_sent_on")
        if sent and sent > planned.happened_on:
            form.add_error("papers_sent_on", _("%(day)s 晚于开会那天。") % {"day": write_day(sent)})
    return all(not form.errors for form in items.forms)


def _items(items: Any) -> list[NewItem]:
    """Rows that say something; a bare kind only where no other row is of that kind."""
    rows = [form.cleaned_data for form in items.forms]
    spoken = {row["kind"] for row in rows if row["topic"]}
    found: list[NewItem] = []
    for row in rows:
        bare_kinds = {item.kind.value for item in found if not item.topic}
        if row["topic"] or (row["kind"] not in spoken and row["kind"] not in bare_kinds):
            found.append(
                NewItem(
                    ItemKind(row["kind"]),
                    row["topic"],
                    presenter=row["presenter"],
                    papers_sent_on=row["papers_sent_on"],
                )
            )
    return found


def is_host_early(items: list[Any], host: str) -> bool:
    """The chair has an item with somebody else's after it: what the chair says first, others hardly contradict."""
    speakers = [item.presenter.strip() for item in items if item.presenter.strip()]
    return bool(host) and host in speakers[:-1] and any(name != host for name in speakers[speakers.index(host) :])


def speaking_order(people: list[Person], host: str) -> str:
    """李晓明、赵志强，最后王玉兰: those concerned, the chair last; only for a few people."""
    others = [person.name for person in people if person.name != host]
    if not host or len(others) == len(people) or not 1 <= len(others) <= 8:
        return ""
    return _("%(others)s，最后 %(host)s") % {"others": between("、").join(others), "host": host}


def _show(request: PageRequest, planned: Gathering, form: AgendaForm, items: Any, status: int = 200) -> HttpResponse:
    people = concerned(planned)
    context = {
        "gathering": planned,
        "form": form,
        "items": items,
        "owners": [person.name for person in people],
        "is_host_early": is_host_early(list(planned.items.all()), planned.host),
        "order": speaking_order(people, planned.host),
        "to_report": reported_back(request.actor, planned.branch, request.today),
        "back": reverse("meetings_one", args=[planned.pk]),
    }
    return render(request, "meetings/agenda.html", context, status=status)
