"""请示 and 报告: one matter each, sent upward, answered, tied to what is then done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import Invalid, NotAllowed, NotFound, Refused
from zhibu.base.paths import ancestors, below
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done, conduct
from zhibu.org.models import Organisation
from zhibu.rules.said import said
from zhibu.work.actions import Pointer
from zhibu.work.models import Reply, Submission, SubmissionKind, Verdict


@dataclass
class NewSubmission:
    organisation: Organisation
    kind: SubmissionKind
    matter: str
    happened_on: date
    to: Organisation | None = None
    to_name: str = ""
    body: str = ""
    answer_by: date | None = None
    task: UUID | None = None
    records: Sequence[Pointer] = ()
    verdict: str = ""  # of a request by word of mouth that was answered at once
    answer: str = ""


def superiors_of(organisation: Organisation) -> list[Organisation]:
    """The organisations above, the nearest first: to whom a request can go."""
    rows = Organisation.objects.filter(path__in=ancestors(organisation.path)[:-1])
    return sorted(rows, key=lambda row: row.path, reverse=True)


def check_submission(new: NewSubmission, today: date) -> None:
    problems: dict[str, str] = {}
    if not new.matter.strip():
        problems["matter"] = "写一句是什么事。"
    if new.to is None and not new.to_name.strip():
        problems["to"] = "写清楚报给谁。"
    if new.to and not new.organisation.path.startswith(new.to.path):
        problems["to"] = said("{name}不是上级党组织。", name=new.to.name)
    if new.to and new.to.pk == new.organisation.pk:
        problems["to"] = "不能报给自己。"
    if new.happened_on > today:
        problems["happened_on"] = said("{happened_on} 还没有到。", happened_on=f"{new.happened_on:%Y-%m-%d}")
    if new.answer_by and new.answer_by < new.happened_on:
        problems["answer_by"] = said("希望答复的日子 {answer_by} 早于报送那天。", answer_by=f"{new.answer_by:%Y-%m-%d}")
    if new.kind != SubmissionKind.ORAL and not new.body.strip():
        problems["body"] = "写一写情况和意见。"
    if new.kind == SubmissionKind.REPORT and not new.records and new.task is None:
        problems["records"] = "报告要有依据：选一条记录，或从一件任务里写报告。"
    if new.kind == SubmissionKind.ORAL and not new.to_name.strip():
        problems["to_name"] = "写上请示的是谁。"
    if problems:
        raise Invalid(problems)


def send(actor: Actor, *, new: NewSubmission, today: date, now: datetime) -> Done:
    """Send one matter upward. A request by word of mouth brings its answer along, if there was one.

    Refused (fields as in `NewSubmission`): nothing said, to nobody, to somebody who is not above, a report with nothing
    behind it, a day to come.
    """
    check_submission(new, today)
    submission = Submission(
        root=new.organisation.root,
        organisation=new.organisation,
        kind=new.kind,
        to=new.to,
        to_name=new.to_name.strip(),
        matter=new.matter.strip(),
        body=new.body.strip(),
        answer_by=new.answer_by,
        task=new.task,
        records=list(new.records),
        happened_on=new.happened_on,
        **stamp(actor, now),
    )
    submission.save(force_insert=True)
    if new.kind == SubmissionKind.ORAL and (new.answer.strip() or new.verdict):
        _write_reply(
            actor, submission, verdict=Verdict(new.verdict or Verdict.AGREED), words=new.answer,
            who=new.to_name, happened_on=new.happened_on, now=now,
        )  # fmt: skip
    return Done(
        submission, conduct(new.organisation.pk, new.happened_on.year, wrote=frozenset({Submission})), new.organisation
    )


def _write_reply(
    actor: Actor, submission: Submission, *, verdict: Verdict, words: str, who: str, happened_on: date, now: datetime
) -> Reply:
    reply = Reply(
        root=submission.root,
        submission=submission.thread,
        organisation=submission.to,
        verdict=verdict,
        words=words.strip(),
        who=who.strip(),
        happened_on=happened_on,
        **stamp(actor, now),
    )
    reply.save(force_insert=True)
    return reply


def reply(
    actor: Actor,
    *,
    submission: Submission,
    verdict: Verdict,
    words: str = "",
    who: str = "",
    happened_on: date | None = None,
    today: date,
    now: datetime,
) -> Done:
    """Answer it: the superior itself; or the branch enters an answer that came on paper or by word of mouth."""
    if not may_reply(actor, submission):
        raise NotAllowed("由收到请示的上级来答复。")
    if submission.withdrawn_on:
        raise Refused(
            said("支部 {withdrawn_on} 已经撤回，不用答复了。", withdrawn_on=f"{submission.withdrawn_on:%Y-%m-%d}")
        )
    if reply_to(submission):
        raise Refused("已经答复过了。", "要改的话，先撤销前一份答复。")
    day = happened_on or today
    if day > today:
        raise Refused(said("{day} 还没有到。", day=f"{day:%Y-%m-%d}"), field="happened_on")
    if day < submission.happened_on:
        raise Refused(
            said("答复的日子早于报送那天 {happened_on}。", happened_on=f"{submission.happened_on:%Y-%m-%d}"),
            field="happened_on",
        )
    if verdict in (Verdict.CHANGED, Verdict.NOT_AGREED) and not words.strip():
        raise Refused("写一句怎么改，或者为什么不同意。", field="words")
    made = _write_reply(actor, submission, verdict=verdict, words=words, who=who, happened_on=day, now=now)
    return Done(made, set(), submission.organisation)


def undo_reply(actor: Actor, *, given: Reply, now: datetime) -> Done:
    revoke(given, actor, now)
    return Done(given, set(), given.organisation)


def withdraw(actor: Actor, *, submission: Submission, today: date, now: datetime) -> Done:
    """The branch takes its own submission back, as long as nobody answered."""
    if submission.withdrawn_on:
        raise Refused("已经撤回了。")
    if reply_to(submission):
        raise Refused("上级已经答复，不能撤回了。", "情况变了的话，另写一份。")
    changed = replace(submission, {"withdrawn_on": today}, actor, now)
    return Done(changed, set(), submission.organisation)


def unanswered_below(path: str) -> QuerySet[Submission]:
    """What organisations of a subtree sent to somebody in the system who has not answered yet."""
    rows = Submission.objects.filter(below(path, "organisation__path"), to__isnull=False, withdrawn_on__isnull=True)
    return unanswered(rows).select_related("organisation", "to").order_by("pk")


def redirect(actor: Actor, *, submission: Submission, to: Organisation, now: datetime) -> Done:
    """Whom it was sent to stands above no longer: whoever does now answers it."""
    return Done(replace(submission, {"to": to}, actor, now), set(), submission.organisation)


def keeps(actor: Actor, submission: Submission) -> bool:
    may = actor.may(Right.RECORD) and actor.acting is not None
    return may and actor.acting.organisation_id == submission.organisation_id  # type: ignore[union-attr]


def is_to(actor: Actor, submission: Submission) -> bool:
    """The acting superior is the one it was sent to."""
    return actor.may(Right.ASSIGN) and actor.acting is not None and actor.acting.organisation_id == submission.to_id


def may_reply(actor: Actor, submission: Submission) -> bool:
    """Whom it was sent to; where that is nobody in the system, the branch enters what was answered."""
    return is_to(actor, submission) or (submission.to_id is None and keeps(actor, submission))


def visible_to(actor: Actor) -> QuerySet[Submission]:
    """The branch's own for its committee; what was sent to the own place for a superior."""
    rows: QuerySet[Submission] = Submission.objects.select_related("organisation", "to")
    if actor.may(Right.SEE_BRANCH):
        return rows.filter(below(actor.path, "organisation__path"))
    if actor.may(Right.ASSIGN) and actor.acting:
        return rows.filter(to=actor.acting.organisation_id)
    return rows.none()


def submission_for(actor: Actor, submission_id: UUID | str) -> Submission:
    threads = Submission.versions.filter(Q(pk=submission_id) | Q(thread=submission_id)).values("thread")[:1]
    found = visible_to(actor).filter(thread__in=threads).first()
    if found is None:
        raise NotFound
    return found


def reply_to(submission: Submission) -> Reply | None:
    return Reply.objects.filter(submission=submission.thread).first()


def replies_to(submissions: Sequence[Submission]) -> dict[UUID, Reply]:
    """By thread of the submission. One query."""
    return {row.submission: row for row in Reply.objects.filter(submission__in=[one.thread for one in submissions])}


def unanswered(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Requests that wait for an answer. A report needs none."""
    asked = rows.exclude(kind=SubmissionKind.REPORT).filter(withdrawn_on__isnull=True)
    return asked.exclude(thread__in=Reply.objects.values("submission")).order_by("happened_on", "recorded_at", "id")
