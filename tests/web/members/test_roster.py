"""党员: who sees how much of the roster, found how, in how many queries."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.personas import do, do_all
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.member.actions import correct_details, enter_member
from zhibu.member.models import Member, Membership
from zhibu.member.queries import details_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def phones(workshop: Workshop) -> None:
    phones = [
        {"details": details_of(member), "phone": f"1380205000{number}"}
        for number, member in enumerate(workshop.members)
    ]
    do_all(workshop.actor("secretary"), correct_details, Right.RECORD, phones)


def names_on(response: Any) -> list[str]:
    return [row[0].text for row in response.context["table"].rows]


def test_the_secretary_sees_the_own_branch_by_pinyin_and_nobody_elses(workshop: Workshop) -> None:
    page = workshop.browser("secretary").get("/members/")
    assert names_on(page) == ["李晓明", "钱文博", "单雪", "孙春芳", "王玉兰", "吴敏", "赵志强", "周海涛"]
    assert "13802050002" in text_of(page)
    assert "郑外人" not in text_of(page)


@pytest.mark.parametrize(
    ("asked", "found"),
    [("晓明", ["李晓明"]), ("lxm", ["李晓明"]), ("shan", ["单雪"]), ("dan", []), ("zh", ["赵志强", "周海涛"])],
)
def test_a_member_is_found_by_name_pinyin_or_initials(workshop: Workshop, asked: str, found: list[str]) -> None:
    page = workshop.browser("secretary").get("/members/", {"q": asked})
    assert (names_on(page) if page.context["sheet"].paginator.count else []) == found


def test_filters_by_group_and_category(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    page = secretary.get("/members/", {"group": str(workshop.groups[1].thread)})
    assert names_on(page) == ["钱文博", "孙春芳", "吴敏", "周海涛"]
    joined = {"joined_on": date(2026, 3, 1), "since": date(2026, 3, 1)}
    do(workshop.actor("secretary"), enter_member, Right.RECORD, branch=workshop.branch, name="何新", **joined)
    assert names_on(secretary.get("/members/", {"category": "probationary"})) == ["何新"]
    assert "何新" not in names_on(secretary.get("/members/", {"category": "full"}))


def test_the_superior_sees_all_branches_with_phones_covered(workshop: Workshop) -> None:
    page = text_of(workshop.browser("organiser").get("/members/"))
    assert "郑外人" in page
    assert "138****0002" in page
    assert "13802050002" not in page


def test_a_plain_member_sees_the_own_data_and_only_the_names_of_the_others(workshop: Workshop) -> None:
    page = text_of(workshop.browser("member").get("/members/"))
    assert "13802050002" in page  # the own number
    assert "赵志强" in page
    assert "13802050003" not in page


def test_the_leader_of_a_group_reaches_the_own_group_and_no_other(workshop: Workshop) -> None:
    page = text_of(workshop.browser("leader").get("/members/"))
    assert "13802050003" in page  # 赵志强, first group
    assert "13802050004" not in page  # 钱文博, second group


def test_the_administrator_and_the_public_see_nothing(workshop: Workshop) -> None:
    assert workshop.browser("keeper").get("/members/").status_code == 403
    answer = Client().get("/members/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/log-in/")


def queries_of(browser: Client) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert browser.get("/members/").status_code == 200
    return len(caught)


@pytest.mark.parametrize("who", ["secretary", "organiser"])
def test_the_list_takes_the_same_queries_for_few_and_for_many(workshop: Workshop, who: str) -> None:
    browser = workshop.browser(who)
    before = queries_of(browser)
    common = {"branch": workshop.branch, "since": date(2026, 1, 1), "phone": "13900000000"}
    newcomers = [{"name": f"新人{number}", **common} for number in range(30)]
    do_all(workshop.actor("secretary"), enter_member, Right.RECORD, newcomers)
    assert queries_of(browser) == before


def test_a_member_is_added_with_the_name_alone(workshop: Workshop) -> None:
    answer = send(workshop.browser("secretary"), "/members/new/", name="欧阳·买买提")
    assert answer.status_code == 302
    made = Member.objects.get(name="欧阳·买买提")
    assert made.branch == workshop.branch
    assert Membership.objects.get(member=made).since == workshop.branch.founded_on


def test_a_member_is_added_with_months_that_stay_months(workshop: Workshop) -> None:
    send(
        workshop.browser("secretary"),
        "/members/new/",
        name="何新",
        birth_on="1990年5月",
        joined_on="2018.7.1",
        full_on="2019",
        group=str(workshop.groups[0].pk),
    )
    details = details_of(Member.objects.get(name="何新"))
    assert details is not None
    assert (details.birth_on, details.birth_precision) == (date(1990, 5, 1), "month")
    assert (details.full_on, details.full_precision) == (date(2019, 1, 1), "year")
    assert details.joined_precision == "day"
    standing = Membership.objects.get(member=details.member)
    assert (standing.since, standing.group) == (date(2018, 7, 1), workshop.groups[0])


def test_contradictions_are_shown_at_their_fields_and_nothing_typed_is_lost(workshop: Workshop) -> None:
    answer = send(
        workshop.browser("secretary"), "/members/new/", name="何新", birth_on="2000-01-01", joined_on="1999-01-01"
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors["joined_on"]
    assert "1999-01-01" in text_of(answer)
    assert not Member.objects.filter(name="何新").exists()


def test_a_form_sent_twice_adds_one_member(workshop: Workshop) -> None:
    secretary = workshop.browser("secretary")
    page = secretary.get("/members/new/")
    data = {"name": "何新", "key": str(page.context["form"]["key"].value())}
    secretary.post("/members/new/", data)
    assert secretary.post("/members/new/", data).status_code == 302
    assert Member.objects.filter(name="何新").count() == 1


@pytest.mark.parametrize("who", ["organiser", "member", "leader", "keeper"])
def test_only_the_branch_adds_members(workshop: Workshop, who: str) -> None:
    assert workshop.browser(who).get("/members/new/").status_code == 403


def test_the_search_of_the_product_finds_members_whom_one_may_see(workshop: Workshop) -> None:
    assert "单雪" in text_of(workshop.browser("secretary").get("/search/", {"q": "sx"}))
    assert "郑外人" not in text_of(workshop.browser("secretary").get("/search/", {"q": "郑"}))
    assert "郑外人" in text_of(workshop.browser("organiser").get("/search/", {"q": "郑"}))
    assert "赵志强" not in text_of(workshop.browser("member").get("/search/", {"q": "zzq"}))
