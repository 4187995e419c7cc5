"""The year plan on its page: laid out in one press, changed by hand, laid out again, against what was held; themes."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from tests.personas import TODAY, do
from tests.web.workshop import Workshop, fields_of
from zhibu.base.actor import Right
from zhibu.flows.year_plan import propose, usual_wishes
from zhibu.ledger.catalogue import ledger_of
from zhibu.ledger.sheet import Wanted, draw
from zhibu.meeting.batches import plan_year
from zhibu.meeting.facts import held_masks
from zhibu.meeting.models import Gathering, ItemKind, MonthTheme, Stage
from zhibu.meeting.themes import note_theme

YEAR = "/meetings/year/"
K = ItemKind


def body(response: HttpResponse) -> str:
    return response.content.decode()


def press(browser: Client, year: int = 2027, **wishes: Any) -> HttpResponse:
    """一键排全年 with the page's presets, or with some of them changed."""
    form = browser.get(f"{YEAR}?year={year}").context["form"]
    data = {name: form[name].value() for name in form.fields if str(form[name].value()) not in ("None", "False", "")}
    data["times"] = "19:00-20:30"
    return browser.post(YEAR, {**data, "year": year, "key": str(uuid4()), **wishes})


def standing(year: int = 2027) -> list[Gathering]:
    return list(Gathering.objects.filter(happened_on__year=year).order_by("happened_on"))


