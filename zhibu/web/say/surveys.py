"""A small survey as those see it who are asked: no log-in, nothing kept about them, one press."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.base.errors import NotFound, Refused
from zhibu.concern.submitting import answer_survey, form_token
from zhibu.rules.said import joined
from zhibu.survey.counting import LONGEST_WORDS
from zhibu.survey.models import Survey
from zhibu.survey.queries import FEWEST, open_at
from zhibu.web.access import PageRequest, nameless_page
from zhibu.web.say.forms import Words
from zhibu.web.say.pages import shown
from zhibu.web.wording import worded


class SheetForm(forms.Form):
    """One field per question. None has to be answered, but an empty sheet is not taken."""

    use_required_attribute = False

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.survey = survey
        for number, question in enumerate(survey.questions):
            choices = [(str(place), choice) for place, choice in enumerate(question["choices"])]
            self.fields[f"q-{number}"] = (
                forms.ChoiceField(label=question["text"], choices=choices, required=False, widget=forms.RadioSelect)
                if choices
                else Words(
                    label=question["text"],
                    required=False,
                    max_length=LONGEST_WORDS,
                    widget=forms.Textarea(attrs={"rows": 2}),
                    help_text=_("说事就行，不写人名。可以空着。"),
                    error_messages={"max_length": _("最多 200 字，现在有 %(show_value)d 字。")},
                )
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not any(given.values()):
            raise forms.ValidationError(_("还一题都没有答。答一题也可以交。"))
        return given

    def answers(self) -> list[int | str | None]:
        found: list[int | str | None] = []
        for number, question in enumerate(self.survey.questions):
            given = self.cleaned_data[f"q-{number}"]
            found.append((int(given) if question["choices"] else given.strip()) if given else None)
        return found


@nameless_page
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: PageRequest, code: str) -> HttpResponse:
    found = open_at(code, request.today)
    if found is None:
        raise NotFound
    form = SheetForm(request.POST or None, survey=found)
    if request.method == "POST" and form.is_valid():
        try:
            answer_survey(found.code, form.answers(), token=request.POST.get("token", ""), now=request.now)
        except Refused as error:
            form.add_error(None, worded(joined((error.reason, error.next_step), "")))
        else:
            return shown(request, "say/survey_done.html", survey=found, fewest=FEWEST)
    return shown(
        request, "say/survey.html", 422 if form.errors else 200,
        form=form, survey=found, token=form_token(), fewest=FEWEST,
    )  # fmt: skip
