"""The base of every form: a key against double sending, days and numbers as people write them, errors as sentences."""

import unicodedata
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhibu.base.errors import Invalid, Refused
from zhibu.base.touched import Done
from zhibu.web.days import Near, UnreadableDay, read_day, write_day
from zhibu.web.wording import worded

DJANGOS_ROWS, ROWS = "10", "4"  # ten empty lines look like a demand


class Form(forms.Form):
    """`key` is the idempotency key: the same for every sending of one opened form.

    Class attributes: `is_private` keeps every draft off the device (concerns, names of others, passwords);
    `draft` names the draft that the device keeps, "" for none. Pass `today=request.today` where days are asked for.
    """

    is_private = False
    draft = ""
    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.today = today
        for field in self.fields.values():
            if isinstance(field, DayField):
                field.today = today
            if isinstance(field.widget, forms.Textarea) and field.widget.attrs.get("rows") == DJANGOS_ROWS:
                field.widget.attrs["rows"] = ROWS
            if field.label and field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _("“%(label)s”还没填。") % {"label": field.label}

    def clean_key(self) -> uuid.UUID:
        given: uuid.UUID | None = self.cleaned_data["key"]
        return given or uuid.uuid4()

    def refuse(self, error: Refused) -> None:
        """Show what an action refused beside the field that it concerns, or on top when it concerns the whole."""
        if isinstance(error, Invalid):
            for field, sentence in error.problems.items():
                self.add_error(field if field in self.fields else None, worded(sentence))
            return
        sentence = f"{worded(error.reason)} {worded(error.next_step)}".strip()
        self.add_error(error.field if error.field in self.fields else None, sentence)

    def carry_out(self, act: Callable[[], Done]) -> Done | None:
        """Run the one write of this request. A refusal is shown on the form, and the answer is None."""
        try:
            return act()
        except Refused as error:
            self.refuse(error)
            return None

    @property
    def problem_count(self) -> int:
        return sum(len(messages) for messages in self.errors.values())


class DayField(forms.Field):
    """A day typed in any usual writing. `near` says which year 3月5日 means; `latest_today` refuses days to come."""

    widget = forms.TextInput

    def __init__(self, *, near: Near = Near.PAST, latest_today: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("例如 2026年3月5日，也可以只写 3月5日"))
        self.near, self.latest_today = near, latest_today  # before the base asks for the widget's attributes
        super().__init__(**kwargs)
        self.today: date | None = None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "short", "autocomplete": "off", "data-day": self.near.value}

    def prepare_value(self, value: Any) -> Any:
        return write_day(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        if self.today is None:
            raise TypeError("a form with days needs today=request.today")
        try:
            return read_day(str(value), self.today, self.near)
        except UnreadableDay as error:
            raise ValidationError(str(error)) from error

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.latest_today and value and self.today and value > self.today:
            raise ValidationError(
                _("%(day)s 还没到。这里写已经发生的日子。") % {"day": write_day(value)}, code="still_to_come"
            )


MOST = 32_767


class NumberField(forms.IntegerField):
    """A whole number; full-width digits are equal. Typed as text with a number pad, so nothing scrolls it by chance.

    Nothing here counts further than the smallest column holds.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("这里要写一个整数，比如 12。"),
        "min_value": _("不能少于 %(limit_value)s。"),
        "max_value": _("不能多于 %(limit_value)s。"),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "number", "inputmode": "numeric", "autocomplete": "off"}

    def __init__(self, **kwargs: Any) -> None:
        messages = {**self.default_error_messages, **kwargs.pop("error_messages", {})}
        super().__init__(**{"max_value": MOST, **kwargs})
        for validator in self.validators:
            code = getattr(validator, "code", "")
            if code in messages:
                validator.message = messages[code]  # type: ignore[attr-defined]

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip()
        return super().to_python(value)


class FilterForm(forms.Form):
    """A bar of filters, sent by GET. Nothing is required; a wrong value filters nothing."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def chosen(self) -> dict[str, Any]:
        """The filters in use, readable values only."""
        self.is_valid()
        given = self.cleaned_data if self.is_bound else {}
        return {name: value for name, value in given.items() if value not in (None, "", [])}
