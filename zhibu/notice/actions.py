"""What somebody chooses about notices, and the branch's robot. Each is logged like every other write."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from zhibu.base.actor import Actor
from zhibu.base.errors import NotFound, Refused
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.notice import mail, words
from zhibu.notice.feeds import digest_of
from zhibu.notice.models import Channel, Feed, Kind, Message, Reminding, Robot
from zhibu.notice.robots import kind_of
from zhibu.org.models import Organisation


def choose_reminders(actor: Actor, *, channel: Channel, address: str, now: datetime) -> Done:
    """The own way of being reminded; an empty address keeps the one that is there. Nobody chooses for somebody else."""
    standing = Reminding.objects.filter(user=actor.user_id).first()
    address = address.strip() or ((standing.address or "") if standing else "")
    if channel == Channel.MAIL:
        if not mail.is_ready():
            raise Refused("这台服务器还没有配邮件。", "请管理员配好再选。", "channel")
        try:
            validate_email(address)
        except ValidationError as error:
            raise Refused("邮箱要写成 name@example.cn 这样。", field="address") from error
    columns = {"channel": channel, "address": address if channel == Channel.MAIL else "", "changed_at": now}
    row, _is_new = Reminding.objects.update_or_create(user_id=actor.user_id, defaults=columns)
    return Done(row)


def set_robot(actor: Actor, *, organisation: Organisation, address: str, now: datetime) -> Done:
    """The robot of the branch's group. A new address replaces the old one."""
    columns = {"kind": kind_of(address), "address": address.strip()}
    standing = Robot.objects.filter(organisation=organisation).first()
    if standing is not None:
        return Done(replace(standing, columns, actor, now), organisation=organisation)
    robot = Robot(root=organisation.root, organisation=organisation, **columns, **stamp(actor, now))
    robot.save(force_insert=True)
    return Done(robot, organisation=organisation)


def drop_robot(actor: Actor, *, robot: Robot, now: datetime) -> Done:
    revoke(robot, actor, now)
    return Done(robot, organisation=robot.organisation)


def try_mail(actor: Actor, *, address: str, today: date, now: datetime) -> Done:
    """One message to oneself within a minute, once a day. `address`: of the pages."""
    reminding = Reminding.objects.filter(user=actor.user_id, channel=Channel.MAIL).first()
    if reminding is None:
        raise NotFound
    return _try({"user_id": actor.user_id}, address, today, now)


def try_robot(actor: Actor, *, robot: Robot, address: str, today: date, now: datetime) -> Done:
    done = _try({"robot": robot.thread}, address, today, now)
    done.organisation = robot.organisation
    return done


def _try(receiver: dict[str, UUID], address: str, today: date, now: datetime) -> Done:
    text = words.trial(address)
    row, is_new = Message.objects.get_or_create(
        day=today, kind=Kind.TRIAL, **receiver, defaults={"text": text, "next_at": now}
    )
    if not is_new:
        raise Refused("今天已经试过一条了。", "明天再试；或者看看上一条到了没有。")
    return Done(row)


def make_feed(actor: Actor, *, secret: str, now: datetime) -> Done:
    """An address for the acting role; an earlier one of this role ends. The secret is in nobody's hands but theirs."""
    if actor.acting is None:
        raise NotFound
    grant = actor.acting.id
    Feed.objects.filter(user=actor.user_id, grant=grant, revoked_at__isnull=True).update(revoked_at=now)
    feed = Feed.objects.create(user_id=actor.user_id, grant=grant, digest=digest_of(secret), made_at=now)
    return Done(feed)


def revoke_feed(actor: Actor, *, feed: Feed, now: datetime) -> Done:
    Feed.objects.filter(pk=feed.pk, user=actor.user_id, revoked_at__isnull=True).update(revoked_at=now)
    return Done(feed)
