"""The outbox against a real mail server and a real receiver of robots, both on this machine."""

import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import LazySettings
from django.db import connection

from tests.personas import NOW, TODAY, Enterprise, acting, build_enterprise, do
from zhibu.account.queries import users_of
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Refused
from zhibu.flows.write import perform_own
from zhibu.meeting.actions import NewGathering, NewItem, record_gathering
from zhibu.meeting.models import ItemKind, Stage
from zhibu.notice import actions, outbox, queries, words
from zhibu.notice.models import Channel, Kind, Message, Reminding, Robot, State

pytestmark = pytest.mark.django_db
BEFORE = datetime.fromisoformat("2026-11-22T10:00:00+08:00")
MORNING = datetime.fromisoformat("2026-11-23T08:50:00+08:00")
ADDRESS = "https://zhibu.example.cn/in/"
SECRET = "keep-this-out-of-every-log"


def never() -> bool:
    return False


class Postbox:
    """Keeps what comes in. `answer` is what the server says to a receiver."""

    answer = "250 OK"

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - named by aiosmtpd
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - named by aiosmtpd
        self.mails.append(envelope)
        return "250 OK"

    def texts(self) -> list[str]:
        return [
            message_from_bytes(mail.content).get_payload(decode=True).decode().replace("\r\n", "\n").strip()
            for mail in self.mails
        ]


class Group(BaseHTTPRequestHandler):
    """A robot's server: keeps bodies, answers 200 with a code in the body, as the real ones do."""

    bodies: list[Any] = []
    answer: tuple[int, Any] = (200, {"errcode": 0})

    def do_POST(self) -> None:
        Group.bodies.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
        status, body = Group.answer
        self.send_response(status)
        if status == 302:
            self.send_header("Location", body)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def mail_server() -> Iterator[tuple[Postbox, int]]:
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def box(mail_server: tuple[Postbox, int], settings: LazySettings) -> Postbox:
    box, port = mail_server
    box.mails.clear()
    box.answer = "250 OK"
    settings.MAIL = {"EMAIL_HOST": "127.0.0.1"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "zhibu@example.cn"
    return box


@pytest.fixture(scope="module")
def group_server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Group)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def group(group_server: str, settings: LazySettings) -> str:
    Group.bodies.clear()
    Group.answer = (200, {"errcode": 0})
    settings.ROBOT_HOSTS = [group_server]
    return group_server


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


def wants_mail(enterprise: Enterprise, who: str = "secretary", address: str = "wang@example.cn") -> None:
    given = {"channel": Channel.MAIL, "address": address}
    perform_own(enterprise.actor(who), actions.choose_reminders, today=TODAY, now=BEFORE, **given)


def has_robot(enterprise: Enterprise, group: str, path: str = "/cgi-bin/webhook/send?key=") -> Robot:
    given = {"organisation": enterprise.first, "address": f"http://{group}{path}{SECRET}"}
    robot: Robot = do(enterprise.actor("secretary"), actions.set_robot, Right.CONFIRM, TODAY, BEFORE, **given)
    return robot


def plans(enterprise: Enterprise, day: date, **columns: Any) -> None:
    new = NewGathering(
        branch=enterprise.first,
        happened_on=day,
        title="夜班就餐专题会",
        **{"items": [NewItem(ItemKind.THEME_DAY)], **columns},
    )
    do(enterprise.actor("secretary"), record_gathering, Right.RECORD_GROUP, TODAY, NOW, new=new, stage=Stage.PLANNED)


def run(now: datetime = MORNING, count: Callable[..., int] = lambda _user, _today: 3, today: date = TODAY) -> None:
    outbox.compose(today, now, count, ADDRESS, never)
    outbox.compose_groups(today, now, ADDRESS)
    outbox.deliver(today, now, never)


def only() -> Message:
    return Message.objects.get()


def test_one_mail_a_day_with_neutral_words(enterprise: Enterprise, box: Postbox) -> None:
    wants_mail(enterprise)
    for minutes in (0, 1, 60, 300):
        run(MORNING + timedelta(minutes=minutes))
    assert box.texts() == [f"有 3 件事要办，打开 支部工作台 看。\n{ADDRESS}"]
    mail = box.mails[0]
    assert mail.rcpt_tos == ["wang@example.cn"]
    assert "王玉兰" not in mail.content.decode() and "一车间" not in mail.content.decode()
    assert only().state == State.SENT
    run(MORNING + timedelta(days=1), today=TODAY + timedelta(days=1))
    assert len(box.mails) == 2


