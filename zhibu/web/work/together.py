"""主动工作, 好做法 and 协办: initiatives, lent and borrowed; helpers, and the link that they answer by."""

from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Actor, Grant, Right, Role
from zhibu.base.errors import NotFound
from zhibu.flows.write import perform
from zhibu.member.queries import roster
from zhibu.org.queries import own_branch
from zhibu.web import notices
from zhibu.web.access import PageRequest, open_page, page
from zhibu.web.branch_choice import ask_which_branch, chosen_branch, has_own_branch
from zhibu.web.components import Cell, Column, Fact, Kind, Row, Table
from zhibu.web.days import write_day, write_short_day
from zhibu.web.forms import DayField, Form
from zhibu.web.work import showing
from zhibu.web.work.forms import TaskForm, WordsForm, day_to_come
from zhibu.web.work.tasks import open_goals, show_form, write
from zhibu.work import queries, together
from zhibu.work.actions import NewTask
from zhibu.work.models import AnswerKind, Channel, Cooperation, FoundIn, Initiative, PartyKind
from zhibu.work.together import NewInitiative

PER_PAGE = 50


class InitiativeForm(TaskForm):
    title = forms.CharField(label=gettext_lazy("打算办成什么"), max_length=100)
    problem = forms.CharField(label=gettext_lazy("发现了什么问题"), max_length=400, widget=forms.Textarea)
    found_in = forms.ChoiceField(label=gettext_lazy("从哪里发现的"), choices=FoundIn.choices)
    details = forms.CharField(label=gettext_lazy("打算怎么办"), max_length=2000, required=False, widget=forms.Textarea)
    is_secretary_project = forms.BooleanField(label=gettext_lazy("作为书记项目"), required=False)
    field_order = ("problem", "found_in", "title", "details", "owner", "others", "due_on", "goal", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["purpose"]


class HelperForm(Form):
    is_private = True
    kind = forms.ChoiceField(label=gettext_lazy("请谁"), choices=PartyKind.choices)
    party = forms.CharField(
        label=gettext_lazy("名称"), max_length=60, help_text=gettext_lazy("例如 后勤科、工会、二车间党支部")
    )
    wanted = forms.CharField(label=gettext_lazy("请他们做什么"), max_length=200)
    wanted_by = day_to_come(gettext_lazy("希望哪天前"), help_text=gettext_lazy("例如 12月5日；不急就空着"))


class LinkAnswerForm(Form):
    is_private = True
    kind = forms.ChoiceField(label=gettext_lazy("答复"), widget=forms.RadioSelect, choices=AnswerKind.choices)
    until = day_to_come(gettext_lazy("答应的话，哪天前办好"), help_text=gettext_lazy("例如 12月5日"))
    words = forms.CharField(
        label=gettext_lazy("还要说的"), max_length=300, required=False, widget=forms.Textarea,
        help_text=gettext_lazy("眼下办不了的，写差什么、谁能办"),
    )  # fmt: skip
    who = forms.CharField(label=gettext_lazy("答复的人"), max_length=30, required=False)


class EnteredAnswerForm(LinkAnswerForm):
    channel = forms.ChoiceField(
        label=gettext_lazy("怎么答复的"), choices=[(one.value, one.label) for one in (Channel.PHONE, Channel.PAPER)]
    )
    happened_on = DayField(label=gettext_lazy("哪一天答复的"), latest_today=True)


@page(Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def initiatives(request: PageRequest) -> HttpResponse:
    """What the branch began by itself and borrowed; below, what other branches lend."""
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=_("主动工作"), url=reverse("initiatives"))
    sheet = Paginator(together.initiatives_in(request.actor, branch), PER_PAGE).get_page(request.GET.get("page"))
    shown = list(sheet)
    lent = [row for row in together.shared_practices(request.actor)[:PER_PAGE] if row.branch_id != branch.pk]
    context = {
        "branch": branch,
        "is_own": has_own_branch(request.actor),
        "may_record": request.actor.may(Right.RECORD) and has_own_branch(request.actor),
        "table": showing.tasks_table(shown, queries.owners_of(shown), request.today) if shown else None,
        "sheet": sheet,
        "practices": _practices(lent, request) if lent else None,
    }
    return render(request, "work/initiatives.html", context)


def _practices(rows: list[Initiative], request: PageRequest) -> Table:
    titles = together.titles_of(rows)
    numbers = together.borrowings(rows)
    lines: list[Row] = [
        [
            Cell(titles.get(row.task, ""), reverse("practice", args=[row.task])),
            row.branch.name,
            write_short_day(row.shared_on, request.today) if row.shared_on else "",
            _("%(number)d 个支部") % {"number": numbers[row.task]} if row.task in numbers else _("还没有"),
        ]
        for row in rows
    ]
    columns = (Column(_("做法"), Kind.MAIN), Column(_("哪个支部的")), Column(_("哪天拿出来的")), Column(_("谁借去了")))
    return Table(_("别的支部的好做法"), columns, lines)


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def initiative_new(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    form = InitiativeForm(
        request.POST or None, today=request.today, people=roster(branch, request.today),
        goals=open_goals(request, branch),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        members, names = form.chosen_owners()
        task = NewTask(
            branch=branch, title=given["title"], purpose=given["problem"][:300], details=given["details"],
            owners=members, owner_names=names, due_on=given["due_on"], **form.tied(),
        )  # fmt: skip
        new = NewInitiative(task, FoundIn(given["found_in"]), given["problem"], given["is_secretary_project"])
        done = form.carry_out(lambda: write(request, together.begin_initiative, form, new=new))
        if done:
            notices.done(request, _("已记下。"))
            return redirect("task", done.result if done.is_repeated else done.result.pk)
    back = reverse("initiatives")
    return show_form(request, form, _("主动做一件"), _("记下"), back, back_label=_("主动工作"))


@page(Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def practice(request: PageRequest, task_id: UUID) -> HttpResponse:
    """A practice of another branch, told without names; borrowed by one press."""
    found = together.practice_for(request.actor, task_id)
    is_own = request.actor.acting is not None and request.actor.acting.organisation_id == found.branch_id
    may_borrow = request.actor.may(Right.RECORD) and has_own_branch(request.actor) and not is_own
    title = together.titles_of([found]).get(found.task, "")
    facts = [
        Fact(_("哪个支部的"), found.branch.name),
        Fact(_("从哪里发现的"), found.get_found_in_display()),
        Fact(_("当时的问题"), found.problem),
    ]
    context = {"practice": found, "title": title, "facts": facts, "may_borrow": may_borrow}
    return render(request, "work/practice.html", context)


@page(Right.RECORD)
@require_POST
def practice_borrow(request: PageRequest, task_id: UUID) -> HttpResponse:
    found = together.practice_for(request.actor, task_id)
    done = write(request, together.borrow, initiative=found, branch=own_branch(request.actor))
    notices.done(
        request,
        _("已借来，在本支部的任务里。定一下谁办、哪天前。"),
        undo=reverse("task_undo", args=[done.result.thread]),
    )
    return redirect("task", done.result.thread)


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def practice_share(request: PageRequest, task_id: UUID) -> HttpResponse:
    found = _own_initiative(request, task_id)
    label = _("怎么做的，别的支部照着能做")
    initial = {"practice": found.practice}
    form = WordsForm(request.POST or None, today=request.today, initial=initial, name="practice", label=label)
    if request.method == "POST" and form.is_valid():
        practice_ = form.cleaned_data["practice"]
        if form.carry_out(lambda: write(request, together.share, form, initiative=found, practice=practice_)):
            notices.done(request, _("已拿出来，同一党委的支部看得到。"))
            return redirect("task", task_id)
    lead = _("只写做法，不写名字。什么时候都可以收回。")
    return show_form(
        request, form, _("借给别的支部"), _("拿出来"), reverse("task", args=[task_id]), back_label=_("任务"), lead=lead
    )


def _own_initiative(request: PageRequest, task_id: UUID) -> Initiative:
    found = together.initiative_of(queries.task_for(request.actor, task_id))
    if found is None or not has_own_branch(request.actor):
        raise NotFound
    return found


@page(Right.RECORD)
@require_POST
def practice_stop(request: PageRequest, task_id: UUID) -> HttpResponse:
    write(request, together.stop_sharing, initiative=_own_initiative(request, task_id))
    notices.note(request, _("已收回，别的支部看不到了。借去的照常办。"))
    return redirect("task", task_id)


@page(Right.RECORD, Right.OWN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def helper_new(request: PageRequest, task_id: UUID) -> HttpResponse:
    found = queries.task_for(request.actor, task_id)
    form = HelperForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.carry_out(
            lambda: write(
                request, together.ask_to_help, form, task=found, kind=PartyKind(given["kind"]), party=given["party"],
                wanted=given["wanted"], wanted_by=given["wanted_by"],
            )
        ):  # fmt: skip
            notices.done(request, _("已记下，请%(party)s协办。") % {"party": given["party"]})
            return redirect("task", found.thread)
    back = reverse("task", args=[found.thread])
    return show_form(request, form, _("请人协办"), _("记下"), back, back_label=found.title)


@page(Right.RECORD, Right.OWN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def helper_answer(request: PageRequest, helper_id: UUID) -> HttpResponse:
    """What they said on the telephone or on paper."""
    found, task = together.cooperation_for(request.actor, helper_id)
    form = EnteredAnswerForm(request.POST or None, today=request.today, initial={"happened_on": request.today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.carry_out(
            lambda: write(
                request, together.note_answer, form, cooperation=found, task=task, kind=AnswerKind(given["kind"]),
                channel=Channel(given["channel"]), words=given["words"], until=given["until"], who=given["who"],
                happened_on=given["happened_on"],
            )
        ):  # fmt: skip
            notices.done(request, _("已记下答复。"))
            return redirect("task", task.thread)
    back = reverse("task", args=[task.thread])
    title = _("%(party)s的答复") % {"party": found.party}
    return show_form(request, form, title, _("记下"), back, back_label=task.title, lead=found.wanted)


@page(Right.RECORD, Right.OWN_WORK)
@require_POST
def helper_link(request: PageRequest, helper_id: UUID) -> HttpResponse:
    """A fresh link, shown this once: only its digest is kept."""
    found, task = together.cooperation_for(request.actor, helper_id)
    token = together.new_token()
    write(request, together.make_link, cooperation=found, task=task, token=token)
    context = {
        "helper": found,
        "task": task,
        "link": request.build_absolute_uri(reverse("helper_by_link", args=[token])),
        "days": together.LINK_DAYS,
    }
    return render(request, "work/helper_link.html", context)


def link_actor(found: Cooperation) -> Actor:
    """Who answers by a link: nobody with a log-in. The writer's key says through which cooperation it came."""
    key = uuid5(found.thread, "link")
    branch = found.branch
    grant = Grant(key, Role.MEMBER, branch.pk, branch.name, branch.kind, branch.root, branch.path)
    return Actor(key, found.party, acting=grant)


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
def helper_by_link(request: PageRequest, token: str) -> HttpResponse:
    """Opened by a press, so that a chat's preview neither reads it nor uses it up. One answer, then it is spent."""
    found = together.by_link(token, request.today)
    if found is None:
        return render(request, "work/link_over.html", status=404)
    if request.method != "POST":
        return render(request, "work/link_closed.html", {"token": token})
    task = queries.title_behind(found.task)
    is_answer = "kind" in request.POST or "key" in request.POST
    form = LinkAnswerForm(request.POST if is_answer else None, today=request.today)
    if is_answer and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                link_actor(found), together.answer_by_link, right=Right.OWN_WORK, today=request.today, now=request.now,
                key=given["key"], token=token, kind=AnswerKind(given["kind"]), words=given["words"],
                until=given["until"], who=given["who"],
            )
        )  # fmt: skip
        if done:
            return render(request, "work/link_done.html", {"party": found.party})
    context = {
        "form": form,
        "facts": [
            Fact(_("哪个支部"), found.branch.name),
            Fact(_("什么事"), task),
            Fact(_("请你们做什么"), found.wanted),
            *([Fact(_("希望哪天前"), write_day(found.wanted_by))] if found.wanted_by else []),
        ],
        "party": found.party,
    }
    return render(request, "work/link_open.html", context, status=422 if form.errors else 200)
