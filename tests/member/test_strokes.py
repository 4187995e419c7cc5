"""Candidates stand by the strokes of their surnames, as on official lists."""

import pytest

from zhibu.member.strokes import by_strokes, stroke_key, strokes


@pytest.mark.parametrize(
    ("letter", "count"),
    [("丁", 2), ("王", 4), ("李", 7), ("陈", 7), ("赵", 9), ("黄", 11), ("魏", 17), ("㛃", 9), ("𬭎", 12), ("A", None)],
)
def test_strokes_of_a_character(letter: str, count: int | None) -> None:
    assert strokes(letter) == count


@pytest.mark.parametrize(
    "ordered",
    [
        ["丁雪", "王强", "毛平", "刘洋", "李静", "陈晨", "赵敏", "黄河", "魏然"],
        ["李静", "杨帆", "吴敏", "何平", "沈悦", "张强"],  # seven strokes each: 横 竖 撇 点 折
        ["王君", "王珉", "王晨", "王三运", "王万宾", "王正伟"],  # given names of one character first
        ["欧强", "欧文静", "欧阳平"],  # a compound surname stands behind the simple one that begins alike
        ["张强", "阿依古丽·买买提", "Anna"],
    ],
)
def test_lists_stand_as_official_ones(ordered: list[str]) -> None:
    assert by_strokes(reversed(ordered)) == ordered


def test_what_is_no_character_stands_last_and_nothing_breaks() -> None:
    assert by_strokes(["", "张强", "～"])[0] == "张强"
    assert stroke_key("王 伟") == stroke_key("王伟")
