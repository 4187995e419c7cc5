"""The list, and who sees and may do what: a table over the people of the workshop."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.personas import TODAY
from tests.web.workshop import Workshop, fields_of
from zhibu.base.looks import looks_at
from zhibu.meeting.actions import NewItem
from zhibu.meeting.models import Gathering, ItemKind, Presence, Stage

GENERAL, COMMITTEE, GROUP, THEME = (
    ItemKind.GENERAL_MEETING,
    ItemKind.COMMITTEE_MEETING,
    ItemKind.GROUP_MEETING,
    ItemKind.THEME_DAY,
)


def page_of(workshop: Workshop, who: str, query: str = "") -> str:
    response = workshop.browser(who).get(f"/meetings/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_empty_says_how_to_begin(workshop: Workshop) -> None:
    page = page_of(workshop, "secretary")
    assert "还没有会议记录。" in page
    assert "第一次？3 分钟就能记一次。" in page


def test_newest_first_in_months_with_those_to_come_on_top(workshop: Workshop) -> None:
    workshop.held(date(2026, 9, 6), COMMITTEE, title="九月支委会", due=3, present=2)
    workshop.held(date(2026, 11, 6), COMMITTEE, title="十一月支委会")
    workshop.held(date(2026, 11, 20), THEME, title="清理料场")
    workshop.held(date(2026, 11, 26), THEME, title="要开的党日", stage=Stage.PLANNED, starts=time(19), place="礼堂")
    page = page_of(workshop, "secretary")
    order = [
        page.index(word) for word in ("要开的党日", "2026年11月", "清理料场", "十一月支委会", "2026年9月", "九月支委会")
    ]
    assert order == sorted(order)
    assert "19:00 礼堂" in page
    assert "应到 3，实到 2" in page
    assert "补记（晚78天）" in page


def test_filters_by_kind_year_and_words(workshop: Workshop) -> None:
    workshop.held(date(2026, 9, 6), COMMITTEE, title="九月支委会")
    workshop.held(date(2026, 9, 8), THEME, COMMITTEE, title="合开")
    workshop.held(date(2025, 9, 8), COMMITTEE, title="去年那次")
    workshop.held(date(2026, 9, 9), items=[NewItem(GENERAL, topic="夜班就餐", decision="供热餐")], title="大会")
    both = page_of(workshop, "secretary", f"?kind={COMMITTEE}")
    assert "九月支委会" in both
    assert "合开" in both
    assert ">大会<" not in both
    assert "去年那次" not in both
    assert "去年那次" in page_of(workshop, "secretary", "?year=2025")
    for word in ("夜班", "热餐"):
        found = page_of(workshop, "secretary", f"?text={word}")
        assert ">大会<" in found
        assert "合开" not in found
    assert "没有找到这样的会。" in page_of(workshop, "secretary", "?text=没有这个词")
    assert "九月支委会" in page_of(workshop, "secretary", "?kind=nonsense&year=nonsense")


def test_the_list_takes_the_same_queries_for_one_and_for_many(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            browser.get("/meetings/")
        return len(caught)

    workshop.held(date(2026, 1, 5), COMMITTEE)
    workshop.held(date(2026, 12, 5), THEME, stage=Stage.PLANNED)
    few = queries()
    for day in range(1, 13):
        workshop.held(date(2026, 2, day), GENERAL, THEME, title=f"第{day}次")
        workshop.held(date(2026, 12, day), GROUP, group=workshop.groups[0], stage=Stage.PLANNED)
    assert queries() == few
    assert few <= 16


def test_a_past_plan_asks_to_be_written_down(workshop: Workshop) -> None:
    plan = workshop.held(date(2026, 11, 26), THEME, stage=Stage.PLANNED)
    Gathering.objects.filter(pk=plan.pk).update(happened_on=date(2026, 11, 20))
    assert "时间已过，还没记" in page_of(workshop, "secretary")


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("secretary", {"支委会", "本组", "别组", "参加过", "没参加"}),
        ("clerk", {"支委会", "本组", "别组", "参加过", "没参加"}),
        ("leader", {"本组", "参加过"}),
        ("member", {"参加过"}),
        ("outsider", set()),
    ],
)
def test_who_sees_which_held_gatherings(workshop: Workshop, who: str, sees: set[str]) -> None:
    """李晓明 leads the first group; 单雪 is a member of it. Both were at the one called 参加过."""
    here = {workshop.members[1].pk: Presence.PRESENT, workshop.members[2].pk: Presence.PRESENT}
    rows = {
        "支委会": workshop.held(TODAY, COMMITTEE, title="支委会"),
        "本组": workshop.held(TODAY, GROUP, title="本组", group=workshop.groups[0]),
        "别组": workshop.held(TODAY, GROUP, title="别组", group=workshop.groups[1]),
        "参加过": workshop.held(TODAY, GENERAL, title="参加过", attendance=here),
        "没参加": workshop.held(TODAY, GENERAL, title="没参加"),
    }
    browser = workshop.browser(who)
    opened = {name for name, row in rows.items() if browser.get(f"/meetings/{row.pk}/").status_code == 200}
    assert opened == sees
    page = browser.get("/meetings/").content.decode()
    assert {name for name, row in rows.items() if str(row.pk) in page} == sees


def test_a_member_sees_what_concerns_all_and_the_own_group_in_advance(workshop: Workshop) -> None:
    plans = {
        "大会": workshop.held(date(2026, 12, 1), GENERAL, stage=Stage.PLANNED),
        "支委会": workshop.held(date(2026, 12, 1), COMMITTEE, stage=Stage.PLANNED),
        "本组": workshop.held(date(2026, 12, 1), GROUP, stage=Stage.PLANNED, group=workshop.groups[0]),
        "别组": workshop.held(date(2026, 12, 1), GROUP, stage=Stage.PLANNED, group=workshop.groups[1]),
    }
    browser = workshop.browser("member")
    seen = {name for name, row in plans.items() if browser.get(f"/meetings/{row.pk}/").status_code == 200}
    assert seen == {"大会", "本组"}


def test_a_member_reads_about_oneself_and_not_who_was_ill(workshop: Workshop) -> None:
    attendance = {workshop.members[2].pk: Presence.PRESENT, workshop.members[5].pk: Presence.LEAVE_ILL}
    row = workshop.held(TODAY, GENERAL, attendance=attendance, due=2, present=1)
    page = workshop.browser("member").get(f"/meetings/{row.pk}/").content.decode()
    assert "你：到会" in page
    assert "孙春芳" not in page
    assert "更正" not in page
    assert "孙春芳" in workshop.browser("secretary").get(f"/meetings/{row.pk}/").content.decode()


def test_a_superior_chooses_a_branch_reads_only_and_leaves_a_trace(workshop: Workshop) -> None:
    row = workshop.held(TODAY, GENERAL, title="大会", attendance={workshop.members[5].pk: Presence.LEAVE_ILL})
    browser = workshop.browser("organiser")
    choice = browser.get("/meetings/").content.decode()
    assert "一车间党支部" in choice
    assert "二车间党支部" in choice
    assert "二车间党支部" not in browser.get("/meetings/?q=一车间").content.decode()
    assert not looks_at(workshop.branch.pk, TODAY)
    page = browser.get(f"/meetings/?branch={workshop.branch.pk}").content.decode()
    assert "大会" in page
    assert "记一次会" not in page
    one = browser.get(f"/meetings/{row.pk}/").content.decode()
    assert "更正" not in one
    assert "孙春芳" not in one
    assert [looker for _day, looker in looks_at(workshop.branch.pk, TODAY)] == [
        workshop.enterprise.users["organiser"].pk
    ]
    for name in ("meetings_correct", "meetings_undo"):
        assert browser.get(reverse(name, args=[row.pk])).status_code == 403
    assert browser.get(reverse("meetings_new")).status_code == 403
    assert browser.get("/meetings/?branch=nonsense").status_code == 404


def test_the_own_branch_leaves_no_trace(workshop: Workshop) -> None:
    row = workshop.held(TODAY, GENERAL)
    workshop.browser("secretary").get(f"/meetings/{row.pk}/")
    assert not looks_at(workshop.branch.pk, TODAY)


@pytest.mark.parametrize("who", ["member", "keeper"])
def test_recording_is_not_for(workshop: Workshop, who: str) -> None:
    browser = workshop.browser(who)
    for name in ("meetings_new", "meetings_plan", "meetings_vote"):
        assert browser.get(reverse(name)).status_code == 403


def test_another_branch_cannot_change_what_it_cannot_see(workshop: Workshop) -> None:
    row = workshop.held(TODAY, GENERAL)
    browser = workshop.browser("outsider")
    for name in ("meetings_one", "meetings_paper", "meetings_versions", "meetings_correct", "meetings_undo"):
        assert browser.get(reverse(name, args=[row.pk])).status_code == 404
    assert browser.post(reverse("meetings_undo", args=[row.pk])).status_code == 404
    assert Gathering.objects.filter(pk=row.pk).exists()


def test_a_group_leader_records_the_own_group_and_nothing_else(workshop: Workshop) -> None:
    browser = workshop.browser("leader")
    response = browser.get("/meetings/new/?kind=general_meeting")
    assert [value for value, _label in response.context["form"].fields["kinds"].choices] == [GROUP]
    data = fields_of(response)
    saved = browser.post("/meetings/new/", data)
    assert saved.status_code == 302
    assert browser.get(saved.url).status_code == 200
    gathering = Gathering.objects.get()
    assert gathering.group.thread == workshop.groups[0].thread
    assert gathering.due == 4
    assert browser.post("/meetings/new/", data | {"kinds": [GENERAL]}).status_code == 422
    other = workshop.held(TODAY, GROUP, group=workshop.groups[1])
    assert browser.get(reverse("meetings_correct", args=[other.pk])).status_code == 404
    assert browser.get(reverse("meetings_correct", args=[gathering.pk])).status_code == 200


def test_search_finds_a_meeting_only_for_those_who_see_it(workshop: Workshop) -> None:
    workshop.held(TODAY, COMMITTEE, title="夜班就餐的事")
    assert "夜班就餐的事" in workshop.browser("secretary").get("/search/?q=夜班").content.decode()
    workshop.held(date(2026, 12, 1), GENERAL, title="要议夜班就餐", stage=Stage.PLANNED)
    own = workshop.browser("member").get("/search/?q=夜班").content.decode()
    assert "夜班就餐的事" not in own
    assert "要议夜班就餐" in own
    assert "夜班就餐</a>" not in workshop.browser("keeper").get("/search/?q=夜班").content.decode()
