"""Writes of admission. A deed that happened is recorded as it was; what contradicts a text is said before, and stays.

Refused is only what cannot be: days before birth or still to come, the same step twice, numbers that do not add up.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhibu.admission.case import load
from zhibu.admission.models import (
    REPEATED,
    Ballot,
    Booklet,
    BookletState,
    Candidate,
    LetterAbout,
    Matter,
    Origin,
    Outcome,
    Particulars,
    Pause,
    Place,
    ReviewLetter,
    SentUp,
    Step,
    StepKind,
    StepPerson,
    YearPlan,
)
from zhibu.admission.steps import about, agreed_by, sent_by
from zhibu.base.actor import Actor
from zhibu.base.errors import Invalid, Refused
from zhibu.base.records import Source, replace, revoke, stamp
from zhibu.base.touched import Done, SheetKind, Touch
from zhibu.member.models import Member
from zhibu.member.names import sort_key, tidy_name
from zhibu.org.models import Organisation
from zhibu.org.queries import look_again
from zhibu.rules.said import said

BALLOT_FIELDS = (
    "due_to_vote", "present", "in_favour", "against", "abstained", "written_in_favour", "written_other",
)  # fmt: skip
PEOPLE_AT_MOST = 9
NOWHERE = "!"  # below no organisation: nobody finds the case
NONE = UUID(int=0)


def _touch(candidate: Candidate) -> set[Touch]:
    return {Touch(SheetKind.CANDIDATE, candidate.branch_id)}


def _day(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def enter_candidate(
    actor: Actor,
    *,
    branch: Organisation,
    name: str,
    born_on: date | None,
    applied_on: date | None,
    today: date,
    now: datetime,
    origin: Origin = Origin.HERE,
    since: date | None = None,
    member: Member | None = None,
    source: str = Source.TYPED,
    source_note: str = "",
    batch: UUID | None = None,
) -> Done:
    """Somebody has applied, or comes with a file under way. `since`: from when this branch keeps the case."""
    name = tidy_name(name)
    _check_person(name, born_on, applied_on, today)
    twin = _twin(branch.root, name, born_on, None)
    if twin is not None:
        raise Refused(
            said("{name}已经有一位同名的{name_2}正在办。", name=twin.branch.name, name_2=name),
            "是同一个人就打开那一位；同名不同人，把出生日期填上再记。",
            "name",
        )
    begins = since or applied_on or today
    if applied_on and begins < applied_on:
        raise Refused(
            said("转入的日期 {day} 早于收到申请书的 {day_2}。", day=_day(begins), day_2=_day(applied_on)),
            "核对两个日期。",
            "since",
        )
    candidate = Candidate(
        root=branch.root,
        name=name,
        sort_key=sort_key(name),
        born_on=born_on,
        branch=branch,
        path=branch.path,
        member=member,
    )
    candidate.save(force_insert=True)
    written = {"root": branch.root, "source": source, "source_note": source_note, "batch": batch, **stamp(actor, now)}
    Particulars(candidate=candidate, name=name, born_on=born_on, **written).save(force_insert=True)
    Place(candidate=candidate, branch=branch, since=begins, origin=origin, **written).save(force_insert=True)
    if look_again([branch]):
        Candidate.objects.filter(pk=candidate.pk).update(path=branch.path, root=branch.root)
    if applied_on:
        Step(candidate=candidate, kind=StepKind.APPLIED, happened_on=applied_on, **written).save(force_insert=True)
    return Done(candidate, _touch(candidate), branch)


def _check_person(name: str, born_on: date | None, applied_on: date | None, today: date) -> None:
    problems: dict[str, str] = {}
    if not 1 <= len(name) <= 30:
        problems["name"] = "写上姓名，最多 30 个字。"
    if born_on and born_on > today:
        problems["born_on"] = said("出生日期 {day} 在今天之后。", day=_day(born_on))
    if applied_on and born_on and applied_on <= born_on:
        problems["applied_on"] = said(
            "收到申请书的日期 {day} 不会早于出生日期 {day_2}。", day=_day(applied_on), day_2=_day(born_on)
        )
    elif applied_on and applied_on > today:
        problems["applied_on"] = said("{day} 还没到。收到申请书以后再记。", day=_day(applied_on))
    if problems:
        raise Invalid(problems)


def _twin(root: UUID, name: str, born_on: date | None, but: UUID | None) -> Candidate | None:
    """An open case of the same name; with a birth date on both sides only where it is the same."""
    rows = (
        Candidate.objects.filter(root=root, name=name, is_closed=False).exclude(pk=but or NONE).select_related("branch")
    )
    return next((row for row in rows if not (born_on and row.born_on and born_on != row.born_on)), None)


def correct_particulars(
    actor: Actor, *, candidate: Candidate, name: str, born_on: date | None, today: date, now: datetime
) -> Done:
    name = tidy_name(name)
    _check_person(name, born_on, None, today)
    first = Step.objects.filter(candidate=candidate).order_by("happened_on").first()
    if born_on and first and first.happened_on <= born_on:
        raise Refused(
            said("出生日期要早于{label}的 {day}。", label=StepKind(first.kind).label, day=_day(first.happened_on)),
            field="born_on",
        )
    if _twin(candidate.root, name, born_on, candidate.pk):
        raise Refused(said("已经有一位同名的{name}正在办。", name=name), "同名不同人，把两人的出生日期都填上。", "name")
    standing = Particulars.objects.get(candidate=candidate)
    replace(standing, {"name": name, "born_on": born_on}, actor, now)
    candidate.name, candidate.sort_key, candidate.born_on = name, sort_key(name), born_on
    candidate.save(update_fields=["name", "sort_key", "born_on"])
    return Done(candidate, _touch(candidate), candidate.branch)


def note_step(
    actor: Actor,
    *,
    candidate: Candidate,
    kind: StepKind,
    happened_on: date,
    today: date,
    now: datetime,
    passed: bool = True,
    body: str = "",
    number: int | None = None,
    class_hours: int | None = None,
    until_on: date | None = None,
    has_special_reason: bool = False,
    paper: str = "",
    people: Sequence[Member] = (),
    item: UUID | None = None,
    ballot: Mapping[str, int] | None = None,
    source: str = Source.TYPED,
    source_note: str = "",
) -> Done:
    """One step as it happened."""
    _check_day(candidate, kind, happened_on, today)
    _check_once(candidate, kind, happened_on, passed)
    if until_on is not None and until_on <= happened_on:
        raise Refused(said("延长到的日期要在决定的 {day} 之后。", day=_day(happened_on)), field="until_on")
    step = Step(
        candidate=candidate,
        root=candidate.root,
        kind=kind,
        happened_on=happened_on,
        passed=passed,
        body=body,
        number=len(people) if people else number,
        class_hours=class_hours,
        until_on=until_on,
        has_special_reason=has_special_reason,
        paper=paper,
        item=item,
        source=source,
        source_note=source_note,
        **stamp(actor, now),
    )
    step.save(force_insert=True)
    _add_parts(step, people, ballot)
    _close_or_open(candidate)
    return Done(step, _touch(candidate), candidate.branch)


def note_steps(
    actor: Actor,
    *,
    candidate: Candidate,
    days: Mapping[StepKind, Sequence[date]],
    numbers: Mapping[StepKind, int],
    today: date,
    now: datetime,
    source: str = Source.PAPER,
    source_note: str = "",
) -> Done:
    """Several earlier steps at once, taken over from the paper file."""
    if not any(days.values()):
        raise Refused("一个日期也没有填。", "照纸质档案填上知道的日期，不知道的空着。")
    for kind, happened in days.items():
        for day in happened:
            note_step(
                actor, candidate=candidate, kind=kind, happened_on=day, today=today, now=now,
                number=numbers.get(kind), source=source, source_note=source_note,
            )  # fmt: skip
    return Done(candidate, _touch(candidate), candidate.branch)


def take_over_case(
    actor: Actor,
    *,
    branch: Organisation,
    name: str,
    born_on: date | None,
    days: Sequence[tuple[StepKind, date]],
    today: date,
    now: datetime,
    source_note: str,
    batch: UUID,
) -> Done:
    """A whole case from the branch's ledger: the person and every step with its day, each kind once."""
    written: dict[str, Any] = {"source": Source.IMPORT, "source_note": source_note, "batch": batch}
    done = enter_candidate(
        actor, branch=branch, name=name, born_on=born_on, applied_on=None, since=min(day for _kind, day in days),
        today=today, now=now, **written,
    )  # fmt: skip
    candidate: Candidate = done.result
    for kind, day in days:
        _check_day(candidate, kind, day, today)
    Step.objects.bulk_create(
        Step(root=branch.root, candidate=candidate, kind=kind, happened_on=day, **written, **stamp(actor, now))
        for kind, day in days
    )
    _close_or_open(candidate)
    return done


