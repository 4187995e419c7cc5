"""提醒和日历: everybody's own; the branch's robot for the secretary; what does not arrive for the keeper."""

from datetime import date, time, timedelta

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

from tests.personas import NOW, TODAY
from tests.web.sending import send, text_of, typed
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.meeting.models import ItemKind, Stage
from zhibu.notice.models import Channel, Kind, Message, Reminding, Robot, State
from zhibu.web.components import Action
from zhibu.web.today import counting, gathering
from zhibu.web.today.matters import Matter, Urgency

ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=keep-this-out"


@pytest.fixture(autouse=True)
def with_mail(settings: LazySettings) -> None:
    settings.MAIL = {"EMAIL_HOST": "127.0.0.1"}


def fill(browser: Client, page: str, **changes: str) -> HttpResponse:
    return browser.post(page, {**typed(browser.get(page)), **changes})


def failed(workshop: Workshop, who: str, day: date = TODAY, **columns: object) -> Message:
    receiver = {"user": workshop.enterprise.users[who]} if "robot" not in columns else {}
    return Message.objects.create(
        day=day, kind=Kind.DIGEST, text="", state=State.FAILED, next_at=NOW, ended_at=NOW + timedelta(days=1),
        trouble="连不上邮件服务器，请管理员看看。", **receiver, **columns,
    )  # fmt: skip


@pytest.mark.parametrize("who", ["secretary", "member", "clerk", "organiser", "keeper"])
def test_everybody_chooses_for_themselves(workshop: Workshop, who: str) -> None:
    browser = workshop.browser(who)
    assert "不提醒" in text_of(browser.get("/reminders/"))
    answer = fill(browser, "/reminders/mail/", channel="mail", address="someone@example.cn")
    assert answer.status_code == 302
    assert Reminding.objects.get().user_id == workshop.enterprise.users[who].pk
    page = text_of(browser.get("/reminders/"))
    assert "一天最多一封" in page and "试一封" in page and "someone@" not in page


def test_a_wrong_address_is_said_at_its_field_and_nothing_is_lost(workshop: Workshop) -> None:
    answer = fill(workshop.browser("member"), "/reminders/mail/", channel="mail", address="someone")
    assert answer.status_code == 422
    assert "name@example.cn" in text_of(answer) and 'value="someone"' in text_of(answer)


def test_without_a_mail_server_the_page_says_so(workshop: Workshop, settings: LazySettings) -> None:
    settings.MAIL = {}
    assert "这台服务器还没有配邮件" in text_of(workshop.browser("member").get("/reminders/"))


def test_the_robot_is_the_secretarys_and_its_address_is_never_shown_again(workshop: Workshop) -> None:
    for who in ("member", "leader", "clerk", "keeper", "organiser"):
        browser = workshop.browser(who)
        assert browser.get("/reminders/robot/").status_code == 403
        assert "机器人" not in text_of(browser.get("/reminders/"))
    browser = workshop.browser("secretary")
    assert fill(browser, "/reminders/robot/", address=ROBOT).status_code == 302
    for address in ("/reminders/", "/reminders/robot/"):
        assert "keep-this-out" not in text_of(browser.get(address))
    assert "企业微信，王玉兰 11月23日设的" in text_of(browser.get("/reminders/"))
    assert workshop.browser("outsider").post("/reminders/robot/stop/").status_code == 404
    assert browser.post("/reminders/robot/stop/").status_code == 302
    assert not Robot.objects.exists()


def test_a_foreign_host_is_refused_with_what_to_do(workshop: Workshop) -> None:
    answer = fill(workshop.browser("secretary"), "/reminders/robot/", address="http://127.0.0.1:8000/x")
    assert answer.status_code == 422
    assert "先由管理员放行" in text_of(answer)


def test_the_text_to_paste_has_meetings_and_no_names(workshop: Workshop) -> None:
    browser = workshop.browser("secretary")
    assert "不用发" in text_of(browser.get("/reminders/"))
    workshop.held(
        date(2026, 11, 26),
        ItemKind.THEME_DAY,
        title="去看钱文博",
        starts=time(19),
        place="钱文博家",
        stage=Stage.PLANNED,
    )
    page = text_of(browser.get("/reminders/"))
    assert "11月26日 星期四 19:00 主题党日" in page
    assert "钱文博" not in page


def test_what_does_not_arrive_stands_on_today_and_with_the_keeper(workshop: Workshop) -> None:
    user = workshop.enterprise.users["member"]
    Reminding.objects.create(user=user, channel=Channel.MAIL, address="someone@example.cn", changed_at=NOW)
    failed(workshop, "member")
    browser = workshop.browser("member")
    assert "看看邮件提醒为什么没送到" in text_of(browser.get("/"))
    assert "11月23日：没发出去。连不上邮件服务器" in text_of(browser.get("/reminders/"))
    keeper = workshop.browser("keeper")
    assert "1 处提醒没送到" in text_of(keeper.get("/"))
    page = text_of(keeper.get("/reminders/"))
    assert "单雪" in page and "连不上邮件服务器" in page and "someone@" not in page
    assert "没送到" not in text_of(workshop.browser("secretary").get("/"))


def test_three_days_without_delivery_stop_it_and_say_so(workshop: Workshop) -> None:
    user = workshop.enterprise.users["member"]
    Reminding.objects.create(user=user, channel=Channel.MAIL, address="someone@example.cn", changed_at=NOW)
    for number in range(3):
        failed(workshop, "member", TODAY - timedelta(days=number))
    assert "连着三天没送到" in text_of(workshop.browser("member").get("/reminders/"))


def test_a_notice_counts_what_today_shows_without_what_is_private(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        Matter(Urgency.RUNNING, Action("借会议室"), TODAY, key="test:one"),
        Matter(Urgency.PROMISED, Action("看看帮扶"), TODAY, key="test:help", is_private=True),
    ]
    monkeypatch.setattr(gathering, "SOURCES", (lambda _actor, _place, _today: rows,))
    monkeypatch.setattr(gathering, "to_do", lambda _findings: [])
    user = workshop.enterprise.users["member"]
    assert counting.open_count(user, TODAY) == 1
    assert counting.due_days(workshop.actor("member"), TODAY) == {TODAY: 1}
    digest = workshop.browser("member").get("/").context["actions"][1].ways[0].url
    send(workshop.browser("member"), digest, until="11月26日", reason="等一等")
    assert counting.open_count(user, TODAY) == 0  # put off: no notice either


def test_everything_of_concerns_talks_and_help_is_private(workshop: Workshop) -> None:
    """Whatever these places put on 今天 is marked, so that no notice and no calendar can count it."""
    from inspect import getsource

    from zhibu.web.concerns import today as concerns
    from zhibu.web.targets import today as targets

    assert getsource(concerns).count("Matter(\n") + getsource(concerns).count("Matter(Urgency") == getsource(
        concerns
    ).count("is_private=True")
    for function in (targets._help, targets._talks, targets._asked):
        assert "is_private=True" in getsource(function)


def test_rights(workshop: Workshop) -> None:
    assert not workshop.actor("member").may(Right.CONFIRM)
    assert workshop.browser("member").post("/reminders/mail/try/").status_code == 404  # nothing chosen yet
