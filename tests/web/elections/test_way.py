"""A term election from the request to the new term, through the pages."""

from datetime import date

import pytest
from django.test import Client

from tests.web.elections.voting import agreed, begin, count, put_up, step
from tests.web.workshop import Workshop
from zhibu.election.models import Election
from zhibu.meeting.models import Gathering
from zhibu.member.models import PostKind
from zhibu.member.queries import posts_of
from zhibu.org.models import Term

pytestmark = pytest.mark.django_db
FOUR = ["王玉兰", "李晓明", "单雪", "赵志强"]
BALLOTS = {"due": 8, "present": 7, "issued": 7, "returned": 7}


@pytest.fixture
def secretary(workshop: Workshop) -> Client:
    return workshop.browser("secretary")


def said(page: object) -> str:
    return page.content.decode()  # type: ignore[attr-defined]


def up_to_the_meeting(browser: Client) -> str:
    way = begin(browser)
    step(browser, way, "requested", "2026-10-10")
    agreed(browser, way, "replied", "2026-10-20", number="北机党〔2026〕12号")
    put_up(browser, way, "committee", FOUR)
    step(browser, way, "candidates_sent", "2026-11-01")
    agreed(browser, way, "candidates_replied", "2026-11-08")
    return way


def test_from_request_to_new_term(workshop: Workshop, secretary: Client) -> None:
    way = up_to_the_meeting(secretary)
    page = secretary.get(way)
    assert "接下来：大会选举" in said(page)
    assert "王玉兰、李晓明、单雪、赵志强" in said(page), "by strokes: 4, 7, 8, 9"

    page = count(
        secretary,
        way,
        "committee",
        {"王玉兰": (7, 0, 0), "李晓明": (6, 1, 0), "单雪": (5, 1, 1), "赵志强": (2, 5, 0)},
        **BALLOTS,
    )
    assert "选完了，当选：王玉兰、李晓明、单雪。" in said(page)
    gathering = Gathering.objects.get(title="支部党员大会（换届选举）")
    assert gathering.happened_on == date(2026, 11, 20)
    assert "王玉兰赞成7票" in gathering.items.get().decision

    put_up(secretary, way, "secretary", ["王玉兰"])
    page = count(secretary, way, "secretary", {"王玉兰": 3}, due=3, present=3, issued=3, returned=3)
    assert "选书记" in said(page)
    assert Gathering.objects.filter(title="支委会（换届选举）").count() == 1

    step(secretary, way, "reported", "2026-11-21")
    form = secretary.get(f"{way}step/approved/").context["form"]
    assert list(form.divided.values()) == ["李晓明", "单雪"]
    page = agreed(secretary, way, "approved", "2026-11-22", post_0="organisation_member", post_1="publicity_member")
    assert "已记下。届期和职务已经更新。" in said(page)

    term = Term.objects.get(organisation=workshop.branch)
    assert (term.happened_on, term.ordinal, term.seats, term.ends_on) == (
        date(2026, 11, 20), 5, 3, date(2029, 11, 20),
    )  # fmt: skip
    held = {row.member.name: row.post for row in posts_of(workshop.branch, date(2026, 11, 23))}
    assert held == {
        "王玉兰": PostKind.SECRETARY,
        "李晓明": PostKind.ORGANISATION_MEMBER,
        "单雪": PostKind.PUBLICITY_MEMBER,
    }, "赵志强 was not elected again and left his post"

    undo = f"/meetings/elections/step/{Election.objects.get().steps.get(kind='approved', revoked_at=None).pk}/undo/"
    secretary.post(undo)
    assert not Term.objects.filter(organisation=workshop.branch).exists()
    held = {row.member.name: row.post for row in posts_of(workshop.branch, date(2026, 11, 23))}
    assert held["赵志强"] == PostKind.DISCIPLINE_MEMBER
    assert "单雪" not in held


def test_too_few_present_says_why_and_what_is_allowed(secretary: Client) -> None:
    way = up_to_the_meeting(secretary)
    votes = {"王玉兰": 6, "李晓明": 6, "单雪": 6, "赵志强": 0}
    page = count(secretary, way, "committee", votes, due=8, present=6, issued=6, returned=6)
    assert "这一次不算数，重新选。" in said(page)
    assert "差1人，不够开选举会" in said(page)
    assert "另定时间，到会够了重新选。" in said(page)
    assert "接下来：大会选举" in said(page)


def test_more_ballots_than_handed_out_make_it_void(secretary: Client) -> None:
    way = up_to_the_meeting(secretary)
    votes = {"王玉兰": 7, "李晓明": 6, "单雪": 6, "赵志强": 2}
    page = count(secretary, way, "committee", votes, due=8, present=7, issued=7, returned=8)
    assert "选举无效" in said(page)
    assert "重新发票再选" in said(page)


