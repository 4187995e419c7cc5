from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.account.models import User
from zhibu.web.forms import Form


class DeskForm(Form):
    is_private = True

    name = forms.CharField(label=_("台的名称"), max_length=40, help_text=_("比如“单位诉求台”“工会”“纪检”"))
    handlers = forms.MultipleChoiceField(
        label=_("谁在这里看"), widget=forms.CheckboxSelectMultiple, help_text=_("名字会写在说事的页面上")
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        self.fields["handlers"].choices = [(key, user.display_name) for key, user in self.people.items()]  # type: ignore[attr-defined]

    def chosen(self) -> list[User]:
        return [self.people[key] for key in self.cleaned_data["handlers"]]


class DoorForm(Form):
    emergency = forms.CharField(
        label=_("急事打哪里"), max_length=120, help_text=_("比如“值班室 6120，夜里也有人；急救 120”")
    )
    discipline = forms.CharField(
        label=_("违纪违法去哪里举报"), max_length=120, help_text=_("比如“公司纪委 6135，或者 12388”")
    )
