"""Fields that many kinds of table have, and what is checked alike in all of them."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence

from zhibu.intake.kinds.kind import Draft, Field, day_said, words
from zhibu.intake.values.dates import Dated, read_date
from zhibu.intake.values.outcome import look, refused
from zhibu.intake.values.people import read_name
from zhibu.intake.wording import folded
from zhibu.rules.said import said

NAME = Field("name", "姓名", words("姓名 名字 党员姓名 人员姓名 党员 参训人员 被评议人"), (r"^(?:党员)?姓名",), True)
BRANCH = Field(
    "branch",
    "所在支部",
    words("所在支部 党支部 支部 支部名称 所属支部 所在党支部 党组织 党组织名称 党支部名称 单位"),
    (r"(?:所在|所属|隶属).{0,4}(?:支部|党组织)",),
    longest=60,
)
GROUP = Field("group", "党小组", words("党小组 所在党小组 所属党小组 小组 组别"), longest=60)
REMARK = Field("remark", "备注", words("备注 说明 备考 其他说明"), longest=200)


def need_name(draft: Draft) -> None:
    draft.values["name"] = draft.take("name", read_name)
    if not draft.values["name"]:
        draft.insist("name", refused("name.missing", "没有姓名。", "补上姓名，或删掉这一行。"))


def need_text(draft: Draft, name: str) -> str:
    """A field of words without which the row says nothing."""
    draft.values[name] = text = draft.text(name)
    if not text:
        label = draft.fields[name].label
        draft.insist(
            name,
            refused(
                f"{name}.missing",
                said("没有写{label}。", label=label),
                said("补上{label}，或删掉这一行。", label=label),
            ),
        )
    return text


_DAY_IN = re.compile(r"(?:20\d\d[年./-])?(?:1[0-2]|0?[1-9])[月./-](?:3[01]|[12]\d|0?[1-9])[日号]?(?!\d)")


def day_in(draft: Draft, name: str, goal: str, after: datetime.date | None = None) -> Dated | None:
    """The one day that stands among the words of a cell: 2026.5.1完成. It goes to `goal`; two different ones are none.

    `after`: gives the year where the words have none.
    """
    found = set(_DAY_IN.findall(folded(draft.values.get(name) or "")))
    if len(found) != 1:
        return None
    dated = read_date(found.pop(), year=draft.year or (after.year if after else None)).value
    if dated is None or dated.precision != "day":
        return None
    draft.values[goal], draft.values[goal.replace("_on", "_precision")] = dated.on, "day"
    return dated


def tell_order(draft: Draft, first: str, later: str, dated: dict[str, Dated | None]) -> None:
    """A later step that lies before an earlier one cannot be. Said once, however many rules ask."""
    one, other = dated.get(first), dated.get(later)
    if one and other and other.last < one.on:
        labels = draft.fields[first].label, draft.fields[later].label
        sentence = said(
            "{labels} {other} 在{labels_2} {one} 之前。",
            labels=labels[1],
            other=day_said(other),
            labels_2=labels[0],
            one=day_said(one),
        )
        if all(problem.sentence != sentence for problem in draft.problems):
            draft.tell(refused("order.impossible", sentence, "核对两个日期，是不是填反了。"), later)


def tell_future(draft: Draft, name: str, dated: Dated | None) -> None:
    if dated and draft.today and dated.on > draft.today:
        sentence = said("{fields} {dated} 还没到。", fields=draft.fields[name].label, dated=day_said(dated))
        draft.tell(look("date.future", sentence, "核对年份；是计划就先不导入。"), name)


def tell_doubles(
    drafts: Sequence[Draft], key: Callable[[Draft], Hashable | None], name: str, what: str, right: str
) -> None:
    """Rows with the same key: told on each later one, never merged."""
    first: dict[Hashable, int] = {}
    for draft in drafts:
        found = key(draft)
        if found is None:
            continue
        if found in first:
            draft.tell(
                look("duplicate.row", said("和第 {first} 行是同一{what}。", first=first[found], what=what), right), name
            )
        first.setdefault(found, draft.number)


def grouped(drafts: Sequence[Draft], name: str) -> dict[str, list[Draft]]:
    found: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.values.get(name):
            found[draft.values[name]].append(draft)
    return found