def test_nothing_to_do_is_no_mail_and_nobody_gets_one_unasked(enterprise: Enterprise, box: Postbox) -> None:
    run()
    wants_mail(enterprise)
    run(count=lambda _user, _today: 0)
    assert box.mails == [] and not Message.objects.exists()


@pytest.mark.parametrize(
    ("hour", "sent"), [("07:59", 0), ("08:46", 0), ("08:47", 1), ("19:59", 1), ("20:00", 0), ("23:30", 0)]
)
def test_quiet_at_night(enterprise: Enterprise, box: Postbox, hour: str, sent: int) -> None:
    wants_mail(enterprise)
    run(datetime.fromisoformat(f"2026-11-23T{hour}:00+08:00"))
    assert len(box.mails) == sent


def test_what_could_not_be_sent_before_night_is_dropped_the_next_day(enterprise: Enterprise, box: Postbox) -> None:
    wants_mail(enterprise)
    box.answer = "450 later"
    run(datetime.fromisoformat("2026-11-23T19:58:00+08:00"))
    assert only().state == State.WAITING
    box.answer = "250 OK"
    run(datetime.fromisoformat("2026-11-23T22:00:00+08:00"))
    assert box.mails == []
    run(MORNING + timedelta(days=1), today=TODAY + timedelta(days=1))
    assert [row.state for row in Message.objects.order_by("day")] == [State.DROPPED, State.SENT]
    assert len(box.mails) == 1


def test_refused_for_a_while_is_tried_again_after_growing_pauses_and_then_given_up(
    enterprise: Enterprise, box: Postbox
) -> None:
    wants_mail(enterprise)
    box.answer = "450 later"
    now, pauses = MORNING, []
    for _ in range(5):
        run(now)
        row = only()
        if row.state == State.FAILED:
            break
        run(row.next_at - timedelta(seconds=1))  # not a moment earlier
        assert only().attempts == row.attempts
        pauses.append(row.next_at - now)
        now = row.next_at
    assert pauses == list(outbox.PAUSES)
    assert (only().state, only().attempts) == (State.FAILED, 5)
    assert only().trouble == "邮件服务器现在不收这个邮箱，过一会儿再试。"


def test_an_address_that_is_refused_for_good_is_not_tried_again(enterprise: Enterprise, box: Postbox) -> None:
    wants_mail(enterprise)
    box.answer = "550 no such user"
    run()
    assert (only().state, only().attempts) == (State.FAILED, 1)
    assert "wang" not in only().trouble


def test_after_three_days_nothing_is_tried_until_it_is_set_anew(enterprise: Enterprise, box: Postbox) -> None:
    wants_mail(enterprise)
    box.answer = "550 no such user"
    for number in range(5):
        run(MORNING + timedelta(days=number), today=TODAY + timedelta(days=number))
    assert Message.objects.count() == 3
    assert queries.has_stopped(Reminding.objects.get())
    later = MORNING + timedelta(days=5)
    given = {"channel": Channel.MAIL, "address": "yulan@example.cn"}
    perform_own(enterprise.actor("secretary"), actions.choose_reminders, today=TODAY, now=later, **given)
    box.answer = "250 OK"
    run(later, today=TODAY + timedelta(days=5))
    assert len(box.mails) == 1


def test_a_server_that_is_away_is_said_in_one_sentence(
    enterprise: Enterprise, box: Postbox, settings: LazySettings
) -> None:
    wants_mail(enterprise)
    settings.EMAIL_PORT = 1
    run()
    assert (only().state, only().trouble) == (State.WAITING, "连不上邮件服务器，请管理员看看。")


def test_two_clocks_send_once_and_what_broke_off_is_not_sent_again(enterprise: Enterprise, box: Postbox) -> None:
    wants_mail(enterprise)
    outbox.compose(TODAY, MORNING, lambda _user, _today: 3, "", never)
    Message.objects.update(state=State.SENDING, next_at=MORNING)  # the other clock has it
    outbox.deliver(TODAY, MORNING, never)
    assert box.mails == []
    outbox.deliver(TODAY, MORNING + timedelta(minutes=11), never)
    assert only().state == State.UNSURE and box.mails == []


