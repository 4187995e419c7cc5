"""Forms of tasks: make one, and say what happened with it. Few fields; names as people write them."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.member.models import Member
from zhibu.member.names import tidy_name
from zhibu.web.days import Near
from zhibu.web.forms import DayField, FilterForm, Form, NumberField
from zhibu.work.models import FourRoles, Goal, Verdict
from zhibu.work.models import TaskForm as Shape

BETWEEN_NAMES = re.compile(r"[、,，;；\s]+")
Choices = Sequence[tuple[str, Any]]


def day_to_come(label: Any, *, required: bool = False, help_text: Any = "") -> DayField:
    return DayField(
        label=label, near=Near.FUTURE, required=required, help_text=help_text or _("例如 12月5日；没有期限就空着")
    )


class OwnersForm(Form):
    """A form that asks who does it: one from the roster, and whoever else by name."""

    is_private = True

    def __init__(self, *args: Any, people: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = list(people)
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", _("还没定")), *((str(member.pk), member.name) for member in self.people),
        ]  # fmt: skip

    def chosen_owners(self) -> tuple[list[Member], list[str]]:
        """(members, names of others). A name that stands on the roster means that member."""
        by_key = {str(member.pk): member for member in self.people}
        by_name = {tidy_name(member.name): member for member in self.people}
        members = [by_key[self.cleaned_data["owner"]]] if self.cleaned_data["owner"] else []
        names = []
        for name in BETWEEN_NAMES.split(self.cleaned_data["others"]):
            member = by_name.get(tidy_name(name))
            if member and member not in members:
                members.append(member)
            elif name and not member:
                names.append(name)
        return members, names


def owner_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("谁负责"), required=False)


def others_field() -> forms.CharField:
    return forms.CharField(
        label=_("还有谁一起办"), max_length=120, required=False, help_text=_("写名字，用顿号隔开；不是党员也可以写")
    )


class TaskForm(OwnersForm):
    title = forms.CharField(label=_("要办什么"), max_length=100)
    purpose = forms.CharField(label=_("为了什么"), max_length=300, required=False)
    owner = owner_field()
    others = others_field()
    due_on = day_to_come(_("哪天前办好"))
    form = forms.ChoiceField(label=_("用什么形式"), required=False, choices=Shape.choices)
    goal = forms.ChoiceField(label=_("为单位的哪个目标"), required=False)
    role = forms.ChoiceField(label=_("属于哪一类作用"), required=False, choices=[("", _("不分")), *FourRoles.choices])

    def __init__(self, *args: Any, goals: Sequence[Goal] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if goals:
            self.fields["goal"].choices = [  # type: ignore[attr-defined]
                ("", _("不连目标")), *((str(goal.thread), goal.title) for goal in goals),
            ]  # fmt: skip
        else:
            del self.fields["goal"]

    def tied(self) -> dict[str, Any]:
        """Form, goal and role as the actions take them."""
        goal = self.cleaned_data.get("goal", "")
        return {
            "form": Shape(self.cleaned_data["form"] or Shape.TASK),
            "goal": UUID(goal) if goal else None,
            "role": self.cleaned_data["role"],
        }


class AdaptForm(OwnersForm):
    how = forms.CharField(label=_("本支部怎么做"), max_length=400, widget=forms.Textarea)
    why_different = forms.CharField(
        label=_("和原来的要求有什么不同，为什么"), max_length=300, required=False, widget=forms.Textarea
    )
    owner = owner_field()
    others = others_field()
    due_on = day_to_come(_("本支部哪天前办好"))


class PointingForm(Form):
    """A form whose words may be shown by records of the branch."""

    is_private = True
    happened_on = DayField(label=_("哪一天"), latest_today=True)
    records = forms.MultipleChoiceField(
        label=_("用哪几条记录说明"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("选本支部已经记下的，不用再写一遍"),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices:
            self.fields["records"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["records"]

    def pointers(self) -> list[dict[str, str]]:
        return [
            {"kind": kind, "key": key}
            for kind, key in (value.split(":", 1) for value in self.cleaned_data.get("records", []))
        ]


class ProgressForm(PointingForm):
    words = forms.CharField(label=_("做了什么"), max_length=500, widget=forms.Textarea)
    field_order = ("words", "happened_on", "records")


class FinishForm(PointingForm):
    """`asks`: what the task from above wants to know and only the branch can say."""

    result = forms.CharField(label=_("办成了什么"), max_length=500, required=False, widget=forms.Textarea)
    field_order = ("result", "happened_on", "records")

    def __init__(self, *args: Any, asks: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = {f"ask_{number}": ask for number, ask in enumerate(asks)}
        for name, ask in self.asks.items():
            message = {"required": _("“%(label)s”还没填。") % {"label": ask}}
            self.fields[name] = forms.CharField(label=ask, max_length=200, error_messages=message)

    def answers(self) -> dict[str, str]:
        return {ask: self.cleaned_data[name] for name, ask in self.asks.items()}


class MoreTimeForm(Form):
    is_private = True
    until = day_to_come(_("想延到哪天"), required=True, help_text=_("例如 12月20日"))
    reason = forms.CharField(label=_("为什么来不及"), max_length=300, widget=forms.Textarea)


class AnswerTimeForm(Form):
    is_private = True
    until = day_to_come(_("同意延到哪天"), help_text=_("不同意就空着，在下面写清楚怎么办"))
    words = forms.CharField(label=_("还要说的"), max_length=300, required=False, widget=forms.Textarea)


class WordsForm(Form):
    """One text. `name`: the argument that the action takes it as."""

    is_private = True

    def __init__(self, *args: Any, name: str, label: Any, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[name] = forms.CharField(
            label=label, max_length=500, required=required, widget=forms.Textarea(attrs={"rows": "4"}),
            error_messages={"required": _("“%(label)s”还没填。") % {"label": label}},
        )  # fmt: skip


class TaskFilter(FilterForm):
    state = forms.ChoiceField(
        label=_("看哪些"), choices=[("", _("在办的")), ("closed", _("办完的")), ("mine", _("我负责的"))]
    )
    source = forms.ChoiceField(label=_("来自哪里"))
    text = forms.CharField(label=_("查找"), max_length=60)

    def __init__(self, *args: Any, sources: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", _("全部")), *sources]  # type: ignore[attr-defined]


class AssignmentForm(Form):
    """Send a task down. What the records hold is refused among `asks`, with the record named."""

    title = forms.CharField(label=_("要各支部办什么"), max_length=100)
    aim = forms.CharField(label=_("为了什么"), max_length=300)
    due_on = day_to_come(_("哪天前办好"), required=True, help_text=_("例如 12月5日"))
    starts_on = day_to_come(_("从哪天起"), help_text=_("今天就开始的，空着"))
    sample = forms.CharField(
        label=_("办成什么样算好，举个例子"), max_length=1000, required=False, widget=forms.Textarea
    )
    asks = forms.CharField(
        label=_("要支部填的内容，一行一项"), max_length=1000, required=False, widget=forms.Textarea,
        help_text=_("只写支部才知道的。党员数、书记、换届时间、开会次数这些系统已有，不用问。"),
    )  # fmt: skip
    receivers = forms.MultipleChoiceField(label=_("发给谁"), widget=forms.CheckboxSelectMultiple)
    minutes = NumberField(
        label=_("预计每个支部要花几分钟"), min_value=1, max_value=600, required=False,
        help_text=_("空着就按填的项数估：3 分钟，加上每项 2 分钟。"),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receivers"].choices = choices  # type: ignore[attr-defined]

    def asked(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["asks"].splitlines() if line.strip()]


class NoticeForm(Form):
    """Paste what came from a superior outside the system."""

    is_private = True
    text = forms.CharField(
        label=_("把通知粘贴到这里"), max_length=8000, widget=forms.Textarea(attrs={"rows": "10"}),
        help_text=_("会认出要办的事、期限和附件名称，你看过再存。"),
    )  # fmt: skip


class NoticeTaskForm(TaskForm):
    """The proposed task: everything can be changed before it is kept."""

    details = forms.CharField(label=_("通知原文"), max_length=8000, widget=forms.Textarea(attrs={"rows": "6"}))


class SubmissionForm(Form):
    """请示 or 报告: one matter, to one superior."""

    is_private = True
    to = forms.ChoiceField(label=_("报给谁"))
    to_name = forms.CharField(label=_("系统外的上级名称"), max_length=80, required=False)
    matter = forms.CharField(label=_("什么事"), max_length=100, help_text=_("一份只写一件事"))
    body = forms.CharField(label=_("情况和意见"), max_length=4000, widget=forms.Textarea(attrs={"rows": "6"}))
    happened_on = DayField(label=_("哪一天报的"), latest_today=True)
    answer_by = day_to_come(_("希望哪天前答复"), help_text=_("例如 12月5日；不急就空着"))
    records = forms.MultipleChoiceField(label=_("依据哪几条记录"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, superiors: Choices, choices: Choices, is_report: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [*superiors, ("", _("系统外的上级（写在下面）"))]  # type: ignore[attr-defined]
        self.fields["to"].required = False
        if choices:
            self.fields["records"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["records"]
        if is_report:
            del self.fields["answer_by"]

    def pointers(self) -> list[dict[str, str]]:
        return [
            {"kind": kind, "key": key}
            for kind, key in (value.split(":", 1) for value in self.cleaned_data.get("records", []))
        ]


class OralForm(Form):
    """口头请示: one line. Whom, when, what, the answer."""

    is_private = True
    to_name = forms.CharField(label=_("请示了谁"), max_length=30)
    matter = forms.CharField(label=_("什么事"), max_length=100)
    answer = forms.CharField(label=_("怎么答复的"), max_length=300, required=False)
    happened_on = DayField(label=_("哪一天"), latest_today=True)


class ReplyForm(Form):
    is_private = True
    verdict = forms.ChoiceField(label=_("答复"), widget=forms.RadioSelect, choices=Verdict.choices)
    words = forms.CharField(label=_("意见"), max_length=2000, required=False, widget=forms.Textarea)


class EnteredReplyForm(ReplyForm):
    """An answer that came on paper or by word of mouth, entered by the branch."""

    who = forms.CharField(label=_("谁答复的"), max_length=30)
    happened_on = DayField(label=_("哪一天答复的"), latest_today=True)
