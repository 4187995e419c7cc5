"""问题清单、整改台账: one row, one problem with its measure and its day."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhibu.intake.kinds.common import BRANCH, REMARK, day_in, need_text, tell_doubles, tell_future, tell_order
from zhibu.intake.kinds.kind import Draft, Field, by_name, weight, words
from zhibu.intake.result import Raw
from zhibu.intake.values.dates import Dated, read_date, read_period
from zhibu.intake.values.outcome import Outcome, look, note
from zhibu.intake.wording import folded, squeezed, text_of
from zhibu.rules.said import said

FIELDS = (
    Field(
        "problem",
        "问题",
        words("问题 存在问题 存在的问题 问题描述 具体问题 问题表现 主要问题 突出问题 发现问题 问题内容"),
        (r"问题(?!来源|类|编号|数)",),
        True,
        longest=500,
    ),
    Field("source", "来源", words("来源 问题来源 发现途径 反馈渠道"), (r"问题来源",), longest=100),
    Field("basis", "依据", ("依据", "文件依据", "标准依据"), longest=200),
    Field(
        "found_on",
        "发现日期",
        words("发现日期 发现时间 提出时间 登记时间 登记日期 反馈时间"),
        (r"(?:发现|提出|登记|反馈).{0,2}(?:时间|日期)",),
    ),
    Field(
        "measure",
        "整改措施",
        words("整改措施 措施 改进措施 整改办法 整改内容 解决措施 具体措施"),
        (r"措施|整改(?:办法|内容)",),
        longest=1000,
    ),
    Field("goal", "整改目标", ("整改目标", "目标", "预期成效"), longest=300),
    Field(
        "responsible",
        "责任人",
        words("责任人 负责人 整改责任人 责任领导 牵头领导 责任单位 牵头人 牵头单位 责任部门"),
        (r"(?:责任|牵头).{0,2}(?:人|领导|单位|部门)",),
        longest=60,
    ),
    Field(
        "due_on",
        "时限",
        words("时限 整改时限 完成时限 整改期限 完成时间 计划完成时间 整改时间"),
        (r"(?:整改|完成).{0,2}[时期]限",),
    ),
    Field(
        "state",
        "进度",
        words("进度 整改情况 完成情况 进展情况 整改进展 整改结果 落实情况 是否完成 状态 整改状态 销号情况 是否销号"),
        (r"(?:整改|完成|落实|进展|销号).{0,2}(?:情况|进展|结果|状态)",),
        longest=500,
    ),
    Field(
        "closed_on",
        "完成日期",
        words("完成日期 实际完成时间 完成时间 销号时间 销号日期 验收日期 整改完成时间 办结时间"),
        (r"(?:实际完成|销号|验收|办结).{0,2}(?:时间|日期)",),
    ),
    Field("checker", "验收人", words("验收人 核验人 销号人 审核人 督办人"), longest=30),
    BRANCH,
    REMARK,
)
_SIGNS = frozenset(["problem", "measure", "responsible", "due_on", "state", "source", "closed_on"])
_TITLE = re.compile(r"问题|整改|台账.*整改|查摆")
_AT_ONCE = re.compile(r"立行立改|立即|马上|即知即改")
_LASTING = re.compile(r"长期|持续|坚持|常态")
_DONE = re.compile(
    r"(?<!未)(?<!没有)(?<!尚未)(?:已|全部)?(?<!未)(?:完成|整改到位|销号|办结|解决)|(?:已|全部)(?:整改|落实|改正|纠正)|^(?:√|✓|是|100%)$"
)
_NOT_DONE = re.compile(r"未(?:完成|销号|整改|办结|解决)|没有?完成|尚未|正在|整改中|进行中|推进|基本完成|部分")


class Problems:
    """The kind “problems”."""

    name = "problems"
    label = "问题清单"
    key = "problem"
    fields = by_name(FIELDS)

    def weigh(self, found: frozenset[str], headers: Sequence[str], title: str) -> float:
        if "problem" not in found or not found & {"measure", "due_on", "state"}:
            return 0.0
        return weight(found, _SIGNS, 3, titled=bool(_TITLE.search(title))) + 0.1 * ("measure" in found)

    def read(self, draft: Draft) -> None:
        values = draft.values
        need_text(draft, "problem")
        dated: dict[str, Dated | None] = {
            name: draft.take_date(name, month_is_enough=True, year=draft.year) for name in ("found_on", "closed_on")
        }
        dated["due_on"] = _take_due(draft)
        for name in ("source", "basis", "measure", "goal", "responsible", "state", "checker", "branch", "remark"):
            values[name] = draft.text(name)
        state = squeezed(values["state"])
        values["is_closed"] = bool(dated["closed_on"]) or (bool(_DONE.search(state)) and not _NOT_DONE.search(state))
        if values["is_closed"] and not dated["closed_on"]:
            dated["closed_on"] = day_in(draft, "state", "closed_on")
        if values["is_closed"] and not dated["closed_on"]:
            right = "加一列“完成日期”，或在原表里写上哪天完成的。"
            draft.tell(look("closed.no_date", "写着已完成，没有完成日期。", right), "state")
        if dated["closed_on"] and _NOT_DONE.search(state):
            draft.tell(look("closed.contradicts", "有完成日期，进度却写着没完成。", "核对后只留一种。"), "state")
        tell_order(draft, "found_on", "due_on", dated)
        tell_order(draft, "found_on", "closed_on", dated)
        for name in ("found_on", "closed_on"):
            tell_future(draft, name, dated[name])

    def compare(self, drafts: Sequence[Draft]) -> None:
        tell_doubles(
            drafts, lambda draft: squeezed(draft.values["problem"]) or None, "problem", said("个问题"), "只留一行。"
        )


def _take_due(draft: Draft) -> Dated | None:
    """A day or month; 立行立改 and 长期坚持 stay words."""
    told: list[str] = []

    def reader(value: Raw) -> Outcome[Dated]:
        text = folded(text_of(value))
        if isinstance(value, str) and (_AT_ONCE.search(text) or _LASTING.search(text)):
            told.append(text[:30])
            return Outcome(None, note("due.words", said("时限写的是“{text}”，没有日子。", text=text[:10])))
        if period := read_period(value, draft.year):
            return Outcome(Dated(period.last_month, "month"))
        entry = draft.entries["due_on"]
        outcome = read_date(value, year=draft.year, shown_as=entry.shown_as, epoch_1904=draft.epoch_1904)
        code = outcome.problem.code if outcome.problem else ""
        is_near = outcome.value is not None and outcome.value.precision != "year"
        fine = code in ("date.month_only", "date.vague") or (code == "date.extra_text" and is_near)
        return Outcome(outcome.value) if fine else outcome

    dated = draft.take("due_on", reader)
    draft.values["due_on"] = dated.on if dated else None
    draft.values["due_precision"] = dated.precision if dated else "day"
    draft.values["due_words"] = told[0] if told else ""
    return dated
