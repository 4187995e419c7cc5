"""Files as units keep them, dirty in every way that we have met. All people are invented.

Each file is made anew for the test; what must come out of it stands beside it in `expected.py`, cell by cell.
"""

import datetime
from collections.abc import Callable
from typing import Any

from tests.intake.building import (
    identity_number,
    old_records,
    old_workbook,
    part,
    separated,
    with_part,
    with_shared_strings,
    xlsx,
)

D = datetime.date
FILES: dict[str, Callable[[], bytes]] = {}
NUMBER = identity_number(D(1985, 6, 12), 121)


def file(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def keep(make: Callable[[], bytes]) -> Callable[[], bytes]:
        FILES[name] = make
        return make

    return keep


# --- rosters


@file("两张表.xlsx")
def one_below_the_other() -> bytes:
    """Two groups on one sheet; the second table has its columns in another order."""
    return xlsx(
        [
            ["第一党小组花名册"],
            ["序号", "姓名", "性别", "入党时间"],
            [1, "何田", "男", "2008-06-12"],
            [2, "丁一", "女", "2010-6-12"],
            ["小计", 2],
            [],
            ["第二党小组花名册"],
            ["序号", "姓名", "入党时间", "性别"],
            [1, "石磊", "2009-01-02", "男"],
            ["合计", 1],
            ["书记签字："],
        ]
    )


@file("左右两栏.xlsx")
def side_by_side() -> bytes:
    """To save paper, the list goes on to the right."""
    return xlsx(
        [
            ["机关党支部党员名册"],
            ["序号", "姓名", "性别", "入党时间", "序号", "姓名", "性别", "入党时间"],
            [1, "何田", "男", "2008-06-12", 3, "石磊", "男", "2009-01-02"],
            [2, "丁一", "女", "2010-6-12", 4, "姚远", "女", "2011-1-2"],
        ],
        merged=["A1:H1"],
    )


@file("采集表.xlsx")
def three_header_rows() -> bytes:
    """Title, unit, day; a header of three merged rows with line breaks; names of one and of many letters."""
    rows: list[list[Any]] = [
        ["某公司党支部党员信息采集表"],
        ["填报单位：机关党支部", None, None, None, "填报日期：2026.1.5", None, "单位：人"],
        ["序\n号", "姓　名", "性 别", "民　族", "出生年月日\n(例：1980.01)", "党 内 情 况", None, None, "学  历", None,
         "联系\n方式"],
        [None, None, None, None, None, "入党时间", "转正时间", "党内\n职务", "全日制", "在职", None],
        [None, None, None, None, None, "年月日", "年月日"],
        [1, "欧阳 明", "男", "01 汉族", "1980.01", "2008.06.12", "2009.06.12", "书记", "大学", "硕士", "139 1234 5678"],
        [2, "阿卜杜热西提·麦麦提图尔荪", "男", "05维吾尔族", "1985年13月", "2008年6月", "2009年6月", None, "大专", None,
         "0851-88001234"],
        [3, "𬭎璟", "女", "汉", "二〇〇〇年五月", "二〇二〇年七月一日", "二〇二一年七月一日", "组织委员", None, None,
         "1391234567"],
        [4, "丁", "女", "汉", "19900101", "20100701", "20110701"],
        ["审核人：", "", "", "填表人："],
    ]  # fmt: skip
    areas = "A1:K1 A2:D2 E2:F2 A3:A5 B3:B5 C3:C5 D3:D5 E3:E5 F3:H3 I3:J3 K3:K5 H4:H5 I4:I5 J4:J5"
    return with_shared_strings(xlsx(rows, merged=areas.split()))


@file("身份证.xlsx")
def identity_numbers() -> bytes:
    """Numbers that Excel rounded, cut or doubled; the same number twice; lower-case x; a birth that does not agree."""
    other = identity_number(D(1990, 1, 9), 122)
    return xlsx(
        [
            ["姓名", "性别", "出生日期", "身份证号码", "手机号"],
            ["何田", "男", "1985-06-12", NUMBER, "13912345678"],
            ["丁一", "女", "1985-06-12", NUMBER, "13912345678"],
            ["石磊", "男", "1985-06-12", float(NUMBER[:15] + "000"), 13912345678.0],
            ["姚远", "男", "1985-06-12", "5.20111E+17", "1.39E+10"],
            ["古丽", "男", "1985-06-12", NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2"), ""],
            ["方圆", "女", "1990-01-08", f"'{other}", ""],
            ["陆梅", "女", "1985-06-13", NUMBER[:15], "１３９１２３４５６７８"],
            ["齐飞", "", "", f"{other[:6]} {other[6:14]} {other[14:]}", ""],
        ]
    )


@file("是否预备.xlsx")
def yes_and_no() -> bytes:
    return xlsx(
        [
            ["2026年 5月 党员花名册"],
            ["姓名", "性别", "是否预备党员", "出生年月", "入党时间"],
            ["何田", "男", "否", "1985.6", "2008.6.1"],
            ["丁一", "2", "是", "1995.6", "2026.1.3"],
            ["石磊", "男", "√", "95.6", "2026年1月"],
        ]
    )


@file("公式.xlsx")
def formulas() -> bytes:
    """Formulas without a stored result, a hidden row, a signature that looks like a name, and a remark."""
    return xlsx(
        [
            ["姓名", "性别", "年龄", "入党时间", "转正时间"],
            ["何田", "男", "=2026-1985", "2008-06-12", "=D2+365"],
            ["丁一", "女", "=1", "=TODAY()", "2012-1-1"],
            [None],
            ["党支部书记（签字）：", "", "", "", "2026年5月1日"],
            ["注：1.本表一式两份；2.请于5月前报送。"],
        ],
        hidden_rows=[3],
    )


@file("公式有结果.xlsx")
def formulas_with_results() -> bytes:
    """A stored result is read as if it had been typed."""
    data = xlsx([["姓名", "性别", "入党时间"], ["何田", "男", "=DATE(2008,6,12)"]])
    path = "xl/worksheets/sheet1.xml"
    return with_part(
        data, path, part(data, path).replace(b"<v></v>", b"<v>39611</v>").replace(b"<v/>", b"<v>39611</v>")
    )


@file("旧花名册.xls")
def old_excel() -> bytes:
    """A binary .xls with days as numbers."""
    header = ("姓名", "性别", "入党时间", "转正时间")
    rows: list[tuple[Any, ...]] = [header, ("何田", "男", 39611.0, 39976.0), ("丁一", "女", 39611.0, 39611.0)]
    return old_workbook(
        old_records({(row, column): value for row, cells in enumerate(rows) for column, value in enumerate(cells)})
    )


@file("分号.csv")
def semicolons() -> bytes:
    """Semicolons and GB18030, with rare characters and a quoted line break."""
    return separated(
        [
            ["姓名", "性别", "民族", "入党时间", "备注"],
            ["王𬭎", "男", "03 回族", "2008/6/12", "调入；\n2020年"],
            ["㛃㭎", "女", "99", "2010.6.31", ""],
        ],
        "gb18030",
        ";",
    )


@file("制表符.csv")
def tabs() -> bytes:
    """Tabs and UTF-8 with its mark, as the official system gives it out: ="…" around numbers."""
    text = (
        "姓名\t公民身份号码\t性别\t民族\t出生日期\t人员类别\t加入党组织日期\t转为正式党员日期\t党籍状态\r\n"
        f'何田\t="{NUMBER}"\t男\t汉族\t1985-06-12\t正式党员\t2008-06-12\t2009-06-12\t正常\r\n'
        "丁一\t\t女\t汉族\t1995-01-01\t预备党员\t2026-03-01\t\t正常\r\n"
        "石磊\t\t男\t汉族\t1995-01-01\t入党积极分子\t\t\t\r\n"
    )
    return b"\xef\xbb\xbf" + text.encode()


# --- meeting ledgers


@file("登记台账.xlsx")
def ledger_with_everything() -> bytes:
    return xlsx(
        [
            ["2026年上半年“三会一课”登记台账"],
            ["填报支部：机关党支部", None, None, None, None, None, None, "2026.6.30"],
            ["序号", "会议时间", "会议类别", "会 议 主 题", "参会情况", "主持人/记录人", "请假人员", "备注"],
            [1, "1月5日（周一）\n14:00-16:00", "支部大会", "学习", "应到15/实到12", "何田/陆梅",
             "丁一（出差）、石磊（病假）、姚远"],
            [2, "2026.2.3-2.5", "主题党日", "参观", "应到15人 实到15人", "何田"],
            [3, "二○二六年三月八日", "支委会（扩大）", "研究", "应到5，实到5，列席2", "何田"],
            [4, "2026年4月上旬", "党课", "讲课", "15人", "何田"],
            [5, 46145, "党小组会", "学习", "5/5", "丁一"],
            [6, "2026.6.31", "支委会", "", "4/5", "何田"],
            [7, "2026.6.5", "支委会", "经费", "应到5/实到6", "何田"],
            ["小计", "7次"],
            ["支部书记签字：", None, None, None, "（盖章）"],
        ]
    )  # fmt: skip


@file("月份段.xlsx")
def ledger_by_month() -> bytes:
    """The month merged over its rows, kinds as ticks and crosses, 同上, a remark below."""
    rows = [
        ["2025年组织生活情况"],
        ["月份", "日期", "党员大会", "支委会", "党小组会", "党课", "内容", "应到", "实到", "缺席"],
        ["1月", "1月8日", "√", "-", "×", "√", "学习", 15, "１４", 1],
        [None, "1月20日", "", "√", "", "", "研究", 3, 3, 0],
        ["2月", "2月5日", "", "是", "", "", "同上", 3, 2, 2],
        ["备注：缺席人员已补课"],
    ]
    return xlsx(rows, merged=["A1:J1", "A3:A4", "A6:J6"])


@file("表决.xlsx")
def votes() -> bytes:
    return xlsx(
        [
            ["2026年支部党员大会表决登记"],
            ["日期", "议题", "表决情况", None, None, None, None, "结果"],
            [None, None, "应到有表决权", "实到有表决权", "赞成", "反对", "弃权", None],
            ["2026-03-05", "接收预备党员", 15, 12, 11, 0, 1, "通过"],
            ["2026-04-05", "评先", 15, 12, 11, 1, 1, "通过"],
            ["2026-05-05", "经费", 15, 12, 8, 1, 1, "通过"],
            ["2026-06-05", "换届", 10, 12, 12, 0, 0, "通过"],
        ],
        sheet="党员大会",
        merged=["A1:H1", "A2:A3", "B2:B3", "C2:G2", "H2:H3"],
    )


@file("2024年会议.csv")
def bare_days() -> bytes:
    """No title: the year stands in the name of the file only; times in a second column."""
    return separated(
        [
            ["日期", "时间", "活动名称", "地点", "参加人员"],
            ["3月5日", "下午2点半", "主题党日：植树", "西山", "何田、丁一等12人"],
            ["3.18", "19:30-21:00", "党课", "会议室", "全体党员"],
            ["4月31日", "", "支委会", "", ""],
            ["13月1日", "", "支委会", "", ""],
        ]
    )


@file("汇总簿.xlsx")
def a_book_of_sheets() -> bytes:
    """One sheet a kind, a code sheet, a hidden one, an empty one."""
    rows = [["日期", "议题", "应到", "实到"], [D(2026, 3, 5), "计划", 5, 5]]
    return xlsx(
        rows,
        sheet="支委会",
        others={
            "党员大会": [["日期", "议题", "应到", "实到"], [D(2026, 3, 9), "总结", 15, 14]],
            "代码": [["代码", "名称"], ["01", "汉族"]],
            "Sheet3": [],
            "旧": rows,
        },
        hidden_sheets=["旧"],
    )


# --- dues


@file("党费.xlsx")
def dues_table() -> bytes:
    fifty: list[Any] = [50, 50, 50, "50元", "５０", 50, 50, 50, 50, 50, 50, None]
    return xlsx(
        [
            ["机关党支部2026年党费收缴台账"],
            ["序号", "姓名", "党费基数", "比例", "月应交", *[f"{month}月" for month in range(1, 13)], "合计", "签名"],
            [1, "何田", "5,000.00", "1%", "50元", *fifty, 550],
            [2, "丁一", 3200, 0.5, 16, "√", "√", "√", "×", "-", "√", "√", "√", "√", "√", "免交", None, 144],
            [3, "石磊", "8000元", "1.5%", 100, *[120] * 10, 60, None, 1260],
            [4, "姚远", None, None, None, "√", *[None] * 11],
            ["合计", None, None, None, None, *range(1, 12), None, 3000],
            ["经手人：何田", None, None, None, None, "日期：2026.11.1"],
        ]
    )


@file("党费两行.xlsx")
def dues_in_two_rows() -> bytes:
    """应交 and 实交 below each month, and a day where the amount should be."""
    return xlsx(
        [
            ["党费收缴登记表"],
            ["姓名", "2026年1月", None, "2026年2月", None, "备注"],
            [None, "应交", "实交", "应交", "实交"],
            ["何田", 50, 50, 50, 40.005],
            ["丁一", 16, D(2026, 1, 5), 16, "√", "转出"],
        ],
        merged=["B2:C2", "D2:E2", "A2:A3", "F2:F3"],
    )


@file("数字月份.xlsx")
def dues_below_numbers() -> bytes:
    return xlsx(
        [
            ["2026年度党费"],
            ["姓名", "月应交", "月份", *[None] * 11],
            [None, None, *range(1, 13)],
            ["何田", 50, *[50] * 10, "￥60.5", None],
        ],
        merged=["A2:A3", "B2:B3", "C2:N2"],
    )


@file("日期月份.xlsx")
def dues_below_days() -> bytes:
    """Excel turned 2026年1月 into a day."""
    header = ["姓名", *[D(2026, month, 1) for month in range(1, 7)]]
    formats = {f"{letter}1": 'yyyy"年"m"月"' for letter in "BCDEFG"}
    return xlsx([header, ["何田", *[50] * 6], ["丁一", *[5] * 5, "-5"]], formats=formats, sheet="党费")


# --- admission, training, plan, appraisal, problems, concerns, targets


@file("发展党员.xlsx")
def admission_ledger() -> bytes:
    header = ["申请入党时间", "谈话时间", "确定时间", "备案时间", "培养联系人", "确定时间", "政审时间", "培训时间",
              "介绍人", "预审时间", "支部大会时间", "审批时间", "转正时间"]  # fmt: skip
    return xlsx(
        [
            ["发展党员工作台账"],
            ["序号", "姓名", "性别", "出生年月", "申请阶段", None, "积极分子阶段", None, None, "发展对象阶段", None,
             None, None, "接收阶段", None, None, "预备期", "备注"],
            [None, None, None, None, *header, None],
            [1, "何田", "男", "2000.1", "2023.1.5", "2023.1.20", "2023.7.1", "2023.7.8", "丁一、石磊", "2024.7.2",
             "2024.8.1", "2024.9.1-9.4", "丁一 石磊", "2024.10.8", "2024.10.20", "2024.11.5", "2025.10.21"],
            [2, "方小路", "女", "2007.1", "2024.1.5", "无", "2024.7.1", "", "丁一", "2025.3.2", "2025.12.1", "", "",
             "", "2025.11.20", "", "2025.10.1"],
        ],
        merged=["A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:I2", "J2:M2", "N2:P2", "R2:R3"],
    )  # fmt: skip


@file("培训.xlsx")
def training_hours() -> bytes:
    return xlsx(
        [
            ["2026年党员教育培训学时登记表"],
            ["姓名", "培训名称", "起止时间", "天数/学时", "主办单位", "培训形式", "考试成绩"],
            ["何田", "党员轮训", "2026.3.2-3.4", "3天/24学时", "党委", "脱产", 99],
            ["丁一", "网络培训", "2026年5月", "16学时", "党委", "线上", 98],
            ["石磊", "党员轮训", "2026.3.2-3.3", "五天", None, None, 97],
            ["姚远", "一日班", "2026.3.2", "1天/20学时"],
            ["陆梅", "夜校", "", ""],
            ["何田", "党员轮训", "2026.3.2-3.4", "2天"],
        ]
    )


@file("计划.xlsx")
def year_plan() -> bytes:
    return xlsx(
        [
            ["2026年度党支部工作计划表"],
            ["月份", "类型", "工作内容", "责任人", "完成标志", "备注"],
            ["1月", "支委会", "研究全年计划", "何田", "有记录"],
            [2, "主题党日", "走访", "丁一"],
            ["第一季度", "党员大会", "总结", "何田"],
            ["全年", "", "联系群众", "全体"],
            ["3-4月", "党课", "讲课", "何田"],
            ["4月上旬", "", "植树"],
            ["13月", "", "写错了月份"],
            ["", None, "没写时间"],
        ]
    )


@file("评议.xlsx")
def appraisal_ballots() -> bytes:
    return xlsx(
        [
            ["2025年度民主评议党员测评汇总表"],
            ["序号", "姓名", "发出票", "收回票", "有效票", "测评结果", None, None, None, "评定等次", "得分"],
            [None, None, None, None, None, "优秀", "合格", "基本合格", "不合格"],
            [1, "何田", 15, 15, 15, 10, 5, 0, 0, "优秀", 95],
            [2, "丁一", 15, 15, 14, 5, 8, 1, 1, "合格", 88],
            [3, "石磊", 15, 16, 15, 5, 9, 0, 0, "合格", 80],
        ],
        merged=["F2:I2"],
    )


@file("整改台账.xlsx")
def problem_list() -> bytes:
    return xlsx(
        [
            ["党支部问题整改台账"],
            ["序号", "存在问题", "问题来源", "整改措施", "责任人", "整改时限", "整改情况", "完成时间"],
            [1, "会议少", "体检", "补开", "何田", "2026年3月底", "已完成", "2026.3.20"],
            [2, "学习少", "群众", "增加", "丁一", "立行立改", "已整改到位"],
            [3, "台账乱", "", "理清", "石磊", "长期坚持", "正在整改", "2026.1.1"],
            [4, "门窗破", "", "", "", "2026-2-30"],
        ]
    )


@file("诉求.xlsx")
def concern_register() -> bytes:
    return xlsx(
        [
            ["职工诉求登记台账"],
            ["编号", "登记时间", "诉求人", "联系电话", "诉求内容", "承办部门", "办理情况", "答复时间", "是否办结",
             "是否同意公开"],
            ["A1", "2026.3.1", "何田", "13912345678", "何田反映食堂太早关门，电话13912345678", "后勤", "延长到八点",
             "2026.3.9", "是", "否"],
            ["A2", "2026.3.2", "丁一", "", "宿舍漏水", "后勤", "修好", "2026.3.10", "已办结", "是"],
            ["A3", "2026.3.5", "石磊", "", "路灯", "后勤", "正在办理", "", "否"],
            ["A4", "2026.3.6", "", "", "热水", "后勤", "已解决"],
        ]
    )  # fmt: skip


@file("积分.xlsx")
def points_table() -> bytes:
    return xlsx(
        [
            ["党员积分管理考核表"],
            ["序号", "积分项目", "积分内容", "分值", "得分", "思想表现"],
            [1, "组织生活", "按时参加三会一课，缺席一次扣2分", 10, 8, "好"],
            [2, "志愿服务", "每参加一次志愿服务加5分（最多20分）", 20, 5, "好"],
            [3, "先锋作用", "带徒弟2人；月月完成任务", 20, 5, "好"],
            [4, "加分", "10分", 20, 5, "好"],
        ]
    )


@file("目标.xlsx")
def targets() -> bytes:
    return xlsx(
        [
            ["2026年党员目标管理责任表"],
            ["姓名", "岗位", "目标内容", "完成标志", "完成时限", "完成情况", "是否达到"],
            ["何田", "班长", "带徒弟两名", "上岗", "2026年9月", "已完成", "达到"],
            ["何田", "班长", "零事故", "无", "12月", "", "未达到"],
        ]
    )


@file("支部一览.xlsx")
def branch_list() -> bytes:
    return xlsx(
        [
            ["某某公司党支部基本情况一览表"],
            [
                "序号",
                "党支部名称",
                "隶属党总支",
                "类别",
                "成立时间",
                "换届时间",
                "任期届满时间",
                "委员职数",
                "支部书记",
            ],
            [1, "一分厂党支部", "制造党总支", "一般支部", "2016.3.1", "2024年3月1日", "2027.2.28", "3人", "何 田"],
            [2, "大桥临时党支部", "", "", "2026/2/1", "", "", "", "石磊（兼）"],
            [3, "二分厂党支部", "", "先进", "", "2026.5.1", "2025.5.1", "", "丁一、陆梅"],
            ["合计", "3个"],
        ]
    )
