"""任务: the list of a branch, one task with what happened, and making, changing and moving one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.base.touched import Done
from zhibu.intake.notice import Notice, read_notice
from zhibu.member.queries import roster
from zhibu.org.models import Organisation
from zhibu.org.queries import own_branch
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import ask_which_branch, chosen_branch, has_own_branch, leave_look
from zhibu.web.forms import Form
from zhibu.web.work import showing
from zhibu.web.work.forms import (
    AdaptForm,
    AnswerTimeForm,
    FinishForm,
    MoreTimeForm,
    NoticeForm,
    NoticeTaskForm,
    ProgressForm,
    TaskFilter,
    TaskForm,
    WordsForm,
)
from zhibu.web.work.pointers import choices_for
from zhibu.web.work.sources import source_fact, submissions_about
from zhibu.web.writing import perform_form
from zhibu.work import actions, goals, queries, together, upward
from zhibu.work.assigning import assignment_of
from zhibu.work.models import Goal, Submission, Task, TaskDeed, TaskSource, TaskState
from zhibu.work.reach import keeps, may_answer, may_move

READERS = (Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW)
MOVERS = (Right.RECORD, Right.OWN_WORK, Right.ASSIGN)
PER_PAGE = 50


def writing_right(request: PageRequest) -> Right:
    """In whose name this actor writes about a task."""
    return next(right for right in (Right.RECORD, Right.ASSIGN, Right.OWN_WORK) if request.actor.may(right))


def write(request: PageRequest, action: Callable[..., Done], form: Form | None = None, **arguments: Any) -> Done:
    return perform_form(request, form, action, right=writing_right(request), **arguments)


@page(*READERS)
@require_safe
def tasks(request: PageRequest) -> HttpResponse:
    """The open work of one branch, the next day first; what is over; what one is responsible for."""
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=_("任务"), url=reverse("tasks"))
    rows = queries.listed(request.actor, branch)
    bar = TaskFilter(request.GET, sources=TaskSource.choices)
    chosen = bar.chosen()
    found = _filtered(request, rows, chosen)
    sheet = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(sheet)
    context = {
        "branch": branch,
        "is_own": has_own_branch(request.actor),
        "may_record": request.actor.may(Right.RECORD) and has_own_branch(request.actor),
        "filter": bar,
        "clear": f"?branch={branch.pk}" if request.GET.get("branch") else "?",
        "is_filtered": bool(chosen),
        "table": showing.tasks_table(shown, queries.owners_of(shown), request.today) if shown else None,
        "sheet": sheet,
    }
    return render(request, "work/tasks.html", context)


def _filtered(request: PageRequest, rows: Any, chosen: dict[str, Any]) -> Any:
    state = chosen.get("state", "")
    rows = queries.closed_only(rows) if state == "closed" else queries.open_only(rows)
    if state == "mine":
        rows = queries.owned_by(rows, request.actor.member_id)
    if source := chosen.get("source"):
        rows = rows.filter(source=source)
    return rows.filter(title__contains=chosen["text"]) if chosen.get("text") else rows


@page(*READERS)
@require_safe
def task(request: PageRequest, task_id: UUID) -> HttpResponse:
    """One task: what it is for, who, by when, what happened, what can be done next."""
    found = queries.task_for(request.actor, task_id)
    leave_look(request, found.branch)
    deeds = queries.deeds_of(found)
    owners = queries.owners_of([found])[found.thread]
    steps = showing.steps_for(request.actor, found)
    mark, word = showing.mark_of(found, request.today)
    context = {
        "task": found,
        "mark": mark,
        "word": word,
        "facts": showing.facts_of(found, owners, request.today, source_fact(request.actor, found)),
        "assignment": assignment_of(found),
        "submissions": submissions_about(request.actor, found),
        **_together(request, found),
        "may_report": keeps(request.actor, found) and found.state != TaskState.SENT,
        "deeds": showing.deeds_shown(request.actor, found, deeds),
        "first": steps[0] if steps else None,
        "steps": steps[1:],
        "may_change": keeps(request.actor, found) and found.is_open,
        "undo": _undo_address(request, found, deeds),
        "back": list_address(request, found.branch),
    }
    return render(request, "work/task.html", context)


def _together(request: PageRequest, found: Task) -> dict[str, Any]:
    """Who helps, and for an initiative its problem and its lending."""
    helpers = together.cooperations_of(found)
    answers = together.answers_to(helpers)
    initiative = together.initiative_of(found)
    return {
        "helpers": [showing.helper_shown(row, answers[row.thread], request.today) for row in helpers],
        "may_move": may_move(request.actor, found) and found.is_open,
        "initiative": initiative,
        "borrowed_by": together.borrowed_by(found) if initiative and initiative.shared_on else [],
        "may_share": initiative is not None and keeps(request.actor, found) and found.state == TaskState.DONE,
    }


def _undo_address(request: PageRequest, found: Task, deeds: list[TaskDeed]) -> str:
    last = deeds[0] if deeds else None
    if last is None or last.after != found.pk or request.now - last.recorded_at > notices.UNDO_FOR:
        return ""
    return reverse("task_deed_undo", args=[last.pk]) if last.recorded_by == request.actor.user_id else ""


def list_address(request: PageRequest, branch: Organisation) -> str:
    return reverse("tasks") + ("" if has_own_branch(request.actor) else f"?branch={branch.pk}")


def show_form(request: PageRequest, form: Form, title: Any, button: Any, back: str, **context: Any) -> HttpResponse:
    """A short form of this place, with its way back."""
    context = {
        "lead": "",
        "back_label": "",
        "multipart": False,
        "form": form,
        "title": title,
        "button": button,
        "back": back,
        **context,
    }
    return render(request, "work/form.html", context, status=422 if form.errors else 200)


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    answered = _answered(request)
    initial = {"title": answered.matter} if answered else {}
    initial |= {name: request.GET[name] for name in ("form", "goal") if name in request.GET}
    form = TaskForm(
        request.POST or None, today=request.today, initial=initial, people=roster(branch, request.today),
        goals=open_goals(request, branch),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        members, names = form.chosen_owners()
        new = actions.NewTask(
            branch=branch, title=given["title"], purpose=given["purpose"], owners=members, owner_names=names,
            due_on=given["due_on"], **form.tied(),
            source=TaskSource.REPLY if answered else TaskSource.OWN, source_key=answered.thread if answered else None,
        )  # fmt: skip
        done = form.carry_out(lambda: write(request, actions.create_task, form, new=new))
        if done:
            undo = "" if done.is_repeated else reverse("task_undo", args=[done.result.thread])
            notices.done(request, _("已记下：%(title)s。") % {"title": new.title}, undo=undo)
            return redirect("tasks")
    return show_form(request, form, _("记一件要办的事"), _("记下"), reverse("tasks"), back_label=_("任务"))


def open_goals(request: PageRequest, branch: Organisation) -> list[Goal]:
    return list(goals.goals_for(request.actor, branch, request.today.year))


def _answered(request: PageRequest) -> Submission | None:
    """The request on whose answer this task is done (`?reply=…`)."""
    named = request.GET.get("reply", "")
    if not named:
        return None
    try:
        return upward.submission_for(request.actor, UUID(named))
    except ValueError as error:
        raise NotFound from error


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def task_paste(request: PageRequest) -> HttpResponse:
    """A notice of a superior outside the system, pasted: first the text, then the proposed task to look through."""
    branch = own_branch(request.actor)
    people = roster(branch, request.today)
    pasted = NoticeForm(request.POST or None, today=request.today)
    if request.method == "POST" and "title" in request.POST:
        proposed = NoticeTaskForm(request.POST, today=request.today, people=people, goals=open_goals(request, branch))
        done = _keep_notice(request, proposed, branch) if proposed.is_valid() else None
        if done:
            undo = "" if done.is_repeated else reverse("task_undo", args=[done.result.thread])
            notices.done(request, _("已记下：%(title)s。") % {"title": proposed.cleaned_data["title"]}, undo=undo)
            return redirect("tasks")
        return _show_paste(request, proposed)
    if request.method == "POST" and pasted.is_valid():
        text = pasted.cleaned_data["text"]
        notice = read_notice(text, request.today)
        initial = {"title": notice.matter, "due_on": notice.due_on, "details": text}
        proposed = NoticeTaskForm(
            today=request.today, people=people, initial=initial, goals=open_goals(request, branch)
        )
        return _show_paste(request, proposed, notice_words(notice))
    return _show_paste(request, pasted)


def _show_paste(request: PageRequest, form: Form, lead: str = "") -> HttpResponse:
    button = _("记下") if isinstance(form, NoticeTaskForm) else _("认一认")
    return show_form(request, form, _("粘贴上级通知"), button, reverse("tasks"), back_label=_("任务"), lead=lead)


def notice_words(notice: Notice) -> str:
    """What was recognised, for the person who checks it."""
    parts = [
        _("期限看的是“%(words)s”。") % {"words": notice.why_day} if notice.why_day else _("没有认出期限，请填一下。")
    ]
    if notice.attachments:
        parts.append(_("附件：%(names)s。") % {"names": _("、").join(notice.attachments)})
    return "".join(parts)


def _keep_notice(request: PageRequest, form: NoticeTaskForm, branch: Organisation) -> Done | None:
    given = form.cleaned_data
    members, names = form.chosen_owners()
    new = actions.NewTask(
        branch=branch, title=given["title"], purpose=given["purpose"], details=given["details"], owners=members,
        owner_names=names, due_on=given["due_on"], source=TaskSource.NOTICE, **form.tied(),
    )  # fmt: skip
    return form.carry_out(lambda: write(request, actions.create_task, form, new=new))


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def task_edit(request: PageRequest, task_id: UUID) -> HttpResponse:
    found = queries.task_for(request.actor, task_id)
    if not keeps(request.actor, found):
        raise NotFound
    owners = queries.owners_of([found])[found.thread]
    members = [row.member for row in owners if row.member]
    initial = {
        "title": found.title,
        "purpose": found.purpose,
        "due_on": found.due_on,
        "role": found.role,
        "form": found.form,
        "goal": str(found.goal or ""),
        "owner": str(members[0].pk) if members else "",
        "others": _("、").join([*(member.name for member in members[1:]), *(row.name for row in owners if row.name)]),
    }
    people = roster(found.branch, request.today)
    form = TaskForm(
        request.POST or None, today=request.today, initial=initial, people=people,
        goals=open_goals(request, found.branch),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        chosen, names = form.chosen_owners()
        done = form.carry_out(
            lambda: write(
                request, actions.change_task, form, task=found, title=given["title"], purpose=given["purpose"],
                due_on=given["due_on"], owners=chosen, owner_names=names, **form.tied(),
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("已改好。"))
            return redirect("task", found.thread)
    return show_form(
        request, form, _("改任务"), _("改好"), reverse("task", args=[found.thread]), back_label=found.title
    )


@page(Right.RECORD, Right.OWN_WORK)
@require_POST
def task_take_over(request: PageRequest, task_id: UUID) -> HttpResponse:
    found = queries.task_for(request.actor, task_id)
    done = write(request, actions.take_over, task=found)
    notices.done(request, _("已接手。"), undo=reverse("task_deed_undo", args=[done.result.pk]))
    return redirect("task", found.thread)


@dataclass(frozen=True)
class Act:
    """One kind of deed as a page: its form, title, button, action, and which fields become which arguments."""

    title: str | Promise
    button: str | Promise
    action: Callable[..., Done]
    form: Callable[[PageRequest, Task], Form]
    arguments: Callable[[Any], dict[str, Any]]
    said: str | Promise
    answers: bool = False


def _words(name: str, label: Any, required: bool = True) -> Callable[[PageRequest, Task], Form]:
    return lambda request, task: WordsForm(
        request.POST or None, today=request.today, name=name, label=label, required=required
    )


def _finishing(request: PageRequest, task: Task) -> Form:
    assignment = assignment_of(task)
    return FinishForm(
        request.POST or None,
        today=request.today,
        initial={"happened_on": request.today},
        choices=choices_for(request, task.branch),
        asks=assignment.asks if assignment else (),
    )


def _finished(form: Any) -> dict[str, Any]:
    return {**_pointed("result")(form), "answers": form.answers()}


def _pointing(form: Any) -> Callable[[PageRequest, Task], Form]:
    return lambda request, task: form(
        request.POST or None,
        today=request.today,
        initial={"happened_on": request.today},
        choices=choices_for(request, task.branch),
    )


def _adapting(request: PageRequest, task: Task) -> Form:
    people = roster(task.branch, request.today)
    return AdaptForm(request.POST or None, today=request.today, people=people, initial={"due_on": task.due_on})


def _given(*names: str) -> Callable[[Any], dict[str, Any]]:
    return lambda form: {name: form.cleaned_data[name] for name in names}


def _adapted(form: AdaptForm) -> dict[str, Any]:
    members, names = form.chosen_owners()
    return {**_given("how", "why_different", "due_on")(form), "owners": members, "owner_names": names}


def _pointed(*names: str) -> Callable[[Any], dict[str, Any]]:
    return lambda form: {**_given("happened_on", *names)(form), "records": form.pointers()}


ACTS: dict[str, Act] = {
    "finish": Act(
        gettext_lazy("办好了"), gettext_lazy("记下"), actions.finish, _finishing, _finished,
        gettext_lazy("已记下：办好了。"),
    ),
    "progress": Act(
        gettext_lazy("写进展"), gettext_lazy("记下"), actions.note_progress, _pointing(ProgressForm),
        _pointed("words"), gettext_lazy("已记下进展。"),
    ),
    "adapt": Act(
        gettext_lazy("定本支部的办法"), gettext_lazy("定下"), actions.adapt, _adapting, _adapted,
        gettext_lazy("已定下本支部的办法。"),
    ),
    "ask_time": Act(
        gettext_lazy("请求延期"), gettext_lazy("提出"), actions.ask_more_time,
        lambda request, task: MoreTimeForm(request.POST or None, today=request.today), _given("until", "reason"),
        gettext_lazy("已提出，等答复。"),
    ),
    "ask_help": Act(
        gettext_lazy("需要帮助"), gettext_lazy("提出"), actions.ask_help,
        _words("what", gettext_lazy("卡在哪里，要什么帮助")), _given("what"), gettext_lazy("已提出，等答复。"),
    ),
    "answer_time": Act(
        gettext_lazy("答复延期"), gettext_lazy("答复"), actions.answer_more_time,
        lambda request, task: AnswerTimeForm(request.POST or None, today=request.today), _given("until", "words"),
        gettext_lazy("已答复。"), answers=True,
    ),
    "answer_help": Act(
        gettext_lazy("答复求助"), gettext_lazy("答复"), actions.answer_help,
        _words("words", gettext_lazy("给什么帮助，谁去办")), _given("words"), gettext_lazy("已答复。"), answers=True,
    ),
    "drop": Act(
        gettext_lazy("不再办"), gettext_lazy("不再办"), actions.drop, _words("reason", gettext_lazy("为什么不再办")),
        _given("reason"), gettext_lazy("已记下：不再办。"),
    ),
    "reopen": Act(
        gettext_lazy("重新办"), gettext_lazy("重新办"), actions.reopen,
        _words("reason", gettext_lazy("为什么重新办"), required=False), _given("reason"), gettext_lazy("已重新打开。"),
    ),
}  # fmt: skip


@page(*MOVERS)
@require_http_methods(["GET", "HEAD", "POST"])
def task_deed(request: PageRequest, task_id: UUID, act: str) -> HttpResponse:
    """One deed of a task. Who may not do this one does not find it."""
    found = queries.task_for(request.actor, task_id)
    what = ACTS.get(act)
    if what is None or not (may_answer if what.answers else may_move)(request.actor, found):
        raise NotFound
    form = what.form(request, found)
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(lambda: write(request, what.action, form, task=found, **what.arguments(form)))
        if done:
            undo = "" if done.is_repeated else reverse("task_deed_undo", args=[done.result.pk])
            notices.done(request, str(what.said), undo=undo)
            return redirect("task", found.thread)
    asked = queries.deeds_of(found)[:1] if what.answers else []
    back = reverse("task", args=[found.thread])
    return show_form(
        request, form, what.title, what.button, back,
        back_label=found.title, lead=asked[0].words if asked else found.title,
    )  # fmt: skip


@page(*MOVERS)
@require_POST
def task_deed_undo(request: PageRequest, deed_id: UUID) -> HttpResponse:
    """Within ten minutes, by whoever wrote it."""
    deed = queries.own_deed(request.actor, deed_id)
    found = queries.task_for(request.actor, deed.task)
    notices.in_time_to_undo(deed.recorded_at, request.now)
    write(request, actions.undo_deed, deed=deed)
    notices.note(request, _("已撤销。"))
    return redirect("task", found.thread)


@page(Right.RECORD)
@require_POST
def task_undo(request: PageRequest, task_id: UUID) -> HttpResponse:
    found = queries.task_for(request.actor, task_id)
    notices.in_time_to_undo(found.recorded_at, request.now)
    write(request, actions.undo_task, task=found)
    notices.note(request, _("已撤销：%(title)s。") % {"title": found.title})
    return redirect("tasks")