def take_back_cases(actor: Actor, *, batch: UUID, now: datetime) -> Done:
    """The cases that came with an import leave the branch's list; every version stays readable."""
    places = Place.versions.filter(batch=batch, revoked_at__isnull=True)
    cases = list(Candidate.objects.filter(places__in=places).select_related("branch"))
    for model in (Step, Particulars, Place):
        rows = model.versions.filter(batch=batch, revoked_at__isnull=True)
        rows.update(revoked_at=now, revoked_by=actor.user_id)
    Candidate.objects.filter(pk__in=[case.pk for case in cases]).update(
        path=NOWHERE, is_closed=True, member=None, user=None
    )
    touched: set[Touch] = set().union(*(_touch(case) for case in cases))
    return Done(cases, touched, cases[0].branch if cases else None)


def _check_day(candidate: Candidate, kind: StepKind, day: date, today: date) -> None:
    if candidate.born_on and day <= candidate.born_on:
        raise Refused(
            said("{day} 早于出生日期 {day_2}。", day=_day(day), day_2=_day(candidate.born_on)),
            "核对两个日期，写错的改过来。",
            "happened_on",
        )
    if day > today and kind != StepKind.LEAVING:
        raise Refused(said("{day} 还没到。", day=_day(day)), "办了以后再记。", "happened_on")


