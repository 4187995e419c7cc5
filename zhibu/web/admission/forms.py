from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from zhibu.admission.models import (
    Body,
    BookletState,
    Candidate,
    LetterAbout,
    Matter,
    Origin,
    Outcome,
    Paper,
    StepKind,
)
from zhibu.admission.steps import STAGES, About
from zhibu.meeting.models import Item
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.questions.admission.events import EVENTS
from zhibu.web.days import write_day
from zhibu.web.forms import DayField, FilterForm, Form, NumberField
from zhibu.web.wording import worded

PLEASE = ("", _("请选"))
APPROVERS = (
    Body.COMMITTEE, Body.GENERAL_BRANCH, Body.LEADING_PARTY_GROUP, Body.TEMPORARY, Body.UNDER_TOWNSHIP,
)  # fmt: skip
DECIDERS = (Body.COMMITTEE_MEETING, Body.GENERAL_MEETING)


def choices_of(bodies: Sequence[Body]) -> list[tuple[str, Any]]:
    return [(body.value, body.label) for body in bodies]


class CasesFilter(FilterForm):
    q = forms.CharField(label=_("姓名"), max_length=30)
    stage = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=len(STAGES))
    closed = forms.ChoiceField(label=_("办完的"), choices=[("", _("不看")), ("1", _("只看办完的"))])


