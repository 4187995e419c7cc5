"""Forms of dues. Sums are typed in yuan, as people write them, and read as exact fen."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.dues.accounts import BranchAccount, MemberAccount
from zhibu.dues.actions import REFUSED_WAYS, Fixing
from zhibu.dues.fixing import AGREED, BY_QUARTER, BY_TABLE, KINDS, WITH_BASE
from zhibu.dues.models import ArrangementKind, Assessment, Nature, Way
from zhibu.questions import question_named
from zhibu.rules.money import yuan
from zhibu.rules.month_runs import first_day
from zhibu.web.days import Near
from zhibu.web.forms import DayField, Form

YUAN = re.compile(r"\d{1,9}(\.\d{1,2})?")
CHANGES = question_named("dues.change").asks[5].choices
WAYS = [
    *Way.choices,
    *((code, words) for code, words in question_named("dues.payment").asks[0].choices.items() if code in REFUSED_WAYS),
]
"""The unlawful ways can be chosen too: then the page says why it is not done so, with the article."""


class YuanField(forms.Field):
    """Yuan with at most two decimals; full-width digits, 元 and separators are taken. The value is a Decimal."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "number", "inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        text = re.sub(r"[,，\s元¥￥]", "", unicodedata.normalize("NFKC", str(value)))
        if text.startswith("-"):
            raise ValidationError(_("金额不能是负数。收错的，用冲正改。"), code="negative")
        if not YUAN.fullmatch(text):
            raise ValidationError(_("写成 45 或 45.50 这样，最多两位小数。"), code="invalid")
        return Decimal(text)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}" if isinstance(value, Decimal) else value


def month_field(label: Any, year: int, **kwargs: Any) -> forms.TypedChoiceField:
    """One month of a year; the value is its first day."""
    choices = [(date(year, month, 1).isoformat(), _("%(month)d月") % {"month": month}) for month in range(1, 13)]
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=date.fromisoformat, widget=forms.Select(attrs={"class": "short"}), **kwargs
    )


class MonthForm(Form):
    """Who paid this month: everybody is ticked, the exceptions are taken out."""

    is_private = True

    paid = forms.MultipleChoiceField(
        label=gettext_lazy("交了的打勾"), widget=forms.CheckboxSelectMultiple, required=False
    )
    happened_on = DayField(label=gettext_lazy("哪一天收的"), latest_today=True)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid"].choices = choices  # type: ignore[attr-defined]

    def unpaid(self) -> set[UUID]:
        given = set(self.cleaned_data["paid"])
        return {UUID(key) for key, _label in self.fields["paid"].choices if key not in given}  # type: ignore[attr-defined]


class RelayForm(Form):
    is_private = True

    relay = forms.CharField(
        label=gettext_lazy("从群里粘贴接龙"),
        widget=forms.Textarea,
        max_length=5000,
        help_text=gettext_lazy("认得出名字的打勾，别的去掉；还要看一遍再记下"),
    )


@dataclass(frozen=True)
class FixLine:
    """One member's line of the yearly fixing."""

    account: MemberAccount
    kind: BoundField
    base: BoundField
    standing: Assessment | None


