"""述职 and its review: facts as the records stood that day, causes by the person's own hand, questions in writing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotAllowed, NotFound, Refused
from zhibu.base.paths import below
from zhibu.base.records import replace, stamp
from zhibu.base.touched import Done
from zhibu.org.models import Organisation
from zhibu.rules.said import said
from zhibu.work.actions import NewTask, create_task
from zhibu.work.models import DutyReport, ReviewQuestion, TaskSource, TaskState


@dataclass
class NewReport:
    """`facts` are (label, value) pairs. Everything but `causes` comes from the records."""

    organisation: Organisation
    year: int
    half: int
    facts: Sequence[tuple[str, str]]
    problems: Sequence[str]
    steps: Sequence[str]
    causes: str


def hand_in(actor: Actor, *, new: NewReport, today: date, now: datetime) -> Done:
    """Hand a report in; a second one for the same half-year corrects the first as long as nobody has asked about it."""
    if not keeps(actor, new.organisation):
        raise NotAllowed("述职由本支部来写。")
    if not new.causes.strip():
        raise Refused("原因要自己写，系统不代写。", field="causes")
    columns = {
        "facts": [list(pair) for pair in new.facts],
        "problems": list(new.problems),
        "steps": list(new.steps),
        "causes": new.causes.strip(),
        "happened_on": today,
    }
    standing = DutyReport.objects.filter(organisation=new.organisation, year=new.year, half=new.half).first()
    if standing:
        if ReviewQuestion.objects.filter(report=standing.thread).exists():
            raise Refused("上级已经提了问题，不能再改。", "在问题下面回答。")
        return Done(replace(standing, columns, actor, now), set(), new.organisation)
    report = DutyReport(
        root=new.organisation.root, organisation=new.organisation, year=new.year, half=new.half, **columns,
        **stamp(actor, now),
    )  # fmt: skip
    report.save(force_insert=True)
    return Done(report, set(), new.organisation)


def keeps(actor: Actor, organisation: Organisation) -> bool:
    acting = actor.acting
    return actor.may(Right.CONFIRM) and acting is not None and acting.organisation_id == organisation.pk


def reviews(actor: Actor, report: DutyReport) -> bool:
    return actor.may(Right.ASSIGN) and report.organisation.path.startswith(actor.path)


def ask(actor: Actor, *, report: DutyReport, question: str, today: date, now: datetime) -> Done:
    """A written question of the superior."""
    if not reviews(actor, report):
        raise NotAllowed("由上级来提问。")
    if not question.strip():
        raise Refused("写一个问题。", field="question")
    made = ReviewQuestion(
        root=report.root, report=report.thread, organisation=report.organisation, question=question.strip(),
        happened_on=today, **stamp(actor, now),
    )  # fmt: skip
    made.save(force_insert=True)
    return Done(made, set(), report.organisation)


def answer(actor: Actor, *, question: ReviewQuestion, answer: str, today: date, now: datetime) -> Done:
    if not keeps(actor, question.organisation):
        raise NotAllowed("由述职的人来答。")
    if not answer.strip():
        raise Refused("写一写怎么答。", field="answer")
    changed = replace(question, {"answer": answer.strip(), "answered_on": today}, actor, now)
    return Done(changed, set(), question.organisation)


def to_mend(
    actor: Actor, *, report: DutyReport, lines: Sequence[str], due_on: date, today: date, now: datetime
) -> Done:
    """The list to mend: each line is a task of the branch, with a day, that goes on from the review."""
    if not reviews(actor, report):
        raise NotAllowed("由上级来列。")
    titles = [line.strip()[:100] for line in lines if line.strip()]
    if not titles:
        raise Refused("至少写一条，一行一条。", field="lines")
    if due_on < today:
        raise Refused(said("{due_on} 已经过去。", due_on=f"{due_on:%Y-%m-%d}"), field="due_on")
    dones = [
        create_task(
            actor, today=today, now=now,
            new=NewTask(
                branch=report.organisation, title=title, due_on=due_on,
                purpose=said("{year} 年述职评议后要改的", year=report.year),
                source=TaskSource.REVIEW, source_key=report.thread, state=TaskState.SENT,
            ),
        )
        for title in titles
    ]  # fmt: skip
    return dones[0]


def visible_to(actor: Actor) -> QuerySet[DutyReport]:
    """The branch's own for its committee, those of the subtree for superiors."""
    if not (actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        return DutyReport.objects.none()
    rows: QuerySet[DutyReport] = DutyReport.objects.filter(below(actor.path, "organisation__path"))
    return rows.select_related("organisation").order_by("-year", "-half", "organisation__path")


def report_for(actor: Actor, report_id: UUID | str) -> DutyReport:
    threads = DutyReport.versions.filter(Q(pk=report_id) | Q(thread=report_id)).values("thread")[:1]
    found = visible_to(actor).filter(thread__in=threads).first()
    if found is None:
        raise NotFound
    return found


def questions_of(report: DutyReport) -> list[ReviewQuestion]:
    rows = ReviewQuestion.objects.filter(report=report.thread).select_related("organisation")
    return list(rows.order_by("happened_on", "recorded_at", "id"))


def question_for(actor: Actor, question_id: UUID | str) -> ReviewQuestion:
    """By the lasting key."""
    found = ReviewQuestion.objects.filter(thread=question_id).select_related("organisation").first()
    if found is None or not visible_to(actor).filter(thread=found.report).exists():
        raise NotFound
    return found


def unanswered(actor: Actor, organisation: Organisation) -> list[ReviewQuestion]:
    rows = ReviewQuestion.objects.filter(organisation=organisation, answered_on__isnull=True)
    return list(rows.filter(report__in=visible_to(actor).values("thread")).order_by("happened_on"))
