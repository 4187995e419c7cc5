"""Organisational life: one gathering recorded once, with its items, sessions, attendance and tallies; and talks."""

import re
import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhibu.base.records import Deed, Record, Spell
from zhibu.member.models import Member
from zhibu.org.models import Organisation, PartyGroup


class ItemKind(models.TextChoices):
    GENERAL_MEETING = "general_meeting", _("支部党员大会")
    COMMITTEE_MEETING = "committee_meeting", _("支委会")
    GROUP_MEETING = "group_meeting", _("党小组会")
    PARTY_LESSON = "party_lesson", _("党课")
    THEME_DAY = "theme_day", _("主题党日")
    ORGANISATIONAL_LIFE_MEETING = "organisational_life_meeting", _("组织生活会")
    DEMOCRATIC_APPRAISAL = "democratic_appraisal", _("民主评议党员")
    OTHER = "other", _("其他活动")


class Stage(models.TextChoices):
    PLANNED = "planned", _("已计划")
    HELD = "held", _("已开")


class Gathering(Deed):
    """One coming together. Its version is one row; items, sessions and attendance belong to that version."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="gatherings")
    group = models.ForeignKey(PartyGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="gatherings")
    every_group = models.BooleanField(default=False)  # 各组都开: each Party group met within this gathering
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.HELD)
    is_proposed = models.BooleanField(default=False)  # laid out by the year plan and not touched by hand since
    plan_reason = models.CharField(max_length=500, blank=True)
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    title = models.CharField(max_length=100)
    place = models.CharField(max_length=60, blank=True)
    host = models.CharField(max_length=30, blank=True)
    recorder = models.CharField(max_length=30, blank=True)
    guests = models.CharField(max_length=200, blank=True)  # 列席 who are not on the roster, as written
    due = models.PositiveSmallIntegerField(null=True, blank=True)  # 应到; empty: not recorded
    present = models.PositiveSmallIntegerField(null=True, blank=True)  # 实到
    amendment = models.CharField(max_length=200, blank=True)  # why a record was changed after it was archived

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(due__isnull=True) | Q(present__isnull=True) | Q(present__lte=F("due")),
                name="gathering_present_within_due",
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="gathering_ends_after_start",
            ),
        ]
        indexes = [
            *Deed.Meta.indexes,
            models.Index(fields=["branch", "happened_on"], name="gathering_by_branch_day"),
            models.Index(fields=["thread"], name="gathering_by_thread"),  # all versions: when it was first written
        ]

    @property
    def written_at(self) -> datetime:
        """When it was first written down as held: a later correction is no late writing, nor is a plan an early one.

        Lists bring it along as `first_written_at` (`queries.with_first_writing`).
        """
        if self.replaces is None:
            return self.recorded_at
        if "first_written_at" not in self.__dict__:
            held = Gathering.versions.filter(thread=self.thread, stage=Stage.HELD)
            self.__dict__["first_written_at"] = held.aggregate(first=models.Min("recorded_at"))["first"]
        return self.__dict__["first_written_at"] or self.recorded_at


class Part(models.TextChoices):
    HOST = "host", _("主持人")
    RECORDER = "recorder", _("记录人")


class Confirmed(Record):
    """Host or recorder stood by one version of a record. Both of them: it is archived."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="confirmations")
    part = models.CharField(max_length=8, choices=Part)
    name = models.CharField(max_length=30)
    on_paper = models.BooleanField(default=False)  # signed on the printed record, noted by somebody else

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "gathering", "part"], condition=Q(revoked_at__isnull=True), name="confirmed_once"
            ),
        ]


