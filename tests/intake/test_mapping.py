"""Guesses with reasons, corrections, refused columns."""

import datetime

import pytest

from tests.intake.building import identity_number, separated, xlsx
from zhibu.intake import fields, guess, guess_as, interpret, read
from zhibu.intake.refusals import refusal

ROSTER = [["姓名", "性别", "入党时间"], ["王小明", "男", "2008-06-12"], ["李芳", "女", "2009-06-12"]]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("姓名", "name"), ("姓  名", "name"), ("姓\n名", "name"), ("党员姓名", "name"), ("*姓名", "name"),
        ("姓名：", "name"),
        ("出生年月日", "birth_on"), ("出生时间", "birth_on"), ("出生日其", "birth_on"), ("初生日期", "birth_on"),
        ("入党年月", "joined_on"), ("入党时间（年/月/日）", "joined_on"), ("加入党组织时间", "joined_on"),
        ("预备党员时间", "joined_on"),
        ("转正时间", "full_on"), ("成为正式党员日期", "full_on"),
        ("公民身份号码", "identity_number"), ("身份证号码", "identity_number"), ("身分证号码", "identity_number"),
        ("联系电话", "phone"), ("手机号码", "phone"), ("文化程度", "education"),
        ("所在党支部", "branch"), ("名族", "ethnicity"),
        ("党内职务", "post"), ("职务", "job"), ("政治面貌", "affiliation"), ("备住", "remark"), ("ＸＸ", None),
        ("年龄", None), ("党龄", None), ("家庭住址", None), ("申请入党时间", None), ("籍贯", None), ("党费基数", None),
    ],
)  # fmt: skip
def test_roster_headers(header: str, field: str | None) -> None:
    rows = [[header, "所在党小组", "学历" if field != "education" else "性别"], ["甲", "乙", "丙"]]
    column = guess_as(read(xlsx(rows), "a.xlsx"), "Sheet1", "roster").columns[0]
    assert column.field == field
    assert column.why


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("时间", "happened_on"), ("召开时间", "happened_on"), ("会议日期", "happened_on"),
        ("会议时间（年月日）", "happened_on"),
        ("会议类型", "kinds"), ("活动类别", "kinds"), ("议题", "title"), ("活动主题", "title"),
        ("主要内容", "content"),
        ("应道人数", "due"), ("应到会人数", "due"), ("应参加人数", "due"), ("实到人数", "present"),
        ("参会人数", "present"),
        ("应到/实到", "attendance"), ("缺席人员及原因", "absences"),
        ("请假人数", "absent"), ("参会人员", "attendees"),
        ("列席人员", "guests"), ("主持人", "host"), ("记录人", "recorder"), ("会议地点", "place"), ("决议", "decision"),
        ("赞成票数", "in_favour"), ("不同意", "against"), ("弃权", "abstained"), ("应到会有表决权人数", "due_to_vote"),
        ("起止时间", "times"), ("照片", None),
    ],
)  # fmt: skip
def test_ledger_headers(header: str, field: str | None) -> None:
    rows = [[header, "支部名称", "备注"], ["甲", "乙", "丙"]]
    assert guess_as(read(xlsx(rows), "a.xlsx"), "Sheet1", "meetings").columns[0].field == field


@pytest.mark.parametrize(
    ("kind", "header", "field"),
    [
        ("roster", "入职时间", None), ("roster", "入团时间", None), ("roster", "转出时间", None),
        ("roster", "入党时闻", "joined_on"),
        ("branches", "党员人数", None), ("branches", "委员人数", "seats"), ("branches", "委员仁数", "seats"),
    ],
)  # fmt: skip
def test_a_letter_that_changes_the_meaning_is_no_typing_error(kind: str, header: str, field: str | None) -> None:
    rows = [["姓名", "支部名称", header, "备注"], ["甲", "乙", "丙", "丁"]]
    column = guess_as(read(xlsx(rows), "a.xlsx"), "Sheet1", kind).columns[2]
    assert column.field == field


def test_a_guess_says_why_and_shows_examples_with_numbers_masked() -> None:
    number = identity_number(datetime.date(1985, 6, 12))
    rows = [["姓名", "身份证号", "单号", "入党时间"], ["王小明", number, number, "2008-06-12"]]
    first = guess(read(separated(rows), "a.csv"))[0]
    name, identity, unknown, _ = first.columns
    assert (name.letter, name.examples, name.why) == ("A", ("王小明",), "列名“姓名”就是姓名。")
    assert identity.examples == unknown.examples == ("*" * 14 + number[14:],)
    assert unknown.field is None
    assert first.why == "表头在第 1 行，有“姓名”“入党日期”“身份证号”等 3 列，像花名册。"
    assert number not in repr(first)


def test_two_columns_for_one_field_the_better_one_wins_and_the_other_says_so() -> None:
    rows = [["出生时间地点", "出生日期", "姓名", "入党时间"], ["甲", "1985-06-12", "王小明", "2008-06-12"]]
    columns = guess(read(xlsx(rows), "a.xlsx"))[0].columns
    assert [column.field for column in columns] == [None, "birth_on", "name", "joined_on"]
    assert columns[0].why == "也像出生日期，但 B 列更像，这一列先不用。"