def test_who_changed_their_mind_gets_nothing_more(enterprise: Enterprise, box: Postbox) -> None:
    wants_mail(enterprise)
    outbox.compose(TODAY, MORNING, lambda _user, _today: 3, "", never)
    given = {"channel": Channel.NONE, "address": ""}
    perform_own(enterprise.actor("secretary"), actions.choose_reminders, today=TODAY, now=BEFORE, **given)
    outbox.deliver(TODAY, MORNING, never)
    assert only().state == State.DROPPED and box.mails == []
    assert Reminding.objects.get().address == ""  # nothing is kept that is not needed


def test_a_minute_is_bounded_and_goes_on_in_the_next(enterprise: Enterprise, box: Postbox) -> None:
    wants_mail(enterprise)
    wants_mail(enterprise, "member", "shan@example.cn")
    first = iter([False, True])
    outbox.compose(TODAY, MORNING, lambda _user, _today: 1, "", lambda: next(first))
    assert Message.objects.count() == 1
    outbox.compose(TODAY, MORNING, lambda _user, _today: 1, "", never)
    assert Message.objects.count() == 2


def test_mail_is_refused_where_no_server_is_set_or_the_address_is_none(
    enterprise: Enterprise, settings: LazySettings, box: Postbox
) -> None:
    with pytest.raises(Refused, match=r"name@example\.cn"):
        wants_mail(enterprise, address="wang")
    settings.MAIL = {}
    with pytest.raises(Refused, match="还没有配邮件"):
        wants_mail(enterprise)


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/cgi-bin/webhook/send?key=", "text"),
        ("/robot/send?access_token=", "text"),
        ("/open-apis/bot/v2/hook/", "content"),
    ],
)
def test_the_group_hears_how_many_meetings_and_nothing_else(
    enterprise: Enterprise, group: str, path: str, shape: str
) -> None:
    has_robot(enterprise, group, path)
    plans(enterprise, TODAY + timedelta(days=2))
    run()
    run(MORNING + timedelta(hours=1))
    [(asked, body)] = Group.bodies
    assert asked == path + SECRET
    text = f"支部这几天有 1 次会。时间、地点和各自的事，打开 支部工作台 看。\n{ADDRESS}"
    assert text in body[shape].values()
    assert words.KEYWORD in text
    assert "夜班" not in json.dumps(body, ensure_ascii=False)
    assert only().state == State.SENT


def test_a_group_hears_nothing_when_there_is_no_meeting(enterprise: Enterprise, group: str) -> None:
    """Too far away, or of the committee alone."""
    has_robot(enterprise, group)
    plans(enterprise, TODAY, items=[NewItem(ItemKind.COMMITTEE_MEETING)])
    plans(enterprise, TODAY + timedelta(days=3))
    run()
    assert Group.bodies == []


@pytest.mark.parametrize(
    ("answer", "state", "says"),
    [
        ((200, {"errcode": 45009}), State.WAITING, "发得太快"),
        ((200, {"errcode": 310000}), State.FAILED, "没有收"),
        ((200, {"code": 19001}), State.FAILED, "没有收"),
        ((200, "no json of theirs"), State.FAILED, "没有收"),
        ((502, {}), State.WAITING, "服务器忙"),
        ((302, "http://127.0.0.1/elsewhere"), State.FAILED, "没有收"),
    ],
)
def test_a_robot_that_answers_two_hundred_and_no_is_not_called_sent(
    enterprise: Enterprise, group: str, answer: tuple[int, Any], state: State, says: str
) -> None:
    has_robot(enterprise, group)
    plans(enterprise, TODAY)
    Group.answer = answer
    run()
    assert only().state == state
    assert says in only().trouble
    assert len(Group.bodies) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8000/cgi-bin/webhook/send?key=1",
        "http://169.254.169.254/latest/meta-data/",
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",  # not encrypted
        "https://qyapi.weixin.qq.com/elsewhere?key=1",
        "https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com.example.cn/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com@127.0.0.1/cgi-bin/webhook/send?key=1",
        "https://oapi.dingtalk.com/robot/send?access_token=1\r\nHost: x",
        "file:///etc/passwd",
        "https://[::1",
        "",
    ],
)
def test_only_known_hosts_are_asked(enterprise: Enterprise, address: str, settings: LazySettings) -> None:
    settings.ROBOT_HOSTS = ["robot.example.cn"]
    given = {"organisation": enterprise.first, "address": address}
    with pytest.raises(Refused, match="不是企业微信、钉钉或飞书"):
        do(enterprise.actor("secretary"), actions.set_robot, Right.CONFIRM, **given)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", "wecom"),
        ("https://oapi.dingtalk.com/robot/send?access_token=1", "dingtalk"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/1", "feishu"),
        ("https://robot.example.cn/robot/send?access_token=1", "dingtalk"),
    ],
)
def test_the_address_says_which_robot_it_is(
    enterprise: Enterprise, address: str, kind: str, settings: LazySettings
) -> None:
    settings.ROBOT_HOSTS = ["robot.example.cn"]
    given = {"organisation": enterprise.first, "address": address}
    assert do(enterprise.actor("secretary"), actions.set_robot, Right.CONFIRM, **given).kind == kind


