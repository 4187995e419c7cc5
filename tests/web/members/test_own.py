"""我的: every datum that is kept, as a page and as a file; nobody else's."""

import json
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.personas import do
from tests.web.sending import text_of
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.meeting.actions import note_talks
from zhibu.meeting.models import ItemKind
from zhibu.member.actions import correct_details
from zhibu.member.models import Details
from zhibu.member.queries import details_of

pytestmark = pytest.mark.django_db

NOT_TOLD = {  # columns of the record's own book-keeping, not about the person
    "id", "root", "thread", "recorded_at", "recorded_by", "on_behalf_of", "revoked_at", "revoked_by", "replaces",
    "source", "source_note", "batch", "member", "identity_digest", "identity_number",
}  # fmt: skip


def fill(workshop: Workshop) -> None:
    do(
        workshop.actor("secretary"),
        correct_details,
        Right.RECORD,
        details=details_of(workshop.members[2]),
        sex="female",
        ethnicity="苗族",
        education="大专",
        job="质检员",
        phone="13802050002",
        remark="=2+3",
    )


def test_every_column_that_is_kept_is_in_the_page_and_in_the_file(workshop: Workshop) -> None:
    fill(workshop)
    browser = workshop.browser("member")
    page, file = text_of(browser.get("/members/")), text_of(browser.get("/members/me/data.json"))
    told = {"苗族", "大专", "质检员", "13802050002", "=2+3", "女", "单雪"}
    assert all(word in page for word in told)
    assert all(word in file for word in told)
    columns = {field.name for field in Details._meta.concrete_fields} - NOT_TOLD
    assert columns == {
        "name", "sex", "ethnicity", "birth_on", "birth_precision", "education", "joined_on", "joined_precision",
        "full_on", "full_precision", "category", "job", "phone", "remark",
    }  # fmt: skip


def test_the_file_holds_what_was_attended_and_with_whom_one_talked(workshop: Workshop) -> None:
    attendance = {member.pk: "present" for member in workshop.members}
    workshop.held(date(2026, 11, 5), ItemKind.THEME_DAY, title="清理便道", attendance=attendance)
    do(
        workshop.actor("secretary"),
        note_talks,
        Right.RECORD,
        branch=workshop.branch,
        talker=workshop.members[0],
        partners=[workshop.members[2]],
        happened_on=date(2026, 11, 20),
    )
    workshop.browser("secretary").get(f"/members/{workshop.members[2].pk}/")
    data = json.loads(workshop.browser("member").get("/members/me/data.json").content)
    assert data["到会"] == [
        {"日期": "2026-11-05", "会议": "清理便道", "类型": "主题党日", "到会情况": "到会"},
    ]
    (talk,) = data["谈心谈话"]
    assert (talk["日期"], talk["谈话人"], talk["谈话对象"]) == ("2026-11-20", "王玉兰", "单雪")
    assert data["谁看过"] == [{"日期": "2026-11-23", "谁": "王玉兰"}]
    assert data["账号和角色"][0]["登录名"] == "member"
    assert "钱文博" not in json.dumps(data, ensure_ascii=False)


def test_the_workbook_holds_the_same_and_no_formula(workshop: Workshop) -> None:
    fill(workshop)
    answer = workshop.browser("member").get("/members/me/data.xlsx")
    assert answer.headers["Cache-Control"] == "no-store"
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames[0] == "基本资料和改动"
    cells = [cell for row in book["基本资料和改动"].iter_rows() for cell in row]
    assert any(cell.value == "质检员" for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


@pytest.mark.parametrize("who", ["organiser", "keeper", "clerk"])
def test_who_is_in_no_roster_has_nothing_to_export(workshop: Workshop, who: str) -> None:
    assert workshop.browser(who).get("/members/me/data.json").status_code == 404


def test_a_log_in_without_a_member_is_told_what_to_do(workshop: Workshop) -> None:
    workshop.enterprise.users["member"].member = None
    workshop.enterprise.users["member"].save()
    page = workshop.browser("member").get("/members/")
    assert page.status_code == 200
    assert "还没有对上花名册" in text_of(page)
