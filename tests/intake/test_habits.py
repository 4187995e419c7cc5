"""Tables in shapes that people have and no form asks for: what comes out of each, value by value."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.flows.files import separated, workbook
from zhibu.intake import guess, interpret, read

TODAY = date(2026, 11, 23)
Table = list[tuple[Any, ...]]


def taken(table: Table, kind: str, *wanted: str, name: str = "表.xlsx", data: bytes = b"") -> list[tuple[Any, ...]]:
    """The wanted values of every row, after the row's number and group."""
    book = read(data or workbook(("Sheet1", table)), name)
    (one,) = guess(book)
    assert one.kind == kind, one.why
    rows = interpret(book, one, today=TODAY).rows
    return [(row.number, row.group.value, *(row.values.get(field) for field in wanted)) for row in rows]


def yuan(text: str, *months: int) -> dict[str, Decimal]:
    return {str(month): Decimal(text) for month in months}


def test_dues_by_the_quarter() -> None:
    table = [
        ("×××公司机关党支部党员交纳党费明细表（2025年度）",),
        ("单位：元", "", "", "", "", "制表日期：2025.12.31"),
        (
            "编号",
            "党员姓名",
            "缴费基数",
            "缴纳比例",
            "月缴额",
            "1-3月",
            "4-6月",
            "第三季度",
            "10-12月",
            "全年合计",
            "签名",
        ),
        (1, "李 晓 明", "6,800.00", "1%", "68元", "204", "204", "204", "204", "816", ""),
        (2, "单雪", "3000元", "0.5%", 15, 45, "45.01", "", "", "90.01", ""),
        ("书记（签字）：", "", "", "", "组织委员："),
    ]
    first, second = taken(table, "dues", "name", "year", "monthly", "paid")
    assert first == (4, "ready", "李晓明", 2025, Decimal("68.00"), yuan("68.00", *range(1, 13)))
    odd = yuan("15.00", 1, 2, 3, 4, 5) | yuan("15.01", 6)
    assert second == (5, "look", "单雪", 2025, Decimal("15.00"), odd)  # 45.01 元 cannot be parted


def test_dues_with_due_paid_and_day_below_each_month() -> None:
    header = ["序号", "姓名", *(text for month in range(1, 4) for text in (f"2026.{month:02d}", "", ""))]
    below = ["", "", *["应交", "实交", "交纳时间"] * 3]
    table = [
        ("党费收缴登记簿",),
        tuple(header),
        tuple(below),
        (1, "李晓明", 50, 50, "1.5", 50, 50, "2.6", 50, "欠", ""),
        (2, "单雪", 30, 30, date(2026, 1, 5), 30, "免", "", 30, 30, "3.3"),
    ]
    rows = taken(table, "dues", "name", "year", "paid", "words")
    assert rows == [
        (4, "ready", "李晓明", 2026, yuan("50.00", 1, 2), {}),
        (5, "ready", "单雪", 2026, yuan("30.00", 1, 3), {"2": "免"}),
    ]


def test_dues_as_a_list_of_payments() -> None:
    table = [
        ("日期", "姓名", "月份", "金额", "备注"),
        ("2026-01-05", "李晓明", "1月", 50, ""),
        ("2026-02-05", "李晓明", "2月", 50, ""),
        ("2026-01-06", "单雪", "1-3月", 90, "微信转账"),
        ("2026-04-06", "单雪", "", 30, ""),
        ("2026-05-06", "李晓明", "2月", 50, ""),
    ]
    rows = taken(table, "dues", "name", "paid", name="2026年党费流水.xlsx")
    assert rows == [
        (2, "ready", "李晓明", yuan("50.00", 1)),
        (3, "ready", "李晓明", yuan("50.00", 2)),
        (4, "ready", "单雪", yuan("30.00", 1, 2, 3)),
        (5, "ready", "单雪", yuan("30.00", 4)),
        (6, "look", "李晓明", yuan("50.00", 2)),  # the same month again
    ]


def test_class_hours_are_never_taken_for_money() -> None:
    table = [
        ("2026年党员学时统计表",),
        ("姓名", "1月", "2月", "3月", "4月", "合计"),
        ("李晓明", 4, "", 2, 8, 14),
        ("合计", 4, 0, 2, 8, 14),
    ]
    rows = taken(table, "training", "name", "happened_on", "happened_precision", "hours")
    assert rows == [
        (3, "ready", "李晓明", date(2026, 1, 1), "month", Decimal(4)),
        (4, "ready", "李晓明", date(2026, 3, 1), "month", Decimal(2)),
        (5, "ready", "李晓明", date(2026, 4, 1), "month", Decimal(8)),
    ]


