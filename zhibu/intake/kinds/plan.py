"""年度工作计划: one row, one thing that is planned, with its month."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from zhibu.intake.kinds.common import BRANCH, GROUP, REMARK, need_text, tell_doubles
from zhibu.intake.kinds.gatherings import kinds_in
from zhibu.intake.kinds.kind import Draft, Field, by_name, weight, words
from zhibu.intake.result import Raw
from zhibu.intake.values.dates import Dated, read_date, read_period
from zhibu.intake.values.outcome import Outcome, is_nothing, look, refused
from zhibu.intake.wording import folded, text_of, with_digits
from zhibu.rules.said import said

FIELDS = (
    Field(
        "planned_on",
        "计划时间",
        words(
            "计划时间 计划月份 拟开展时间 计划完成时间 月份 时间 完成时间 时间安排 开展时间 完成时限 时限 "
            "拟定时间 计划日期 季度 时间节点 日期"
        ),
        (r"(?:计划|拟|预计).{0,4}(?:时间|月份|日期)|时间安排|完成时[间限]",),
    ),
    Field("kinds", "会议种类", words("会议类型 会议类别 类型 类别 形式 活动类型 组织生活类型 会议种类 项目")),
    Field(
        "title",
        "事项",
        words(
            "事项 工作事项 工作内容 工作任务 任务 重点工作 工作重点 计划内容 主题 内容 活动内容 主要内容 "
            "活动主题 工作项目 重点任务 工作安排 学习内容 议题"
        ),
        (r"(?:工作|计划|重点|主要|活动|学习).{0,2}(?:内容|任务|事项|安排|主题)",),
        True,
        longest=500,
    ),
    Field("basis", "依据", words("依据 任务来源 来源 文件依据"), longest=200),
    Field("content", "具体内容", words("具体内容 主要内容 具体措施 主要措施 工作措施 措施 具体安排"), longest=500),
    Field(
        "mark", "完成标志", words("完成标志 工作目标 目标 目标要求 完成标准 预期成果 成果 工作要求 要求"), longest=500
    ),
    Field(
        "host",
        "负责人",
        words("负责人 责任人 牵头人 主持人 责任领导 责任委员 承办人 主讲人"),
        (r"(?:负责|责任|牵头).{0,2}(?:人|单位|部门)",),
        longest=60,
    ),
    Field("attendees", "参加人员", words("参加人员 参加对象 参会人员 参加范围 对象"), longest=120),
    Field("place", "地点", ("地点", "活动地点", "会议地点"), longest=60),
    Field(
        "state",
        "完成情况",
        words("完成情况 进展 进展情况 落实情况 是否完成"),
        (r"(?:完成|落实|进展)情况",),
        longest=200,
    ),
    BRANCH,
    GROUP,
    REMARK,
)
_SIGNS = frozenset(["planned_on", "title", "host", "mark", "kinds", "basis", "attendees"])
_TITLE = re.compile(r"计划|工作安排|任务清单|工作要点|年度安排")
_QUARTER = re.compile(r"^(?:(\d{4})年)?第?([1-4])季度?$")
_ALL_YEAR = re.compile(r"全年|贯穿|长期|每月|每季|经常|适时|按需|视情|日常|随时")
_SEVERAL_MONTHS = re.compile(r"^(?:\d{4}年)?(\d\d?)月?(?:[、,和及](?:\d\d?)月?)+份?$")


class Plan:
    """The kind “plan”."""

    name = "plan"
    label = "年度计划"
    key = "title"
    fields = by_name(FIELDS)

    def weigh(self, found: frozenset[str], headers: Sequence[str], title: str) -> float:
        planned = any("计划" in header or "拟" in header for header in headers)
        titled = bool(_TITLE.search(title))
        if not found >= {"planned_on", "title"} or not (titled or planned):
            return 0.0
        return weight(found, _SIGNS, 3, titled=titled) + 0.15 * planned

    def read(self, draft: Draft) -> None:
        values = draft.values
        values["kind_text"] = draft.text("kinds")
        title = _title(draft)
        when = draft.take("planned_on", lambda value: _when(draft, value))
        values["planned_on"], values["planned_precision"] = when or (None, "year")
        for name in ("basis", "content", "mark", "host", "attendees", "place", "state", "branch", "group", "remark"):
            values[name] = draft.text(name)
        values["kinds"] = kinds_in(values["kind_text"]) or kinds_in(title)
        if values["planned_on"] is None and not any(problem.field == "planned_on" for problem in draft.problems):
            draft.tell(look("plan.no_time", "没有写哪个月。", "写上月份，例如 3月；全年都做的写 全年。"), "planned_on")

    def compare(self, drafts: Sequence[Draft]) -> None:
        def key(draft: Draft) -> object:
            values = draft.values
            return (values["title"], values["planned_on"]) if values["title"] and values["planned_on"] else None

        tell_doubles(drafts, key, "title", said("件事"), "只留一行。")


def _title(draft: Draft) -> str:
    """A line may only say which gathering it is: a tick below 3月 beside 支委会."""
    kind: str = draft.values["kind_text"]
    if draft.raw("title") is None and kinds_in(kind):
        draft.values["title"] = kind
        return kind
    return need_text(draft, "title")


def _when(draft: Draft, value: Raw) -> Outcome[tuple[datetime.date, str]]:
    """The first day of the day, month, quarter or year that is planned, with which of them it is."""
    text = "".join(with_digits(folded(text_of(value)), "季月年旬").split())
    if is_nothing(text):
        return Outcome(None)
    year = draft.year
    if match := _QUARTER.match(text):
        year = int(match[1]) if match[1] else year
        return _no_year() if year is None else Outcome((datetime.date(year, int(match[2]) * 3 - 2, 1), "quarter"))
    if period := read_period(text, year):
        draft.values["planned_until"] = period.last_month
        return Outcome((period.first, "month"))
    if (match := _SEVERAL_MONTHS.match(text)) and year is not None and int(match[1]) in range(1, 13):
        sentence = said("写了几个月份，按第一个（{month} 月）记。", month=int(match[1]))
        problem = look("plan.several_months", sentence, "一个月份写一行。")
        return Outcome((datetime.date(year, int(match[1]), 1), "month"), problem)
    if _ALL_YEAR.search(text):
        return _no_year() if year is None else Outcome((datetime.date(year, 1, 1), "year"))
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 1 <= value <= 12
        and float(value).is_integer()
    ):
        text = f"{int(value)}月"
    entry = draft.entries["planned_on"]
    source: Raw = text if isinstance(value, str) or text.endswith("月") else value  # 2026.1 as a number may be October
    outcome = read_date(source, year=year, shown_as=entry.shown_as, epoch_1904=draft.epoch_1904)
    dated = outcome.value
    if dated is None:
        return Outcome(None, outcome.problem)
    return _as_planned(dated, outcome)


def _as_planned(dated: Dated, outcome: Outcome[Dated]) -> Outcome[tuple[datetime.date, str]]:
    """A month is all that a plan needs; 上旬 and 底 stay with the month."""
    told = outcome.problem
    if told and told.code in ("date.month_only", "date.vague", "date.year_only"):
        told = None
    if told and told.code in ("date.impossible",):
        return Outcome(None, refused(told.code, told.sentence, told.right))
    return Outcome((dated.on, dated.precision), told)


def _no_year() -> Outcome[tuple[datetime.date, str]]:
    return Outcome(None, look("date.no_year", "不知道是哪一年的计划。", "在表头写上年份，或者导入时选好。"))
