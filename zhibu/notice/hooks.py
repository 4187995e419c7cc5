"""Programs elsewhere are told that something changed: which kind, at which organisation, when. They then ask the API.

What changed is written beside the change, in its transaction, so none is told of what was not kept and none is missed.
Each program is told in order; while it does not answer, pauses grow. Signed as Standard Webhooks are: an HMAC over the
key of the delivery, the time of this attempt and the body. The receiver refuses what is older than five minutes.
"""

import base64
import binascii
import hashlib
import hmac
import http.client
import json
import logging
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import SplitResult

from django.conf import settings

from zhibu.base.errors import Refused
from zhibu.notice.models import OPEN, TRIAL, Delivery, Hook, State, Topic
from zhibu.notice.posting import parts_of, post
from zhibu.notice.trouble import Trouble
from zhibu.org.models import Organisation

logger = logging.getLogger(__name__)

PAUSES = (
    timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1), timedelta(hours=3), timedelta(hours=12),
)  # fmt: skip
GIVE_UP = timedelta(days=3)
"""So long nothing was taken: then the program is told nothing more until somebody starts it again."""
KEEP = timedelta(days=30)
BROKEN_OFF = timedelta(minutes=10)
REPLAY = timedelta(minutes=5)  # what receivers are told to refuse
GONE = 410
BEGINS = "whsec_"

ACTS: dict[Topic, str] = {
    Topic.ORGANISATIONS: (
        "found_below found_organisation dissolve dissolve_organisation describe_organisation"
        " correct_founding_day add_group rename_group end_group cover_unit describe_unit end_unit begin"
    ),
    Topic.POSTS: "record_term take_back_term take_post leave_post take_back_post",
    Topic.MEMBERS: (
        "enter_member enter_members receive_from_outside correct_details move_member set_group"
        " issue_letter receive leave_branch"
    ),
    Topic.GATHERINGS: (
        "record_gathering record_gatherings note_replies add_signed_pages confirm_record undo_gathering call_off revive"
        " take_down_signed_page withdraw_confirmation plan_year undo_year_plan enter_theme note_theme withdraw_theme"
    ),
    Topic.DUES: (
        "fix_year change_dues arrange take_back_arrangement collect_month undo_collection record_payment undo_payment"
        " take_back_money hand_up undo_handing_up close_year undo_close take_over_year"
    ),
    Topic.TASKS: (
        "create_task adapt change_task finish take_over note_progress undo_deed undo_task withdraw_task"
        " send_assignment withdraw_assignment"
    ),
    Topic.IMPORTS: "commit_upload undo_upload",
}
"""By name: an act that a closed room has under the same name stands in none (`tests/notice/test_hooks.py`)."""
TOPIC_OF = {act: topic for topic, acts in ACTS.items() for act in acts.split()}


def put(act: str, organisations: Iterable[Organisation], now: datetime) -> None:
    """One delivery for each program that wants to hear of this. Inside the transaction of the change."""
    topic = TOPIC_OF.get(act)
    if topic is None:
        return
    hooks = [hook for hook in _running().select_related("organisation") if topic in hook.topics]
    places = {place.pk: place for place in organisations if hooks}.values()
    Delivery.objects.bulk_create(
        Delivery(
            root=place.root, hook=hook, topic=topic.value, organisation=place.pk, made_at=now, next_at=now
        )
        for hook in hooks
        for place in places
        if place.path.startswith(hook.organisation.path)
    )  # fmt: skip


def _running() -> Any:
    return Hook.objects.filter(revoked_at__isnull=True, stopped_at__isnull=True)


def new_secret() -> str:
    return BEGINS + base64.b64encode(secrets.token_bytes(32)).decode()


def allowed(address: str) -> SplitResult:
    """Only hosts that the deployment named: this server reaches what people elsewhere do not."""
    parts = parts_of(address)
    if parts.scheme in ("http", "https") and parts.netloc in settings.HOOK_HOSTS:
        return parts
    raise Refused("这个网址的主机没有放行。", "请部署的人把主机写进 ZHIBU_HOOK_HOSTS，重新启动，再来填。", "address")


