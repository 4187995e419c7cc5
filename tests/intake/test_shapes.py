"""Whole files in the shapes that secretaries have, from bytes to values, cell by cell."""

import datetime

from tests.intake.building import codes, identity_number, read_first, row_of, separated, told, with_shared_strings, xlsx
from zhibu.intake import Group, guess, read

D = datetime.date


def test_a_plain_roster() -> None:
    number = identity_number(D(1985, 6, 12), 121)
    data = separated(
        [
            ["姓名", "性别", "民族", "出生日期", "身份证号", "学历", "入党日期", "转正日期", "所在支部", "党内职务",
             "手机"],
            ["王小明", "男", "汉族", "1985-06-12", number, "本科", "2008-06-12", "2009-06-12", "机关支部", "支部书记",
             "13812345678"],
        ]
    )  # fmt: skip
    result = read_first(data, "花名册.csv")
    assert result.counts == {"ready": 1, "look": 0, "refused": 0, "skipped": 0, "total": 1}
    assert told(result.rows[0].values) == {
        "name": "王小明",
        "sex": "male",
        "ethnicity": "汉族",
        "birth_on": D(1985, 6, 12),
        "joined_on": D(2008, 6, 12),
        "full_on": D(2009, 6, 12),
        "education": "本科",
        "branch": "机关支部",
        "post_text": "支部书记",
        "posts": ["secretary"],
        "phone_last_four": "5678",
    }


def test_a_roster_under_titles_with_misspelt_headers_and_a_footer() -> None:
    rows = [
        ["中共某某公司机关党支部党员花名册"],
        ["单位（盖章）：", None, None, None, "填报日期：2026年1月5日"],
        [],
        ["序 号", "姓\n名", "姓别", "名  族", "出生\n年月", "入党时间\n（年月日）", "转正日其", "思想表现打分"],
        [1, "王 小明", "男", "01 汉族", "1985.06", "2008.6.12", "2009.6.12", 95],
        [2, "买买提•吐尔逊", "男", "维吾尔", "1990年3月", "2015年7月1日", "二〇一六年七月一日", 90],
        [3],
        [4],
        ["合计", "2人"],
        ["填表人：李芳", None, None, "审核人："],
    ]
    result = read_first(with_shared_strings(xlsx(rows, merged=["A1:H1", "A2:C2"])))
    assert [(row.number, row.group) for row in result.rows] == [(5, Group.READY), (6, Group.READY)]
    assert told(result.rows[0].values) == {
        "name": "王小明",
        "sex": "male",
        "ethnicity": "汉族",
        "birth_on": D(1985, 6, 1),
        "birth_precision": "month",
        "joined_on": D(2008, 6, 12),
        "full_on": D(2009, 6, 12),
    }
    assert result.rows[1].values["name"] == "买买提·吐尔逊"
    assert result.rows[1].values["full_on"] == D(2016, 7, 1)
    assert [(row.number, row.why) for row in result.skipped] == [
        (7, "只有序号，没有内容"),
        (8, "只有序号，没有内容"),
        (9, "合计、签名或说明"),
        (10, "合计、签名或说明"),
    ]
    assert [(column.letter, column.header) for column in result.refused_columns] == [("H", "思想表现打分")]
    assert "不记怎么想" in result.refused_columns[0].reason


def test_a_roster_with_merged_headers_in_three_rows_and_merged_branches() -> None:
    rows = [
        ["党员信息表"],
        ["支部", "基本情况", None, None, "入党", None, "联系方式", None],
        [None, "姓名", "性别", "出生", "时间", None, "手机", "住址"],
        [None, None, None, None, "入党日期", "转正日期", None, None],
        ["第一支部", "王小明", "男", "1985-06-12", "2008-06-12", "2009-06-12", 13812345678, "某路1号"],
        [None, "李芳", "女", "1990-01-01", "2015-07-01", "2016-07-01", 13912345679, "某路2号"],
        ["第二支部", "赵强", "男", "1970-01-01", "1995-07-01", "1996-07-01", 13712345670, "某路3号"],
    ]
    merged = ["A1:H1", "A2:A4", "B2:D2", "E2:F2", "E3:F3", "G2:H2", "B3:B4", "C3:C4", "D3:D4", "A5:A6"]
    data = xlsx(rows, merged=merged)
    first = guess(read(data, "a.xlsx"))[0]
    assert first.header_rows == (2, 3, 4)
    assert {column.letter: column.field for column in first.columns} == {
        "A": "branch", "B": "name", "C": "sex", "D": "birth_on", "E": "joined_on", "F": "full_on", "G": "phone",
        "H": None,
    }  # fmt: skip
    result = read_first(data)
    assert [(row.values["name"], row.values["branch"]) for row in result.rows] == [
        ("王小明", "第一支部"),
        ("李芳", "第一支部"),
        ("赵强", "第二支部"),
    ]
    assert all("address" not in told(row.values) for row in result.rows)
    assert result.counts["ready"] == 3


