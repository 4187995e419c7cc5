"""Forms of targets, looks, praise and help. All are private: nothing of them stays on a device."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.member.models import Member
from zhibu.target.actions.books import NewLine
from zhibu.target.actions.helping import FEWEST_LOOKS, NewCriticism, NewPlan
from zhibu.target.actions.looks import NewLook, SeenLine, cause_field, outcome_field
from zhibu.target.models import CONTENT, MARK, WORDS, Book, Duty, HelpEnd, Line, Outcome
from zhibu.target.posts import MOST, Post
from zhibu.target.queries import Seen
from zhibu.web.days import Near
from zhibu.web.forms import DayField, Form, NumberField

People = Sequence[Member]
Links = Sequence[tuple[Any, Sequence[tuple[str, str]]]]
"""What a line can serve, in groups: (key, name)."""
LOOKS_OFFERED = 4


def choices_of(people: People, empty: Any) -> list[tuple[str, Any]]:
    return [("", empty), *((str(member.pk), member.name) for member in people)]


def one_of(people: People, key: str | None) -> Member | None:
    return next((member for member in people if str(member.pk) == key), None)


class BookForm(Form):
    """Three to five lines. Empty rows are left out; a half-filled one is told at its field by the action."""

    is_private = True

    version = forms.UUIDField(widget=forms.HiddenInput, required=False)
    post = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    contact = forms.ChoiceField(
        label=_("支部里谁来联系"), required=False, help_text=_("按季一起看的支委；可以以后再定")
    )
    signed_on = DayField(label=_("双方哪天签的字"), required=False, latest_today=True)
    source_note = forms.CharField(
        label=_("责任书放在哪里"), required=False, max_length=120, help_text=_("例如：2026 年责任书夹第 3 页")
    )

    def __init__(
        self, *args: Any, people: People, links: Links, is_own: bool, chooses_contact: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.links = people, dict(row for _group, rows in links for row in rows)
        for number in range(1, MOST + 1):
            for name, field in _line_fields(number, links).items():
                self.fields[name] = field
                if isinstance(field, DayField):
                    field.today = self.today
        if is_own:
            del self.fields["signed_on"], self.fields["source_note"]
        if not chooses_contact:
            del self.fields["contact"]
        else:
            self.fields["contact"].choices = choices_of(people, _("还没定"))  # type: ignore[attr-defined]

    def new_lines(self) -> list[NewLine]:
        """The rows in which something was typed, up to the last of them, so that problems name the right row."""
        given = self.cleaned_data
        rows = []
        for number in range(1, MOST + 1):
            content, mark = given.get(f"content_{number}", ""), given.get(f"done_when_{number}", "")
            due = given.get(f"due_on_{number}")
            link = given.get(f"link_{number}", "")
            if content or mark or due:
                label = self.links.get(link, "")
                rows.append(NewLine(content, mark, due, link, label, given.get(f"thread_{number}") or None))
        return rows

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {name: self[f"{name}_{number}"] for name in ("content", "done_when", "due_on", "thread")}
            | {"number": number, "link": self[f"link_{number}"] if self.links else None}
            for number in range(1, MOST + 1)
        ]


def _line_fields(number: int, links: Links) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        f"content_{number}": forms.CharField(label=_("做什么"), required=False, max_length=CONTENT),
        f"done_when_{number}": forms.CharField(label=_("怎样算完成"), required=False, max_length=MARK),
        f"due_on_{number}": DayField(label=_("哪天以前"), required=False, near=Near.FUTURE, help_text=""),
        f"thread_{number}": forms.UUIDField(widget=forms.HiddenInput, required=False),
    }
    if links:
        fields[f"link_{number}"] = forms.ChoiceField(
            label=_("为哪个目标或任务"), required=False, choices=[("", _("不连")), *links]
        )
    return fields


def lines_initial(lines: Sequence[Line]) -> dict[str, Any]:
    """What stands in the book, as the form shows it."""
    found: dict[str, Any] = {}
    for number, line in enumerate(lines, start=1):
        found |= {
            f"content_{number}": line.content,
            f"done_when_{number}": line.done_when,
            f"due_on_{number}": line.due_on,
            f"link_{number}": line.link,
            f"thread_{number}": line.thread,
        }
    return found


def proposed_initial(post: Post, year: int) -> dict[str, Any]:
    """The lines of a post, to be changed."""
    found: dict[str, Any] = {"post": post.label}
    for number, line in enumerate(post.lines, start=1):
        found |= {
            f"content_{number}": line.content,
            f"done_when_{number}": line.done_when,
            f"due_on_{number}": line.due_on(year),
        }
    return found


class WordForm(Form):
    is_private = True

    words = forms.CharField(label=_("写一句进展"), max_length=WORDS, widget=forms.Textarea)


class QuarterForm(Form):
    """The look of a quarter for everybody on one page. “达到” stands already; only exceptions are changed."""

    is_private = True

    happened_on = DayField(label=_("哪一天看的"), latest_today=True)
    on_paper = forms.BooleanField(label=_("照纸上的季度表录入"), required=False)
    source_note = forms.CharField(label=_("季度表放在哪里"), required=False, max_length=120)
    looked = forms.CharField(widget=forms.HiddenInput, required=False)  # carries what concerns the whole list

    def __init__(
        self, *args: Any, books: Sequence[Book], seen: Mapping[UUID, Seen], only: bool = False, **kwargs: Any
    ) -> None:
        """`seen`: looks of this quarter that are there already, by member; `only`: the page is about one member."""
        super().__init__(*args, **kwargs)
        self.books = books
        for book in books:
            there = seen.get(book.member_id)
            self.fields[looked_field(book)] = forms.BooleanField(
                label=_("这次看了"), required=False, initial=only or there is None
            )
            for line in book.lines.all():
                before = there.lines.get(line.thread) if there else None
                self.fields[outcome_field(line.thread)] = forms.ChoiceField(
                    label=line.content,
                    choices=Outcome.choices,
                    widget=forms.RadioSelect,
                    initial=before.outcome if before else Outcome.REACHED,
                    error_messages={"invalid_choice": _("从“达到、部分达到、没达到”里选一个。")},
                )
                self.fields[cause_field(line.thread)] = forms.CharField(
                    label=_("原因（两个人一起写）"),
                    required=False,
                    max_length=WORDS,
                    initial=before.cause if before else "",
                )

    def new_looks(self) -> list[NewLook]:
        given = self.cleaned_data
        return [
            NewLook(
                book.member,
                [
                    SeenLine(line.thread, given[outcome_field(line.thread)], given[cause_field(line.thread)])
                    for line in book.lines.all()
                ],
            )
            for book in self.books
            if given[looked_field(book)]
        ]


def looked_field(book: Book) -> str:
    return f"looked_{book.member_id}"


class PraiseForm(Form):
    is_private = True

    member = forms.ChoiceField(label=_("党员"), required=False)
    name = forms.CharField(
        label=_("或职工姓名"), max_length=30, required=False, help_text=_("不是党员的同事，本人同意才写")
    )
    deed = forms.CharField(
        label=_("做了什么"),
        max_length=WORDS,
        widget=forms.Textarea,
        help_text=_("写事情，例如：替班 6 次让同事住院陪护"),
    )
    happened_on = DayField(label=_("哪一天"), latest_today=True)
    has_consent = forms.BooleanField(label=_("本人同意在支部公开"), required=False)

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["member"].choices = choices_of(people, _("不是党员"))  # type: ignore[attr-defined]


class DutyFields(Form):
    """About which duty or agreed line. `lines`: those of this year's book."""

    is_private = True

    duty = forms.ChoiceField(label=_("关于哪一项"))

    def set_duties(self, lines: Sequence[Line]) -> None:
        duties = [choice for choice in Duty.choices if choice[0] != Duty.LINE]
        agreed = [(f"{Duty.LINE}:{line.content}", _("约定：%(line)s") % {"line": line.content}) for line in lines]
        self.fields["duty"].choices = [("", _("请选")), *duties, *agreed]  # type: ignore[attr-defined]

    def duty_given(self) -> tuple[str, str]:
        duty, _colon, content = self.cleaned_data["duty"].partition(":")
        return duty, content