class FixForm(Form):
    """Kind and base of each member. Lines that stay as they were are not written again."""

    is_private = True

    fixed_on = DayField(label=gettext_lazy("哪一天核定的"), latest_today=True)

    def __init__(
        self,
        *args: Any,
        account: BranchAccount,
        standing: Mapping[UUID, Assessment],
        before: Mapping[UUID, Assessment],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [own for own in account.members if own.months]
        self.standing = standing
        for number, own in enumerate(self.rows):
            known = standing.get(own.member.pk) or before.get(own.member.pk)
            self.fields[f"kind{number}"] = forms.ChoiceField(
                label=_("类别"), choices=[("", _("请选")), *KINDS.items()], required=False,
                initial=known.kind if known else "",
            )  # fmt: skip
            self.fields[f"base{number}"] = YuanField(
                label=_("基数（元）"), required=False, initial=_sum_typed(known) if known else None
            )

    def lines(self) -> list[FixLine]:
        return [
            FixLine(own, self[f"kind{number}"], self[f"base{number}"], self.standing.get(own.member.pk))
            for number, own in enumerate(self.rows)
        ]

    def fixings(self) -> list[Fixing]:
        """What was filled in and differs from what stands."""
        found = []
        for number, own in enumerate(self.rows):
            kind, base = self.cleaned_data[f"kind{number}"], self.cleaned_data[f"base{number}"]
            standing = self.standing.get(own.member.pk)
            if not kind and base is None:
                continue
            if standing and own.is_fixed and (standing.kind, _sum_typed(standing)) == (kind, base):
                continue
            found.append(Fixing(own.member, kind, base))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for number in range(len(self.rows)):
            kind, base = given.get(f"kind{number}"), given.get(f"base{number}")
            if kind in {*WITH_BASE, BY_QUARTER, AGREED} and base is None and f"base{number}" not in self.errors:
                self.add_error(f"base{number}", _("还没填基数。"))
            if base is not None and not kind:
                self.add_error(f"kind{number}", _("选一种类别。"))
        return given


def _sum_typed(row: Assessment) -> Decimal | None:
    """What was typed: a base, three months' income (not kept as such: the base of that name), or the agreed sum."""
    if row.kind == BY_TABLE:  # its kind has to be said first
        return None
    if row.base_fen is not None:
        return yuan(row.base_fen)
    return yuan(row.monthly_fen) if row.kind == AGREED else None


class PaymentForm(Form):
    is_private = True

    yuan = YuanField(label=gettext_lazy("交了多少（元）"))
    happened_on = DayField(label=gettext_lazy("哪一天交的"), latest_today=True)
    way = forms.ChoiceField(label=gettext_lazy("怎么交的"), choices=WAYS, initial=Way.MONTHLY)
    special_circumstances = forms.BooleanField(
        label=gettext_lazy("托人代交的：本人有特殊情况，自己来不了"), required=False
    )
    is_extra_voluntary = forms.BooleanField(label=gettext_lazy("多出来的是自愿多交"), required=False)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_month"] = month_field(_("从哪个月起"), year)
        self.order_fields(["yuan", "first_month", "happened_on", "way", "special_circumstances", "is_extra_voluntary"])


class CounterForm(Form):
    is_private = True

    yuan = YuanField(label=gettext_lazy("冲掉多少（元）"))
    nature = forms.ChoiceField(label=gettext_lazy("冲的是"), choices=Nature.choices, initial=Nature.DUES)
    reason = forms.CharField(label=gettext_lazy("为什么"), max_length=100)
    happened_on = DayField(label=gettext_lazy("哪一天"), latest_today=True)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"] = month_field(_("哪个月的"), year)
        self.order_fields(["month", "yuan", "nature", "reason", "happened_on"])


class ArrangementForm(Form):
    is_private = True

    kind = forms.ChoiceField(label=gettext_lazy("记哪一种"), choices=ArrangementKind.choices, widget=forms.RadioSelect)
    monthly = YuanField(
        label=gettext_lazy("少交的：以后每月交多少（元）"), required=False, help_text=gettext_lazy("免交填 0")
    )
    is_retired = forms.BooleanField(label=gettext_lazy("少交的：是离退休党员"), required=False)
    discussed_on = DayField(label=gettext_lazy("支部哪一天研究同意（或者核实）"), latest_today=True)
    approved_on = DayField(
        label=gettext_lazy("上级哪一天批准"),
        latest_today=True,
        required=False,
        help_text=gettext_lazy("离退休党员少交、按季度交不用报批；还没批下来先空着"),
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_month"] = month_field(_("从哪个月"), year)
        self.fields["last_month"] = month_field(_("到哪个月"), year, initial=date(year, 12, 1).isoformat())
        self.order_fields(["kind", "first_month", "last_month", "monthly", "is_retired", "discussed_on", "approved_on"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if (
            given.get("kind") == ArrangementKind.REDUCED
            and given.get("monthly") is None
            and "monthly" not in self.errors
        ):
            self.add_error("monthly", _("写上以后每月交多少；免交填 0。"))
        return given


class ChangeForm(Form):
    is_private = True

    change = forms.ChoiceField(label=gettext_lazy("什么变了"), choices=list(CHANGES.items()))
    kind = forms.ChoiceField(label=gettext_lazy("现在的类别"), choices=list(KINDS.items()))
    base = YuanField(label=gettext_lazy("现在的基数（元）"))

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_pay_month"] = month_field(_("第一次领新工资是哪个月"), year)


class ApprovalForm(Form):
    approved_on = DayField(label=gettext_lazy("上级哪一天批准"), latest_today=True)


class ReminderForm(Form):
    is_private = True

    happened_on = DayField(label=gettext_lazy("哪一天谈的"), latest_today=True)
    make_up_by = DayField(label=gettext_lazy("说好哪一天以前补上"), near=Near.FUTURE)


class SpanForm(Form):
    """Months of one year, and the day of the deed."""

    happened_on = DayField(label=gettext_lazy("哪一天"), latest_today=True)

    def __init__(self, *args: Any, year: int, first: int, last: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_month"] = month_field(_("从哪个月"), year, initial=first_day(first).isoformat())
        self.fields["last_month"] = month_field(_("到哪个月"), year, initial=first_day(last).isoformat())
        self.order_fields(["first_month", "last_month", "happened_on"])


class ReceiptNumberForm(Form):
    receipt_number = forms.CharField(label=gettext_lazy("收据号"), max_length=40)
    received_on = DayField(label=gettext_lazy("收据的日子"), latest_today=True)
