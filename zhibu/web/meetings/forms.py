"""What is typed about one gathering: the main form, one choice for each person, further items, further sessions."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from zhibu.base.errors import Refused
from zhibu.flows.year_plan import Wishes
from zhibu.intake.values.times import Times, read_times
from zhibu.meeting.expected import Person
from zhibu.meeting.models import LEAVES, MADE_UP, Item, ItemKind, Presence, VoteMatter, leave_reason
from zhibu.member.names import tidy_name
from zhibu.org.models import PartyGroup
from zhibu.rules.year_plan import Rhythm
from zhibu.web.days import Near, write_day
from zhibu.web.forms import DayField, FilterForm, Form, NumberField
from zhibu.web.wording import between, bracketed

LARGEST_MEETING = 5000
ALIASES = {"ends": "times", "starts": "times"}  # the action's names for what is one field here
NOT_DRAFTED = {"data-private": ""}  # names and reasons of leave stay off the device
EVERY_GROUP = "every"
WEEKS = [(1, _("第一个")), (2, _("第二个")), (3, _("第三个")), (4, _("第四个")), (5, _("最后一个"))]
WEEKDAYS = [
    (0, _("星期一")), (1, _("星期二")), (2, _("星期三")), (3, _("星期四")), (4, _("星期五")), (5, _("星期六")),
    (6, _("星期日")),
]  # fmt: skip
LESSONS = [(0, _("先不排")), (1, _("每月")), (2, _("两个月")), (3, _("每季度")), (6, _("半年"))]
SHIFTS = [(1, _("一场")), (2, _("两场")), (3, _("三场"))]
PASSED = [("", _("没有写")), ("yes", _("通过")), ("no", _("没有通过"))]


class TimesField(forms.Field):
    """“19:00-20:30”, “下午2点半”: start and, if given, end."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "short", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return "-".join(f"{moment:%H:%M}" for moment in value if moment)
        return value

    def to_python(self, value: Any) -> Times:
        if value in self.empty_values:
            return (None, None)
        found = read_times(str(value))
        if found.problem and found.problem.code == "time.backwards":
            raise ValidationError(_("“%(text)s”：结束要晚于开始。按 24 小时写，例如 14:00-16:00。") % {"text": value})
        if found.value is None or (found.problem and found.problem.code != "time.early"):
            raise ValidationError(_("看不懂“%(text)s”是几点。写成 19:00-20:30 或 19:00。") % {"text": value})
        return found.value


class Words(forms.CharField):
    """Several lines of text. Browsers send line ends of two signs; one is kept, so that versions compare equal."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class GroupField(forms.ChoiceField):
    """Asked for in every group meeting and ignored in others, which the form decides."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class TallyFields(forms.Form):
    """The numbers of one vote. All blank means that nothing was voted on."""

    tally_due = NumberField(
        label=_("应到会有表决权"), required=False, min_value=0, max_value=LARGEST_MEETING, help_text=_("不算预备党员")
    )
    tally_present = NumberField(label=_("其中到会"), required=False, min_value=0, max_value=LARGEST_MEETING)
    in_favour = NumberField(label=_("赞成"), required=False, min_value=0, max_value=LARGEST_MEETING)
    against = NumberField(label=_("反对"), required=False, min_value=0, max_value=LARGEST_MEETING)
    abstained = NumberField(label=_("弃权"), required=False, min_value=0, max_value=LARGEST_MEETING)
    said_passed = forms.ChoiceField(label=_("会上宣布的结果"), choices=PASSED, required=False)
    matter = forms.ChoiceField(label=_("表决什么"), choices=VoteMatter.choices, required=False)
    secret = forms.ChoiceField(
        label=_("怎么投的"),
        choices=[("", _("没有写")), ("yes", _("无记名投票")), ("no", _("举手或口头"))],
        required=False,
    )
    handed_out = NumberField(label=_("发出几张票"), required=False, min_value=0, max_value=LARGEST_MEETING)
    returned = NumberField(label=_("收回几张"), required=False, min_value=0, max_value=LARGEST_MEETING)
    spoiled = NumberField(label=_("其中无效"), required=False, min_value=0, max_value=LARGEST_MEETING)
    written_in_favour = NumberField(label=_("书面赞成几份"), required=False, min_value=0, max_value=LARGEST_MEETING)
    written_other = NumberField(label=_("书面反对或弃权"), required=False, min_value=0, max_value=LARGEST_MEETING)
    counters = forms.CharField(
        label=_("谁监票、谁计票"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={**NOT_DRAFTED, "autocomplete": "off"}),
    )

    def has_votes(self) -> bool:
        """Was anything counted? The preset 应到 alone is not a vote."""
        return any(self.cleaned_data.get(name) is not None for name in ("in_favour", "against", "abstained"))

    def check_votes(self) -> None:
        if not self.has_votes():
            return
        for name, sentence in (
            ("tally_due", _("写上应到会有表决权的人数，才能算有没有通过。")),
            ("tally_present", _("写上到会有表决权的人数，才能算能不能表决。")),
            ("in_favour", _("写上赞成几票，没有就写 0。")),
        ):
            if self.cleaned_data.get(name) is None and name not in self.errors:
                self.add_error(name, sentence)