class NewCandidateForm(Form):
    """Name and the day of the application; everything else can follow."""

    is_private = True

    name = forms.CharField(label=_("姓名"), max_length=30)
    born_on = DayField(label=_("出生日期"), latest_today=True, required=False, help_text=_("用来看申请时满没满年龄"))
    applied_on = DayField(label=_("哪天收到入党申请书"), latest_today=True, required=False)
    origin = forms.ChoiceField(
        label=_("从哪里来"),
        choices=[(Origin.HERE.value, Origin.HERE.label), (Origin.OUTSIDE.value, Origin.OUTSIDE.label)],
        widget=forms.RadioSelect,
        initial=Origin.HERE.value,
    )
    since = DayField(label=_("转来的，哪天转入本支部"), latest_today=True, required=False)
    member = forms.ChoiceField(
        label=_("已经在花名册里的预备党员"),
        required=False,
        help_text=_("选了就不用再填姓名和出生日期，接着补登以前的日子就行"),
    )

    def __init__(self, *args: Any, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members}
        if self.members:
            self.fields["member"].choices = [  # type: ignore[attr-defined]
                ("", _("不是")), *((key, member.name) for key, member in self.members.items()),
            ]  # fmt: skip
            self.fields["name"].required = False
        else:
            del self.fields["member"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        member = self.members.get(given.get("member", ""))
        if member is None and not given.get("name") and "name" not in self.errors:
            self.add_error("name", translated("“姓名”还没填。"))
        if given.get("since") and given.get("origin") == Origin.HERE:
            self.add_error("since", translated("在本支部申请的，这里空着；转来的，上面选“从外单位转来”。"))
        return given


class ParticularsForm(Form):
    is_private = True

    name = forms.CharField(label=_("姓名"), max_length=30)
    born_on = DayField(label=_("出生日期"), latest_today=True, required=False)


class PaperFields(Form):
    """Kept with every step: is the paper there, and was the step copied from a paper file."""

    paper = forms.ChoiceField(label=_("材料"), choices=Paper.choices, widget=forms.RadioSelect, required=False)
    source_note = forms.CharField(
        label=_("照纸质档案补的，写哪一本、哪一页"), max_length=120, required=False, help_text=_("不是照纸质补的，空着")
    )


class StepForm(PaperFields):
    """The day, and what this kind asks beside it."""

    is_private = True

    happened_on = DayField(label=_("哪一天"), latest_today=True)
    passed = forms.ChoiceField(
        label=_("结果"), choices=[("yes", _("通过")), ("no", _("没有通过"))], widget=forms.RadioSelect, initial="yes"
    )
    people = forms.MultipleChoiceField(label=_("哪几位正式党员"), widget=forms.CheckboxSelectMultiple, required=False)
    number = NumberField(label=_("几名"), min_value=0, max_value=99, required=False)
    days = NumberField(label=_("训了几天"), min_value=0, max_value=99, required=False)
    class_hours = NumberField(label=_("或者多少学时"), min_value=0, max_value=999, required=False)
    body = forms.ChoiceField(label=_("谁决定的"), required=False, choices=[PLEASE, *choices_of(DECIDERS)])
    as_it_was = forms.BooleanField(label=_("日期没有写错，照实记下"), required=False)

    field_order = (
        "happened_on", "passed", "people", "number", "days", "class_hours", "body", "paper", "source_note", "as_it_was",
    )  # fmt: skip

    def __init__(self, *args: Any, asked: About, members: Sequence[Member] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members}
        fields: dict[str, Any] = self.fields
        fields["paper"].help_text = asked.paper
        fields["happened_on"].latest_today = asked.kind != StepKind.LEAVING
        if asked.kind == StepKind.LEAVING:
            fields["happened_on"].label = _("哪一天离开")
        fields["people"].choices = [(key, member.name) for key, member in self.members.items()]
        wanted = {"key", "happened_on", "source_note", "as_it_was"} | ({"paper"} if asked.paper else set())
        wanted |= {"passed"} if asked.has_result else set()
        for part, names in PARTS.items():
            wanted |= names if part in asked.asks else set()
        if "people" in wanted:
            fields["number"].label = _("选不到的，写几名")
        for name in set(self.fields) - wanted:
            del self.fields[name]

    def columns(self) -> dict[str, Any]:
        """As the action takes them."""
        given = self.cleaned_data
        found: dict[str, Any] = {"happened_on": given["happened_on"], "paper": given.get("paper", "")}
        if "passed" in given:
            found["passed"] = given["passed"] != "no"
        if "people" in given:
            found["people"] = [self.members[key] for key in given["people"]]
            found["number"] = given["number"]
        if "days" in given:
            found |= {"number": given["days"], "class_hours": given["class_hours"]}
        if "body" in given:
            found["body"] = given["body"]
        if given["source_note"]:
            found |= {"source": "paper", "source_note": given["source_note"]}
        return found


PARTS = {"people": {"people", "number"}, "days": {"days", "class_hours"}, "body": {"body"}}


class DayPart(Form):
    """First question of a grave act."""

    is_private = True

    happened_on = DayField(label=_("哪一天"), latest_today=True)


class BallotPart(Form):
    """The numbers, taken over from the paper ballots."""

    is_private = True

    item = forms.ChoiceField(label=_("哪次会上表决的"), required=False, help_text=_("会已经记在系统里的，选上就连起来"))
    due_to_vote = NumberField(label=_("应到会有表决权的党员"), min_value=1, max_value=9999)
    present = NumberField(label=_("到会有表决权的党员"), min_value=0, max_value=9999)
    in_favour = NumberField(label=_("赞成"), min_value=0, max_value=9999)
    against = NumberField(label=_("反对"), min_value=0, max_value=9999, required=False)
    abstained = NumberField(label=_("弃权"), min_value=0, max_value=9999, required=False)
    written_in_favour = NumberField(
        label=_("会前书面意见：赞成"),
        min_value=0,
        max_value=9999,
        required=False,
        help_text=_("没到会的人开会以前交来的"),
    )
    written_other = NumberField(label=_("会前书面意见：反对或弃权"), min_value=0, max_value=9999, required=False)
    passed = forms.ChoiceField(
        label=_("会上宣布"), choices=[("yes", _("通过")), ("no", _("没有通过"))], widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {str(item.thread): item for item in items}
        if self.items:
            self.fields["item"].choices = [  # type: ignore[attr-defined]
                ("", _("不在系统里")),
                *((key, item_label(item)) for key, item in self.items.items()),
            ]
        else:
            del self.fields["item"]

    def ballot(self) -> dict[str, int]:
        return {name: self.cleaned_data.get(name) or 0 for name in BALLOT_LABELS}


BALLOT_LABELS: dict[str, Any] = {
    "due_to_vote": _("应到会有表决权"),
    "present": _("到会有表决权"),
    "in_favour": _("赞成"),
    "against": _("反对"),
    "abstained": _("弃权"),
    "written_in_favour": _("书面赞成"),
    "written_other": _("书面反对或弃权"),
}


def item_label(item: Item) -> str:
    topic = item.topic or item.gathering.title
    return translated("%(day)s %(topic)s") % {"day": write_day(item.gathering.happened_on), "topic": topic}


class ApproverPart(Form):
    is_private = True

    body = forms.ChoiceField(label=_("哪一种组织批的"), choices=[PLEASE, *choices_of(APPROVERS)])


class SpecialPart(Form):
    is_private = True

    has_special_reason = forms.ChoiceField(
        label=_("审批的时间有没有特殊情况"),
        choices=[("no", _("没有")), ("yes", _("有，原因写在纸质材料里"))],
        widget=forms.RadioSelect,
        initial="no",
    )


class UntilPart(Form):
    is_private = True

    until_on = DayField(label=_("预备期延长到哪一天"))


class PaperPart(PaperFields):
    is_private = True


class EarlierForm(Form):
    """All days of the paper file on one page. What is not known stays empty."""

    is_private = True

    source_note = forms.CharField(label=_("照哪一本档案"), max_length=120, required=False)
    contacts = NumberField(label=_("培养联系人几名"), min_value=0, max_value=9, required=False)
    introducers_number = NumberField(label=_("入党介绍人几名"), min_value=0, max_value=9, required=False)
    training_days = NumberField(label=_("集中培训几天"), min_value=0, max_value=99, required=False)
    as_it_was = forms.BooleanField(label=_("日期没有写错，照实记下"), required=False)

    def __init__(self, *args: Any, kinds: Sequence[StepKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        days: dict[str, Any] = {}
        for kind in kinds:
            if kind in REPEATABLE:
                days[kind.value] = DaysField(label=kind.label, required=False, help_text=_("有几次写几个，用顿号隔开"))
            else:
                days[kind.value] = DayField(label=kind.label, latest_today=True, required=False, help_text="")
            days[kind.value].today = self.today
        last = {name: self.fields.pop(name) for name in ("source_note", "as_it_was")}
        beside = {name: self.fields.pop(name) for name in ("contacts", "introducers_number", "training_days")}
        for name, field in days.items():
            self.fields[name] = field
            number = NUMBERS.get(name, "")
            if number:
                self.fields[number] = beside[number]
        self.fields.update(last)

    def days(self) -> dict[StepKind, list[date]]:
        found = {}
        for kind in self.kinds:
            given = self.cleaned_data.get(kind.value)
            if given:
                found[kind] = given if isinstance(given, list) else [given]
        return found

    def numbers(self) -> dict[StepKind, int]:
        given = {StepKind(kind): self.cleaned_data.get(name) for kind, name in NUMBERS.items()}
        return {kind: number for kind, number in given.items() if number is not None}


NUMBERS = {"contacts_assigned": "contacts", "introducers": "introducers_number", "training_ended": "training_days"}
REPEATABLE = (StepKind.REVIEW, StepKind.PROBATION_REVIEW)


class DaysField(DayField):
    """Several days: 2025年6月1日、2025年12月1日."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return []
        parts = [part for part in str(value).replace("，", "、").replace(",", "、").split("、") if part.strip()]
        return sorted({super(DaysField, self).to_python(part) for part in parts})

    def validate(self, value: Any) -> None:
        for day in value:
            if self.today and day > self.today:
                raise forms.ValidationError(_("%(day)s 还没到。") % {"day": write_day(day)})


class LetterForm(Form):
    is_private = True

    about_whom = forms.ChoiceField(
        label=_("向谁的单位或组织了解"), choices=LetterAbout.choices, widget=forms.RadioSelect
    )
    by_visit = forms.ChoiceField(
        label=_("怎样了解"), choices=[("no", _("发函")), ("yes", _("派人去"))], widget=forms.RadioSelect, initial="no"
    )
    sent_on = DayField(label=_("哪天发出"), latest_today=True)


class LetterBackForm(Form):
    is_private = True

    returned_on = DayField(label=_("哪天收到回函"), latest_today=True)


class PauseForm(Form):
    is_private = True

    since = DayField(label=_("从哪天起冻结"), latest_today=True)


class ResumeForm(Form):
    is_private = True

    until = DayField(label=_("从哪天起恢复"), latest_today=True)


class MoveForm(Form):
    is_private = True

    branch = forms.ChoiceField(label=_("转到哪个支部"))
    since = DayField(label=_("从哪天起"), latest_today=True)

    def __init__(self, *args: Any, branches: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].choices = [  # type: ignore[attr-defined]
            PLEASE, *((str(branch.pk), branch.name) for branch in branches),
        ]  # fmt: skip


class SendForm(Form):
    is_private = True

    sent_on = DayField(label=_("哪天报上去"), latest_today=True)
    as_it_was = forms.BooleanField(label=_("看过上面的话，照样报"), required=False)


class AnswerForm(Form):
    is_private = True

    outcome = forms.ChoiceField(label=_("怎样答复"), widget=forms.RadioSelect)
    answered_on = DayField(label=_("哪天答复"), latest_today=True)
    body = forms.ChoiceField(label=_("哪一种组织批的"), required=False, choices=choices_of(APPROVERS))
    has_special_reason = forms.BooleanField(label=_("审批有特殊情况，原因写在纸质材料里"), required=False)
    reasons = forms.CharField(
        label=_("退回或者不同意的，写明补什么、改哪里"),
        widget=forms.Textarea,
        max_length=500,
        required=False,
        help_text=_("只写材料和日期，不写对人的评价"),
    )
    as_it_was = forms.BooleanField(label=_("对不上的地方看过了，照样同意"), required=False)

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = [Outcome.AGREED, Outcome.RETURNED]
        if matter not in (Matter.ACTIVIST, Matter.CONVERSION):
            outcomes.append(Outcome.REFUSED)
        self.fields["outcome"].choices = [(row.value, row.label) for row in outcomes]  # type: ignore[attr-defined]
        if matter not in (Matter.ADMISSION, Matter.CONVERSION):
            del self.fields["body"]
        if matter != Matter.ADMISSION:
            del self.fields["has_special_reason"]


class BookletForm(Form):
    is_private = True

    number = forms.CharField(label=_("志愿书编号"), max_length=30)
    issued_on = DayField(label=_("哪天发的"), latest_today=True)
    candidate = forms.ChoiceField(label=_("发给谁"), required=False)

    def __init__(self, *args: Any, candidates: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {str(row.pk): row for row in candidates}
        self.fields["candidate"].choices = [  # type: ignore[attr-defined]
            ("", _("先不写")), *((key, row.name) for key, row in self.candidates.items()),
        ]  # fmt: skip


class BookletStateForm(Form):
    state = forms.ChoiceField(label=_("现在怎样"), choices=BookletState.choices, widget=forms.RadioSelect)


class PlanForm(Form):
    number = NumberField(label=_("今年计划发展几名"), min_value=0, max_value=999)


def help_of(kind: StepKind) -> str:
    """What the chart says of this kind, where it says anything."""
    event = EVENTS.get(f"{kind.value}_on")
    return worded(event.help_zh) if event else ""
