"""Dues of the workshop as tests need them: everybody fixed for the year, and months collected."""

from datetime import date
from decimal import Decimal

from tests.personas import TODAY, do
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.dues.actions import Fixing, collect_month, fix_year
from zhibu.dues.models import Collection

BASE = "7654.32"  # told from every other number on the pages


def fixed(workshop: Workshop) -> Workshop:
    """Everybody is fixed for 2026; 单雪 (the member) has a base of her own."""
    lines = [
        Fixing(member, "enterprise", Decimal(BASE if number == 2 else "4000"))
        for number, member in enumerate(workshop.members)
    ]
    do(
        workshop.actor("secretary"), fix_year, Right.KEEP_DUES, branch=workshop.branch, year=2026, lines=lines,
        fixed_on=date(2026, 1, 20),
    )  # fmt: skip
    return workshop


def collect(kept: Workshop, month: int, *unpaid: int) -> Collection:
    return do(
        kept.actor("secretary"), collect_month, Right.KEEP_DUES, branch=kept.branch, month=date(2026, month, 1),
        happened_on=min(date(2026, month, 25), TODAY), unpaid={kept.members[number].pk for number in unpaid},
    )  # fmt: skip
