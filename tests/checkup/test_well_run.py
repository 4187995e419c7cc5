"""Well-run branches are left in peace: no red, and nothing amber but duties that are still running."""

import os
from datetime import date

import pytest

from tests.checkup.well_run import Writer, well_run
from zhibu.rules.status import Status

pytestmark = pytest.mark.django_db

DAYS = (date(2026, 2, 28), date(2026, 3, 31), date(2026, 7, 1), date(2026, 11, 23), date(2026, 12, 31))
BRANCHES = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "drill" else 6  # a day: a thousand in the drill
ONE_IN_A_HUNDRED = 100


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_random_well_run_branches_show_nothing_to_mend(today: date) -> None:
    writer = Writer()
    for seed in range(BRANCHES):
        writer.add(well_run(1000 * today.month + seed, today))
    found = writer.judge(today)
    assert len(found) == BRANCHES
    marks = [row for rows in found.values() for row in rows if row.status is not Status.DUE]
    red = [row.sentence for row in marks if row.colour is not None and row.colour.value == "red"]
    assert not red
    amber = {row.branch for row in marks if row.colour is not None and row.colour.value == "amber"}
    assert len(amber) * ONE_IN_A_HUNDRED <= BRANCHES, [row.sentence for row in marks]
