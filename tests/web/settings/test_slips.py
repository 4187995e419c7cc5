"""登录条子 on pages: who may, once, and how an officer gets there from an empty list."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.flows.files import workbook
from tests.personas import TODAY, found
from tests.web.sending import send, text_of, typed
from tests.web.workshop import Workshop, built, workshop
from zhibu.account.models import User
from zhibu.flows.models import Upload
from zhibu.member.models import PostHolding
from zhibu.org.models import Organisation, OrganisationKind

__all__ = ["built", "workshop"]
CODE = re.compile(r'<code class="once">([a-z0-9-]+)</code>')


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def test_from_the_empty_list_to_a_log_in(workshop: Workshop) -> None:
    """Download, fill in, send, look, write, slips, log in with one and choose a password; then the map says nothing."""
    browser = workshop.browser("organiser")
    blank = browser.get("/files/import/blank/branches.xlsx")
    page = openpyxl.load_workbook(io.BytesIO(blank.content))
    header = [cell.value for cell in page.worksheets[0][1]]
    assert header[:2] == ["支部名称", "上级党组织"]
    row = {"支部名称": "铸造分厂党支部", "支部类型": "一般", "成立日期": "2020-01-01", "书记": "何田"}
    data = workbook(("支部一览", [header, [row.get(str(name), "") for name in header]]), ("怎么填", [["说明"]]))
    sent = browser.post(
        "/files/import/", {**typed(browser.get("/files/import/")), "file": SimpleUploadedFile("我的支部.xlsx", data)}
    )
    columns = browser.get(sent.headers["Location"])
    assert "支部一览" in text_of(columns)
    assert browser.post(sent.headers["Location"], typed(columns)).status_code == 302
    upload = Upload.objects.get()
    rows = text_of(browser.get(f"/files/import/{upload.pk}/rows/"))
    assert "书记 何田" in rows
    assert not Organisation.objects.filter(name="铸造分厂党支部").exists(), "looked at, nothing written"
    browser.post(f"/files/import/{upload.pk}/commit/", {"key": "7d7f4a57-3a40-4a8e-9d43-3a1fd8a1fd11"})
    done = text_of(browser.get(f"/files/import/{upload.pk}/"))
    assert "/settings/slips/" in done
    assert "还没启用：没有人有账号" in text_of(browser.get("/checkup/"))
    slips = send(browser, "/settings/slips/")
    assert slips.headers["Cache-Control"].startswith("max-age=0")
    assert "铸造分厂党支部" in text_of(slips)
    password = CODE.findall(text_of(slips))[0]
    assert User.objects.get(username="hetian").check_password(password)
    assert password not in text_of(browser.get("/settings/slips/"))
    assert "还没启用：登录条子发了 0 天" in text_of(browser.get("/checkup/"))


def test_a_second_press_shows_no_slip_again(workshop: Workshop) -> None:
    User.objects.filter(username__in=["secretary", "clerk"]).update(password_is_given=True)
    browser = workshop.browser("organiser")
    data = {**typed(browser.get("/settings/slips/")), "branches": [str(workshop.branch.pk)]}
    first = browser.post("/settings/slips/", data)
    assert CODE.search(text_of(first))
    again = browser.post("/settings/slips/", data)
    assert again.status_code == 302
    assert "条子只显示一次" in text_of(browser.get("/settings/slips/"))


def test_who_may(workshop: Workshop) -> None:
    for who in ("organiser", "keeper"):
        assert workshop.browser(who).get("/settings/slips/").status_code == 200
    for who in ("secretary", "member", "clerk", "outsider"):
        assert workshop.browser(who).get("/settings/slips/").status_code == 403
        assert workshop.browser(who).get("/files/import/blank/branches.xlsx").status_code == 403


def test_nothing_chosen_is_said_at_the_field(workshop: Workshop) -> None:
    branch = found(workshop.enterprise.company, OrganisationKind.BRANCH, "三车间党支部")
    PostHolding.objects.filter(organisation=workshop.branch).update(organisation=branch, since=TODAY)
    browser = workshop.browser("organiser")
    answer = browser.post("/settings/slips/", {**typed(browser.get("/settings/slips/")), "branches": []})
    assert answer.status_code == 422
    assert "还没有选支部" in text_of(answer)