class Owners:
    """The roster of the day as people who can be named: by name, and by label where two have the same name."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = list(people)
        self.by_name: dict[str, list[Person]] = {}
        for person in self.people:
            self.by_name.setdefault(person.name, []).append(person)

    def label_of(self, person: Person) -> str:
        """李晓明; where two have that name 李晓明（第一党小组）."""
        if len(self.by_name[person.name]) == 1 or not person.group_name:
            return person.name
        return _("%(name)s（%(group)s）") % {"name": person.name, "group": person.group_name}

    def labels(self) -> list[str]:
        return [self.label_of(person) for person in self.people]

    def shown(self, item: Item) -> str:
        """What stands in the field for a recorded decision."""
        for person in self.people:
            if person.member_id == item.owner_id:
                return self.label_of(person)
        return item.owner_shown

    def meant(self, text: str) -> list[Person]:
        for person in self.people:
            if self.label_of(person) == text and len(self.by_name[person.name]) > 1 and person.group_name:
                return [person]
        return self.by_name.get(tidy_name(text), [])


class DecisionFields(TallyFields):
    """Who carries a decision out and by when. `on` is the day of the meeting, from which 3月5日 is the next one."""

    owner = forms.CharField(
        label=_("谁负责"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={**NOT_DRAFTED, "class": "short", "list": "people", "autocomplete": "off"}),
    )
    due_on = DayField(label=_("哪天前办好"), required=False, near=Near.FUTURE, help_text="")
    presenter = forms.CharField(
        label=_("谁来讲"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={**NOT_DRAFTED, "class": "short", "list": "people", "autocomplete": "off"}),
    )
    papers_sent_on = DayField(label=_("材料哪天发的"), required=False, help_text="")

    def read_owner(self, owners: Owners) -> None:
        """The member meant by what was typed; a department or somebody else stays as written."""
        given = self.cleaned_data.get("owner", "")
        self.cleaned_data["owner"] = None
        self.cleaned_data["owner_name"] = ""
        if not given:
            return
        meant = owners.meant(given)
        if len(meant) == 1:
            self.cleaned_data["owner"] = meant[0].member_id
        elif meant:
            labels = between("、").join(sorted(owners.label_of(person) for person in meant))
            self.add_error("owner", _("名册上有几位同名的人，写成其中一个：%(labels)s。") % {"labels": labels})
        else:
            self.cleaned_data["owner_name"] = given

    def check_charge(self, held_on: date | None) -> None:
        """A date before the meeting, and somebody in charge of nothing."""
        due_on = self.cleaned_data.get("due_on")
        sent = self.cleaned_data.get("papers_sent_on")
        if sent and held_on and sent > held_on:
            self.add_error("papers_sent_on", _("%(day)s 晚于开会那天。") % {"day": write_day(sent)})
        has_charge = any(self.cleaned_data.get(name) for name in ("owner", "owner_name", "due_on"))
        if has_charge and not self.cleaned_data.get("decision"):
            self.add_error("decision", _("写了谁负责或哪天前，也写上定了什么。"))
        if due_on and held_on and due_on < held_on:
            self.add_error("due_on", _("%(day)s 早于开会那天。") % {"day": write_day(due_on)})


class ItemForm(DecisionFields):
    """A further item of the agenda."""

    kind = forms.ChoiceField(label=_("属于"), choices=[("", _("和上面一样")), *ItemKind.choices], required=False)
    topic = forms.CharField(label=_("议题"), max_length=120, required=False)
    points = Words(label=_("说了什么"), rows=3)
    decision = Words(label=_("决定"), rows=2)
    field_order = ("kind", "topic", "points", "decision", "owner", "due_on", "presenter", "papers_sent_on")
    use_required_attribute = False

    def __init__(self, *args: Any, on: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name in ("due_on", "papers_sent_on"):
            self.fields[name].today = on  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        self.check_votes()
        if self.says_something() and not self.cleaned_data.get("topic"):
            self.add_error("topic", _("写上这一项议的是什么。"))
        return self.cleaned_data

    def says_something(self) -> bool:
        return self.has_votes() or any(self.cleaned_data.get(name) for name in ("topic", "points", "decision"))


class SessionForm(forms.Form):
    """A further sitting, for those on another shift."""

    held_on = DayField(label=_("哪一天"), required=False, help_text="")
    times = TimesField(label=_("几点"), required=False)
    place = forms.CharField(label=_("地点"), max_length=60, required=False)
    present = NumberField(label=_("这一场到了几人"), required=False, min_value=0, max_value=LARGEST_MEETING)
    use_required_attribute = False

    def __init__(self, *args: Any, today: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["held_on"].today = today  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = [name for name in ("times", "place", "present") if self._is_given(name)]
        if given and not self.cleaned_data.get("held_on") and "held_on" not in self.errors:
            self.add_error("held_on", _("写上这一场是哪一天。"))
        return self.cleaned_data

    def _is_given(self, name: str) -> bool:
        value = self.cleaned_data.get(name)
        return value not in (None, "", (None, None))


ItemSet = formset_factory(ItemForm, extra=0, max_num=12, validate_max=True)
SessionSet = formset_factory(SessionForm, extra=0, max_num=8, validate_max=True)


class WhenAndWhat(Form):
    """What a plan and a record have in common."""

    kinds = forms.MultipleChoiceField(
        label=_("这次是什么会"),
        choices=ItemKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一次开了几种就选几种，每种各进各的台账。"),
        error_messages={"required": _("选一下这次是什么会，可以选几种。")},
    )
    group = GroupField(label=_("哪个党小组"))
    title = forms.CharField(
        label=_("主题"), max_length=100, required=False, help_text=_("不写就用会议类型，比如“支部党员大会”。")
    )
    place = forms.CharField(label=_("地点"), max_length=60, required=False)
    times = TimesField(label=_("几点到几点"), required=False, help_text=_("例如 19:00-20:30，只写开始也行"))
    version = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, groups: Iterable[PartyGroup] = (), kinds: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.thread): group for group in groups}
        allowed = set(kinds) or set(ItemKind.values)
        fields: dict[str, Any] = self.fields
        fields["kinds"].choices = [choice for choice in ItemKind.choices if choice[0] in allowed]
        every = [(EVERY_GROUP, _("各组都开"))] if len(self.groups) > 1 else []
        fields["group"].choices = [
            ("", _("选一个")),
            *every,
            *((key, group.name) for key, group in self.groups.items()),
        ]
        if not self.groups:
            del self.fields["group"]

    def clean(self) -> dict[str, Any]:
        kinds = self.cleaned_data.get("kinds", [])
        if ItemKind.GROUP_MEETING in kinds and self.groups and not self.cleaned_data.get("group"):
            self.add_error("group", _("党小组会要选是哪个党小组。"))
        return self.cleaned_data

    @property
    def is_of_every_group(self) -> bool:
        """Each group met, one after the other or side by side within one gathering of all."""
        kinds = self.cleaned_data.get("kinds", [])
        return ItemKind.GROUP_MEETING in kinds and self.cleaned_data.get("group") == EVERY_GROUP

    @property
    def group_chosen(self) -> PartyGroup | None:
        """The Party group of a group meeting; for other meetings the field is ignored."""
        if ItemKind.GROUP_MEETING not in self.cleaned_data.get("kinds", []):
            return None
        return self.groups.get(self.cleaned_data.get("group", ""))

    def refuse(self, error: Refused) -> None:
        problems: dict[str, str] = getattr(error, "problems", {})
        for theirs, ours in ALIASES.items():
            if theirs in problems:
                problems[ours] = problems.pop(theirs)
        super().refuse(error)

    @property
    def starts(self) -> time | None:
        return (self.cleaned_data.get("times") or (None, None))[0]

    @property
    def ends(self) -> time | None:
        return (self.cleaned_data.get("times") or (None, None))[1]


class WishesForm(Form):
    """换个排法: how the year is to be laid out. Everything is preset from the branch's habits."""

    week = forms.TypedChoiceField(label=_("全支部的会放在每月"), choices=WEEKS, coerce=int)
    weekday = forms.TypedChoiceField(label=_("星期几"), choices=WEEKDAYS, coerce=int)
    committee_week = forms.TypedChoiceField(label=_("支委会放在每月"), choices=WEEKS, coerce=int)
    committee_weekday = forms.TypedChoiceField(label=_("星期几"), choices=WEEKDAYS, coerce=int)
    times = TimesField(label=_("几点到几点"), required=False)
    place = forms.CharField(label=_("地点"), max_length=60, required=False)
    lessons = forms.TypedChoiceField(
        label=_("党课多久一次"),
        choices=LESSONS,
        coerce=int,
        help_text=_("条例要求定期上，没有写几个月一次。单位定了的，按单位定的排。"),
    )
    together = forms.BooleanField(label=_("党小组会和主题党日一起开，分组讨论"), required=False)
    shifts = forms.TypedChoiceField(label=_("倒班，全支部的会分几场"), choices=SHIFTS, coerce=int)

    @staticmethod
    def of(wishes: Wishes) -> dict[str, Any]:
        """The branch's habits as the form shows them."""
        return {
            "week": wishes.whole.week,
            "weekday": wishes.whole.weekday,
            "committee_week": wishes.committee.week,
            "committee_weekday": wishes.committee.weekday,
            "times": (wishes.starts, wishes.ends),
            "place": wishes.place,
            "lessons": wishes.lessons_every,
            "together": wishes.groups_together,
            "shifts": wishes.shifts,
        }

    def wishes(self, usual: Wishes) -> Wishes:
        given = self.cleaned_data
        starts, ends = given["times"] or (None, None)
        return replace(
            usual,
            whole=Rhythm(given["week"], given["weekday"]),
            committee=Rhythm(given["committee_week"], given["committee_weekday"]),
            starts=starts,
            ends=ends,
            place=given["place"],
            lessons_every=given["lessons"],
            groups_together=given["together"],
            shifts=given["shifts"],
        )