def signature(secret: str, key: str, at: int, body: bytes) -> str:
    try:
        secret_bytes = base64.b64decode(secret.removeprefix(BEGINS), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Trouble("密钥读不出来了，停用它，再设一个。", is_final=True) from error
    signed = hmac.new(secret_bytes, f"{key}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def body_of(delivery: Delivery) -> bytes:
    kind = TRIAL if delivery.topic == TRIAL else f"{delivery.topic}.changed"
    at = delivery.made_at.replace(microsecond=0).isoformat()
    return json.dumps({"type": kind, "timestamp": at, "data": {"organisation": str(delivery.organisation)}}).encode()


def deliver(now: datetime, enough: Callable[[], bool]) -> None:
    """What is due, at any hour: programs do not sleep."""
    _tidy(now)
    for hook in _running().order_by("made_at"):
        while not enough():
            waiting = Delivery.objects.filter(hook=hook, state__in=OPEN).order_by("made_at", "pk").first()
            if waiting is None or waiting.state == State.SENDING or waiting.next_at > now:
                break
            row = Delivery.objects.filter(pk=waiting.pk, state=State.WAITING)
            if not row.update(state=State.SENDING, next_at=now) or not _send(hook, waiting, now):
                break


def _tidy(now: datetime) -> None:
    sending = Delivery.objects.filter(state=State.SENDING, next_at__lt=now - BROKEN_OFF)
    sending.update(state=State.WAITING, next_at=now)  # the key is the same: the receiver knows whether it has it
    old = Delivery.objects.filter(state=State.WAITING, made_at__lt=now - GIVE_UP)
    old.update(state=State.DROPPED, ended_at=now)


def _send(hook: Hook, delivery: Delivery, now: datetime) -> bool:
    """Whether it was taken."""
    delivery.attempts += 1
    try:
        delivery.status = None
        _hand_over(hook, delivery, now)
    except Trouble as trouble:
        again = not trouble.is_final and delivery.attempts <= len(PAUSES)
        delivery.state = State.WAITING if again else State.FAILED
        delivery.next_at = now + PAUSES[delivery.attempts - 1] if again else now
        delivery.trouble, delivery.ended_at = trouble.sentence, None if again else now
        logger.warning("a program was not told (attempt %d): %s", delivery.attempts, trouble.sentence)
    else:
        delivery.state, delivery.trouble, delivery.ended_at = State.SENT, "", now
    delivery.save(update_fields=["state", "attempts", "next_at", "trouble", "ended_at", "status"])
    if delivery.state == State.FAILED and (delivery.status == GONE or _is_given_up(hook, now)):
        stop(hook, now)
    return delivery.state == State.SENT


def _hand_over(hook: Hook, delivery: Delivery, now: datetime) -> None:
    if not hook.address or not hook.secret:
        raise Trouble("地址或密钥读不出来了，停用它，再设一个。", is_final=True)
    try:
        parts = allowed(hook.address)
    except Refused as error:
        raise Trouble("对方的主机不在放行的范围里了。", is_final=True) from error
    key, at, body = str(delivery.pk), int(now.timestamp()), body_of(delivery)
    headers = {
        "webhook-id": key,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(hook.secret, key, at, body),
    }
    try:
        delivery.status, _answer = post(parts, body, headers)
    except (OSError, http.client.HTTPException) as error:
        raise Trouble("连不上对方的服务器。") from error
    if delivery.status == GONE:
        raise Trouble("对方说不要了。", is_final=True)
    if not 200 <= delivery.status < 300:
        raise Trouble("对方没有收。")


def _is_given_up(hook: Hook, now: datetime) -> bool:
    taken = Delivery.objects.filter(hook=hook, state=State.SENT, ended_at__gt=now - GIVE_UP).exists()
    return not taken and hook.begun_at <= now - GIVE_UP


def stop(hook: Hook, now: datetime) -> None:
    Hook.objects.filter(pk=hook.pk).update(stopped_at=now)
    Delivery.objects.filter(hook=hook, state__in=OPEN).update(state=State.DROPPED, ended_at=now)


def purge(now: datetime) -> None:
    Delivery.objects.filter(made_at__lt=now - KEEP).delete()
