"""In a real Chromium, on phones: a branch finds a problem itself, ties it to a goal, brings in a department by a link,
solves it, and another branch borrows it; the secretary changes and nothing is lost."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.phones import fits, log_in, press
from tests.personas import NOW, TODAY
from tests.web.workshop import Workshop
from tests.work.test_tasks import make
from zhibu.base import clock
from zhibu.work.models import Cooperation, Goal, Task, TaskOwner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_found_tied_helped_solved_and_lent(chromium: Browser, live_server: LiveServer) -> None:
    shop = Workshop()
    secretary = log_in(chromium, live_server.url, "secretary")
    secretary.goto("/plan/goals/new/")
    secretary.get_by_label("单位今年要做到什么").fill("停机时间减一半")
    secretary.locator("form button.primary").click()
    goal = Goal.objects.get()
    secretary.goto("/plan/initiatives/new/")
    secretary.get_by_label("发现了什么问题").fill("换模等备件，一等半天")
    secretary.get_by_label("从哪里发现的").select_option("production")
    secretary.get_by_label("打算办成什么").fill("常用备件放到机台边")
    secretary.locator("#id_goal").select_option(str(goal.thread))
    fits(secretary)
    secretary.locator("form button.primary").click()
    expect(secretary.get_by_role("heading", level=1)).to_have_text("常用备件放到机台边")
    fits(secretary)
    task = Task.objects.get()

    secretary.goto(f"/plan/tasks/{task.thread}/help/")
    secretary.get_by_label("名称").fill("物资科")
    secretary.get_by_label("请他们做什么").fill("每周补一次货")
    secretary.locator("form button.primary").click()
    press(secretary, "发链接请他们自己答")
    link = secretary.locator("#link").input_value()
    department = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN").new_page()
    department.goto(link)
    department.locator("main form button").first.click()
    expect(department.get_by_text("每周补一次货")).to_be_visible()
    fits(department)
    department.get_by_label("答应了").check()
    department.locator("#id_until").fill("11月28日")
    department.locator("form button.primary").click()
    expect(department.get_by_text("已答复").first).to_be_visible()
    assert Cooperation.objects.get().link_digest == ""

    secretary.goto(f"/plan/tasks/{task.thread}/")
    expect(secretary.get_by_text("答应了，2026年11月28日前")).to_be_visible()
    secretary.goto(f"/plan/tasks/{task.thread}/do/finish/")
    secretary.locator("form textarea").first.fill("换模等备件从半天到十分钟")
    secretary.locator("form button.primary").click()
    secretary.goto(f"/plan/initiatives/{task.thread}/share/")
    secretary.locator("form textarea").first.fill("把最常等的三样放到手边，每周补一次")
    fits(secretary)
    secretary.locator("form button.primary").click()
    secretary.goto(f"/plan/goals/{goal.thread}/")
    expect(secretary.get_by_text("常用备件放到机台边")).to_be_visible()
    fits(secretary)

    other = log_in(chromium, live_server.url, "outsider")
    other.goto("/plan/initiatives/")
    fits(other)
    other.get_by_role("link", name="常用备件放到机台边").click()
    fits(other)
    press(other, "借来做")
    expect(other.get_by_text("常用备件放到机台边").first).to_be_visible()
    assert Task.objects.filter(branch=shop.enterprise.second, source="borrowed").exists()


def test_the_secretary_changes_and_nothing_is_lost(chromium: Browser, live_server: LiveServer) -> None:
    shop = Workshop()
    old, new = shop.members[0], shop.members[4]
    for title in ("每周下夜班一次", "修好热饭炉"):
        make(shop, title=title, owners=[old], due_on=TODAY.replace(month=12))
    phone = log_in(chromium, live_server.url, "secretary")
    phone.goto("/plan/upward/new/oral/")
    phone.get_by_label("什么事").fill("换一台热饭炉")
    phone.locator("#id_to_name").fill("林组织员")
    fits(phone)
    phone.locator("form button.primary").click()
    phone.goto("/plan/duties/")
    phone.get_by_role("link", name=old.name).first.click()
    for words in ("每周下夜班一次", "修好热饭炉", "换一台热饭炉"):
        expect(phone.get_by_text(words).first).to_be_visible()
    fits(phone)

    phone.goto(f"/members/{new.pk}/post/")
    phone.get_by_label("职务").select_option("secretary")
    phone.get_by_label("从哪天起").fill("11月23日")
    fits(phone)
    phone.locator("form button.primary").click()
    phone.goto("/plan/tasks/")
    fits(phone)
    phone.get_by_role("link", name="修好热饭炉").click()
    expect(phone.get_by_text(f"{old.name}交给{new.name}")).to_be_visible()
    fits(phone)
    standing = TaskOwner.objects.filter(until__isnull=True)
    assert {row.member for row in standing} == {new}