class PlanForm(WhenAndWhat):
    """定时间: a gathering to come."""

    draft = "meeting-plan"
    happened_on = DayField(label=_("哪一天开"), near=Near.FUTURE)
    host = forms.CharField(label=_("谁主持"), max_length=30, required=False, widget=forms.TextInput(attrs=NOT_DRAFTED))
    field_order = ("kinds", "group", "happened_on", "times", "place", "host", "title")


class GatheringForm(WhenAndWhat, DecisionFields):
    """记一次会. Six fields to type for an ordinary meeting; everything else is preset or folded away."""

    draft = "meeting"
    happened_on = DayField(label=_("哪一天开的"), latest_today=True)
    points = Words(
        label=_("说了什么"),
        rows=5,
        help_text=_("一人一句就够，不同意见也写上。党课写谁讲、讲了什么。"),
    )
    decision = Words(
        label=_("决定"),
        rows=3,
        help_text=_("定了什么。没有就空着。"),
    )
    host = forms.CharField(label=_("主持人"), max_length=30, required=False, widget=forms.TextInput(attrs=NOT_DRAFTED))
    recorder = forms.CharField(
        label=_("记录人"), max_length=30, required=False, widget=forms.TextInput(attrs=NOT_DRAFTED)
    )
    guests = forms.CharField(
        label=_("列席的人"),
        max_length=200,
        required=False,
        help_text=_("不是本支部党员的，例如 入党积极分子周凡、工会主席"),
        widget=forms.TextInput(attrs=NOT_DRAFTED),
    )
    due = NumberField(label=_("应到几人"), required=False, min_value=0, max_value=LARGEST_MEETING)
    present = NumberField(label=_("实到几人"), required=False, min_value=0, max_value=LARGEST_MEETING)
    excellent = NumberField(label=_("优秀"), required=False, min_value=0, max_value=LARGEST_MEETING)
    qualified = NumberField(label=_("合格"), required=False, min_value=0, max_value=LARGEST_MEETING)
    basically_qualified = NumberField(label=_("基本合格"), required=False, min_value=0, max_value=LARGEST_MEETING)
    unqualified = NumberField(label=_("不合格"), required=False, min_value=0, max_value=LARGEST_MEETING)
    amendment = forms.CharField(
        label=_("为什么更正"),
        max_length=200,
        required=False,
        help_text=_("这份记录已经归档。写明原因，原来的一份和更正后的都看得到。"),
    )
    paper = forms.BooleanField(label=_("据纸质原件录入"), required=False)
    source_note = forms.CharField(
        label=_("哪一本、第几页"), max_length=120, required=False, help_text=_("例如 2025 年会议记录本第 12 页")
    )

    def __init__(self, *args: Any, on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("due_on", "papers_sent_on"):
            self.fields[name].today = on or self.today  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.check_votes()
        given = self.cleaned_data
        if given.get("present") is not None and given.get("due") is None and "due" not in self.errors:
            self.add_error("due", _("写了实到，也要写应到几人。"))
        if given.get("due") is not None and given.get("present") is None and "present" not in self.errors:
            self.add_error("present", _("写了应到，也要写实到几人。"))
        graded = [given.get(name) for name in GRADES]
        if any(number is not None for number in graded):
            if ItemKind.DEMOCRATIC_APPRAISAL not in given.get("kinds", []):
                self.add_error("excellent", _("写了评议结果，上面要选“民主评议党员”。"))
            for name in GRADES[:2]:
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, _("写上人数，没有就写 0。"))
        return given