def test_a_tie_is_voted_on_again_and_seats_left_are_filled_or_given_up(secretary: Client) -> None:
    way = up_to_the_meeting(secretary)
    votes = {"王玉兰": 7, "李晓明": 6, "单雪": 4, "赵志强": 4}
    page = count(secretary, way, "committee", votes, **BALLOTS)
    assert "单雪、赵志强票数一样，就这几个人再投一次，再选 1 名。" in said(page)
    form = secretary.get(f"{way}count/committee/").context["form"]
    assert form.names == ["单雪", "赵志强"]
    page = count(secretary, way, "committee", {"单雪": 4, "赵志强": 3}, **BALLOTS)
    assert "选完了，当选：王玉兰、李晓明、单雪。" in said(page)


def test_nobody_passes_half_for_the_last_seat(secretary: Client) -> None:
    way = up_to_the_meeting(secretary)
    votes = {"王玉兰": 7, "李晓明": 6, "单雪": 3, "赵志强": 3}
    page = count(secretary, way, "committee", votes, **BALLOTS)
    assert "已当选：王玉兰、李晓明。还空 1 个名额，另行选举" in said(page)
    page = step(secretary, way, "seats_reduced", "2026-11-20")
    assert "接下来：选书记" in said(page)


def test_candidates_without_a_margin_are_asked_about(secretary: Client) -> None:
    way = begin(secretary)
    page = put_up(secretary, way, "committee", FOUR[:3])
    assert page.status_code == 422
    assert "候选人少了" in said(page)
    assert "还差1人" in said(page)
    put_up(secretary, way, "committee", FOUR[:3], as_it_was="on")
    assert "还差1人" in said(secretary.get(way)), "it stays said"


def test_not_agreed_says_why_and_is_sent_again(secretary: Client) -> None:
    way = begin(secretary)
    step(secretary, way, "requested", "2026-10-10")
    page = agreed(secretary, way, "replied", "2026-10-20", agreed="no")
    assert page.status_code == 422
    page = agreed(secretary, way, "replied", "2026-10-20", agreed="no", words="名额改成 5 名")
    assert "没有同意。名额改成 5 名" in said(page)
    assert "接下来：报请示" in said(page)
    page = step(secretary, way, "requested", "2026-10-25")
    assert "接下来：收批复" in said(page)


@pytest.mark.parametrize(
    ("numbers", "field", "sentence"),
    [
        ({"present": 9}, "present", "到会 9 人，多于应到 8 人"),
        ({"issued": 8}, "issued", "发出 8 张票，多于到会有选举权的 7 人"),
        ({"returned": 2, "spoiled": 3}, "spoiled", "作废的 3 张，比收回的 2 张还多"),
        ({"votes": {"李晓明": (5, 3, 0)}}, "for_1", "李晓明：赞成、不赞成、弃权合计 8 票，多于有效票 7 张"),
        ({"votes": {"单雪": (5, 1, 0)}}, "for_2", "单雪：合计 6 票，有效票是 7 张"),
        ({"votes": {"单雪": 7, "赵志强": 7, "李晓明": 7}}, "for_0", "赞成票一共 28 票"),
        ({"write_ins": "孙春芳 1\n孙春芳 2"}, "write_ins", "“孙春芳”写了两次"),
        ({"write_ins": "孙春芳"}, "write_ins", "看不懂“孙春芳”"),
        ({"happened_on": "2026-12-20"}, "happened_on", "还没到"),
    ],
)
def test_numbers_that_cannot_be(secretary: Client, numbers: dict, field: str, sentence: str) -> None:
    way = up_to_the_meeting(secretary)
    given = dict(numbers)
    votes = {"王玉兰": 7, "李晓明": 6, "单雪": 4, "赵志强": 1, **given.pop("votes", {})}
    page = count(secretary, way, "committee", votes, **{**BALLOTS, **given})
    assert page.status_code == 422
    assert any(sentence in words for words in page.context["form"].errors.get(field, [])), page.context["form"].errors
    assert page.context["form"]["for_0"].value() == "7", "nothing typed is lost"


def test_somebody_written_in_is_elected_too(secretary: Client) -> None:
    way = up_to_the_meeting(secretary)
    votes = {"王玉兰": 7, "李晓明": 6, "单雪": 1, "赵志强": 0}
    page = count(secretary, way, "committee", votes, write_ins="孙春芳　５票", **BALLOTS)
    assert "选完了，当选：王玉兰、李晓明、孙春芳。" in said(page)


