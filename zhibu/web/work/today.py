"""What work puts on 今天: tasks from above to take over, days that come or are over, what waits for an answer."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor, Right
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.web.components import Action, Button, Mark
from zhibu.web.days import days_left
from zhibu.web.today.matters import Matter, Urgency
from zhibu.work import duties, queries, reports, supporting, together, upward
from zhibu.work.models import Asked, Submission, SupportAnswer, Task, TaskState
from zhibu.work.reach import GIVEN_BY_ABOVE

AHEAD = timedelta(days=14)
WEEK = timedelta(days=7)
ROWS = 20


def matters(actor: Actor, place: Organisation, today: date) -> Sequence[Matter]:
    """The committee: the branch's work. A member: the own work. A superior: what branches asked for."""
    if place.kind != OrganisationKind.BRANCH:
        if not actor.may(Right.ASSIGN):
            return []
        return [*_asked_upward(actor, today), *_requests(actor, today), *_declined(actor, today)]
    rows = queries.open_only(queries.listed(actor, place))
    if not actor.may(Right.RECORD):
        rows = queries.owned_by(rows, actor.member_id)
    found = list(rows.filter(due_on__lte=today + AHEAD)[:ROWS])
    waiting = list(queries.sent_to(rows).exclude(pk__in=[task.pk for task in found])[:ROWS])
    matters = [_of_branch(task, actor, today) for task in [*found, *waiting]]
    if actor.may(Right.RECORD):
        matters += _promises(actor, place, today) + _questions(actor, place) + _offered(actor, today)
        matters += _duties(place, today)
        asked = queries.waiting_for_answer(rows).exclude(source__in=GIVEN_BY_ABOVE)[:ROWS]
        matters += [_answer(task, today) for task in asked if task.pk not in {row.pk for row in found}]
    return matters


def _of_branch(task: Task, actor: Actor, today: date) -> Matter:
    is_late = task.due_on is not None and task.due_on < today
    is_new = task.state == TaskState.SENT
    title = _("接手：%(title)s") if is_new else _("办：%(title)s")
    action = Action(
        title=title % {"title": task.title},
        when=days_left(task.due_on, today) if task.due_on else _("没有期限"),
        mark=Mark.OVERDUE if is_late else Mark.SOON,
        why=_why(task),
        button=Button(_("看看") if is_new else _("去办"), reverse("task", args=[task.thread])),
    )
    urgency = Urgency.LATE if is_late else Urgency.WAITED_FOR if is_new else Urgency.PROMISED
    return Matter(urgency, action, task.due_on, key=f"task:{task.thread}:{task.state}:{task.due_on}")


def _why(task: Task) -> str:
    source = str(task.get_source_display())
    return _("%(source)s。%(purpose)s") % {"source": source, "purpose": task.purpose} if task.purpose else source


def _answer(task: Task, today: date, place: str = "") -> Matter:
    act = "answer_time" if task.asked == Asked.MORE_TIME else "answer_help"
    title = _("答复延期：%(title)s") if task.asked == Asked.MORE_TIME else _("帮一把：%(title)s")
    action = Action(
        title=title % {"title": task.title},
        when=place or (days_left(task.due_on, today) if task.due_on else ""),
        mark=Mark.SOON,
        why=_("提出的人在等答复。"),
        button=Button(_("答复"), reverse("task_deed", args=[task.thread, act])),
    )
    return Matter(Urgency.WAITED_FOR, action, task.due_on, key=f"task_answer:{task.thread}:{act}")


def _promises(actor: Actor, place: Organisation, today: date) -> list[Matter]:
    """What others promised and whose day has come: a call is due."""
    found = []
    for row, last in together.open_promises(actor, place, today):
        assert last.until is not None
        action = Action(
            title=_("问一声%(party)s：%(wanted)s") % {"party": row.party, "wanted": row.wanted},
            when=days_left(last.until, today),
            mark=Mark.SOON,
            why=_("他们答应这一天前办好。"),
            button=Button(_("去看"), reverse("task", args=[row.task])),
        )
        found.append(Matter(Urgency.RUNNING, action, last.until, key=f"promise:{row.task}:{last.pk}"))
    return found


