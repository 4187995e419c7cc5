"""The pages of dues: a month in one press, exceptions one click each, and who sees what."""

from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse

from tests.personas import NOW, TODAY, acting, do
from tests.web.dues.keeping import BASE, collect, fixed
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.base.actor import Right, Role
from zhibu.dues.models import Arrangement, Assessment, Collection, HandingUp, MemberYear, Payment, Reminder
from zhibu.member.actions import enter_member

pytestmark = pytest.mark.django_db
MONTHLY = "114.81"


@pytest.fixture
def kept(workshop: Workshop) -> Workshop:
    return fixed(workshop)


def everybody(page: HttpResponse) -> list[str]:
    return list(page.context["form"]["paid"].value())


def test_a_month_is_one_press_and_one_click_for_each_exception(kept: Workshop) -> None:
    browser = kept.browser("secretary")
    page = browser.get("/members/dues/")
    assert "2026年11月，8 人要交，共 394.81 元" in text_of(page)
    ticked = everybody(page)
    assert len(ticked) == 8
    ticked.remove(str(kept.members[4].pk))
    assert send(browser, "/members/dues/?month=2026-11", paid=ticked).status_code == 302
    collection = Collection.objects.get()
    assert (collection.people, collection.sum_fen) == (7, 35481)
    after = text_of(browser.get("/members/dues/?month=2026-11"))
    assert "7 人交了，共 354.81 元" in after
    assert "还有 1 人没有交费记录，40.00 元" in after
    browser.post(f"/members/dues/{kept.members[4].pk}/paid/", {"month": "2026-11-01"})
    assert Payment.objects.get().fen == 4000
    assert "还有" not in text_of(browser.get("/members/dues/?month=2026-11")).split("<table")[0].split("</h1>")[1]


def test_sent_twice_a_month_is_written_once_and_a_tick_is_undone(kept: Workshop) -> None:
    browser = kept.browser("secretary")
    page = browser.get("/members/dues/?month=2026-10")
    data = {"key": page.context["form"]["key"].value(), "paid": everybody(page), "happened_on": "2026-10-20"}
    for _ in range(2):
        assert browser.post("/members/dues/?month=2026-10", data).status_code == 302
    collection = Collection.objects.get()
    browser.post(f"/members/dues/collected/{collection.pk}/undo/")
    assert not Collection.objects.exists() and not MemberYear.objects.exists()


def test_a_pasted_relay_ticks_names_asks_the_unclear_and_records_nothing(kept: Workshop) -> None:
    text = "#接龙\n1. 王玉兰 已交\n2. 李晓明 50元\n3. 单雪（家属转）\n4. 赵志强 还没交，下月补\n5. 老吴"
    page = kept.browser("secretary").post("/members/dues/relay/?month=2026-11", {"relay": text}, follow=True)
    assert {str(kept.members[number].pk) for number in (0, 1, 2)} == set(everybody(page))
    assert "老吴" in text_of(page)
    assert not Collection.objects.exists()


