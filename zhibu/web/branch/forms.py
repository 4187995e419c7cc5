from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.member.models import Member, PostKind
from zhibu.org.models import BranchKind, Domain, Organisation, OrganisationKind
from zhibu.web.days import Near
from zhibu.web.forms import DayField, FilterForm, Form, NumberField

PLEASE = ("", _("请选"))


class TreeFilter(FilterForm):
    q = forms.CharField(label=_("名称里有"), max_length=30)
    kind = forms.ChoiceField(
        label=_("类型"),
        choices=[
            ("", _("全部")),
            (OrganisationKind.GENERAL_BRANCH.value, _("党总支")),
            (OrganisationKind.BRANCH.value, _("党支部")),
        ],
    )


class ProfileForm(Form):
    """A new name, kind or domain from a day on."""

    name = forms.CharField(label=_("名称"), max_length=80)
    full_name = forms.CharField(
        label=_("落款用的全称"),
        max_length=120,
        required=False,
        help_text=_("公文落款用，和公章上的一样；不填就用名称"),
    )
    branch_kind = forms.ChoiceField(label=_("支部类型"), choices=BranchKind.choices)
    domain = forms.ChoiceField(label=_("单位类型"), choices=Domain.choices, help_text=_("决定用哪些规定，比如任期几年"))
    since = DayField(label=_("从哪天起"), latest_today=True)

    def __init__(self, *args: Any, is_branch: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_branch:
            del self.fields["branch_kind"]


class FoundForm(Form):
    """A general branch or a branch under one of the organisations of the subtree."""

    kind = forms.ChoiceField(
        label=_("建什么"),
        widget=forms.RadioSelect,
        choices=[
            (OrganisationKind.BRANCH.value, _("党支部")),
            (OrganisationKind.GENERAL_BRANCH.value, _("党总支")),
        ],
        initial=OrganisationKind.BRANCH.value,
    )
    name = forms.CharField(label=_("名称"), max_length=80)
    parent = forms.ChoiceField(label=_("上级党组织"))
    founded_on = DayField(label=_("成立日期"), latest_today=True)
    branch_kind = forms.ChoiceField(label=_("支部类型"), choices=BranchKind.choices, required=False)
    domain = forms.ChoiceField(label=_("单位类型"), choices=Domain.choices)

    def __init__(self, *args: Any, parents: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(parent.pk), parent.name) for parent in parents]
        self.fields["parent"].choices = choices if len(choices) == 1 else [PLEASE, *choices]  # type: ignore[attr-defined]


class DayForm(Form):
    """One day: 启用日, or the day on which something ends."""

    day = DayField(label=_("哪一天"), latest_today=True)


class FoundingForm(Form):
    """成立日期; empty where nobody knows."""

    day = DayField(label=_("成立日期"), latest_today=True, required=False)


