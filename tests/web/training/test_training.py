"""学时: nothing is typed that attendance already knows; each post by its own measure."""

from datetime import date, time

import pytest

from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.meeting.hours import studied_by
from zhibu.meeting.models import ItemKind, Presence
from zhibu.member.models import Course, PostHolding

pytestmark = pytest.mark.django_db


def lesson(workshop: Workshop, day: date, minutes: int | None = 90, *kinds: ItemKind) -> None:
    attendance = {member.pk: Presence.PRESENT for member in workshop.members[:3]}
    attendance[workshop.members[3].pk] = Presence.STUDIED_LATER
    attendance[workshop.members[4].pk] = Presence.LEAVE_WORK
    span = {} if minutes is None else {"starts": time(9), "ends": time(9 + minutes // 60, minutes % 60)}
    workshop.held(day, *(kinds or (ItemKind.PARTY_LESSON,)), attendance=attendance, **span)


def test_hours_are_those_that_lessons_and_theme_days_lasted(workshop: Workshop) -> None:
    lesson(workshop, date(2026, 3, 5), 90, ItemKind.PARTY_LESSON, ItemKind.THEME_DAY)  # one gathering counts once
    lesson(workshop, date(2026, 4, 9), 45, ItemKind.THEME_DAY)
    lesson(workshop, date(2026, 5, 7), 60, ItemKind.COMMITTEE_MEETING)
    lesson(workshop, date(2025, 5, 7), 60)
    studied = studied_by(workshop.members, 2026)
    assert [studied[member.pk].minutes for member in workshop.members[:5]] == [135, 135, 135, 135, 0]
    assert studied[workshop.members[0].pk].hours == 2


def test_what_has_no_end_is_told_and_not_guessed(workshop: Workshop) -> None:
    lesson(workshop, date(2026, 3, 5), None)
    assert studied_by(workshop.members, 2026)[workshop.members[0].pk].untimed == 1
    assert "1 次没记起止时间" in text_of(workshop.browser("secretary").get("/members/training/"))


@pytest.mark.parametrize(("hours", "words"), [("31", "还差 1 学时"), ("32", "够了")])
def test_both_sides_of_a_members_measure(workshop: Workshop, hours: str, words: str) -> None:
    send(
        workshop.browser("secretary"), "/members/training/courses/new/", members=[str(workshop.members[2].pk)],
        title="县委党校轮训", happened_on="2026-06-12", hours=hours,
    )  # fmt: skip
    rows = workshop.browser("secretary").get("/members/training/").context["table"].rows
    row = next(row for row in rows if row[0].text == "单雪")
    assert (row[1], str(row[3].word)) == (int(hours), words)


def test_a_course_is_entered_once_and_undone_for_all(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    given = {
        "members": [str(member.pk) for member in workshop.members[:2]], "title": "书记轮训", "hours": "16",
        "happened_on": "2026-06-12",
    }  # fmt: skip
    assert send(browser, "/members/training/courses/new/", **given).status_code == 302
    twice = send(browser, "/members/training/courses/new/", **given)
    assert twice.status_code == 422 and "已经记过" in text_of(twice)
    browser.post(f"/members/training/courses/{Course.objects.first().pk}/undo/")
    assert not Course.objects.exists()


def test_a_member_sees_the_own_hours_and_nobody_elses(workshop: Workshop) -> None:
    lesson(workshop, date(2026, 3, 5), 120)
    page = text_of(workshop.browser("member").get("/members/training/"))
    assert "120 分钟" in page and "王玉兰" not in page.split("</header>")[-1]


def row_of(workshop: Workshop, name: str) -> list[object]:
    rows = workshop.browser("secretary").get("/members/training/").context["table"].rows
    return next(row for row in rows if row[0].text == name)


def course(workshop: Workshop, person: int, title: str, day: str, hours: str, **more: str) -> None:
    send(
        workshop.browser("secretary"), "/members/training/courses/new/", members=[str(workshop.members[person].pk)],
        title=title, happened_on=day, hours=hours, **more,
    )  # fmt: skip


def test_the_secretary_has_a_measure_of_the_own(workshop: Workshop) -> None:
    page = text_of(workshop.browser("secretary").get("/members/training/"))
    assert "书记每年至少参加1次县级以上的集中轮训，2026年参加了0次，还差1次" in page
    course(workshop, 0, "县委党校书记轮训", "2026-06-12", "16", is_centralised="on")
    page = text_of(workshop.browser("secretary").get("/members/training/"))
    assert "2026年参加了1次，够了" in page
    assert "书记每年" not in text_of(workshop.browser("member").get("/members/training/"))


def test_a_new_secretary_and_the_training_after_taking_office(workshop: Workshop) -> None:
    PostHolding.objects.filter(post="secretary", organisation=workshop.branch).update(since=date(2026, 5, 20))
    before = text_of(workshop.browser("secretary").get("/members/training/"))
    assert "2026年5月20日才任职" in before
    course(workshop, 0, "新任书记培训班", "2026-07-01", "24", is_induction="on")
    after = text_of(workshop.browser("secretary").get("/members/training/"))
    assert "任职培训" in after
    assert (
        before.partition("书记的培训")[2].partition("依据")[0] != after.partition("书记的培训")[2].partition("依据")[0]
    )