def _questions(actor: Actor, place: Organisation) -> list[Matter]:
    """Written questions of the superior about the report on duty."""
    if not actor.may(Right.CONFIRM):
        return []
    return [
        Matter(
            Urgency.WAITED_FOR,
            Action(
                title=_("答上级的问题：%(question)s") % {"question": row.question[:40]},
                mark=Mark.SOON,
                why=_("述职评议时书面提的。"),
                button=Button(_("去答"), reverse("duty_report_answer", args=[row.thread])),
            ),
            row.happened_on,
            key=f"duty_question:{row.thread}",
        )
        for row in reports.unanswered(actor, place)
    ]


def _duties(place: Organisation, today: date) -> list[Matter]:
    """The half-year's look at the responsibility list, until every line of it has been looked at."""
    half = duties.half_to_check(today.year, today)
    lines = duties.duties_of(place, today.year) if half and duties.agreement_of(place, today.year) else []
    checks = duties.checks_of(lines)
    left = sum(1 for line in lines if half not in checks[line.thread])
    if not left:
        return []
    last = date(today.year, 6, 30) if half == 1 else date(today.year, 12, 31)
    action = Action(
        title=_("看一看责任清单，上半年办得怎样") if half == 1 else _("看一看责任清单，下半年办得怎样"),
        when=_("还有 %(count)d 条没看") % {"count": left},
        mark=Mark.SOON,
        why=_("清单商定以后，每半年对一次：办到了、正在办，还是卡住了。"),
        button=Button(_("去看"), reverse("duties")),
    )
    return [Matter(Urgency.RUNNING, action, last, key=f"duties:{place.pk}:{last}")]


def _offered(actor: Actor, today: date) -> list[Matter]:
    """Help from above: the superior waits for a word; where it was taken, its day comes."""
    found = []
    for row in supporting.open_only(supporting.visible_to(actor)).order_by("due_on")[:ROWS]:
        if row.answer and row.due_on > today + AHEAD:
            continue
        page, word = ("support_end", _("记一句")) if row.answer else ("support_answer", _("回话"))
        title = _("上级帮的事到日子了：%(what)s") if row.answer else _("回上级的话：%(what)s")
        action = Action(
            title=title % {"what": row.what[:40]},
            when=days_left(row.due_on, today),
            mark=Mark.SOON,
            why=_("%(sender)s想帮一把：%(who)s。可以接，也可以说先不用。")
            % {"sender": row.sender.name, "who": row.who},
            button=Button(word, reverse(page, args=[row.thread])),
        )
        urgency = Urgency.RUNNING if row.answer else Urgency.WAITED_FOR
        found.append(Matter(urgency, action, row.due_on, key=f"support:{row.thread}:{row.answer}"))
    return found


def _declined(actor: Actor, today: date) -> list[Matter]:
    """What a branch said to help in the last week: another kind of help may fit better."""
    rows = supporting.visible_to(actor).filter(answer=SupportAnswer.DECLINED, answered_on__gt=today - WEEK)
    return [
        Matter(
            Urgency.RUNNING,
            Action(
                title=_("%(branch)s先不用这次帮助，问问要什么") % {"branch": row.branch.name},
                mark=Mark.SOON,
                why=row.answer_words,
                button=Button(_("去看"), reverse("checkup_branch", args=[row.branch_id])),
            ),
            row.answered_on,
            key=f"support_declined:{row.thread}",
        )
        for row in rows[:ROWS]
    ]


def _asked_upward(actor: Actor, today: date) -> list[Matter]:
    rows = (
        queries.waiting_for_answer(queries.visible_to(actor)).filter(source__in=GIVEN_BY_ABOVE).select_related("branch")
    )
    return [_answer(task, today, task.branch.name) for task in rows.order_by("recorded_at", "id")[:ROWS]]


def _requests(actor: Actor, today: date) -> list[Matter]:
    """Requests of branches that wait for this superior's answer."""
    return [_request(row, today) for row in upward.unanswered(upward.visible_to(actor))[:ROWS]]


def _request(row: Submission, today: date) -> Matter:
    is_late = row.answer_by is not None and row.answer_by < today
    since = _("%(branch)s，%(days)d 天前报来") % {
        "branch": row.organisation.name,
        "days": (today - row.happened_on).days,
    }
    action = Action(
        title=_("答复请示：%(matter)s") % {"matter": row.matter},
        when=days_left(row.answer_by, today) if row.answer_by else since,
        mark=Mark.OVERDUE if is_late else Mark.SOON,
        why=since,
        button=Button(_("答复"), reverse("submission", args=[row.thread])),
    )
    urgency = Urgency.LATE if is_late else Urgency.WAITED_FOR
    return Matter(urgency, action, row.answer_by or row.happened_on, key=f"submission:{row.thread}")