def test_a_roster_in_sections_with_repeated_headers() -> None:
    header = ["序号", "姓名", "性别", "入党时间", "类别"]
    rows = [
        ["党员名册"],
        header,
        ["第一党小组"],
        [1, "王小明", "男", "2008-06-12", "正式党员"],
        [2, "李芳", "女", "2025-11-01", "预备党员"],
        header,
        ["第二党小组"],
        [3, "赵强", "男", "1995-07-01", "正式"],
    ]
    result = read_first(xlsx(rows, merged=["A1:E1", "A3:E3", "A7:E7"]))
    assert [
        (row.number, row.values["name"], row.values["group"], row.values["affiliation"]) for row in result.rows
    ] == [
        (4, "王小明", "第一党小组", "full_member"),
        (5, "李芳", "第一党小组", "probationary_member"),
        (8, "赵强", "第二党小组", "full_member"),
    ]
    assert [(row.number, row.why) for row in result.skipped] == [
        (3, "分段标题，用在下面各行"),
        (6, "重复的表头"),
        (7, "分段标题，用在下面各行"),
    ]


def test_a_roster_whose_cells_only_show_months() -> None:
    rows = [
        ["姓名", "性别", "出生年月", "入党时间"],
        ["王小明", "男", D(1985, 6, 1), D(2008, 6, 1)],
        ["李芳", "女", D(1990, 1, 9), 39611],
    ]
    month = 'yyyy"年"m"月"'
    result = read_first(xlsx(rows, formats={"C2": month, "D2": month}))
    assert result.rows[0].values["birth_precision"] == result.rows[0].values["joined_precision"] == "month"
    assert codes(result, 2) == ["date.month_only"], "a birth may stay a month, joining is asked"
    assert (result.rows[1].values["joined_on"], result.rows[1].values["joined_precision"]) == (D(2008, 6, 12), "day")


def test_a_roster_without_useful_headers_is_read_by_content() -> None:
    rows = [["姓名", "栏一", "栏二", "入党时间"]]
    rows += [[f"王小{letter}", sex, "汉族", "2008-06-12"] for letter, sex in (("明", "男"), ("芳", "女"), ("强", "男"))]
    result = read_first(separated(rows, "gb18030", "\t"), "a.txt")
    assert [row.values["sex"] for row in result.rows] == ["male", "female", "male"]
    assert [row.values["ethnicity"] for row in result.rows] == ["汉族"] * 3


def test_a_ledger_with_two_header_rows_in_gb18030() -> None:
    data = """机关党支部2023年三会一课台账,,,,,,,,
序号,时间,类型,主题,到会情况,,表决情况,,
,,,,应到,实到,赞成,反对,弃权
1,1月5日 14:00-16:00,支部党员大会暨党课,学习报告,15,12,11,1,0
2,2023.2.3,支委扩大会,研究发展对象,5,5,,,
3,二〇二三年三月八日（星期三）下午2点半,主题党日,义务劳动,15,全体,,,
备注：本表一式两份,,,,,,,,
"""
    result = read_first(data.encode("gb18030"), "台账.csv")
    assert result.counts == {"ready": 3, "look": 0, "refused": 0, "skipped": 1, "total": 3}
    assert told(result.rows[0].values) == {
        "happened_on": D(2023, 1, 5),
        "starts": datetime.time(14),
        "ends": datetime.time(16),
        "kind_text": "支部党员大会暨党课",
        "kinds": ["general_meeting", "party_lesson"],
        "title": "学习报告",
        "items": [{"kind": "general_meeting", "title": "学习报告"}, {"kind": "party_lesson", "title": "学习报告"}],
        "due": 15,
        "present": 12,
        "in_favour": 11,
        "against": 1,
        "abstained": 0,
    }
    assert told(result.rows[1].values)["kinds"] == ["committee_meeting"]
    third = told(result.rows[2].values)
    assert (third["happened_on"], third["starts"], third["present"]) == (D(2023, 3, 8), datetime.time(14, 30), 15)


