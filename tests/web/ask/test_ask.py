"""算一算: open to everybody, every question has its page, its examples give an answer, the link gives it again."""

import re
from html import unescape
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client

from tests.web.sending import text_of
from tests.web.workshop import Workshop
from zhibu import questions
from zhibu.questions import Question, example_of
from zhibu.questions.model import FAMILIES
from zhibu.web.ask.sayings import SAYINGS

pytestmark = pytest.mark.django_db
QUESTIONS = questions.list_questions()
NAMES = [question.name for question in QUESTIONS]
NOT_FOR_PEOPLE = ("None", "datetime", "Status.", "Decimal", "{", "}")
VOTE = {"due_to_vote": "15", "present": "12", "in_favour": "9"}


def address(name: str, **facts: str) -> str:
    return f"/ask/{name}/?{urlencode(facts)}"


def page_of(url: str, status: int = 200) -> str:
    response = Client().get(url)
    assert response.status_code == status, url
    return unescape(text_of(response))


def main_of(page: str) -> str:
    return page.split('<main id="content"')[1].split("</main>")[0]


def saying_in(page: str) -> str:
    found = re.search(r'<h2 class="saying" id="told">(.+?)</h2>', page)
    assert found, "no answer on the page"
    return found[1]


def told_to_people(page: str) -> None:
    words = re.sub(r"<[^>]+>", " ", main_of(page).split("link-card")[0])
    for wrong in NOT_FOR_PEOPLE:
        assert wrong not in words, words
    assert not re.search(r"[a-z]+_[a-z]+", words), words


def test_every_question_is_listed_under_its_family() -> None:
    page = page_of("/ask/")
    for question in QUESTIONS:
        assert f'href="/ask/{question.name}/"' in page
        assert question.title_zh in page
    assert page.index("常问的") < page.index("全部") < page.index('<summary>党费 <span class="count">')
    order = [page.index(f"<summary>{word} ") for word in ("党费", "表决和选举", "发展党员", "换届和任期")]
    assert order == sorted(order)


def test_words_find_questions() -> None:
    page = page_of("/ask/?q=公示")
    assert "/ask/admission.public_notice/" in page
    assert "/ask/dues.amount/" not in page
    assert "没有找到。" in page_of("/ask/?q=不会有的词")
    assert "/ask/dues.amount/" in page_of("/ask/?q=how+much+dues")


@pytest.mark.parametrize("name", NAMES)
def test_every_page_opens_without_error_and_without_a_session(name: str) -> None:
    response = Client().get(f"/ask/{name}/")
    page = unescape(text_of(response))
    assert response.status_code == 200
    assert questions.question_named(name).title_zh in page
    assert "error-summary" not in page
    assert 'id="told"' not in page
    assert "sessionid" not in response.cookies
    told_to_people(page)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("on", ["2026-05-20", ""])
def test_the_declared_examples_give_an_answer(name: str, on: str) -> None:
    """The required facts of the example, and all facts with theirs."""
    question = questions.question_named(name)
    everything = {ask.name: ask.example for ask in question.asks}
    for facts in (example_of(question)["facts"] or everything, everything):
        response = Client().get(address(name, **facts, on=on))
        page = unescape(text_of(response))
        assert response.status_code == 200, (name, page.split("error-summary")[-1][:300])
        assert saying_in(page)
        assert "怎么算的" in page or saying_in(page)
        assert "依据" in page
        assert "sessionid" not in response.cookies
        told_to_people(page)


@pytest.mark.parametrize("name", NAMES)
def test_the_example_on_the_page_leads_to_an_answer(name: str) -> None:
    page = page_of(f"/ask/{name}/")
    if 'id="choose"' in page:
        page = page_of(re.findall(r'<a href="(/ask/[^"]+\?[^"]+)"', page)[0])
    if 'id="told"' not in page:  # a choice may be all that is needed
        page = page_of(re.findall(r'<a class="quiet" href="(/ask/[^"]+)">看一个例子', page)[0])
    assert saying_in(page)


def test_the_answer_stands_first_then_the_sum_the_article_the_next_step_and_the_form() -> None:
    page = page_of(address("vote.ordinary", **VOTE))
    places = [page.index(word) for word in ('id="told"', 'id="sum"', 'id="sources"', 'id="next"', 'id="link-title"')]
    assert places == sorted(places)
    assert places[-1] < page.index('<form class="card asking')
    assert saying_in(page) == "通过。要 8 票赞成，够了。"
    assert "按2026年" in page
    assert "《中国共产党支部工作条例（试行）》第11条" in page
    assert "2018年10月28日 起施行" in page


