"""Forms of the organisational life meeting: what was prepared, how it went, what the appraisal did, and the ballots."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from zhibu.meeting.expected import Person
from zhibu.meeting.models import AppraisalBallots, LifeYear
from zhibu.web.forms import DayField, Form, NumberField

YES, NO = "yes", "no"
SAID = {True: YES, False: NO, None: ""}
HEARD = {YES: True, NO: False}
GRADES = (
    ("excellent", _("优秀")), ("qualified", _("合格")), ("basically_qualified", _("基本合格")),
    ("unqualified", _("不合格")),
)  # fmt: skip


def _day(label: Any) -> DayField:
    return DayField(label=label, latest_today=True, required=False, help_text="")


def _number(label: Any) -> NumberField:
    return NumberField(label=label, min_value=0, max_value=9999, required=False)


def _said(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, widget=forms.RadioSelect, choices=[(YES, _("做了")), (NO, _("没做"))]
    )


class LifePartForm(Form):
    """One part of the year's record. Nothing is required: what is known is written."""

    draft = "life"
    flags: tuple[str, ...] = ()

    @classmethod
    def of(cls, record: LifeYear | None) -> dict[str, Any]:
        """What stands, as the form shows it."""
        if record is None:
            return {}
        given = {name: getattr(record, name) for name in cls.base_fields if name != "key"}
        return {name: SAID[value] if name in cls.flags else value for name, value in given.items()}

    def columns(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return {name: HEARD.get(value) if name in self.flags else value for name, value in given.items()}


class PrepareForm(LifePartForm):
    """会前: theme, study, opinions. Own outlines are written by the people themselves; nothing here asks for them."""

    theme = forms.CharField(label=_("主题"), max_length=100, required=False)
    theme_fixed_on = _day(_("哪天定的主题"))
    studied_on = _day(_("哪天学习的"))
    heard_on = _day(_("哪天听的意见"))
    sheets_out = _number(_("征求意见表发出几份"))
    sheets_back = _number(_("收回几份"))
    heard = forms.CharField(
        label=_("意见归纳"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": "5"}),
        help_text=_("一行一条，不写谁提的"),
    )  # fmt: skip


class MeetingPartForm(LifePartForm):
    """会上: the three things that the article names."""

    flags = ("examined", "criticised", "directed")
    examined = _said(_("会上查摆问题"))
    criticised = _said(_("批评和自我批评"))
    directed = _said(_("明确怎么改"))


class AppraisalForm(LifePartForm):
    """民主评议: its four steps and the ballots as they were counted."""

    self_on = _day(_("哪天个人自评"))
    mutual_on = _day(_("哪天党员互评"))
    test_on = _day(_("哪天民主测评"))
    assessed_on = _day(_("哪天提出评定意见"))
    ballots_out = _number(_("发出测评票"))
    ballots_back = _number(_("收回测评票"))
    ballots_valid = _number(_("有效票"))


PARTS: dict[str, type[LifePartForm]] = {
    "prepare": PrepareForm, "meeting": MeetingPartForm, "appraisal": AppraisalForm,
}  # fmt: skip


class CountForm(Form):
    """测评票: for each full member the four counts and the grade that the branch gave."""

    is_private = True
    ballots_out = _number(_("发出测评票"))
    ballots_back = _number(_("收回测评票"))
    ballots_valid = _number(_("有效票"))

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = [person.name for person in people]
        self.keys = [person.member_id for person in people]
        for number in range(len(self.names)):
            for grade, label in GRADES:
                self.fields[f"{grade}_{number}"] = _number(label)
            self.fields[f"given_{number}"] = forms.ChoiceField(
                label=translated("评定"), required=False, choices=[("", translated("没评")), *GRADES]
            )

    def by_name(self) -> list[tuple[str, list[Any]]]:
        """Each member with the four counts and the grade, for the template."""
        names = [*(grade for grade, _label in GRADES), "given"]
        return [(name, [self[f"{one}_{number}"] for one in names]) for number, name in enumerate(self.names)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        out, back, valid = (given.get(name) for name in ("ballots_out", "ballots_back", "ballots_valid"))
        if out is not None and back is not None and back > out:
            self.add_error(
                "ballots_back", translated("收回 %(back)d 张，多于发出 %(out)d 张。") % {"back": back, "out": out}
            )
        if valid is not None and back is not None and valid > back:
            self.add_error(
                "ballots_valid",
                translated("有效票 %(valid)d 张，多于收回 %(back)d 张。") % {"valid": valid, "back": back},
            )
        most = next((number for number in (valid, back, out) if number is not None), None)
        for number, name in enumerate(self.names):
            cast = sum(given.get(f"{grade}_{number}") or 0 for grade, _label in GRADES)
            if most is not None and cast > most:
                words = {"name": name, "cast": cast, "most": most}
                self.add_error(
                    f"excellent_{number}",
                    translated("%(name)s的四档合计 %(cast)d 票，多于有效票 %(most)d 张。") % words,
                )
        return given

    @staticmethod
    def of(people: Sequence[Person], standing: Mapping[UUID, AppraisalBallots]) -> dict[str, Any]:
        """What was counted before, as the form shows it."""
        initial: dict[str, Any] = {}
        for number, person in enumerate(people):
            if row := standing.get(person.member_id):
                initial |= {f"{grade}_{number}": getattr(row, grade) for grade, _label in GRADES}
                initial[f"given_{number}"] = row.result
        return initial

    def rows(self) -> list[tuple[str, list[int | None], str]]:
        """Name, the four counts, the grade given."""
        given = self.cleaned_data
        return [
            (name, [given.get(f"{grade}_{number}") for grade, _label in GRADES], given.get(f"given_{number}", ""))
            for number, name in enumerate(self.names)
        ]
