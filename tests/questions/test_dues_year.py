"""A year of dues month by month, against walking through the days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.norms import Layer
from zhibu.questions import answer, answer_json
from zhibu.rules.status import Status

TODAY = date(2026, 11, 23)


def told(on: date = TODAY, **facts: Any) -> Any:
    return answer("dues.year", on, {"year": 2026, "monthly": "45.00", "complete": True, **facts})


def months(*numbers: int) -> list[str]:
    return [f"2026-{number:02d}" for number in numbers]


def over(month: int, on: date, quarterly: bool) -> bool:
    """Is the month's time to pay over, counting day by day?"""
    last = (month - 1) // 3 * 3 + 3 if quarterly else month
    return on >= date(2026, last, monthrange(2026, last)[1]) + timedelta(days=1)


@given(
    st.sets(st.integers(1, 12)),
    st.sets(st.integers(1, 12)),
    st.dates(date(2025, 12, 1), date(2027, 3, 1)),
    st.booleans(),
    st.dictionaries(st.integers(1, 12), st.integers(0, 20_000), max_size=4),
    st.integers(0, 7),
)
def test_any_year(
    paid: set[int], reasons: set[int], on: date, quarterly: bool, sums: dict[int, int], before: int
) -> None:
    found = told(
        on,
        paid=months(*paid),
        reason_months=months(*reasons),
        quarterly=quarterly,
        sums={f"2026-{month:02d}": Decimal(cents) / 100 for month, cents in sums.items()},
        unpaid_before=before,
    ).answer
    due = {month: sums.get(month, 4500) for month in range(1, 13)}
    missing = [month for month in range(1, 13) if month not in paid and due[month] and over(month, on, quarterly)]
    assert found["arrears_months"] == tuple(months(*missing))
    assert found["arrears_total"] * 100 == sum(due[month] for month in missing)
    assert found["due_total"] * 100 == sum(due.values())
    assert found["paid_total"] * 100 == sum(due[month] for month in paid)
    assert found["open_months"] == tuple(
        months(
            *(
                month
                for month in range(1, 13)
                if month not in paid and due[month] and not over(month, on, quarterly) and date(2026, month, 1) <= on
            )
        )
    )
    longest = row = 0
    for month in range(1, 13):
        counts = month in missing and month not in reasons
        row = (before if month == 1 else row) + 1 if counts else 0
        longest = max(longest, row)
    assert found["run_months"] == longest
    assert found["stage"] == (
        "none" if not missing else "verify" if longest >= 6 else "help" if longest >= 2 else "remind"
    )


@pytest.mark.parametrize(
    ("on", "run", "stage"),
    [
        (date(2026, 7, 31), 1, "remind"),
        (date(2026, 8, 1), 2, "help"),
        (date(2026, 11, 30), 5, "help"),
        (date(2026, 12, 1), 6, "verify"),
    ],
)
def test_the_six_month_line_moves_at_the_end_of_a_month(on: date, run: int, stage: str) -> None:
    found = told(on, paid="2026-01至2026-05")
    assert (found.answer["run_months"], found.answer["stage"]) == (run, stage)
    assert found.answer["six_full_on"] == date(2026, 11, 30)
    assert ("dues-six-months-self-withdrawal" in {cite.norm_id for cite in found.cites}) is (run >= 2)


def test_no_consequence_is_drawn() -> None:
    found = told(date(2027, 3, 1), paid=[])
    assert found.answer["stage"] == "verify"
    assert any("这里不下结论" in line for line in found.because)
    for line in (*found.because, found.next_step):
        assert "脱党" not in line
        assert "除名" not in line


def test_a_row_that_ended_has_no_day_to_come() -> None:
    found = told(paid="2026-04至2026-10")
    assert (found.answer["run_months"], found.answer["six_full_on"]) == (3, None)
    assert any("后来交了" in line for line in found.because)


def test_a_part_that_was_paid_breaks_the_row_and_lessens_the_arrears() -> None:
    found = told(date(2026, 12, 1), paid="2026-01至2026-05", part_paid="2026-08=20.00").answer
    assert (found["run_months"], found["arrears_total"]) == (3, Decimal("250.00"))


def test_somebody_who_came_or_left_within_the_year_owes_only_those_months() -> None:
    found = told(paid="2026-05至2026-09", owed_from="2026-05-20", owed_to="2026-09-01").answer
    assert (found["due_total"], found["arrears_total"], found["open_months"]) == (Decimal("225.00"), 0, ())


