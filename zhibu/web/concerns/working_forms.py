"""The forms with which handlers work on a concern. None asks who raised it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.account.models import User
from zhibu.concern.desks import Place
from zhibu.concern.models import Concern, End
from zhibu.org.models import Organisation
from zhibu.web.days import Near
from zhibu.web.forms import DayField, Form

LONGEST = 500
WHOLE, PART = "whole", "part"
NOT_YET_WORDS = ("办不了", "不归我管", "无法解决", "没办法")


def _text(label: Any, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=LONGEST, widget=widget, **more)


class ConcernForm(Form):
    """Nothing of it stays on the device. `together`: the others under the same plan."""

    is_private = True

    def __init__(self, *args: Any, together: Sequence[Concern] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if together:
            self.fields["for_all"] = forms.BooleanField(
                label=_("连在一起的另外 %(count)d 件也这样告诉") % {"count": len(together)},
                required=False,
                initial=True,
            )

    def wording_hint(self) -> str:
        """Only a hint: some words close a door before anybody has looked behind it."""
        said = " ".join(str(value) for value in self.cleaned_data.values() if isinstance(value, str))
        return next((word for word in NOT_YET_WORDS if word in said), "")


class TakeForm(ConcernForm):
    owner = forms.ChoiceField(label=_("谁来办"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        self.fields["owner"].choices = [(key, user.display_name) for key, user in self.people.items()]  # type: ignore[attr-defined]


class PlanForm(ConcernForm):
    """能全部办好 asks what and when; otherwise every part is needed, so that nobody stands before a closed door."""

    reach = forms.ChoiceField(
        label=_("能办到什么程度"),
        choices=[(WHOLE, _("能全部办好")), (PART, _("眼下只能办一部分"))],
        widget=forms.RadioSelect,
        initial=WHOLE,
    )
    can_do = _text(_("能做到哪一步"), help_text=_("准备怎么办、什么时候办，本人看得到"))
    missing = _text(_("还差什么"), required=False, help_text=_("只能办一部分时，这三样都要告诉本人"))
    who_can = forms.CharField(label=_("谁能解决"), max_length=120, required=False)
    taken_to = forms.CharField(label=_("已替本人递到哪里"), max_length=120, required=False)
    next_on = DayField(label=_("哪天再告诉本人"), near=Near.FUTURE)

    field_order = ("reach", "can_do", "next_on", "missing", "who_can", "taken_to")
    PARTS = ("missing", "who_can", "taken_to")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("reach") == PART:
            for name in self.PARTS:
                if not given.get(name, "").strip() and name not in self.errors:
                    label = self.fields[name].label
                    self.add_error(
                        name, _("“%(label)s”还没填。只能办一部分时，这几样都要告诉本人。") % {"label": label}
                    )
        return given

    def texts(self) -> dict[str, str]:
        names = ("can_do", *(self.PARTS if self.cleaned_data["reach"] == PART else ()))
        return {name: self.cleaned_data[name] for name in names}


class NewsForm(ConcernForm):
    words = _text(_("进展"), help_text=_("本人看得到"))
    next_on = DayField(label=_("哪天再告诉本人"), near=Near.FUTURE)


class WordsForm(ConcernForm):
    """One field of words for the raiser; its label comes with it."""

    words = _text("")

    def __init__(self, *args: Any, label: Any, hint: Any = "", required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["words"]
        field.label, field.help_text, field.required = label, hint, required
        field.error_messages["required"] = _("“%(label)s”还没填。") % {"label": label}


class HandOnForm(ConcernForm):
    place = forms.ChoiceField(label=_("转给哪个台"), widget=forms.RadioSelect)
    words = _text(_("为什么转"), help_text=_("本人看得到"))

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.key: place for place in places}
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (place.key, f"{place.organisation.name} · {place.name}") for place in places
        ]


class EndForm(ConcernForm):
    """The few honest ends. What each of them owes the raiser is asked for."""

    end = forms.ChoiceField(label=_("为什么办到这里"), choices=End, widget=forms.RadioSelect)
    reason = _text(_("理由"), help_text=_("本人看得到，可以不同意"))
    article = forms.CharField(
        label=_("依据哪一条"), max_length=120, required=False, help_text=_("“依法不能这样做”要写")
    )
    instead = _text(_("合法的办法是什么，或者该去哪里"), required=False)
    condition = forms.CharField(label=_("什么条件成熟了再办"), max_length=200, required=False)
    watcher = forms.CharField(label=_("谁盯着"), max_length=60, required=False)
    review_on = DayField(label=_("哪天再看一次"), near=Near.FUTURE, required=False, help_text=_("半年之内"))
    second = forms.ChoiceField(label=_("请谁再看一遍"))

    NEEDS = {
        End.WHEN_RIPE: ("condition", "watcher", "review_on"),
        End.UNLAWFUL: ("article", "instead"),
        End.NOT_A_CONCERN: ("instead",),
        End.RESERVED: ("review_on",),
    }

    def __init__(self, *args: Any, people: Sequence[User], is_top: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        self.fields["second"].choices = [  # type: ignore[attr-defined]
            ("", _("请选")), *((key, user.display_name) for key, user in self.people.items()),
        ]  # fmt: skip
        if not is_top:
            self.fields["end"].choices = [row for row in End.choices if row[0] != End.RESERVED]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in self.NEEDS.get(End(given["end"]), ()) if given.get("end") else ():
            if not given.get(name) and name not in self.errors:
                self.add_error(name, _("“%(label)s”还没填。") % {"label": self.fields[name].label})
        return given

    def texts(self) -> dict[str, str]:
        names = ("reason", "article", "instead", "condition", "watcher")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


class JudgeForm(ConcernForm):
    agrees = forms.ChoiceField(
        label=_("你看呢"),
        choices=[("yes", _("同意，办到这里")), ("no", _("不同意，接着办"))],
        widget=forms.RadioSelect,
    )
    words = _text(_("你的看法"), help_text=_("本人看得到"))


class JoinForm(ConcernForm):
    concerns = forms.MultipleChoiceField(label=_("和哪几件一起办"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["concerns"].choices = list(others)  # type: ignore[attr-defined]


class CarryForm(ConcernForm):
    """What goes to a branch: one line in the handler's own words, and by when. Nothing else travels."""

    title = forms.CharField(
        label=_("要办的事"), max_length=100, help_text=_("支部的人都看得到。用自己的话写，不写是谁提的。")
    )
    branch = forms.ChoiceField(label=_("交给哪个支部"))
    due_on = DayField(label=_("哪天前办好"), near=Near.FUTURE, required=False, help_text=_("列入议程不用填"))

    def __init__(self, *args: Any, branches: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branches = {str(row.pk): row for row in branches}
        self.fields["branch"].choices = [(key, row.name) for key, row in self.branches.items()]  # type: ignore[attr-defined]


class QuarterForm(ConcernForm):
    """For one topic of a quarter, read by everybody who reads the numbers."""

    trouble = forms.CharField(
        label=_("背后的隐患"), max_length=200, required=False, help_text=_("几件事看起来同一个根子，写是什么")
    )
    plan = forms.CharField(label=_("打算"), max_length=200, help_text=_("谁、哪天前、办什么；用自己的话写"))


class OfferForm(ConcernForm):
    """A text for everybody, in the handler's own words."""

    question = forms.CharField(label=_("大家会怎么问"), max_length=80, help_text=_("比如“夜班能不能吃上热饭”"))
    reply = _text(_("怎么答"), help_text=_("用自己的话写，别用本人的原话，别让人认出是谁提的"))