def _check_once(candidate: Candidate, kind: StepKind, day: date, passed: bool, but: UUID | None = None) -> None:
    rows = Step.objects.filter(candidate=candidate, kind=kind).exclude(thread=but or NONE)
    earlier = rows.filter(happened_on=day).first()
    if earlier is None and passed and kind not in REPEATED:
        earlier = rows.filter(passed=True).first()
    if earlier is not None:
        label = StepKind(kind).label
        raise Refused(
            said("{day} 已经记过“{label}”。", day=_day(earlier.happened_on), label=label),
            "日期写错了就去更正那一条。",
            "happened_on",
        )


def _add_parts(step: Step, people: Sequence[Member], ballot: Mapping[str, int] | None) -> None:
    if len(people) > PEOPLE_AT_MOST:
        raise Refused(said("最多选 {PEOPLE_AT_MOST} 人。", PEOPLE_AT_MOST=PEOPLE_AT_MOST), "核对一下选了谁。", "people")
    StepPerson.objects.bulk_create([StepPerson(root=step.root, step=step, member=member) for member in people])
    if ballot:
        check_ballot(ballot)
        Ballot(root=step.root, step=step, **ballot).save(force_insert=True)


def check_ballot(ballot: Mapping[str, int]) -> None:
    """Numbers that do not fit together, each at its field."""
    votes = ballot["in_favour"] + ballot["against"] + ballot["abstained"]
    written = ballot["written_in_favour"] + ballot["written_other"]
    problems: dict[str, str] = {}
    if ballot["present"] > ballot["due_to_vote"]:
        problems["present"] = said(
            "到会 {present} 人，多于应到会的 {due_to_vote} 人。",
            present=ballot["present"],
            due_to_vote=ballot["due_to_vote"],
        )
    elif votes > ballot["present"]:
        problems["in_favour"] = said(
            "赞成、反对、弃权一共 {votes} 票，多于到会的 {present} 人。", votes=votes, present=ballot["present"]
        )
    elif ballot["present"] + written > ballot["due_to_vote"]:
        problems["written_in_favour"] = said(
            "到会 {present} 人加书面意见 {written} 份，多于应到会的 {due_to_vote} 人。书面意见只收没到会的人的。",
            present=ballot["present"],
            written=written,
            due_to_vote=ballot["due_to_vote"],
        )
    if problems:
        raise Invalid(problems)


