"""Base and amount of dues: every boundary and a cent on each side, against fractions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.norms import Layer
from zhibu.questions import answer, answer_json
from zhibu.rules.status import Status

TODAY = date(2026, 11, 23)
BEFORE_2017 = date(2016, 12, 31)
WORKING = [(3000, Fraction(5, 1000)), (5000, Fraction(1, 100)), (10000, Fraction(15, 1000)), (None, Fraction(2, 100))]
RETIRED = [(5000, Fraction(5, 1000)), (None, Fraction(1, 100))]
CENTS = st.integers(0, 9_000_000)


def naive(cents: int, months: int, rates: list[tuple[int | None, Fraction]]) -> Fraction:
    """Dues in yuan by plain comparison: the whole average at the rate of the first bracket it fits in."""
    income = Fraction(cents, 100) / months
    for most, rate in rates:
        if most is None or income <= most:
            exact = income * rate * 100
            whole = int(exact)
            return Fraction(whole + 1 if exact - whole >= Fraction(1, 2) else whole, 100)
    raise AssertionError


def amount(on: date = TODAY, **facts: Any) -> dict[str, Any]:
    return dict(answer("dues.amount", on, facts).answer)


@pytest.mark.parametrize(
    ("base", "due"),
    [
        ("0", "0.00"),
        ("2999.99", "15.00"),
        ("3000", "15.00"),
        ("3000.01", "30.00"),
        ("4999.99", "50.00"),
        ("5000", "50.00"),
        ("5000.01", "75.00"),
        ("9999.99", "150.00"),
        ("10000", "150.00"),
        ("10000.01", "200.00"),
        ("49999.99", "1000.00"),
        ("50000", "1000.00"),
        ("50000.01", "1000.00"),
        ("50000.25", "1000.00"),
        ("59999.99", "1000.00"),
        ("60000", "1000.00"),
        ("60000.01", "1000.00"),
    ],
)
def test_members_in_work_at_every_boundary(base: str, due: str) -> None:
    assert amount(kind="enterprise", base=base)["due"] == Decimal(due)


@pytest.mark.parametrize(
    ("base", "due"), [("4999.99", "25.00"), ("5000", "25.00"), ("5000.01", "50.00"), ("100000", "1000.00")]
)
def test_retired_members_pay_half(base: str, due: str) -> None:
    assert amount(kind="retired", base=base)["due"] == Decimal(due)


@given(
    CENTS,
    st.sampled_from(["organ", "institution", "enterprise", "annual", "retired"]),
    st.sampled_from([TODAY, BEFORE_2017]),
)
def test_any_base(cents: int, kind: str, on: date) -> None:
    told = amount(on, kind=kind, base=Decimal(cents) / 100)
    computed = naive(cents, 1, RETIRED if kind == "retired" else WORKING)
    assert Fraction(told["computed"]) == computed
    assert Fraction(told["due"]) == (min(computed, Fraction(1000)) if on == TODAY else computed)
    assert told["capped"] == (told["due"] < told["computed"])


@given(CENTS)
def test_the_average_of_a_quarter_is_compared_exactly(cents: int) -> None:
    told = amount(BEFORE_2017, kind="irregular", quarter_income=Decimal(cents) / 100)
    assert Fraction(told["due"]) == naive(cents, 3, WORKING)


@given(CENTS)
def test_base_and_amount_agree(cents: int) -> None:
    income = Decimal(cents) / 100
    base = answer("dues.base", TODAY, {"kind": "irregular", "quarter_income": income}).answer
    assert base["monthly_dues"] == amount(kind="irregular", quarter_income=income)["due"]


@given(CENTS, CENTS)
def test_what_is_offered_beyond_the_dues_is_voluntary(cents: int, offered: int) -> None:
    told = answer(
        "dues.amount", TODAY, {"kind": "annual", "base": Decimal(cents) / 100, "offered": Decimal(offered) / 100}
    )
    assert told.answer["extra"] == max(Decimal(offered) / 100 - told.answer["due"], 0)
    assert (told.status is Status.BREACHED) == (Decimal(offered) / 100 < told.answer["due"])


@pytest.mark.parametrize("kind", ["student", "laid_off", "relief", "minimum_allowance"])
def test_fixed_sums(kind: str) -> None:
    assert amount(kind=kind)["due"] == Decimal("0.20")
    assert answer("dues.base", TODAY, {"kind": kind}).answer["base"] is None


@pytest.mark.parametrize(("agreed", "fits"), [("0.19", False), ("0.20", True), ("1.00", True), ("1.01", False)])
def test_farmers_pay_what_was_agreed_within_the_range(agreed: str, fits: bool) -> None:
    told = answer_json({"question": "dues.amount", "facts": {"kind": "farmer", "agreed": agreed}}, TODAY)
    assert ("answer" in told) is fits
    if not fits:
        assert told["error"]["field"] == "agreed"


@pytest.mark.parametrize(("step", "due"), [(1, "42.15"), (10, "42.20"), (100, "42.00")])
def test_a_unit_may_collect_in_jiao_or_yuan(step: int, due: str) -> None:
    layer = Layer("unit", "dues-brackets", "step_fen", step, date(2026, 1, 1), None, "公司党委办法")
    assert answer("dues.amount", TODAY, {"kind": "organ", "base": "4215"}, [layer]).answer["due"] == Decimal(due)


PAY = {"post_pay": 2600, "grade_pay": 1400, "regular_allowance": 300, "narrow_allowance": 200, "benefit_allowance": 500}
OFF = {"income_tax": 85, "insurance": 520, "housing_fund": 600, "annuity": 100}


@pytest.mark.parametrize(
    ("kind", "more", "since_2017", "before"),
    [
        ("organ", {}, "2995.00", "4415.00"),
        ("institution", {"basic_performance": 800, "reward_performance": 600}, "3795.00", "5815.00"),
        ("enterprise", {"regular_bonus": 400, "irregular_bonus": 1000}, "3395.00", "5815.00"),
    ],
)
def test_what_counts_before_and_since_the_notice(kind: str, more: dict[str, int], since_2017: str, before: str) -> None:
    facts = {"kind": kind, **PAY, **OFF, **more}
    now = answer("dues.base", date(2017, 1, 1), facts)
    assert (now.answer["base"], now.status) == (Decimal(since_2017), Status.MET)
    then = answer("dues.base", BEFORE_2017, facts)
    assert (then.answer["base"], then.status) == (Decimal(before), Status.UNKNOWN)
    assert len(then.answer["unclear"]) == 4
    assert {cite.norm_id for cite in now.cites} > {"dues-base-monthly-salary", "dues-base-exclusions-2017"}
    assert not any("2017" in cite.norm_id for cite in then.cites)


def test_lines_that_have_no_part_are_named_and_not_used() -> None:
    told = answer(
        "dues.base", TODAY, {"kind": "organ", "post_pay": 3000, "reward_performance": 999, "basic_pension": 1}
    )
    assert told.answer["base"] == Decimal("3000.00")
    assert any("没有用到：奖励性绩效工资、基本离退休费" in line for line in told.because)


def test_a_pension_of_which_more_is_named_as_not_read() -> None:
    told = answer("dues.base", TODAY, {"kind": "retired", "basic_pension": 4200, "pension_allowance": 900})
    assert told.answer["base"] == Decimal("4200.00")
    assert [cite.to_check for cite in told.cites if cite.norm_id == "dues-retiree-base-2017"] == [True]


@pytest.mark.parametrize(
    ("question", "facts", "field"),
    [
        ("dues.amount", {"kind": "enterprise"}, "base"),
        ("dues.amount", {"kind": "irregular", "base": 5}, "quarter_income"),
        ("dues.amount", {"kind": "astronaut", "base": 5}, "kind"),
        ("dues.amount", {"kind": "enterprise", "base": "五千"}, "base"),
        ("dues.amount", {"kind": "enterprise", "base": "-5"}, "base"),
        ("dues.amount", {"kind": "enterprise", "base": "5.001"}, "base"),
        ("dues.amount", {"kind": "enterprise", "base": True}, "base"),
        ("dues.amount", {"kind": "enterprise", "base": "10000000"}, "base"),
        ("dues.base", {"kind": "enterprise"}, "post_pay"),
        ("dues.base", {"kind": "annual"}, "received"),
        ("dues.base", {"kind": "irregular"}, "quarter_income"),
        ("dues.base", {"kind": "retired"}, "basic_pension"),
        ("dues.base", {"kind": "organ", "post_pay": 100, "income_tax": 101}, "income_tax"),
    ],
)
def test_bad_sums_name_the_field_with_an_example(question: str, facts: dict[str, Any], field: str) -> None:
    error = answer_json({"question": question, "facts": facts}, TODAY)["error"]
    assert error["field"] == field
    assert error["example"]


@pytest.mark.parametrize("written", ["5000", 5000, 5000.0, "5,000.00", "5000元", "５０００", " ¥5000.00 "])
def test_a_sum_is_read_however_it_is_written(written: object) -> None:
    assert amount(kind="organ", base=written)["due"] == Decimal("50.00")


@pytest.mark.parametrize(("extra", "to_centre"), [("999.99", False), ("1000.00", True), ("1000.01", True)])
def test_large_voluntary_dues_go_to_the_centre(extra: str, to_centre: bool) -> None:
    told = answer("dues.handing_up", TODAY, {"extra": extra}).answer
    assert (told["to_centre"], bool(told["steps"])) == (to_centre, to_centre)


def test_money_is_written_as_text_with_two_decimals() -> None:
    told = answer_json({"question": "dues.amount", "facts": {"kind": "annual", "base": 60000}}, TODAY)["answer"]
    assert (told["computed"], told["due"], told["capped"]) == ("1200.00", "1000.00", True)
