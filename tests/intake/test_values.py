"""Times, counts, ticks, names, sex, ethnicity, phones and identity numbers."""

import datetime
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.building import identity_number
from zhibu.intake.values.counts import MOST, read_attendance, read_count, read_votes
from zhibu.intake.values.identity import read_identity_number
from zhibu.intake.values.marks import read_mark
from zhibu.intake.values.people import ETHNICITIES, masked, read_ethnicity, read_name, read_phone, read_sex
from zhibu.intake.values.times import read_times


def at(text: str) -> datetime.time:
    return datetime.time.fromisoformat(text)


@pytest.mark.parametrize(
    ("value", "starts", "ends"),
    [
        ("14:00-16:00", "14:00", "16:00"),
        ("14：00—16：00", "14:00", "16:00"),
        ("14:00～16:30", "14:00", "16:30"),
        ("下午2点", "14:00", None),
        ("下午两点半", "14:30", None),
        ("下午2:30-4:30", "14:30", "16:30"),
        ("上午9点到11点", "09:00", "11:00"),
        ("晚7点半", "19:30", None),
        ("14时30分至16时", "14:30", "16:00"),
        ("9点一刻", "09:15", None),
        ("2:30 PM", "14:30", None),
        ("14.30", "14:30", None),
        ("十四点", "14:00", None),
        ("上午9:00-下午3:00", "09:00", "15:00"),
        (datetime.time(14, 0), "14:00", None),
        (datetime.datetime(2023, 5, 1, 14, 0), "14:00", None),  # noqa: DTZ001 - as a cell holds it
        (datetime.timedelta(hours=14), "14:00", None),
        (0.583333333, "14:00", None),
    ],
)
def test_clock_times(value: object, starts: str, ends: str | None) -> None:
    outcome = read_times(value)  # type: ignore[arg-type]
    assert outcome.value == (at(starts), at(ends) if ends else None)
    assert outcome.problem is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("16:00-14:00", "time.backwards"),
        ("14:00-14:00", "time.backwards"),
        ("25:00", "time.impossible"),
        ("14:75", "time.impossible"),
        ("2:30-4:00", "time.early"),
        ("下午", "time.no_clock"),
        ("2小时", "time.no_clock"),
        ("饭后", "time.unreadable"),
        (14, "time.unreadable"),
    ],
)
def test_times_that_are_told(value: object, code: str) -> None:
    problem = read_times(value).problem  # type: ignore[arg-type]
    assert problem is not None and problem.code == code


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("15", 15),
        (15, 15),
        (15.0, 15),
        ("15人", 15),
        ("党员15人", 15),
        ("应到15人", 15),
        ("１５名", 15),
        ("共15人", 15),
        ("十五人", 15),
        ("二十", 20),
        ("0", 0),
    ],
)
def test_counts(value: object, expected: int) -> None:
    assert read_count(value).value == expected  # type: ignore[arg-type]
    assert read_count(value).problem is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "code", "kept"),
    [
        (15.5, "count.fraction", None),
        (-1, "count.range", None),
        (10_000, "count.range", None),
        (MOST, None, MOST),
        ("全体", "count.everybody", None),
        ("约15人", "count.about", 15),
        ("15人（含列席1人）", "count.remark", 15),
        ("15人左右", "count.about", 15),
        ("很多", "count.unreadable", None),
        (datetime.date(2023, 5, 1), "count.unreadable", None),
    ],
)
def test_counts_that_are_told(value: object, code: str | None, kept: int | None) -> None:
    outcome = read_count(value)  # type: ignore[arg-type]
    assert (outcome.problem.code if outcome.problem else None) == code
    assert outcome.value == kept


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("应到15/实到12", {"due": 15, "present": 12}),
        ("应到15人，实到12人，请假3人", {"due": 15, "present": 12, "absent": 3}),
        ("应到：15，实到：12", {"due": 15, "present": 12}),
        ("应到会党员15名 实到会12名", {"due": 15, "present": 12}),
        ("12/15", {"present": 12, "due": 15}),
        ("15/12", {"due": 15, "present": 12}),
        ("15人/12人", {"due": 15, "present": 12}),
        ("12", {"present": 12}),
        ("应到十五人，实到十二人", {"due": 15, "present": 12}),
        ("5人应到 4人实到", {"due": 5, "present": 4}),
        ("应到/实到：15/12", {"due": 15, "present": 12}),
        ("实到/应到:12/15", {"due": 15, "present": 12}),
        ("应到正式党员12名，实到11名，列席预备党员2名", {"due": 12, "present": 11}),
    ],
)
def test_several_counts_in_one_cell(text: str, expected: Mapping[str, int]) -> None:
    assert read_attendance(text).value == expected