class MonthTheme(Record):
    """上级每月主题: what an organisation set as the theme of a month, for itself and everything below."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="month_themes")
    month = models.DateField()  # its first day
    theme = models.CharField(max_length=100)
    notice = models.CharField(max_length=120, blank=True)  # which paper says so

    class Meta(Record.Meta):
        indexes = [*Record.Meta.indexes, models.Index(fields=["organisation", "month"], name="theme_by_month")]


class Item(models.Model):
    """One item of the agenda; it counts for its own requirement and stands in its own ledger.

    `thread` stays the same when the gathering is corrected, so that what was said of a vote stays with it.
    """

    thread = models.UUIDField(default=uuid.uuid4, editable=False)
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="items")
    root = models.UUIDField()
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=28, choices=ItemKind)
    topic = models.CharField(max_length=120, blank=True)
    presenter = models.CharField(max_length=30, blank=True)  # who speaks to it; of a Party lesson the teacher
    papers_sent_on = models.DateField(null=True, blank=True)
    points = models.TextField(blank=True)  # what was said, different opinions as such
    decision = models.TextField(blank=True)
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    owner_name = models.CharField(max_length=30, blank=True)  # who carries the decision out, when not on the roster
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "gathering", "order"], name="item_order_once")]

    @property
    def owner_shown(self) -> str:
        return self.owner.name if self.owner else self.owner_name


class Session(models.Model):
    """A further sitting of the same gathering, for shifts. The first one stands on the gathering itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="sessions")
    root = models.UUIDField()
    held_on = models.DateField()
    starts = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=60, blank=True)
    present = models.PositiveSmallIntegerField(null=True, blank=True)


class Presence(models.TextChoices):
    PRESENT = "present", _("到会")
    LEAVE_WORK = "leave_work", _("请假：出差、值班")
    LEAVE_ILL = "leave_ill", _("请假：生病")
    LEAVE_PERSONAL = "leave_personal", _("请假：其他")
    ABSENT = "absent", _("没到")
    STUDIED_LATER = "studied_later", _("补学")
    BROUGHT_HOME = "brought_home", _("送学上门")
    GUEST = "guest", _("列席")


LEAVES = (Presence.LEAVE_WORK, Presence.LEAVE_ILL, Presence.LEAVE_PERSONAL)
MADE_UP = (Presence.STUDIED_LATER, Presence.BROUGHT_HOME)
"""What somebody did afterwards who was not there; why they were away stays beside it."""


def leave_reason(presence: str) -> str:
    """生病 out of 请假：生病."""
    return re.split("[:：]", str(Presence(presence).label))[-1]


class Attendance(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="attendance")
    root = models.UUIDField()
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="attendance")
    presence = models.CharField(max_length=16, choices=Presence)
    away = models.CharField(max_length=16, choices=Presence, blank=True)  # the leave of who studied later

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "gathering", "member"], name="attendance_once")]

    @property
    def code(self) -> str:
        """As forms and `NewGathering.attendance` carry it: studied_later:leave_ill, or the presence alone."""
        return f"{self.presence}:{self.away}" if self.away else self.presence

    @property
    def said(self) -> str:
        """补学（生病）, or the presence alone."""
        label = str(Presence(self.presence).label)
        return gettext("%(what)s（%(why)s）") % {"what": label, "why": leave_reason(self.away)} if self.away else label

    @property
    def kinds(self) -> list[Presence]:
        """What it counts as: on leave and studied later are both."""
        return [Presence(kind) for kind in (self.away, self.presence) if kind]


class VoteMatter(models.TextChoices):
    """What was voted on, where the law counts differently."""

    ORDINARY = "", _("一般的决议")
    ADMISSION = "admission", _("接收预备党员")
    CONVERSION = "conversion", _("预备党员转正")


