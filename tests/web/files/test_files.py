"""资料 and the ledgers' pages: who sees what, filters, and the Excel file that holds the page's rows."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.personas import TODAY, do
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.base.looks import looks_at
from zhibu.ledger.catalogue import LEDGERS
from zhibu.meeting.actions import note_talk
from zhibu.meeting.models import ItemKind
from zhibu.member.actions import correct_details
from zhibu.member.models import Details

GENERAL, THEME = ItemKind.GENERAL_MEETING, ItemKind.THEME_DAY


def address(key: str, page: str = "files_ledger") -> str:
    return reverse(page, args=[key])


def test_the_secretary_finds_every_ledger(workshop: Workshop) -> None:
    page = workshop.browser("secretary").get("/files/").content.decode()
    for ledger in LEDGERS:
        assert str(ledger.title) in page
    assert "规则库" in page


@pytest.mark.parametrize("who", ["member", "keeper"])
def test_others_find_the_rules_and_no_ledger(workshop: Workshop, who: str) -> None:
    browser = workshop.browser(who)
    page = browser.get("/files/").content.decode()
    assert "规则库" in page
    assert "台账" not in page
    for ledger in LEDGERS:
        assert browser.get(address(ledger.key)).status_code == 403
        assert browser.get(address(ledger.key, "files_workbook")).status_code == 403


def test_empty_ledgers_say_how_they_fill(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    assert "记一次会，它自己会进来。" in browser.get(address("meetings")).content.decode()


def test_filters_and_the_workbook_hold_the_same_rows(workshop: Workshop) -> None:
    workshop.held(TODAY, GENERAL, title="大会一次")
    workshop.held(TODAY, ItemKind.PARTY_LESSON, title="党课一次")
    workshop.held(date(2025, 5, 1), GENERAL, title="去年的大会")
    browser = workshop.browser("secretary")
    page = browser.get(address("meetings") + f"?kind={GENERAL}&text=大会").content.decode()
    assert "大会一次" in page
    assert "党课一次" not in page
    assert "去年的大会" not in page
    response = browser.get(address("meetings", "files_workbook") + f"?kind={GENERAL}")
    assert "filename*=UTF-8''" in response["Content-Disposition"]
    sheet = load_workbook(BytesIO(response.content)).active
    assert [row[2] for row in sheet.iter_rows(min_row=4, values_only=True)] == ["大会一次"]
    assert "去年的大会" in browser.get(address("meetings") + "?year=2025").content.decode()
    assert "没有找到。" in browser.get(address("meetings") + "?text=没有这个词").content.decode()


def test_without_a_year_the_newest_with_records_is_shown(workshop: Workshop) -> None:
    workshop.held(date(2025, 5, 1), THEME, title="去年的党日")
    assert "去年的党日" in workshop.browser("secretary").get(address("theme-days")).content.decode()


def test_a_superior_reads_one_branch_with_phones_covered_and_leaves_a_trace(workshop: Workshop) -> None:
    details = Details.objects.get(member=workshop.members[1])
    do(workshop.actor("secretary"), correct_details, Right.RECORD, details=details, phone="13800001234")
    workshop.held(TODAY, GENERAL, title="大会一次")
    browser = workshop.browser("organiser")
    query = f"?branch={workshop.branch.pk}"
    assert "选一个支部" in browser.get("/files/").content.decode()
    contents = browser.get("/files/" + query).content.decode()
    assert f"{address('meetings')}{query}" in contents
    assert "大会一次" in browser.get(address("meetings") + query).content.decode()
    roster = browser.get(address("roster") + query).content.decode()
    assert "138****1234" in roster
    assert "13800001234" not in roster
    book = browser.get(address("roster", "files_workbook") + query).content
    phones = [row[-1] for row in load_workbook(BytesIO(book)).active.iter_rows(min_row=4, values_only=True)]
    assert "138****1234" in phones
    assert "13800001234" not in phones
    assert looks_at(workshop.branch.pk, TODAY)


def test_who_talked_with_whom_stays_in_the_branch(workshop: Workshop) -> None:
    arguments = {"talker": workshop.members[0], "partner": workshop.members[2], "happened_on": TODAY}
    do(workshop.actor("secretary"), note_talk, Right.RECORD, branch=workshop.branch, **arguments)
    assert "单雪" in workshop.browser("secretary").get(address("talks")).content.decode()
    browser, query = workshop.browser("organiser"), f"?branch={workshop.branch.pk}"
    assert "谈心谈话" not in browser.get("/files/" + query).content.decode()
    for page in ("files_ledger", "files_workbook"):
        assert browser.get(address("talks", page) + query).status_code == 404


def test_another_branch_is_not_found(workshop: Workshop) -> None:
    workshop.held(TODAY, GENERAL, title="大会一次")
    page = workshop.browser("outsider").get(address("meetings") + f"?branch={workshop.branch.pk}").content.decode()
    assert "大会一次" not in page  # the own branch is shown, whatever the address says
    assert workshop.browser("secretary").get(address("no-such-ledger")).status_code == 404