def test_a_ledger_with_everything_in_few_cells() -> None:
    rows = [
        ["会议日期", "会议名称", "出席情况", "参会人员", "请假人员及原因", "表决情况", "决议"],
        [
            D(2023, 4, 6), "支部党员大会", "应到6/实到4", "王小明、李芳、赵强、钱 进",
            "孙浩（出差）、周敏（病假）", "赞成4票，反对0票，弃权0票", "通过",
        ],
        [D(2023, 5, 9), "支委会", "3/3", "王小明 李芳 赵强", "无", "一致同意", "同意方案"],
    ]  # fmt: skip
    result = read_first(xlsx(rows, sheet="2023年会议"))
    first, second = (told(row.values) for row in result.rows)
    assert first["attendee_names"] == ["王小明", "李芳", "赵强", "钱进"]
    assert first["absences"] == [
        {"name": "孙浩", "presence": "leave_work"},
        {"name": "周敏", "presence": "leave_ill"},
    ]
    assert (first["due"], first["present"], first["absent"]) == (6, 4, 2)
    assert (first["in_favour"], first["against"], first["abstained"]) == (4, 0, 0)
    assert first["decision"] == "通过"
    assert second["attendee_names"] == ["王小明", "李芳", "赵强"]
    assert "in_favour" not in second and codes(result, 3) == ["votes.no_numbers"]
    assert [row.group for row in result.rows] == [Group.READY, Group.READY]


def test_a_ledger_with_ticks_for_the_kinds() -> None:
    rows = [
        ["2024年度三会一课开展情况登记表"],
        ["日期", "三会一课", None, None, None, "主题党日", "内容", "地点"],
        [None, "党员大会", "支委会", "党小组会", "党课", None, None, None],
        ["1月8日", "√", None, None, "√", None, "学习", "会议室"],
        ["2月7日", None, "√", None, None, "√", "慰问", "社区"],
        ["3月7日", "×", None, "✓", None, None, "讨论", "一车间"],
    ]
    result = read_first(xlsx(rows, merged=["A1:H1", "A2:A3", "B2:E2", "F2:F3", "G2:G3", "H2:H3"]))
    assert [(row.values["happened_on"], row.values["kinds"]) for row in result.rows] == [
        (D(2024, 1, 8), ["general_meeting", "party_lesson"]),
        (D(2024, 2, 7), ["committee_meeting", "theme_day"]),
        (D(2024, 3, 7), ["group_meeting"]),
    ]


def test_a_book_with_one_sheet_per_kind_a_code_sheet_and_an_empty_one() -> None:
    rows = [["日期", "时间", "议题", "应到人数", "实到人数"], ["2023-01-05", "14:00-15:00", "工作计划", 5, 5]]
    others = {
        "党员大会": [["日期", "时间", "议题", "应到人数", "实到人数"], ["2023-01-09", "9:00-10:00", "总结", 15, 14]],
        "代码": [["代码", "名称"], ["01", "汉族"], ["02", "蒙古族"]],
        "Sheet3": [],
        "旧表": rows,
    }
    book = read(xlsx(rows, sheet="支委会", others=others, hidden_sheets=["旧表"]), "2023台账.xlsx")
    guesses = guess(book)
    assert [(one.sheet, one.kind) for one in guesses] == [
        ("支委会", "meetings"),
        ("党员大会", "meetings"),
        ("代码", None),
        ("Sheet3", None),
        ("旧表", None),
    ]
    assert "隐藏" in guesses[4].why and "空的" in guesses[3].why
    first = read_first(xlsx(rows, sheet="支委会"))
    assert first.rows[0].values["kinds"] == ["committee_meeting"]
    assert (first.rows[0].values["starts"], first.rows[0].values["ends"]) == (datetime.time(14), datetime.time(15))


def test_a_ledger_by_years_with_ditto_marks() -> None:
    rows = [
        ["时间", "会议类型", "地点", "主持人", "内容"],
        ["2022年"],
        ["12月6日", "支委会", "小会议室", "王小明", "年终工作"],
        ["2023年"],
        ["1月5日", "同上", "〃", "〃", "新年计划"],
        ["二月六日", "党课", "〃", "李芳", "第一讲"],
    ]
    result = read_first(xlsx(rows))
    assert [
        (row.values["happened_on"], row.values["kinds"], row.values["place"], row.values["host"]) for row in result.rows
    ] == [
        (D(2022, 12, 6), ["committee_meeting"], "小会议室", "王小明"),
        (D(2023, 1, 5), ["committee_meeting"], "小会议室", "王小明"),
        (D(2023, 2, 6), ["party_lesson"], "小会议室", "李芳"),
    ]