class Tally(models.Model):
    """The count of one vote, taken over from paper. Numbers only; nobody's own vote is kept.

    Where ballots were used: those given out, collected and spoiled. Written opinions came in before the meeting.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="tally")
    root = models.UUIDField()
    due_to_vote = models.PositiveSmallIntegerField()  # 应到会有表决权
    present = models.PositiveSmallIntegerField()  # 到会有表决权
    in_favour = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField(default=0)
    abstained = models.PositiveSmallIntegerField(default=0)
    said_passed = models.BooleanField(null=True)
    matter = models.CharField(max_length=12, choices=VoteMatter, blank=True)
    is_secret = models.BooleanField(null=True)
    handed_out = models.PositiveSmallIntegerField(null=True)
    returned = models.PositiveSmallIntegerField(null=True)
    spoiled = models.PositiveSmallIntegerField(default=0)
    written_in_favour = models.PositiveSmallIntegerField(default=0)
    written_other = models.PositiveSmallIntegerField(default=0)
    counters = models.CharField(max_length=60, blank=True)  # 监票人、计票人, as written

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(present__lte=F("due_to_vote")), name="tally_present_within_due"),
            models.CheckConstraint(
                condition=Q(present__gte=F("in_favour") + F("against") + F("abstained")), name="tally_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(handed_out__isnull=True) | Q(handed_out__lte=F("present")), name="tally_ballots_for_present"
            ),
            models.CheckConstraint(
                condition=Q(returned__isnull=True)
                | Q(
                    returned__lte=F("handed_out"),
                    returned=F("in_favour") + F("against") + F("abstained") + F("spoiled"),
                ),
                name="tally_ballots_add_up",
            ),
            models.CheckConstraint(
                condition=Q(due_to_vote__gte=F("present") + F("written_in_favour") + F("written_other")),
                name="tally_nobody_counts_twice",
            ),
        ]


class Grades(models.Model):
    """How many members were given which grade in a democratic appraisal. Counts only, nobody's own grade."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="grades")
    root = models.UUIDField()
    excellent = models.PositiveSmallIntegerField()
    qualified = models.PositiveSmallIntegerField()
    basically_qualified = models.PositiveSmallIntegerField(default=0)
    unqualified = models.PositiveSmallIntegerField(default=0)

    @property
    def graded(self) -> int:
        return self.excellent + self.qualified + self.basically_qualified + self.unqualified


class Grade(models.TextChoices):
    EXCELLENT = "excellent", _("优秀")
    QUALIFIED = "qualified", _("合格")
    BASICALLY_QUALIFIED = "basically_qualified", _("基本合格")
    UNQUALIFIED = "unqualified", _("不合格")


class AppraisalBallots(Record):
    """The secret ballots on one member at a democratic appraisal, counted, and what the branch made of them.

    As the form 票决统计表 has it, for those who count and for the member. Nothing is reckoned or judged from it.
    """

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="appraisal_ballots")
    year = models.PositiveSmallIntegerField()
    issued = models.PositiveSmallIntegerField(null=True, blank=True)
    returned = models.PositiveSmallIntegerField(null=True, blank=True)
    valid = models.PositiveSmallIntegerField(null=True, blank=True)
    excellent = models.PositiveSmallIntegerField(null=True, blank=True)
    qualified = models.PositiveSmallIntegerField(null=True, blank=True)
    basically_qualified = models.PositiveSmallIntegerField(null=True, blank=True)
    unqualified = models.PositiveSmallIntegerField(null=True, blank=True)
    result = models.CharField(max_length=20, choices=Grade, blank=True)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "member", "year"], condition=Q(revoked_at__isnull=True), name="appraised_once_a_year"
            ),
        ]
        indexes = [*Record.Meta.indexes, models.Index(fields=["branch", "year"], name="appraisal_by_branch_year")]


