"""Six files as branches keep them, dirty in different ways, with what a person reckons from them by hand.

Everybody is invented. The findings are reckoned from the articles with the calendar beside the file, for a look on
23 November 2026: a period that is over and not recorded is a question, the running one is due, a held one is silent.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl

from tests.flows.files import separated, workbook

GENERAL, COMMITTEE, GROUP = "general-meeting-quarterly", "branch-committee-monthly", "party-group-monthly"
THEME, LIFE, APPRAISAL = "theme-day-monthly", "organisational-life-meeting-yearly", "democratic-appraisal-yearly"
YEARLY_STILL_DUE = {(LIFE, 2026): {"due": {1}}, (APPRAISAL, 2026): {"due": {1}}}
NO_ROSTER = {("committee-required-seven", "unknown"), ("branch-size-cap", "unknown")}  # nobody is entered: a question
Periods = dict[tuple[str, int], dict[str, set[int]]]
SERIAL_ZERO = 693594  # the ordinal of the day that Excel numbers 0


@dataclass(frozen=True)
class Kept:
    """A file, the branch it belongs to, and what is expected of it."""

    filename: str
    make: Callable[[], bytes]
    words: tuple[str, ...]  # of the command
    groups: tuple[int, int, int]  # rows 可导入, 要看一眼, 不能导入
    code: int
    periods: Periods
    has_committee: bool = True
    votes: set[tuple[str, date]] = field(default_factory=set)  # norm and day of the vote that contradicts it
    branch: set[tuple[str, str]] = field(
        default_factory=lambda: NO_ROSTER
    )  # norm and status, of the branch as it is now


def serial(day: date) -> int:
    return day.toordinal() - SERIAL_ZERO


def titled() -> bytes:
    """Title and unit rows, days as serial numbers, blank rows, a total and a signature row."""
    header = ("序号", "日期", "会议类型", "主题", "应到", "实到", "主持人", "记录人")
    theme = [(1, 9), (2, 6), (3, 6), (4, 10), (5, 8), (6, 5), (7, 10), (9, 4), (10, 9), (11, 6)]  # none in August
    committee = [(1, 8), (2, 5), (3, 5), (4, 9), (5, 7), (6, 4), (7, 9), (8, 6), (9, 3), (10, 8)]
    general = {(1, 9), (4, 10), (10, 9)}  # none in the third quarter
    rows: list[tuple[Any, ...]] = [
        ("三会一课、主题党日台账",),
        ("填报单位：安装一队党支部", "", "", "", "", "2026年"),
        header,
    ]
    for number, (month, day) in enumerate(theme, 1):
        kind = "党员大会暨主题党日" if (month, day) in general else "主题党日"
        rows.append((number, serial(date(2026, month, day)), kind, f"{month}月主题", 12, 11, "何田", "陆梅"))
    rows.append(())
    for number, (month, day) in enumerate(committee, len(theme) + 1):
        rows.append((number, serial(date(2026, month, day)), "支部委员会", "月度工作", 3, 3, "何田", "陆梅"))
    rows += [
        ("合计", "", "", "20 次", "", "", "", ""),
        (),
        ("填表人：陆梅", "", "", "审核人：何田", "", "", "", "2026年11月"),
    ]
    return workbook(("台账", rows))


def two_row_header() -> bytes:
    """A merged header of two rows, days without a year, 应到 and 实到 in one cell, several kinds in one cell."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "2025年度"
    rows: list[tuple[Any, ...]] = [
        ("2025年度组织生活记录表", None, None, None, None),
        ("会议情况", None, None, "到会情况", "备注"),
        ("日期", "类型", "主题", "应到/实到", None),
    ]
    rows += [(f"{month}月5日", "主题党日", "固定党日", f"应到9/实到{9 - month % 2}", None) for month in range(1, 13)]
    rows += [
        ("1月10日", "党员大会", "年度计划", "应到9人，实到9人", None),
        ("5月9日", "支部党员大会", "半年安排", "9/8", None),
        ("11月14日", "支部党员大会", "学习", "9/9", None),
        ("12月26日", "组织生活会、民主评议党员", "年度", "9/9", None),
    ]
    for row in rows:
        page.append(list(row))
    for area in ("A1:E1", "A2:C2", "D2:D2", "E2:E3"):
        page.merge_cells(area)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def old_encoding() -> bytes:
    """Semicolons, GB18030, a month instead of a day, two groups, lesson and committee in one gathering."""
    rows: list[tuple[Any, ...]] = [("时间", "形式", "党小组", "题目", "应到会人数", "实到会人数", "参会人员名单")]
    rows += [(f"2026.{month}.6", "党小组会", "第一党小组", "学习", 5, 5, "") for month in range(1, 11)]
    rows += [
        (f"2026年{month}月8日", "党小组会", "第二党小组", "学习", 4, 4, "") for month in range(1, 11) if month != 3
    ]
    rows += [
        ("2026年3月", "党小组会", "第二党小组", "学习", 4, 4, ""),
        ("2026-02-03", "支委会暨党课", "", "廉洁一课", 3, 3, "何田、陆梅、石磊"),
        ("2026/3/13", "主题党日暨党员大会", "", "植树", 9, 8, ""),
    ]
    return separated(rows, "gb18030", ";")


