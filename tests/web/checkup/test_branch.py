"""The check-up of one branch: every mark has its four parts, answers are kept and taken back, superiors only look."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import NOW, TODAY
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.base import clock
from zhibu.base.touched import SheetKind
from zhibu.checkup.models import Answer, Confirmation, Finding
from zhibu.meeting.actions import NewItem, NewTally
from zhibu.meeting.models import Gathering, ItemKind

THEME = "theme-day-monthly"
CAPTION = re.compile(r"<article class=\"finding.*?</article>", re.DOTALL)


def page_of(workshop: Workshop, who: str = "secretary", address: str = "/checkup/") -> str:
    response = workshop.browser(who).get(address)
    assert response.status_code == 200
    return text_of(response)


def findings_on(page: str) -> list[str]:
    return CAPTION.findall(page)


def why_page(workshop: Workshop, title: str) -> str:
    """The page behind “怎么算的” of the finding with this title."""
    card = next(card for card in findings_on(page_of(workshop)) if title in card)
    [address] = re.findall(r'href="([^"]+/why/[^"]+)"', card)
    return page_of(workshop, address=address)


def answer_address(workshop: Workshop, norm: str = THEME, year: int = 2026) -> str:
    return f"/checkup/answer/{SheetKind.BRANCH_YEAR}/{norm}/{workshop.branch.pk}/{year}/"


def branch_address(workshop: Workshop) -> str:
    return f"/checkup/branches/{workshop.branch.pk}/"


def test_counts_and_groups_never_a_score(workshop: Workshop) -> None:
    page = page_of(workshop)
    for word in ("要办", "留意", "没有记录", "正常", "规则版本", "上次检查"):
        assert word in page
    assert not re.search(r"得分|评分|扣分|排名|名次|\d ?分(?!钟)|\d ?%", page)
    cards = findings_on(page)
    assert cards
    for card in cards:
        assert "看到" in card
        assert "依据" in card
        assert 'class="since"' in card
        assert 'href="/rules/' in card
        assert "下一步" in card or 'class="button' in card
        assert "上级同时可见" in card or "告知上级" in card


def test_the_missing_months_are_named_and_what_was_held_is_linked(workshop: Workshop) -> None:
    for month in (1, 2, 3, 4, 5, 6, 7):
        workshop.held(date(2026, month, 5), ItemKind.THEME_DAY, title=f"{month}月党日")
    card = next(card for card in findings_on(page_of(workshop)) if "有的月份没有主题党日的记录" in card)
    assert "8月、9月、10月" in card
    assert '<a class="button" href="/meetings/new/?kind=theme_day">补记' in card
    held = Gathering.objects.get(title="7月党日")
    why = why_page(workshop, "有的月份没有主题党日的记录")
    assert f'href="/meetings/{held.pk}/"' in why
    assert '<details class="why" open>' in why


def test_a_month_kept_in_the_strip(workshop: Workshop) -> None:
    workshop.held(date(2026, 3, 5), ItemKind.THEME_DAY)
    page = page_of(workshop)
    row = re.search(r'<th scope="row">主题党日.*?</tr>', page, re.DOTALL)
    assert row
    cells = re.findall(r"<td>(.*?)</td>", row.group(0), re.DOTALL)
    assert len(cells) == 12
    assert "已办" in cells[2]
    assert "没有记录" in cells[7]
    assert "快到期" in cells[10]
    assert "·" in cells[11]


def test_not_held_is_kept_visible_and_taken_back(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    response = send(browser, answer_address(workshop), periods=["7", "8"], kind="not_held")
    assert response.status_code == 302
    answer = Answer.objects.get()
    assert (answer.periods, answer.recorded_by) == (0b110000000, workshop.enterprise.users["secretary"].pk)
    assert Finding.objects.get(branch=workshop.branch, norm=THEME, status="overdue").periods == 0b110000000

    page = page_of(workshop)
    assert "主题党日每月一次：没开（2026年8月、9月）" in page
    assert "王玉兰 · 2026年11月23日" in page

    assert browser.post(f"/checkup/answers/{answer.pk}/take-back/").status_code == 302
    assert not Answer.objects.exists()
    assert not Finding.objects.filter(branch=workshop.branch, norm=THEME, status="overdue").exists()


def test_merged_and_not_applicable_need_a_reason_and_nothing_is_lost(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    refused = send(browser, answer_address(workshop), periods=["7"], kind="merged", reason="")
    assert refused.status_code == 422
    page = text_of(refused)
    assert "有 1 处要改" in page
    assert "写一句原因" in page
    assert re.search(r'value="7"[^>]*checked', page)
    assert re.search(r'value="merged"[^>]*checked', page)
    assert not Answer.objects.exists()

    send(browser, answer_address(workshop), periods=["7"], kind="merged", reason="并入 8 月党员大会")
    assert "并入 8 月党员大会" in page_of(workshop)


def test_no_period_and_no_kind_are_said_beside_their_fields(workshop: Workshop) -> None:
    response = workshop.browser("secretary").post(answer_address(workshop), {"reason": "忙"})
    assert response.status_code == 422
    page = text_of(response)
    assert "选一下是哪几个月" in page
    assert "选一种情况" in page
    assert "忙" in page


def test_a_form_sent_twice_is_written_once(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    key = str(uuid4())
    for _time in range(2):
        sent = browser.post(answer_address(workshop), {"periods": ["7"], "kind": "not_held", "key": key})
        assert sent.status_code == 302
    assert Answer.objects.count() == 1


def test_a_norm_that_is_no_gathering_is_only_not_applicable(workshop: Workshop) -> None:
    page = page_of(workshop, address=answer_address(workshop, "heart-to-heart-yearly"))
    assert "不适用" in page
    assert 'value="not_held"' not in page
    assert 'value="merged"' not in page


def test_an_answer_to_nothing_leads_back(workshop: Workshop) -> None:
    response = workshop.browser("secretary").get(answer_address(workshop, "no-such-norm"), follow=True)
    assert "这一条已经没有要说明的了。" in text_of(response)


@pytest.mark.parametrize(("who", "status"), [("clerk", 403), ("organiser", 403), ("member", 403), ("keeper", 403)])
def test_only_those_who_confirm_may_answer(workshop: Workshop, who: str, status: int) -> None:
    browser = workshop.browser(who)
    assert browser.get(answer_address(workshop)).status_code == status
    assert browser.post("/checkup/months/confirm/", {"month": "2026-08-01"}).status_code == status
    assert not Confirmation.objects.exists()


def test_a_clerk_sees_the_steps_but_no_way_to_answer(workshop: Workshop) -> None:
    page = page_of(workshop, "clerk")
    assert "/meetings/new/" in page
    assert "/checkup/answer/" not in page


def test_another_branch_is_not_found(workshop: Workshop) -> None:
    outsider = workshop.browser("outsider")
    assert outsider.get(branch_address(workshop)).status_code == 404
    send(workshop.browser("secretary"), answer_address(workshop), periods=["7"], kind="not_held")
    answer = Answer.objects.get()
    assert outsider.post(f"/checkup/answers/{answer.pk}/take-back/").status_code == 404
    assert Answer.objects.exists()


def test_a_superior_sees_only_what_has_gone_up_and_leaves_a_trace(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    Finding.objects.filter(branch=workshop.branch).update(goes_up_on=TODAY + timedelta(days=5))
    page = page_of(workshop, "organiser", branch_address(workshop))
    assert findings_on(page) == []
    assert "没有到期告知上级的。" in page

    Finding.objects.filter(branch=workshop.branch, norm=THEME).update(goes_up_on=TODAY)
    cards = findings_on(page_of(workshop, "organiser", branch_address(workshop)))
    assert cards
    assert all("主题党日" in card for card in cards)
    assert not any('<a class="button' in card or "<button" in card for card in cards)

    assert "先由支部看，还有 5 天告知上级" in page_of(workshop)
    looks = page_of(workshop, address="/checkup/looks/")
    assert looks.count("林组织员") == 1, "once a day, however often"

    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    page_of(workshop, "organiser", branch_address(workshop))
    assert page_of(workshop, address="/checkup/looks/").count("林组织员") == 2


def test_the_branch_itself_leaves_no_trace(workshop: Workshop) -> None:
    page_of(workshop)
    page_of(workshop, "clerk")
    assert "上级没有人看过" in page_of(workshop, address="/checkup/looks/")


def test_a_month_is_confirmed_in_one_press_and_opened_again(workshop: Workshop) -> None:
    workshop.held(date(2026, 8, 5), ItemKind.COMMITTEE_MEETING)
    browser = workshop.browser("secretary")
    page = page_of(workshop, address="/checkup/months/")
    assert "8月记全了" in page
    assert "11月记全了" not in page, "a month that is not over cannot be confirmed"

    response = browser.post("/checkup/months/confirm/", {"month": "2026-08-01", "key": str(uuid4())}, follow=True)
    assert "已确认：2026年8月的会都记全了。" in text_of(response)
    assert "8月记全了" not in text_of(response)
    assert Finding.objects.get(branch=workshop.branch, norm=THEME, status="overdue").periods == 1 << 7

    confirmation = Confirmation.objects.get()
    browser.post(f"/checkup/months/{confirmation.pk}/open/")
    assert not Confirmation.objects.exists()
    assert not Finding.objects.filter(branch=workshop.branch, norm=THEME, status="overdue").exists()


def test_a_wrong_month_gets_a_sentence(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    assert "没有写是哪个月" in text_of(browser.post("/checkup/months/confirm/", {"month": "八月"}))
    assert "还没有过完" in text_of(browser.post("/checkup/months/confirm/", {"month": "2026-11-01"}))


def test_a_vote_that_does_not_add_up_names_the_vote_and_leads_to_it(workshop: Workshop) -> None:
    items = [NewItem(ItemKind.GENERAL_MEETING, topic="食堂", tally=NewTally(8, 3, 3, said_passed=True))]
    held = workshop.held(date(2026, 10, 9), items=items, title="大会")
    card = next(card for card in findings_on(page_of(workshop)) if "到会人数不到一半就表决了" in card)
    assert "2026年10月9日 支部党员大会：食堂" in card
    assert f'href="/meetings/{held.pk}/"' in card


def test_members_see_what_was_held_and_no_findings(workshop: Workshop) -> None:
    workshop.held(date(2026, 3, 5), ItemKind.THEME_DAY)
    page = page_of(workshop, "member")
    assert "支部今年开过的会" in page
    assert "主题党日" in page
    assert findings_on(page) == []
    assert "没有记录" not in page


def test_more_records_ask_no_more_of_the_database(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    for month in range(1, 6):  # enough of them for the signals to speak too
        workshop.held(date(2026, month, 5), ItemKind.THEME_DAY)
        workshop.held(date(2026, month, 6), ItemKind.COMMITTEE_MEETING)
    with CaptureQueriesContext(connection) as few:
        browser.get("/checkup/")
    for month in range(6, 11):
        workshop.held(date(2026, month, 5), ItemKind.THEME_DAY)
        workshop.held(date(2026, month, 6), ItemKind.COMMITTEE_MEETING)
    with CaptureQueriesContext(connection) as many:
        browser.get("/checkup/")
    assert len(many) <= len(few)
    assert len(few) <= 12


def test_what_is_in_order_has_a_page_of_its_own(workshop: Workshop) -> None:
    page = page_of(workshop)
    [address, number] = re.findall(r'href="(/checkup/branches/[^"]+/fine/)">正常的 (\d+) 项', page)[0]
    fine = page_of(workshop, address=address)
    assert fine.count("<dt><a") == int(number)
    assert 'href="/rules/' in fine
    assert workshop.browser("outsider").get(address).status_code == 404


def test_what_was_reckoned_is_shown_to_whom_the_finding_is_shown(workshop: Workshop) -> None:
    theme = Finding.objects.filter(branch=workshop.branch, norm=THEME)
    theme.update(goes_up_on=TODAY + timedelta(days=5))
    address = f"{branch_address(workshop)}why/{SheetKind.BRANCH_YEAR}/{THEME}/{workshop.branch.pk}/2026/"
    assert "依据" in page_of(workshop, address=address)
    assert workshop.browser("outsider").get(address).status_code == 404
    assert workshop.browser("organiser").get(address).status_code == 404, "not yet"
    theme.update(goes_up_on=TODAY)
    assert "主题党日" in page_of(workshop, "organiser", address)
    assert "林组织员" in page_of(workshop, address="/checkup/looks/"), "that was a look too"


def test_an_earlier_day_can_be_looked_at(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    assert "看那一天" in text_of(browser.get("/checkup/then/"))
    assert "2026年6月1日" in text_of(browser.get("/checkup/then/?on=2026-06-01"))
    above = workshop.browser("organiser").get(f"/checkup/then/?branch={workshop.branch.pk}")
    assert above.status_code == 200, "no day was typed yet, so nothing is wrong with it"
    assert workshop.browser("organiser").get(f"/checkup/then/?branch={workshop.branch.pk}&on=").status_code == 422
