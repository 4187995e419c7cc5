"""Forms of a term election: what is elected, what went up and came back, who stands, what was counted."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from zhibu.base.errors import Refused
from zhibu.election.actions import NewVotes
from zhibu.election.models import ANSWERS, Office, StepKind
from zhibu.meeting.expected import Person
from zhibu.member.models import Member, PostKind
from zhibu.member.names import tidy_name
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.web.days import Near
from zhibu.web.forms import MOST, DayField, Form, NumberField

YES, NO = "yes", "no"
LONGEST_NAME = 30
DIVISIBLE = (
    PostKind.COMMITTEE_MEMBER, PostKind.ORGANISATION_MEMBER, PostKind.PUBLICITY_MEMBER, PostKind.DISCIPLINE_MEMBER,
)  # fmt: skip


class SetupForm(Form):
    ordinal = NumberField(label=_("第几届"), min_value=1, max_value=99, required=False)
    has_committee = forms.ChoiceField(
        label=_("设不设支委会"), widget=forms.RadioSelect, choices=[(YES, _("设")), (NO, _("不设，大会直接选书记"))]
    )
    seats = NumberField(label=_("选几名委员"), min_value=1, max_value=15, required=False)
    deputies = NumberField(label=_("其中副书记几名"), min_value=0, max_value=3, required=False)
    term_ends_on = DayField(label=_("这一届哪天届满"), required=False)
    planned_on = DayField(label=_("打算哪天选"), near=Near.FUTURE, required=False, help_text=_("没有定就空着"))

    def columns(self) -> dict[str, Any]:
        given = self.cleaned_data
        kept = {name: given[name] for name in ("ordinal", "term_ends_on", "planned_on")}
        return {
            **kept,
            "has_committee": given["has_committee"] == YES,
            "seats": given["seats"] or 0,
            "deputies": given["deputies"] or 0,
        }


class ByElectionForm(Form):
    """What fell vacant and is filled until the term that runs is over."""

    seats = NumberField(label=_("补选几名委员"), min_value=0, max_value=15, required=False)
    elects_secretary = forms.BooleanField(label=_("补选书记"), required=False)
    deputies = NumberField(label=_("补选几名副书记"), min_value=0, max_value=3, required=False)
    planned_on = DayField(label=_("打算哪天选"), near=Near.FUTURE, required=False, help_text=_("没有定就空着"))

    def __init__(self, *args: Any, has_committee: bool, term_ends_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fixed = {"is_by_election": True, "has_committee": has_committee, "term_ends_on": term_ends_on}
        if not has_committee:
            del self.fields["seats"]

    def columns(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            **self.fixed,
            "seats": given.get("seats") or 0,
            "elects_secretary": given["elects_secretary"],
            "deputies": given["deputies"] or 0,
            "planned_on": given["planned_on"],
        }


class StepForm(Form):
    """What went up, or came back. `bodies`: the organisations above; a superior answers for itself."""

    happened_on = DayField(label=_("哪一天"), latest_today=True)
    body = forms.ChoiceField(label=_("哪一级答复的"), required=False)
    body_name = forms.CharField(label=_("系统外的上级名称"), max_length=80, required=False)
    agreed = forms.ChoiceField(label=_("答复"), widget=forms.RadioSelect, choices=[(YES, _("同意")), (NO, _("不同意"))])
    is_authorised = forms.BooleanField(label=_("上级党委授权总支批（文号写授权的文件）"), required=False)
    number = forms.CharField(label=_("文号"), max_length=60, required=False)
    words = forms.CharField(
        label=_("意见"),
        max_length=300,
        required=False,
        widget=forms.Textarea,
        help_text=_("不同意的，写为什么、怎么改"),
    )

    def __init__(
        self, *args: Any, kind: StepKind, bodies: Sequence[Organisation], is_superior: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(row.pk): row for row in bodies}
        if kind not in ANSWERS:
            for name in ("body", "body_name", "agreed", "is_authorised"):
                del self.fields[name]
            self.fields["words"].label, self.fields["words"].help_text = _("说明"), ""
            return
        has_general = any(row.kind == OrganisationKind.GENERAL_BRANCH for row in bodies)
        if not has_general or kind == StepKind.REVIEWED:
            del self.fields["is_authorised"]
        if is_superior or kind == StepKind.REVIEWED:
            del self.fields["body"], self.fields["body_name"]
        else:
            self.fields["body"].choices = [  # type: ignore[attr-defined]
                *((key, row.name) for key, row in self.bodies.items()), ("", translated("系统外的上级（写在下面）")),
            ]  # fmt: skip

    def columns(self) -> dict[str, Any]:
        given = self.cleaned_data
        columns: dict[str, Any] = {"number": given["number"], "words": given["words"]}
        if "agreed" in self.fields:
            columns["agreed"] = given["agreed"] == YES
        if "is_authorised" in self.fields:
            columns["is_authorised"] = given["is_authorised"]
        if "body" in self.fields:
            columns |= {"body": self.bodies.get(given["body"]), "body_name": given["body_name"]}
        return columns


class ApprovalForm(StepForm):
    """With the approval: who of the elected members does which work."""

    def __init__(self, *args: Any, names: Sequence[str], posts: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, kind=StepKind.APPROVED, **kwargs)
        self.divided = {f"post_{number}": name for number, name in enumerate(names)}
        for field, name in self.divided.items():
            self.fields[field] = forms.ChoiceField(
                label=translated("%(name)s的分工") % {"name": name},
                choices=[(post.value, post.label) for post in DIVISIBLE],
                initial=posts.get(name, PostKind.COMMITTEE_MEMBER.value),
                required=False,
            )

    def posts(self) -> dict[str, PostKind]:
        given = self.cleaned_data
        return {name: PostKind(given[field]) for field, name in self.divided.items() if given.get(field)}


class CandidatesForm(Form):
    """Ticked from the roster, in the order of strokes."""

    members = forms.MultipleChoiceField(label=_("候选人"), widget=forms.CheckboxSelectMultiple)
    as_it_was = forms.BooleanField(label=_("已经这样办了，照实记下"), required=False)

    def __init__(self, *args: Any, people: Sequence[Member], is_short: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(member.pk): member for member in people}
        self.fields["members"].choices = [  # type: ignore[attr-defined]
            (key, member.name) for key, member in self.people.items()
        ]
        self.fields["members"].error_messages["required"] = translated("选一下候选人。")

    def chosen(self) -> list[Member]:
        return [self.people[key] for key in self.cleaned_data["members"]]


class CountForm(Form):
    """The numbers of the tally sheet, in its order."""

    is_private = True

    happened_on = DayField(label=_("哪一天"), latest_today=True)
    gathering = forms.ChoiceField(
        label=_("哪一次会"), required=False, help_text=_("那天的会已经记下的，选上；没有记的，这里一起记下")
    )
    due = NumberField(label=_("应到会有选举权"), min_value=1)
    present = NumberField(label=_("实到会有选举权"), min_value=1)
    issued = NumberField(label=_("发出选票"), min_value=1)
    returned = NumberField(label=_("收回选票"), min_value=0)
    over_voted = NumberField(label=_("选的人多于名额的"), min_value=0, required=False)
    spoiled = NumberField(label=_("其他无效票"), min_value=0, required=False)
    write_ins = forms.CharField(
        label=_("另选他人，一行一人"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": "2"}),
        help_text=_("例如 孙春芳 2"),
    )  # fmt: skip
    counters = forms.CharField(label=_("监票人、计票人"), max_length=60, required=False, help_text=_("候选人不能当"))

    def __init__(
        self, *args: Any, names: Sequence[str], gatherings: Sequence[tuple[str, str]], people: Sequence[Person],
        members: dict[str, Member], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.names, self.people, self.members = list(names), people, members
        self.fields["gathering"].choices = [  # type: ignore[attr-defined]
            ("", translated("还没有记，一起记下")), *gatherings,
        ]  # fmt: skip
        for number, name in enumerate(self.names):
            self.fields[f"for_{number}"] = NumberField(
                label=translated("赞成"), min_value=0,
                error_messages={"required": translated("%(name)s的赞成票还没填。") % {"name": name}},
            )  # fmt: skip
            self.fields[f"against_{number}"] = NumberField(label=translated("不赞成"), min_value=0, required=False)
            self.fields[f"abstained_{number}"] = NumberField(label=translated("弃权"), min_value=0, required=False)

    def by_name(self) -> list[tuple[str, list[Any]]]:
        """Each candidate with the three fields, for the template."""
        kinds = ("for", "against", "abstained")
        return [(name, [self[f"{kind}_{number}"] for kind in kinds]) for number, name in enumerate(self.names)]

    def clean_write_ins(self) -> list[NewVotes]:
        found = []
        for line in self.cleaned_data["write_ins"].splitlines():
            if not line.strip():
                continue
            match = re.fullmatch(r"(.+?)[\s，,：:]*(\d+)\s*票?", line.strip().translate(FULL_WIDTH))
            if match is None:
                raise forms.ValidationError(
                    translated("看不懂“%(line)s”。写成 姓名 票数，例如 孙春芳 2。") % {"line": line.strip()}
                )
            name, number = tidy_name(match[1]), int(match[2])
            if len(name) > LONGEST_NAME or number > MOST:
                raise forms.ValidationError(
                    translated("“%(line)s”太长了，看看是不是写错了。") % {"line": line.strip()[:40]}
                )
            member = next((person for person in self.people if person.name == name), None)
            found.append(NewVotes(name, number, member=self._member(member), is_write_in=True))
        return found

    def _member(self, person: Person | None) -> Member | None:
        return Member.objects.filter(pk=person.member_id).first() if person else None

    def votes(self) -> list[NewVotes]:
        given = self.cleaned_data
        return [
            *(
                NewVotes(
                    name,
                    given[f"for_{number}"],
                    given[f"against_{number}"] or 0,
                    given[f"abstained_{number}"] or 0,
                    self.members.get(name),
                )
                for number, name in enumerate(self.names)
            ),
            *given["write_ins"],
        ]

    def refuse(self, error: Refused) -> None:
        """A sentence about one candidate stands at the votes of that candidate."""
        problems = dict(getattr(error, "problems", {}))
        if "votes" in problems:
            sentence = problems.pop("votes")
            place = next((n for n, name in enumerate(self.names) if sentence.startswith(f"{name}：")), 0)
            self.add_error(f"for_{place}" if self.names else None, sentence)
            for field, words in problems.items():
                self.add_error(field if field in self.fields else None, words)
            return
        super().refuse(error)


FULL_WIDTH = str.maketrans("０１２３４５６７８９　", "0123456789 ")


def label_of(office: Office) -> str:
    return str(office.label)