def test_what_was_reported_only_says_so_and_is_never_red() -> None:
    facts = {"due_to_vote": "15", "present": "7", "on": "2026-06-01"}
    page = page_of(address("vote.admission", **facts))
    assert "待核" in main_of(page)
    assert 'class="mark amber"' in page
    assert 'class="mark red"' not in page
    assert 'class="mark red"' in page_of(address("vote.ordinary", due_to_vote="15", present="7"))


def test_another_day_has_the_law_of_that_day() -> None:
    facts = {"due_to_attend": "15", "present": "12"}
    assert "可以选。" in saying_in(page_of(address("election.quorum", **facts, on="2020年7月13日")))
    assert "不能选，还差 1 人。" in saying_in(page_of(address("election.quorum", **facts, on="2020年7月12日")))
    page = page_of(address("vote.ordinary", **VOTE, on="2018-10-27"))
    assert "2018年10月27日不在这条规定的施行时间里" in saying_in(page)
    assert "不涉及" in page


def test_the_link_leads_to_the_same_answer_and_holds_the_day() -> None:
    page = page_of(address("admission.public_notice", posted_on="6月1日", ended_on="", purpose="target"))
    link = re.findall(r'<input id="link" type="text" value="([^"]+)"', page)[0]
    assert link.startswith("http://testserver/ask/admission.public_notice/?posted_on=")
    assert "ended_on" not in link
    assert re.search(r"on=20\d\d-\d\d-\d\d$", link)
    parts = urlsplit(link)
    again = page_of(f"{parts.path}?{parts.query}")
    assert saying_in(again) == saying_in(page)
    assert re.findall(r'<input id="link" type="text" value="([^"]+)"', again)[0] == link


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("election.result", {"seats": "2", "present": "13", "votes": "1. 王一：9票\n2、李二 8\n张三\t6"}),
        ("vote.who_counts", {"vote_kind": "election", "members": "正式 到\n李二 正式党员 请假\n赵四 预备党员 到会"}),
        ("dues.year", {"year": "2025", "monthly": "45", "paid": "1-3月 5月", "part_paid": "6月 20元"}),
        ("cadence.check", {"kind": "general_meeting", "year": "2025", "dates": "3月5日\n6月12日"}),
    ],
)
def test_lists_as_people_type_them_and_their_link(name: str, facts: dict[str, str]) -> None:
    page = page_of(address(name, **facts))
    parts = urlsplit(re.findall(r'<input id="link" type="text" value="([^"]+)"', page)[0])
    again = page_of(f"{parts.path}?{parts.query}")
    assert re.findall(r"<li>(.+?)</li>", again.split('class="sum"')[1]) == re.findall(
        r"<li>(.+?)</li>", page.split('class="sum"')[1]
    )


def test_days_without_a_year_lie_in_the_year_of_the_question() -> None:
    page = page_of(address("cadence.check", kind="general_meeting", year="2025", dates="3月5日、6月12日"))
    assert "2025年3月5日、2025年6月12日" in page


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"due_to_vote": "15", "present": "十二"}, "“到会有表决权的党员”要填整数，例如 12。你填的是 十二。"),
        ({"due_to_vote": "15", "present": "-1"}, "“到会有表决权的党员”不能是负数"),
        ({"due_to_vote": "15", "present": ""}, "请填“到会有表决权的党员”，例如 12。"),
        ({"due_to_vote": "15", "present": "12", "in_favour": "13"}, "赞成、反对、弃权加起来13票，比到会12人还多。"),
        ({"due_to_vote": "15", "present": "12", "on": "2月30日"}, "“按哪一天看”"),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(facts: dict[str, str], words: str) -> None:
    page = page_of(address("vote.ordinary", **facts), 422)
    assert "<title>有误：" in page
    assert "有 1 处要改" in page
    assert page.count(words) == 2  # in the summary and beside the field
    assert 'id="told"' not in page
    for name, text in facts.items():
        if text:
            assert f'name="{name}" value="{text}"' in page


def test_every_wrong_field_is_named_at_once() -> None:
    page = page_of(address("vote.ordinary", due_to_vote="多", present="少", in_favour="x"), 422)
    assert "有 3 处要改" in page


def test_a_row_that_cannot_be_read_is_named_with_its_number() -> None:
    page = page_of(address("election.result", seats="2", present="13", votes="王一 9\n李二 很多"), 422)
    assert "第 2 行" in page
    assert "李二 很多</textarea>" in page