class TermForm(Form):
    """An election. The end may stay empty: then it follows from the text in force."""

    elected_on = DayField(label=_("选举日期"), latest_today=True)
    has_committee = forms.ChoiceField(
        label=_("选出的是"),
        widget=forms.RadioSelect,
        choices=[("yes", _("支部委员会")), ("no", _("只有书记（或加副书记），不设支委会"))],
        initial="yes",
    )
    seats = NumberField(label=_("委员名额"), min_value=1, max_value=30, required=False)
    ordinal = NumberField(label=_("第几届"), min_value=1, max_value=99, required=False)
    ends_on = DayField(label=_("届满日期"), near=Near.FUTURE, required=False, help_text=_("空着就按规定的任期算"))

    def term(self) -> dict[str, Any]:
        """Arguments of `record_term`."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return {**given, "has_committee": given["has_committee"] == "yes"}


class TermEditForm(TermForm):
    """The term with what came later: extension and reminder."""

    extended_to = DayField(label=_("延期到"), near=Near.FUTURE, required=False, help_text=_("上级批准延期换届时填"))
    extension_approved_on = DayField(label=_("延期批复日期"), latest_today=True, required=False, help_text="")
    reminded_on = DayField(
        label=_("上级提醒换届的日期"), latest_today=True, required=False, help_text=_("函件或电话都算")
    )
    version = forms.UUIDField(widget=forms.HiddenInput)

    def term(self) -> dict[str, Any]:
        return {name: value for name, value in super().term().items() if name != "version"}


class TakePostForm(Form):
    is_private = True

    post = forms.ChoiceField(label=_("职务"), choices=PostKind.choices)
    member = forms.ChoiceField(label=_("谁"))
    since = DayField(label=_("从哪天起"), latest_today=True)

    def __init__(self, *args: Any, people: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(member.pk): member for member in people}
        self.fields["member"].choices = [  # type: ignore[attr-defined]
            PLEASE, *((key, member.name) for key, member in self.people.items()),
        ]  # fmt: skip


class ProjectBranchForm(Form):
    """A temporary branch of a project."""

    name = forms.CharField(label=_("支部名称"), max_length=80)
    founded_on = DayField(label=_("成立日期"), latest_today=True)


class GroupForm(Form):
    name = forms.CharField(label=_("党小组名称"), max_length=40)
    since = DayField(label=_("从哪天起"), latest_today=True)


class RenameForm(Form):
    name = forms.CharField(label=_("党小组名称"), max_length=40)


class UnitForm(Form):
    """A department, workshop or project, and the branch that covers it."""

    name = forms.CharField(label=_("单位名称"), max_length=80, help_text=_("部门、车间、班组或项目"))
    branch = forms.ChoiceField(label=_("由哪个支部覆盖"), required=False)
    headcount = NumberField(label=_("总人数"), min_value=0, max_value=1_000_000, required=False)
    full_members = NumberField(label=_("正式党员人数"), min_value=0, max_value=100_000, required=False)
    is_project = forms.BooleanField(label=_("是工程项目"), required=False)
    project_from = DayField(label=_("项目从哪天起"), required=False, help_text="")
    project_until = DayField(label=_("项目预计到哪天止"), near=Near.FUTURE, required=False, help_text="")
    conditions_met = forms.ChoiceField(
        label=_("建支部的条件具备吗"),
        choices=[("", _("没有定")), ("yes", _("具备")), ("no", _("不具备"))],
        required=False,
        help_text=_("由组织来定，程序不下结论"),
    )
    contract_workers = NumberField(
        label=_("分包、劳务人员"), min_value=0, max_value=1_000_000, required=False, help_text=_("不算在总人数里的")
    )
    contract_members = NumberField(label=_("其中党员"), min_value=0, max_value=100_000, required=False)
    contract_contact = forms.CharField(
        label=_("谁联系他们"), max_length=60, required=False, help_text=_("联系人的姓名，或哪个支部")
    )
    since = DayField(label=_("从哪天起"), latest_today=True)

    def __init__(self, *args: Any, branches: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].choices = [  # type: ignore[attr-defined]
            ("", _("还没有支部")), *((str(branch.pk), branch.name) for branch in branches),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        total, full = given.get("headcount"), given.get("full_members")
        if total is not None and full is not None and full > total:
            self.add_error(
                "full_members", _("正式党员 %(full)d 人多于总人数 %(total)d 人。") % {"full": full, "total": total}
            )
        workers, members = given.get("contract_workers"), given.get("contract_members")
        if workers is not None and members is not None and members > workers:
            words = {"members": members, "workers": workers}
            self.add_error("contract_members", _("党员 %(members)d 人多于分包、劳务人员 %(workers)d 人。") % words)
        first, last = given.get("project_from"), given.get("project_until")
        if first and last and last <= first:
            self.add_error("project_until", _("项目止期要在起期之后。"))
        return given

    def unit(self) -> dict[str, Any]:
        """Columns of `Unit`. The branch stays a key; an empty answer is “not known”."""
        given = self.cleaned_data
        met = given["conditions_met"]
        return {
            "name": given["name"].strip(),
            "headcount": given["headcount"],
            "full_members": given["full_members"],
            "branch_id": given["branch"] or None,
            "is_project": given["is_project"],
            "project_from": given["project_from"],
            "project_until": given["project_until"],
            "contract_workers": given["contract_workers"],
            "contract_members": given["contract_members"],
            "contract_contact": given["contract_contact"].strip(),
            "conditions_met": {"yes": True, "no": False}.get(met),
        }