def test_the_header_says_which_count_comes_first() -> None:
    assert read_attendance("12/15", ("due", "present")).value == {"due": 12, "present": 15}


@given(st.integers(0, 500), st.integers(0, 500))
def test_counts_written_together_read_back(due: int, present: int) -> None:
    expected = {"due": due, "present": present}
    for text in (f"应到{due}/实到{present}", f"应到{due}人，实到{present}人", f"应到 {due} 人、实到 {present} 人"):
        assert read_attendance(text).value == expected, text
    assert read_attendance(f"{due}/{present}", ("due", "present")).value == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("赞成14票，反对0票，弃权1票", {"in_favour": 14, "against": 0, "abstained": 1}),
        ("同意14，不同意1", {"in_favour": 14, "against": 1}),
        ("应到会有表决权15人，实到14人，赞成13票", {"due_to_vote": 15, "votes_present": 14, "in_favour": 13}),
        ("14票赞成，1票反对", {"in_favour": 14, "against": 1}),
        ("14票赞成 1票反对 0票弃权", {"in_favour": 14, "against": 1, "abstained": 0}),
        ("赞成 14 反对 1 弃权 0", {"in_favour": 14, "against": 1, "abstained": 0}),
        ("赞成票14票，反对票1票，弃权票0票", {"in_favour": 14, "against": 1, "abstained": 0}),
        ("应到15人，14票同意、1票不同意", {"due_to_vote": 15, "in_favour": 14, "against": 1}),
    ],
)
def test_tallies_in_one_cell(text: str, expected: Mapping[str, int]) -> None:
    assert read_votes(text).value == expected


def test_a_show_of_hands_gives_no_numbers() -> None:
    outcome = read_votes("全票通过")
    assert outcome.value is None
    assert outcome.problem is not None and outcome.problem.code == "votes.no_numbers"


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.booleans()))
def test_no_reader_of_numbers_ever_raises(value: object) -> None:
    for reader in (
        read_count,
        read_attendance,
        read_votes,
        read_mark,
        read_times,
        read_identity_number,
        read_phone,
        read_name,
    ):
        outcome = reader(value)  # type: ignore[operator]
        if outcome.problem is not None:
            assert outcome.problem.sentence


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("√", True),
        ("是", True),
        ("✔", True),
        (1, True),
        (True, True),
        ("×", False),
        ("否", False),
        ("-", False),
        (0, False),
        (None, None),
    ],
)
def test_ticks(value: object, expected: bool | None) -> None:
    assert read_mark(value).value is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王小明", "王小明"),
        ("王  明", "王明"),
        ("王\u3000明", "王明"),
        ("\u200b王小明\ufeff", "王小明"),
        ("王\n小明", "王小明"),
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("买买提・吐尔逊", "买买提·吐尔逊"),
        ("买买提.吐尔逊", "买买提·吐尔逊"),
        ("买买提 · 吐尔逊", "买买提·吐尔逊"),
        ("王𬭎", "王𬭎"),
        ("㛃", "㛃"),
        ("Anna  Maria", "Anna Maria"),
        ("李芳（女）", "李芳"),
        ("王小明*", "王小明"),
        ("★王小明", "王小明"),
        ("王小明、", "王小明"),
        ("1.王小明", "王小明"),
        ("王小明同志", "王小明"),
        ("王同志", "王同志"),
        ("阿" * 30, "阿" * 30),
    ],
)
def test_names(text: str, expected: str) -> None:
    assert read_name(text).value == expected


@pytest.mark.parametrize(
    ("text", "code", "kept"),
    [
        ("王小明、李芳", "name.several", None),
        ("王?明", "name.lost_letter", None),
        ("王□明", "name.lost_letter", None),
        ("王\ufffd明", "name.lost_letter", None),
        ("王小明2", "name.unreadable", None),
        ("阿" * 31, "name.too_long", None),
        ("王", "name.short", "王"),
        ("王\ue863", "name.private_letter", "王\ue863"),
    ],
)
def test_names_that_are_told(text: str, code: str, kept: str | None) -> None:
    outcome = read_name(text)
    assert outcome.problem is not None and outcome.problem.code == code
    assert outcome.value == kept


