"""学时: what attendance and courses add up to, by the measure of each person's post."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.meeting.hours import CLASS_HOUR_MINUTES, Studied, studied_by
from zhibu.member import caring, movements
from zhibu.member.facts import COMMITTEE_POSTS
from zhibu.member.models import Course, Member, PostKind
from zhibu.member.queries import conditions_on, first_induction, own_member, posts_of, roster
from zhibu.org.models import Organisation
from zhibu.org.queries import layers_by_path, own_branch
from zhibu.questions import Answer, answer
from zhibu.questions.layering import plain_layers
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import ask_which_branch, chosen_branch
from zhibu.web.components import Button, Cell, Cite, Column, Kind, Mark, Row, Table, Tone
from zhibu.web.days import write_as_known, write_day
from zhibu.web.short_form import show_form
from zhibu.web.transfers.forms import CourseForm
from zhibu.web.wording import worded, worded_lines
from zhibu.web.writing import perform

EARLIEST_YEAR = 2019


@page(Right.SEE_BRANCH, Right.SEE_OWN)
@require_safe
def training(request: PageRequest) -> HttpResponse:
    """The branch for those who may see it, the own hours for everybody else."""
    actor, year = request.actor, _year(request)
    if not (actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        return _own(request, year)
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=_("学时"), url=reverse("training"))
    people = roster(branch, request.today)
    studied = studied_by(people, year)
    said = _measures(branch, people, studied, year, request.today)
    may_write = actor.may(Right.RECORD)
    courses = movements.courses_in(people, year)
    secretary = _of_the_secretary(branch, studied, year, request.today)
    context = {
        "branch": branch,
        "year": year,
        "table": _table(people, studied, said) if people else None,
        "courses": _courses(courses, may_write=may_write) if courses else None,
        "new_url": reverse("course_new") if may_write and people else "",
        "cites": _cites(said.values()),
        "secretary": secretary,
        "secretary_cites": _cites([secretary]) if secretary else (),
        "class_hour": CLASS_HOUR_MINUTES,
    }
    return render(request, "training/training.html", context)


def _year(request: PageRequest) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and EARLIEST_YEAR <= int(text) <= request.today.year else request.today.year


def _own(request: PageRequest, year: int) -> HttpResponse:
    member = own_member(request.actor)
    context: dict[str, Any] = {"year": year, "class_hour": CLASS_HOUR_MINUTES}
    if member and member.branch:
        own = studied_by([member], year)[member.pk]
        said = _measures(member.branch, [member], {member.pk: own}, year, request.today)[member.pk]
        context |= {"because": worded_lines(said.because), "cites": _cites([said]), "lines": _lines(own)}
    return render(request, "training/own.html", context)


def _measures(
    branch: Organisation, people: list[Member], studied: dict[UUID, Studied], year: int, today: date
) -> dict[UUID, Answer]:
    """Each person by the measure of their post: `training.hours` knows members, committee members and secretaries."""
    layers = plain_layers(layers_by_path([branch.path], today)[branch.path])
    posts: dict[UUID, set[str]] = {}
    for holding in posts_of(branch, today):
        posts.setdefault(holding.member_id, set()).add(holding.post)
    frail = {key for key, kinds in conditions_on(branch, today).items() if "frail" in kinds}
    found = {}
    for member in people:
        own = studied.get(member.pk, Studied())
        held = posts.get(member.pk, set())
        officer = bool(held & {str(post) for post in COMMITTEE_POSTS})
        role = "secretary" if PostKind.SECRETARY in held else "committee_member" if officer else "member"
        facts: dict[str, Any] = {"role": role, "year": year, "hours": own.hours, "exempt": member.pk in frail}
        if officer:
            facts["centralised_trainings"] = len(own.centralised)
        if member.joined_on and member.joined_on.year == year:
            facts["member_from"] = member.joined_on.isoformat()
        found[member.pk] = answer("training.hours", today, facts, layers)
    return found


def _table(people: list[Member], studied: dict[UUID, Studied], said: dict[UUID, Answer]) -> Table:
    lines: list[Row] = []
    for member in people:
        own, measure = studied.get(member.pk, Studied()), said[member.pk]
        lines.append(
            [
                Cell(member.name, reverse("member", args=[member.pk])),
                own.hours,
                Cell(
                    _("%(meetings)d 次会，%(courses)d 次培训")
                    % {"meetings": len(own.gatherings), "courses": len(own.courses)},
                    note=_("另有 %(count)d 次没记起止时间，没有算") % {"count": own.untimed} if own.untimed else "",
                ),
                _state(measure),
            ]
        )
    columns = (Column(_("姓名"), Kind.MAIN), Column(_("学时"), Kind.NUMBER), Column(_("从哪来")), Column(_("够不够")))
    return Table(_("学时"), columns, lines, hide_caption=True)


def _state(measure: Answer) -> Cell:
    """What the year still asks of this person: class hours, and of officers also centralised trainings."""
    if measure.status.value == "not_applicable":
        return Cell(mark=Mark.NOT_ASKED, note="".join(worded_lines(measure.because[:1])))
    hours, trainings = measure.answer["hours_missing"], measure.answer["trainings_missing"]
    missing = [_("%(hours)d 学时") % {"hours": hours}] if hours else []
    missing += [_("集中培训 %(times)d 次") % {"times": trainings}] if trainings else []
    if not missing:
        return Cell(mark=Mark.DONE, word=_("够了"))
    return Cell(mark=Mark.SOON, tone=Tone.GREY, word=_("还差 %(what)s") % {"what": _("，").join(missing)})


def _of_the_secretary(branch: Organisation, studied: dict[UUID, Studied], year: int, today: date) -> Answer | None:
    """Whoever is secretary: the yearly training at county level or above, and the one after taking office."""
    holding = next((row for row in posts_of(branch, today) if row.post == PostKind.SECRETARY), None)
    if holding is None:
        return None
    own = studied.get(holding.member_id, Studied())
    facts = {
        "year": year,
        "training_dates": [day for day in own.centralised if day <= today],
        "appointed_on": holding.since if holding.since <= today else None,
        "induction_on": first_induction(holding),
    }
    layers = plain_layers(layers_by_path([branch.path], today)[branch.path])
    return answer("secretary.training", today, facts, layers)


def _courses(rows: list[Any], *, may_write: bool) -> Table:
    lines: list[Row] = [
        [
            Cell(row.title),
            write_as_known(row.happened_on, row.happened_precision),
            row.member.name,
            row.minutes // CLASS_HOUR_MINUTES,
            _course_kind(row),
            Cell(buttons=_course_buttons(row) if may_write else ()),
        ]
        for row in rows
    ]
    columns = (
        Column(_("培训"), Kind.MAIN), Column(_("日期")), Column(_("谁")), Column(_("学时"), Kind.NUMBER), Column(""),
        Column("", Kind.BUTTONS),
    )  # fmt: skip
    return Table(_("支部以外的培训"), columns, lines)


def _course_buttons(row: Course) -> tuple[Button, ...]:
    return (
        Button(_("抄到上级系统"), reverse("copy_out", args=["training", row.pk])),
        Button(_("撤销"), reverse("course_undo", args=[row.pk]), post=True),
    )


def _course_kind(row: Course) -> str:
    kinds = [_("集中轮训")] if row.is_centralised else []
    return _("、").join([*kinds, _("任职培训")] if row.is_induction else kinds)


def _lines(own: Studied) -> Table | None:
    studied = [*own.gatherings, *((row.happened_on, row.title, row.minutes) for row in own.courses)]
    lines: list[Row] = [[Cell(title), write_day(day), _lasted(minutes)] for day, title, minutes in studied]
    columns = (Column(_("学了什么"), Kind.MAIN), Column(_("日期")), Column(_("时长"), Kind.NUMBER))
    return Table(_("我的学习"), columns, lines) if lines else None


def _lasted(minutes: int) -> str:
    return _("%(minutes)d 分钟") % {"minutes": minutes}


def _cites(said: Any) -> list[Cite]:
    found = {one.norm_id: one for measure in said for one in measure.cites}
    return [Cite(worded(one.text_zh), worded(one.plain_zh), reverse("rule", args=[key])) for key, one in found.items()]


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def course_new(request: PageRequest) -> HttpResponse:
    people = roster(own_branch(request.actor), request.today)
    form = CourseForm(request.POST or None, today=request.today, people=people)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                request, caring.note_course, right=Right.RECORD,
                key=given["key"], members=form.chosen_members(), title=given["title"],
                happened_on=given["happened_on"], minutes=given["hours"] * CLASS_HOUR_MINUTES,
                is_centralised=given["is_centralised"], is_induction=given["is_induction"],
            )
        )  # fmt: skip
        if done:
            undo = "" if done.is_repeated else reverse("course_undo", args=[done.result.pk])
            notices.done(request, _("已记下 %(count)d 人。") % {"count": len(given["members"])}, undo=undo)
            return redirect("training")
    return show_form(
        request, form, title=_("记一次外面的培训"), button=_("记下"), back=reverse("training"), back_label=_("学时"),
        says=[_("支部自己的党课、主题党日不用记，到会和起止时间已经算进去了。")],
    )  # fmt: skip


@page(Right.RECORD)
@require_POST
def course_undo(request: PageRequest, course_id: UUID) -> HttpResponse:
    row = movements.course_for(request.actor, course_id)
    perform(request, caring.undo_course, right=Right.RECORD, course=row)
    notices.note(request, _("已撤销那次培训。"))
    return redirect("training")
