"""诉求登记台账: one row, one concern. Only closed ones come in, and without the name of who raised it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from zhibu.intake.kinds.common import BRANCH, day_in, need_text, tell_doubles, tell_future, tell_order
from zhibu.intake.kinds.kind import Draft, Field, by_name, weight, words
from zhibu.intake.values.dates import Dated
from zhibu.intake.values.marks import read_mark
from zhibu.intake.values.outcome import look, note, refused
from zhibu.intake.values.people import read_name
from zhibu.intake.wording import squeezed, text_of
from zhibu.rules.said import said

FIELDS = (
    Field(
        "channel",
        "渠道",
        words("渠道 来源 诉求渠道 反映渠道 反映方式 受理方式 来源渠道"),
        (r"渠道|(?:反映|受理)方式",),
        longest=40,
    ),
    Field(
        "category",
        "类别",
        words("类别 诉求类别 问题类别 分类 诉求类型 事项类别"),
        (r"(?:诉求|问题|事项)(?:类别|类型|分类)",),
        longest=40,
    ),
    Field(
        "received_on",
        "收到日期",
        words("收到日期 收到日 受理时间 受理日期 登记时间 登记日期 反映时间 日期 时间 收件日期 接待时间"),
        (r"(?:收[到件]|受理|登记|反映|接[待访]).{0,2}(?:时间|日期)",),
    ),
    Field(
        "summary",
        "诉求内容",
        words(
            "诉求内容 诉求 诉求摘要 反映问题 反映事项 反映内容 摘要 事由 主要诉求 诉求事项 问题内容 "
            "意见建议 具体诉求 困难诉求"
        ),
        (r"诉求(?:内容|摘要|事项)|反映.{0,3}(?:问题|内容|事项)|意见.{0,2}建议",),
        True,
        longest=500,
    ),
    Field("first_handler", "首接人", words("首接人 接待人 受理人 登记人 接访人"), longest=30),
    Field(
        "handler",
        "承办人",
        words("承办人 责任人 办理人 承办部门 承办单位 责任部门 责任单位"),
        (r"承办|办理人|责任(?:人|部门|单位)",),
        longest=60,
    ),
    Field(
        "plan",
        "打算",
        words("打算 办理措施 处理意见 拟办意见 解决措施 措施 办理意见"),
        (r"(?:办理|处理|解决|拟办).{0,2}(?:措施|意见|办法)",),
        longest=500,
    ),
    Field(
        "outcome",
        "办理结果",
        words("办理结果 办理情况 处理结果 解决情况 结果 办理进展 进展 答复情况 处理情况 落实情况"),
        (r"(?:办理|处理|解决|答复|落实).{0,2}(?:结果|情况|进展)",),
        longest=500,
    ),
    Field(
        "answered_on",
        "答复日期",
        words("答复日期 答复日 答复时间 反馈时间 回复时间 反馈日期"),
        (r"(?:答复|反馈|回复).{0,2}(?:时间|日期)",),
    ),
    Field(
        "closed_on",
        "办结日期",
        words("办结日期 办结时间 完成时间 解决时间 完成日期 办结日"),
        (r"(?:办结|解决|完成).{0,2}(?:时间|日期)",),
    ),
    Field(
        "state",
        "状态",
        words("状态 是否办结 办结情况 是否解决 办理状态 是否完成"),
        (r"是否(?:办结|解决|完成)|办结情况",),
        longest=40,
    ),
    Field(
        "confirmed",
        "本人确认",
        words("本人确认 本人意见 诉求人确认 确认情况 是否满意 满意情况 回访满意度 满意度 回访情况 回访结果"),
        (r"(?:本人|诉求人).{0,2}(?:确认|意见)|是否满意|满意度|回访",),
        longest=40,
    ),
    Field(
        "raiser",
        "提出人（没有同意就不收）",
        words("提出人 诉求人 反映人 姓名 申请人 职工姓名 来访人 群众姓名"),
        (r"(?:提出|诉求|反映|来访)人(?!确认|意见)|姓名",),
        secret=True,
    ),
    Field(
        "consent",
        "本人同意留名",
        words("是否同意公开 同意公开 是否同意留名 同意留名 本人同意公开 是否实名"),
        (r"同意.{0,2}(?:公开|留名)",),
    ),
    BRANCH,
)
_SIGNS = frozenset(
    ["summary", "received_on", "handler", "plan", "outcome", "answered_on", "closed_on", "channel", "confirmed"]
)
_TITLE = re.compile(r"诉求|意见建议|我为群众办实事|接访|来访|民情")
_CLOSED = re.compile(
    r"(?<!未)(?<!没有)(?<!没)(?<!尚未)(?<!部分)(?:已?办结|已?解决|已?完成|已?答复|已处理|落实到位)|^(?:√|✓|是|已办|办结)$"
)
_NUMBER = re.compile(r"\d{7,}[Xx]?")
_OPEN = re.compile(r"未办|未解决|没有?解决|尚未|正在|办理中|处理中|进行中|推进中|跟进|待")


class Concerns:
    """The kind “concerns”."""

    name = "concerns"
    label = "诉求台账"
    key = "summary"
    fields = by_name(FIELDS)

    def weigh(self, found: frozenset[str], headers: Sequence[str], title: str) -> float:
        if "summary" not in found or not found & {"received_on", "outcome", "answered_on", "closed_on", "state"}:
            return 0.0
        return weight(found, _SIGNS, 3, titled=bool(_TITLE.search(title))) + 0.2 * ("raiser" in found)

    def read(self, draft: Draft) -> None:
        values = draft.values
        need_text(draft, "summary")
        dated: dict[str, Dated | None] = {
            name: draft.take_date(name, month_is_enough=True, year=draft.year)
            for name in ("received_on", "answered_on", "closed_on")
        }
        told = ("channel", "category", "first_handler", "handler", "plan", "outcome", "state", "confirmed", "branch")
        for name in told:
            values[name] = draft.text(name)
        _drop_the_raiser(draft)
        for name in ("summary", "plan", "outcome"):
            values[name] = _NUMBER.sub("（号码）", values[name])
        _need_the_end(draft, dated)
        tell_order(draft, "received_on", "answered_on", dated)
        tell_order(draft, "received_on", "closed_on", dated)
        for name, one in dated.items():
            tell_future(draft, name, one)

    def compare(self, drafts: Sequence[Draft]) -> None:
        def key(draft: Draft) -> object:
            values = draft.values
            return (squeezed(values["summary"]), values["received_on"]) if values["summary"] else None

        tell_doubles(drafts, key, "summary", said("件诉求"), "只留一行。")


def _drop_the_raiser(draft: Draft) -> None:
    """The name stays only where the table says that the person agreed; it also leaves the words of the concern."""
    values = draft.values
    name = read_name(draft.raw("raiser")).value
    agreed = read_mark(draft.raw("consent")).value is True or squeezed(text_of(draft.raw("consent"))) == "同意"
    values["raiser"] = name if name and agreed else ""
    if name and not agreed:
        for field in ("summary", "plan", "outcome"):
            values[field] = values[field].replace(name, "（本人）")
        draft.tell(note("raiser.dropped", "提出人的名字没有收：表上没有写本人同意留名。"), "raiser")


def _need_the_end(draft: Draft, dated: dict[str, Dated | None]) -> None:
    """Only what is over comes in: what still runs begins anew, with a receipt for the person."""
    values = draft.values
    state = squeezed(values["state"] or values["outcome"])
    has_day = dated["closed_on"] is not None
    values["is_closed"] = has_day or (bool(_CLOSED.search(state)) and not _OPEN.search(state))
    if not values["is_closed"]:
        place = next((name for name in ("state", "outcome", "closed_on") if name in draft.entries), "summary")
        right = "办结了的才导入；还在办的，请本人在“说事”里重新说，好拿到凭条。"
        draft.tell(refused("concern.open", "这一件还没有办结。", right), place)
    elif not has_day and dated["answered_on"] is None and day_in(draft, "outcome", "answered_on", _first_day(dated)):
        return
    elif not has_day and dated["answered_on"] is None:
        place = "state" if "state" in draft.entries else "outcome"
        draft.tell(look("closed.no_date", "写着已办结，没有办结日期。", "写上哪天办结的。"), place)


def _first_day(dated: dict[str, Dated | None]) -> datetime.date | None:
    received = dated["received_on"]
    return received.on if received else None
