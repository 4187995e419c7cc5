"""Admission and the roster: who is approved enters it, who is converted becomes a full member there, who is cancelled
leaves it. Every write of a step brings the roster in line, so nothing is typed twice and a correction carries over.
"""

from datetime import date, datetime
from typing import Any

from zhibu import questions
from zhibu.account.models import User
from zhibu.admission import actions
from zhibu.admission.case import Case, load
from zhibu.admission.models import Candidate, SentUp, Step, StepKind
from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import revoke
from zhibu.base.touched import Done, Touch
from zhibu.member.actions import correct_details, enter_member, leave_branch, move_member
from zhibu.member.models import Category, Details, Member, Membership
from zhibu.member.queries import details_of
from zhibu.member.touching import of_people
from zhibu.org.models import Organisation
from zhibu.rules.said import said


def note_step(actor: Actor, *, candidate: Candidate, today: date, now: datetime, **columns: Any) -> Done:
    done = actions.note_step(actor, candidate=candidate, today=today, now=now, **columns)
    return _with_roster(actor, done, candidate, today, now)


def note_steps(actor: Actor, *, candidate: Candidate, today: date, now: datetime, **columns: Any) -> Done:
    done = actions.note_steps(actor, candidate=candidate, today=today, now=now, **columns)
    return _with_roster(actor, done, candidate, today, now)


def correct_step(actor: Actor, *, step: Step, today: date, now: datetime, **columns: Any) -> Done:
    done = actions.correct_step(actor, step=step, today=today, now=now, **columns)
    return _with_roster(actor, done, step.candidate, today, now)


def take_back_step(actor: Actor, *, step: Step, today: date, now: datetime) -> Done:
    return _with_roster(actor, actions.take_back_step(actor, step=step, now=now), step.candidate, today, now)


def answer_submission(actor: Actor, *, submission: SentUp, today: date, now: datetime, **columns: Any) -> Done:
    done = actions.answer_submission(actor, submission=submission, today=today, now=now, **columns)
    return _with_roster(actor, done, submission.candidate, today, now)


def _with_roster(actor: Actor, done: Done, candidate: Candidate, today: date, now: datetime) -> Done:
    done.touched |= bring_roster_in_line(actor, candidate, today, now)
    return done


def bring_roster_in_line(actor: Actor, candidate: Candidate, today: date, now: datetime) -> set[Touch]:
    """What the steps say, the roster says. Running it again changes nothing."""
    case = load([candidate])[0]
    met, approved = case.day(StepKind.ADMISSION_MEETING), case.day(StepKind.APPROVED)
    touched: set[Touch] = set()
    if candidate.member is None:
        if met is None or approved is None:
            return touched
        touched |= _enter(actor, case, met, approved, today, now)
    elif approved is None and _came_by_this_case(candidate):
        return _leave_again(actor, candidate, today, now)
    return touched | _correct(actor, case, today, now) | _leave(actor, case, today, now)


def _enter(actor: Actor, case: Case, met: date, approved: date, today: date, now: datetime) -> set[Touch]:
    """Into the roster; where the branch had entered the person by hand, that entry is used."""
    candidate = case.candidate
    same = Member.objects.filter(branch=candidate.branch, name=candidate.name, candidacy__isnull=True)
    known = [row for row in same if not row.full_on and row.joined_on in (None, met)]
    touched: set[Touch] = set()
    if len(known) == 1:
        member = known[0]
    else:
        done = enter_member(
            actor, branch=candidate.branch, since=max(approved, met), today=today, now=now, name=candidate.name,
            birth_on=candidate.born_on, joined_on=met, category=Category.PROBATIONARY, source_note=BY_CASE,
        )  # fmt: skip
        member, touched = done.result, done.touched
    actions.link_case(actor, candidate=candidate, member=member)
    if candidate.user_id and not User.objects.filter(member=member).exists():
        User.objects.filter(pk=candidate.user_id, member__isnull=True).update(member=member)
    return touched