def test_the_deciding_choice_comes_first_and_brings_its_own_fields() -> None:
    page = page_of("/ask/dues.base/")
    assert "<form" not in main_of(page)
    assert "/ask/dues.base/?kind=retired" in page
    page = page_of("/ask/dues.base/?kind=retired")
    assert 'name="basic_pension"' in page
    assert 'name="post_pay"' not in page
    assert "error-summary" not in page
    assert "离退休" in page
    assert "每月交" in saying_in(page_of("/ask/dues.base/?kind=student"))
    page = page_of("/ask/dues.base/?kind=没有这一类", 422)
    assert "只能填" in page
    assert "/ask/dues.base/?kind=retired" in page


def test_a_link_written_by_hand_may_use_words() -> None:
    page = page_of(address("dues.amount", kind="企业，按月领工资", base="5000.01"))
    assert saying_in(page) == "每月交 75.00 元。"
    page = page_of(address("dues.reduction", retired="否"))
    assert re.search(r'name="retired" value="否"[^>]*checked', page)


def test_few_fields_first_and_the_rest_folded_until_used() -> None:
    page = page_of("/ask/vote.ordinary/")
    top = page.split("还有别的情况")[0]
    assert [name for name in VOTE if f'name="{name}"' in top] == list(VOTE)
    assert 'name="abstained"' not in top
    assert '<details class="unfold">' in page
    assert '<details class="unfold" open>' in page_of(address("vote.ordinary", **VOTE, abstained="1"))


@pytest.mark.parametrize("name", NAMES)
def test_never_more_than_six_fields_before_the_fold(name: str) -> None:
    page = page_of(f"/ask/{name}/")
    if 'id="choose"' in page:
        return
    form = Client().get(f"/ask/{name}/").context["form"]
    assert 1 <= len(form.first()) <= 6
    shown = {field.name for field in (*form.first(), *form.others())}
    assert shown | set(form.chosen) >= {ask.name for ask in form.asks}


def test_a_question_that_is_not_there_is_not_found() -> None:
    assert Client().get("/ask/no.such/").status_code == 404


def test_it_is_read_only() -> None:
    assert Client().post("/ask/vote.ordinary/", VOTE).status_code == 405


def test_strange_input_gets_a_sentence() -> None:
    for value in ("<script>", "９" * 300, "\x00", "%", "{quorum}"):
        response = Client().get("/ask/vote.ordinary/", {"due_to_vote": value, "present": value})
        assert response.status_code == 422
        assert "<script>" not in main_of(text_of(response))
    rows = Client().get("/ask/election.result/", {"seats": "2", "present": "13", "votes": "{seats} 9\n<b> 8"})
    assert rows.status_code == 200
    assert "<b> 8" not in text_of(rows)


def test_rules_lead_to_the_questions_that_use_them() -> None:
    page = page_of("/rules/dues-brackets/")
    assert "/ask/dues.amount/" in page
    assert "/ask/vote.ordinary/" not in main_of(page)


def test_it_can_be_found_from_the_footer_the_door_and_the_files(workshop: Workshop) -> None:
    assert 'href="/ask/"' in page_of("/rules/").split("<footer")[1]
    assert 'href="/ask/"' in main_of(page_of("/log-in/"))
    browser = workshop.browser("secretary")
    assert 'href="/ask/"' in main_of(text_of(browser.get("/files/")))


def test_english_names() -> None:
    browser = Client()
    browser.post("/language/", {"language": "en"})
    assert "How much dues a month" in text_of(browser.get("/ask/"))
    assert "<h1>How much dues a month" in text_of(browser.get("/ask/dues.amount/"))


@pytest.mark.parametrize("name", sorted(SAYINGS))
def test_sayings_name_fields_that_the_question_answers(name: str) -> None:
    question = questions.question_named(name)
    fields = {told.name for told in question.tells}
    for saying in SAYINGS[name]:
        assert set(saying.when) <= fields | {"status"}
        for part in re.findall(r"{(\w+)}", str(saying.text)):
            assert part in fields or part.rsplit("_", 1)[0] in fields, part


def test_every_family_has_a_heading() -> None:
    page = page_of("/ask/")
    for family in {question.family for question in QUESTIONS}:
        assert family in FAMILIES
    assert page.count('<details class="card unfold asked"') == len(re.findall(r'<span class="count">', page))


def test_a_new_question_needs_no_code_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a sentence of its own the page opens with the first figure."""
    question: Question = questions.question_named("vote.ordinary")
    monkeypatch.delitem(SAYINGS, question.name)  # type: ignore[arg-type]
    assert saying_in(page_of(address("vote.ordinary", **VOTE))) == "要到会的人数：8 人。"
