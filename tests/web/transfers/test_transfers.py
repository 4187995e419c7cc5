"""接转 and 流动: a member moves without being typed twice; the origin answers until the other side has received."""

from datetime import date

import pytest

from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.member.models import Condition, Contact, ContactPerson, Member, Transfer
from zhibu.member.queries import roster

pytestmark = pytest.mark.django_db
NEW = "/members/transfers/new/"
TODAY = date(2026, 11, 23)


def issue(workshop: Workshop, number: int = 5, **changes: str) -> Transfer:
    goal = {} if "outside" in changes else {"destination": str(workshop.enterprise.second.pk)}
    given = {"member": str(workshop.members[number].pk), "happened_on": "2026-11-10", **goal, **changes}
    answer = send(workshop.browser("secretary"), NEW, **given)
    assert answer.status_code == 302
    return Transfer.objects.get()


def test_inside_the_deployment_the_other_side_presses_once(workshop: Workshop) -> None:
    row = issue(workshop)
    page = text_of(workshop.browser("secretary").get("/members/transfers/"))
    assert "现在由一车间党支部管" in page
    assert workshop.members[5] in roster(workshop.branch, TODAY)
    address = f"/members/transfers/{row.pk}/receive/"
    assert workshop.browser("secretary").get(address).status_code == 404  # the origin cannot receive for the other side
    assert send(workshop.browser("outsider"), address, received_on="2026-11-20").status_code == 302
    assert workshop.members[5] in roster(workshop.enterprise.second, TODAY)
    assert workshop.members[5] not in roster(workshop.branch, TODAY)
    assert Member.objects.get(pk=workshop.members[5].pk).branch == workshop.enterprise.second


@pytest.mark.parametrize(
    ("day", "status"), [("2026-11-09", 422), ("2026-11-10", 302), ("2026-11-23", 302), ("2026-11-24", 422)]
)
def test_nobody_is_received_before_the_letter_or_after_today(workshop: Workshop, day: str, status: int) -> None:
    row = issue(workshop)
    answer = send(workshop.browser("outsider"), f"/members/transfers/{row.pk}/receive/", received_on=day)
    assert answer.status_code == status


def test_to_another_unit_the_member_leaves_when_the_receipt_is_back(workshop: Workshop) -> None:
    row = issue(workshop, outside="南江县交通局机关党委")
    assert workshop.members[5] in roster(workshop.branch, TODAY)
    letter = text_of(workshop.browser("secretary").get(f"/members/transfers/{row.pk}/letter/"))
    assert "南江县交通局机关党委" in letter and "存根" in letter and "回执" in letter
    send(workshop.browser("secretary"), f"/members/transfers/{row.pk}/receive/", received_on="2026-11-20")
    assert workshop.members[5] not in roster(workshop.branch, TODAY)


def test_a_branch_of_the_deployment_typed_by_its_name_needs_no_second_entry(workshop: Workshop) -> None:
    row = issue(workshop, outside="二车间党支部")
    assert (row.destination, row.outside) == (workshop.enterprise.second, "")
    assert send(workshop.browser("outsider"), f"/members/transfers/{row.pk}/receive/", received_on="2026-11-20")
    assert workshop.members[5] in roster(workshop.enterprise.second, TODAY)


def test_an_unknown_branch_nobodys_letter_and_a_second_letter_are_refused(workshop: Workshop) -> None:
    browser, member = workshop.browser("secretary"), str(workshop.members[5].pk)
    unknown = send(browser, NEW, member=member, destination="9d1e0d5c-9f4c-4a53-a7a3-37b7f5d4a001")
    assert unknown.status_code == 422
    nowhere = send(browser, NEW, member=member)
    assert nowhere.status_code == 422 and "没有写转到哪里" in text_of(nowhere)
    issue(workshop)
    twice = send(browser, NEW, member=member, outside="别的党委")
    assert twice.status_code == 422 and "已经有一封介绍信在路上" in text_of(twice)


def test_a_letter_is_withdrawn_until_somebody_has_received(workshop: Workshop) -> None:
    row = issue(workshop)
    assert workshop.browser("outsider").post(f"/members/transfers/{row.pk}/withdraw/").status_code == 404
    assert workshop.browser("secretary").post(f"/members/transfers/{row.pk}/withdraw/").status_code == 302
    assert not Transfer.objects.exists()


def test_from_another_unit_the_member_is_entered_once_with_the_letter(workshop: Workshop) -> None:
    answer = send(
        workshop.browser("secretary"), "/members/transfers/in/", name="尤新来", outside="西河市供电局党委",
        issued_on="2026-11-01", received_on="2026-11-12", joined_on="2012-07-01", full_on="2013-07-01",
    )  # fmt: skip
    assert answer.status_code == 302
    assert Transfer.objects.get().member.name == "尤新来"
    assert "尤新来" in text_of(workshop.browser("secretary").get("/members/"))


def test_a_letter_out_of_date_says_so_and_who_answers_meanwhile(workshop: Workshop) -> None:
    issue(workshop, happened_on="2026-09-01", valid_days="30")
    page = text_of(workshop.browser("secretary").get("/members/transfers/"))
    assert "过期了，重开" in page and "现在由一车间党支部管" in page


def test_mobile_members_have_a_contact_person_and_lost_contact_is_a_search(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    assert "还没有定" in text_of(browser.get("/members/away/"))  # 周海涛 works away
    member = workshop.members[6]
    send(browser, f"/members/away/{member.pk}/person/", contact=str(workshop.members[1].pk), since="2026-11-01")
    assert ContactPerson.objects.get().contact == workshop.members[1]
    workshop_lost(workshop)
    page = text_of(browser.get("/members/away/"))
    assert "先查找，不是先停止党籍" in page
    send(browser, f"/members/away/{workshop.members[4].pk}/contact/", kind="phone", happened_on="2026-11-20")
    assert "打电话" in text_of(browser.get("/members/away/"))
    send(browser, f"/members/away/{workshop.members[4].pk}/contact/", kind="reached", happened_on="2026-11-22")
    assert Condition.objects.get(kind="lost_contact").until == date(2026, 11, 22)


def workshop_lost(workshop: Workshop) -> None:
    send(
        workshop.browser("secretary"), f"/members/{workshop.members[4].pk}/condition/", kind="lost_contact",
        since="2026-08-01",
    )  # fmt: skip
    assert Condition.objects.filter(kind="lost_contact").exists()


def test_no_field_says_where_somebody_is_or_what_was_said() -> None:
    fields = {field.name for model in (Contact, ContactPerson, Condition) for field in model._meta.get_fields()}
    assert fields.isdisjoint({"place", "address", "location", "content", "text", "remark"})


@pytest.mark.parametrize("who", ["member", "leader", "keeper"])
def test_members_do_not_see_who_moves(workshop: Workshop, who: str) -> None:
    assert workshop.browser(who).get("/members/transfers/").status_code == 403
    assert workshop.browser(who).get("/members/away/").status_code == 403
