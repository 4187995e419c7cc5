"""第二道验证: set up, asked for at the log-in, given up; who is asked for it and who has to."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.personas import NOW, PASSWORD, TODAY, do
from tests.web.sending import send, text_of, typed
from tests.web.settings.test_accounts import password_in
from tests.web.workshop import Workshop
from zhibu.account import totp
from zhibu.account.models import LogIn, Proposal, SecondFactor, Told, User
from zhibu.base import clock
from zhibu.base.actor import Right
from zhibu.base.models import LogEntry
from zhibu.flows import rotation
from zhibu.flows.settings import ask_second_factor, ask_second_factor_no_longer

pytestmark = pytest.mark.django_db
PLACE = "/settings/second-factor/"


def code_of(secret: str, steps: int = 0) -> str:
    return totp.code_at(secret, int(NOW.timestamp()) // totp.PERIOD + steps)


def set_up(workshop: Workshop, who: str = "secretary") -> tuple[str, list[str]]:
    """The secret in the phone, and the codes on paper."""
    browser = workshop.browser(who)
    form = typed(browser.get(PLACE + "app/"))
    answer = browser.post(PLACE + "app/", {**form, "code": code_of(form["secret"], -1), "password": PASSWORD})
    assert answer.status_code == 200
    codes = re.findall(r'<code class="once">(\w{5}) (\w{5})</code>', text_of(answer))
    return form["secret"], ["".join(code) for code in codes]


def first_step(who: str = "secretary", password: str = PASSWORD, **more: str) -> tuple[Client, HttpResponse]:
    browser = Client()
    return browser, browser.post("/log-in/", {"username": who, "password": password, **more})


def is_in(browser: Client) -> bool:
    return browser.get("/members/").status_code == 200


def test_it_is_set_up_with_ten_codes_a_log_row_and_a_word_to_the_person(workshop: Workshop) -> None:
    _secret, codes = set_up(workshop)
    assert len(set(codes)) == 10
    assert LogEntry.objects.get(act="keep_app").actor == workshop.enterprise.users["secretary"].pk
    assert "加了第二道验证" in text_of(workshop.browser("secretary").get("/"))
    page = text_of(workshop.browser("secretary").get("/settings/log-ins/"))
    assert "加了第二道验证" in page
    workshop.browser("secretary").post("/settings/told/read/")
    assert "加了第二道验证" not in text_of(workshop.browser("secretary").get("/"))


def test_nothing_readable_is_kept_and_a_new_key_keeps_it_working(workshop: Workshop) -> None:
    secret, codes = set_up(workshop)
    kept = str(list(SecondFactor.objects.extra(select={"raw": "secret"}).values_list("raw", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in codes)
    assert (SecondFactor, ["secret"]) in list(rotation.encrypted_columns())


def test_the_password_alone_opens_nothing(workshop: Workshop) -> None:
    set_up(workshop)
    browser, answer = first_step()
    assert answer.headers["Location"] == "/log-in/second/"
    assert not is_in(browser)
    assert browser.get("/log-in/second/").status_code == 200


def test_the_code_of_the_phone_opens_once(workshop: Workshop) -> None:
    secret, _codes = set_up(workshop)
    browser, _answer = first_step(next="/plan/")
    answer = browser.post("/log-in/second/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/plan/"
    assert is_in(browser)
    again, _answer = first_step()
    assert again.post("/log-in/second/", {"code": code_of(secret)}).status_code == 422
    assert not is_in(again)


def test_a_code_on_paper_opens_once_and_the_person_reads_of_it(workshop: Workshop) -> None:
    _secret, codes = set_up(workshop)
    browser, _answer = first_step()
    assert browser.post("/log-in/second/", {"code": codes[3].upper()}).status_code == 302
    assert "备用码还剩 9 个" in text_of(browser.get(PLACE))
    assert Told.objects.filter(kind="code_used").exists()
    again, _answer = first_step()
    assert again.post("/log-in/second/", {"code": codes[3]}).status_code == 422


@pytest.mark.parametrize(
    ("code", "said"), [("", "还没填"), ("000000", "对不上"), ("abcdefghjk", "对不上"), ("0" * 40, "对不上")]
)
def test_a_wrong_code_opens_nothing(workshop: Workshop, code: str, said: str) -> None:
    set_up(workshop)
    browser, _answer = first_step()
    assert "可不填" not in text_of(browser.get("/log-in/second/"))
    answer = browser.post("/log-in/second/", {"code": code})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not is_in(browser)


def test_eight_wrong_codes_lock_like_eight_wrong_passwords(workshop: Workshop) -> None:
    secret, _codes = set_up(workshop)
    browser, _answer = first_step()
    answers = [browser.post("/log-in/second/", {"code": "000000"}).status_code for _count in range(8)]
    assert answers[-1] == 429
    assert browser.post("/log-in/second/", {"code": code_of(secret)}).status_code == 429
    assert first_step()[1].status_code == 429


def test_half_a_log_in_is_over_after_ten_minutes(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    _secret, codes = set_up(workshop)
    browser, _answer = first_step()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=11))
    assert browser.post("/log-in/second/", {"code": codes[0]}).headers["Location"] == "/log-in/"
    assert not is_in(browser)


def test_without_the_first_step_the_second_is_not_there(workshop: Workshop) -> None:
    assert Client().get("/log-in/second/").headers["Location"] == "/log-in/"


def test_a_shared_computer_stays_a_short_session(workshop: Workshop) -> None:
    secret, _codes = set_up(workshop)
    browser, _answer = first_step(is_shared="on")
    browser.post("/log-in/second/", {"code": code_of(secret)})
    assert LogIn.objects.get(user__username="secretary", is_shared=True)


@pytest.mark.parametrize("password", ["", "wrong-password-1"])
def test_setting_up_and_giving_up_ask_for_the_password(workshop: Workshop, password: str) -> None:
    browser = workshop.browser("secretary")
    form = typed(browser.get(PLACE + "app/"))
    data = {**form, "code": code_of(form["secret"]), "password": password}
    assert browser.post(PLACE + "app/", data).status_code == 422
    assert not SecondFactor.objects.exists()
    set_up(workshop)
    row = SecondFactor.objects.get(kind="app")
    assert send(browser, f"{PLACE}{row.pk}/remove/", password=password).status_code == 422
    assert send(browser, PLACE + "codes/", password=password).status_code == 422
    assert SecondFactor.objects.filter(kind="app").exists()


def test_given_up_the_password_alone_opens_again(workshop: Workshop) -> None:
    set_up(workshop)
    row = SecondFactor.objects.get(kind="app")
    browser = workshop.browser("secretary")
    assert send(browser, f"{PLACE}{row.pk}/remove/", password=PASSWORD).status_code == 302
    assert not SecondFactor.objects.exists()
    assert Told.objects.filter(kind="factor_removed").exists()
    assert is_in(first_step()[0])


def test_nobody_touches_the_second_factor_of_somebody_else(workshop: Workshop) -> None:
    set_up(workshop)
    row = SecondFactor.objects.get(kind="app")
    for who in ("leader", "keeper", "organiser"):
        assert workshop.browser(who).get(f"{PLACE}{row.pk}/remove/").status_code == 404
    assert workshop.browser("leader").get(PLACE + "codes/").status_code == 404


def test_new_codes_make_the_old_ones_void(workshop: Workshop) -> None:
    _secret, codes = set_up(workshop)
    assert send(workshop.browser("secretary"), PLACE + "codes/", password=PASSWORD).status_code == 200
    browser, _answer = first_step()
    assert browser.post("/log-in/second/", {"code": codes[0]}).status_code == 422


def test_a_recovery_by_two_takes_it_away(workshop: Workshop) -> None:
    set_up(workshop)
    user = workshop.enterprise.users["secretary"]
    workshop.browser("keeper").post(f"/settings/accounts/{user.pk}/password/")
    proposal = Proposal.objects.get(agreed__isnull=True)
    answer = workshop.browser("organiser").post(f"/settings/seconds/{proposal.pk}/agree/")
    assert not SecondFactor.objects.exists()
    _browser, answer = first_step(password=password_in(text_of(answer)))
    assert answer.headers["Location"] == "/"
    assert User.objects.get(username="secretary").second_factor_since is None


def test_roles_that_see_content_are_told_of_it_at_the_log_in_and_a_plain_member_is_not(workshop: Workshop) -> None:
    for who, is_told in (
        ("secretary", True),
        ("keeper", True),
        ("organiser", True),
        ("clerk", True),
        ("member", False),
    ):
        browser, _answer = first_step(who)
        assert ("加上第二道验证更稳妥" in text_of(browser.get("/"))) is is_told, who


@pytest.mark.parametrize("who", ["secretary", "clerk", "organiser", "keeper"])
def test_where_the_unit_says_so_such_a_role_sets_it_up_before_anything_else(workshop: Workshop, who: str) -> None:
    do(workshop.actor("organiser"), ask_second_factor, Right.SET_UP, organisation=workshop.enterprise.company,
       source_document="党委〔2026〕5号")  # fmt: skip
    browser = workshop.browser(who)
    for address in ("/", "/reminders/", "/search/?q=会"):
        assert browser.get(address).headers["Location"] == PLACE, address
    set_up(workshop, who)
    assert workshop.browser(who).get("/").status_code == 200


def test_the_others_go_on_and_so_does_who_lies_outside(workshop: Workshop) -> None:
    do(workshop.actor("organiser"), ask_second_factor, Right.SET_UP, organisation=workshop.branch,
       source_document="党委〔2026〕5号")  # fmt: skip
    for who, status in (("secretary", 302), ("member", 200), ("leader", 200), ("outsider", 200), ("organiser", 200)):
        assert workshop.browser(who).get("/").status_code == status, who


def test_the_unit_decides_on_its_page_and_takes_it_back(workshop: Workshop) -> None:
    browser = workshop.browser("organiser")
    assert send(browser, "/settings/second-factor-asked/", source_document="党委〔2026〕5号").status_code == 302
    assert workshop.actor("secretary").needs_second_factor
    do(
        workshop.actor("organiser"),
        ask_second_factor_no_longer,
        Right.SET_UP,
        TODAY,
        organisation=workshop.enterprise.company,
    )
    assert not workshop.actor("secretary").needs_second_factor
    assert workshop.browser("secretary").get("/settings/second-factor-asked/").status_code == 403


def test_a_form_without_its_secret_is_not_found(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    assert browser.post(PLACE + "app/", {"code": "123456", "password": PASSWORD}).status_code == 404
