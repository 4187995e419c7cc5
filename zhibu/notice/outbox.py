"""The outbox: messages are composed once a day and delivered once, between eight in the morning and eight at night.

Claimed by one update before it goes out, so two clocks never send twice; broken off in between it is `unsure` and not
sent again. What is refused for a while is tried again after growing pauses; what is of yesterday is dropped.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Q

from zhibu.account.models import User
from zhibu.base.clock import CHINA
from zhibu.meeting.queries import for_everybody_between
from zhibu.notice import mail, queries, robots, words
from zhibu.notice.models import Channel, Kind, Message, Reminding, Robot, State
from zhibu.notice.trouble import Trouble
from zhibu.org.models import Organisation

logger = logging.getLogger(__name__)

FIRST, LAST = time(8, 47), time(20)
"""Robots are busy at full and half hours; at night nobody is disturbed."""
PAUSES = (timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1), timedelta(hours=3))
BROKEN_OFF = timedelta(minutes=10)
COMING = timedelta(days=2)
KEEP = timedelta(days=30)
AT_ONCE = 20  # to one kind of robot within a minute: the limit of the strictest of the three

Count = Callable[[User, date], int]
Enough = Callable[[], bool]


def is_awake(now: datetime) -> bool:
    return FIRST <= now.astimezone(CHINA).time() < LAST


def compose(today: date, now: datetime, count: Count, address: str, enough: Enough) -> None:
    """Today's messages, for those who want one and have not been looked at yet. `enough`: stop, go on in a minute."""
    if not is_awake(now):
        return
    waiting = Reminding.objects.filter(channel=Channel.MAIL, user__is_active=True)
    for row in waiting.filter(Q(composed_on=None) | ~Q(composed_on=today)).select_related("user").order_by("pk"):
        if enough():
            return
        number = 0 if queries.has_stopped(row) else count(row.user, today)
        if number:
            _put({"user": row.user}, words.to_person(number, address), today, now)
        Reminding.objects.filter(pk=row.pk).update(composed_on=today)


def compose_groups(today: date, now: datetime, address: str) -> None:
    """Once a day, for branches with a meeting in the coming days."""
    rows = Robot.objects.select_related("organisation").exclude(organisation__dissolved_on__lte=today)
    for robot in rows:
        number = _meetings(robot.organisation, today)
        if number and not queries.robot_has_stopped(robot):
            _put({"robot": robot.thread}, words.to_group(number, address), today, now)


def _meetings(branch: Organisation, today: date) -> int:
    """Of the whole branch, today and in the next two days."""
    return len(for_everybody_between(branch, today, today + COMING))


def _put(receiver: dict[str, User | UUID], text: str, today: date, now: datetime) -> None:
    Message.objects.get_or_create(day=today, kind=Kind.DIGEST, **receiver, defaults={"text": text, "next_at": now})


def deliver(today: date, now: datetime, enough: Enough) -> None:
    """Send what is due. Trials go out at any hour: somebody waits for them."""
    _tidy(today, now)
    rows = Message.objects.filter(state=State.WAITING, next_at__lte=now).order_by("next_at", "pk")
    if not is_awake(now):
        rows = rows.filter(kind=Kind.TRIAL)
    people = rows.filter(user__isnull=False).iterator(100)
    for message in [*rows.filter(robot__isnull=False)[:AT_ONCE], *islice(people, 500)]:
        if enough():
            return
        if Message.objects.filter(pk=message.pk, state=State.WAITING).update(state=State.SENDING, next_at=now):
            _send(message, now)


def _tidy(today: date, now: datetime) -> None:
    """Yesterday's messages are of no use; what was broken off is not sent a second time."""
    waiting = Message.objects.filter(state=State.WAITING)
    waiting.filter(day__lt=today).update(state=State.DROPPED, ended_at=now)
    broken = Message.objects.filter(state=State.SENDING, next_at__lt=now - BROKEN_OFF)
    broken.update(state=State.UNSURE, ended_at=now, trouble="发到一半断了，不知道对方收到没有。")


def _send(message: Message, now: datetime) -> None:
    attempts = message.attempts + 1
    row = Message.objects.filter(pk=message.pk)
    try:
        is_wanted = _hand_over(message)
    except Trouble as trouble:
        again = not trouble.is_final and attempts <= len(PAUSES)
        logger.warning("a notice was not delivered (attempt %d): %s", attempts, trouble.sentence)
        row.update(
            state=State.WAITING if again else State.FAILED,
            attempts=attempts,
            next_at=now + PAUSES[attempts - 1] if again else now,
            trouble=trouble.sentence[:80],
            ended_at=None if again else now,
        )
        return
    state = State.SENT if is_wanted else State.DROPPED
    row.update(state=state, attempts=attempts, trouble="", ended_at=now)


def _hand_over(message: Message) -> bool:
    """False when nobody wants it any more: the choice of this minute counts, not that of the morning."""
    if message.user_id is not None:
        reminding = Reminding.objects.filter(user=message.user_id, channel=Channel.MAIL, user__is_active=True).first()
        if reminding is None:
            return False
        if not reminding.address:
            raise Trouble("邮箱读不出来了，请重新填。", is_final=True)
        mail.send(reminding.address, message.text)
        return True
    robot = Robot.objects.filter(thread=message.robot).first()
    if robot is None:
        return False
    if not robot.address:
        raise Trouble("机器人的地址读不出来了，请重新贴。", is_final=True)
    robots.send(robot.kind, robot.address, message.text)
    return True


def purge(today: date) -> None:
    Message.objects.filter(day__lt=today - KEEP).delete()