def test_without_a_committee_the_meeting_elects_the_secretary(secretary: Client) -> None:
    way = begin(secretary, has_committee="no", seats="")
    step(secretary, way, "requested", "2026-10-10")
    agreed(secretary, way, "replied", "2026-10-20")
    put_up(secretary, way, "secretary", ["单雪"])
    step(secretary, way, "candidates_sent", "2026-11-01")
    agreed(secretary, way, "candidates_replied", "2026-11-08")
    page = count(secretary, way, "secretary", {"单雪": 6}, **BALLOTS)
    assert "接下来：报结果" in said(page)
    step(secretary, way, "reported", "2026-11-21")
    agreed(secretary, way, "approved", "2026-11-22")
    assert Term.objects.get().has_committee is False


def test_the_meeting_that_was_planned_becomes_the_record(workshop: Workshop, secretary: Client) -> None:
    from zhibu.meeting.models import ItemKind, Stage

    plan = workshop.held(
        date(2026, 11, 23), ItemKind.GENERAL_MEETING, stage=Stage.PLANNED, title="换届大会", place="会议室"
    )
    way = up_to_the_meeting(secretary)
    votes = {"王玉兰": 7, "李晓明": 6, "单雪": 5, "赵志强": 2}
    count(secretary, way, "committee", votes, happened_on="2026-11-23", **BALLOTS)
    held = Gathering.objects.get(thread=plan.thread)
    assert (held.stage, held.title, held.place) == (Stage.HELD, "换届大会", "会议室")


def test_every_paper_is_drawn_at_its_time(secretary: Client) -> None:
    way = up_to_the_meeting(secretary)
    page = secretary.get(way)
    titles = [fact.label for fact in page.context["papers"]["now"]]
    assert [str(title) for title in titles] == ["选举办法（草案）", "选票", "计票单"]
    votes = {"王玉兰": 7, "李晓明": 6, "单雪": 5, "赵志强": 2}
    count(secretary, way, "committee", votes, **BALLOTS)
    put_up(secretary, way, "secretary", ["王玉兰"])
    count(secretary, way, "secretary", {"王玉兰": 3}, due=3, present=3, issued=3, returned=3)
    page = secretary.get(way)
    facts = [*page.context["papers"]["now"], *page.context["papers"]["later"]]
    assert len(facts) == 11
    for fact in facts:
        assert secretary.get(fact.url).status_code == 200, fact.label
    report = next(fact for fact in facts if str(fact.label) == "选举结果报告")
    text = said(secretary.get(report.url))
    assert "王玉兰，赞成7票" in text
    assert "王玉兰当选为书记" in text
    assert "不少于应到会的五分之四" in text


def test_others_see_what_they_may(workshop: Workshop, secretary: Client) -> None:
    way = begin(secretary)
    assert workshop.browser("outsider").get(way).status_code == 404
    assert workshop.browser("member").get(way).status_code in (403, 404)
    organiser = workshop.browser("organiser")
    assert organiser.get(way).status_code == 200
    assert organiser.get(f"{way}count/committee/").status_code in (403, 404)
    assert organiser.get(f"{way}step/requested/").status_code == 404
    assert "一车间党支部" in said(organiser.get("/meetings/elections/"))


def test_made_up_rows_are_answered_with_a_sentence(workshop: Workshop, secretary: Client) -> None:
    way = begin(secretary)
    step(secretary, way, "requested", "2026-10-10")
    agreed(secretary, way, "replied", "2026-10-20")
    made_up = [f"00000000-0000-0000-0000-{number:012}" for number in range(600)]
    assert secretary.post(f"{way}candidates/committee/", {"members": [*made_up, "x"]}).status_code == 422
    put_up(secretary, way, "committee", FOUR)
    step(secretary, way, "candidates_sent", "2026-11-01")
    agreed(secretary, way, "candidates_replied", "2026-11-08")
    votes = {"王玉兰": 7, "李晓明": 6, "单雪": 5, "赵志强": 1}
    void = {**BALLOTS, "returned": 9, "write_ins": "王玉兰 1"}
    assert "“王玉兰”写了两次" in said(count(secretary, way, "committee", votes, **void))
    far = {**BALLOTS, "due": 99999, "spoiled": "9" * 30, "write_ins": "钱" * 40 + " 1"}
    page = said(count(secretary, way, "committee", votes, **far))
    assert "不能多于 32767。" in page
    assert "太长了，看看是不是写错了。" in page
    assert count(secretary, way, "committee", {**votes, "单雪": 70000}, **BALLOTS).status_code == 422
