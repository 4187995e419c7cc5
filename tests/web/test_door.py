import re
import uuid
from collections.abc import Callable
from errno import ENOSPC

import pytest
from django.conf import LazySettings
from django.db import InterfaceError, OperationalError
from django.template.loader import render_to_string
from django.test import Client

from tests.web.conftest import PASSWORD, Entering
from zhibu.account.models import User
from zhibu.org.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_gallery")]


@pytest.fixture
def secretary(person: Callable[..., User], branch: Organisation, committee: Organisation) -> User:
    return person("王立明", ("secretary", branch), ("organiser", committee))


def enter(user: User, **fields: str) -> tuple[Client, str]:
    """Log in through the page; the browser and where it was sent."""
    browser = Client()
    answer = browser.post("/log-in/", {"username": user.username, "password": PASSWORD, **fields})
    return browser, answer.headers.get("Location", "")


def test_the_right_password_leads_to_today(secretary: User) -> None:
    browser, goal = enter(secretary)
    assert goal == "/"
    assert "王立明" in browser.get("/").content.decode()


def test_the_log_in_name_may_be_typed_in_capitals_and_with_spaces(secretary: User) -> None:
    assert enter(secretary, username=f"  {secretary.username.upper()} ")[1] == "/"


@pytest.mark.parametrize(
    ("asked", "goal"),
    [
        ("/members/?q=li", "/members/?q=li"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("", "/"),
    ],
)
def test_after_log_in_the_person_goes_on_but_never_elsewhere(secretary: User, asked: str, goal: str) -> None:
    assert enter(secretary, next=asked)[1] == goal


@pytest.mark.parametrize("fields", [{"password": "wrong-password"}, {"username": "nobody-here"}])
def test_every_failure_has_the_same_sentence(secretary: User, fields: dict[str, str]) -> None:
    answer = Client().post("/log-in/", {"username": secretary.username, "password": PASSWORD, **fields})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "登录名和密码对不上。" in text
    assert "<title>有误：" in text
    assert PASSWORD not in text
    assert "wrong-password" not in text


def test_empty_fields_are_named(db: None) -> None:
    text = Client().post("/log-in/", {}).content.decode()
    assert "有 2 处要改" in text
    assert "“登录名”还没填。" in text
    assert "“密码”还没填。" in text


def test_eight_wrong_passwords_lock_for_a_while(secretary: User) -> None:
    browser = Client()
    wrong = {"username": secretary.username, "password": "wrong-password"}
    answers = [browser.post("/log-in/", wrong) for _ in range(9)]
    assert [answer.status_code for answer in answers[:7]] == [422] * 7
    assert answers[-1].status_code == 429
    assert "15 分钟后自己恢复" in answers[-1].content.decode()
    assert browser.post("/log-in/", {**wrong, "password": PASSWORD}).status_code == 429


def test_an_inactive_account_stays_out(secretary: User) -> None:
    User.objects.update(is_active=False)
    assert enter(secretary)[1] == ""


def test_who_is_logged_in_is_not_asked_again(as_role: Entering) -> None:
    assert as_role("secretary").get("/log-in/?next=/files/").headers["Location"] == "/files/"


def test_log_out_ends_the_session_and_is_no_link(as_role: Entering) -> None:
    browser = as_role("secretary")
    answer = browser.get("/log-out/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "不能直接打开" in answer.content.decode()
    browser.post("/log-out/")
    assert browser.get("/").status_code == 302


def test_demo_log_ins_are_shown_only_in_a_demo(db: None, settings: LazySettings) -> None:
    User.objects.create_user("demo-wang", PASSWORD, "书记王立明")
    assert "demo-wang" not in Client().get("/log-in/").content.decode()
    settings.DEMO = True
    text = Client().get("/log-in/").content.decode()
    assert "demo-wang" in text
    assert "书记王立明" in text


def test_another_own_role_can_be_taken_and_is_kept(secretary: User) -> None:
    browser, _goal = enter(secretary)
    assert "书记 · 一车间党支部" in browser.get("/").content.decode()
    organiser = secretary.grants.get(role="organiser").thread
    assert browser.post("/role/", {"grant": organiser}).headers["Location"] == "/"
    assert "上级组织员 · 建安公司党委" in browser.get("/").content.decode()
    again, _goal = enter(secretary)
    assert "上级组织员 · 建安公司党委" in again.get("/").content.decode()


def test_a_role_of_somebody_else_is_not_found(
    secretary: User, person: Callable[..., User], branch: Organisation
) -> None:
    other = person("李晓明", ("deputy_secretary", branch)).grants.get().thread
    browser, _goal = enter(secretary)
    for grant in (str(other), str(uuid.uuid4()), "no-key", ""):
        assert browser.post("/role/", {"grant": grant}).status_code == 404
    secretary.refresh_from_db()
    assert secretary.acting_grant is None


def is_large(page: str) -> bool:
    return 'class="large"' in re.search(r"<html[^>]*>", page)[0]  # type: ignore[index]


def test_large_print_without_log_in_is_kept_on_the_device(db: None) -> None:
    browser = Client()
    assert not is_large(browser.get("/log-in/").content.decode())
    answer = browser.post("/print/", {"large": "1", "next": "/rules/"})
    assert answer.headers["Location"] == "/rules/"
    assert is_large(browser.get("/rules/").content.decode())
    browser.post("/print/", {"large": "0"})
    assert not is_large(browser.get("/rules/").content.decode())


def test_large_print_of_a_user_follows_to_every_device(secretary: User) -> None:
    browser, _goal = enter(secretary)
    browser.post("/print/", {"large": "1"})
    elsewhere, _goal = enter(secretary)
    assert is_large(elsewhere.get("/").content.decode())
    elsewhere.post("/print/", {"large": "0"})
    assert not is_large(browser.get("/").content.decode())


def test_switches_on_an_answer_to_a_button_lead_back_to_the_page_of_the_button(as_role: Entering) -> None:
    answer = (
        as_role("secretary")
        .post("/test/failing/refused/", headers={"referer": "http://testserver/members/?q=li"})
        .content.decode()
    )
    assert 'name="next" value="/members/?q=li"' in answer
    assert 'name="next" value="/test/failing/refused/"' not in answer


def test_the_language_is_chinese_until_somebody_chooses(db: None) -> None:
    browser = Client(headers={"accept-language": "en-US"})
    assert '<html lang="zh-CN"' in browser.get("/ask/").content.decode()
    assert browser.post("/language/", {"language": "en", "next": "/ask/"}).headers["Location"] == "/ask/"
    answer = browser.get("/ask/")
    assert '<html lang="en"' in answer.content.decode()
    assert answer.headers["Content-Language"] == "en"
    browser.post("/language/", {"language": "xx"})
    assert '<html lang="en"' in browser.get("/ask/").content.decode()
    browser.post("/language/", {"language": "zh-hans"})
    assert '<html lang="zh-CN"' in browser.get("/ask/").content.decode()


def test_a_wrong_address_is_a_calm_page_that_knows_who_asks(as_role: Entering) -> None:
    answer = as_role("secretary").get("/no-such-place/")
    assert answer.status_code == 404
    assert "没有找到" in answer.content.decode()
    assert "王立明" in answer.content.decode()
    assert Client().get("/no-such-place/").status_code == 404


def test_a_form_without_its_token_is_explained(secretary: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/log-in/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "请再交一次" in answer.content.decode()


@pytest.mark.logs_errors
def test_our_own_fault_is_said_plainly(as_role: Entering) -> None:
    browser = as_role("secretary")
    browser.raise_request_exception = False
    answer = browser.get("/test/failing/defect/")
    assert answer.status_code == 500
    assert "不是你做错了" in answer.content.decode()


@pytest.mark.logs_errors
@pytest.mark.parametrize("trouble", [OperationalError("disk full"), InterfaceError("gone"), OSError(ENOSPC, "full")])
def test_a_machine_in_trouble_is_said_as_such(
    as_role: Entering, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    browser = as_role("secretary")
    browser.raise_request_exception = False

    def fail(*_arguments: object) -> None:
        raise trouble

    monkeypatch.setattr("zhibu.web.access.recognise", fail)
    answer = browser.get("/test/guarded/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "已经记下的不会记成两份" in answer.content.decode()


def test_a_bare_word_is_no_way_back(as_role: Entering) -> None:
    answer = as_role("secretary").post("/language/", {"language": "en", "next": "Infinity"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_the_page_for_our_own_fault_needs_nothing() -> None:
    assert "程序出了错" in render_to_string("500.html")


def test_the_keys_are_also_a_page(as_role: Entering) -> None:
    text = as_role("secretary").get("/keys/").content.decode()
    for key in "jhdsptz":
        assert f"<kbd>{key}</kbd>" in text