BY_CASE = "发展党员"
"""The source note of a roster entry that a case made."""


def _came_by_this_case(candidate: Candidate) -> bool:
    rows = Membership.versions.filter(member=candidate.member)
    return rows.filter(source_note=BY_CASE).exists() and not candidate.member.full_on  # type: ignore[union-attr]


def _leave_again(actor: Actor, candidate: Candidate, today: date, now: datetime) -> set[Touch]:
    """The approval was entered by mistake: so was the roster's entry."""
    member = candidate.member
    assert member is not None
    days = Membership.objects.filter(member=member).values_list("since", flat=True)
    touched = of_people([member.pk], *days, today)
    for row in (*Membership.objects.filter(member=member), *Details.objects.filter(member=member)):
        revoke(row, actor, now)
    Member.objects.filter(pk=member.pk).update(branch=None, path="!")
    actions.link_case(actor, candidate=candidate, member=None)
    return touched


def _correct(actor: Actor, case: Case, today: date, now: datetime) -> set[Touch]:
    """Name, birth, the day of joining and of conversion as the case has them."""
    candidate = case.candidate
    details = details_of(candidate.member) if candidate.member else None
    if details is None:
        return set()
    full_on = standing_from(case)
    wanted = {
        "joined_on": case.day(StepKind.ADMISSION_MEETING) or details.joined_on,
        "full_on": full_on,
        "category": Category.FULL if full_on else Category.PROBATIONARY,
    }
    changes = {name: value for name, value in wanted.items() if getattr(details, name) != value}
    if not changes:
        return set()
    return correct_details(actor, details=details, today=today, now=now, **changes).touched


def standing_from(case: Case) -> date | None:
    """The day from which the person is a full member, as the law counts it; None before the conversion is approved."""
    met, approved = case.day(StepKind.ADMISSION_MEETING), case.day(StepKind.CONVERSION_APPROVED)
    if met is None or approved is None:
        return None
    facts = {
        "admission_meeting_on": met,
        "meeting_on": case.day(StepKind.CONVERSION_MEETING),
        "approved_on": approved,
        "extended_to": case.facts.get("extended_to"),
    }
    known = {name: day for name, day in facts.items() if day}
    try:
        told = questions.answer("admission.conversion", approved, known).answer
    except questions.QuestionError:  # days in the wrong order: the finding says so, the roster takes what is written
        told = {}
    return told.get("standing_from") or case.day(StepKind.CONVERSION_MEETING) or approved


def _leave(actor: Actor, case: Case, today: date, now: datetime) -> set[Touch]:
    member, cancelled = case.candidate.member, case.day(StepKind.CANCELLED)
    if member is None or cancelled is None or member.branch_id is None:
        return set()
    standing = Membership.objects.filter(member=member, until__isnull=True).first()
    if standing is None or cancelled <= standing.since:
        return set()
    return leave_branch(actor, member=member, until=cancelled, today=today, now=now).touched


def move_case(
    actor: Actor, *, candidate: Candidate, branch: Organisation, since: date, today: date, now: datetime
) -> Done:
    """The file and, where there is one, the membership go to the other branch on the same day."""
    done = actions.move_case(actor, candidate=candidate, branch=branch, since=since, today=today, now=now)
    member = candidate.member
    if member is not None and member.branch_id and member.branch_id != branch.pk:
        moved = move_member(actor, member=member, branch=branch, since=since, today=today, now=now)
        done.touched |= moved.touched
    return done


def give_log_in(actor: Actor, *, candidate: Candidate, user: User) -> Done:
    """The applicant's log-in shows the own steps from now on."""
    if Candidate.objects.filter(user=user).exclude(pk=candidate.pk).exists():
        raise Refused(said("{display_name}的登录名已经对上另一位。", display_name=user.display_name), "核对姓名。")
    candidate.user = user
    candidate.save(update_fields=["user"])
    return Done(candidate, set(), candidate.branch)
