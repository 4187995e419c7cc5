"""The findings of a case and the answer of `admission.timeline` come from two readings of one law: they must agree."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from zhibu import norms, questions
from zhibu.rules.sheets import CANDIDATE
from zhibu.rules.status import Status

BEGIN, TODAY = date(2023, 1, 1), date(2027, 3, 1)
ORDER = (
    "applied", "talked", "recommended", "activist", "contacts_assigned", "opinions", "target_discussed", "target_filed",
    "consented", "target", "introducers", "political_review", "examined", "pre_reviewed", "form_filled",
    "admission_meeting", "reported", "approved", "oath", "conversion_applied", "conversion_opinions",
    "conversion_examined", "conversion_meeting", "conversion_reported", "conversion_approved", "archived",
)  # fmt: skip
LIMITS = (
    "admission-talk-one-month", "admission-approval-three-months", "admission-conversion-approval-three-months",
    "admission-archive", "admission-one-year-training", "admission-probation-one-year",
)  # fmt: skip
"""With both texts; what they breach is the same in both readings."""


def some_case(chance: Random) -> dict[str, date]:
    """Days mostly in order, some left out, some swapped by a little."""
    day = BEGIN + timedelta(days=chance.randrange(400))
    found = {}
    for name in ORDER:
        day += timedelta(days=chance.choice((0, 1, 9, 28, 29, 30, 31, 60, 92, 180, 364, 365, 366)))
        if chance.random() < 0.85:
            found[name] = day + timedelta(days=chance.choice((0, 0, 0, -1, 1)))
    return {name: when for name, when in found.items() if when <= TODAY}


def breached_by_timeline(facts: Mapping[str, Any]) -> set[str]:
    answer = questions.answer("admission.timeline", TODAY, facts)
    return {
        remark["rule"]
        for row in answer.answer["steps"]
        for remark in row["remarks"]
        if remark["status"] == Status.BREACHED and "次序不对" not in remark["sentence"]
    }


def breached_by_sheet(days: Mapping[str, date]) -> set[str]:
    sheet = CANDIDATE.make(records_from=date(2014, 1, 1), **{f"{name}_on": day for name, day in days.items()})
    found = set()
    for norm in norms.for_sheet("candidate"):
        resolved = norms.resolve(norm.id, min(TODAY, norm.span.to_on or TODAY))
        if norms.judge(resolved, sheet, TODAY).status() is Status.BREACHED:
            found.add(norm.id)
    return found


@given(seed=st.integers(0, 2**32))
@example(seed=6210)  # reported without a meeting on record, approved too late
def test_what_is_late_or_early_is_the_same_in_both(seed: int) -> None:
    days = some_case(Random(seed))
    asked = {name for limit in LIMITS for name in (limit, f"{limit}-2026")}
    told = breached_by_timeline({f"{name}_on": day for name, day in days.items()})
    assert breached_by_sheet(days) & asked == told & asked
