from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.meeting.models import TalkKind
from zhibu.member.models import Member
from zhibu.web.days import Near
from zhibu.web.forms import DayField, Form


class TalkForm(Form):
    """Who talked with whom, on which day. There is no field for what was said."""

    is_private = True

    talker = forms.ChoiceField(label=_("谈话人"))
    partners = forms.MultipleChoiceField(
        label=_("同谁谈的"), widget=forms.CheckboxSelectMultiple, help_text=_("同一天谈了几位，可以一起选")
    )
    happened_on = DayField(label=_("哪一天谈的"), latest_today=True)
    kind = forms.ChoiceField(label=_("哪一种"), choices=TalkKind.choices, initial=TalkKind.ORDINARY)
    agreed = forms.CharField(
        label=_("约好的事"),
        max_length=100,
        required=False,
        help_text=_("两个人要一起做的事，只有双方看得到；谈了什么不写"),
    )
    on_paper = forms.BooleanField(label=_("有纸质谈话记录"), required=False)

    def __init__(
        self, *args: Any, people: Sequence[Member], missing: frozenset[Any] = frozenset(), **kwargs: Any
    ) -> None:
        """`missing`: keys of those who still lack a talk; they stand first."""
        super().__init__(*args, **kwargs)
        self.people = {str(member.pk): member for member in people}
        self.fields["talker"].choices = [  # type: ignore[attr-defined]
            ("", _("请选")), *((key, member.name) for key, member in self.people.items()),
        ]  # fmt: skip
        lacking = sorted(self.people.items(), key=lambda pair: pair[1].pk not in missing)
        self.fields["partners"].choices = [  # type: ignore[attr-defined]
            (key, _("%(name)s（还没谈）") % {"name": member.name} if member.pk in missing else member.name)
            for key, member in lacking
        ]

    def chosen_partners(self) -> list[Member]:
        return [self.people[key] for key in self.cleaned_data["partners"]]


class ArrangeForm(Form):
    """Who means to talk with whom around which day."""

    is_private = True

    talker = forms.ChoiceField(label=_("谁去谈"))
    partners = forms.MultipleChoiceField(label=_("同谁谈"), widget=forms.CheckboxSelectMultiple)
    planned_on = DayField(label=_("大约哪一天"), near=Near.FUTURE)

    def __init__(
        self, *args: Any, people: Sequence[Member], missing: frozenset[Any] = frozenset(), **kwargs: Any
    ) -> None:
        """`missing`: keys of those who still lack a talk; they stand first."""
        super().__init__(*args, **kwargs)
        self.people = {str(member.pk): member for member in people}
        lacking = sorted(self.people.items(), key=lambda pair: pair[1].pk not in missing)
        named = [
            (key, _("%(name)s（还没谈）") % {"name": member.name} if member.pk in missing else member.name)
            for key, member in lacking
        ]
        self.fields["talker"].choices = [("", _("请选")), *((key, one.name) for key, one in self.people.items())]  # type: ignore[attr-defined]
        self.fields["partners"].choices = named  # type: ignore[attr-defined]