def test_a_course_with_everybody_in_one_cell() -> None:
    table = [
        ("时间", "培训内容", "参加人员", "学时"),
        ("2026.3.5", "党章学习", "李晓明、单雪（迟到）；王玉兰", "4学时"),
    ]
    rows = taken(table, "training", "names", "title", "hours")
    assert rows == [(2, "ready", ["李晓明", "单雪", "王玉兰"], "党章学习", Decimal(4))]


def test_admission_with_the_bodies_below_the_stages() -> None:
    table = [
        ("2025年发展党员工作情况一览表",),
        ("序号", "姓名", "申请入党时间", "入党积极分子", "", "", "发展对象", "", "预备党员", "", "正式党员", ""),
        (
            "",
            "",
            "",
            "支委会研究时间",
            "上级备案时间",
            "培养联系人",
            "确定时间",
            "公示时间",
            "支部大会时间",
            "党委审批时间",
            "支部大会时间",
            "党委审批时间",
        ),
        (
            1,
            "陈小满",
            "20230108",
            "2023.9.2",
            "2023.9.10",
            "李晓明\n单雪",
            "2024.10.08",
            "2024.10.20-10.27",
            "2024.11.5",
            "2024.12.1",
            "2025.11.6",
            "2025年12月2日",
        ),
    ]
    wanted = (
        "applied_on",
        "activist_on",
        "activist_filed_on",
        "contacts",
        "candidate_on",
        "announced_until",
        "accepted_on",
        "approved_on",
        "full_on",
        "full_approved_on",
    )
    assert taken(table, "admissions", *wanted) == [
        (
            4, "ready", date(2023, 1, 8), date(2023, 9, 2), date(2023, 9, 10), ["李晓明", "单雪"], date(2024, 10, 8),
            date(2024, 10, 27), date(2024, 11, 5), date(2024, 12, 1), date(2025, 11, 6), date(2025, 12, 2),
        )
    ]  # fmt: skip


def test_ballots_below_a_merged_head_with_a_rate_beside() -> None:
    table = [
        ("一车间党支部2024年度民主评议党员测评汇总表",),
        ("应参加测评人数：20", "", "", "实际参加：18"),
        ("序号", "姓名", "测评结果（票）", "", "", "", "优秀率", "支部评定意见"),
        ("", "", "优秀", "合格", "基本合格", "不合格", "", ""),
        (1, "李晓明", 15, 3, 0, 0, "83%", "优秀"),
        (2, "单雪", "8票", "10票", "", "", "44%", "合格等次"),
    ]
    assert taken(table, "appraisals", "year", "excellent", "qualified", "result") == [
        (5, "ready", 2024, 15, 3, "excellent"),
        (6, "ready", 2024, 8, 10, "qualified"),
    ]


def test_problems_whose_end_stands_in_the_words() -> None:
    table = [
        ("组织生活会查摆问题整改台账",),
        ("类别", "序号", "具体问题", "整改措施", "牵头人", "完成时限", "销号情况"),
        ("理论学习", 1, "学得不深", "每月一学", "李晓明", "长期坚持", "未销号"),
        ("联系群众", 2, "下现场少", "每周一次", "王玉兰、单雪", "立行立改", "2026.5.1完成"),
    ]
    rows = taken(table, "problems", "problem", "responsible", "is_closed", "closed_on")
    assert rows == [
        (3, "ready", "学得不深", "李晓明", False, None),
        (4, "ready", "下现场少", "王玉兰、单雪", True, date(2026, 5, 1)),
    ]


def test_a_plan_with_contents_and_days_before_which() -> None:
    table = [
        ("2026年度党建工作要点",),
        ("时间", "工作任务", "主要内容", "牵头单位", "责任领导"),
        ("一季度", "召开组织生活会", "会前谈心；对照检查", "办公室", "王玉兰"),
        ("6月底前", "讲党课", "", "", "书记"),
    ]
    rows = taken(table, "plan", "planned_on", "planned_precision", "title", "content", "host")
    assert rows == [
        (3, "ready", date(2026, 1, 1), "quarter", "召开组织生活会", "会前谈心；对照检查", "王玉兰"),
        (4, "ready", date(2026, 6, 1), "month", "讲党课", "", "书记"),
    ]


def test_a_register_of_visitors_loses_names_and_numbers() -> None:
    table = [
        ("来信来访登记表",),
        ("登记号", "来访人", "联系电话", "反映问题", "接待时间", "接待人", "处理结果", "回访满意度"),
        (
            "2025001",
            "张大山",
            "13812345678",
            "张大山说工资晚发，电话13812345678",
            "2025.3.4",
            "王玉兰",
            "3月20日已答复",
            "满意",
        ),
        ("2025002", "何小草", "", "宿舍漏水", "2025/5/6", "王玉兰", "转工程部处理", ""),
    ]
    rows = taken(table, "concerns", "summary", "raiser", "answered_on", "confirmed", "is_closed")
    assert rows == [
        (3, "ready", "（本人）说工资晚发，电话（号码）", "", date(2025, 3, 20), "满意", True),
        (4, "refused", "宿舍漏水", "", None, "", False),
    ]