def correct_step(
    actor: Actor,
    *,
    step: Step,
    happened_on: date,
    today: date,
    now: datetime,
    people: Sequence[Member] | None = None,
    ballot: Mapping[str, int] | None = None,
    **changes: Any,
) -> Done:
    """A corrected version; the earlier one stays readable. What is not given stays as it was."""
    candidate = step.candidate
    kind = StepKind(step.kind)
    _check_day(candidate, kind, happened_on, today)
    _check_once(candidate, kind, happened_on, changes.get("passed", step.passed), step.thread)
    kept_people = [row.member for row in step.people.select_related("member")]
    kept_ballot = getattr(step, "ballot", None)
    people = kept_people if people is None else people
    if kept_ballot is not None and ballot is None:
        ballot = {name: getattr(kept_ballot, name) for name in BALLOT_FIELDS}
    if people:
        changes["number"] = len(people)
    fresh = replace(step, {"happened_on": happened_on, **changes}, actor, now)
    _add_parts(fresh, people, ballot)
    _close_or_open(candidate)
    return Done(fresh, _touch(candidate), candidate.branch)


def take_back_step(actor: Actor, *, step: Step, now: datetime) -> Done:
    """It was entered by mistake."""
    revoke(step, actor, now)
    _close_or_open(step.candidate)
    return Done(step, _touch(step.candidate), step.candidate.branch)


def _close_or_open(candidate: Candidate) -> None:
    is_over = load([candidate])[0].is_over
    if is_over != candidate.is_closed:
        candidate.is_closed = is_over
        candidate.save(update_fields=["is_closed"])


# --- letters, pauses, places ------------------------------------------------------------------------------------


def send_letter(
    actor: Actor, *, candidate: Candidate, about_whom: LetterAbout, by_visit: bool, sent_on: date, today: date,
    now: datetime,
) -> Done:  # fmt: skip
    _check_sent(candidate, sent_on, today)
    letter = ReviewLetter(
        root=candidate.root,
        candidate=candidate,
        about=about_whom,
        by_visit=by_visit,
        sent_on=sent_on,
        **stamp(actor, now),
    )
    letter.save(force_insert=True)
    return Done(letter, _touch(candidate), candidate.branch)


def _check_sent(candidate: Candidate, sent_on: date, today: date) -> None:
    if sent_on > today:
        raise Refused(said("{day} 还没到。", day=_day(sent_on)), "发出以后再记。", "sent_on")
    if candidate.born_on and sent_on <= candidate.born_on:
        raise Refused(said("{day} 早于出生日期。", day=_day(sent_on)), "核对日期。", "sent_on")


def letter_back(actor: Actor, *, letter: ReviewLetter, returned_on: date, today: date, now: datetime) -> Done:
    if not letter.sent_on <= returned_on <= today:
        raise Refused(said("收到回函的日期要在 {day} 到今天之间。", day=_day(letter.sent_on)), field="returned_on")
    fresh = replace(letter, {"returned_on": returned_on}, actor, now)
    return Done(fresh, _touch(letter.candidate), letter.candidate.branch)


def take_back_letter(actor: Actor, *, letter: ReviewLetter, now: datetime) -> Done:
    revoke(letter, actor, now)
    return Done(letter, _touch(letter.candidate), letter.candidate.branch)


