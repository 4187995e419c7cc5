"""The forms of 小调查: asking, and what came back on paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.survey.asking import MOST_QUESTIONS, read_choices
from zhibu.survey.models import Audience, Survey
from zhibu.survey.samples import Sample
from zhibu.web.days import Near
from zhibu.web.forms import DayField, Form, NumberField


class SurveyForm(Form):
    """Five questions, each one line and its choices; what is left empty is not asked."""

    draft = "survey"

    title = forms.CharField(label=gettext_lazy("问什么事"), max_length=40)
    audience = forms.ChoiceField(label=gettext_lazy("问谁"), choices=Audience, widget=forms.RadioSelect)
    until = DayField(label=gettext_lazy("收到哪天为止"), near=Near.FUTURE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_QUESTIONS + 1):
            self.fields[f"text-{number}"] = forms.CharField(
                label=_("第 %(number)d 题") % {"number": number}, required=False, max_length=200
            )
            self.fields[f"choices-{number}"] = forms.CharField(
                label=_("第 %(number)d 题的选项") % {"number": number},
                required=False,
                max_length=200,
                help_text=_("用顿号隔开，比如“合适、偏多、偏少”。留空就是请大家写一句话。") if number == 1 else "",
            )

    def questions(self) -> list[dict[str, Any]]:
        """What was written, without empty lines between."""
        rows = []
        for number in range(1, MOST_QUESTIONS + 1):
            text, choices = self.cleaned_data[f"text-{number}"], self.cleaned_data[f"choices-{number}"]
            if text.strip() or choices.strip():
                rows.append({"text": text, "choices": read_choices(choices)})
        return rows

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"text-{number}"], self[f"choices-{number}"]) for number in range(1, MOST_QUESTIONS + 1)]


def filled(sample: Sample) -> dict[str, str]:
    """A ready survey as the values of the form."""
    values: dict[str, str] = {"title": sample.title, "audience": sample.audience}
    for number, (text, choices) in enumerate(sample.questions, start=1):
        values |= {f"text-{number}": text, f"choices-{number}": choices}
    return values


class PaperForm(Form):
    """Sheets, then one number per choice and one line per sentence."""

    sheets = NumberField(label=gettext_lazy("收回几张"), min_value=1)

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        kwargs["initial"] = paper_values(survey)
        super().__init__(*args, **kwargs)
        self.questions: Sequence[Mapping[str, Any]] = survey.questions
        for number, question in enumerate(self.questions, start=1):
            for place, choice in enumerate(question["choices"]):
                self.fields[f"q-{number}-{place}"] = NumberField(label=choice, required=False, min_value=0)
            if not question["choices"]:
                self.fields[f"words-{number}"] = forms.CharField(
                    label=_("大家写的话，一句一行"), required=False, max_length=4000, widget=forms.Textarea
                )

    def refuse_count(self, field: str, sentence: str) -> None:
        self.add_error(f"{field}-0" if f"{field}-0" in self.fields else None, sentence)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        found = []
        for number, question in enumerate(self.questions, start=1):
            names = [f"q-{number}-{place}" for place in range(len(question["choices"]))] or [f"words-{number}"]
            found.append((question["text"], [self[name] for name in names]))
        return found

    def counts(self) -> list[list[int]]:
        return [
            [self.cleaned_data[f"q-{number}-{place}"] or 0 for place in range(len(question["choices"]))]
            for number, question in enumerate(self.questions, start=1)
        ]

    def words(self) -> list[list[str]]:
        return [
            [] if question["choices"] else self.cleaned_data[f"words-{number}"].splitlines()
            for number, question in enumerate(self.questions, start=1)
        ]


def paper_values(survey: Survey) -> dict[str, Any]:
    """What was entered before, for the form."""
    paper = survey.paper
    if not paper:
        return {}
    values: dict[str, Any] = {"sheets": paper["sheets"]}
    for number, counts in enumerate(paper["counts"], start=1):
        values |= {f"q-{number}-{place}": count for place, count in enumerate(counts)}
    for number, lines in enumerate(paper["words"], start=1):
        values[f"words-{number}"] = "\n".join(lines)
    return values


class EndForm(Form):
    until = DayField(label=gettext_lazy("改到哪天为止"), near=Near.FUTURE)
