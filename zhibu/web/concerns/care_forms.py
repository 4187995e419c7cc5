"""Forms of care: choices and days. The only free text is what was done for people in general."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.concern.care import OF_TEAMS, CareEvent, Money, Occasion
from zhibu.concern.care_queries import Team
from zhibu.member.models import Member
from zhibu.web.days import Near
from zhibu.web.forms import DayField, Form

PLEASE = ("", _("请选"))
TEAM = "team:"


class WhomForm(Form):
    """A member of the branch, or a team."""

    is_private = True

    whom = forms.ChoiceField(label=_("去看谁"))
    visitor = forms.ChoiceField(label=_("谁去"))

    def __init__(self, *args: Any, people: Sequence[Member], teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(member.pk): member for member in people}
        names = [(key, member.name) for key, member in self.people.items()]
        groups = [(f"{TEAM}{team.key}", team.name) for team in teams]
        self.fields["whom"].choices = [PLEASE, (_("班组"), groups), (_("党员"), names)]  # type: ignore[attr-defined]
        self.fields["visitor"].choices = [PLEASE, *names]  # type: ignore[attr-defined]

    def whom_arguments(self) -> dict[str, Any]:
        whom = self.cleaned_data["whom"]
        if whom.startswith(TEAM):
            return {"team": UUID(whom.removeprefix(TEAM)), "member": None}
        return {"team": None, "member": self.people[whom]}


class EventForm(WhomForm):
    occasion = forms.ChoiceField(
        label=_("什么事"), choices=[PLEASE, *(row for row in Occasion.choices if row[0] != Occasion.ROUND)]
    )
    happened_on = DayField(label=_("哪一天的事"), latest_today=True)
    visit_by = DayField(label=_("最晚哪天去"), near=Near.FUTURE)

    field_order = ("occasion", "whom", "happened_on", "visitor", "visit_by")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("occasion") and given.get("whom"):
            is_team = given["whom"].startswith(TEAM)
            if (given["occasion"] in OF_TEAMS) != is_team:
                self.add_error("whom", _("工资发晚、停工这样的事选班组；其他的事选一位党员。"))
        return given

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "occasion": Occasion(given["occasion"]),
            "happened_on": given["happened_on"],
            "visitor": self.people[given["visitor"]],
            "visit_by": given["visit_by"],
            **self.whom_arguments(),
        }


class VisitForm(WhomForm):
    happened_on = DayField(label=_("哪一天去的"), latest_today=True)

    def __init__(self, *args: Any, event: CareEvent | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        if event is not None:
            del self.fields["whom"]

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        whom = {"event": self.event} if self.event else self.whom_arguments()
        return {"happened_on": given["happened_on"], "visitor": self.people[given["visitor"]], **whom}


class HelpForm(Form):
    is_private = True

    member = forms.ChoiceField(label=_("给谁"))
    occasion = forms.ChoiceField(
        label=_("为什么事"), choices=[PLEASE, *(row for row in Occasion.choices if row[0] not in OF_TEAMS)]
    )
    amount = forms.DecimalField(
        label=_("多少（元）"),
        max_digits=9,
        decimal_places=2,
        min_value=Decimal("0.01"),
        widget=forms.TextInput(attrs={"class": "number", "inputmode": "decimal"}),
        help_text=_("送的是东西，写大约值多少钱"),
        error_messages={"invalid": _("写成 200 或 200.50。"), "min_value": _("要大于 0。")},
    )
    came_from = forms.ChoiceField(label=_("钱从哪里来"), choices=Money, widget=forms.RadioSelect, initial=Money.UNION)
    happened_on = DayField(label=_("哪一天"), latest_today=True)

    def __init__(self, *args: Any, people: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(member.pk): member for member in people}
        self.fields["member"].choices = [PLEASE, *((k, m.name) for k, m in self.people.items())]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "member": self.people[given["member"]],
            "occasion": Occasion(given["occasion"]),
            "fen": int(given["amount"] * 100),
            "came_from": given["came_from"],
            "happened_on": given["happened_on"],
        }


class DeedForm(Form):
    what = forms.CharField(label=_("办了什么"), max_length=120, help_text=_("写事，不写谁的家事"))
    result = forms.CharField(label=_("大家得到了什么"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    happened_on = DayField(label=_("哪一天办成的"), latest_today=True)

    def arguments(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("what", "result", "happened_on")}
