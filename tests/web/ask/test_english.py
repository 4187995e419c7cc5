"""算一算 in English: no Chinese on a page, except titles of documents, which are marked as Chinese."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import translation

from zhibu.questions import Question, example_of, list_questions
from zhibu.web.ask.typed import example_of as typed_example

pytestmark = pytest.mark.django_db
CHINESE = re.compile("[\u4e00-\u9fff，。；：、（）《》]")
MARKED = re.compile(r'<(\w+)[^>]*\blang="zh[^"]*"[^>]*>.*?</\1>', re.DOTALL)
NOT_READ = re.compile(r'\s(?:value|href|data-[a-z-]+)="[^"]*"')
QUESTIONS = list_questions()


@pytest.fixture(scope="module")
def browser():
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def read(page: str) -> str:
    """What somebody reads, without what is marked as Chinese."""
    return unescape(NOT_READ.sub("", MARKED.sub("", page)))


def chinese_in(page: str) -> list[str]:
    return [line.strip() for line in read(page).splitlines() if CHINESE.search(line)]


def english_facts(question: Question) -> dict[str, str]:
    given = example_of(question)["facts"]
    with translation.override("en"):
        return {
            ask.name: given[ask.name] if ask.kind in {"choice", "flag"} else typed_example(ask)
            for ask in question.asks
            if ask.name in given
        }


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_and_its_answer_are_english(browser, question):
    answer = browser.get(f"/ask/{question.name}/?{urlencode(english_facts(question) | {'on': '20 May 2026'})}")
    assert answer.status_code == 200
    assert '<html lang="en"' in answer.content.decode()
    assert chinese_in(answer.content.decode()) == []
    assert chinese_in(browser.get(f"/ask/{question.name}/").content.decode()) == []


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_what_is_wrong_is_said_in_english(browser, question):
    facts = dict.fromkeys(english_facts(question), "x?") or {question.asks[0].name: "x?"}
    answer = browser.get(f"/ask/{question.name}/?{urlencode(facts)}")
    assert answer.status_code == 422
    assert chinese_in(answer.content.decode()) == []


def test_the_list_and_its_search_are_english(browser):
    page = browser.get("/ask/").content.decode()
    assert "How much dues a month" in page
    assert chinese_in(page) == []
    found = browser.get("/ask/?q=voluntary").content.decode()
    assert "Do voluntary dues go to the centre" in found
    assert chinese_in(found) == []


def test_the_answer_is_said_in_one_english_sentence(browser):
    page = browser.get("/ask/vote.ordinary/?due_to_vote=15&present=12&in_favour=9&on=2026-05-20").content.decode()
    assert "Passed. 8 votes in favour were needed and reached." in page
    assert "15 with the right to vote are due; those present must be at least half: 15 ÷ 2 = 7.5" in unescape(page)
    assert "in force since 28 October 2018" in page
    assert '<span class="note" lang="zh">《中国共产党支部工作条例（试行）》</span>' in page


def test_days_are_read_as_english_writes_them(browser):
    for day in ("10 May 2026", "May 10, 2026", "2026-05-10", "10 may 2026"):
        page = browser.get(f"/ask/transfer.letter/?{urlencode({'issued_on': day, 'on': '2026-05-20'})}")
        assert "Hand it in by 8 August 2026." in page.content.decode(), day


def test_rows_take_english_words(browser):
    rows = "Wang full present\nLi full away\nZhao probationary present"
    page = browser.get(
        f"/ask/vote.who_counts/?{urlencode({'vote_kind': 'election', 'members': rows})}"
    ).content.decode()
    assert "2 due to attend, 1 present." in page


def test_english_is_offered_on_the_page():
    assert '<button class="quiet" name="language" value="en" lang="en">English</button>' in (
        Client().get("/ask/").content.decode()
    )
