from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.concern.desks import Place
from zhibu.concern.models import Kind

LONGEST = 500


class HeardForm(forms.Form):
    """One line, with the consent of whoever said it. No field for who that was."""

    use_required_attribute = False

    words = forms.CharField(
        label=_("听到什么事"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不写名字、班次、机台号"),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("是哪一种"), choices=Kind, widget=forms.RadioSelect, initial=Kind.HARDSHIP)
    desk = forms.ChoiceField(label=_("交给谁"), widget=forms.RadioSelect)
    about_a_person = forms.BooleanField(label=_("说的是某个人的做法"), required=False)
    slip = forms.CharField(
        label=_("纸条上的录入号"), required=False, max_length=20, help_text=_("没有纸条就不填，会给一张新凭条")
    )
    agreed = forms.BooleanField(label=_("本人同意交上去"), error_messages={"required": _("先问过本人，同意了再交。")})

    def __init__(self, *args: Any, offered: Sequence[Place], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["words"].error_messages["required"] = _("写一句是什么事。")
        self.offered = {place.key: place for place in offered}
        self.fields["desk"].choices = [  # type: ignore[attr-defined]
            (place.key, _("%(desk)s：由%(names)s看") % {"desk": place.name, "names": place.names}) for place in offered
        ]
        if offered:
            self.fields["desk"].initial = offered[0].key
