"""What may well be true and is asked once before it is kept: an early conversion, the same person twice."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu import questions
from zhibu.flows.write import was_sent
from zhibu.member import queries
from zhibu.org.models import Organisation
from zhibu.web.days import write_day
from zhibu.web.forms import Form

CHECKED = "checked"


def checked_field() -> forms.BooleanField:
    """Hidden until there is something to ask; then a tick beside the sentence."""
    return forms.BooleanField(
        label=gettext_lazy("核对过了，就这样存"), required=False, widget=forms.HiddenInput
    )  # fmt: skip


def ask_once(form: Form, doubts: Mapping[str, str]) -> bool:
    """Put each doubt beside its field. False: nothing to ask, ticked already, or this very form was kept before."""
    if not doubts or form.cleaned_data.get(CHECKED) or was_sent(form.cleaned_data["key"]):
        return False
    for field, sentence in doubts.items():
        form.add_error(field if field in form.fields else None, sentence)
    form.fields[CHECKED].widget = forms.CheckboxInput()
    return True


def doubts_of(given: Mapping[str, Any], today: date, branch: Organisation | None = None) -> dict[str, str]:
    """`branch`: where somebody is entered anew; without it a standing entry is corrected."""
    found = {}
    exact = all(given.get(f"{name}_precision", "day") == "day" for name in ("joined", "full"))
    if exact and (sentence := _early(given.get("joined_on"), given.get("full_on"), today)):
        found["full_on"] = sentence
    if branch is not None and (sentence := _twice(given, branch)):
        found["name"] = sentence
    return found


def _early(joined: date | None, full: date | None, today: date) -> str:
    """A conversion before the probation was over, by the text of its day; silent where no text of that day is here."""
    if joined is None or full is None or not joined <= full <= today:
        return ""
    told = questions.answer("admission.probation", today, {"admission_meeting_on": joined})
    ends: date | None = told.answer.get("ends_on")
    if ends is None or full >= ends:
        return ""
    article = "，".join(cite.text_zh for cite in told.cites[:1])
    return _("预备期到%(ends)s满，转正日期早了。核对一下；确实是这样，就勾上再存。依据：%(article)s。") % {
        "ends": write_day(ends), "article": article,
    }  # fmt: skip


def _twice(given: Mapping[str, Any], branch: Organisation) -> str:
    """Somebody of this name here; or one of this name and birth elsewhere in the same committee."""
    same = queries.namesakes(branch, given.get("name", ""), given.get("birth_on"))
    if same.here:
        return _("名册里已经有%(name)s。是另一个人，就勾上再存。") % {"name": given["name"]}
    if same.elsewhere:
        return _("本单位别的支部有同名、同一天出生的党员。是同一个人，请对方开介绍信接转；是另一个人，就勾上再存。")
    return ""
