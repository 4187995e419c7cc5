"""接龙 as people paste it: who answered what, and what has to be asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.intake.relay import Answered, read_answer, read_relay

NAMES = ("王玉兰", "李晓明", "单雪", "赵志强", "钱文博", "孙春芳", "周海涛", "吴敏", "买买提·吐尔逊", "李明")
ROSTER = [(name, name) for name in NAMES]


def read(text: str) -> list[tuple[str | None, str]]:
    return [(answer.key, answer.remark) for answer in read_relay(text, ROSTER)]


def only(text: str) -> Answered[str]:
    (answer,) = read_relay(text, ROSTER)
    return answer


def test_numbered_lines_of_a_chat_group() -> None:
    text = """#接龙
四季度党员大会，11.26 晚 7 点，能来的接龙
例 张三 到会

1. 王玉兰
2、李 晓 明 到
3）赵志强（请假，出差）
4. 钱文博 值班
５．周海涛+1
⑥ 买买提•吐尔逊
7 孙春芳 身体不舒服"""
    assert read(text) == [
        ("王玉兰", ""),
        ("李晓明", "到"),
        ("赵志强", "请假,出差"),
        ("钱文博", "值班"),
        ("周海涛", "+1"),
        ("买买提·吐尔逊", ""),
        ("孙春芳", "身体不舒服"),
    ]


def test_lines_and_lists_without_numbers() -> None:
    assert read("请大家接龙\n王玉兰\n李晓明，出差") == [("王玉兰", ""), ("李晓明", "出差")]
    assert read("王玉兰、李晓明、单雪") == [("王玉兰", ""), ("李晓明", ""), ("单雪", "")]
    assert read("3. 王玉兰、单雪") == [("王玉兰", ""), ("单雪", "")]
    assert read("") == []
    assert read("\n  \n") == []


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("1. 李小明 到", "李晓明"),  # the same sound
        ("1. 赵志刚", "赵志强"),  # one letter off
        ("1. 晓明", "李晓明"),  # the given name
        ("1. zzq", "赵志强"),  # initials
        ("1. 老吴", "吴敏"),
        ("1. 周工 出差", "周海涛"),
        ("1. 李明亮", "李明"),  # may be somebody else
    ],
)
def test_what_is_not_certain_is_asked(line: str, first: str) -> None:
    answer = only(line)
    assert answer.key is None
    assert answer.candidates[0] == first


def test_two_of_one_name_are_asked() -> None:
    answer = read_relay("1. 李晓明", [(1, "李晓明"), (2, "李晓明"), (3, "单雪")])[0]
    assert (answer.key, answer.candidates) == (None, (1, 2))


def test_an_answer_for_somebody_else_is_asked() -> None:
    answer = only("1. 李晓明代单雪请假")
    assert answer.key is None
    assert set(answer.candidates) == {"李晓明", "单雪"}


def test_the_longer_name_is_not_taken_for_the_shorter() -> None:
    roster = [(1, "李明"), (2, "李明亮")]
    assert [answer.key for answer in read_relay("1. 李明亮\n2. 李明", roster)] == [2, 1]


def test_nobody_on_the_roster_stays_without_candidates() -> None:
    answer = only("1. 欧阳锋 到")
    assert (answer.key, answer.candidates) == (None, ())


@pytest.mark.parametrize(
    ("remark", "code"),
    [
        ("", "present"), ("到", "present"), ("参加", "present"), ("+1", "present"), ("1", "present"), ("√", "present"),
        ("晚到10分钟", "present"), ("出差", "leave_work"), ("值夜班，来不了", "leave_work"), ("病假", "leave_ill"),
        ("住院", "leave_ill"), ("请假", "leave_personal"), ("家里有事", "leave_personal"), ("去不了", "leave_personal"),
        ("不参加", "leave_personal"), ("没法到", "leave_personal"), ("补学", "studied_later"),
        ("送学上门", "brought_home"),
        ("列席", "guest"), ("收到", ""), ("请大家支持", ""),
    ],
)  # fmt: skip
def test_remarks(remark: str, code: str) -> None:
    assert read_answer(remark) == code


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    for answer in read_relay(text, ROSTER):
        assert answer.key is None or answer.key in NAMES
        assert set(answer.candidates) <= set(NAMES)
        assert isinstance(read_answer(answer.remark), str)


@given(st.lists(st.sampled_from(NAMES), unique=True, min_size=1), st.data())
def test_every_plain_name_is_found_once(names: list[str], data: st.DataObject) -> None:
    sign = data.draw(st.sampled_from([". ", "、", ") ", "．", " "]))
    text = "\n".join(f"{number}{sign}{name}" for number, name in enumerate(names, 1))
    assert [answer.key for answer in read_relay(text, ROSTER)] == names
