import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import Client, RequestFactory

from tests.web.conftest import Entering
from zhibu.base.records import Source
from zhibu.org.models import Term
from zhibu.web.components import Action as Row
from zhibu.web.components import Button, Cell, Column, Fact, Finding, Kind, Mark, Month, Step, Tab, Table

TODAY = date(2026, 11, 23)


def show(tag: str, query: str = "", **values: Any) -> str:
    request = RequestFactory().get("/" + query)
    html = engines["django"].from_string("{% load show %}" + tag).render({**values, "today": TODAY}, request)
    return re.sub(r">\s+<", "><", html).strip()


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


@pytest.mark.parametrize(
    ("kind", "word", "tone"),
    [
        ("overdue", "逾期", "red"),
        ("soon", "快到期", "amber"),
        ("done", "已办", "green"),
        ("no_record", "没有记录", "grey"),
        ("contrary", "对不上规定", "red"),
        ("not_asked", "不适用", "grey"),
    ],
)
def test_every_state_has_its_word_its_tone_and_its_own_shape(kind: str, word: str, tone: str) -> None:
    html = show("{% mark kind %}", kind=kind)
    assert text_of(html) == word
    assert f'class="mark {tone}"' in html
    shapes = {re.search(r"<svg.*?</svg>", show("{% mark kind %}", kind=other))[0] for other in Mark}  # type: ignore[index]
    assert len(shapes) == len(Mark)


def test_the_wording_of_a_norm_can_weaken_the_colour_but_not_the_word() -> None:
    html = show('{% mark "overdue" tone="amber" %}')
    assert 'class="mark amber"' in html
    assert text_of(html) == "逾期"


def test_no_record_is_never_red() -> None:
    assert "red" not in show('{% mark "no_record" %}')


@pytest.mark.parametrize("kind", ["late", "", "OVERDUE"])
def test_an_unknown_state_is_a_defect(kind: str) -> None:
    with pytest.raises(ValueError, match="Mark"):
        show("{% mark kind %}", kind=kind)


def test_an_action_reads_state_title_when_and_one_button() -> None:
    row = Row("写换届请示", "超过 42 天", Mark.OVERDUE, why="任期满了。", button=Button("开始办", "/go/"))
    words = text_of(show("{% action_row row %}", row=row))
    assert words == "逾期 写换届请示 超过 42 天 为什么 ：写换届请示 任期满了。 开始办 ：写换届请示"


def test_an_action_without_reason_has_nothing_to_unfold() -> None:
    assert "<details" not in show("{% action_row row %}", row=Row("看一看", button=Button("看", "/go/")))


def test_a_finding_shows_what_was_seen_the_article_and_the_next_step() -> None:
    finding = Finding("没有记录", Mark.NO_RECORD, "10 月没有支委会记录。", next_steps=("补记", "或说明没开"),
                      facts=(Fact("十月的会", 0),), buttons=(Button("没开", "/no/", post=True),))  # fmt: skip
    words = text_of(show("{% finding item %}", item=finding))
    for part in ("看到 10 月没有支委会记录。", "下一步 补记 或说明没开", "十月的会 0", "没开 ：没有记录"):
        assert part in words
    assert "依据" not in words


def test_a_post_button_carries_token_key_and_values() -> None:
    html = show('{% post_button "没开" "/declare/" month="2026-10" %}')
    names = re.findall(r'name="(\w+)" value="([^"]+)"', html)
    assert [name for name, _value in names] == ["csrfmiddlewaretoken", "key", "month"]
    assert dict(names)["month"] == "2026-10"
    again = dict(re.findall(r'name="(\w+)" value="([^"]+)"', show('{% post_button "没开" "/declare/" %}')))
    assert again["key"] != dict(names)["key"]


def test_texts_never_become_markup() -> None:
    evil = '<img src=x onerror="1">'
    table = Table(evil, (Column(evil, Kind.MAIN), Column("b")), ((evil, Cell(evil, note=evil, url="/x/")),))
    row = Row(evil, evil, why=evil, button=Button(evil, "/x/", post=True, fields={"a": evil}))
    html = show(
        "{% table table %}{% action_row row %}{% facts facts %}", table=table, row=row, facts=[Fact(evil, evil)]
    )
    assert "<img" not in html


def test_a_table_has_caption_scopes_and_labels_for_the_cards() -> None:
    table = Table(
        "最近的会议",
        (Column("会议", Kind.MAIN), Column("到会", Kind.NUMBER), Column("", Kind.BUTTONS)),
        ((Cell("支委会", "/m/1/"), 3, Cell(buttons=(Button("打开", "/m/1/"),))),),
    )
    html = show("{% table table %}", table=table)
    assert "<caption>最近的会议</caption>" in html
    assert html.count('scope="col"') == 3
    assert '<th scope="row"' in html
    assert 'data-label="到会"' in html
    assert text_of(html) == "最近的会议 会议 到会 可以做的 支委会 3 打开 ：支委会"


def test_a_row_of_another_length_is_a_defect() -> None:
    with pytest.raises(ValueError, match="1 cells in a table of 2"):
        Table("x", (Column("a"), Column("b")), (("only one",),))


def test_a_zero_is_shown() -> None:
    assert "<span>0</span>" in show("{% table t %}", t=Table("x", (Column("到会"),), ((0,),)))


