"""Work: tasks of a branch wherever they come from, who does them, and the deeds by which they move."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.base.records import Deed, Record, Spell
from zhibu.member.models import Member
from zhibu.org.models import Organisation


class TaskSource(models.TextChoices):
    """Where a task comes from. `source_key` is the lasting key (thread) of the record there."""

    OWN = "own", _("支部自己定的")
    DECISION = "decision", _("会上决定的")  # key: Item.thread
    FROM_ABOVE = "from_above", _("上级派来的")  # key: Assignment.thread
    NOTICE = "notice", _("上级通知里的")  # a superior outside the system; `details` keeps the pasted text
    REPLY = "reply", _("按批复办的")  # key: Submission.thread
    REVIEW = "review", _("述职评议后要改的")  # key: DutyReport.thread
    INITIATIVE = "initiative", _("主动做的")
    BORROWED = "borrowed", _("借来的好做法")  # key: the thread of the task it was borrowed from
    CONCERN_PLAN = "concern_plan", _("诉求的打算")
    FINDING_MEASURE = "finding_measure", _("体检后的整改")
    HELP_PLAN = "help_plan", _("帮扶措施")


class TaskForm(models.TextChoices):
    """What shape a piece of work has. All of them are assignments with deeds."""

    TASK = "task", _("一件事")
    PLEDGE = "pledge", _("公开承诺")
    PIONEER_POST = "pioneer_post", _("党员先锋岗")
    AREA = "area", _("党员责任区")
    TASK_FORCE = "task_force", _("攻关小组")
    PAIRING = "pairing", _("结对")


class FourRoles(models.TextChoices):
    """The four roles of a Party organisation at the primary level, shown by deeds."""

    DEVELOPMENT = "development", _("推动发展")
    SERVICE = "service", _("服务群众")
    COHESION = "cohesion", _("凝聚人心")
    HARMONY = "harmony", _("促进和谐")


class TaskState(models.TextChoices):
    SENT = "sent", _("等接手")
    TAKEN_OVER = "taken_over", _("在办")
    ADAPTED = "adapted", _("按本支部的办法在办")
    DONE = "done", _("已办")
    DROPPED = "dropped", _("不再办")


OPEN = (TaskState.SENT, TaskState.TAKEN_OVER, TaskState.ADAPTED)


class Asked(models.TextChoices):
    """What the branch, or an owner, has asked and nobody has answered yet."""

    NOTHING = "", _("没有")
    MORE_TIME = "more_time", _("想延期")
    HELP = "help", _("需要帮助")


class Task(Record):
    """One piece of work of one branch. A deed writes a new version; `thread` is the task itself."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tasks")
    title = models.CharField(max_length=100)
    purpose = models.CharField(max_length=300, blank=True)  # 为了什么
    details = models.TextField(blank=True)  # the pasted notice; for an initiative the problem and the plan
    source = models.CharField(max_length=16, choices=TaskSource, default=TaskSource.OWN)
    source_key = models.UUIDField(null=True, blank=True)
    form = models.CharField(max_length=12, choices=TaskForm, default=TaskForm.TASK)
    role = models.CharField(max_length=12, choices=FourRoles, blank=True)
    goal = models.UUIDField(null=True, blank=True)  # thread of the unit's goal that it is tied to
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=TaskState, default=TaskState.TAKEN_OVER)
    asked = models.CharField(max_length=10, choices=Asked, blank=True)
    closed_on = models.DateField(null=True, blank=True)  # done or dropped on that day
    is_confined = models.BooleanField(default=False)  # only the secretary, the deputy and the owners see it

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                name="task_due_after_start",
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["thread"], name="task_by_thread"),  # all versions: when it was begun
            models.Index(
                fields=["branch", "state", "due_on"], condition=Q(revoked_at__isnull=True), name="task_by_branch"
            ),
            models.Index(
                fields=["source_key", "state"],
                condition=Q(revoked_at__isnull=True, source_key__isnull=False),
                name="task_by_source",
            ),
            models.Index(
                fields=["goal"], condition=Q(revoked_at__isnull=True, goal__isnull=False), name="task_by_goal"
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class TaskOwner(Spell):
    """Who does it, from when: a member, or a name of somebody who is not on the roster."""

    task = models.UUIDField()  # thread of the task
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="task_ownings")
    name = models.CharField(max_length=30, blank=True)
    order = models.PositiveSmallIntegerField(default=0)  # the first one answers for it

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.CheckConstraint(
                condition=Q(member__isnull=False, name="") | (Q(member__isnull=True) & ~Q(name="")),
                name="task_owner_member_or_name",
            ),
            models.UniqueConstraint(
                fields=["root", "task", "member"],
                condition=Q(revoked_at__isnull=True, until__isnull=True, member__isnull=False),
                name="task_owner_once",
            ),
        ]
        indexes = [
            *Spell.Meta.indexes,
            models.Index(fields=["task"], condition=Q(revoked_at__isnull=True), name="task_owner_by_task"),
        ]

    @property
    def shown_name(self) -> str:
        return self.member.name if self.member else self.name


class DeedKind(models.TextChoices):
    """What happened with a task. The state follows from these."""

    TAKEN_OVER = "taken_over", _("接手")
    ADAPTED = "adapted", _("定了本支部的办法")
    PROGRESS = "progress", _("进展")
    MORE_TIME_ASKED = "time_asked", _("请求延期")
    MORE_TIME_GIVEN = "time_given", _("同意延期")
    MORE_TIME_REFUSED = "time_refused", _("没有延期")
    HELP_ASKED = "help_asked", _("请求帮助")
    HELP_GIVEN = "help_given", _("给了帮助")
    HANDED_OVER = "handed_over", _("交接")
    DONE = "done", _("办好")
    DROPPED = "dropped", _("不再办")
    REOPENED = "reopened", _("重新办")
    CHANGED = "changed", _("改了内容")


class TaskDeed(Deed):
    """One deed. `records` leads to records that show it; `before` and `after` are versions of the task."""

    task = models.UUIDField()  # thread of the task
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=DeedKind)
    words = models.TextField(blank=True)
    until = models.DateField(null=True, blank=True)  # the day asked for or given
    records: Any = models.JSONField(default=list)  # [{"kind": "gathering", "key": "<thread>"}]
    answers: Any = models.JSONField(default=dict)  # what a task from above asked and only the branch knows
    before = models.UUIDField()
    after = models.UUIDField()

    class Meta(Deed.Meta):
        indexes = [
            *Deed.Meta.indexes,
            models.Index(fields=["task"], condition=Q(revoked_at__isnull=True), name="task_deed_by_task"),
        ]