def votes() -> bytes:
    """Roster and ledger in one file; a vote without quorum, one that counted a probationary member, one impossible."""
    people = [("党员花名册",), ("姓名", "性别", "出生日期", "入党日期", "转正日期", "党员类别")]
    names = ("何田", "陆梅", "石磊", "丁一", "姚远", "古丽·买买提", "司马青")
    people += [
        (name, "男", f"198{n}-03-0{n + 1}", f"200{n}-07-01", f"200{n + 1}-07-01", "正式党员")
        for n, name in enumerate(names)
    ]
    people.append(("方小路", "女", "1999-05-20", "2026-03-02", "", "预备党员"))
    header = (
        "日期",
        "会议类型",
        "议题",
        "应到",
        "实到",
        "应到会有表决权人数",
        "到会有表决权人数",
        "赞成",
        "反对",
        "弃权",
        "决议",
    )
    meetings = [
        ("2026年支部党员大会表决情况",),
        header,
        ("2026-02-12", "党员大会", "年度计划", 7, 3, 7, 3, 3, 0, 0, "通过"),  # 3 of 7 cannot open the vote
        ("2026-04-16", "党员大会", "评先", 8, 7, 7, 6, 5, 1, 0, "表决通过。"),
        ("2026-07-16", "党员大会", "经费", 8, 7, 7, 6, 3, 3, 0, "未通过"),  # 3 of 7 is not more than half
        ("2026-09-17", "党员大会", "接转", 8, 8, 8, 8, 8, 0, 0, "一致通过"),  # the eighth is on probation
        ("2026-10-15", "党员大会", "学习", 8, 8, 7, 9, 7, 0, 0, "通过"),
    ]
    return workbook(("花名册", people), ("表决", meetings))


def ticks() -> bytes:
    """A tick for each kind, full-width digits, 同上, the header once more in the middle, the same gathering twice."""
    header = ("日期", "党员大会", "支委会", "党课", "主题党日", "议题", "应到", "实到")
    rows = [
        ("2026年组织生活一览",),
        header,
        ("1月15日", "√", "", "", "√", "年度计划", "１２人", "11"),
        ("1月15日", "√", "", "", "√", "年度计划", "１２人", "11"),
        ("2月12日", "×", "√", "", "", "节前走访", 3, 3),
        ("３月１２日", "", "", "", "√", "清理便道", 12, 10),
        header,
        ("4月9日", "√", "", "√", "", "第一课", 12, 12),
        ("5月14日", "-", "-", "-", "√", "同上", 12, 12),
        ("6月", "", "", "", "√", "助农", 12, 9),
    ]
    return workbook(("一览", rows))


