import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.web.conftest import Entering, grant
from tests.web.everywhere import shut_links
from zhibu.account.models import User
from zhibu.base.actor import Role
from zhibu.org.models import Organisation

pytestmark = pytest.mark.django_db

SEVEN = ["今天", "会议", "党员", "诉求", "计划", "体检", "资料"]
MEMBERS_SEVEN = ["今天", "会议", "我的", "说事", "计划", "体检", "资料"]


def links(page: str, opening: str) -> list[str]:
    found = re.search(rf"<nav class=\"{opening}\".*?</nav>", page, re.S)
    return re.findall(r"<a [^>]*>([^<]+)</a>", found[0]) if found else []


@pytest.mark.parametrize(
    ("role", "places", "bar"),
    [
        ("secretary", SEVEN, ["今天", "会议", "体检", "党员", "诉求", "计划", "资料"]),
        ("discipline_member", SEVEN, ["今天", "会议", "体检", "党员", "诉求", "计划", "资料"]),
        ("organiser", SEVEN, ["今天", "会议", "体检", "党员", "诉求", "计划", "资料"]),
        ("member", MEMBERS_SEVEN, ["今天", "会议", "我的", "说事"]),
        ("group_leader", MEMBERS_SEVEN, ["今天", "会议", "我的", "说事"]),
        ("administrator", ["今天", "资料"], ["今天", "资料"]),
    ],
)
def test_each_role_has_its_places_in_the_fixed_order(
    as_role: Entering, role: str, places: list[str], bar: list[str]
) -> None:
    page = as_role(role).get("/").content.decode()
    assert links(page, "places") == places
    assert links(page, "bar") == bar


@pytest.mark.parametrize("role", Role)
def test_no_role_is_led_to_a_page_that_is_shut_to_it(as_role: Entering, role: Role) -> None:
    """Every place opens, and neither 今天 nor a place has a link to what this person's rights do not open."""
    browser = as_role(role.value)
    home = browser.get("/")
    actor = home.wsgi_request.actor
    places = re.search(r"<nav class=\"places\".*?</nav>", home.content.decode(), re.S)
    found = re.findall(r'<a href="([^"]+)"', places[0]) if places else []
    assert "/" in found
    for address in found:
        answer = browser.get(address, follow=True)
        assert answer.status_code == 200, address
        assert shut_links(answer.content.decode(), address, actor) == set(), address


def test_a_page_that_lies_in_no_tab_shows_the_tabs_once(as_role: Entering) -> None:
    page = as_role("concern_handler").get("/concerns/").content.decode()
    assert page.count('href="/concerns/inbox/">收件</a>') == 1


def test_the_bar_of_a_phone_has_at_most_four_entries(as_role: Entering) -> None:
    for role in ("secretary", "organiser", "member", "administrator"):
        page = as_role(role).get("/").content.decode()
        bar = re.search(r"<nav class=\"bar\".*?</nav>", page, re.S)[0]  # type: ignore[index]
        outside = re.sub(r"<ul>.*?</ul>", "", bar, flags=re.S)
        assert 2 <= len(re.findall(r"<a |<summary", outside)) <= 4


@pytest.mark.parametrize(("address", "name"), [("/", "今天"), ("/meetings/", "会议"), ("/checkup/", "体检")])
def test_the_place_where_one_is_is_marked(as_role: Entering, address: str, name: str) -> None:
    page = as_role("secretary").get(address).content.decode()
    places = re.findall(r'<nav class="(?:places|bar)".*?</nav>', page, re.S)
    here = re.findall(r'<a [^>]*aria-current="page"[^>]*>([^<]+)</a>', "".join(places))
    assert set(here) == {name}


def test_strangers_see_no_places_and_no_search(db: None) -> None:
    page = Client().get("/rules/").content.decode()
    assert links(page, "places") == []
    assert links(page, "bar") == []
    assert 'class="search"' not in page


@pytest.mark.parametrize("address", ["/", "/meetings/", "/members/", "/concerns/", "/plan/", "/checkup/", "/files/",
                                     "/rules/", "/search/", "/search/?q=会", "/keys/"])  # fmt: skip
def test_every_first_page_opens_with_one_heading_and_its_title(as_role: Entering, address: str) -> None:
    answer = as_role("secretary").get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    heading = re.findall(r"<h1>([^<]+)</h1>", page)
    assert len(heading) == 1
    title = re.search(r"<title>([^<]+) · 支部工作台</title>", page)
    assert title
    assert title[1] not in {"", "有误："}


def test_a_clerk_is_shown_with_the_secretary_for_whom_she_writes(
    person: Callable[..., User], branch: Organisation
) -> None:
    secretary, clerk = person("王立明", ("secretary", branch)), person("周小萍")
    grant(clerk, "clerk", branch, for_user=secretary)
    browser = Client()
    browser.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get("/").content.decode()
    assert "代办（替王立明） · 一车间党支部" in page
    assert links(page, "places") == SEVEN


def test_names_cannot_become_markup(person: Callable[..., User], branch: Organisation) -> None:
    browser = Client()
    user = person("<script>alert(1)</script>", ("secretary", branch))
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get("/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_frame_asks_the_database_only_for_session_user_and_roles(
    as_role: Entering, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    browser = as_role("secretary")
    with django_assert_max_num_queries(3):  # type: ignore[attr-defined]
        browser.get("/rules/")


@pytest.mark.parametrize(
    ("words", "found"), [("会", ["会议"]), ("体检", ["体检"]), ("没有的词", []), ("  会议  ", ["会议"])]
)
def test_search_finds_places_and_says_when_it_finds_nothing(as_role: Entering, words: str, found: list[str]) -> None:
    page = as_role("secretary").get("/search/", {"q": words}).content.decode()
    hits = re.search(r"<ul class=\"list\">(.*?)</ul>", page, re.S)
    assert (re.findall(r"<a [^>]*>([^<]+)</a>", hits[1]) if hits else []) == found
    assert ("没有找到。" in page) == (not found)


def test_search_shows_only_places_of_the_role(as_role: Entering) -> None:
    assert "没有找到。" in as_role("administrator").get("/search/?q=会议").content.decode()
