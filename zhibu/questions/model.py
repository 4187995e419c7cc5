"""What a question and an answer look like. Plain data: pages, the command line and programs read the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from zhibu.norms import Layer
from zhibu.rules.said import said
from zhibu.rules.status import Status
from zhibu.rules.telling import say_day

FAMILIES: Mapping[str, str] = {
    "vote": "表决",
    "election": "选举",
    "appraisal": "民主评议",
    "set_up": "建支部、设支委会",
    "term": "任期和换届",
    "cadence": "开会次数",
    "dues": "党费",
    "transfer": "组织关系",
    "member": "党员管理",
    "admission": "发展党员",
    "training": "学习和培训",
    "secretary": "支部书记",
    "meeting": "会议的先后",
    "concern": "诉求",
    "request": "请示和报告",
    "funds": "工作经费",
}
"""Families of questions; one page and one file each."""

TYPES: Mapping[str, str] = {
    "whole": "整数",
    "day": "日期",
    "days": "几个日期",
    "flag": "是或否",
    "choice": "选一项",
    "text": "文字",
    "rows": "几行，每行几格（列在 columns 里）",
    "money": "金额（元，最多两位小数）",
    "month": "月份（2026-03）",
    "months": "几个月份（2026-03、2026-04；连着的写 2026-01至2026-03）",
    "month_sums": "月份和金额（2026-07=45.00、2026-08=45.00）",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """One fact that a question wants. ``kind`` is a key of TYPES; ``choices`` maps codes to Chinese words; ``columns``
    are the cells of a row, in their order. ``when`` names an earlier choice and the codes for which this fact is wanted
    (and, where ``required``, needed); otherwise it may be left out.
    """

    name: str
    kind: str
    label_zh: str
    example: str
    unit_zh: str = ""
    required: bool = True
    choices: Mapping[str, str] = field(default_factory=dict)
    help_zh: str = ""
    columns: tuple[Ask, ...] = ()
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def applies(self, facts: Mapping[str, Any]) -> bool:
        """Is this fact wanted, given those read before it?"""
        return all(facts.get(name) in codes for name, codes in self.when.items())


@dataclass(frozen=True, slots=True)
class Told:
    """One field of an answer."""

    name: str
    label_zh: str
    unit_zh: str = ""


@dataclass(frozen=True, slots=True)
class Cite:
    """The article an answer stands on. ``to_check`` = 待核 must stand beside it; ``document_zh`` = a stricter local
    document; ``presumed_from``: since this day the source has a new text in which the rule was not seen.
    """

    norm_id: str
    title_zh: str
    article_zh: str
    from_on: date
    to_on: date | None
    confidence_zh: str
    to_check: bool
    plain_zh: str
    document_zh: str = ""
    presumed_from: date | None = None

    @property
    def text_zh(self) -> str:
        """《……》第11条（2018年10月28日起施行）; a presumed rule is never cited as the text in force."""
        start = say_day(self.from_on.toordinal())
        local = said("；本地要求见{document_zh}", document_zh=self.document_zh) if self.document_zh else ""
        if self.presumed_from is not None:
            since = say_day(self.presumed_from.toordinal())
            local = said("，{since}换了新文本，里面没有看到这一条，暂时照旧{local}", since=since, local=local)
        return said(
            "《{title_zh}》{article_zh}（{start}起施行{local}）",
            title_zh=self.title_zh,
            article_zh=self.article_zh,
            start=start,
            local=local,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer first, then the sum step by step, then the articles, then what to do."""

    answer: Mapping[str, Any]
    status: Status
    because: tuple[str, ...]
    cites: tuple[Cite, ...]
    next_step: str = ""

    def as_json(self) -> dict[str, Any]:
        """The shape that `zhibu ask` prints."""
        return {
            "answer": {name: _plain(value) for name, value in self.answer.items()},
            "status": self.status.value,
            "because": list(self.because),
            "cites": [_cite(cite) for cite in self.cites],
            "next_step": self.next_step,
        }


Reckoning: TypeAlias = Callable[[Mapping[str, Any], date, Sequence[Layer]], Answer]


@dataclass(frozen=True, slots=True)
class Question:
    """One everyday question: the facts it wants, the fields it answers, and the reckoning behind it."""

    name: str
    title_zh: str
    title_en: str
    asks: tuple[Ask, ...]
    tells: tuple[Told, ...]
    norm_ids: tuple[str, ...]
    reckon: Reckoning

    @property
    def family(self) -> str:
        """The part of the name before the point; a key of FAMILIES."""
        return self.name.partition(".")[0]


class QuestionError(Exception):
    """A fact cannot be used: which field, one Chinese sentence, and an example of what would do."""

    def __init__(self, field_name: str, sentence: str, example: str = "") -> None:
        super().__init__(sentence)
        self.field = field_name
        self.sentence = sentence
        self.example = example

    def as_json(self) -> dict[str, Any]:
        """The shape that `zhibu ask` prints."""
        return {"error": {"field": self.field, "sentence": self.sentence, "example": self.example}}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return value


def _cite(cite: Cite) -> dict[str, Any]:
    return {
        "norm": cite.norm_id,
        "text": cite.text_zh,
        "article": cite.article_zh,
        "from": cite.from_on.isoformat(),
        "to": cite.to_on.isoformat() if cite.to_on else None,
        "confidence": cite.confidence_zh,
        "to_check": cite.to_check,
        "presumed_from": cite.presumed_from.isoformat() if cite.presumed_from else None,
    }