def test_a_host_that_is_no_longer_allowed_is_not_asked(
    enterprise: Enterprise, group: str, settings: LazySettings
) -> None:
    has_robot(enterprise, group)
    plans(enterprise, TODAY)
    settings.ROBOT_HOSTS = []
    run()
    assert Group.bodies == [] and only().state == State.FAILED


def test_addresses_are_in_no_table_log_or_trouble(
    enterprise: Enterprise, group: str, box: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    wants_mail(enterprise, address="yulan-mail@example.cn")
    has_robot(enterprise, group)
    plans(enterprise, TODAY)
    Group.answer, box.answer = (200, {"errcode": 310000}), "550 yulan-mail@example.cn unknown"
    with caplog.at_level(logging.DEBUG):
        run()
    kept = ""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            kept += str(cursor.fetchall())
    mine = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("zhibu"))
    assert "没有收" in mine
    for secret in (SECRET, "yulan-mail"):
        assert secret not in kept and secret not in mine


def test_a_trial_goes_at_any_hour_and_once_a_day(enterprise: Enterprise, box: Postbox, group: str) -> None:
    night = datetime.fromisoformat("2026-11-23T22:00:00+08:00")
    wants_mail(enterprise)
    robot = has_robot(enterprise, group)
    actor = enterprise.actor("secretary")
    perform_own(actor, actions.try_mail, today=TODAY, now=night, address=ADDRESS)
    do(actor, actions.try_robot, Right.CONFIRM, TODAY, night, robot=robot, address=ADDRESS)
    run(night)
    assert len(box.mails) == 1 and len(Group.bodies) == 1
    with pytest.raises(Refused, match="今天已经试过"):
        perform_own(actor, actions.try_mail, today=TODAY, now=night, address=ADDRESS)
    run(MORNING)  # the digest of the day comes all the same
    assert set(Message.objects.filter(user__isnull=False).values_list("kind", flat=True)) == {Kind.TRIAL, Kind.DIGEST}


def test_old_messages_are_forgotten(enterprise: Enterprise, box: Postbox) -> None:
    wants_mail(enterprise)
    run()
    outbox.purge(TODAY + timedelta(days=30))
    assert Message.objects.exists()
    outbox.purge(TODAY + timedelta(days=31))
    assert not Message.objects.exists()


def test_who_keeps_the_accounts_sees_what_does_not_arrive(enterprise: Enterprise, box: Postbox, group: str) -> None:
    wants_mail(enterprise)
    has_robot(enterprise, group)
    plans(enterprise, TODAY)
    Group.answer, box.answer = (200, {"errcode": 310000}), "550 no"
    run()
    keeper = enterprise.actor("keeper")
    [(user, why)] = queries.not_arriving(users_of(keeper), TODAY)
    assert (user.username, why) == ("secretary", "邮件服务器不收这个邮箱，改一下邮箱再试。")
    [(name, _why)] = queries.groups_not_arriving(keeper, TODAY)
    assert name == "一车间党支部"
    assert queries.groups_not_arriving(acting(enterprise.first, Role.SECRETARY), TODAY) == []
