"""In a real Chromium: an officer sends what the city asks; three branches on phones adapt it differently, one asks and
is answered, one needs help and gets it; the city's own Excel comes out filled."""

import io
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.intake.test_forms import HEADER, book
from tests.journeys.phones import fits, log_in, press
from tests.personas import NOW, PASSWORD, START, acting, build_enterprise, do, found
from zhibu.account.actions import grant_role, open_account
from zhibu.base import clock
from zhibu.base.actor import Right, Role
from zhibu.org.models import OrganisationKind
from zhibu.work.models import HigherForm, Submission, Task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = {
    "一车间党支部": ("secretary", "班前会上问", "2"),
    "二车间党支部": ("outsider", "工会名单上数", "0"),
    "三车间党支部": ("third", "逐户走", "1"),
}


def test_sent_adapted_asked_helped_and_filled(
    chromium: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    company = build_enterprise().company
    third = found(company, OrganisationKind.BRANCH, "三车间党支部")
    keeper = acting(company, Role.ADMINISTRATOR)
    opened: dict[str, Any] = {"username": "third", "display_name": "秦工", "password": PASSWORD, "member": None}
    user = do(keeper, open_account, Right.ACCOUNTS, **opened)
    do(keeper, grant_role, Right.ACCOUNTS, user=user, organisation=third, role=Role.SECRETARY, since=START)

    officer = log_in(chromium, live_server.url, "organiser", 1280)
    officer.goto("/plan/forms/")
    empty = book([["全市基层党组织情况表"], HEADER, [None] * 7, ["制表人："]])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    officer.get_by_label("上级发来的空表").set_input_files({"name": "市里的表.xlsx", "mimeType": kind, "buffer": empty})
    press(officer, "认一认这张表")
    officer.get_by_role("link", name="系统没有的，问支部").click()
    officer.get_by_label("困难职工数").check()
    officer.get_by_label("为了什么").fill("市里统计")
    officer.get_by_label("支部哪天前填好").fill("12月3日")
    press(officer, "发给各支部")
    expect(officer.get_by_text("一车间党支部").first).to_be_visible()

    phones: dict[str, Page] = {}
    tasks = {task.branch.name: f"/plan/tasks/{task.thread}/" for task in Task.objects.select_related("branch")}
    for name, (who, how, _number) in WAYS.items():
        phone = phones[name] = log_in(chromium, live_server.url, who)
        phone.goto(tasks[name])
        fits(phone)
        phone.goto(f"{tasks[name]}do/adapt/")
        phone.get_by_label("本支部怎么做").fill(how)
        fits(phone)
        phone.locator("form button.primary").click()
        expect(phone.get_by_text(how).first).to_be_visible()

    asking, helped = phones["一车间党支部"], phones["二车间党支部"]
    asking.goto(tasks["一车间党支部"])
    asking.get_by_role("link", name="写请示").click()
    asking.get_by_label("什么事").fill("退休职工算不算")
    asking.get_by_label("情况和意见").fill("有 3 户是退休的")
    press(asking, "报送")
    expect(asking.get_by_text("退休职工算不算").first).to_be_visible()
    helped.goto(f"{tasks['二车间党支部']}do/ask_help/")
    helped.locator("form textarea").fill("名单在劳资科，不给看")
    helped.locator("form button.primary").click()

    officer.goto("/")
    expect(officer.get_by_text("答复请示：退休职工算不算", exact=True)).to_be_visible()
    officer.goto(f"/plan/upward/{Submission.objects.get().thread}/reply/")
    officer.get_by_label("同意", exact=True).check()
    officer.get_by_label("意见").fill("算进去")
    officer.locator("form button.primary").click()
    officer.goto("/")
    officer.locator("a[href$='/do/answer_help/']").first.click()
    officer.locator("form textarea").fill("已同劳资科说好，周三去抄")
    officer.locator("form button.primary").click()
    asking.goto(f"/plan/upward/{Submission.objects.get().thread}/")
    expect(asking.get_by_text("算进去").first).to_be_visible()
    helped.goto(tasks["二车间党支部"])
    expect(helped.get_by_text("已同劳资科说好").first).to_be_visible()
    fits(helped)

    for name, (_who, _how, number) in WAYS.items():
        phones[name].goto(f"{tasks[name]}do/finish/")
        phones[name].get_by_label("困难职工数").fill(number)
        phones[name].locator("form button.primary").click()
        expect(phones[name].get_by_text("已办").first).to_be_visible()
    officer.goto(f"/plan/forms/{HigherForm.objects.get().pk}/")
    with officer.expect_download() as coming:
        officer.get_by_role("link", name="下载填好的表").click()
    filled = io.BytesIO(coming.value.path().read_bytes())
    rows = list(openpyxl.load_workbook(filled).active.iter_rows(values_only=True))
    assert [(row[1], row[2], row[6]) for row in rows[2:5]] == [
        ("一车间党支部", 8, "2"), ("二车间党支部", 1, "0"), ("三车间党支部", None, "1"),
    ]  # fmt: skip
    assert (rows[0][0], rows[5][0]) == ("全市基层党组织情况表", "制表人：")
