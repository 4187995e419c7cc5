"""Notices: who wants them and where, the group's robot of a branch, the outbox, and calendar feeds.

Nothing here is content. Addresses are encrypted; a message says how many things there are, and never which.
"""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.account.handed_out import handed_out
from zhibu.account.models import User
from zhibu.base.private import EncryptedText
from zhibu.base.records import Record
from zhibu.org.models import Organisation


class Channel(models.TextChoices):
    NONE = "none", _("不提醒")
    MAIL = "mail", _("邮件")


class Reminding(models.Model):
    """How one person wants to be reminded. Their own choice, so no record. Without a row: not at all."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="reminding")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.NONE)
    address = EncryptedText(blank=True)
    changed_at = models.DateTimeField()
    composed_on = models.DateField(null=True)  # the last day on which the list of this person was counted

    class Meta:
        indexes = [models.Index(fields=["channel", "composed_on"], name="reminding_to_compose")]


class RobotKind(models.TextChoices):
    WECOM = "wecom", _("企业微信")
    DINGTALK = "dingtalk", _("钉钉")
    FEISHU = "feishu", _("飞书")


class Robot(Record):
    """The robot of a branch's group. Whoever knows the address can write to the group, so nobody sees it again."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=RobotKind)
    address = EncryptedText()

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "organisation"], condition=Q(revoked_at__isnull=True), name="one_robot_for_a_branch"
            ),
        ]


class Kind(models.TextChoices):
    DIGEST = "digest", _("每天一条")
    TRIAL = "trial", _("试一条")


class State(models.TextChoices):
    WAITING = "waiting", _("等着发")
    SENDING = "sending", _("正在发")
    SENT = "sent", _("已发出")
    FAILED = "failed", _("没发出去")
    DROPPED = "dropped", _("过时不发了")
    UNSURE = "unsure", _("不知道发没发出去")


OPEN = (State.WAITING, State.SENDING)


class Sending(models.Model):
    """Something that goes out, and how far it has come."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    trouble = models.CharField(max_length=80, blank=True)  # in one sentence, without any address
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Message(Sending):
    """One message of the outbox, to one person or one group. At most one of a kind each day."""

    day = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    robot = models.UUIDField(null=True)  # thread
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day", "kind"], condition=Q(user__isnull=False), name="one_message_a_day_to_a_person"
            ),
            models.UniqueConstraint(
                fields=["robot", "day", "kind"], condition=Q(robot__isnull=False), name="one_message_a_day_to_a_group"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, robot__isnull=True) | Q(user__isnull=True, robot__isnull=False),
                name="message_has_one_receiver",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state__in=["waiting", "sending"]), name="message_to_send")
        ]


class Topic(models.TextChoices):
    """What a program may be told of: something of this kind changed. Never of concerns, talks, targets, help."""

    ORGANISATIONS = "organisations", _("党组织有变动")
    POSTS = "posts", _("任期或任职有变动")
    MEMBERS = "members", _("花名册有变动")
    GATHERINGS = "gatherings", _("会议有变动")
    DUES = "dues", _("党费有变动")
    TASKS = "tasks", _("任务有变动")
    IMPORTS = "imports", _("导入了或撤销了一批")


TRIAL = "trial"


class Hook(models.Model):
    """A program elsewhere that is told of changes below an organisation. Nobody sees address and secret again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=40)
    host = models.CharField(max_length=120)  # what of the address is shown
    address = EncryptedText()
    secret = EncryptedText()
    topics = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    begun_at = models.DateTimeField()  # made, or started again
    stopped_at = models.DateTimeField(null=True)  # by itself: nothing arrived for days
    revoked_at = models.DateTimeField(null=True)


class Delivery(Sending):
    """One change told to one program. The receiver may get it twice, with the same key."""

    root = models.UUIDField()
    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="deliveries")
    topic = models.CharField(max_length=20)
    organisation = models.UUIDField()
    made_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)  # the last answer

    class Meta:
        indexes = [
            models.Index(fields=["hook", "made_at"], name="delivery_in_order"),
            models.Index(fields=["hook"], condition=Q(state__in=["waiting", "sending"]), name="delivery_to_send"),
        ]


class Feed(models.Model):
    """A calendar address of one person in one role. Only a keyed digest of the secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="feeds")
    grant = models.UUIDField()  # thread of the role: the feed ends with it
    digest = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "grant"], condition=Q(revoked_at__isnull=True), name="one_feed_for_a_role"
            )
        ]


@handed_out("calendar")
def take_back_feeds(user_id: uuid.UUID, now: datetime) -> None:
    Feed.objects.filter(user=user_id, revoked_at__isnull=True).update(revoked_at=now)
