"""Programs elsewhere are told by a signed request: once each, in order, neutral."""

import ast
import base64
import hashlib
import hmac
import json
import select
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

import zhibu
from tests.personas import NOW, TODAY, Enterprise, acting, build_enterprise, do
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Refused
from zhibu.meeting.actions import NewGathering, NewItem, note_talks, record_gathering, undo_gathering
from zhibu.meeting.models import ItemKind
from zhibu.notice import hooks
from zhibu.notice.hook_actions import make_hook, restart_hook, revoke_hook, try_hook
from zhibu.notice.models import Delivery, Hook, State, Topic

pytestmark = pytest.mark.django_db
SECRET = hooks.new_secret()
CANARY = "鹤望兰"


class Told:
    """What came in at the other process, in order."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.lines = process.stdout
        self.host = f"127.0.0.1:{int(self.lines.readline())}"

    def next(self) -> tuple[str, dict[str, str], bytes]:
        path, headers, body = json.loads(self.lines.readline())
        return path, headers, body.encode()

    def is_empty(self) -> bool:
        """The line is written before the answer, and the answer was waited for."""
        return not select.select([self.lines], [], [], 0)[0]


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    command = [sys.executable, str(Path(__file__).with_name("receiving.py"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        yield Told(process)
        process.terminate()


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


def set_up(
    enterprise: Enterprise,
    settings: LazySettings,
    host: str,
    answer: int = 204,
    topics: tuple[str, ...] = ("gatherings",),
) -> Hook:
    settings.HOOK_HOSTS = [host]
    keeper = acting(enterprise.company, Role.ADMINISTRATOR)
    hook = do(
        keeper, make_hook, Right.ACCOUNTS, organisation=enterprise.company, label="办公系统",
        address=f"http://{host}/hook/{answer}", topics=topics, secret=SECRET,
    )  # fmt: skip
    assert isinstance(hook, Hook)
    return hook


def meet(enterprise: Enterprise) -> Any:
    items = [NewItem(ItemKind.THEME_DAY, CANARY, CANARY)]
    new = NewGathering(enterprise.first, TODAY - timedelta(days=3), items, due=8, present=7)
    return do(acting(enterprise.first, Role.SECRETARY), record_gathering, Right.RECORD, new=new)


def deliver(at: datetime = NOW) -> None:
    hooks.deliver(at, lambda: False)


def verified(headers: dict[str, str], body: bytes, now: datetime) -> bool:
    """As a receiver does it, by the description alone."""
    at = int(headers["webhook-timestamp"])
    signed = f"{headers['webhook-id']}.{at}.".encode() + body
    digest = hmac.new(base64.b64decode(SECRET.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    given = headers["webhook-signature"].removeprefix("v1,")
    fresh = abs(now.timestamp() - at) <= hooks.REPLAY.total_seconds()
    return fresh and hmac.compare_digest(given, base64.b64encode(digest).decode())


def test_a_change_arrives_signed_and_says_nothing_of_it(
    enterprise: Enterprise, settings: LazySettings, told: Told
) -> None:
    set_up(enterprise, settings, told.host)
    meet(enterprise)
    deliver()
    deliver()  # once
    path, headers, body = told.next()
    assert told.is_empty()
    assert path == "/hook/204"
    said = json.loads(body)
    assert datetime.fromisoformat(said.pop("timestamp")) == NOW
    assert said == {"type": "gatherings.changed", "data": {"organisation": str(enterprise.first.pk)}}
    assert CANARY not in body.decode() and CANARY not in str(headers)
    assert "Cookie" not in headers and "Authorization" not in headers
    assert verified(headers, body, NOW)
    assert not verified(headers, body.replace(b"gatherings", b"members"), NOW)
    assert not verified({**headers, "webhook-timestamp": str(int(NOW.timestamp()) + 60)}, body, NOW)
    assert not verified(headers, body, NOW + timedelta(minutes=6))
    [row] = Delivery.objects.all()
    assert (row.state, row.status, row.attempts) == (State.SENT, 204, 1)


def test_only_what_was_asked_for_and_only_below(enterprise: Enterprise, settings: LazySettings, told: Told) -> None:
    hook = set_up(enterprise, settings, told.host, topics=("members",))
    meet(enterprise)
    assert not Delivery.objects.exists()
    Hook.objects.filter(pk=hook.pk).update(topics=["gatherings"], organisation=enterprise.second)
    meet(enterprise)
    assert not Delivery.objects.exists()


def test_talks_and_what_is_undone_with_the_transaction_are_not_told(
    enterprise: Enterprise, settings: LazySettings, told: Told
) -> None:
    set_up(enterprise, settings, told.host, topics=tuple(Topic.values))
    secretary = acting(enterprise.first, Role.SECRETARY)
    with pytest.raises(Refused):
        new = NewGathering(enterprise.first, TODAY + timedelta(days=3), [NewItem(ItemKind.THEME_DAY)])
        do(secretary, record_gathering, Right.RECORD, new=new)
    do(
        secretary, note_talks, Right.RECORD, branch=enterprise.first, talker=enterprise.members[0],
        partners=[enterprise.members[1]], happened_on=TODAY, agreed="",
    )  # fmt: skip
    assert not Delivery.objects.exists()


def test_no_act_of_concerns_talks_targets_or_help_is_ever_told() -> None:
    closed = set()
    for room in ("concern", "target", "survey", "treatment"):
        for file in (Path(zhibu.__file__).parent / room).rglob("*.py"):
            closed |= {node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)}
    talks = {"note_talk", "note_talks", "confirm_talk", "undo_talk", "undo_talks", "arrange_talks", "let_go"}
    assert set(hooks.TOPIC_OF) & (closed | talks) == set()
    every = {
        node.name
        for file in Path(zhibu.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    acts = set(hooks.TOPIC_OF) - {"commit_upload", "undo_upload"}
    assert acts <= every, acts - every


@pytest.mark.parametrize("answer", [500, 404, 302, 429])
def test_what_is_not_taken_is_tried_again_after_growing_pauses_with_the_same_key(
    enterprise: Enterprise, settings: LazySettings, told: Told, answer: int
) -> None:
    hook = set_up(enterprise, settings, told.host, answer)
    gathering = meet(enterprise)
    do(acting(enterprise.first, Role.SECRETARY), undo_gathering, Right.RECORD, gathering=gathering)
    deliver()
    keys = [told.next()[1]["webhook-id"]]
    deliver(NOW + timedelta(minutes=4))
    assert told.is_empty()  # the second waits behind the first: in order, and one request a pause
    at = NOW
    for pause in hooks.PAUSES:
        at += pause
        deliver(at)
        keys.append(told.next()[1]["webhook-id"])
        if pause is not hooks.PAUSES[-1]:
            assert told.is_empty()
    assert len(set(keys)) == 1
    first = Delivery.objects.order_by("made_at", "pk").get(pk=keys[0])
    assert (first.state, first.status, first.attempts) == (State.FAILED, answer, 6)
    hook.refresh_from_db()
    assert hook.stopped_at is None  # not yet three days
    hooks.stop(hook, NOW)
    while not told.is_empty():
        told.next()


def test_who_takes_nothing_for_three_days_is_told_nothing_more_until_started_again(
    enterprise: Enterprise, settings: LazySettings, told: Told
) -> None:
    hook = set_up(enterprise, settings, told.host, 503)
    Hook.objects.update(begun_at=NOW - timedelta(days=4))
    meet(enterprise)
    Delivery.objects.update(attempts=len(hooks.PAUSES))
    deliver()
    told.next()
    hook.refresh_from_db()
    assert hook.stopped_at == NOW
    count = Delivery.objects.count()
    items = [NewItem(ItemKind.THEME_DAY, "修便道")]
    new = NewGathering(enterprise.first, TODAY - timedelta(days=9), items, due=8, present=7)
    do(acting(enterprise.first, Role.SECRETARY), record_gathering, Right.RECORD, new=new)
    assert Delivery.objects.count() == count
    do(acting(enterprise.company, Role.ADMINISTRATOR), restart_hook, Right.ACCOUNTS, hook=hook)
    hook.refresh_from_db()
    assert hook.stopped_at is None and hook.begun_at == NOW


def test_gone_is_believed_and_what_was_broken_off_is_sent_again(
    enterprise: Enterprise, settings: LazySettings, told: Told
) -> None:
    hook = set_up(enterprise, settings, told.host, 410)
    meet(enterprise)
    Delivery.objects.update(state=State.SENDING, next_at=NOW)
    deliver(NOW + timedelta(minutes=5))
    assert told.is_empty()
    deliver(NOW + timedelta(minutes=11))
    told.next()
    hook.refresh_from_db()
    assert hook.stopped_at is not None
    assert Delivery.objects.get().state == State.FAILED


def test_an_ended_one_keeps_neither_address_nor_secret(
    enterprise: Enterprise, settings: LazySettings, told: Told
) -> None:
    hook = set_up(enterprise, settings, told.host)
    keeper = acting(enterprise.company, Role.ADMINISTRATOR)
    do(keeper, try_hook, Right.ACCOUNTS, hook=hook)
    do(keeper, revoke_hook, Right.ACCOUNTS, hook=hook)
    deliver()
    assert told.is_empty()
    hook.refresh_from_db()
    assert (hook.address, hook.secret) == ("", "")
    assert Delivery.objects.get().state == State.DROPPED
    hooks.purge(NOW + timedelta(days=31))
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest",
        "https://127.0.0.1/x",
        "ftp://oa.example.cn/x",
        "http://u:p@oa.example.cn/x",
        "x",
    ],
)
def test_only_hosts_that_the_deployment_named(enterprise: Enterprise, settings: LazySettings, address: str) -> None:
    settings.HOOK_HOSTS = ["oa.example.cn"]
    with pytest.raises(Refused, match="没有放行"):
        do(
            acting(enterprise.company, Role.ADMINISTRATOR), make_hook, Right.ACCOUNTS,
            organisation=enterprise.company, label="办公系统", address=address, topics=["members"], secret=SECRET,
        )  # fmt: skip