def test_corrections_win_over_the_guess() -> None:
    rows = [["姓名", "性别", "入党时间", "何时"], ["王小明", "男", "2008-06-12", "1985-06-12"]]
    book = read(xlsx(rows), "a.xlsx")
    first = guess(book)[0]
    assert interpret(book, first).rows[0].values["birth_on"] is None
    corrected = interpret(book, first, corrections={"D": "birth_on", "B": None})
    assert corrected.rows[0].values["birth_on"] == datetime.date(1985, 6, 12)
    assert corrected.rows[0].values["sex"] is None
    moved = interpret(book, first, corrections={"D": "joined_on"})
    assert moved.rows[0].values["joined_on"] == datetime.date(1985, 6, 12), "the guessed column yields"
    addressed = interpret(book, first, corrections={"D": "address"})
    assert addressed.rows[0].values["address"] == "1985-06-12"


@pytest.mark.parametrize("corrections", [{"D": "salary"}, {"ZZ": "name"}, {"?": "name"}])
def test_unknown_columns_and_fields_in_corrections_are_errors(corrections: dict[str, str]) -> None:
    book = read(xlsx(ROSTER), "a.xlsx")
    with pytest.raises(ValueError, match="no "):
        interpret(book, guess(book)[0], corrections=corrections)


def test_a_sheet_without_a_kind_cannot_be_interpreted() -> None:
    book = read(xlsx([["代码", "名称"], ["01", "汉"]]), "a.xlsx")
    with pytest.raises(ValueError, match="no kind"):
        interpret(book, guess(book)[0])


def test_a_missing_required_column_is_told_for_the_whole_table() -> None:
    book = read(xlsx(ROSTER), "a.xlsx")
    result = interpret(book, guess(book)[0], corrections={"A": None})
    assert result.missing[0].sentence == "表“Sheet1”里没有找到“姓名”这一列。"
    assert result.counts == {"ready": 0, "look": 0, "refused": 2, "skipped": 0, "total": 2}


def test_the_user_may_say_the_kind_of_a_table_without_a_header() -> None:
    book = read(xlsx([["王小明", "男", "2008-06-12"], ["李芳", "女", "2009-06-12"]]), "a.xlsx")
    assert guess(book)[0].kind is None
    chosen = guess_as(book, "Sheet1", "roster")
    assert chosen.header_rows == ()
    result = interpret(book, chosen, corrections={"A": "name", "B": "sex", "C": "joined_on"})
    assert [(row.number, row.values["name"], row.values["sex"]) for row in result.rows] == [
        (1, "王小明", "male"),
        (2, "李芳", "female"),
    ]


@pytest.mark.parametrize(
    "header",
    ["思想表现打分", "积分", "考核得分", "党员积分", "得分", "排名", "名次", "量化考核", "政治表现", "现实表现",
     "星级评定", "学习强国积分", "思 想 状 况", "登录次数", "加分", "先锋指数"],
)  # fmt: skip
def test_columns_that_rate_people_are_refused_and_cannot_be_mapped(header: str) -> None:
    rows = [["姓名", "性别", "入党时间", header], ["王小明", "男", "2008-06-12", "95"]]
    book = read(xlsx(rows), "a.xlsx")
    first = guess(book)[0]
    assert first.columns[3].refused and first.columns[3].field is None and first.columns[3].examples == ()
    result = interpret(book, first, corrections={"D": "remark"})
    assert result.rows[0].values["remark"] == ""
    assert [column.letter for column in result.refused_columns] == ["D"]
    assert "95" not in repr(result)


@pytest.mark.parametrize(
    "header", ["入党积极分子", "积极分子确定时间", "得票数", "思想汇报日期", "备注", "家庭成分", "党小组", "人数"]
)
def test_ordinary_columns_are_not_refused(header: str) -> None:
    assert refusal(header) is None


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            ["姓名", "性别", "民族", "申请入党时间", "确定积极分子时间", "列为发展对象时间", "政审时间"],
            "像发展党员台账",
        ),
        (["姓名", "性别", "党费基数", *[f"{month}月" for month in range(1, 13)]], "像党费台账"),
        (["姓名", "签名"], "没有认出"),
        (["项目", "责任人", "完成时限"], "没有认出"),
    ],
)
def test_kinds_that_are_not_offered_are_named_and_left_out(header: list[str], said: str) -> None:
    first = guess(read(xlsx([header, ["甲"] * len(header)]), "a.xlsx"), {"roster", "meetings"})[0]
    assert first.kind is None and said in first.why


def test_fields_for_the_mapping_page() -> None:
    roster = fields("roster")
    assert roster[0].name == "name" and roster[0].label == "姓名" and roster[0].required
    assert {field.name for field in fields("meetings") if field.required} == {"happened_on"}
    with pytest.raises(KeyError):
        fields("salary")


def test_the_same_file_gives_the_same_answer() -> None:
    data = xlsx(ROSTER)
    assert guess(read(data, "a.xlsx")) == guess(read(data, "a.xlsx"))
