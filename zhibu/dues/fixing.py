"""What the law says a member pays: the questions of dues, asked with the day and the unit's settings of a branch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhibu.base.errors import Refused
from zhibu.org.models import Organisation
from zhibu.org.queries import layers_by_path
from zhibu.questions import Answer, QuestionError, answer, question_named
from zhibu.questions.layering import plain_layers
from zhibu.rules.money import fen, yuan
from zhibu.rules.said import said

KINDS: Mapping[str, str] = question_named("dues.amount").asks[0].choices
WITH_BASE = frozenset(question_named("dues.amount").asks[1].when["kind"])
BY_QUARTER, AGREED = "irregular", "farmer"
LARGEST_YUAN = Decimal(9_999_999)
PERIOD_OF = {BY_QUARTER: "quarter_income", AGREED: "agreed"}


BY_TABLE, BY_TABLE_ZH = "table", "照原台账"
"""The kind of an assessment that repeats the sum of an earlier table: nobody said which rule it came from."""


def kind_words(kind: str) -> str:
    return BY_TABLE_ZH if kind == BY_TABLE else KINDS.get(kind, kind)


@dataclass(frozen=True)
class Fixed:
    """What a member pays by the law of a day, in fen, with the sum step by step. `base_fen`: None: no income counts."""

    base_fen: int | None
    monthly_fen: int
    answer: Answer


def ask(branch: Organisation, question: str, on: date, facts: Mapping[str, Any]) -> Answer:
    """A question about dues by the law and the unit's settings of the day. Raises Refused at the field it concerns."""
    layers = plain_layers(layers_by_path([branch.path], on)[branch.path])
    try:
        return answer(question, on, {name: value for name, value in facts.items() if value is not None}, layers)
    except QuestionError as error:
        raise Refused(
            error.sentence, said("例如 {example}。", example=error.example) if error.example else "", error.field
        ) from error


def fix(branch: Organisation, kind: str, sum_yuan: Decimal | None, on: date) -> Fixed:
    """`sum_yuan`: the base; three months' income where pay is irregular; the agreed sum of farmers; else None."""
    if kind not in KINDS:
        raise Refused("选一种党员类别。", field="kind")
    name = "base" if kind in WITH_BASE else PERIOD_OF.get(kind, "")
    if name and sum_yuan is None:
        raise Refused("还没填基数。", "填上再算；不会算的，先看算一算。", "base")
    if name and sum_yuan is not None and not 0 <= sum_yuan <= LARGEST_YUAN:
        raise Refused("基数不能是负数，也不会这么大。", field="base")
    facts = {"kind": KINDS[kind], **({name: str(sum_yuan)} if name else {})}
    try:
        said = ask(branch, "dues.amount", on, facts)
    except Refused as error:
        raise Refused(error.reason, error.next_step, "base" if error.field == name else error.field) from error
    due = said.answer.get("due")
    if due is None:
        raise Refused("".join(said.because) or "这一天的规定里没有这个数。", field="base")
    return Fixed(_base_fen(kind, sum_yuan), fen(due), said)


def _base_fen(kind: str, sum_yuan: Decimal | None) -> int | None:
    return fen(sum_yuan) if sum_yuan is not None and (kind in WITH_BASE or kind == BY_QUARTER) else None


def asked_again(branch: Organisation, kind: str, base_fen: int | None, monthly_fen: int, on: date) -> Answer:
    """The sum of a kept fixing, step by step, as it is shown to the member."""
    sum_yuan = yuan(monthly_fen) if kind == AGREED else yuan(base_fen) if base_fen is not None else None
    return fix(branch, kind, sum_yuan, on).answer
