"""请示报告: what went up and what was answered; what waits for this superior."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.org.queries import own_branch
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import has_own_branch
from zhibu.web.components import Cell, Column, Fact, Kind, Mark, Row, Table
from zhibu.web.days import days_left, write_day, write_short_day
from zhibu.web.forms import Form
from zhibu.web.templatetags.show import lateness
from zhibu.web.work.forms import EnteredReplyForm, OralForm, ReplyForm, SubmissionForm
from zhibu.web.work.law import check_one_matter
from zhibu.web.work.pointers import choices_for, resolved
from zhibu.web.work.tasks import show_form, write
from zhibu.work import queries, upward
from zhibu.work.models import Reply, Submission, SubmissionKind, Task, Verdict
from zhibu.work.upward import NewSubmission

PER_PAGE = 50
READERS = (Right.SEE_BRANCH, Right.ASSIGN)


@page(*READERS)
@require_safe
def submissions(request: PageRequest) -> HttpResponse:
    """The newest first; for a superior what waits for an answer stands on top."""
    rows = upward.visible_to(request.actor).order_by("-happened_on", "-recorded_at", "id")
    waiting = list(upward.unanswered(upward.visible_to(request.actor))[:PER_PAGE])
    sheet = Paginator(rows.exclude(pk__in=[row.pk for row in waiting]), PER_PAGE).get_page(request.GET.get("page"))
    is_above = not has_own_branch(request.actor)
    context = {
        "is_above": is_above,
        "may_record": request.actor.may(Right.RECORD) and not is_above,
        "waiting": _table(waiting, request, _("等答复的"), is_above) if waiting else None,
        "table": _table(list(sheet), request, _("答复过的和报告"), is_above) if sheet else None,
        "sheet": sheet,
    }
    return render(request, "work/submissions.html", context)


def _table(rows: list[Submission], request: PageRequest, caption: str, is_above: bool) -> Table:
    replies = upward.replies_to(rows)
    lines: list[Row] = []
    for row in rows:
        reply = replies.get(row.thread)
        whom = row.organisation.name if is_above else to_words(row)
        lines.append(
            [
                Cell(row.matter, reverse("submission", args=[row.thread]), note=str(row.get_kind_display())),
                whom,
                Cell(write_short_day(row.happened_on, request.today), note=lateness(row)),
                _state_cell(row, reply, request),
            ]
        )
    columns = (
        Column(_("什么事"), Kind.MAIN),
        Column(_("哪个支部") if is_above else _("报给谁")),
        Column(_("哪一天")),
        Column(_("答复")),
    )
    return Table(caption, columns, lines)


def to_words(row: Submission) -> str:
    return row.to.name if row.to else row.to_name


def _state_cell(row: Submission, reply: Reply | None, request: PageRequest) -> Cell:
    if row.withdrawn_on:
        return Cell(mark=Mark.NOT_ASKED, word=_("已撤回"))
    if reply:
        return Cell(reply.get_verdict_display(), note=write_short_day(reply.happened_on, request.today))
    if row.kind == SubmissionKind.REPORT:
        return Cell(_("报告不用答复"))
    if row.answer_by:
        is_late = row.answer_by < request.today
        return Cell(
            mark=Mark.OVERDUE if is_late else Mark.SOON, word=_("等答复"), note=days_left(row.answer_by, request.today)
        )
    return Cell(_("等答复"))


def _task_named(request: PageRequest) -> Task | None:
    """The task in the address, when it is one of this branch's."""
    named = request.GET.get("task", "")
    if not named:
        return None
    try:
        return queries.task_for(request.actor, UUID(named))
    except ValueError as error:
        raise NotFound from error


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def submission_new(request: PageRequest, kind: str) -> HttpResponse:
    """请示, 报告 or 口头请示, from an empty page or about a task."""
    if kind not in SubmissionKind.values:
        raise NotFound
    about = _task_named(request)
    form = _form(request, SubmissionKind(kind), about)
    if request.method == "POST" and form.is_valid():
        new = _new(request, form, SubmissionKind(kind), about)
        done = form.carry_out(lambda: _send(request, form, new))
        if done:
            notices.done(request, _("已记下。"))
            return redirect("submission", done.result if done.is_repeated else done.result.pk)
    titles = {"request": _("写请示"), "report": _("写报告"), "oral": _("记一次口头请示")}
    lead = {"request": _("一份只写一件事，结尾会写上“妥否，请批示”。"), "report": _("报告里不夹要答复的事。")}.get(
        kind, ""
    )
    back = reverse("task", args=[about.thread]) if about else reverse("submissions")
    button = _("记下") if kind == "oral" else _("报送")
    label = about.title if about else _("请示报告")
    return show_form(request, form, titles[kind], button, back, back_label=label, lead=lead)


def _send(request: PageRequest, form: Form, new: NewSubmission) -> Any:
    check_one_matter(new, request.today)
    return write(request, upward.send, form, new=new)


def _form(request: PageRequest, kind: SubmissionKind, about: Task | None) -> Form:
    initial: dict[str, Any] = {"happened_on": request.today}
    if kind == SubmissionKind.ORAL:
        return OralForm(request.POST or None, today=request.today, initial=initial)
    branch = own_branch(request.actor)
    superiors = [(str(row.pk), row.name) for row in upward.superiors_of(branch)]
    initial["to"] = superiors[0][0] if superiors else ""
    if about:
        initial |= {"matter": about.title, "body": _draft(about) if kind == SubmissionKind.REPORT else ""}
    return SubmissionForm(
        request.POST or None,
        today=request.today,
        initial=initial,
        superiors=superiors,
        choices=choices_for(request, branch),
        is_report=kind == SubmissionKind.REPORT,
    )


