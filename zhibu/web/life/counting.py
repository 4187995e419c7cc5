"""计测评票: the counts of everybody typed once from the sheet, checked, drawn as the paper to sign."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu import questions
from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.flows.life import count_appraisal
from zhibu.ledger.papers.branches import count_sheet
from zhibu.ledger.papers.word import DOCX, word_of
from zhibu.meeting.expected import people_of
from zhibu.meeting.life import MemberBallots, ballots_of, campaign_of
from zhibu.org.queries import layers_by_path, own_branch
from zhibu.questions.layering import plain_layers
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.files.papers import download
from zhibu.web.life.forms import GRADES, CountForm
from zhibu.web.said import Said, said_of
from zhibu.web.wording import capital, worded
from zhibu.web.writing import perform

DOWNLOAD, CHECK = "download", "check"


@page(Right.KEEP_APPRAISALS)
@require_http_methods(["GET", "HEAD", "POST"])
def count(request: PageRequest, year: int) -> HttpResponse:
    """Probationary members are heard and not graded, so they have no row here."""
    branch = own_branch(request.actor)
    campaign = campaign_of(branch, year)
    appraised = campaign.appraised
    if appraised is None:
        raise NotFound
    people = [person for person in people_of(branch, appraised.happened_on) if not person.is_probationary]
    record = campaign.record
    names = ("ballots_out", "ballots_back", "ballots_valid")
    initial = {name: getattr(record, name) for name in names} if record else {}
    initial |= CountForm.of(people, ballots_of(branch, year))
    form = CountForm(request.POST or None, today=request.today, initial=initial, people=people)
    said: list[Said] = []
    if request.method == "POST" and form.is_valid():
        rows = form.rows()
        said = [_judged(request, branch.path, rows)]
        given = form.cleaned_data
        ballots = {name: given[name] for name in names}
        if DOWNLOAD in request.POST:
            shape = count_sheet(branch.name, year, rows, ballots, appraised.happened_on)
            return download(word_of(shape), DOCX, f"{branch.name}{year}年测评票统计表.docx")
        if CHECK not in request.POST:
            done = form.carry_out(
                lambda: perform(
                    request, count_appraisal, right=Right.KEEP_APPRAISALS,
                    key=given["key"], branch=branch, year=year, gathering=appraised, standing=record,
                    rows=[
                        MemberBallots(key, counts, grade)
                        for key, (_name, counts, grade) in zip(form.keys, rows, strict=True)
                    ],
                    **ballots,
                )
            )  # fmt: skip
            if done:
                notices.done(request, _("已记下，台账和统计表都有了。每个人的票数，只有管计票的人和本人看得到。"))
                return redirect(f"{reverse('life')}?year={year}")
    context = {
        "form": form,
        "year": year,
        "said": said,
        "by_name": form.by_name(),
        "back": f"{reverse('life')}?year={year}",
    }
    return render(request, "life/count.html", context, status=422 if form.errors else 200)


def _judged(request: PageRequest, path: str, rows: list[tuple[str, list[int | None], str]]) -> Said:
    """The grades given, by the question `appraisal.result`."""
    labels = {grade: str(label) for grade, label in GRADES}
    members = [
        {"name": name, "kind": "full", "grade": grade if grade in labels else None} for name, _counts, grade in rows
    ]
    layers = plain_layers(layers_by_path([path], request.today)[path])
    try:
        answer = questions.answer("appraisal.result", request.today, {"members": members}, layers)
    except questions.QuestionError as error:
        return Said(_("评定"), [capital(worded(error.sentence))], [], is_against=True)
    return said_of(_("评定"), answer, is_against=answer.answer.get("fits") is False)
