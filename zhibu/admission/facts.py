"""The columns of the fact sheet of one case: its days and counts, nothing reckoned."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from zhibu.admission.case import Case, load
from zhibu.admission.models import (
    Ballot,
    Candidate,
    Pause,
    Place,
    ReviewLetter,
    SentUp,
    Step,
    StepKind,
    StepPerson,
)
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.rules.days import is_workday
from zhibu.rules.sheets import CANDIDATE

READS = (Candidate, Step, StepPerson, Ballot, Member, Pause, Place, ReviewLetter, SentUp)  # what `load` reads
DAYS = tuple(column.name for column in CANDIDATE.columns if column.name.removesuffix("_on") in StepKind.values)


def candidate_sheets(branches: Sequence[Organisation], today: date) -> dict[UUID, dict[UUID, dict[str, Any]]]:
    """By branch, then by case: those under way and not resting. A handful of queries, however many."""
    by_key = {branch.pk: branch for branch in branches}
    rows = Candidate.objects.filter(branch__in=by_key, is_closed=False)
    found: dict[UUID, dict[UUID, dict[str, Any]]] = {key: {} for key in by_key}
    for case in load(rows):
        branch = by_key[case.candidate.branch_id]
        if not case.is_paused(today):
            found[branch.pk][case.candidate.pk] = columns_of(case, branch)
    return found


def columns_of(case: Case, branch: Organisation) -> dict[str, Any]:
    columns: dict[str, Any] = {name: case.day(StepKind(name.removesuffix("_on"))) for name in DAYS}
    contacts, introducers = case.passed.get(StepKind.CONTACTS_ASSIGNED), case.passed.get(StepKind.INTRODUCERS)
    extension = case.passed.get(StepKind.EXTENSION)
    reviews = case.facts.get("review_dates", [])
    return columns | {
        "records_from": branch.records_from,
        "contacts": contacts.number if contacts else None,
        "introducers": introducers.number if introducers else None,
        "last_review_on": max(reviews, default=None),
        "extended_to_on": extension.until_on if extension else None,
        "transferred_in_on": case.facts.get("transferred_in_on"),
        "special_reason": int(bool(case.facts.get("special_reason"))),
        **_notice(case),
    }


def _notice(case: Case) -> dict[str, Any]:
    """How many working days the notice hung, the day of posting not counted."""
    posted, ended = case.day(StepKind.NOTICE_POSTED), case.day(StepKind.NOTICE_ENDED)
    if posted is None:
        return {}
    found: dict[str, Any] = {"notice_posted_workday": int(is_workday(posted.toordinal())[0])}
    if ended is not None:
        days = (posted + timedelta(days=number) for number in range(1, (ended - posted).days + 1))
        found["notice_workdays"] = sum(1 for day in days if is_workday(day.toordinal())[0])
    return found
