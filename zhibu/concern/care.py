"""Going to people: events that ask for a visit, visits, help given, things done for people.

No text about health or family has a place here, and only members have records; a team is visited as a team.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.base.records import Deed
from zhibu.member.models import Member
from zhibu.org.models import Organisation


class Occasion(models.TextChoices):
    """必谈必访: what asks for somebody to go there."""

    TRANSFER = "transfer", _("岗位变动")
    ILLNESS = "illness", _("生病住院")
    ACCIDENT = "accident", _("意外")
    BEREAVEMENT = "bereavement", _("家有丧事")
    HARDSHIP = "hardship", _("生活困难")
    RETIREMENT = "retirement", _("退休")
    DISCIPLINE = "discipline", _("受了处分")
    LATE_WAGES = "late_wages", _("工资发晚了")
    SITE_CLOSING = "site_closing", _("项目停工、收尾")
    ROUND = "round", _("按计划走一遍")


OF_TEAMS = frozenset({Occasion.LATE_WAGES, Occasion.SITE_CLOSING, Occasion.ROUND})


class CareEvent(Deed):
    """Something happened to a member or a team: who goes there, and by when."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    occasion = models.CharField(max_length=12, choices=Occasion)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    team = models.UUIDField(null=True)  # thread of a Party group or of a unit covered
    visitor = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    visit_by = models.DateField()

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(member__isnull=False, team__isnull=True) | Q(member__isnull=True, team__isnull=False),
                name="care_event_of_a_member_or_a_team",
            ),
        ]


class CareVisit(Deed):
    """Somebody went there on a day. `event` where one asked for it."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    event = models.UUIDField(null=True)  # its thread
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    team = models.UUIDField(null=True)
    visitor = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")


class Money(models.TextChoices):
    """Where help came from."""

    DUES = "dues", _("党费")
    UNION = "union", _("工会")
    UNIT = "unit", _("单位")
    GIVEN = "given", _("大家凑的")


class CareHelp(Deed):
    """慰问 and help: to whom, on what occasion, how much, from where."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=12, choices=Occasion)
    fen = models.PositiveIntegerField()  # amount or worth, in fen
    came_from = models.CharField(max_length=6, choices=Money)


class GoodDeed(Deed):
    """办实事: what was done for people, in general words, with its result."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=120)
    result = models.CharField(max_length=200)