@pytest.mark.parametrize(
    ("text", "expected"), [("男", "male"), ("女 ", "female"), ("1", "male"), ("2女", "female"), ("F", "female")]
)
def test_sex(text: str, expected: str) -> None:
    assert read_sex(text).value == expected


def test_an_unknown_sex_is_told() -> None:
    assert read_sex("男女").problem.code == "sex.unreadable"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("汉", "汉族"),
        ("汉族", "汉族"),
        ("01 汉族", "汉族"),
        ("01", "汉族"),
        ("9", "布依族"),
        ("56", "基诺族"),
        ("06苗", "苗族"),
        ("穿青人", "穿青人"),
    ],
)
def test_ethnicity(text: str, expected: str) -> None:
    assert read_ethnicity(text).value == expected
    assert read_ethnicity(text).problem is None


def test_there_are_56_ethnic_groups_and_doubt_is_told() -> None:
    assert len(set(ETHNICITIES)) == 56
    assert read_ethnicity("02 汉族").problem.code == "ethnicity.code"  # type: ignore[union-attr]
    assert read_ethnicity("57").problem.code == "ethnicity.unknown"  # type: ignore[union-attr]
    assert read_ethnicity("汗族").problem.code == "ethnicity.unknown"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "value",
    ["13812345678", 13812345678, 13812345678.0, "138-1234-5678", "138 1234 5678", "+8613812345678", "0851-88235678"],
)
def test_of_a_phone_only_the_last_four_digits_stay(value: object) -> None:
    assert read_phone(value).value == "5678"  # type: ignore[arg-type]
    assert read_phone(value).problem is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "code"),
    [("1381234567", "phone.unreadable"), ("1.38E+10", "phone.damaged"), ("13812345678/13912345678", "phone.several")],
)
def test_phones_that_are_told(value: str, code: str) -> None:
    problem = read_phone(value).problem
    assert problem is not None and problem.code == code


def test_masking_hides_all_but_the_last_four_digits() -> None:
    assert masked("138-1234-5678") == "***-****-5678"
    assert masked("123") == "123"


@given(st.dates(datetime.date(1930, 1, 1), datetime.date(2007, 12, 31)), st.integers(0, 999))
def test_identity_numbers_say_birth_and_sex(birth: datetime.date, order: int) -> None:
    number = identity_number(birth, order)
    for writing in (number, number.lower(), f" {number[:6]} {number[6:]} ", f"'{number}"):
        found = read_identity_number(writing).value
        assert found is not None
        assert (found.number, found.birth_on, found.sex) == (number, birth, "male" if order % 2 else "female")


@given(st.dates(datetime.date(1930, 1, 1), datetime.date(2007, 12, 31)), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(birth: datetime.date, place: int, shift: int) -> None:
    number = identity_number(birth)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert read_identity_number(wrong).value is None
    assert read_identity_number(wrong).problem is not None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (520111199001011234.0, "identity.damaged"),
        (520111199001011234, "identity.damaged"),
        ("5.20111E+17", "identity.damaged"),
        ("5.20111199001011E+17", "identity.damaged"),
        ("520111199001011000", "identity.damaged"),
        ("520111900101123", "identity.old"),
        ("52011119900101123", "identity.length"),
        ("5201111990010112345", "identity.length"),
        ("贵A1234567890", "identity.length"),
    ],
)
def test_damaged_identity_numbers_are_told_and_never_given_back(value: object, code: str) -> None:
    outcome = read_identity_number(value)  # type: ignore[arg-type]
    assert outcome.value is None
    assert outcome.problem is not None and outcome.problem.code == code


def test_a_number_with_an_impossible_birth_is_told() -> None:
    start = "52011119900230123"
    number = next(
        start + last
        for last in "0123456789X"
        if read_identity_number(start + last).problem.code != "identity.check_digit"
    )  # type: ignore[union-attr]
    assert read_identity_number(number).problem.code == "identity.birth"  # type: ignore[union-attr]