def pause_case(actor: Actor, *, candidate: Candidate, since: date, today: date, now: datetime) -> Done:
    """From this day the case rests and nothing is asked after."""
    if since > today:
        raise Refused(said("{day} 还没到。", day=_day(since)), "到了那天再冻结。", "since")
    if Pause.objects.filter(candidate=candidate).exclude(until__lte=since).exists():
        raise Refused("这段时间已经冻结着。", "先恢复，再记新的。", "since")
    pause = Pause(root=candidate.root, candidate=candidate, since=since, **stamp(actor, now))
    pause.save(force_insert=True)
    return Done(pause, _touch(candidate), candidate.branch)


def resume_case(actor: Actor, *, pause: Pause, until: date, today: date, now: datetime) -> Done:
    if not pause.since < until <= today:
        raise Refused(said("恢复的日期要在 {day} 之后、今天以前。", day=_day(pause.since)), field="until")
    fresh = replace(pause, {"until": until}, actor, now)
    return Done(fresh, _touch(pause.candidate), pause.candidate.branch)


def move_case(
    actor: Actor, *, candidate: Candidate, branch: Organisation, since: date, today: date, now: datetime
) -> Done:
    """The file goes to another branch of this deployment, with everything in it; nothing is typed again."""
    standing = Place.objects.filter(candidate=candidate, until__isnull=True).select_related("branch").get()
    if branch.pk == standing.branch_id:
        raise Refused(said("本来就在{name}。", name=branch.name), "换一个支部。", "branch")
    if not standing.since < since <= today:
        raise Refused(said("转过去的日期要在 {day} 之后、今天以前。", day=_day(standing.since)), field="since")
    if branch.root != candidate.root:
        raise Refused("不在同一个基层党委，材料不能在系统里直接转。", "按转出办，对方照档案重新建档。", "branch")
    replace(standing, {"until": since}, actor, now)
    Place(
        root=candidate.root, candidate=candidate, branch=branch, since=since, origin=Origin.WITHIN, **stamp(actor, now)
    ).save(force_insert=True)
    touched = _touch(candidate)
    look_again([branch])
    candidate.branch, candidate.path = branch, branch.path
    candidate.save(update_fields=["branch", "path"])
    return Done(candidate, touched | _touch(candidate), branch)


# --- what is sent up --------------------------------------------------------------------------------------------


def send_up(actor: Actor, *, candidate: Candidate, matter: Matter, sent_on: date, today: date, now: datetime) -> Done:
    """Sent to the superior. Where sending is itself a step of the chart, that step is recorded with it."""
    _check_sent(candidate, sent_on, today)
    if SentUp.objects.filter(candidate=candidate, matter=matter, outcome="").exists():
        raise Refused(
            said("“{label}”已经报上去，上级还没有答复。", label=Matter(matter).label), "等上级答复，或者撤回上一次。"
        )
    submission = SentUp(
        root=candidate.root, candidate=candidate, matter=matter, happened_on=sent_on, **stamp(actor, now)
    )
    submission.save(force_insert=True)
    kind = sent_by(matter, sent_on)
    if kind and not Step.objects.filter(candidate=candidate, kind=kind).exists():
        note_step(actor, candidate=candidate, kind=kind, happened_on=sent_on, today=today, now=now)
    return Done(submission, _touch(candidate), candidate.branch)


def take_back_submission(actor: Actor, *, submission: SentUp, now: datetime) -> Done:
    """Withdrawn by the branch before it was answered; the step that was recorded with it goes too."""
    if submission.outcome:
        raise Refused("上级已经答复，不能撤回了。", "要改的，按答复补正再报。")
    revoke(submission, actor, now)
    kind = sent_by(Matter(submission.matter), submission.happened_on)
    rows = Step.objects.filter(candidate=submission.candidate, kind=kind, recorded_at=submission.recorded_at)
    for step in rows if kind else ():
        revoke(step, actor, now)
    return Done(submission, _touch(submission.candidate), submission.candidate.branch)


