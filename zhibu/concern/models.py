"""Concerns: what is kept of them, and nothing that could link one to a person, a session or a time finer than the day.

Only this room, its own pages and its own flow open these tables; everybody else asks `zhibu.concern.summary`.
What comes from raisers carries the day of the release and nothing else; what handlers write is an ordinary record.
"""

import json
import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.base.private import EncryptedText
from zhibu.base.records import Record, Spell
from zhibu.org.models import Organisation


class Line(models.TextChoices):
    FIRST = "first", _("诉求台")
    INDEPENDENT = "independent", _("独立受理台")


class Kind(models.TextChoices):
    HARDSHIP = "hardship", _("难处")
    OPINION = "opinion", _("意见")
    SUGGESTION = "suggestion", _("建议")


class Topic(models.TextChoices):
    """As the handler names it, for the numbers of a quarter."""

    MEALS = "meals", _("吃住和通勤")
    PAY = "pay", _("工资和社保")
    SAFETY = "safety", _("安全和设备")
    SHIFTS = "shifts", _("班次和休息")
    GROWTH = "growth", _("培训和去向")
    FAMILY = "family", _("家里的事")
    UNIT = "unit", _("单位的管理")


class Channel(models.TextChoices):
    PAGE = "page", _("网页")
    HEARD = "heard", _("听到的")
    SLIP = "slip", _("纸条")


class State(models.TextChoices):
    RECEIVED = "received", _("收到，等打算")
    PLANNED = "planned", _("有了打算，在办")
    DONE = "done", _("办了，等本人说")
    PARTLY = "partly", _("解决一部分，接着办")
    CHECKING = "checking", _("等第二个人看")
    WAITING = "waiting", _("条件成熟再办")
    SOLVED = "solved", _("解决了")
    UNCONFIRMED = "unconfirmed", _("办结（未确认）")
    ENDED = "ended", _("说明了理由，办到这里")
    RESERVED = "reserved", _("各级已答复，本人保留意见")


OPEN = frozenset({State.RECEIVED, State.PLANNED, State.DONE, State.PARTLY, State.CHECKING, State.WAITING})


class Act(models.TextChoices):
    """What happened to a concern. The raiser's own acts come with the release; the rest is written by handlers."""

    TAKEN = "taken", _("定了承办人")
    PLANNED = "planned", _("打算")
    NEWS = "news", _("进展")
    DONE = "done", _("办了")
    SOLVED = "solved", _("本人说解决了")
    PARTLY = "partly", _("本人说解决了一部分")
    UNSOLVED = "unsolved", _("本人说没有解决")
    WORD = "word", _("本人补充")
    UNANSWERED = "unanswered", _("本人没有回话")
    ESCALATED = "escalated", _("交给上一级")
    HANDED_ON = "handed_on", _("转给别的受理台")
    REOPENED = "reopened", _("重新办")
    END_PROPOSED = "end_proposed", _("想说明理由，办到这里")
    END_AGREED = "end_agreed", _("第二个人同意")
    END_REFUSED = "end_refused", _("第二个人不同意，接着办")
    CONTESTED = "contested", _("本人不同意")
    TREATED_WELL = "treated_well", _("本人说没有受到不好的对待")
    TREATED_BADLY = "treated_badly", _("本人说受到了不好的对待")
    OFFERED = "offered", _("写了可以公开的答复，请本人看")
    AGREED = "agreed", _("本人同意公开")
    DECLINED = "declined", _("本人不同意公开")
    JOINED = "joined", _("和别的事一起办")
    SPLIT = "split", _("分成两件")
    PASSED_ON = "passed_on", _("交给支部去办")


RAISERS = frozenset(
    {
        Act.SOLVED, Act.PARTLY, Act.UNSOLVED, Act.WORD, Act.CONTESTED, Act.TREATED_WELL, Act.TREATED_BADLY,
        Act.AGREED, Act.DECLINED,
    }
)  # fmt: skip


class End(models.TextChoices):
    """The few honest ends."""

    WHEN_RIPE = "when_ripe", _("条件成熟再办")
    UNLAWFUL = "unlawful", _("依法不能这样做")
    NOT_A_CONCERN = "not_a_concern", _("不属诉求")
    RESERVED = "reserved", _("各级已答复，本人保留意见")


