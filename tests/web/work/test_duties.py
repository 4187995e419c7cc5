"""责任清单: proposed, agreed, looked at; pledges seen by everybody; a post changes hands and nothing is lost."""

from datetime import date, timedelta

import pytest

from tests.personas import TODAY, do
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.base.errors import Refused
from zhibu.flows import posts
from zhibu.member.actions import leave_post
from zhibu.member.models import PostHolding, PostKind
from zhibu.work import actions, duties, queries
from zhibu.work.actions import NewTask
from zhibu.work.models import Duty, DutyAgreement, DutyCheck, Task, TaskOwner

pytestmark = pytest.mark.django_db


def written(workshop: Workshop) -> list[Duty]:
    assert send(workshop.browser("secretary"), "/plan/duties/edit/").status_code == 302
    return duties.duties_of(workshop.branch, 2026)


def test_the_template_of_the_kind_of_branch_is_proposed_and_agreed(workshop: Workshop) -> None:
    rows = written(workshop)
    assert rows[0].post == PostKind.SECRETARY
    assert any("单位今年的目标" in row.text for row in rows)  # a state-owned enterprise
    browser = workshop.browser("secretary")
    assert "还没有商定" in text_of(browser.get("/plan/duties/"))
    assert send(browser, "/plan/duties/agree/", happened_on="1月15日").status_code == 302
    page = text_of(browser.get("/plan/duties/"))
    assert "2026年1月15日商定" in page
    assert "王玉兰" in page


def test_a_changed_list_is_to_be_agreed_anew_and_unchanged_lines_keep_their_checks(workshop: Workshop) -> None:
    rows = written(workshop)
    browser = workshop.browser("secretary")
    send(browser, "/plan/duties/agree/", happened_on="1月15日")
    assert send(browser, f"/plan/duties/{rows[0].thread}/1/", state="done").status_code == 302
    send(browser, "/plan/duties/edit/")
    assert DutyAgreement.objects.exists()
    send(browser, "/plan/duties/edit/", secretary=f"{rows[0].text}\n带一个徒弟")
    assert not DutyAgreement.objects.exists()
    assert DutyCheck.objects.filter(duty=rows[0].thread).exists()
    assert Duty.objects.filter(text="带一个徒弟").exists()


def test_the_half_yearly_look_comes_to_today_until_every_line_was_seen(workshop: Workshop) -> None:
    rows = written(workshop)
    browser = workshop.browser("secretary")

    def said() -> str:
        found = browser.get("/").context
        return "；".join(f"{row.title} {row.when}" for row in [*found["actions"], *found["later"]])

    assert "责任清单" not in said()  # not agreed yet
    send(browser, "/plan/duties/agree/", happened_on="1月15日")
    assert f"看一看责任清单，上半年办得怎样 还有 {len(rows)} 条没看" in said()
    for row in rows:
        assert send(browser, f"/plan/duties/{row.thread}/1/", state="done").status_code == 302
    assert "责任清单" not in said()


@pytest.mark.parametrize(
    ("day", "half"),
    [
        (date(2026, 5, 31), None),
        (date(2026, 6, 1), 1),
        (date(2026, 11, 30), 1),
        (date(2026, 12, 1), 2),
        (date(2027, 1, 1), 2),
    ],
)
def test_when_a_half_year_is_looked_at(day: date, half: int | None) -> None:
    assert duties.half_to_check(2026, day) == half


def test_a_line_not_done_says_why(workshop: Workshop) -> None:
    row = written(workshop)[0]
    browser = workshop.browser("secretary")
    assert send(browser, f"/plan/duties/{row.thread}/1/", state="not_yet").status_code == 422
    assert send(browser, f"/plan/duties/{row.thread}/2/", state="done").status_code == 422
    assert send(browser, f"/plan/duties/{row.thread}/1/", state="not_yet", words="抢工期，7 月补").status_code == 302
    assert "抢工期，7 月补" in text_of(browser.get("/plan/duties/"))


