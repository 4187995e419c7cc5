import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhibu.intake.values.identity import read_identity_number
from zhibu.member.models import Category, ConditionKind, Details, PostKind, Sex
from zhibu.org.models import Organisation, PartyGroup
from zhibu.web.forms import DayField, FilterForm, Form
from zhibu.web.members.doubts import checked_field

NO_GROUP = ("", _("不分组"))
Choices = list[tuple[str, Any]]


def group_choices(groups: Iterable[PartyGroup]) -> Choices:
    return [NO_GROUP, *((str(group.pk), group.name) for group in groups)]


MONTH = re.compile(r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*月?")
YEAR = re.compile(r"(\d{4})\s*年?")


class RosterDayField(DayField):
    """A day, or only a month or a year where the roster says no more: 2023年5月 stays a month.

    The value is the first day; `precision_of` tells how much of it is known.
    """

    def to_python(self, value: Any) -> date | None:
        text = unicodedata.normalize("NFKC", str(value or "")).strip()
        for pattern in (MONTH, YEAR):
            if match := pattern.fullmatch(text):
                year, month = int(match[1]), int(match[2]) if pattern is MONTH else 1
                try:
                    return date(year, month, 1)
                except ValueError as error:
                    raise ValidationError(_("没有“%(text)s”这个月。") % {"text": text}) from error
        return super().to_python(value)


def precision_of(text: str) -> str:
    """day, month or year: what was typed into a `RosterDayField`."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if MONTH.fullmatch(plain):
        return "month"
    return "year" if YEAR.fullmatch(plain) else "day"


class RosterFilter(FilterForm):
    """`groups` and `branches` only where there is something to choose from."""

    q = forms.CharField(label=_("姓名、拼音或首字母"), max_length=30)
    category = forms.ChoiceField(
        label=_("党员类型"),
        choices=[("", _("全部")), (Category.FULL.value, _("正式党员")), (Category.PROBATIONARY.value, _("预备党员"))],
    )
    group = forms.ChoiceField(label=_("党小组"))
    branch = forms.ChoiceField(label=_("支部"))

    def __init__(
        self, *args: Any, groups: Iterable[PartyGroup] = (), branches: Iterable[Organisation] = (), **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self._offer("group", [(str(group.thread), group.name) for group in groups])
        self._offer("branch", [(str(branch.pk), branch.name) for branch in branches])

    def _offer(self, name: str, choices: Choices) -> None:
        if choices:
            self.fields[name].choices = [("", _("全部")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields[name]


class DetailsForm(Form):
    """What the roster says of a member. Everything but the name may stay empty."""

    is_private = True

    name = forms.CharField(label=_("姓名"), max_length=30)
    sex = forms.ChoiceField(label=_("性别"), choices=Sex.choices, required=False)
    birth_on = RosterDayField(
        label=_("出生日期"), latest_today=True, required=False, help_text=_("只知道年月就写 1980年5月")
    )
    joined_on = RosterDayField(
        label=_("入党日期"), latest_today=True, required=False, help_text=_("支部大会通过接收为预备党员的那天")
    )
    full_on = RosterDayField(label=_("转正日期"), latest_today=True, required=False, help_text=_("还在预备期就空着"))
    category = forms.ChoiceField(
        label=_("党员类型"), choices=Category.choices, required=False, help_text=_("日期不全时填")
    )
    job = forms.CharField(label=_("岗位"), max_length=60, required=False)
    phone = forms.CharField(label=_("电话"), max_length=20, required=False)
    checked = checked_field()

    def details(self) -> dict[str, Any]:
        """Columns of `Details`, with how much of each day is known."""
        given = {name: self.cleaned_data[name] or (None if name.endswith("_on") else "") for name in self.base_columns}
        for name in ("birth", "joined", "full"):
            given[f"{name}_precision"] = precision_of(self.data.get(f"{name}_on", ""))
        return given

    base_columns: tuple[str, ...] = ("name", "sex", "birth_on", "joined_on", "full_on", "job", "phone")


class NewMemberForm(DetailsForm):
    """Few fields: the rest can follow on the member's own page."""

    category = None  # type: ignore[assignment]  # the two dates say it

    since = DayField(
        label=_("从哪天起在本支部"), latest_today=True, required=False, help_text=_("不清楚就空着，按入党日期算")
    )
    group = forms.ChoiceField(label=_("党小组"), required=False)

    field_order = ["name", "sex", "birth_on", "joined_on", "full_on", "group", "job", "phone", "since", "checked"]

    def __init__(self, *args: Any, groups: Iterable[PartyGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = group_choices(groups)
        if len(choices) > 1:
            self.fields["group"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["group"]


class CorrectForm(DetailsForm):
    """All that is kept. `version` is the row that was opened: somebody else's change in between is noticed."""

    version = forms.UUIDField(widget=forms.HiddenInput)
    ethnicity = forms.CharField(label=_("民族"), max_length=20, required=False)
    education = forms.CharField(label=_("学历"), max_length=40, required=False)
    identity_number = forms.CharField(
        label=_("身份证号"),
        max_length=30,
        required=False,
        help_text=_("加密保存；已存的这里不显示，空着就不改"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    remark = forms.CharField(label=_("备注"), max_length=200, required=False, help_text=_("只写事实，不写评价"))

    def __init__(self, *args: Any, keeps_identity: bool, **kwargs: Any) -> None:
        """`keeps_identity`: the unit keeps identity numbers, and this person may see them."""
        super().__init__(*args, **kwargs)
        if not keeps_identity:
            del self.fields["identity_number"]

    def clean_identity_number(self) -> str:
        read = read_identity_number(self.cleaned_data["identity_number"])
        if read.problem:
            raise ValidationError(_("%(said)s%(right)s") % {"said": read.problem.sentence, "right": read.problem.right})
        born = self.cleaned_data.get("birth_on")
        if read.value and born and precision_of(self.data.get("birth_on", "")) == "day" and born != read.value.birth_on:
            raise ValidationError(
                _("号码里的出生日期是 %(day)s，和上面的不一样。按证件核对。") % {"day": read.value.birth_on}
            )
        return read.value.number if read.value else ""

    field_order = [
        "name", "sex", "ethnicity", "birth_on", "education", "joined_on", "full_on", "category", "job", "phone",
        "identity_number", "remark", "checked",
    ]  # fmt: skip
    base_columns = (*DetailsForm.base_columns, "category", "ethnicity", "education", "remark")

    def changes(self, standing: Details) -> dict[str, Any]:
        """What differs from the version that was opened."""
        changed = {name: value for name, value in self.details().items() if value != getattr(standing, name)}
        number = self.cleaned_data.get("identity_number")
        return {**changed, "identity_number": number} if number and number != standing.identity_number else changed


class PostForm(Form):
    is_private = True

    post = forms.ChoiceField(label=_("职务"), choices=PostKind.choices)
    since = DayField(label=_("从哪天起"), latest_today=True)


class GroupForm(Form):
    is_private = True

    group = forms.ChoiceField(label=_("党小组"), required=False)
    since = DayField(label=_("从哪天起"), latest_today=True)

    def __init__(self, *args: Any, groups: Iterable[PartyGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = group_choices(groups)  # type: ignore[attr-defined]


class MoveForm(Form):
    is_private = True

    branch = forms.ChoiceField(label=_("转到哪个支部"))
    since = DayField(label=_("从哪天起"), latest_today=True)

    def __init__(self, *args: Any, branches: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].choices = [  # type: ignore[attr-defined]
            ("", _("请选")), *((str(branch.pk), branch.name) for branch in branches),
        ]  # fmt: skip


class EndForm(Form):
    """For whatever ends on a day."""

    is_private = True

    until = DayField(label=_("从哪天起不再是"), latest_today=True)


class ConditionForm(Form):
    is_private = True

    kind = forms.ChoiceField(label=_("情况"), choices=ConditionKind.choices, widget=forms.RadioSelect)
    since = DayField(label=_("从哪天起"), latest_today=True)
    until = DayField(label=_("到哪天止"), required=False, help_text=_("还没结束就空着"))
