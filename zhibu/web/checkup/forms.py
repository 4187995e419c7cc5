"""没开, 已并入 or 不适用: what a branch says to a finding; and the filter of the list of branches."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.checkup.counting import State
from zhibu.checkup.models import AnswerKind
from zhibu.checkup.queries import About
from zhibu.member.models import Member
from zhibu.web.days import Near
from zhibu.web.forms import DayField, FilterForm, Form
from zhibu.work.models import MendSource, SupportAnswer

LONGEST_REASON = 200


class AnswerForm(Form):
    """`periods`: (bit, name) of the open periods; a single one is not asked for. 没开 is for gatherings only."""

    periods = forms.MultipleChoiceField(
        label=_("哪几次"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("选一下是哪几个月（季度）。")},
    )
    kind = forms.ChoiceField(label=_("情况"), widget=forms.RadioSelect, error_messages={"required": _("选一种情况。")})
    reason = forms.CharField(
        label=_("原因"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写一句就行，比如“并入当月党员大会”。选“没开”可以不写。"),
        error_messages={"max_length": _("原因最多写 200 个字。")},
    )

    def __init__(self, *args: Any, periods: tuple[tuple[int, str], ...], answerable: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(periods) > 1:
            self.fields["periods"].choices = [(str(bit), name) for bit, name in periods]  # type: ignore[attr-defined]
        else:
            del self.fields["periods"]
        self.only_bit = periods[0][0] if periods else 0
        kinds = AnswerKind if answerable else [AnswerKind.NOT_APPLICABLE]
        self.fields["kind"].choices = [(kind.value, KIND_WORDS[kind]) for kind in kinds]  # type: ignore[attr-defined]
        if not answerable:
            self.fields["kind"].initial = AnswerKind.NOT_APPLICABLE.value
            self.fields["reason"].help_text = _("写一句为什么这一条用不到你们支部。")

    @property
    def mask(self) -> int:
        """The chosen periods as a mask."""
        bits = self.cleaned_data.get("periods")
        return sum(1 << int(bit) for bit in bits) if bits is not None else 1 << self.only_bit


KIND_WORDS = {
    AnswerKind.NOT_HELD: _("没开"),
    AnswerKind.MERGED: _("已经并入别的会"),
    AnswerKind.NOT_APPLICABLE: _("不适用"),
}


HELPED, NOT_BEGUN = "helped", "not_begun"


class BranchFilter(FilterForm):
    """Of the list of branches: the state, and a part of the name."""

    q = forms.CharField(label=_("支部名称"), max_length=60)
    state = forms.ChoiceField(
        label=_("情况"),
        choices=[
            ("", _("全部")),
            (State.NEEDS_HELP.value, _("需要帮助")),
            (State.MENDING.value, _("自己在改")),
            (State.NO_RECORD.value, _("没有记录")),
            (State.FINE.value, _("正常")),
        ],
    )
    about = forms.ChoiceField(
        label=_("只看"),
        choices=[
            ("", _("全部")),
            (About.TERM.value, _("换届有事的")),
            (About.NO_SECRETARY.value, _("没有书记的")),
            (About.ADMISSION.value, _("发展党员有事的")),
            (HELPED, _("正在去帮的")),
            (NOT_BEGUN, _("还没启用的")),
        ],
    )


class ThenForm(Form):
    """Sent by GET, so that the result is a link."""

    on = DayField(label=_("哪一天"), latest_today=True)


class WhoAndWhenForm(Form):
    """Who does a measure, and until when. Both may be changed later on the task."""

    owner = forms.ChoiceField(label=_("谁负责"), required=False)
    due_on = DayField(label=_("哪天前办好"), near=Near.FUTURE, required=False)

    def __init__(self, *args: Any, people: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(member.pk): member for member in people}
        names = [(key, member.name) for key, member in self.people.items()]
        self.fields["owner"].choices = [("", _("还没定")), *names]  # type: ignore[attr-defined]

    def owners(self) -> list[Member]:
        chosen = self.people.get(self.cleaned_data["owner"])
        return [chosen] if chosen else []


class MendForm(WhoAndWhenForm):
    draft = "mend"
    fact = forms.CharField(label=_("看到了什么问题"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    measure = forms.CharField(label=_("打算怎么改"), max_length=100)
    source = forms.ChoiceField(label=_("从哪里来"), choices=[
        (value, label) for value, label in MendSource.choices if value != MendSource.FINDING
    ], initial=MendSource.OWN.value)  # fmt: skip
    field_order = ("fact", "measure", "owner", "due_on", "source")


class AcceptForm(Form):
    words = forms.CharField(
        label=_("你看到了什么，为什么算改好了"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class SupportForm(Form):
    """Help offered to a branch: what, who, by when."""

    draft = "support"
    what = forms.CharField(
        label=_("去帮什么"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("比如：一起把换届的请示和选票准备好"),
    )  # fmt: skip
    who = forms.CharField(label=_("谁去帮"), max_length=60, help_text=_("写姓名，或写“邻近支部的书记”"))
    due_on = DayField(label=_("什么时候前"), near=Near.FUTURE)


class SupportAnswerForm(Form):
    answer = forms.ChoiceField(
        label=_("怎么回"), widget=forms.RadioSelect,
        choices=[(SupportAnswer.TAKEN.value, _("接，一起来")), (SupportAnswer.DECLINED.value, _("先不用"))],
        initial=SupportAnswer.TAKEN.value,
    )  # fmt: skip
    words = forms.CharField(
        label=_("想说的话"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("先不用的话，写一句为什么，或者换什么更合适"),
    )  # fmt: skip


class SupportEndForm(Form):
    words = forms.CharField(
        label=_("帮成了什么"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("没帮上也照实写")
    )
