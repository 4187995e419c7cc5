"""规则库: open to everybody, every norm has its page, found by words, as it stood on any day."""

import pytest
from django.test import Client

from tests.web.sending import text_of
from zhibu import questions

pytestmark = pytest.mark.django_db
NORMS = [norm.id for norm in questions.all_norms()]


def page_of(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return text_of(response)


def test_all_norms_are_listed_by_topic_without_log_in() -> None:
    page = page_of("/rules/")
    for norm in questions.all_norms():
        assert f'href="/rules/{norm.id}/"' in page
    assert page.index("支部设置") < page.index("任期和换届") < page.index("谈心谈话")


def test_words_find_norms() -> None:
    page = page_of("/rules/?q=换届")
    assert "/rules/term-election-on-time/" in page
    assert "/rules/heart-to-heart-yearly/" not in page
    assert "没有找到。" in page_of("/rules/?q=不会有的词")


@pytest.mark.parametrize("norm_id", NORMS)
def test_every_page_says_what_where_and_how_sure(norm_id: str) -> None:
    norm = questions.describe(norm_id).norm
    page = page_of(f"/rules/{norm_id}/")
    assert norm.name_zh in page
    assert norm.plain_zh in page
    for word in ("依据", "施行", "措辞", "有多确定", "看原文的日子"):
        assert word in page
    for case in questions.cases_of(norm_id):
        assert case.name_zh in page
    assert "None" not in page
    assert "datetime" not in page
    assert "Status." not in page


def test_a_rule_as_it_stood_on_a_day() -> None:
    page = page_of("/rules/term-extension-limit-2018/?on=2019年5月1日")
    assert "不在这一条的施行时间里" not in page
    assert "后来改为" in page
    assert "2026年11月23日" not in page.split("看哪一天的规定")[0].split("用的数")[0].split("看原文的日子")[0]
    assert "不在这一条的施行时间里" in page_of("/rules/term-extension-limit-2018/?on=2026-11-23")


def test_a_day_that_cannot_be_read_gets_a_sentence() -> None:
    assert "看不懂“改天”是哪一天" in page_of("/rules/theme-day-monthly/?on=改天")


def test_facts_of_examples_are_words() -> None:
    page = page_of("/rules/committee-posts/")
    assert "书记、组织委员、宣传委员" in page
    page = page_of("/rules/theme-day-monthly/")
    assert "没有另写的，各例都是：" in page
    assert "支部类型 党支部" in page


def test_what_was_not_read_says_so() -> None:
    page = page_of("/rules/democratic-appraisal-excellent-cap/")
    assert "待核" in page
    assert "最多标黄" in page


def test_an_unknown_rule_is_not_found() -> None:
    assert Client().get("/rules/no-such-rule/").status_code == 404


def test_english_names() -> None:
    browser = Client()
    browser.post("/language/", {"language": "en"})
    response = browser.get("/rules/theme-day-monthly/")
    assert questions.describe("theme-day-monthly").norm.plain_en in text_of(response)
