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
