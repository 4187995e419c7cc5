from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.web.conftest import Entering
from zhibu.account.models import User
from zhibu.base.actor import Role
from zhibu.org.models import Organisation
from zhibu.web.access import UndeclaredPage, policy_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_gallery")]


def every_view(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from every_view(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


def test_every_address_declares_who_may_open_it() -> None:
    views = dict(every_view(get_resolver("zhibu.config.urls").url_patterns))
    assert len(views) > 10
    assert [address for address, view in views.items() if policy_of(view) is None] == []


@pytest.mark.logs_errors
def test_an_undeclared_view_is_refused_whoever_asks(as_role: Entering) -> None:
    with pytest.raises(UndeclaredPage):
        as_role("secretary").get("/test/undeclared/")


def test_without_log_in_a_page_leads_to_the_door_and_back() -> None:
    answer = Client().get("/meetings/?year=2026")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/log-in/?next=/meetings/%3Fyear%3D2026"


def test_a_form_sent_after_the_session_ended_leads_back_to_the_page_of_the_form() -> None:
    browser = Client()
    answer = browser.post("/role/", headers={"referer": "http://testserver/members/?q=li"})
    assert answer.headers["Location"] == "/log-in/?next=/members/%3Fq%3Dli"
    strange = browser.post("/role/", headers={"referer": "http://elsewhere.example/members/"})
    assert strange.headers["Location"] == "/log-in/?next=/"


@pytest.mark.parametrize("role", [role.value for role in Role if role != Role.CLERK])
def test_a_page_opens_for_any_one_of_its_rights_and_for_nobody_else(as_role: Entering, role: str) -> None:
    may = {"secretary", "deputy_secretary", "administrator"}
    assert as_role(role).get("/test/guarded/").status_code == (200 if role in may else 403)


def test_who_may_not_is_told_who_can(as_role: Entering) -> None:
    answer = as_role("member").get("/test/guarded/").content.decode()
    assert "书记、副书记、系统管理员" in answer


def test_somebody_without_a_role_is_let_in_but_sees_no_content(as_role: Entering) -> None:
    browser = as_role()
    assert browser.get("/").status_code == 200
    assert browser.get("/members/").status_code == 403


def test_own_other_role_that_can_is_offered(
    person: Callable[..., User], branch: Organisation, committee: Organisation
) -> None:
    user = person("孙干事", ("secretary", branch), ("organiser", committee))
    organiser = user.grants.get(role="organiser").thread
    user.acting_grant = organiser
    user.save()
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.get("/test/guarded/")
    assert answer.status_code == 403
    secretary = user.grants.get(role="secretary").thread
    assert f'value="{secretary}"' in answer.content.decode()
    assert "一车间党支部" in answer.content.decode()


def test_a_nameless_page_does_not_look_at_the_session(as_role: Entering) -> None:
    answer = as_role("secretary").get("/test/nameless/")
    assert answer.content.decode() == "actor:None"
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("moment", "day"), [("2026-11-23T15:59:59Z", "2026-11-23"), ("2026-11-23T16:00:00Z", "2026-11-24")]
)
def test_today_is_the_day_in_china(moment: str, day: str) -> None:
    with time_machine.travel(moment, tick=False):
        assert Client().get("/test/clock/").content.decode() == day


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("missing", 404, ["没有找到", "不在你能看的支部里"]),
        ("forbidden", 403, ["归档要由主持人来办。", "要看请找王书记。"]),
        ("refused", 422, ["11月5日的会已经归档。", "写一份更正。", "什么都没有改动。"]),
        ("overtaken", 409, ["这条记录刚才已被别人改过。", "看看差别"]),
        ("invalid", 422, ["有 2 处要改。", "名称还没填。", "到会多于应到。"]),
    ],
)
def test_foreseen_errors_become_calm_pages(as_role: Entering, kind: str, status: int, words: list[str]) -> None:
    answer = as_role("secretary").get(f"/test/failing/{kind}/")
    assert answer.status_code == status
    for word in words:
        assert word in answer.content.decode()


@pytest.mark.logs_errors
def test_a_defect_stays_a_defect(as_role: Entering) -> None:
    with pytest.raises(RuntimeError, match="unforeseen"):
        as_role("secretary").get("/test/failing/defect/")


def test_the_way_back_is_the_page_that_the_person_came_from(as_role: Entering) -> None:
    browser = as_role("secretary")
    here = "/test/failing/refused/"
    came = browser.get(here, headers={"referer": "http://testserver/members/?q=1"}).content.decode()
    assert 'href="/members/?q=1"' in came
    strange = browser.get(here, headers={"referer": "http://elsewhere.example/x"}).content.decode()
    assert "elsewhere" not in strange
    itself = browser.get(here, headers={"referer": f"http://testserver{here}"}).content.decode()
    assert f'class="button primary" href="{here}"' not in itself


def test_an_ended_role_opens_nothing(person: Callable[..., User], branch: Organisation) -> None:
    user = person("王立明", ("secretary", branch))
    user.grants.update(until="2020-06-01")
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/test/guarded/").status_code == 403


def test_a_person_read_with_the_log_in_passes_only_as_django_would_let_them(as_role: Entering) -> None:
    browser = as_role("secretary")
    assert browser.get("/meetings/").status_code == 200
    user = User.objects.get(pk=browser.session["_auth_user_id"])
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert browser.get("/meetings/").status_code == 302
    User.objects.filter(pk=user.pk).update(is_active=True, password="another")
    assert browser.get("/meetings/").status_code == 302, "a new password ends the old log-ins"
