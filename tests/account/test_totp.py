"""The reckoning of RFC 6238, with the values that stand in its appendix, and what is typed around them."""

from datetime import UTC, datetime

import pytest

from zhibu.account import totp

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"
APPENDIX = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]


@pytest.mark.parametrize(("second", "code"), APPENDIX)
def test_the_values_of_the_appendix(second: int, code: str) -> None:
    assert totp.code_at(SECRET, second // totp.PERIOD) == code


@pytest.mark.parametrize(("late", "fits"), [(-31, False), (-30, True), (0, True), (30, True), (59, True), (60, False)])
def test_a_code_holds_for_its_half_minute_and_one_before_and_after(late: int, fits: bool) -> None:
    began = 1111111110
    code = totp.code_at(SECRET, began // totp.PERIOD)
    assert (totp.step_of(SECRET, code, datetime.fromtimestamp(began + late, UTC)) is not None) is fits


def test_a_code_is_taken_once_and_none_before_it_afterwards() -> None:
    now = datetime.fromtimestamp(1111111110, UTC)
    step = 1111111110 // totp.PERIOD
    assert totp.step_of(SECRET, totp.code_at(SECRET, step), now, after=step) is None
    assert totp.step_of(SECRET, totp.code_at(SECRET, step - 1), now, after=step) is None
    assert totp.step_of(SECRET, totp.code_at(SECRET, step + 1), now, after=step) == step + 1


@pytest.mark.parametrize("typed", ["２８７０８２", "287 082", "287-082", " 287082 "])
def test_digits_as_people_type_them(typed: str) -> None:
    assert totp.step_of(SECRET, typed, datetime.fromtimestamp(59, UTC)) == 1


def test_secrets_differ_and_are_known() -> None:
    assert totp.new_secret() != totp.new_secret()
    assert totp.is_secret(totp.new_secret())
    assert not any(totp.is_secret(text) for text in ("", "short", "GEZDGNBVGY3TQOJQ", "1" * 32, "汉" * 32))