def test_a_roster_with_two_things_in_a_cell() -> None:
    table = [
        ("姓名", "性别/民族", "出生年月（岁）", "入党/转正时间", "手机(短号)"),
        ("李晓明", "男/汉", "1980.05（46岁）", "2005.7.1/2006.7.1", "13800000000(661)"),
    ]
    wanted = ("sex", "ethnicity", "birth_on", "birth_precision", "joined_on", "full_on", "phone_last_four")
    rows = taken([], "roster", *wanted, name="名册.txt", data=separated(table, "gb18030", "\t"))
    assert rows == [(2, "ready", "male", "汉族", date(1980, 5, 1), "month", date(2005, 7, 1), date(2006, 7, 1), "0000")]


def test_ticks_below_male_and_female_full_and_on_probation() -> None:
    table = [
        ("序号", "姓名", "性别", "", "党员类别", "", "入党时间"),
        ("", "", "男", "女", "正式", "预备", ""),
        (1, "李晓明", "√", "", "√", "", "2005.7.1"),
        (2, "单雪", "", "√", "", "√", "2026.3.1"),
        (3, "王玉兰", "√", "√", "", "", "2005.7.1"),
    ]
    assert taken(table, "roster", "name", "sex", "affiliation") == [
        (3, "ready", "李晓明", "male", "full_member"),
        (4, "ready", "单雪", "female", "probationary_member"),
        (5, "look", "王玉兰", None, None),
    ]


def test_remarks_say_who_is_gone_who_came_and_who_is_on_probation() -> None:
    table = [
        ("姓名", "性别", "入党时间", "备注"),
        ("李晓明", "男", "2005.7.1", "2024年3月由二车间转入"),
        ("单雪", "女", "2026.3.1", "预备党员"),
        ("王玉兰", "女", "2005.7.1", "2025.6.1转出"),
        ("赵志强", "男", "2005.7.1", "组织关系未转出"),
        ("钱文博", "男", "2005.7.1", "配偶去世，多走访"),
        ("孙春芳", "女", "2005.7.1", "2020.1.1转入，2021.1.1任组长"),
    ]
    assert taken(table, "roster", "name", "moved_in_on", "affiliation") == [
        (2, "ready", "李晓明", date(2024, 3, 1), None),
        (3, "ready", "单雪", None, "probationary_member"),
        (4, "look", "王玉兰", None, None),
        (5, "ready", "赵志强", None, None),
        (6, "ready", "钱文博", None, None),
        (7, "ready", "孙春芳", None, None),  # two days: neither is taken
    ]


def test_posts_of_the_branch_below_a_head_for_any_job() -> None:
    table = [
        ("姓名", "性别", "职务", "入党时间"),
        ("李晓明", "男", "书记", "2005.7.1"),
        ("单雪", "女", "组织委员", "2005.7.1"),
        ("王玉兰", "女", "党委书记", "2005.7.1"),
        ("赵志强", "男", "焊工", "2005.7.1"),
    ]
    assert taken(table, "roster", "posts", "job") == [
        (2, "ready", ["secretary"], ""),
        (3, "ready", ["organisation_member"], ""),
        (4, "ready", [], "党委书记"),
        (5, "ready", [], "焊工"),
    ]


def test_who_came_and_who_did_not_in_few_words() -> None:
    table = [
        ("日期", "会议类型", "主题", "应到", "实到", "参加人员", "缺席人员"),
        ("2026.3.5", "支委会", "一", 15, "13人（缺席2人）", "", "2人（李晓明出差、单雪病假）"),
        ("2026.3.6", "支委会", "二", 5, 3, "书记李晓明，委员单雪、王玉兰", "赵志强（出差）钱文博（病假）"),
        ("2026.3.7", "支委会", "三", 5, 4, "李晓明单雪王玉兰赵志强", "1人：钱文博（外出学习）"),
        ("2026.3.8", "支委会", "四", 5, 4, "", "钱文博（书记）请假"),
    ]
    wanted = ("present", "absent", "attendee_names", "absences")
    first, second, third, fourth = taken(table, "meetings", *wanted)
    away = [{"name": "李晓明", "presence": "leave_work"}, {"name": "单雪", "presence": "leave_ill"}]
    assert first == (2, "ready", 13, 2, [], away)
    away = [{"name": "赵志强", "presence": "leave_work"}, {"name": "钱文博", "presence": "leave_ill"}]
    assert second == (3, "ready", 3, 2, ["李晓明", "单雪", "王玉兰"], away)
    away = [{"name": "钱文博", "presence": "leave_work"}]
    assert third == (4, "look", 4, 1, [], away)  # names without anything between are nobody's
    assert fourth == (5, "ready", 4, 1, [], [{"name": "钱文博", "presence": "leave_personal"}])


