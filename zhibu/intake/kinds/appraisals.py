"""民主评议测评票: one row, one member's ballots in the four grades."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from zhibu.intake.kinds.common import BRANCH, GROUP, NAME, REMARK, need_name, tell_doubles
from zhibu.intake.kinds.kind import Draft, Field, by_name, words
from zhibu.intake.result import Raw
from zhibu.intake.values.counts import read_count
from zhibu.intake.values.marks import read_mark
from zhibu.intake.values.outcome import look, refused
from zhibu.rules.said import said

GRADES = {"excellent": "优秀", "qualified": "合格", "basically_qualified": "基本合格", "unqualified": "不合格"}
_VOTES = r"(?:票数?|得票数?|人数)?$"

FIELDS = (
    NAME,
    Field("issued", "发出票", words("发出票 发出 发出票数 发放票数 发票数"), (r"发[出放].{0,2}票",)),
    Field("returned", "收回票", words("收回票 收回 收回票数 回收票数"), (r"[收回]{2}.{0,2}票",)),
    Field("valid", "有效票", words("有效票 有效票数 有效 有效测评票"), (r"有效.{0,2}票",)),
    Field("excellent", "优秀票", ("优秀", "优秀票", "优秀票数"), (rf"优秀{_VOTES}",)),
    Field("qualified", "合格票", ("合格", "合格票", "合格票数"), (rf"(?<!基本)(?<!不){'合格'}{_VOTES}",)),
    Field("basically_qualified", "基本合格票", ("基本合格", "基本合格票", "基本合格票数"), (rf"基本合格{_VOTES}",)),
    Field("unqualified", "不合格票", ("不合格", "不合格票", "不合格票数"), (rf"不合格{_VOTES}",)),
    Field(
        "result",
        "评定",
        words("评定 评定等次 等次 评定结果 评议结果 支部评定 组织评定 评议等次"),
        (r"评[定议].{0,2}(?:等次|结果|意见)",),
    ),
    BRANCH,
    GROUP,
    REMARK,
)
_GRADED = frozenset(GRADES)
_TITLE = re.compile(r"评议|测评")


class Appraisals:
    """The kind “appraisals”: ballots of everybody counted together; nothing is reckoned from them."""

    name = "appraisals"
    label = "民主评议票数"
    key = "name"
    fields = by_name(FIELDS)

    def weigh(self, found: frozenset[str], headers: Sequence[str], title: str) -> float:
        if "name" not in found or len(found & _GRADED) < 2:
            return 0.0
        return 0.5 + 0.1 * len(found & _GRADED) + 0.2 * bool(_TITLE.search(title))

    def read(self, draft: Draft) -> None:
        values = draft.values
        need_name(draft)
        for name in ("issued", "returned", "valid", *GRADES):
            values[name] = None if _is_tick(draft.raw(name)) else draft.take(name, read_count)
        result = draft.text("result") or _ticked(draft)
        values["result"] = next(
            (
                grade
                for grade in ("unqualified", "basically_qualified", "qualified", "excellent")
                if GRADES[grade] in result
            ),
            "",
        )
        for name in ("branch", "group", "remark"):
            values[name] = draft.text(name)
        values["year"] = draft.year
        _compare_ballots(draft)

    def compare(self, drafts: Sequence[Draft]) -> None:
        """Everybody gets the same number of ballots: a row with another number is told."""
        tell_doubles(drafts, lambda draft: draft.values["name"], "name", "个人", "同一个人只留一行。")
        cast = {draft.number: _cast(draft) for draft in drafts}
        usual, times = next(iter(Counter(number for number in cast.values() if number).most_common(1)), (0, 0))
        for draft in drafts:
            number = cast[draft.number]
            if number and number != usual and times * 2 > len(drafts):
                sentence = said("这一行一共 {number} 票，别的行是 {usual} 票。", number=number, usual=usual)
                draft.tell(look("ballots.differ", sentence, "核对票数。"), _first_grade(draft))


def _is_tick(value: Raw) -> bool:
    """√ below a grade says what was decided; 1 is a ballot."""
    return isinstance(value, str) and not any(letter.isalnum() for letter in value) and bool(read_mark(value).value)


def _ticked(draft: Draft) -> str:
    grades = [grade for grade in GRADES if _is_tick(draft.raw(grade))]
    if len(grades) > 1:
        draft.tell(look("result.both", "有两档打了勾。", "只留一档。"), grades[1])
    return GRADES[grades[0]] if len(grades) == 1 else ""


def _cast(draft: Draft) -> int:
    return sum(draft.values[grade] or 0 for grade in GRADES)


def _first_grade(draft: Draft) -> str:
    return next((grade for grade in GRADES if grade in draft.entries), "excellent")


def _compare_ballots(draft: Draft) -> None:
    values = draft.values
    cast, place = _cast(draft), _first_grade(draft)
    for more, less, what in (
        ("issued", "returned", said("收回的票比发出的多")),
        ("returned", "valid", said("有效票比收回的多")),
    ):
        if values[more] is not None and values[less] is not None and values[less] > values[more]:
            draft.tell(
                refused(
                    "ballots.more",
                    said("{what}（{values} 比 {values_2}）。", what=what, values=values[less], values_2=values[more]),
                    "核对票数。",
                ),
                less,
            )
    most = next((values[name] for name in ("valid", "returned", "issued") if values[name] is not None), None)
    if most is not None and cast > most:
        draft.tell(
            refused(
                "ballots.too_many", said("四档加起来 {cast} 票，比 {most} 票多。", cast=cast, most=most), "核对票数。"
            ),
            place,
        )
    elif values["valid"] is not None and cast and cast < values["valid"]:
        sentence = said("四档加起来 {cast} 票，有效票是 {valid} 票。", cast=cast, valid=values["valid"])
        draft.tell(
            look("ballots.sum", sentence, said("还差 {left} 票，核对票数。", left=values["valid"] - cast)), place
        )