def test_the_yearly_fixing_reckons_by_the_law_and_says_what_is_missing(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    page = browser.get("/members/dues/fix/")
    rows = [line.account.member.name for line in page.context["lines"]]
    assert rows[0] == "李晓明" and len(rows) == 8
    answer = send(browser, "/members/dues/fix/", kind0="enterprise", base0="3000.01", kind1="enterprise")
    assert answer.status_code == 422 and "还没填基数。" in text_of(answer)
    assert (
        send(browser, "/members/dues/fix/", kind0="enterprise", base0="３０００.01元", kind1="student").status_code
        == 302
    )
    assert sorted(Assessment.objects.values_list("monthly_fen", flat=True)) == [20, 3000]


@pytest.mark.parametrize("wrong", ["-5", "45.005", "四十五", "1e9"])
def test_sums_that_cannot_be_are_refused_at_their_field(kept: Workshop, wrong: str) -> None:
    answer = send(kept.browser("secretary"), f"/members/dues/{kept.members[2].pk}/pay/", yuan=wrong)
    assert answer.status_code == 422
    assert answer.context["form"].errors["yuan"]
    assert not Payment.objects.exists()


def test_a_payment_by_a_relative_needs_a_reason_and_more_than_due_is_said_to_be_voluntary(kept: Workshop) -> None:
    collect(kept, 10, 2)
    address = f"/members/dues/{kept.members[2].pk}/pay/?month=2026-10"
    assert "特殊情况" in text_of(send(kept.browser("secretary"), address, yuan=MONTHLY, way="relative"))
    browser = kept.browser("secretary")
    more = send(browser, address, yuan="1200", way="relative", special_circumstances="on", first_month="2026-10-01")
    assert more.status_code == 422 and "自愿" in text_of(more)
    paid = send(
        browser, address, yuan="1344.43", way="relative", special_circumstances="on", first_month="2026-10-01",
        is_extra_voluntary="on",
    )  # fmt: skip
    assert paid.status_code == 302
    sums = sorted(Payment.objects.values_list("fen", "nature"))
    assert sums == [(11481, "dues"), (11481, "dues"), (111481, "voluntary")]
    assert "全部上缴中央" in text_of(browser.get(paid.headers["Location"]))


@pytest.mark.parametrize(("way", "words"), [("deducted", "扣"), ("advanced", "垫"), ("special", "特殊党费")])
def test_the_organisation_neither_advances_nor_deducts(kept: Workshop, way: str, words: str) -> None:
    answer = send(kept.browser("secretary"), f"/members/dues/{kept.members[2].pk}/pay/", yuan=MONTHLY, way=way)
    page = text_of(answer)
    assert answer.status_code == 422 and words in page and "第14条" in page
    assert not Payment.objects.exists()


def test_paying_by_the_quarter_needs_the_branchs_consent(kept: Workshop) -> None:
    browser, member = kept.browser("secretary"), kept.members[2]
    answer = send(browser, f"/members/dues/{member.pk}/pay/", yuan=MONTHLY, way="quarterly", special_circumstances="on")
    assert answer.status_code == 422 and "支部同意" in text_of(answer)
    send(browser, f"/members/dues/{member.pk}/arrange/", kind="quarterly", first_month="2026-10-01")
    assert Arrangement.objects.get().kind == "quarterly"
    assert (
        send(
            browser, f"/members/dues/{member.pk}/pay/", yuan="344.43", way="quarterly", first_month="2026-10-01"
        ).status_code
        == 302
    )
    assert list(Payment.objects.order_by("month").values_list("month__month", "fen")) == [
        (10, 11481),
        (11, 11481),
        (12, 11481),
    ]


def test_a_reduction_waits_for_the_committee_above_and_a_retired_members_does_not(kept: Workshop) -> None:
    browser, member = kept.browser("secretary"), kept.members[2]
    send(
        browser, f"/members/dues/{member.pk}/arrange/", kind="reduced", monthly="5", first_month="2026-11-01",
        discussed_on="2026-11-10",
    )  # fmt: skip
    waiting = Arrangement.objects.get()
    assert not waiting.in_effect
    assert "114.81 元" in text_of(browser.get("/members/dues/?month=2026-11"))
    assert (
        send(browser, f"/members/dues/arrangement/{waiting.pk}/approve/", approved_on="2026-11-09").status_code == 422
    )
    send(browser, f"/members/dues/arrangement/{waiting.pk}/approve/", approved_on="2026-11-18")
    assert "5.00 元（少交）" in text_of(browser.get("/members/dues/?month=2026-11"))


def test_a_counter_entry_says_why_and_a_handed_up_month_is_not_undone(kept: Workshop) -> None:
    collection = collect(kept, 10)
    browser = kept.browser("secretary")
    assert send(browser, "/members/dues/hand-up/", first_month="2026-10-01", last_month="2026-10-01").status_code == 302
    assert HandingUp.objects.get().fen == 39481
    assert browser.post(f"/members/dues/collected/{collection.pk}/undo/").status_code == 422
    address = f"/members/dues/{kept.members[2].pk}/take-back/?month=2026-10"
    assert send(browser, address, yuan="10").status_code == 422
    assert send(browser, address, yuan="10", reason="多找了十元").status_code == 302
    assert Payment.objects.get().fen == -1000
    slip = text_of(browser.get(f"/members/dues/handed-up/{HandingUp.objects.get().pk}/"))
    assert "北山机械厂党委" in slip and "394.81 元" in slip


def test_talking_is_noted_by_its_day_only(kept: Workshop) -> None:
    collect(kept, 9, 2)
    send(kept.browser("secretary"), f"/members/dues/{kept.members[2].pk}/talk/", happened_on="2026-11-20")
    assert {field.name for field in Reminder._meta.get_fields()}.isdisjoint({"content", "note", "remark", "text"})


# --- who sees what -------------------------------------------------------------------------------------------

PAGES = ("/members/dues/", "/members/dues/?month=2026-10", "/members/dues/year/", "/members/dues/fix/")


def test_nobody_but_the_secretary_the_organisation_member_and_the_member_meets_the_base(kept: Workshop) -> None:
    """A canary through every page: the base and the sum of 单雪 in nobody else's answer."""
    collect(kept, 9, 2)
    collect(kept, 10, 2)
    own = f"/members/dues/{kept.members[2].pk}/"
    places = (
        *PAGES,
        own,
        "/",
        "/checkup/",
        "/members/",
        f"/members/{kept.members[2].pk}/",
        "/files/ledger/dues/",
        "/files/",
    )
    for who in ("leader", "organiser", "keeper", "clerk", "outsider"):
        for address in places:
            page = text_of(kept.browser(who).get(address, follow=True))
            assert BASE not in page and MONTHLY not in page, (who, address)
    assert BASE in text_of(kept.browser("member").get("/members/dues/"))
    assert BASE in text_of(kept.browser("secretary").get(own))


def test_another_committee_member_sees_the_own_dues_and_the_published_list_only(kept: Workshop) -> None:
    collect(kept, 10, 2)
    browser = _browser_of(kept, Role.DISCIPLINE_MEMBER)
    for address in PAGES[1:]:
        page = browser.get(address)
        assert page.status_code in (200, 403) and BASE not in text_of(page) and "没有交费记录" not in text_of(page)
    assert _browser_of(kept, Role.ORGANISATION_MEMBER).get("/members/dues/year/").status_code == 200


def _browser_of(kept: Workshop, role: Role) -> Any:
    from zhibu.account.actions import grant_role, open_account

    keeper = acting(kept.enterprise.company, Role.ADMINISTRATOR)
    member = kept.members[3]
    user = do(
        keeper, open_account, Right.ACCOUNTS, username=f"x-{role.value}", display_name=member.name,
        password="kept-only-in-tests-41", member=None,
    )  # fmt: skip
    do(keeper, grant_role, Right.ACCOUNTS, user=user, organisation=kept.branch, role=role, since=date(2026, 1, 1))
    kept.enterprise.users[user.username] = user
    return kept.browser(user.username)


def test_the_superior_sees_sums_of_branches_and_no_name(kept: Workshop) -> None:
    collect(kept, 10, 2)
    page = text_of(kept.browser("organiser").get("/members/dues/"))
    assert "280.00" in page  # seven times forty
    assert all(member.name not in page for member in kept.members)


def test_the_published_list_is_for_the_branch_and_shows_what_was_paid(kept: Workshop) -> None:
    collect(kept, 10, 4)
    browser = kept.browser("secretary")
    send(browser, "/members/dues/publish/", first_month="2026-10-01", last_month="2026-10-01")
    from zhibu.dues.models import Publication

    address = f"/members/dues/published/{Publication.objects.get().pk}/"
    page = text_of(kept.browser("member").get(address))
    assert "王玉兰" in page and "钱文博" not in page and BASE not in page
    assert kept.browser("outsider").get(address).status_code == 404


def test_ten_more_members_cost_no_more_queries(kept: Workshop) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = kept.browser("secretary")
    collect(kept, 9)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            for address in (
                "/members/dues/?month=2026-09",
                "/members/dues/?month=2026-10",
                "/members/dues/year/",
                "/members/dues/fix/",
            ):
                assert browser.get(address).status_code == 200
        counts.append(len(caught))
        for number in range(10):
            do(
                kept.actor("secretary"), enter_member, Right.RECORD, TODAY, NOW, branch=kept.branch,
                since=date(2020, 1, 1), name=f"新来{number}",
            )  # fmt: skip
    assert counts[0] == counts[1]
