"""补选: what fell vacant is filled until the running term is over; no other post and no day of the term moves."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.personas import NOW, TODAY, do
from tests.web.elections.test_way import BALLOTS, said
from tests.web.elections.voting import agreed, count, put_up, step
from tests.web.sending import send
from tests.web.workshop import Workshop
from zhibu.base import clock
from zhibu.base.actor import Right
from zhibu.election.models import Election
from zhibu.meeting.models import Gathering
from zhibu.member.actions import leave_post
from zhibu.member.models import PostHolding, PostKind
from zhibu.member.queries import posts_of
from zhibu.org.actions import record_term
from zhibu.org.models import Organisation, Term

pytestmark = pytest.mark.django_db
NEW = "/meetings/elections/by/"


@pytest.fixture
def secretary(workshop: Workshop) -> Client:
    """A committee of four since 2024 with three in office; 王玉兰 has left the post of secretary."""
    actor = workshop.actor("organiser")
    do(
        actor, record_term, Right.SET_UP, organisation=workshop.branch, elected_on=date(2024, 3, 1),
        has_committee=True, ends_on=date(2027, 3, 1), seats=4, ordinal=4,
    )  # fmt: skip
    holding = PostHolding.objects.get(organisation=workshop.branch, post=PostKind.SECRETARY)
    do(workshop.actor("secretary"), leave_post, Right.RECORD, holding=holding, until=date(2026, 11, 1))
    return workshop.browser("secretary")


def begin(browser: Client, **columns: str) -> str:
    answer = send(browser, NEW, **columns)
    assert answer.status_code == 302, answer.context["form"].errors
    return f"/meetings/elections/{Election.objects.get(is_closed=False).pk}/"


def posts(workshop: Workshop) -> dict[str, str]:
    return {row.member.name: row.post for row in posts_of(workshop.branch, TODAY)}


def test_a_member_and_the_secretary_until_the_term_is_over(
    workshop: Workshop, secretary: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = secretary.get(NEW).context["form"]
    assert (form.initial["seats"], form.initial["elects_secretary"]) == (2, True)
    way = begin(secretary, seats="1")
    page = said(secretary.get(way))
    assert "补选委员 1 名、书记 1 名" in page and "2027年3月1日" in page
    assert "空缺了，要及时补选" in page and "党支部工作条例" in page
    Organisation.objects.filter(pk=workshop.branch.pk).update(full_name="中共北山机械厂一车间支部委员会")
    request = said(secretary.get(f"/files/papers/election-request/{way.split('/')[-2]}/"))
    assert "中共北山机械厂一车间支部委员会" in request  # 落款, as on the seal
    assert "补选的请示" in request and "任期到本届届满（2027年3月1日）" in request

    assert "补选：" not in said(secretary.get("/")).partition("等别人的")[2]
    step(secretary, way, "requested", "2026-11-02")
    assert "11月2日报给上级，等答复" in said(secretary.get("/")).partition("等别人的")[2]
    agreed(secretary, way, "replied", "2026-11-05", number="北机党〔2026〕14号")
    page = put_up(secretary, way, "committee", ["单雪"])
    assert page.status_code == 422 and "还差1人" in said(page)  # one seat, and still a contest
    put_up(secretary, way, "committee", ["单雪", "孙春芳"])
    step(secretary, way, "candidates_sent", "2026-11-06")
    page = agreed(secretary, way, "candidates_replied", "2026-11-10")
    assert "书记空着，由李晓明、赵志强里的一位主持。" in said(page)
    page = count(secretary, way, "committee", {"单雪": (6, 1, 0), "孙春芳": (1, 6, 0)}, **BALLOTS)
    assert "选完了，当选：单雪。" in said(page)
    assert Gathering.objects.filter(title="支部党员大会（补选）").exists()

    form = secretary.get(f"{way}candidates/secretary/").context["form"]
    assert {member.name for member in form.people.values()} == {"李晓明", "单雪", "赵志强"}
    put_up(secretary, way, "secretary", ["李晓明"])
    assert secretary.get(f"{way}count/secretary/").context["form"].initial["due"] == 3
    count(secretary, way, "secretary", {"李晓明": 3}, due=3, present=3, issued=3, returned=3)
    step(secretary, way, "reported", "2026-11-21")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1))  # what was written before is told apart
    page = agreed(secretary, way, "approved", "2026-11-22", post_0="publicity_member")
    assert "已记下。" in said(page) and "批复，已记好职务" in said(secretary.get("/meetings/elections/"))

    term = Term.objects.get(organisation=workshop.branch)
    assert (term.happened_on, term.ends_on) == (date(2024, 3, 1), date(2027, 3, 1))
    now = posts_of(workshop.branch, TODAY)
    assert {(row.member.name, row.post) for row in now} == {
        ("李晓明", PostKind.ORGANISATION_MEMBER),
        ("李晓明", PostKind.SECRETARY),
        ("单雪", PostKind.PUBLICITY_MEMBER),
        ("赵志强", PostKind.DISCIPLINE_MEMBER),
    }
    undo = Election.objects.get().steps.get(kind="approved", revoked_at=None).pk
    secretary.post(f"/meetings/elections/step/{undo}/undo/")
    assert posts(workshop) == {"李晓明": PostKind.ORGANISATION_MEMBER, "赵志强": PostKind.DISCIPLINE_MEMBER}


def test_a_secretary_out_of_the_committee_needs_no_general_meeting(workshop: Workshop, secretary: Client) -> None:
    way = begin(secretary, seats="0")
    step(secretary, way, "requested", "2026-11-02")
    agreed(secretary, way, "replied", "2026-11-05")
    put_up(secretary, way, "secretary", ["赵志强"])
    step(secretary, way, "candidates_sent", "2026-11-06")
    page = agreed(secretary, way, "candidates_replied", "2026-11-10")
    assert "接下来：选书记" in said(page) and "大会选举" not in said(page)
    count(secretary, way, "secretary", {"赵志强": 2}, due=2, present=2, issued=2, returned=2)
    key = way.split("/")[-2]
    for paper in ("election-rules", "election-ballot", "election-report", "election-division"):
        assert secretary.get(f"/files/papers/{paper}/{key}/").status_code == 200, paper
    step(secretary, way, "reported", "2026-11-21")
    agreed(secretary, way, "approved", "2026-11-22")
    held = posts_of(workshop.branch, TODAY)
    assert {row.post for row in held if row.member.name == "赵志强"} == {PostKind.SECRETARY, PostKind.DISCIPLINE_MEMBER}


def test_nothing_to_fill_and_no_term_to_fill_it_in(workshop: Workshop, secretary: Client) -> None:
    page = secretary.post(NEW, {"seats": "0", "deputies": "0"})
    assert page.status_code == 422 and "写上补选什么" in said(page)
    assert not Election.objects.exists()
    assert workshop.browser("outsider").get(NEW).status_code == 422
    assert workshop.browser("member").get(NEW).status_code == 403


def test_the_agenda_is_laid_out_and_the_count_stands_on_the_page_of_the_meeting(
    workshop: Workshop, secretary: Client
) -> None:
    way = begin(secretary, seats="1", planned_on="2026-11-23")
    step(secretary, way, "requested", "2026-11-02")
    agreed(secretary, way, "replied", "2026-11-05")
    put_up(secretary, way, "committee", ["单雪", "孙春芳"])
    step(secretary, way, "candidates_sent", "2026-11-06")
    agreed(secretary, way, "candidates_replied", "2026-11-10")
    address = secretary.get(way).context["plan_url"]
    page = secretary.get(address)
    assert "推荐并通过监票人、计票人" in said(page)
    assert page.context["form"].initial["happened_on"] == date(2026, 11, 23)
    answer = secretary.post(
        address,
        {"kinds": ["general_meeting"], "happened_on": "2026-11-23", "title": page.context["form"].initial["title"]},
    )
    assert answer.status_code == 302
    topics = [item.topic for item in Gathering.objects.get().items.all()]
    assert topics == ["通过选举办法", "推荐并通过监票人、计票人", "介绍候选人情况", "选举委员"]

    votes = {"单雪": (6, 1, 0), "孙春芳": (1, 6, 0)}
    count(secretary, way, "committee", votes, **BALLOTS, happened_on="2026-11-23")
    held = Gathering.objects.get()
    assert [item.topic for item in held.items.all()] == topics  # the plan is what was held
    shown = said(secretary.get(f"/meetings/{held.pk}/"))
    assert "选委员的票数" in shown and "收回 7 张，有效 7 张" in shown and way in shown
    assert "选委员的票数" not in said(workshop.browser("member").get(f"/meetings/{held.pk}/"))