def test_the_secretarys_pledge_is_seen_by_every_member(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    answer = send(
        browser, "/plan/tasks/new/?form=pledge", title="每周下夜班一次", form="pledge",
        owner=str(workshop.members[0].pk),
    )  # fmt: skip
    assert answer.status_code == 302
    assert "每周下夜班一次" in text_of(workshop.browser("member").get("/plan/duties/"))
    assert "每周下夜班一次" not in text_of(workshop.browser("outsider").get("/plan/duties/"))


def give(workshop: Workshop, title: str, number: int) -> Task:
    new = NewTask(branch=workshop.branch, title=title, owners=[workshop.members[number]])
    return do(workshop.actor("secretary"), actions.create_task, Right.RECORD, new=new)


def change_secretary(workshop: Workshop) -> PostHolding:
    columns = {"organisation": workshop.branch, "post": PostKind.SECRETARY, "since": TODAY}
    return do(workshop.actor("secretary"), posts.take_post, Right.RECORD, member=workshop.members[4], **columns)


def owners(task: Task) -> list[str]:
    return [row.shown_name for row in queries.owners_of([task])[task.thread]]


def test_the_successor_gets_the_open_work_and_keeps_what_was_done(workshop: Workshop) -> None:
    task, done = give(workshop, "修炉子", 0), give(workshop, "办完的", 0)
    do(workshop.actor("secretary"), actions.finish, Right.RECORD, task=done, result="好了")
    change_secretary(workshop)
    assert owners(task) == ["钱文博"]
    assert owners(done) == ["王玉兰"]
    assert "王玉兰交给钱文博" in [deed.words for deed in queries.deeds_of(task)]


def test_who_keeps_another_post_keeps_the_work(workshop: Workshop) -> None:
    task = give(workshop, "修炉子", 0)
    workshop.give_post(0, PostKind.COMMITTEE_MEMBER)
    change_secretary(workshop)
    assert owners(task) == ["王玉兰"]


def test_work_waits_for_the_successor_through_a_vacancy(workshop: Workshop) -> None:
    task = give(workshop, "修炉子", 0)
    holding = PostHolding.objects.get(member=workshop.members[0], post=PostKind.SECRETARY)
    do(workshop.actor("secretary"), leave_post, Right.RECORD, holding=holding, until=TODAY - timedelta(days=60))
    change_secretary(workshop)
    assert owners(task) == ["钱文博"]


def test_a_post_entered_by_mistake_gives_the_work_back(workshop: Workshop) -> None:
    task = give(workshop, "修炉子", 0)
    holding = change_secretary(workshop)
    do(workshop.actor("secretary"), posts.take_back_post, Right.RECORD, holding=holding)
    assert owners(task) == ["王玉兰"]
    assert TaskOwner.objects.filter(task=task.thread, until__isnull=True).count() == 1


def test_the_handover_sheet_lists_what_goes_with_the_post(workshop: Workshop) -> None:
    written(workshop)
    give(workshop, "修炉子", 0)
    holding = PostHolding.objects.get(member=workshop.members[0], post=PostKind.SECRETARY)
    browser = workshop.browser("secretary")
    page = text_of(browser.get(f"/plan/handover/{holding.pk}/"))
    for words in ("移交人", "王玉兰", "修炉子", "主持支部全面工作", "监交人（签名）"):
        assert words in page, words
    change_secretary(workshop)
    ended = PostHolding.objects.get(member=workshop.members[0], post=PostKind.SECRETARY)
    after = text_of(browser.get(f"/plan/handover/{ended.pk}/"))
    assert "修炉子" in after
    assert "钱文博" in after
    assert workshop.browser("outsider").get(f"/plan/handover/{ended.pk}/").status_code == 404


def test_nothing_is_agreed_before_it_is_written(workshop: Workshop) -> None:
    columns = {"organisation": workshop.branch, "year": 2026, "happened_on": TODAY}
    with pytest.raises(Refused):
        do(workshop.actor("secretary"), duties.agree, Right.RECORD, **columns)