def answer_submission(
    actor: Actor,
    *,
    submission: SentUp,
    outcome: Outcome,
    answered_on: date,
    reasons: str,
    today: date,
    now: datetime,
    body: str = "",
    has_special_reason: bool = False,
) -> Done:
    """The superior agrees, returns it with what must be put right, or refuses. Agreement is a step of the chart."""
    if not submission.happened_on <= answered_on <= today:
        raise Refused(
            said("答复的日期要在报上来的 {day} 到今天之间。", day=_day(submission.happened_on)),
            "核对日期。",
            "answered_on",
        )
    if outcome != Outcome.AGREED and not reasons.strip():
        raise Refused("写明要补什么、改哪里，支部才知道怎么办。", field="reasons")
    matter, candidate = Matter(submission.matter), submission.candidate
    fresh = replace(
        submission, {"outcome": outcome, "answered_on": answered_on, "reasons": reasons.strip()}, actor, now
    )
    kind = _step_of_answer(matter, outcome, answered_on)
    if kind is not None:
        columns: dict[str, Any] = {"body": body, "has_special_reason": has_special_reason}
        note_step(
            actor, candidate=candidate, kind=kind, happened_on=answered_on, today=today, now=now,
            **(columns if "approver" in about(kind).asks else {}),
        )  # fmt: skip
    return Done(fresh, _touch(candidate), candidate.branch)


def _step_of_answer(matter: Matter, outcome: Outcome, on: date) -> StepKind | None:
    if outcome == Outcome.AGREED:
        return agreed_by(matter, on)
    return StepKind.REFUSED if outcome == Outcome.REFUSED and matter == Matter.ADMISSION else None


# --- booklets and plan numbers ----------------------------------------------------------------------------------


def issue_booklet(
    actor: Actor,
    *,
    branch: Organisation,
    number: str,
    issued_on: date,
    candidate: Candidate | None,
    today: date,
    now: datetime,
) -> Done:
    """The number of an official booklet is noted; one number is handed out once."""
    number = number.strip()
    if not 1 <= len(number) <= 30:
        raise Refused("写上志愿书的编号，最多 30 个字。", field="number")
    if issued_on > today:
        raise Refused(said("{day} 还没到。", day=_day(issued_on)), "发了以后再记。", "issued_on")
    taken = Booklet.objects.filter(root=branch.root, number=number).first()
    if taken is not None:
        raise Refused(
            said("编号 {number} 在 {day} 已经发过。", number=number, day=_day(taken.happened_on)),
            "核对编号。",
            "number",
        )
    booklet = Booklet(
        root=branch.root, branch=branch, number=number, candidate=candidate, happened_on=issued_on, **stamp(actor, now)
    )
    booklet.save(force_insert=True)
    return Done(booklet, set(), branch)


def change_booklet(actor: Actor, *, booklet: Booklet, state: BookletState, now: datetime) -> Done:
    return Done(replace(booklet, {"state": state}, actor, now), set(), booklet.branch)


def set_plan(actor: Actor, *, branch: Organisation, year: int, number: int, now: datetime) -> Done:
    """How many the superior plans for a branch in a year."""
    standing = YearPlan.objects.filter(branch=branch, year=year).first()
    if standing is not None:
        return Done(replace(standing, {"number": number}, actor, now), set(), branch)
    plan = YearPlan(root=branch.root, branch=branch, year=year, number=number, **stamp(actor, now))
    plan.save(force_insert=True)
    return Done(plan, set(), branch)


# --- log-in and roster ------------------------------------------------------------------------------------------


def link_case(actor: Actor, *, candidate: Candidate, member: Member | None) -> Done:
    """The person stands in the roster from now on, or, with None, does so no longer."""
    candidate.member = member
    candidate.save(update_fields=["member"])
    return Done(candidate, _touch(candidate), candidate.branch)
