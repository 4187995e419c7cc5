"""Names are found the way people type them and ordered the way they are read."""

import pytest

from zhibu.member.names import initials, sort_key, tidy_name


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("李晓明", "lxm"),
        ("单雪", "sx"),
        ("曾强", "zq"),
        ("查志远", "zzy"),
        ("仇永刚", "qyg"),
        ("解文博", "xwb"),
        ("尉迟恭", "ycg"),
        ("万俟咏", "mqy"),
        ("阿依古丽·买买提", "ayglmmt"),
        ("欧阳建平", "oyjp"),
        ("任行", "rx"),
        ("华敏", "hm"),
        ("乐正伟", "yzw"),
        ("乐嘉", "yj"),
        ("阚强", "kq"),
        ("尉平", "wp"),
        ("单于强", "cyq"),
        ("单于", "sy"),  # two characters: the surname 单
        ("王晟", "ws"),
        ("晟明", "cm"),
        ("单增多吉", "dzdj"),
        ("查干巴特尔", "cgbte"),
        ("任青·卓玛", "rqzm"),
    ],
)
def test_initials_read_surnames_as_surnames(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" 王 伟 ", "王伟"),
        ("王　伟", "王伟"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("ＬＩ Ｍｉｎｇ", "LI Ming"),
        ("㛃芳", "㛃芳"),
    ],
)
def test_one_way_of_writing_a_name(written: str, kept: str) -> None:
    assert tidy_name(written) == kept


def test_order_is_by_reading_and_equal_readings_keep_a_steady_order() -> None:
    ordered = sorted(["赵敏", "单雪", "安然", "李静", "李敬", "曾强"], key=sort_key)
    assert [name[0] for name in ordered] == ["安", "李", "李", "单", "曾", "赵"]
    assert sort_key("李静") != sort_key("李敬")
