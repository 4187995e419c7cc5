"""党员目标、积分表: one row, one target in words. Points stay out, as columns and inside the words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhibu.intake.kinds.common import BRANCH, GROUP, REMARK, need_text, tell_doubles
from zhibu.intake.kinds.kind import Draft, Field, by_name, weight, words
from zhibu.intake.values.outcome import look, note
from zhibu.intake.values.people import read_name
from zhibu.intake.wording import squeezed
from zhibu.rules.said import said

FIELDS = (
    Field("name", "姓名", words("姓名 名字 党员姓名 党员"), (r"^(?:党员)?姓名",)),
    Field(
        "job", "岗位", words("岗位 职务 工作岗位 岗位类别 党员类别 适用对象 适用岗位 对象"), (r"岗位|适用",), longest=60
    ),
    Field(
        "area",
        "目标类别",
        words(
            "目标类别 项目 考核项目 类别 积分项目 指标 一级指标 积分类别 考评项目 考核指标 积分指标 目标项目 积分类型"
        ),
        (r"(?:目标|考[核评]|积分|量化).{0,2}(?:项目|类[别型]|指标)|一级指标",),
        longest=60,
    ),
    Field(
        "target",
        "目标",
        words(
            "目标 目标内容 具体目标 考核内容 内容 积分内容 承诺事项 目标任务 考评内容 具体内容 考核标准 "
            "二级指标 积分标准 承诺内容 评价内容 评分标准 目标要求 要求 积分事项"
        ),
        (r"(?:目标|考[核评]|积分|承诺|评价).{0,2}(?:内容|任务|事项|标准|要求)|二级指标|具体(?:目标|内容)",),
        True,
        longest=500,
    ),
    Field("mark", "完成标志", words("完成标志 完成标准 衡量标准 达标标准 标准"), (r"完成(?:标志|标准)",), longest=300),
    Field("due_on", "时限", words("时限 完成时限 完成时间 期限"), (r"完成(?:时限|时间)",)),
    Field(
        "done",
        "完成情况",
        words("完成情况 落实情况 本人小结 完成进度 履行情况"),
        (r"(?:完成|落实|履行)情况",),
        longest=500,
    ),
    Field(
        "result",
        "结论",
        words("结论 达到情况 是否达到 是否完成 考核结论 支部意见"),
        (r"是否(?:达到|完成|达标)",),
        longest=60,
    ),
    BRANCH,
    GROUP,
    REMARK,
)
_SIGNS = frozenset(["target", "area", "mark", "due_on", "done", "result", "job"])
_TITLE = re.compile(r"目标|积分|量化|承诺|责任书|考[核评](?:细则|标准|表)")
_POINT = re.compile(r"分值|得分|扣分|加分|积分|评分|满分|自评|总分|减分")
_CLAUSE = re.compile(r"[，,；;。\n]+")
_MARKS = r"[+\-－＋]?\d+(?:\.\d+)?\s*分(?!钟|之|公司|部|会|队|厂|局|管|工|红)"
_BRACKETED = re.compile(rf"[（(][^（()）]*{_MARKS}[^（()）]*[)）]")
_TAKEN_OFF = re.compile(rf"(?:扣|减).{{0,6}}{_MARKS}")
_GIVEN = re.compile(rf"(?:可|各|均|再|另|每[次人项篇]|酌情)*(?:加|得|计|奖|记|满|最[高多]|共)?{_MARKS}.*$")
_RESULTS = (
    ("not_reached", r"未达到|未完成|没有?达到|没有?完成|不达标"),
    ("partly", r"基本"),
    ("reached", r"达到|达标|完成|√|✓|是"),
)


class Targets:
    """The kind “targets”."""

    name = "targets"
    label = "目标表"
    key = "target"
    fields = by_name(FIELDS)

    def weigh(self, found: frozenset[str], headers: Sequence[str], title: str) -> float:
        has_points = sum(bool(_POINT.search(header)) for header in headers)
        titled = bool(_TITLE.search(title))
        if "target" not in found or not (titled or has_points):
            return 0.0
        return weight(found, _SIGNS, 2, titled=titled) + 0.1 * min(has_points, 2)

    def read(self, draft: Draft) -> None:
        values = draft.values
        need_text(draft, "target")
        values["name"] = draft.take("name", read_name) or ""
        for name in ("job", "area", "mark", "done", "branch", "group", "remark"):
            values[name] = draft.text(name)
        _drop_points(draft)
        draft.take_date("due_on", month_is_enough=True, year=draft.year)
        result = squeezed(draft.text("result"))
        values["result"] = next((code for code, pattern in _RESULTS if result and re.search(pattern, result)), "")
        values["year"] = draft.year

    def compare(self, drafts: Sequence[Draft]) -> None:
        def key(draft: Draft) -> object:
            values = draft.values
            return (values["name"], values["job"], squeezed(values["target"])) if values["target"] else None

        tell_doubles(drafts, key, "target", said("条目标"), "只留一行。")


def _drop_points(draft: Draft) -> None:
    values = draft.values
    for name in ("area", "target", "mark", "done"):
        bare = without_points(values[name])
        if bare == values[name]:
            continue
        values[name] = bare
        if bare or name != "target":
            draft.tell(note("points.dropped", "这一格里的分数没有收，只收了要做的事。"), name)
        else:
            sentence = "这一格只有分数，没有写要做什么。"
            draft.insist("target", look("target.only_points", sentence, "写明要做的事，或删掉这一行。"))


def without_points(text: str) -> str:
    """按时参加会议，缺一次扣2分 keeps its first half; 每参加一次志愿服务加5分 keeps the deed."""
    bracketless = _BRACKETED.sub("", text)
    if not re.search(_MARKS, bracketless):
        return bracketless
    clauses = [clause.strip() for clause in _CLAUSE.split(bracketless)]
    kept = [_GIVEN.sub("", clause).strip() for clause in clauses if not _TAKEN_OFF.search(clause)]
    return "，".join(clause for clause in kept if len(clause) > 1)
