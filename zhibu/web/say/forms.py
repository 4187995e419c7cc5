"""The forms of 说事. One field is enough; nothing is kept on the device."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.concern.desks import Place
from zhibu.concern.models import Kind

LONGEST = 500
WHOLE_DESK = "desk"


class Words(forms.CharField):
    """What people write, without the null characters that some keyboards and attackers send."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value.replace("\0", "") if isinstance(value, str) else value))


class SayForm(forms.Form):
    """`offered`: desks to choose from, the first one chosen; `people`: everybody who sits at any desk around."""

    use_required_attribute = False

    words = Words(
        label=_("什么事"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("不用写名字、班次、机台号。写得太细，别人可能猜出是谁。"),
        error_messages={
            "required": _("写一句是什么事就行。"),
            "max_length": _("最多 500 字，现在有 %(show_value)d 字。分两次说也可以。"),
        },
    )
    kind = forms.ChoiceField(label=_("是哪一种"), choices=Kind, widget=forms.RadioSelect, initial=Kind.HARDSHIP)
    desk = forms.ChoiceField(label=_("交给谁"), widget=forms.RadioSelect)
    involved = forms.MultipleChoiceField(
        label=_("牵涉受理人"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("选上的人看不到内容、件数，也看不到升级。写到名字的，自动算选上。"),
    )
    about_a_person = forms.BooleanField(
        label=_("说的是某个人的做法"), required=False, help_text=_("这样的事不会变成任务、统计或公开的文字。")
    )
    enclosure = forms.FileField(
        label=_("附一张图"),
        required=False,
        help_text=_("不附也算完整。图片会重新画过，去掉里面藏着的地点、时间和机型。"),
    )
    called = forms.CharField(label=_("怎么称呼你"), required=False, max_length=30)
    reached_by = forms.CharField(label=_("怎么找到你"), required=False, max_length=60)
    handler = forms.ChoiceField(label=_("只让谁知道"), required=False)

    def __init__(self, *args: Any, offered: Sequence[Place], people: Sequence[Place], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.offered = {place.key: place for place in offered}
        self.fields["desk"].choices = [  # type: ignore[attr-defined]
            (place.key, _("%(desk)s：由%(names)s看") % {"desk": place.name, "names": place.names}) for place in offered
        ]
        if offered:
            self.fields["desk"].initial = offered[0].key
        everybody = {str(user.pk): user.display_name for place in people for user in place.handlers}
        self.fields["involved"].choices = [  # type: ignore[attr-defined]
            (WHOLE_DESK, _("这个台的人都不要看")),
            *everybody.items(),
        ]
        self.fields["handler"].choices = [("", _("请选")), *everybody.items()]  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        return str(self.cleaned_data["words"]).replace("\0", "").strip()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("called") or given.get("reached_by"):
            if not given.get("called"):
                self.add_error("called", _("留名就写上怎么称呼你；不留名就都空着。"))
            if not given.get("handler"):
                self.add_error("handler", _("选一位：只有这一位看得到你是谁。"))
        return given

    def chosen(self) -> Place:
        return self.offered[self.cleaned_data["desk"]]

    def passed_over(self) -> set[UUID]:
        """Whom the raiser ticked."""
        ticked = self.cleaned_data["involved"]
        own = {user.pk for user in self.chosen().handlers} if WHOLE_DESK in ticked else set()
        return own | {UUID(key) for key in ticked if key != WHOLE_DESK}

    @property
    def has_more(self) -> bool:
        """Something stands, or is wrong, in the folded part."""
        names = ("involved", "about_a_person", "enclosure", "called", "reached_by", "handler")
        return self.is_bound and any(self.errors.get(name) or self[name].value() for name in names)


class ReceiptForm(forms.Form):
    use_required_attribute = False

    receipt = forms.CharField(
        label=_("凭条"),
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "receipt-field"}),
        help_text=_("16 位数字"),
        error_messages={"required": _("填上 16 位数字。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class WordForm(forms.Form):
    """What the raiser answers. `words` may be empty for a plain answer."""

    concern = forms.UUIDField()
    act = forms.ChoiceField(
        choices=[
            (name, name)
            for name in (
                "solved",
                "partly",
                "unsolved",
                "word",
                "contested",
                "treated_well",
                "treated_badly",
                "agreed",
                "declined",
            )
        ]
    )
    words = forms.CharField(required=False, max_length=LONGEST)
    name = forms.CharField(required=False, max_length=30)
    about = forms.UUIDField(required=False)
