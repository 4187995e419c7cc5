"""培训学时: one row, one person at one training (or a person's sum of the year)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from zhibu.intake.kinds.common import BRANCH, GROUP, NAME, REMARK, need_name, tell_doubles, tell_future
from zhibu.intake.kinds.kind import Draft, Field, by_name, weight, words
from zhibu.intake.values.amounts import read_hours
from zhibu.intake.values.outcome import is_nothing, look, refused
from zhibu.intake.values.people import read_name
from zhibu.intake.wording import plain, text_of
from zhibu.rules.said import said

MOST_HOURS_A_DAY = 12

FIELDS = (
    replace(NAME, names=(*NAME.names, *words("参加人员 参学人员 学员 学员姓名"))),
    Field(
        "title",
        "培训名称",
        words("培训名称 培训班次 培训内容 培训主题 培训班名称 培训项目 课程名称 学习内容 培训课程"),
        (r"培训.{0,2}(?:名称|班次|内容|主题|项目|课程)",),
        longest=120,
    ),
    Field(
        "happened_on",
        "培训时间",
        words("培训时间 培训日期 起止时间 起止日期 学习时间 参训时间 时间 日期 年度 年份"),
        (r"(?:培训|参训|学习).{0,4}(?:时间|日期)(?!长)",),
    ),
    Field("days", "天数", words("天数 培训天数 参训天数 脱产天数"), (r"天数",)),
    Field(
        "hours",
        "学时",
        words("学时 学时数 培训学时 课时 培训课时 参训学时 培训时长 时长 累计学时 合计学时 天数/学时"),
        (r"学时|课时",),
    ),
    Field(
        "organiser",
        "主办单位",
        words("主办单位 举办单位 组织单位 培训机构 承办单位 主办方 培训单位"),
        (r"(?:主|举|承)办.{0,2}(?:单位|方)",),
        longest=60,
    ),
    Field("place", "地点", ("地点", "培训地点", "学习地点"), longest=60),
    Field("form", "培训形式", words("培训形式 培训方式 形式 培训类别 培训类型 学习形式"), longest=40),
    BRANCH,
    GROUP,
    REMARK,
)
_SIGNS = frozenset(["title", "hours", "days", "organiser", "form"])
_TITLE = re.compile(r"培训|学时|集中轮训|教育培训")


class Training:
    """The kind “training”."""

    name = "training"
    label = "培训学时"
    key = "name"
    fields = by_name(FIELDS)

    def weigh(self, found: frozenset[str], headers: Sequence[str], title: str) -> float:
        if "name" not in found or not found & {"hours", "days"}:
            return 0.0
        named = any(_TITLE.search(header) for header in headers)
        return weight(found, _SIGNS, 2, titled=bool(_TITLE.search(title))) + 0.3 * named

    def read(self, draft: Draft) -> None:
        _need_names(draft)
        dated, until = draft.take_span("happened_on", year=draft.year)
        for name in ("title", "organiser", "place", "form", "branch", "group", "remark"):
            draft.values[name] = draft.text(name)
        draft.values["year"] = draft.year
        _read_amount(draft)
        tell_future(draft, "happened_on", dated)
        days, hours = draft.values["days"], draft.values["hours"]
        if days is None and hours is None:
            draft.tell(look("hours.missing", "没有写天数，也没有写学时。", "补上学时，例如 16学时。"), "hours")
        elif days and hours and hours > days * MOST_HOURS_A_DAY:
            draft.tell(
                look(
                    "hours.too_many",
                    said("{days} 天里有 {hours} 学时，对不上。", days=days, hours=hours),
                    "核对天数和学时。",
                ),
                "hours",
            )
        if dated and until and days and days > (until - dated.on).days + 1:
            length = (until - dated.on).days + 1
            draft.tell(
                look(
                    "days.too_many",
                    said("写了 {days} 天，起止日期只有 {length} 天。", days=days, length=length),
                    "核对天数和日期。",
                ),
                _days_field(draft),
            )

    def compare(self, drafts: Sequence[Draft]) -> None:
        def key(draft: Draft) -> object:
            values = draft.values
            return (values["name"], values["title"], values["happened_on"]) if values["name"] else None

        tell_doubles(drafts, key, "name", said("个人同一次培训"), "只留一行；参加了两次的照原样导入。")


def _need_names(draft: Draft) -> None:
    """A row is one person at a course, or a course with everybody who was there in one cell."""
    text = plain(text_of(draft.raw("name")))
    parts = [part for part in re.split(r"[、,，;；/\n]+", text) if part.strip() and not is_nothing(part.strip())]
    if len(parts) < 2:
        need_name(draft)
        return
    read = [read_name(re.sub(r"[（(].*?[)）]", "", part)).value for part in parts]
    names = list(dict.fromkeys(name for name in read if name))
    draft.values["name"], draft.values["names"] = "、".join(names), names
    if len([name for name in read if name]) < len(parts):
        draft.tell(look("names.unread", "有的不像姓名，没有收。", "姓名之间用顿号隔开。"), "name")
    if not names:
        draft.insist("name", refused("name.missing", "没有姓名。", "补上姓名，或删掉这一行。"))


def _days_field(draft: Draft) -> str:
    return "days" if "days" in draft.entries else "hours"


def _read_amount(draft: Draft) -> None:
    """Days and hours, from a column each or both in one cell; a bare number is what its column says."""
    in_days, in_hours = draft.take("days", read_hours), draft.take("hours", read_hours)
    days, hours = in_hours or (None, None)
    if in_days:
        days, more = in_days
        if days is None:  # a bare number below 天数
            days, more = more, None
        hours = more if hours is None else hours
    draft.values["days"], draft.values["hours"] = _plain(days), _plain(hours)


def _plain(number: Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(f"{number.normalize():f}")
