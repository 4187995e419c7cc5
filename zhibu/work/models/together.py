"""Work with others: departments, union and branches that help; what a branch found by itself, and lends to others."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.account.handed_out import handed_out
from zhibu.base.records import Deed, Record
from zhibu.org.models import Organisation


class FoundIn(models.TextChoices):
    CONCERN = "concern", _("诉求")
    TALK = "talk", _("谈心谈话")
    PRODUCTION = "production", _("生产经营")
    SAFETY = "safety", _("安全")
    MEETING = "meeting", _("会上")
    OTHER = "other", _("其他")


class Initiative(Record):
    """What makes a task an initiative: where the problem was found. `shared_on`: lent as 好做法, by consent."""

    task = models.UUIDField()  # thread
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="initiatives")
    found_in = models.CharField(max_length=12, choices=FoundIn)
    problem = models.CharField(max_length=400)
    is_secretary_project = models.BooleanField(default=False)
    shared_on = models.DateField(null=True, blank=True)
    practice = models.TextField(blank=True)  # how it is done, told for others; nobody is named

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "task"], condition=Q(revoked_at__isnull=True), name="initiative_once_a_task"
            ),
        ]
        indexes = [*Record.Meta.indexes, models.Index(fields=["root", "shared_on"], name="initiative_shared")]


class PartyKind(models.TextChoices):
    DEPARTMENT = "department", _("部门")
    UNION = "union", _("工会、共青团、妇联")
    BRANCH = "branch", _("别的支部")
    OTHER = "other", _("其他")


class Cooperation(Record):
    """Somebody outside the branch who is asked to help with a task. A link answers it once; only its digest is kept."""

    task = models.UUIDField()  # thread
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cooperations")
    kind = models.CharField(max_length=12, choices=PartyKind)
    party = models.CharField(max_length=60)
    wanted = models.CharField(max_length=200)  # what is asked of them
    wanted_by = models.DateField(null=True, blank=True)
    link_digest = models.CharField(max_length=64, blank=True)
    link_until = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["task"], condition=Q(revoked_at__isnull=True), name="cooperation_by_task"),
            models.Index(fields=["link_digest"], condition=~Q(link_digest=""), name="cooperation_by_link"),
        ]


@handed_out("link")
def take_back_links(user_id: UUID, now: datetime) -> None:
    """Links that this person made, or a clerk in their name: what was asked stays, and the branch may make another."""
    made = Q(recorded_by=user_id) | Q(on_behalf_of=user_id)
    Cooperation.objects.filter(made).exclude(link_digest="").update(link_digest="", link_until=None)


class Channel(models.TextChoices):
    LINK = "link", _("用链接")
    PHONE = "phone", _("电话")
    PAPER = "paper", _("纸面")


class AnswerKind(models.TextChoices):
    PROMISED = "promised", _("答应了")
    DONE = "done", _("办好了")
    CANNOT = "cannot", _("眼下办不了")


class CooperationAnswer(Deed):
    """What they said: a promise with a day, done, or what is in the way and who could do it."""

    cooperation = models.UUIDField()  # thread
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=AnswerKind)
    words = models.CharField(max_length=300, blank=True)
    until = models.DateField(null=True, blank=True)
    who = models.CharField(max_length=30, blank=True)
    channel = models.CharField(max_length=5, choices=Channel)

    class Meta(Deed.Meta):
        indexes = [
            *Deed.Meta.indexes,
            models.Index(fields=["cooperation"], condition=Q(revoked_at__isnull=True), name="coop_answer_by_thread"),
        ]
