"""A branch of forty whose dues are kept, built once for a module."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from tests.dues.reckoning import PAYSLIPS
from tests.personas import acting, do, found
from zhibu.base.actor import Actor, Right, Role
from zhibu.dues.actions import Fixing, fix_year
from zhibu.member.actions import enter_member
from zhibu.member.models import Member
from zhibu.org.models import Organisation, OrganisationKind

TODAY = date(2027, 1, 10)
NOW = datetime(2027, 1, 10, 2, 0, tzinfo=UTC)
YEAR = 2026


class Branch:
    """`members` in the order of `reckoning.PAYSLIPS`; the first is the secretary."""

    def __init__(self) -> None:
        self.company: Organisation = found(None, OrganisationKind.PRIMARY_COMMITTEE, "青石纺织厂党委")
        self.branch: Organisation = found(self.company, OrganisationKind.BRANCH, "织布车间党支部")
        self.other: Organisation = found(self.company, OrganisationKind.BRANCH, "印染车间党支部")
        self.secretary: Actor = acting(self.branch, Role.SECRETARY)
        self.members: list[Member] = [
            do(
                self.secretary,
                enter_member,
                Right.RECORD,
                branch=self.branch,
                since=slip.since,
                name=slip.name,
                joined_on=slip.joined_on,
                full_on=slip.full_on,
            )
            for slip in PAYSLIPS
        ]

    def keep(self, action: Any, *, today: date = TODAY, now: datetime = NOW, **arguments: Any) -> Any:
        return do(self.secretary, action, Right.KEEP_DUES, today, now, **arguments)

    def fix_all(self) -> None:
        lines = [Fixing(member, slip.kind, slip.sum_yuan) for member, slip in zip(self.members, PAYSLIPS, strict=True)]
        self.keep(fix_year, branch=self.branch, year=YEAR, lines=lines, fixed_on=date(2026, 1, 20))


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Branch]:
    with django_db_blocker.unblock(), transaction.atomic():
        branch = Branch()
        branch.fix_all()
        yield branch
        transaction.set_rollback(True)


@pytest.fixture
def forty(built: Branch, db: None) -> Branch:
    return built
