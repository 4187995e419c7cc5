"""名称怎么叫: the unit's words on pages, in a table to keep; dated, inherited, taken back."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.personas import NOW, TODAY, do
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.base import clock
from zhibu.base.actor import Right
from zhibu.base.models import LogEntry
from zhibu.org.models import OWN_WORDS, Setting
from zhibu.target.actions.praise import praise

pytestmark = pytest.mark.django_db
PAGE = "/settings/words/"


def call(workshop: Workshop, **words: str) -> HttpResponse:
    return send(workshop.browser("organiser"), PAGE, **words)


def test_pages_of_the_branches_below_speak_with_the_unit_s_words(workshop: Workshop) -> None:
    assert "主动工作" in text_of(workshop.browser("secretary").get("/plan/initiatives/"))
    assert call(workshop, initiatives="特色工作", unit="本公司").status_code == 302
    page = text_of(workshop.browser("secretary").get("/plan/initiatives/"))
    assert "特色工作" in page and "主动工作" not in page
    assert "本公司的要求" in page
    assert "北山机械厂党委" in text_of(workshop.browser("secretary").get("/settings/"))
    assert LogEntry.objects.filter(act="set_own_words").exists()


def test_english_pages_keep_the_words_of_the_program(workshop: Workshop) -> None:
    call(workshop, initiatives="特色工作")
    browser = workshop.browser("secretary")
    browser.cookies["django_language"] = "en"
    page = text_of(browser.get("/plan/initiatives/"))
    assert "Initiatives" in page and "特色工作" not in page


def test_a_table_to_keep_and_what_people_wrote_in_it(workshop: Workshop) -> None:
    actor = workshop.actor("secretary")
    do(
        actor, praise, Right.RECORD, branch=workshop.branch, name="郭师傅", consent_on=TODAY, happened_on=TODAY,
        deed="带着职工修好了水泵",
    )  # fmt: skip
    call(workshop, people="员工")
    book = workshop.browser("secretary").get("/files/ledgers/praise/workbook/")
    cells = [cell for row in load_workbook(BytesIO(book.content)).active.iter_rows(values_only=True) for cell in row]
    assert "员工" in cells and "职工" not in cells
    assert "带着职工修好了水泵" in cells


def test_nothing_leaks_from_one_reader_to_the_next(workshop: Workshop) -> None:
    call(workshop, unit="本公司")
    assert "本公司的要求" in text_of(workshop.browser("secretary").get("/"))
    Setting.objects.filter(norm=OWN_WORDS).update(since=TODAY + timedelta(days=1))
    assert "本单位的要求" in text_of(workshop.browser("secretary").get("/"))


@pytest.mark.parametrize(
    ("words", "field"),
    [({"people": "党小组"}, "people"), ({"people": "工"}, "people"), ({"people": "<b>村民"}, "people"),
     ({"initiatives": "书记项目"}, "initiatives"), ({"area": "网格", "pioneer_post": "网格"}, "pioneer_post")],
)  # fmt: skip
def test_terms_of_the_regulations_marks_and_one_word_for_two_things_are_refused(
    workshop: Workshop, words: dict[str, str], field: str
) -> None:
    answer = call(workshop, **words)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Setting.objects.filter(norm=OWN_WORDS).exists()


def test_the_same_again_is_refused(workshop: Workshop) -> None:
    assert call(workshop, people="职工").status_code == 422
    assert call(workshop, people="员工").status_code == 302
    assert call(workshop, people="员工").status_code == 422


def test_it_is_taken_back_within_ten_minutes_and_the_earlier_word_holds_again(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(workshop, people="员工")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1))
    call(workshop, people="村民")
    workshop.browser("organiser").post(f"/settings/words/{Setting.objects.get(norm=OWN_WORDS).pk}/undo/")
    assert Setting.objects.get(norm=OWN_WORDS).values == {"people": "员工"}
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=2))
    answer = workshop.browser("organiser").post(f"/settings/words/{Setting.objects.get(norm=OWN_WORDS).pk}/undo/")
    assert "10 分钟" in text_of(answer)
    assert Setting.objects.get(norm=OWN_WORDS).values == {"people": "员工"}


def test_only_whoever_sets_up_may_and_no_other_setting_is_taken_back_here(workshop: Workshop) -> None:
    assert workshop.browser("secretary").get(PAGE).status_code == 403
    send(workshop.browser("organiser"), "/settings/identity/", source_document="厂党委〔2026〕5号")
    other = Setting.objects.get()
    assert workshop.browser("organiser").post(f"/settings/words/{other.pk}/undo/").status_code == 404


def test_words_cost_no_query(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    browser.get("/settings/")
    with CaptureQueriesContext(connection) as before:
        browser.get("/plan/initiatives/")
    call(workshop, people="员工")
    with CaptureQueriesContext(connection) as after:
        browser.get("/plan/initiatives/")
    assert len(after) == len(before)
