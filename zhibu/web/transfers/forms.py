"""Forms of transfers and of staying in contact."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.member.models import Category, ContactKind, Member
from zhibu.org.models import Organisation
from zhibu.web.forms import DayField, Form, NumberField
from zhibu.web.members.doubts import checked_field


class LetterForm(Form):
    """转出: who, to where, on which day. The rest is on the letter and may be left out."""

    is_private = True

    member = forms.ChoiceField(label=gettext_lazy("谁转出"))
    destination = forms.ChoiceField(label=gettext_lazy("转到本单位哪个支部"), required=False)
    outside = forms.CharField(
        label=gettext_lazy("或者转到外单位"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("写对方党组织的全称"),
    )
    happened_on = DayField(label=gettext_lazy("介绍信哪一天开的"), latest_today=True)
    valid_days = NumberField(
        label=gettext_lazy("信上写的有效天数"), required=False, help_text=gettext_lazy("信上没有写就不填")
    )
    letter_number = forms.CharField(label=gettext_lazy("介绍信编号"), max_length=30, required=False)

    def __init__(self, *args: Any, people: Sequence[Member], branches: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(member.pk): member for member in people}
        self.branches = {str(branch.pk): branch for branch in branches}
        self.fields["member"].choices = [  # type: ignore[attr-defined]
            ("", _("请选")), *((key, member.name) for key, member in self.people.items()),
        ]  # fmt: skip
        self.fields["destination"].choices = [  # type: ignore[attr-defined]
            ("", _("不在本单位")), *((key, branch.name) for key, branch in self.branches.items()),
        ]  # fmt: skip


class ReceiveForm(Form):
    received_on = DayField(label=gettext_lazy("哪一天接收的"), latest_today=True)


class ArrivalForm(Form):
    """转入 from another unit: the member is entered once, with the letter."""

    is_private = True

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=30)
    outside = forms.CharField(label=gettext_lazy("从哪个党组织转来"), max_length=80)
    issued_on = DayField(label=gettext_lazy("介绍信哪一天开的"), latest_today=True)
    received_on = DayField(label=gettext_lazy("哪一天接收的"), latest_today=True)
    joined_on = DayField(label=gettext_lazy("入党日期"), latest_today=True, required=False)
    full_on = DayField(label=gettext_lazy("转正日期"), latest_today=True, required=False)
    category = forms.ChoiceField(label=gettext_lazy("党员类型"), choices=Category.choices, required=False)
    letter_number = forms.CharField(label=gettext_lazy("介绍信编号"), max_length=30, required=False)
    checked = checked_field()


class ContactPersonForm(Form):
    is_private = True

    contact = forms.ChoiceField(label=gettext_lazy("谁来联系"))
    since = DayField(label=gettext_lazy("从哪天起"), latest_today=True)

    def __init__(self, *args: Any, people: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(member.pk): member for member in people}
        self.fields["contact"].choices = [  # type: ignore[attr-defined]
            ("", _("请选")), *((key, member.name) for key, member in self.people.items()),
        ]  # fmt: skip


class ContactForm(Form):
    is_private = True

    kind = forms.ChoiceField(
        label=gettext_lazy("怎么样"), choices=ContactKind.choices, widget=forms.RadioSelect, initial=ContactKind.REACHED
    )
    happened_on = DayField(label=gettext_lazy("哪一天"), latest_today=True)


class CourseForm(Form):
    """A course outside the branch; hours as on the certificate."""

    is_private = True

    members = forms.MultipleChoiceField(label=gettext_lazy("谁参加了"), widget=forms.CheckboxSelectMultiple)
    title = forms.CharField(label=gettext_lazy("什么培训"), max_length=80)
    happened_on = DayField(label=gettext_lazy("哪一天（几天的写最后一天）"), latest_today=True)
    hours = NumberField(label=gettext_lazy("多少学时"), min_value=1, max_value=400)
    is_centralised = forms.BooleanField(label=gettext_lazy("是县级以上党委办的集中轮训"), required=False)
    is_induction = forms.BooleanField(label=gettext_lazy("是新任书记的任职培训"), required=False)

    def __init__(self, *args: Any, people: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(member.pk): member for member in people}
        self.fields["members"].choices = [  # type: ignore[attr-defined]
            (key, member.name) for key, member in self.people.items()
        ]

    def chosen_members(self) -> list[Member]:
        return [self.people[str(UUID(key))] for key in self.cleaned_data["members"]]
