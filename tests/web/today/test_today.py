"""今天: at most seven things for the committee; for everybody else what is theirs."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import acting, do
from tests.web.sending import text_of
from tests.web.workshop import Workshop
from zhibu.base.actor import Right, Role
from zhibu.checkup.models import BranchState, Finding
from zhibu.meeting.models import Gathering, ItemKind, Stage
from zhibu.org.actions import record_term


def page_of(workshop: Workshop, who: str) -> str:
    response = workshop.browser(who).get("/")
    assert response.status_code == 200
    return text_of(response)


def rows_of(page: str) -> list[str]:
    """The rows that stand open; those of 以后的事 are folded away."""
    return page.split('<details class="unfold">')[0].split('<li class="action">')[1:]


def test_at_most_seven_each_with_reason_article_and_one_button(workshop: Workshop) -> None:
    page = page_of(workshop, "secretary")
    assert "今天要办的事" in page
    assert "11月23日 星期一" in page
    rows = rows_of(page)
    assert 0 < len(rows) <= 7
    for row in rows:
        assert "为什么" in row
        assert "依据" in row
        assert row.count('class="action-button"') == 1


def test_the_election_that_is_late_is_the_first_thing(workshop: Workshop) -> None:
    do(
        acting(workshop.branch, Role.SECRETARY), record_term, Right.RECORD,
        organisation=workshop.branch, elected_on=date(2023, 10, 12), ends_on=date(2026, 10, 12), seats=3,
    )  # fmt: skip
    first = rows_of(page_of(workshop, "secretary"))[0]
    assert "准备换届" in first
    assert "超过 42 天" in first


def test_the_rest_waits_folded_below(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhibu.web.today.gathering.SOURCES", ())
    kept = Finding.objects.filter(branch=workshop.branch).count()
    page = page_of(workshop, "secretary")
    if kept > 7:
        assert f"以后的事，还有 {kept - 7} 件" in page
    assert len(rows_of(page)) == min(kept, 7)


def test_a_finished_day_is_said_calmly(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhibu.web.today.gathering.to_do", lambda _findings: [])
    monkeypatch.setattr("zhibu.web.today.gathering.SOURCES", ())
    assert "今天没有要办的事。" in page_of(workshop, "secretary")


def test_meetings_of_the_week_and_those_not_written_down(workshop: Workshop) -> None:
    planned = {"stage": Stage.PLANNED}
    workshop.held(date(2026, 11, 26), ItemKind.THEME_DAY, title="周四党日", starts=time(19), **planned)
    workshop.held(date(2026, 12, 20), ItemKind.THEME_DAY, title="下月党日", **planned)
    page = page_of(workshop, "secretary")
    assert "周四党日" in page
    assert "11月26日 星期四 19:00" in page
    assert "下月党日" not in page
    assert "/hold/" not in page


def test_a_planned_meeting_whose_day_is_over_asks_to_be_written_down(workshop: Workshop) -> None:
    planned = workshop.held(date(2026, 11, 23), ItemKind.COMMITTEE_MEETING, title="今早支委会", stage=Stage.PLANNED)
    Gathering.objects.filter(pk=planned.pk).update(happened_on=date(2026, 11, 20))
    assert f'href="/meetings/{planned.pk}/hold/"' in page_of(workshop, "secretary")


def test_a_member_sees_what_is_coming_and_no_findings(workshop: Workshop) -> None:
    workshop.held(date(2026, 11, 26), ItemKind.THEME_DAY, title="周四党日", stage=Stage.PLANNED)
    page = page_of(workshop, "member")
    assert "单雪，你好" in page
    assert "周四党日" in page
    assert rows_of(page) == []
    assert "记一次" not in page
    assert "记一次党小组会" in page_of(workshop, "leader")


def test_a_superior_sees_who_needs_help_and_whose_term_ends(workshop: Workshop) -> None:
    quiet = page_of(workshop, "organiser")
    assert "现在没有支部需要帮助。" in quiet
    assert "要提醒换届" not in quiet

    BranchState.objects.filter(branch=workshop.enterprise.second).update(state="help")
    do(
        acting(workshop.branch, Role.SECRETARY), record_term, Right.RECORD,
        organisation=workshop.branch, elected_on=date(2024, 3, 1), ends_on=date(2027, 3, 1), seats=3,
    )  # fmt: skip
    page = page_of(workshop, "organiser")
    assert "二车间党支部" in page
    assert "要提醒换届的支部" in page
    assert "2027年3月1日" in page


def test_an_administrator_sees_no_content(workshop: Workshop) -> None:
    page = page_of(workshop, "keeper")
    assert "你管理账号" in page
    assert "车间" not in page


def test_the_number_of_queries_does_not_grow(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    for month in range(1, 8):  # from which some signal speaks: what it rests on is read once, for few as for many
        workshop.held(date(2026, month, 5), ItemKind.THEME_DAY, ItemKind.PARTY_LESSON)
    with CaptureQueriesContext(connection) as few:
        browser.get("/")
    for month in range(1, 8):
        workshop.held(date(2026, month, 20), ItemKind.THEME_DAY, ItemKind.PARTY_LESSON)
    with CaptureQueriesContext(connection) as many:
        browser.get("/")
    assert len(many) <= len(few)
