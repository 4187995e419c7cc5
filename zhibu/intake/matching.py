"""From a header text to a field, with the reason in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from zhibu.intake.headers import is_serial, normal, without_brackets
from zhibu.intake.kinds import KINDS
from zhibu.intake.kinds.kind import Field
from zhibu.rules.said import said

# Header words that mean nothing without the word above them.
_GENERIC = frozenset(
    [
        "时间",
        "日期",
        "人数",
        "内容",
        "情况",
        "地点",
        "名称",
        "类型",
        "类别",
        "姓名",
        "单位",
        "职务",
        "备注",
        "应到",
        "实到",
        "结果",
        "人员",
        "名单",
        "说明",
        "形式",
        "电话",
        "应交",
        "应缴",
        "实交",
        "实缴",
        "已交",
        "金额",
        "确定时间",
        "备案时间",
        "审批时间",
        "谈话时间",
        "培训时间",
        "公示",
        "公示时间",
        "支部大会时间",
    ]
)
# Words above a header that only group columns and add nothing.
_NEUTRAL = re.compile(
    r"基本(?:情况|信息)|会议(?:情况|信息|基本)|个人|人员(?:情况|信息)|党员(?:情况|信息|基本)|到会|参会|出席|参加|人数|开展|三会一课|组织生活|党内|党员$"
)
_SORT = re.compile(r"(?:时间|日期|年月日?|号码|人数|票数?|名称|类[型别]|内容|情况|人员|地点|姓名)$")
# Columns that are understood and left out, because they follow from others or belong elsewhere.
_LEFT_OUT = (
    (r"年龄|党龄|工龄", "会由日期算出来，不用导入。"),
    (r"住址|地址|籍贯|出生地|户籍|户口", "程序不需要这一项，默认不收。"),
    (r"申请入党|入党申请|积极分子|发展对象|介绍人|培养联系", "属于发展党员的记录，这里不收。"),
    (r"党费|缴费|工资|基数", "属于党费的记录，这里不收。"),
    (r"评议(?:结果|等次|档次)|考核(?:结果|等次|等级)", "属于民主评议的记录，这里不收。"),
)


@dataclass(frozen=True, slots=True)
class Match:
    """A field that a header may mean; `confidence` 0 to 1."""

    field: str
    confidence: float
    why: str


@lru_cache(maxsize=16_384)
def matches(kind: str, path: tuple[str, ...]) -> tuple[Match, ...]:
    """The fields that a header path may mean, the surest first, one entry per field."""
    if not path:
        return ()
    found: dict[str, Match] = {}
    head = _head(path)
    for one in KINDS[kind].fields.values():
        match = _match(one, head)
        if match and (one.name not in found or match.confidence > found[one.name].confidence):
            found[one.name] = match
    return tuple(sorted(found.values(), key=lambda match: -match.confidence))


def left_out(path: tuple[str, ...]) -> str | None:
    """Why a column is understood but not taken."""
    text = normal("".join(path))
    if path and is_serial(path[-1]):
        return "这是编号，不用导入。"
    if path and path[-1] == "要改":
        return "这是上次给你的说明，不用导入。"
    return next((why for pattern, why in _LEFT_OUT if re.search(pattern, text)), None)


@dataclass(frozen=True, slots=True)
class _Head:
    """A header path made ready to be compared with many fields."""

    whole: str
    child: str
    parent: str
    shown: str
    bare_whole: str
    bare_child: str
    is_alone: bool  # its last word means something without the words above it


def _head(path: tuple[str, ...]) -> _Head:
    child, whole = normal(path[-1]), normal("".join(path))
    parent = path[-2] if len(path) > 1 else ""
    alone = not parent or bool(_NEUTRAL.search(normal(parent))) or child not in _GENERIC
    bare = without_brackets(whole), without_brackets(child)
    return _Head(whole, child, parent, path[-1].replace("\n", ""), *bare, alone)


@lru_cache(maxsize=512)
def _pattern(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None


def _match(one: Field, head: _Head) -> Match | None:
    for text, confidence in ((head.whole, 1.0), (head.bare_whole, 0.98)):
        if text in one.names:
            return Match(one.name, confidence, said("列名“{text}”就是{one}。", text=text, one=one.label))
    children = (head.child, head.bare_child) if head.parent else ()
    by_child = next((text for text in children if text in one.names), None)
    if by_child and head.is_alone:
        return Match(one.name, 0.95 if by_child == head.child else 0.93, _under(by_child, one, head))
    pattern = _pattern(one.patterns)
    if pattern and (pattern.search(head.bare_whole) or pattern.search(head.whole)):
        return Match(one.name, 0.85, said("列名“{shown}”像{one}。", shown=head.shown, one=one.label))
    if pattern and head.parent and head.is_alone and pattern.search(head.bare_child):
        return Match(
            one.name,
            0.8,
            said("列名“{shown}”像{one}，在“{parent}”下面。", shown=head.shown, one=one.label, parent=head.parent),
        )
    if by_child:
        return Match(one.name, 0.4, _under(by_child, one, head))
    return _typing_error(one, head.bare_child, head.shown) if head.is_alone else None


def _under(text: str, one: Field, head: _Head) -> str:
    return said("列名“{text}”就是{one}，在“{parent}”下面。", text=text, one=one.label, parent=head.parent)


def _typing_error(one: Field, text: str, shown: str) -> Match | None:
    """One letter wrong, missing or too many; or the right sounds with the wrong characters.

    入职时间 is no slip for 入党时间, nor 党员人数 for 委员人数: another letter with another sound counts only in the
    words that say what sort of column it is.
    """
    if len(text) < 2 or len(text) > 10:
        return None
    for name in one.names:
        if abs(len(name) - len(text)) > 1:
            continue
        if len(name) >= 4 and one_letter_off(text, name) and not _means_another(text, name):
            return Match(one.name, 0.7, said("列名“{shown}”和“{name}”差一个字。", shown=shown, name=name))
        if len(name) == len(text) >= 2 and text != name and sounds(text) == sounds(name):
            return Match(one.name, 0.7, said("列名“{shown}”和“{name}”读音一样。", shown=shown, name=name))
    return None


def _means_another(text: str, name: str) -> bool:
    if len(text) != len(name):
        return False
    place = next(index for index, (one, other) in enumerate(zip(text, name, strict=True)) if one != other)
    sort = _SORT.search(name)
    return (sort is None or place < sort.start()) and sounds(text) != sounds(name)


def one_letter_off(text: str, name: str) -> bool:
    if abs(len(text) - len(name)) > 1 or text == name:
        return False
    if len(text) == len(name):
        return sum(one != other for one, other in zip(text, name, strict=True)) == 1
    short, long = sorted((text, name), key=len)
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))


@lru_cache(maxsize=4096)
def sounds(text: str) -> tuple[str, ...]:
    """The syllables without tones, and without the differences that many speakers do not hear (in/ing, s/sh)."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its tables take a fifth of a second; most tables have no typing errors

    return tuple(re.sub(r"^([zcs])h", r"\1", re.sub(r"ng$", "n", syllable)) for syllable in lazy_pinyin(text))