def dirty_roster() -> bytes:
    """A sheet of codes, two header rows, names with spaces, codes before words, a double, dates that cannot be."""
    rows: list[tuple[Any, ...]] = [
        ("项目二部党支部党员花名册",),
        ("序号", "姓 名", "性别", "民族", "出生年月", "党内情况", "", "", "积分"),
        ("", "", "", "", "", "入党时间", "转正时间", "党内职务", ""),
        (1, "何　田", "1男", "01 汉族", "1970.5", "1995-07-01", "1996-07-01", "书记", 99),
        (2, "陆 梅", "女", "汉", "1975年3月", "2000年6月1日", "2001年6月1日", "", 98),
        (3, "石磊", "男", "03回族", "1976-2-9", "2001/7/1", "2002/7/1", "", 97),
        (4, "古丽•买买提", "女", "维吾尔族", "1980.08.15", "2005.6.30", "2006.6.30", "", 96),
        (5, "丁一", "男", "汉族", "19811111", "20060701", "20070701", "", 95),
        (6, "姚远", "男", "汉族", "1982-01-05", "2007-07-01", "2008-07-01", "", 94),
        (7, "司马青", "女", "汉族", "1983-04-06", "2008-07-01", "2009-07-01", "", 93),
        (8, "姚远", "男", "汉族", "1982-01-05", "2007-07-01", "2008-07-01", "", 94),  # the sixth once more
        (9, "齐飞", "男", "汉族", "1984-09-09", "2010-07-01", "2010-12-01", "", 92),  # full after five months
        (10, "路遥", "男", "汉族", "1990-09-09", "1985-07-01", "1986-07-01", "", 91),  # joined before birth
        ("合计", "10人", "", "", "", "", "", "", ""),
    ]
    return workbook(("代码", [("代码", "名称"), ("01", "汉族"), ("03", "回族")]), ("花名册", rows))


FROM_JANUARY_TO_OCTOBER = set(range(1, 11))
LEDGERS = (
    Kept(
        "安装一队台账.xlsx",
        titled,
        (),
        (20, 0, 0),
        0,
        {
            (GENERAL, 2026): {"unknown": {3}},
            (COMMITTEE, 2026): {"due": {11}},
            (THEME, 2026): {"unknown": {8}},
            **YEARLY_STILL_DUE,
        },
    ),
    Kept(
        "2025年组织生活.xlsx",
        two_row_header,
        (),
        (16, 0, 0),
        0,
        {
            (GENERAL, 2025): {"unknown": {3}},
            (GENERAL, 2026): {"unknown": {1, 2, 3}, "due": {4}},
            (THEME, 2026): {"unknown": FROM_JANUARY_TO_OCTOBER, "due": {11}},
            **YEARLY_STILL_DUE,
        },
        has_committee=False,
    ),
    Kept(
        "小组会.csv",
        old_encoding,
        ("--only-ready",),
        (21, 0, 1),
        1,
        {
            (GENERAL, 2026): {"unknown": {2, 3}, "due": {4}},
            (COMMITTEE, 2026): {"unknown": FROM_JANUARY_TO_OCTOBER - {2}, "due": {11}},
            (GROUP, 2026): {"unknown": {3}, "due": {11}},
            (THEME, 2026): {"unknown": FROM_JANUARY_TO_OCTOBER - {3}, "due": {11}},
            **YEARLY_STILL_DUE,
        },
    ),
    Kept(
        "表决.xlsx",
        votes,
        ("--only-ready",),
        (12, 0, 1),
        1,
        {
            (GENERAL, 2026): {"due": {4}},
            (THEME, 2026): {"unknown": FROM_JANUARY_TO_OCTOBER, "due": {11}},
            **YEARLY_STILL_DUE,
        },
        has_committee=False,
        votes={
            ("general-meeting-vote-quorum", date(2026, 2, 12)),
            ("general-meeting-vote-pass", date(2026, 2, 12)),
            ("election-who-may-vote", date(2026, 9, 17)),
        },
        branch={("committee-required-seven", "overdue")},
    ),
    Kept(
        "一览.xlsx",
        ticks,
        ("--only-ready",),
        (5, 1, 1),
        1,
        {
            (GENERAL, 2026): {"unknown": {3}, "due": {4}},
            (COMMITTEE, 2026): {"unknown": FROM_JANUARY_TO_OCTOBER - {2}, "due": {11}},
            (THEME, 2026): {"unknown": FROM_JANUARY_TO_OCTOBER - {1, 3, 5}, "due": {11}},
            **YEARLY_STILL_DUE,
        },
    ),
    Kept(
        "花名册.xlsx",
        dirty_roster,
        ("--only-ready",),
        (7, 2, 1),
        1,
        {
            (GENERAL, 2026): {"unknown": {1, 2, 3}, "due": {4}},
            (THEME, 2026): {"unknown": FROM_JANUARY_TO_OCTOBER, "due": {11}},
            **YEARLY_STILL_DUE,
        },
        has_committee=False,
        branch={("committee-required-seven", "overdue")},  # exactly seven full members, and no committee
    ),
)