def test_a_waived_month_is_neither_due_nor_in_arrears() -> None:
    found = told(paid="2026-01至2026-09", sums="2026-10=0").answer
    assert (found["due_total"], found["arrears_months"]) == (Decimal("495.00"), ())


@pytest.mark.parametrize(("on", "status"), [(date(2026, 10, 31), Status.DUE), (date(2026, 11, 1), Status.OVERDUE)])
def test_the_last_day_of_the_month_is_in_time(on: date, status: Status) -> None:
    assert told(on, paid="2026-01至2026-09").status is status


def test_missing_records_are_a_question() -> None:
    found = answer("dues.year", TODAY, {"year": 2026, "monthly": 45, "paid": "2026-01至2026-03"})
    assert found.status is Status.UNKNOWN
    assert found.next_step.startswith("核对")


def test_paying_far_ahead_is_mentioned() -> None:
    assert any("没有看到规定" in line for line in told(date(2026, 3, 31), paid="2026-01至2026-07").because)
    assert not any("没有看到规定" in line for line in told(date(2026, 4, 1), paid="2026-01至2026-06").because)


def test_a_unit_may_ask_earlier() -> None:
    layers = [
        Layer("unit", "dues-six-months-self-withdrawal", "warn_months", 1, date(2026, 1, 1), None, "公司党委办法"),
        Layer("unit", "dues-arrears-six-months", "months_max", 3, date(2026, 1, 1), None, "公司党委办法"),
    ]
    facts = {"year": 2026, "monthly": 45, "paid": "2026-01至2026-09", "complete": True}
    found = answer("dues.year", TODAY, facts, layers).answer
    assert (found["stage"], found["make_up_by"]) == ("help", date(2027, 1, 31))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"paid": ["2025-12"]}, "paid"),
        ({"paid": ["2026-13"]}, "paid"),
        ({"paid": "2026-05至2026-03"}, "paid"),
        ({"paid": 5}, "paid"),
        ({"paid": [], "sums": "2025-01=5"}, "sums"),
        ({"paid": [], "sums": "2026-01=5、2026-01=6"}, "sums"),
        ({"paid": [], "sums": "2026-01=五"}, "sums"),
        ({"paid": [], "sums": 7}, "sums"),
        ({"paid": [], "part_paid": "2026-01=45.01"}, "part_paid"),
        ({"paid": [], "reason_months": ["2027-01"]}, "reason_months"),
        ({"paid": [], "owed_from": "2027-01-01"}, "owed_from"),
        ({"paid": [], "owed_to": "2025-12-31"}, "owed_to"),
        ({"paid": ["2026-01"], "owed_from": "2026-02-01"}, "paid"),
        ({"paid": [], "year": 26}, "year"),
    ],
)
def test_bad_facts_name_the_field(facts: dict[str, Any], field: str) -> None:
    line = {"question": "dues.year", "facts": {"year": 2026, "monthly": 45, **facts}}
    assert answer_json(line, TODAY)["error"]["field"] == field


@given(
    st.dates(date(2017, 1, 1), date(2030, 12, 31)), st.booleans(), st.sampled_from(["pay", "retired", "unit", "other"])
)
def test_a_change_of_pay_waits_for_january_unless_the_unit_lets_lasting_changes_in(
    day: date, allows: bool, change: str
) -> None:
    facts = {
        "old_kind": "working",
        "old_base": 3000,
        "new_kind": "working",
        "new_base": 6000,
        "new_pay_month": f"{day:%Y-%m}",
        "change": change,
        "unit_allows": allows,
    }
    found = answer("dues.change", day, facts).answer
    at_once = (allows and change != "pay") or day.month == 1
    assert found["new_from"] == (f"{day:%Y-%m}" if at_once else f"{day.year + 1}-01")
    assert (found["old_dues"], found["new_dues"]) == (Decimal("15.00"), Decimal("90.00"))


@given(st.dates(date(2008, 4, 1), date(2016, 12, 31)))
def test_before_the_notice_new_pay_counts_at_once(day: date) -> None:
    facts = {
        "old_kind": "working",
        "old_base": 1,
        "new_kind": "retired",
        "new_base": 1,
        "new_pay_month": f"{day:%Y-%m}",
        "change": "pay",
    }
    found = answer("dues.change", TODAY, facts)
    assert (found.answer["new_from"], found.answer["at_once"]) == (f"{day:%Y-%m}", True)
    assert "dues-fixed-yearly-2017" not in {cite.norm_id for cite in found.cites}
