"""The unit's goals and its good and bad days, beside what the branch did. Figures by hand; no causes are claimed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.base.records import Deed, Record
from zhibu.org.models import Organisation


class Goal(Record):
    """One goal of the unit for a year: what is counted, and how much is wanted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="goals")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    counted = models.CharField(max_length=40, blank=True)  # 产量, 合格率…
    unit = models.CharField(max_length=12, blank=True)  # 吨, %…
    wanted = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta(Record.Meta):
        indexes = [*Record.Meta.indexes, models.Index(fields=["organisation", "year"], name="goal_by_organisation")]


class GoalFigure(Deed):
    """One figure a quarter, typed by hand from the unit's own reports."""

    goal = models.UUIDField()  # thread
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    quarter = models.PositiveSmallIntegerField()
    figure = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="goal_figure_quarter"),
            models.UniqueConstraint(
                fields=["root", "goal", "quarter"], condition=Q(revoked_at__isnull=True), name="goal_figure_once"
            ),
        ]


class GoalLink(Record):
    """A gathering (a theme day, say) that was held for a goal. Tasks carry their goal themselves."""

    goal = models.UUIDField()  # thread
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    gathering = models.UUIDField()  # thread

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "goal", "gathering"], condition=Q(revoked_at__isnull=True), name="goal_link_once"
            ),
        ]


class DayKind(models.TextChoices):
    GOOD = "good", _("好消息")
    BAD = "bad", _("难处")


class UnitDay(Deed):
    """A good or a bad day of the unit: what happened, what the branch did, who helped, how it came out."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="unit_days")
    kind = models.CharField(max_length=4, choices=DayKind)
    title = models.CharField(max_length=100)
    done = models.TextField(blank=True)  # what the branch did
    helpers = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=300, blank=True)
    goal = models.UUIDField(null=True, blank=True)

    class Meta(Deed.Meta):
        indexes = [*Deed.Meta.indexes, models.Index(fields=["organisation", "happened_on"], name="unit_day_by_day")]