class LifeYear(Record):
    """组织生活会 and 民主评议 of one year: what was done around the meeting that the gathering itself does not say.

    `heard` is what came back when opinions were asked for, put together by the branch; nobody's name is in it. Ballots
    are those of the appraisal as a whole, counted on paper.
    """

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="life_years")
    year = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=100, blank=True)
    theme_fixed_on = models.DateField(null=True, blank=True)
    studied_on = models.DateField(null=True, blank=True)
    heard_on = models.DateField(null=True, blank=True)  # 征求意见
    sheets_out = models.PositiveSmallIntegerField(null=True, blank=True)
    sheets_back = models.PositiveSmallIntegerField(null=True, blank=True)
    heard = models.TextField(blank=True)
    examined = models.BooleanField(null=True)  # 会上查摆了问题
    criticised = models.BooleanField(null=True)  # 会上开展了批评和自我批评
    directed = models.BooleanField(null=True)  # 会上明确了怎么改
    self_on = models.DateField(null=True, blank=True)  # 个人自评
    mutual_on = models.DateField(null=True, blank=True)  # 党员互评
    test_on = models.DateField(null=True, blank=True)  # 民主测评
    assessed_on = models.DateField(null=True, blank=True)  # 提出评定意见
    ballots_out = models.PositiveSmallIntegerField(null=True, blank=True)
    ballots_back = models.PositiveSmallIntegerField(null=True, blank=True)
    ballots_valid = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "branch", "year"], condition=Q(revoked_at__isnull=True), name="life_year_once"
            ),
            models.CheckConstraint(
                condition=Q(sheets_back__isnull=True)
                | Q(sheets_out__isnull=True)
                | Q(sheets_back__lte=F("sheets_out")),
                name="life_year_sheets_back_within_out",
            ),
            models.CheckConstraint(
                condition=Q(ballots_back__isnull=True)
                | Q(ballots_out__isnull=True)
                | Q(ballots_back__lte=F("ballots_out")),
                name="life_year_ballots_back_within_out",
            ),
            models.CheckConstraint(
                condition=Q(ballots_valid__isnull=True)
                | Q(ballots_back__isnull=True)
                | Q(ballots_valid__lte=F("ballots_back")),
                name="life_year_ballots_valid_within_back",
            ),
        ]


class TalkKind(models.TextChoices):
    ORDINARY = "ordinary", _("平时谈心")
    BEFORE_MEETING = "before_meeting", _("组织生活会前")
    VISIT = "visit", _("上门看望")


class Talk(Deed):
    """That a heart-to-heart talk took place. Never what was said (2018 regulations, art. 19).

    `agreed` is a thing that both will do, read by the two of them alone; the partner may confirm or leave it.
    """

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="talks")
    talker = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    partner = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    on_paper = models.BooleanField(default=False)
    kind = models.CharField(max_length=16, choices=TalkKind, default=TalkKind.ORDINARY)
    agreed = models.CharField(max_length=100, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(condition=~Q(talker=F("partner")), name="talk_with_somebody_else"),
        ]
        indexes = [*Deed.Meta.indexes, models.Index(fields=["branch", "happened_on"], name="talk_by_branch_day")]


class SignedPage(Record):
    """A signed paper of one gathering, scanned or photographed back. Always optional; `digest` names the kept file.

    `about` is the thread of the gathering, so that a correction keeps its signed pages.
    """

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    about = models.UUIDField()
    digest = models.CharField(max_length=64)
    is_pdf = models.BooleanField(default=False)
    size = models.PositiveIntegerField()  # bytes

    class Meta(Record.Meta):
        indexes = [*Record.Meta.indexes, models.Index(fields=["about"], name="signed_page_by_gathering")]


class Disclosure(Spell):
    """党务公开: something of the branch that stands on its board from `since` on.

    Either an item of a gathering (`item`: its thread; what it says is drawn from the record), or a notice in own words.
    """

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    item = models.UUIDField(null=True, blank=True)
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "item"],
                condition=Q(revoked_at__isnull=True, until__isnull=True, item__isnull=False),
                name="disclosure_item_once",
            ),
            models.CheckConstraint(condition=Q(item__isnull=False) | ~Q(title=""), name="disclosure_says_something"),
        ]
        indexes = [*Spell.Meta.indexes, models.Index(fields=["branch", "since"], name="disclosure_by_branch")]
