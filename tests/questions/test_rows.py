"""Facts that are rows: the list says how a row is built, and both ways of writing it give the same answer."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from zhibu.questions import answer_json, list_json

TODAY = date(2026, 11, 23)
WITH_ROWS = [(question, fact) for question in list_json() for fact in question["facts"] if "columns" in fact]


def cells_as_mappings(fact: dict[str, Any]) -> list[dict[str, str]]:
    """The example as JSON rows, read the way the list describes it and no other."""
    names = [column["name"] for column in fact["columns"]]
    return [
        {name: cell for name, cell in zip(names, re.split(r"\s+", line), strict=False) if cell != "-"}
        for line in fact["example"].split("；")
    ]


@pytest.mark.parametrize(("question", "fact"), WITH_ROWS, ids=lambda found: found.get("question", found.get("name")))
def test_rows_as_text_and_as_json_are_the_same(question: dict[str, Any], fact: dict[str, Any]) -> None:
    facts = {other["name"]: other["example"] for other in question["facts"]}
    as_text = answer_json({"question": question["question"], "facts": facts}, TODAY)
    as_rows = answer_json(
        {"question": question["question"], "facts": facts | {fact["name"]: cells_as_mappings(fact)}}, TODAY
    )
    assert "error" not in as_text, as_text
    assert as_rows == as_text


def test_columns_are_described_like_facts() -> None:
    assert {question["question"] for question, _ in WITH_ROWS} >= {
        "vote.who_counts",
        "election.ballots",
        "election.result",
        "appraisal.result",
    }
    for _, fact in WITH_ROWS:
        assert fact["help"]
        for column in fact["columns"]:
            assert column["label"]
            assert column["example"]
            assert column["choices"] or column["type"] != "选一项"


def test_chinese_words_and_codes_are_both_taken() -> None:
    line = {
        "question": "vote.who_counts",
        "facts": {"vote_kind": "选举", "members": "王一 full 到会、李二 正式党员 here"},
    }
    told = answer_json(line, TODAY)
    assert told["error"]["field"] == "members"
    line["facts"]["members"] = "王一 full 到会；李二 正式党员 here"
    assert answer_json(line, TODAY)["answer"]["due_to_attend"] == 2