GRADES = ("excellent", "qualified", "basically_qualified", "unqualified")


class RepliesForm(Form):
    """谁来、谁请假, before the gathering. Names of others: nothing stays on the device."""

    is_private = True
    version = forms.UUIDField(widget=forms.HiddenInput, required=False)


BEFORE = [
    ("", _("还没回")),
    (Presence.PRESENT.value, _("能来")),
    *[(kind.value, kind.label) for kind in (Presence.LEAVE_WORK, Presence.LEAVE_ILL, Presence.LEAVE_PERSONAL)],
    (Presence.GUEST.value, Presence.GUEST.label),
]


def _after() -> list[tuple[str, Any]]:
    """Presence as it is recorded; who made it up afterwards, with the leave where it is known."""
    found: list[tuple[str, Any]] = []
    for kind in Presence:
        found.append((kind.value, kind.label))
        if kind in MADE_UP:
            found += [
                (f"{kind.value}:{leave.value}", f"{kind.label}{bracketed(leave_reason(leave).strip())}")
                for leave in LEAVES
            ]
    return found


class AttendanceForm(forms.Form):
    """One choice for each person on the roster of that day. Preset: here; who is exempt or out of touch: not asked.

    standing: as recorded. replies: what was said before the gathering, laid over the preset. before: asks for replies.
    """

    def __init__(
        self,
        *args: Any,
        people: Iterable[Person],
        standing: Mapping[UUID, str] | None = None,
        replies: Mapping[UUID, str] | None = None,
        before: bool = False,
        **kwargs: Any,
    ):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.people = list(people)
        after = _after()
        for person in self.people:
            choices = list(BEFORE if before else after)
            preset = Presence.PRESENT.value
            if person.is_exempt and not before:
                choices.insert(0, ("", _("不作硬性要求")))
                preset = ""
            elif person.is_lost:
                preset = Presence.ABSENT.value
            if standing is not None:
                preset = standing.get(person.member_id, "")
                if not preset and not person.is_exempt and not before:
                    choices.insert(0, ("", _("没有记")))
            preset = (replies or {}).get(person.member_id, preset)
            self.fields[self.name_of(person.member_id)] = forms.ChoiceField(
                label=person.name,
                choices=choices,
                initial=preset,
                required=False,
                widget=forms.Select(attrs={**NOT_DRAFTED, "data-preset": preset}),
            )

    @staticmethod
    def name_of(member_id: UUID) -> str:
        return f"at-{member_id.hex}"

    def attendance(self) -> dict[UUID, str]:
        found = {person.member_id: self.cleaned_data.get(self.name_of(person.member_id), "") for person in self.people}
        return {member_id: presence for member_id, presence in found.items() if presence}


class ListFilter(FilterForm):
    """The bar above the list of meetings."""

    year = forms.TypedChoiceField(label=_("年份"), coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("类型"), choices=[("", _("全部")), *ItemKind.choices])
    text = forms.CharField(label=_("找主题、议题"), max_length=60, widget=forms.TextInput(attrs={"type": "search"}))
    branch = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["year"].choices = [(year, _("%(year)d 年") % {"year": year}) for year in years]

    def chosen(self) -> dict[str, Any]:
        """A year is always shown, so it does not count as a filter in use."""
        return {name: value for name, value in super().chosen().items() if name in {"kind", "text"}}