def test_how_dues_were_paid_and_what_says_nothing() -> None:
    table = [
        ("2026年党费收缴台账",),
        ("姓名", "月缴", "1月", "2月", "3月", "4月", "5月", "6月"),
        ("李晓明", 68, "已交", "68.00（微信）", "现金68", "68元/月", "代交", "未交"),
        ("单雪", 15, "补交", "15（欠）", "150(1-3月)", 15, "√", "√"),
    ]
    assert taken(table, "dues", "name", "paid") == [
        (3, "ready", "李晓明", yuan("68.00", 1, 2, 3, 4, 5)),
        (4, "look", "单雪", yuan("15.00", 4, 5, 6)),
    ]


def test_a_plan_with_ticks_and_with_several_months() -> None:
    ticks = [
        ("2026年三会一课计划表",),
        ("类别", "1月", "2月", "3月", "4月"),
        ("支委会", "√", "√", "√", "√"),
        ("党课", "", "", "√", ""),
    ]
    rows = taken(ticks, "plan", "title", "planned_on")
    assert [row[1:] for row in rows][-2:] == [
        ("ready", "支委会", date(2026, 4, 1)),
        ("ready", "党课", date(2026, 3, 1)),
    ]
    months = [
        ("2026年工作计划",),
        ("工作内容", "责任人", "完成时间"),
        ("换届", "李晓明", "上半年"),
        ("走访", "李晓明", "2-3月"),
        ("慰问", "李晓明", "4月、10月"),
        ("学习", "李晓明", 2026.1),
        ("座谈", "李晓明", "2026年1月—12月"),
    ]
    assert taken(months, "plan", "title", "planned_on", "planned_until") == [
        (3, "ready", "换届", date(2026, 1, 1), date(2026, 6, 1)),
        (4, "ready", "走访", date(2026, 2, 1), date(2026, 3, 1)),
        (5, "look", "慰问", date(2026, 4, 1), None),
        (6, "look", "学习", None, None),  # January or October: Excel keeps both as 2026.1
        (7, "ready", "座谈", date(2026, 1, 1), date(2026, 12, 1)),
    ]


def test_problems_until_a_quarter_and_other_words_for_mended() -> None:
    table = [
        ("问题整改台账（2026年）",),
        ("存在问题", "整改措施", "责任人", "整改时限", "整改情况"),
        ("一", "学", "李晓明", "第二季度", "已整改"),
        ("二", "学", "李晓明", "2026年上半年", "100%"),
        ("三", "学", "李晓明", "2026年雨季", "未整改"),
    ]
    assert taken(table, "problems", "due_on", "due_precision", "is_closed") == [
        (3, "look", date(2026, 6, 1), "month", True),  # mended, but on which day?
        (4, "look", date(2026, 6, 1), "month", True),
        (5, "look", date(2026, 1, 1), "year", False),
    ]


def test_grades_that_are_ticked_instead_of_counted() -> None:
    table = [
        ("2025年民主评议党员结果",),
        ("姓名", "优秀", "合格", "基本合格", "不合格"),
        ("李晓明", "√", "", "", ""),
        ("单雪", "", "√", "", ""),
        ("王玉兰", "√", "√", "", ""),
        ("赵志强", 1, 0, 0, 0),
    ]
    assert taken(table, "appraisals", "result", "excellent", "qualified") == [
        (3, "ready", "excellent", None, None),
        (4, "ready", "qualified", None, None),
        (5, "look", "", None, None),
        (6, "ready", "", 1, 0),
    ]


def test_a_list_pushed_apart_by_spaces() -> None:
    text = "党员名单\n姓名   性别   入党时间\n李晓明   男   2005.7.1\n单雪   女   2006.7.1\n"
    rows = taken([], "roster", "name", "joined_on", name="贴.txt", data=text.encode())
    assert [row[2:] for row in rows] == [("李晓明", date(2005, 7, 1)), ("单雪", date(2006, 7, 1))]
    uneven = text.replace("单雪   女", "单   雪   女").encode()
    assert guess(read(uneven, "贴.txt"))[0].kind is None  # a name with a gap in it would move what follows


def test_a_tick_below_the_short_names_of_gatherings() -> None:
    table = [
        ("2026年三会一课记录表",),
        ("日期", "会议类型", "", "", "议题", "应到", "实到"),
        ("", "大会", "支委会", "小组会", "", "", ""),
        ("2026.3.5", "√", "", "", "学习", 15, 13),
        ("2026.3.8", "", "", "√", "学习", 5, 5),
    ]
    assert taken(table, "meetings", "kinds") == [(4, "ready", ["general_meeting"]), (5, "ready", ["group_meeting"])]