class Desk(Spell):
    """Where concerns of an organisation are received. Who sits there is said by role grants, on the same page."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="desks")
    line = models.CharField(max_length=12, choices=Line)
    name = models.CharField(max_length=40)

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "organisation", "line"],
                condition=Q(revoked_at__isnull=True, until__isnull=True),
                name="desk_once_a_line",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Door(Spell):
    """What stands at the door of a unit: whom to call in danger, and where discipline matters go."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="doors")
    emergency = models.CharField(max_length=120)
    discipline = models.CharField(max_length=120)

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "organisation"],
                condition=Q(revoked_at__isnull=True, until__isnull=True),
                name="door_once_a_unit",
            ),
        ]


class Concern(models.Model):
    """One concern, for good. From `desk_at` on the columns say how it stands; the steps hold the history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField(editable=False)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # through whose door it came
    released_on = models.DateField()
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.PAGE)
    kind = models.CharField(max_length=10, choices=Kind)
    topic = models.CharField(max_length=8, choices=Topic, blank=True)
    words = EncryptedText()
    about_a_person = models.BooleanField(default=False)  # never a task, agenda, finding, figure or public text
    receipt = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 (unique only where there is one)
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    first_desk_at = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    first_desk_line = models.CharField(max_length=12, choices=Line)

    desk_at = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    desk_line = models.CharField(max_length=12, choices=Line)
    owner = models.UUIDField(null=True)
    second = models.UUIDField(null=True)  # who is asked to look at an honest end
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    state_on = models.DateField()
    owner_by = models.DateField(null=True)
    plan_by = models.DateField(null=True)
    news_by = models.DateField(null=True)
    answer_by = models.DateField(null=True)
    review_on = models.DateField(null=True)
    group = models.UUIDField(null=True)  # concerns that share one plan

    class Meta:
        indexes = [
            models.Index(fields=["desk_at", "desk_line", "state"], name="concern_at_desk"),
            models.Index(fields=["group"], condition=Q(group__isnull=False), name="concern_group"),
        ]


class ConcernStep(Record):
    """One thing that happened to a concern; `number` gives the order, `on` is all that raisers leave."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=14, choices=Act)
    on = models.DateField()
    words = EncryptedText(blank=True)  # texts by name, as JSON
    details = models.JSONField(default=dict)  # days, keys and codes; never text
    token = models.CharField(max_length=32, null=True, unique=True)  # noqa: DJ001 (of what came by release: once only)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "concern", "number"],
                condition=Q(revoked_at__isnull=True),
                name="concern_step_number_once",
            ),
        ]

    @property
    def texts(self) -> dict[str, str]:
        found: Any = json.loads(self.words) if self.words else {}
        return found

    @property
    def is_raisers(self) -> bool:
        return self.act in RAISERS


class Bypass(models.Model):
    """Somebody whom the concern is about or who is named in it: for this person it does not exist."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField(editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="bypasses")
    user = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "concern", "user"], name="bypass_once")]


class Raiser(models.Model):
    """Who raised it, where they wished to say so: for the one handler whom they named, and for nobody else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField(editable=False)
    concern = models.OneToOneField(Concern, on_delete=models.CASCADE, related_name="raiser")
    handler = models.UUIDField()
    called = EncryptedText()
    reached_by = EncryptedText(blank=True)


class Enclosure(models.Model):
    """A picture that came with a concern, drawn anew without anything hidden in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField(editable=False)
    concern = models.OneToOneField(Concern, on_delete=models.CASCADE, related_name="enclosure")
    body = models.BinaryField()


class QuarterWord(Record):
    """What handlers make of one topic of a quarter, in their own words: the trouble behind it and the plan."""

    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    topic = models.CharField(max_length=8, choices=Topic, blank=True)  # empty: all that is not shown apart
    trouble = models.CharField(max_length=200, blank=True)
    plan = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "unit", "year", "number", "topic"],
                condition=Q(revoked_at__isnull=True),
                name="quarter_word_once",
            ),
        ]


class Slip(models.Model):
    """A receipt printed beforehand on a paper slip; its digest goes over to the concern that is written on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField(editable=False)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=64, unique=True)  # of the half that is typed in: opens nothing


# The tables of care and of earlier registers lie in files of their own; Django looks for models here.
from zhibu.concern.care import CareEvent, CareHelp, CareVisit, GoodDeed  # noqa: E402
from zhibu.concern.earlier import EarlierConcern, PassedOver  # noqa: E402

__all__ = [
    "OPEN", "RAISERS", "Act", "Bypass", "CareEvent", "CareHelp", "CareVisit", "Channel", "Concern", "ConcernStep",
    "Desk", "Door", "EarlierConcern", "Enclosure", "End", "GoodDeed", "Kind", "Line", "PassedOver", "QuarterWord",
    "Raiser", "Slip", "State", "Topic",
]  # fmt: skip