def test_a_ledger_whose_dates_want_a_look() -> None:
    rows = [
        ["2023年会议台账"],
        ["日期", "类型", "主题", "应到", "实到"],
        ["2月30日", "支委会", "一", 5, 5],
        ["2023年3月", "支委会", "二", 5, 5],
        [None, "支委会", "三", 5, 5],
        ["2024-04-01", "支委会", "四", 5, 5],
        [2023.1, "支委会", "五", 5, 5],
        ["2023", "支委会", "六", 5, 5],
        ["2023-12-30", "支委会", "七", 5, 5],
    ]
    result = read_first(xlsx(rows, merged=["A1:E1"]), today=D(2023, 12, 1))
    assert [(row.number, row.group, codes(result, row.number)) for row in result.rows] == [
        (3, Group.REFUSED, ["date.impossible"]),
        (4, Group.LOOK, ["date.month_only"]),
        (5, Group.REFUSED, ["happened.missing"]),
        (6, Group.LOOK, ["happened.future"]),
        (7, Group.REFUSED, ["date.lost_zero"]),
        (8, Group.REFUSED, ["date.year_only"]),
        (9, Group.LOOK, ["happened.future"]),
    ]
    assert row_of(result, 4).values["happened_precision"] == "month"
    assert row_of(result, 3).problems[0].told == (
        "第 3 行 A 列（日期）：2023 年 2 月没有 30 日，只到 28 日。核对后写成 2023-05-01 或 2023年5月1日。"
    )


def test_dates_without_a_year_need_one_from_somewhere() -> None:
    rows = [["日期", "类型", "主题"], ["1月5日", "支委会", "计划"]]
    assert codes(read_first(xlsx(rows)), 2) == ["date.no_year"]
    assert read_first(xlsx(rows), year=2022).rows[0].values["happened_on"] == D(2022, 1, 5)
    assert read_first(xlsx(rows), "2021年台账.xlsx").rows[0].values["happened_on"] == D(2021, 1, 5)
    assert read_first(xlsx(rows), "2021年台账.xlsx", year=2022).rows[0].values["happened_on"] == D(2022, 1, 5)


def test_a_day_outside_the_year_of_the_table_is_told_only_when_most_are_inside() -> None:
    rows = [
        ["日期", "类型", "主题"],
        ["2023-01-05", "支委会", "一"],
        ["2023-02-06", "支委会", "二"],
        ["2032-03-07", "支委会", "三"],
    ]
    inside = read_first(xlsx(rows), "2023年台账.xlsx")
    assert [codes(inside, number) for number in (2, 3, 4)] == [[], [], ["date.other_year"]]
    saved_later = read_first(xlsx(rows), "2026年整理.xlsx")
    assert saved_later.counts["ready"] == 3


def test_the_column_order_of_the_national_roster() -> None:
    header = [
        "姓名", "公民身份号码", "性别", "民族", "出生日期", "学历", "人员类别", "所在党支部", "加入党组织日期",
        "转为正式党员日期", "工作岗位", "联系电话", "固定电话", "家庭住址", "党籍状态", "是否为失联党员",
        "是否为流动党员",
    ]  # fmt: skip
    columns = guess(read(separated([header, ["甲"] * len(header)]), "a.csv"))[0].columns
    assert [column.field for column in columns] == [
        "name", "identity_number", "sex", "ethnicity", "birth_on", "education", "affiliation", "branch", "joined_on",
        "full_on", "job", "phone", None, None, None, None, None,
    ]  # fmt: skip


def test_hidden_rows_are_read_and_told() -> None:
    rows = [["姓名", "性别", "入党时间"], ["王小明", "男", "2008-06-12"], ["李芳", "女", "2009-06-12"]]
    result = read_first(xlsx(rows, hidden_rows=[3]))
    assert [row.values["name"] for row in result.rows] == ["王小明", "李芳"]
    assert result.notes == ("表“Sheet1”有 1 行是隐藏的，也读了，第一行是第 3 行。",)
