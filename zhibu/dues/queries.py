"""Reads of dues. Bases and arrears are for those who keep the dues; members read their own; superiors read totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.dues.accounts import BranchAccount, Sums, account_of, accounts_of
from zhibu.dues.models import (
    Arrangement,
    Assessment,
    Claim,
    Collection,
    HandingUp,
    Payment,
    Publication,
    Reminder,
    YearClose,
)
from zhibu.member.models import Member, Membership
from zhibu.org.models import Organisation
from zhibu.org.queries import own_branch
from zhibu.rules.month_runs import month_number

AnyOwn = TypeVar("AnyOwn", Arrangement, Claim, Collection, HandingUp, Payment, Publication, YearClose)


def kept_branch(actor: Actor) -> Organisation:
    """The branch whose dues the actor keeps; for everybody else there is none."""
    if not actor.may(Right.KEEP_DUES):
        raise NotFound
    return own_branch(actor)


def kept_for(actor: Actor, kind: type[AnyOwn], key: UUID) -> AnyOwn:
    """A record of dues of the own branch, for those who keep them."""
    found = kind.objects.filter(pk=key, branch=kept_branch(actor)).select_related("branch").first()
    if found is None:
        raise NotFound
    return found


def member_of(actor: Actor, member_id: UUID) -> Member:
    """A member who is or was in the branch whose dues the actor keeps."""
    branch = kept_branch(actor)
    found = Member.objects.filter(
        pk=member_id, memberships__branch=branch, memberships__revoked_at__isnull=True
    ).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Behind:
    """The records behind one member's year, newest first."""

    assessments: Sequence[Assessment]
    arrangements: Sequence[Arrangement]
    payments: Sequence[Payment]
    reminders: Sequence[Reminder]


def behind(member: Member, branch: Organisation, year: int) -> Behind:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return Behind(
        list(Assessment.objects.within(first, last).filter(member=member).order_by("-since")),
        list(Arrangement.objects.within(first, last).filter(member=member).order_by("-since")),
        list(Payment.objects.filter(member=member, branch=branch, month__year=year).order_by("-happened_on", "-month")),
        list(Reminder.objects.filter(member=member, branch=branch, happened_on__year=year).order_by("-happened_on")),
    )


def branch_paid_to(member: Member, year: int, today: date) -> Organisation | None:
    """The branch that collects from a member today; of an earlier year the last one of that year."""
    on = min(today, date(year, 12, 31))
    row = Membership.objects.filter(member=member, since__lte=on).select_related("branch").order_by("-since").first()
    return row.branch if row else None


def handings_up(branch: Organisation, year: int) -> list[HandingUp]:
    return list(HandingUp.objects.filter(branch=branch, first_month__year=year).order_by("first_month", "happened_on"))


def publications(branch: Organisation, year: int) -> list[Publication]:
    return list(Publication.objects.filter(branch=branch, first_month__year=year).order_by("-last_month"))


def publication_for(actor: Actor, key: UUID) -> Publication:
    """A published list: for everybody who belongs to the branch or works for it."""
    found = Publication.objects.filter(pk=key).select_related("branch").first()
    if found is None or not _belongs(actor, found.branch):
        raise NotFound
    return found


def _belongs(actor: Actor, branch: Organisation) -> bool:
    if actor.may(Right.SEE_BRANCH) and branch.path.startswith(actor.path):
        return True
    return Member.objects.filter(pk=actor.member_id, branch=branch).exists() if actor.member_id else False


def closed(branch: Organisation, year: int) -> YearClose | None:
    return YearClose.objects.filter(branch=branch, year=year).first()


@dataclass(frozen=True)
class PaidLine:
    """One line of a published list: the name and what was actually paid, in fen. Nothing else."""

    name: str
    paid: int
    voluntary: int


def published_lines(publication: Publication) -> list[PaidLine]:
    account = account_of(publication.branch, publication.first_month.year, publication.happened_on)
    first, last = month_number(publication.first_month), month_number(publication.last_month)
    lines = []
    for own in account.members:
        months = [row for row in own.months if first <= row.number <= last]
        paid, voluntary = sum(row.paid for row in months), sum(row.voluntary for row in months)
        if paid or voluntary:
            lines.append(PaidLine(own.member.name, paid, voluntary))
    return lines


@dataclass(frozen=True)
class BranchTotal:
    """For a superior: sums of one branch's year in fen, no person."""

    branch: Organisation
    sums: Sums
    handed_up: int
    months_collected: int
    is_published: bool


def totals(branches: Sequence[Organisation], year: int, today: date) -> list[BranchTotal]:
    """The same number of queries however many branches."""
    accounts = accounts_of(branches, year, today)
    handed: dict[UUID, int] = {}
    for branch_id, fen in HandingUp.objects.filter(branch__in=branches, first_month__year=year).values_list(
        "branch_id", "fen"
    ):
        handed[branch_id] = handed.get(branch_id, 0) + fen
    told = set(
        Publication.objects.filter(branch__in=branches, first_month__year=year).values_list("branch_id", flat=True)
    )
    last = min(month_number(today), year * 12 + 11)
    return [
        BranchTotal(
            branch,
            accounts[branch.pk].sums(year * 12, last),
            handed.get(branch.pk, 0),
            len(accounts[branch.pk].collections),
            branch.pk in told,
        )
        for branch in branches
    ]


def last_year_fixing(account: BranchAccount) -> dict[UUID, Assessment]:
    """The last assessment of the year before, by member: what the yearly fixing starts from."""
    rows = Assessment.objects.filter(
        member__in=[row.member.pk for row in account.members], since__year=account.year - 1
    ).order_by("since")
    return {row.member_id: row for row in rows}


def standing_fixing(account: BranchAccount) -> dict[UUID, Assessment]:
    """The latest assessment of the year itself, by member."""
    rows = Assessment.objects.filter(
        member__in=[row.member.pk for row in account.members], since__year=account.year
    ).order_by("since")
    return {row.member_id: row for row in rows}


def collection_for(branch: Organisation, collection_id: Any) -> Collection:
    found = Collection.objects.filter(branch=branch, pk=collection_id).first()
    if found is None:
        raise NotFound
    return found


def own_claim(actor: Actor, claim_id: UUID) -> Claim:
    """What this person said to have paid."""
    rows = Claim.objects.filter(pk=claim_id, member=actor.member_id).select_related("branch")
    found: Claim | None = rows.first() if actor.member_id is not None else None
    if found is None:
        raise NotFound
    return found