def test_the_month_strip_reads_as_text() -> None:
    cells = [Month(10, Mark.NO_RECORD, url="/oct/"), Month(11, Mark.SOON, note="5日"), Month(12)]
    html = show('{% months cells "支委会，按月" %}', cells=cells)
    assert text_of(html) == "10月 没有记录 11月 快到期 5日 12月 · 还没到"
    assert 'aria-label="支委会，按月"' in html


def test_steps_and_tabs_say_where_one_is() -> None:
    steps = show(
        '{% steps items "走到哪" %}', items=[Step("计划", is_done=True), Step("签到", is_here=True), Step("记录")]
    )
    assert text_of(steps) == "计划 （已办） 签到 记录"
    assert steps.count('aria-current="step"') == 1
    tabs = show('{% tabs items "看哪些" %}', items=[Tab("全部", "?", is_here=True, count=0), Tab("要办", "?a=1")])
    assert text_of(tabs) == "全部 0 要办"
    assert tabs.count('aria-current="page"') == 1


@pytest.mark.parametrize(
    ("number", "before", "after"),
    [
        (1, [], ["?kind=a&amp;page=2"]),
        (2, ["?kind=a&amp;page=1"], ["?kind=a&amp;page=3"]),
        (3, ["?kind=a&amp;page=2"], []),
    ],
)
def test_pages_keep_the_filters(number: int, before: list[str], after: list[str]) -> None:
    sheet = Paginator(range(25), 10).get_page(number)
    html = show("{% pages sheet %}", query=f"?kind=a&page={number}", sheet=sheet)
    assert re.findall(r'href="([^"]+)" rel="prev"', html) == before
    assert re.findall(r'href="([^"]+)" rel="next"', html) == after
    assert f"第 {number} 页，共 3 页" in html


def test_one_page_needs_no_turning() -> None:
    assert show("{% pages sheet %}", sheet=Paginator(range(10), 10).get_page(1)) == ""


def deed(days: int, source: str = Source.TYPED, note: str = "") -> Term:
    happened_on = date(2026, 11, 1)
    written = datetime(2026, 11, 1, 4, tzinfo=UTC) + timedelta(days=days)
    return Term(happened_on=happened_on, recorded_at=written, source=source, source_note=note)


@pytest.mark.parametrize(
    ("row", "label"),
    [
        (deed(0), ""),
        (deed(7), ""),
        (deed(8), "补记（晚8天）"),
        (deed(21), "补记（晚21天）"),
        (deed(21, Source.PAPER), "据纸质原件录入"),
        (deed(21, Source.PAPER, "2026年记录本第 8 页"), "据纸质原件录入（2026年记录本第 8 页）"),
        (deed(300, Source.IMPORT), "导入"),
    ],
)
def test_lateness_is_a_label_from_the_eighth_day(row: Term, label: str) -> None:
    assert show("{{ row|lateness }}", row=row) == label


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("{{ day|day }}", "2026年11月5日"),
        ("{{ day|short_day:today }}", "11月5日"),
        ("{{ day|weekday }}", "星期四"),
        ("{{ day|left:today }}", "超过 18 天"),
        ("{{ day|when:today }}", "18 天前"),
        ("{{ moment|moment }}", "2026年11月6日 00:05"),
        ("{{ none|day }}{{ none|short_day:today }}{{ none|weekday }}{{ none|left:today }}{{ none|when:today }}", ""),
        ("{{ none|moment }}", ""),
    ],
)
def test_days_and_moments_in_words(shown: str, expected: str) -> None:
    values = {"day": date(2026, 11, 5), "moment": datetime(2026, 11, 5, 16, 5, tzinfo=UTC), "none": None}
    assert show(shown, **values) == expected


@pytest.mark.django_db
@pytest.mark.usefixtures("with_gallery")
class TestWholePages:
    def test_something_done_can_be_taken_back(self) -> None:
        page = Client().get("/test/said/").content.decode()
        assert "<b>已记下</b>" not in page
        assert 'action="/undo/1/"' in page
        assert "data-sent" in page

    def test_the_confirm_page_reads_back_and_acts_only_when_confirmed(self, as_role: Entering) -> None:
        browser = as_role("secretary")
        page = browser.post("/test/archive/").content.decode()
        assert "请核对：" in page
        fields = dict(re.findall(r'name="(\w+)" value="([^"]+)"', page.split("<main")[1]))
        assert fields["gathering"] == "g-1"
        assert browser.post("/test/archive/", fields).content == b"archived g-1"
        assert "请核对" in browser.get("/test/archive/", fields).content.decode()

    def test_errors_are_summed_up_linked_and_tied_to_their_fields(self) -> None:
        page = Client().post("/gallery/form/", {"happened_on": "3月45日", "key": ""}).content.decode()
        assert "有 4 处要改" in page
        for target in re.findall(r'<li><a href="#([\w-]+)">', page):
            assert f'id="{target}"' in page
        field = re.search(r'<input[^>]*name="happened_on"[^>]*>', page)[0]  # type: ignore[index]
        assert 'aria-invalid="true"' in field
        for part in re.search(r'aria-describedby="([^"]+)"', field)[1].split():  # type: ignore[index]
            assert f'id="{part}"' in page
        assert 'value="3月45日"' in field

    def test_what_an_action_refuses_stands_beside_its_field(self) -> None:
        good = {"title": "大会", "happened_on": "昨天", "present": "9", "kind": "general"}
        answer = Client().post("/gallery/form/", good)
        assert answer.status_code == 422
        assert "这一天已经记过一次党员大会。" in answer.content.decode()