def test_one_press_plans_the_year_and_a_second_adds_nothing(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    page = body(browser.get(f"{YEAR}?year=2027"))
    assert "一键排全年" in page
    assert "再开 12 次" in page
    assert "每季度一次" in page
    assert not standing()
    press(browser)
    rows = standing()
    assert len(rows) == 12
    assert {row.stage for row in rows} == {Stage.PLANNED}
    assert all(row.is_proposed and row.plan_reason and row.starts for row in rows)
    assert all(row.every_group for row in rows)
    again = body(browser.get(f"{YEAR}?year=2027"))
    assert "这一年要开的都排好了" in again
    press(browser)
    assert [row.pk for row in standing()] == [row.pk for row in rows]


def test_laying_out_again_keeps_what_a_hand_changed(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    press(browser)
    march = next(row for row in standing() if row.happened_on.month == 3)
    kinds = [item.kind for item in march.items.all()]
    browser.post(
        f"/meetings/{march.pk}/replan/",
        {"kinds": kinds, "group": "every", "happened_on": "2027-03-29", "version": str(march.pk)},
    )
    press(browser, weekday="0")
    by_month = {row.happened_on.month: row for row in standing()}
    assert by_month[3].happened_on == date(2027, 3, 29)
    assert not by_month[3].is_proposed
    assert by_month[3].plan_reason == march.plan_reason
    assert all(row.happened_on.weekday() == 0 for month, row in by_month.items() if month != 3)
    assert len(standing()) == 12


def test_undo_takes_the_press_back_and_brings_the_earlier_plan(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    press(browser)
    before = [(row.happened_on, row.title) for row in standing()]
    key = str(uuid4())
    press(browser, weekday="0", key=key)
    assert [(row.happened_on, row.title) for row in standing()] != before
    assert browser.post(f"{YEAR}{key}/undo/").status_code == 302
    assert [(row.happened_on, row.title) for row in standing()] == before


def test_group_meetings_within_a_theme_day_count_for_every_group(workshop: Workshop) -> None:

    workshop.held(date(2026, 10, 9), K.THEME_DAY, K.GROUP_MEETING, every_group=True)
    workshop.held(date(2026, 9, 9), K.THEME_DAY, K.GROUP_MEETING)
    workshop.held(date(2026, 8, 9), K.GROUP_MEETING, group=workshop.groups[0])
    masks = held_masks([workshop.branch.pk], 2026, {workshop.branch.pk: workshop.groups})
    assert masks[workshop.branch.pk]["group_meeting_held"] == 1 << 9


def test_plan_against_fact_on_page_and_ledger(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    plan = workshop.held(date(2026, 11, 26), K.THEME_DAY, stage=Stage.PLANNED, plan_reason="主题党日每月一次")
    held = browser.get(f"/meetings/{plan.pk}/hold/")

    browser.post(f"/meetings/{plan.pk}/hold/", fields_of(held) | {"happened_on": "2026-11-20"})
    page = body(browser.get(YEAR))
    assert "原定 11月26日" in page
    drawn = draw(ledger_of("year-plan"), Wanted(workshop.branch, date(2026, 11, 23), 2026))
    (row,) = drawn.rows
    assert row.cells[0] == date(2026, 11, 26)
    assert row.cells[3:] == ("主题党日每月一次", date(2026, 11, 20), "已开")


def test_the_calendar_is_neutral(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    press(browser)
    response = browser.get(f"{YEAR}calendar/?year=2027")
    assert response["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert len(events) == 12
    assert {str(event["SUMMARY"]) for event in events} == {"支部会议"}
    assert "王玉兰" not in body(response)
    one = browser.get(f"/meetings/{standing()[0].pk}/calendar/")
    assert len(Calendar.from_ical(one.content).walk("VEVENT")) == 1


def test_a_theme_enters_the_planned_gathering_by_one_press(workshop: Workshop) -> None:
    organiser = workshop.browser("organiser")
    secretary = workshop.browser("secretary")
    press(secretary)
    given = {"month": "2027-03-01", "theme": "学党章，讲义务", "notice": "组织部 3 月通知", "key": str(uuid4())}
    assert organiser.post("/meetings/themes/", given).status_code == 302
    theme = MonthTheme.objects.get()
    page = body(secretary.get(f"{YEAR}?year=2027"))
    assert "主题：学党章，讲义务" in page
    assert "组织部 3 月通知" in page
    response = secretary.post(f"/meetings/themes/{theme.pk}/enter/")
    march = next(row for row in standing() if row.happened_on.month == 3)
    assert march.title == "学党章，讲义务"
    assert response.url == f"/meetings/{march.pk}/"
    assert march.items.get(kind=K.THEME_DAY).topic == "学党章，讲义务"
    assert not march.is_proposed
    assert secretary.post(f"/meetings/themes/{theme.pk}/withdraw/").status_code == 404
    assert organiser.post(f"/meetings/themes/{theme.pk}/withdraw/").status_code == 302


def test_a_theme_without_a_plan_plans_its_day(workshop: Workshop) -> None:
    columns = {"organisation": workshop.branch, "month": date(2026, 12, 1), "theme": "冬季用电", "notice": ""}
    theme = do(workshop.actor("secretary"), note_theme, Right.RECORD, **columns)
    workshop.browser("secretary").post(f"/meetings/themes/{theme.pk}/enter/")
    plan = Gathering.objects.get()
    assert (plan.happened_on.month, plan.title, plan.stage) == (12, "冬季用电", Stage.PLANNED)
    assert workshop.browser("outsider").post(f"/meetings/themes/{theme.pk}/enter/").status_code == 404


def test_a_proposal_takes_the_months_theme_at_once(workshop: Workshop) -> None:
    columns = {
        "organisation": workshop.enterprise.company,
        "month": date(2027, 5, 1),
        "theme": "劳动最美",
        "notice": "",
    }
    do(workshop.actor("organiser"), note_theme, Right.SET_UP, **columns)
    browser = workshop.browser("secretary")
    press(browser)
    assert [row.title for row in standing() if row.happened_on.month == 5] == ["劳动最美"]


@pytest.mark.parametrize(("who", "sees"), [("member", True), ("organiser", True), ("outsider", False)])
def test_others_see_what_is_planned_and_cannot_press(workshop: Workshop, who: str, sees: bool) -> None:
    workshop.held(date(2026, 12, 10), K.THEME_DAY, stage=Stage.PLANNED, title="消防演练")
    browser = workshop.browser(who)
    page = body(browser.get(f"{YEAR}?branch={workshop.branch.pk}"))
    assert ("消防演练" in page) is sees
    assert ("一键排全年" in page) is (who == "outsider")  # of the own branch
    if who != "outsider":
        response = browser.post(YEAR, {"year": "2027", "week": 1, "weekday": 1, "committee_week": 1,
                                       "committee_weekday": 1, "lessons": 3, "shifts": 1})  # fmt: skip
        assert response.status_code in (200, 403, 404)
        assert not standing()


def test_another_layout_is_looked_at_before_it_is_planned(workshop: Workshop) -> None:
    response = press(workshop.browser("secretary"), weekday="1", look="1")
    assert response.status_code == 200
    assert "星期二" in body(response)
    assert not standing()


def test_wrong_wishes_stand_at_their_field(workshop: Workshop) -> None:
    response = press(workshop.browser("secretary"), times="半夜")
    assert response.status_code == 422
    assert "看不懂“半夜”是几点" in body(response)
    assert not standing()


def test_twelve_more_plans_cost_no_query(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    browser.get(f"{YEAR}?year=2027")
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(f"{YEAR}?year=2027")
    press(browser)
    browser.get(f"{YEAR}?year=2027")
    with CaptureQueriesContext(connection) as many:
        browser.get(f"{YEAR}?year=2027")
    assert len(many) <= len(few) + 3  # items, tallies and sittings of rows that were not there before


def test_the_plan_of_the_next_year_is_left_alone(workshop: Workshop) -> None:
    """Laid out both, neither asks to be laid out again."""
    for year in (2026, 2027, 2026):
        wishes = usual_wishes(workshop.branch, TODAY)
        proposal = propose(workshop.branch, year, TODAY, wishes)
        assert not proposal.dropped
        entries = {"branch": workshop.branch, "entries": proposal.new, "dropped": [], "batch": uuid4()}
        if proposal.new:
            do(workshop.actor("secretary"), plan_year, Right.RECORD, **entries)