def _draft(about: Task) -> str:
    """What the records say about the task, as a first text of the report."""
    deeds = [deed for deed in reversed(queries.deeds_of(about)) if deed.words]
    lines = [_("%(day)s：%(words)s") % {"day": write_day(deed.happened_on), "words": deed.words} for deed in deeds]
    return "\n".join(lines)


def _new(request: PageRequest, form: Form, kind: SubmissionKind, about: Task | None) -> NewSubmission:
    given = form.cleaned_data
    branch = own_branch(request.actor)
    if kind == SubmissionKind.ORAL:
        return NewSubmission(
            branch, kind, given["matter"], given["happened_on"], to_name=given["to_name"], answer=given["answer"],
            task=about.thread if about else None,
        )  # fmt: skip
    to = next((row for row in upward.superiors_of(branch) if str(row.pk) == given["to"]), None)
    assert isinstance(form, SubmissionForm)
    return NewSubmission(
        branch, kind, given["matter"], given["happened_on"], to=to, to_name="" if to else given["to_name"],
        body=given["body"], answer_by=given.get("answer_by"), task=about.thread if about else None,
        records=form.pointers(),
    )  # fmt: skip


@page(*READERS)
@require_safe
def submission(request: PageRequest, submission_id: UUID) -> HttpResponse:
    found = upward.submission_for(request.actor, submission_id)
    reply = upward.reply_to(found)
    records = resolved(request.actor, [found.records])
    is_open = reply is None and not found.withdrawn_on
    context = {
        "submission": found,
        "facts": _facts(found),
        "records": list(records.values()),
        "reply": reply,
        "reply_facts": _reply_facts(reply) if reply else [],
        "following": _following(request, found),
        "may_reply": is_open and upward.may_reply(request.actor, found) and found.kind != SubmissionKind.REPORT,
        "may_note": is_open and upward.is_to(request.actor, found) and found.kind == SubmissionKind.REPORT,
        "may_withdraw": is_open and upward.keeps(request.actor, found),
        "may_follow": reply is not None and upward.keeps(request.actor, found) and found.kind != SubmissionKind.REPORT,
        "may_undo": reply is not None
        and reply.recorded_by == request.actor.user_id
        and request.now - reply.recorded_at <= notices.UNDO_FOR,
        "label": lateness(found),
    }
    return render(request, "work/submission.html", context)


def _facts(found: Submission) -> list[Fact]:
    facts = [
        Fact(_("哪个支部"), found.organisation.name),
        Fact(_("报给谁"), to_words(found)),
        Fact(_("哪一天"), write_day(found.happened_on)),
    ]
    if found.answer_by:
        facts.append(Fact(_("希望哪天前答复"), write_day(found.answer_by)))
    if found.withdrawn_on:
        facts.append(Fact(_("已撤回"), write_day(found.withdrawn_on)))
    return facts


def _reply_facts(reply: Reply) -> list[Fact]:
    facts = [Fact(_("答复"), reply.get_verdict_display()), Fact(_("哪一天"), write_day(reply.happened_on))]
    if reply.who:
        facts.append(Fact(_("谁答复的"), reply.who))
    return facts


def _following(request: PageRequest, found: Submission) -> list[Fact]:
    """What is done on the strength of the reply, and the task that it was about."""
    rows = queries.visible_to(request.actor).filter(source="reply", source_key=found.thread)
    about = queries.visible_to(request.actor).filter(thread=found.task) if found.task else []
    return [Fact(task.get_state_display(), task.title, reverse("task", args=[task.thread])) for task in [*about, *rows]]


@page(Right.ASSIGN, Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def submission_reply(request: PageRequest, submission_id: UUID) -> HttpResponse:
    found = upward.submission_for(request.actor, submission_id)
    if not upward.may_reply(request.actor, found):
        raise NotFound
    kind = ReplyForm if upward.is_to(request.actor, found) else EnteredReplyForm
    initial = {"happened_on": request.today, "verdict": Verdict.NOTED if found.kind == SubmissionKind.REPORT else None}
    form = kind(request.POST or None, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: write(
                request, upward.reply, form, submission=found, verdict=Verdict(given["verdict"]), words=given["words"],
                who=given.get("who", ""), happened_on=given.get("happened_on"),
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("已答复。"))
            return redirect("submission", found.thread)
    back = reverse("submission", args=[found.thread])
    return show_form(request, form, _("答复"), _("答复"), back, back_label=found.matter, lead=found.matter)


@page(Right.ASSIGN, Right.RECORD)
@require_POST
def submission_reply_undo(request: PageRequest, submission_id: UUID) -> HttpResponse:
    found = upward.submission_for(request.actor, submission_id)
    given = upward.reply_to(found)
    if given is None or given.recorded_by != request.actor.user_id:
        raise NotFound
    notices.in_time_to_undo(given.recorded_at, request.now)
    write(request, upward.undo_reply, given=given)
    notices.note(request, _("已撤销答复。"))
    return redirect("submission", found.thread)


@page(Right.RECORD)
@require_POST
def submission_withdraw(request: PageRequest, submission_id: UUID) -> HttpResponse:
    found = upward.submission_for(request.actor, submission_id)
    if not upward.keeps(request.actor, found):
        raise NotFound
    write(request, upward.withdraw, submission=found)
    notices.note(request, _("已撤回。"))
    return redirect("submission", found.thread)
