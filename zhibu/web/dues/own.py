"""The own dues: how the sum comes about step by step, what was paid, and what the branch published."""

from collections.abc import Sequence
from typing import Any

from zhibu.base.errors import Refused
from zhibu.dues import queries
from zhibu.dues.accounts import MemberAccount, account_of
from zhibu.dues.claims import latest_of
from zhibu.dues.fixing import asked_again
from zhibu.dues.models import Assessment
from zhibu.member.models import Member
from zhibu.member.queries import own_member
from zhibu.org.models import Organisation
from zhibu.questions import Answer
from zhibu.rules.month_runs import first_day, month_number
from zhibu.web.access import PageRequest
from zhibu.web.components import Table
from zhibu.web.dues import showing
from zhibu.web.wording import worded_lines


def own_context(request: PageRequest, year: int) -> dict[str, Any]:
    """Empty but for the published lists where the log-in belongs to nobody on the roster."""
    actor = request.actor
    member = own_member(actor)
    branch = queries.branch_paid_to(member, year, request.today) if member else None
    context: dict[str, Any] = {"year": year, "member": member, "published": None}
    if member is None or branch is None:
        return context
    told = queries.publications(branch, year)
    return context | {
        "branch": branch,
        "open_months": _open_months(member, branch, year, request),
        "published": showing.publication_table(told) if told else None,
        **member_context(request, member, branch, year, may_write=False),
    }


def _open_months(member: Member, branch: Organisation, year: int, request: PageRequest) -> Table | None:
    """The months up to this one that are not settled, each with its button."""
    own = account_of(branch, year, request.today).of(member.pk)
    rows = [row for row in own.months if row.left and row.number <= month_number(request.today)] if own else []
    said = latest_of(member, [first_day(row.number) for row in rows])
    return showing.open_months_table(rows, said, request.today) if rows else None


def member_context(
    request: PageRequest, member: Member, branch: Organisation, year: int, *, may_write: bool
) -> dict[str, Any]:
    """One member's year, as the member and those who keep the dues see it."""
    own = account_of(branch, year, request.today).of(member.pk) or MemberAccount(member)
    behind = queries.behind(member, branch, year)
    sum_ = _sum(branch, behind.assessments, year, request)
    return {
        "own": own,
        "facts": showing.own_facts(own, request.today, sum_[0].monthly_fen if sum_ else None) if own.months else [],
        "strip": showing.month_strip(own, request.today),
        "monthly": showing.sum_words(sum_[0].monthly_fen) if sum_ else "",
        "because": worded_lines(sum_[1].because) if sum_ else (),
        "cites": showing.cites(sum_[1]) if sum_ else (),
        "assessments": showing.assessment_table(behind.assessments) if behind.assessments else None,
        "arrangements": showing.arrangement_table(behind.arrangements, may_write=may_write)
        if behind.arrangements
        else None,
        "payments": showing.payment_table(behind.payments, may_write=may_write) if behind.payments else None,
        "reminders": showing.reminder_facts(behind),
        "has_late": bool(own.late_months(request.today)),
        "this_month": next((row for row in own.months if row.number == month_number(request.today)), None),
    }


def _sum(
    branch: Organisation, rows: Sequence[Assessment], year: int, request: PageRequest
) -> tuple[Assessment, Answer] | None:
    """The fixing that holds today (of an earlier year the last one), reckoned again step by step."""
    standing = [row for row in rows if row.since <= request.today] or list(rows[-1:])
    if not standing:
        return None
    row = standing[0]
    try:
        return row, asked_again(branch, row.kind, row.base_fen, row.monthly_fen, row.since)
    except Refused:
        return None
