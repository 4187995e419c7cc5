"""The interface that programs use: lists, lines of JSON, and pages about norms."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu import questions
from zhibu.norms import Layer
from zhibu.questions import answer_json, describe, list_json, list_questions, search

TODAY = date(2026, 11, 23)


def test_the_list_is_enough_to_ask_every_question() -> None:
    """Somebody who knows only the list fills in the examples and is answered."""
    for question in list_json():
        facts = {fact["name"]: fact["example"] for fact in question["facts"] if fact["required"]}
        told = answer_json({"question": question["question"], "on": "2026-05-20", "facts": facts}, TODAY)
        assert "error" not in told, told
        assert set(told["answer"]) == {field["name"] for field in question["answer"]}
        assert told["because"]
        assert told["cites"]


def test_all_examples_together_are_answered_too() -> None:
    for question in list_json():
        facts = {fact["name"]: fact["example"] for fact in question["facts"]}
        if question["question"] == "cadence.check":
            del facts["existed_from"]
        assert "error" not in answer_json({"question": question["question"], "facts": facts}, TODAY)


def test_every_question_has_words_and_known_norms() -> None:
    for question in list_questions():
        assert question.title_zh
        assert question.title_en
        for norm_id in question.norm_ids:
            assert describe(norm_id).norm.id == norm_id
        for ask in question.asks:
            assert ask.label_zh
            assert ask.example


def test_answers_are_json() -> None:
    line = {"question": "term.end", "facts": {"elected_on": "2023-10-12", "place": "other"}}
    told = json.loads(json.dumps(answer_json(line, TODAY), ensure_ascii=False))
    assert told["answer"]["ends_on"] == "2026-10-12"
    assert told["cites"][0]["text"] == "《中国共产党基层组织选举工作条例》第3条（2020年7月13日起施行）"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ([], "question"),
        ("vote", "question"),
        ({}, "question"),
        ({"question": "vote.secret", "facts": {}}, "question"),
        ({"question": "vote.committee", "facts": []}, "facts"),
        ({"question": "vote.committee", "on": "2026-02-30", "facts": {}}, "on"),
        ({"question": "vote.committee", "fact": {}}, "fact"),
        ({"question": "vote.committee", "facts": {"committee_members": 5}}, "present"),
    ],
)
def test_a_bad_line_is_an_error_that_names_the_field(line: object, field: str) -> None:
    error = answer_json(line, TODAY)["error"]
    assert error["field"] == field
    assert error["sentence"].endswith("。")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(list_questions()), st.data())
def test_whatever_is_sent_an_answer_or_an_error_comes_back(question: questions.Question, data: st.DataObject) -> None:
    facts = {ask.name: data.draw(st.one_of(st.just(ask.example), JSON)) for ask in question.asks}
    told = answer_json(
        {"question": question.name, "on": data.draw(st.one_of(st.just("2026-05-20"), JSON)), "facts": facts}, TODAY
    )
    assert ("error" in told) != ("answer" in told)
    json.dumps(told, allow_nan=False)


def test_describe_shows_figures_with_their_source_and_what_replaced_what() -> None:
    page = describe("branch-size-cap", TODAY)
    assert page.cite.text_zh.startswith("《中国共产党支部工作条例（试行）》第4条")
    assert [(figure.value_zh, figure.source_zh) for figure in page.figures] == [("50人", "第4条")]
    assert page.worst_colour.value == "amber"
    assert len(page.cases) >= 4
    assert describe("term-extension-limit").replaces.id == "term-extension-limit-2018"  # type: ignore[union-attr]
    old = describe("term-extension-limit-2018", TODAY)
    assert old.replaced_by is not None
    assert not old.in_force


def test_describe_says_what_is_ours_what_is_local_and_what_was_not_read() -> None:
    assert [figure.ours for figure in describe("vacancy-by-election", TODAY).figures] == [True]
    layer = Layer(
        "unit", "vacancy-by-election", "by_election_months", 2, date(2026, 1, 1), None, "公司党委办法", "第九条"
    )
    figure = describe("vacancy-by-election", TODAY, [layer]).figures[0]
    assert (figure.value_zh, figure.source_zh, figure.ours) == ("2个月", "《公司党委办法》第九条", False)
    page = describe("democratic-appraisal-excellent-cap", TODAY)
    assert page.to_check
    assert page.cite.article_zh == "条号待核"


def test_search_finds_by_words_article_and_english() -> None:
    assert "vacancy-by-election" in {norm.id for norm in search("补选")}
    assert {norm.id for norm in search("选举工作条例 第3条")} >= {"term-election-on-time", "term-extension-limit"}
    assert "theme-day-monthly" in {norm.id for norm in search("Theme")}
    assert search("支委会每月")[0].id == "branch-committee-monthly"
    assert search("   ") == ()
    assert search("火星") == ()


def test_norms_of_a_day() -> None:
    early = {norm.id for norm in questions.all_norms(date(2018, 10, 28))}
    assert "term-election-on-time" not in early
    assert "theme-day-monthly" in early
    assert "term-extension-limit-2018" not in {norm.id for norm in questions.all_norms(TODAY)}
    assert len(questions.all_norms()) > len(questions.all_norms(TODAY))
