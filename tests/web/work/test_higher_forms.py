"""The city's own form, uploaded, filled from records, branches asked for the rest only, given back in its layout."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.intake.test_forms import HEADER, book
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from tests.work.test_assigning import many_branches
from zhibu.base.models import LookTrace
from zhibu.meeting.models import ItemKind
from zhibu.work.models import Assignment, HigherForm, Task

pytestmark = pytest.mark.django_db
EMPTY = [["全市基层党组织情况表"], HEADER, [None] * 7, ["制表人："]]


def upload(workshop: Workshop, content: bytes, name: str = "全市基层党组织情况表.xlsx", who: str = "organiser"):
    return workshop.browser(who).post("/plan/forms/", {"file": SimpleUploadedFile(name, content), "year": "2026"})


def kept(workshop: Workshop, content: bytes | None = None) -> HigherForm:
    assert upload(workshop, content or book(EMPTY)).status_code == 302
    return HigherForm.objects.get()


def downloaded(workshop: Workshop, form: HigherForm) -> list[list[object]]:
    response = workshop.browser("organiser").get(f"/plan/forms/{form.pk}/filled/")
    assert response.status_code == 200
    return [
        list(row) for row in openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True)
    ]


def test_the_form_comes_out_filled_from_records(workshop: Workshop) -> None:
    workshop.held(date(2026, 3, 5), ItemKind.THEME_DAY, ItemKind.PARTY_LESSON)
    workshop.held(date(2026, 4, 5), ItemKind.COMMITTEE_MEETING)
    workshop.held(date(2025, 4, 5), ItemKind.COMMITTEE_MEETING)
    rows = downloaded(workshop, kept(workshop))
    assert rows[0][0] == "全市基层党组织情况表"
    assert rows[2][:4] == [1, "一车间党支部", 8, "王玉兰"]
    assert rows[2][5] == 2
    assert rows[3][:4] == [2, "二车间党支部", 1, None]
    assert rows[3][5] is None  # no record is not a nought
    assert rows[4][0] == "制表人："


def test_the_preview_says_from_which_record_each_column_comes(workshop: Workshop) -> None:
    page = text_of(workshop.browser("organiser").get(f"/plan/forms/{kept(workshop).pk}/"))
    for words in ("花名册", "任职记录", "会议记录", "系统没有，要问支部", "困难职工数", "一车间党支部"):
        assert words in page, words


def test_branches_are_asked_for_the_rest_and_their_answers_stand_in_the_form(workshop: Workshop) -> None:
    form = kept(workshop)
    organiser = workshop.browser("organiser")
    answer = send(organiser, f"/plan/forms/{form.pk}/ask/", aim="市里统计", due_on="12月3日")
    assert answer.status_code == 302
    assert Assignment.objects.get().asks == ["困难职工数"]
    task = Task.objects.get(branch=workshop.branch)
    secretary = workshop.browser("secretary")
    secretary.post(f"/plan/tasks/{task.thread}/take-over/")
    assert send(secretary, f"/plan/tasks/{task.thread}/do/finish/", ask_0="2 人").status_code == 302
    rows = downloaded(workshop, form)
    assert (rows[2][6], rows[3][6]) == ("2 人", None)
    assert "1 个支部" in text_of(organiser.get(f"/plan/forms/{form.pk}/"))
    assert organiser.get(f"/plan/forms/{form.pk}/ask/").status_code == 404


def test_an_unrecognisable_form_is_refused_with_the_reason(workshop: Workshop) -> None:
    answer = upload(workshop, book([["甲", "乙"], [None, None]]))
    assert answer.status_code == 422
    assert "没有认出能填的表头" in text_of(answer)
    assert not HigherForm.objects.exists()


def test_a_form_about_people_has_no_telephone_and_leaves_a_trace(workshop: Workshop) -> None:
    form = kept(workshop, book([["姓名", "性别", "入党时间", "联系电话", "所在支部"], [None] * 5]))
    rows = downloaded(workshop, form)
    names = {row[0] for row in rows[1:]}
    assert {"王玉兰", "郑外人"} <= names
    assert {row[3] for row in rows[1:]} == {None}
    assert LookTrace.objects.filter(subject=workshop.branch.pk).exists()


@pytest.mark.parametrize("who", ["secretary", "member", "keeper"])
def test_only_officers_fill_forms(workshop: Workshop, who: str) -> None:
    assert workshop.browser(who).get("/plan/forms/").status_code == 403


def test_sixty_branches_cost_no_more_queries_than_two(workshop: Workshop) -> None:
    form = kept(workshop)
    organiser = workshop.browser("organiser")

    def cost() -> int:
        organiser.get(f"/plan/forms/{form.pk}/filled/")
        with CaptureQueriesContext(connection) as caught:
            organiser.get(f"/plan/forms/{form.pk}/filled/")
        return len(caught)

    before = cost()
    many_branches(workshop.enterprise.company, 58)
    assert cost() == before
    assert len(downloaded(workshop, form)) == 63
