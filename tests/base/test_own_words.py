"""How a unit calls things: its own words in the program's sentences, never in what people wrote."""

from datetime import date

import pytest

from zhibu.base.own_words import TERMS, in_own_words, is_fit, renamed, used
from zhibu.rules.said import joined, said
from zhibu.rules.telling import say_day

WORDS = {"people": "村民", "pioneer_post": "党员示范岗", "task_force": "党员突击队"}


def test_only_inside_and_only_the_terms_that_were_given() -> None:
    with used(WORDS):
        assert renamed("选一名党员，或写上职工的姓名。") == "选一名党员，或写上村民的姓名。"
        assert renamed("先锋岗、责任区、攻关小组") == "党员示范岗、责任区、党员突击队"
        assert renamed("党员先锋岗") == "党员示范岗"
        assert renamed("上年职工工资总额") == "上年职工工资总额"
    assert renamed("职工") == "职工"


def test_what_somebody_wrote_stays() -> None:
    told = joined([said("{name}的职工。", name="职工食堂党支部"), "职工甲"])
    with used(WORDS):
        assert in_own_words(told) == "职工食堂党支部的村民。、职工甲"
        assert in_own_words("职工") == "职工"


def test_days_in_a_sentence_stay_days() -> None:
    told = said("{last}前问一问职工。", last=say_day(date(2026, 3, 5).toordinal()))
    with used(WORDS):
        assert in_own_words(told) == "2026年3月5日前问一问村民。"


def test_a_word_that_no_longer_exists_is_passed_over() -> None:
    with used({"gone": "什么"}):
        assert renamed("职工") == "职工"


@pytest.mark.parametrize(
    "word", ["党支部", "党小组", "党员", "工", "一二三四五六七八九", "员工。", "<b>", "员 工", "%(x)s", "{x}"]
)
def test_what_is_not_taken(word: str) -> None:
    assert not is_fit(word)


def test_every_example_could_be_taken() -> None:
    for term in TERMS:
        assert all(is_fit(word) for word in term.examples.split("、")), term.key