class UrgeForm(DutyFields):
    by = forms.ChoiceField(label=_("谁去提醒的"))
    happened_on = DayField(label=_("哪一天"), latest_today=True)

    def __init__(self, *args: Any, people: People, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.set_duties(lines)
        self.fields["by"].choices = choices_of(people, _("请选"))  # type: ignore[attr-defined]


class PlanFields(Form):
    """What help is made of; used alone, with criticism, and for another way."""

    is_private = True

    branch_does = forms.CharField(
        label=_("支部做什么"), max_length=WORDS, required=False, help_text=_("例如：排两天跟岗，调一次班")
    )
    member_does = forms.CharField(
        label=_("本人做什么"), max_length=WORDS, required=False, help_text=_("例如：过一遍操作单")
    )
    helper = forms.ChoiceField(label=_("谁来联系、陪着改"), required=False)

    def set_plan(self, people: People) -> None:
        self.people = people
        self.fields["helper"].choices = choices_of(people, _("请选"))  # type: ignore[attr-defined]
        for number in range(1, LOOKS_OFFERED + 1):
            field = DayField(
                label=_("第 %(number)d 次看一看") % {"number": number},
                required=False,
                near=Near.FUTURE,
                help_text="" if number > 1 else _("至少约定 %(count)d 次") % {"count": FEWEST_LOOKS},
            )
            field.today = self.today
            self.fields[f"look_{number}"] = field

    def new_plan(self) -> NewPlan:
        given = self.cleaned_data
        days: list[date] = [
            day for number in range(1, LOOKS_OFFERED + 1) if (day := given.get(f"look_{number}")) is not None
        ]
        helper = one_of(self.people, given["helper"])
        return NewPlan(helper, given["branch_does"], given["member_does"], days)


class HelpForm(PlanFields):
    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_plan(people)


class CriticiseForm(DutyFields, PlanFields):
    """One form for both, since the one is not recorded without the other."""

    by = forms.ChoiceField(label=_("谁当面讲的"), required=False)
    happened_on = DayField(label=_("哪天当面讲的"), required=False, latest_today=True)
    duty = forms.ChoiceField(label=_("关于哪一项"), required=False)
    explanation = forms.CharField(
        label=_("本人怎么说明的"), max_length=WORDS, required=False, help_text=_("本人愿意说明才写")
    )
    field_order = ("key", "by", "happened_on", "duty", "explanation", "branch_does", "member_does", "helper")

    def __init__(self, *args: Any, people: People, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_plan(people)
        self.set_duties(lines)
        self.fields["by"].choices = choices_of(people, _("请选"))  # type: ignore[attr-defined]

    def new_criticism(self) -> NewCriticism:
        given = self.cleaned_data
        duty, content = self.duty_given()
        return NewCriticism(one_of(self.people, given["by"]), given["happened_on"], duty, content, given["explanation"])


class HelpLookForm(Form):
    is_private = True

    seen_on = DayField(label=_("哪一天看的"), latest_today=True)
    seen = forms.CharField(
        label=_("看到做了什么"), max_length=WORDS, widget=forms.Textarea, help_text=_("写事情，不写态度")
    )
    again_on = DayField(label=_("再约一次"), required=False, near=Near.FUTURE)


class EndForm(Form):
    is_private = True

    end = forms.ChoiceField(label=_("怎么结束"), choices=HelpEnd.choices, widget=forms.RadioSelect)


class HonourForm(Form):
    is_private = True

    title = forms.CharField(label=_("评什么"), max_length=60, help_text=_("例如：优秀共产党员"))
    places = NumberField(label=_("名额"), min_value=1, max_value=200)
    nominees = forms.MultipleChoiceField(label=_("提名了谁"), widget=forms.CheckboxSelectMultiple)
    happened_on = DayField(label=_("哪一天提名的"), latest_today=True)
    above_share_by = forms.CharField(
        label=_("名额按哪份通知"), max_length=120, required=False, help_text=_("超过三分之一时写")
    )

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["nominees"].choices = choices_of(people, "")[1:]  # type: ignore[attr-defined]


class HonourVoteForm(Form):
    is_private = True

    voted_on = DayField(label=_("哪一天表决的"), latest_today=True)
    due_to_vote = NumberField(label=_("应到会有表决权"), min_value=1, max_value=2000)
    present = NumberField(label=_("其中到会"), min_value=0, max_value=2000)

    def __init__(self, *args: Any, nominees: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nominees = nominees
        for member in nominees:
            self.fields[f"votes_{member.pk}"] = NumberField(
                label=_("%(name)s赞成几票") % {"name": member.name},
                min_value=0,
                max_value=2000,
                error_messages={"required": _("%(name)s得了几票没有写，没有就写 0。") % {"name": member.name}},
            )
        self.fields["chosen"] = forms.MultipleChoiceField(
            label=_("评上了谁"),
            widget=forms.CheckboxSelectMultiple,
            choices=choices_of(nominees, "")[1:],
            error_messages={"required": _("选一下评上了谁。")},
        )

    def votes(self) -> dict[UUID, int]:
        return {member.pk: self.cleaned_data[f"votes_{member.pk}"] for member in self.nominees}


class NoticeForm(Form):
    is_private = True

    shown_from = DayField(label=_("哪天开始公示"), near=Near.FUTURE)
    shown_until = DayField(label=_("公示到哪天"), near=Near.FUTURE)


class SendForm(Form):
    is_private = True

    submitted_on = DayField(label=_("哪天报送的"), latest_today=True)
