"""账号: the one-time password, roles, the clerk's secretary; and that the administrator sees no content at all."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.personas import PASSWORD
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop
from zhibu.account.models import Proposal, RoleGrant, User
from zhibu.base.models import LogEntry

pytestmark = pytest.mark.django_db


def open_one(workshop: Workshop, **changes: str):
    data = {
        "display_name": "钱文博",
        "username": "qianwenbo",
        "organisation": str(workshop.branch.pk),
        "role": "member",
        "since": "2026-11-23",
        **changes,
    }
    return send(workshop.browser("keeper"), "/settings/accounts/new/", **data)


def agree(workshop: Workshop, who: str = "organiser") -> HttpResponse:
    return workshop.browser(who).post(f"/settings/seconds/{Proposal.objects.get(agreed__isnull=True).pk}/agree/")


def password_in(page: str) -> str:
    found = re.search(r'class="once">([a-z0-9-]+)<', page)
    assert found
    return found[1]


def test_a_new_account_shows_its_password_once_and_has_it_changed_first(workshop: Workshop) -> None:
    answer = open_one(workshop)
    assert answer.headers["Cache-Control"].startswith("max-age=0")
    password = password_in(text_of(answer))
    user = User.objects.get(username="qianwenbo")
    assert user.member == workshop.members[4]
    assert password not in text_of(workshop.browser("keeper").get(f"/settings/accounts/{user.pk}/"))
    browser = Client()
    browser.post("/log-in/", {"username": "qianwenbo", "password": password})
    first = browser.get("/members/")
    assert first.headers["Location"] == reverse("change_password")
    wrong = send(browser, "/settings/password/", old="wrong", new="willow-bridge-7", again="willow-bridge-7")
    assert wrong.context["form"].errors["old"]
    changed = send(browser, "/settings/password/", old=password, new="willow-bridge-7", again="willow-bridge-7")
    assert changed.status_code == 302
    assert browser.get("/members/").status_code == 200  # still logged in
    fresh = Client()
    fresh.post("/log-in/", {"username": "qianwenbo", "password": password})
    assert fresh.get("/members/").status_code == 302


def test_the_same_form_sent_twice_makes_one_account_and_does_not_show_the_password_again(workshop: Workshop) -> None:
    keeper = workshop.browser("keeper")
    page = keeper.get("/settings/accounts/new/")
    data = {
        "display_name": "钱文博", "username": "qianwenbo", "organisation": str(workshop.branch.pk), "role": "member",
        "since": "2026-11-23", "for_user": "", "key": str(page.context["form"]["key"].value()),
    }  # fmt: skip
    assert keeper.post("/settings/accounts/new/", data).status_code == 200
    again = keeper.post("/settings/accounts/new/", data)
    assert again.status_code == 302
    assert User.objects.filter(display_name="钱文博").count() == 1


def test_no_log_row_holds_a_password_or_a_name(workshop: Workshop) -> None:
    password = password_in(text_of(open_one(workshop)))
    rows = str(list(LogEntry.objects.values_list()))
    assert password not in rows
    assert "钱文博" not in rows


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "secretary"}, "username"),
        ({"username": "钱文博"}, "username"),
        ({"role": "clerk"}, "for_user"),
        ({"role": "organiser"}, "organisation"),
        ({"since": "2026-11-24"}, "since"),
        ({"display_name": ""}, "display_name"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(workshop: Workshop, changes: dict[str, str], field: str) -> None:
    answer = open_one(workshop, **changes)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not User.objects.filter(display_name="钱文博").exists()


def test_a_clerk_enters_for_a_secretary_of_that_place_only(workshop: Workshop) -> None:
    secretary, outsider = workshop.enterprise.users["secretary"], workshop.enterprise.users["outsider"]
    assert open_one(workshop, role="clerk", for_user=str(outsider.pk)).status_code == 422
    assert open_one(workshop, role="clerk", for_user=str(secretary.pk)).status_code == 200
    assert not RoleGrant.objects.filter(user__username="qianwenbo").exists()
    agree(workshop)
    assert RoleGrant.objects.get(user__username="qianwenbo").for_user == secretary


def test_a_role_is_given_and_ended_and_acts_from_that_day(workshop: Workshop) -> None:
    keeper, user = workshop.browser("keeper"), workshop.enterprise.users["member"]
    send(
        keeper, f"/settings/accounts/{user.pk}/role/", organisation=str(workshop.branch.pk),
        role="publicity_member", since="2026-11-01",
    )  # fmt: skip
    assert workshop.browser("member").get("/branch/").status_code == 403
    agree(workshop)
    assert workshop.browser("member").get("/branch/").status_code == 200
    grant = RoleGrant.objects.get(user=user, role="publicity_member")
    keeper.post(f"/settings/roles/{grant.pk}/end/")
    assert workshop.browser("member").get("/branch/").status_code == 403


def test_nobody_gives_or_ends_a_role_of_their_own(workshop: Workshop) -> None:
    keeper, user = workshop.browser("keeper"), workshop.enterprise.users["keeper"]
    answer = send(
        keeper, f"/settings/accounts/{user.pk}/role/", organisation=str(workshop.branch.pk), role="secretary",
        since="2026-11-23",
    )  # fmt: skip
    assert answer.status_code == 422
    own = RoleGrant.objects.get(user=user)
    assert keeper.post(f"/settings/roles/{own.pk}/end/").status_code == 422
    assert keeper.post(f"/settings/accounts/{user.pk}/close/").status_code == 422


def test_a_closed_account_does_not_log_in_until_opened_again(workshop: Workshop) -> None:
    keeper, user = workshop.browser("keeper"), workshop.enterprise.users["member"]
    keeper.post(f"/settings/accounts/{user.pk}/close/")
    browser = Client()
    browser.post("/log-in/", {"username": "member", "password": PASSWORD})
    assert browser.get("/members/").status_code == 302
    keeper.post(f"/settings/accounts/{user.pk}/close/")
    browser.post("/log-in/", {"username": "member", "password": PASSWORD})
    assert browser.get("/members/").status_code == 200


def test_a_new_password_ends_the_old_one_and_every_session(workshop: Workshop) -> None:
    user = workshop.enterprise.users["member"]
    browser = workshop.browser("member")
    asked = workshop.browser("keeper").post(f"/settings/accounts/{user.pk}/password/")
    assert asked.status_code == 302
    assert browser.get("/members/").status_code == 200, "one alone changes nothing"
    answer = agree(workshop)
    assert User.objects.get(pk=user.pk).check_password(password_in(text_of(answer)))
    assert browser.get("/members/").headers["Location"].startswith("/log-in/")


def test_an_account_is_linked_once_the_roster_has_the_name(workshop: Workshop) -> None:
    open_one(workshop, display_name="何新", username="hexin")
    user = User.objects.get(username="hexin")
    keeper = workshop.browser("keeper")
    assert keeper.post(f"/settings/accounts/{user.pk}/link/").status_code == 422
    send(workshop.browser("secretary"), "/members/new/", name="何新")
    assert keeper.post(f"/settings/accounts/{user.pk}/link/").status_code == 302
    user.refresh_from_db()
    assert user.member is not None
    assert user.member.name == "何新"


@pytest.mark.parametrize("who", ["secretary", "organiser", "member", "clerk"])
def test_only_the_administrator_manages_accounts(workshop: Workshop, who: str) -> None:
    user = workshop.enterprise.users["member"]
    browser = workshop.browser(who)
    for address in ("/settings/accounts/", "/settings/accounts/new/", f"/settings/accounts/{user.pk}/"):
        assert browser.get(address).status_code == 403
    assert browser.post(f"/settings/accounts/{user.pk}/password/").status_code == 403


def test_the_administrator_sees_no_content(workshop: Workshop) -> None:
    keeper, member = workshop.browser("keeper"), workshop.members[2]
    content = [
        "/members/", "/members/new/", f"/members/{member.pk}/", f"/members/{member.pk}/edit/", "/members/me/data.json",
        "/branch/", "/branch/terms/", "/branch/posts/", "/branch/groups/", "/branch/units/", "/branch/organisations/",
        "/concerns/", "/concerns/talks/new/", "/settings/", "/meetings/", "/checkup/", "/plan/",
    ]  # fmt: skip
    statuses = {address: keeper.get(address).status_code for address in content}
    assert {address: status for address, status in statuses.items() if status not in {403, 404}} == {}
    accounts = text_of(keeper.get("/settings/accounts/"))
    assert "赵志强" not in accounts  # in the roster, without a log-in


def test_an_administrator_of_one_place_does_not_find_the_others(workshop: Workshop) -> None:
    grant = RoleGrant.objects.get(user=workshop.enterprise.users["keeper"])
    RoleGrant.objects.filter(pk=grant.pk).update(organisation=workshop.enterprise.second)
    keeper = workshop.browser("keeper")
    page = text_of(keeper.get("/settings/accounts/"))
    assert "郑外人" in page
    assert "王玉兰" not in page
    assert keeper.get(f"/settings/accounts/{workshop.enterprise.users['secretary'].pk}/").status_code == 404
