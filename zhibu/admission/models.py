"""Admission of members: one case for each person, its steps as deeds, its letters, what was sent up, booklets, plans.

Nothing here describes what somebody is like: days, numbers, who, and whether a paper is there.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.account.models import User
from zhibu.base.paths import PathField
from zhibu.base.records import Deed, Record, Spell
from zhibu.member.models import Member
from zhibu.org.models import Organisation


class Candidate(models.Model):
    """The lasting identity of one case. Name, birth and branch are what stands today; `Particulars` and `Place` hold
    the history. `member` is filled when the person enters the roster, `user` when the person has a log-in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField()
    name = models.CharField(max_length=30)
    sort_key = models.CharField(max_length=120)
    born_on = models.DateField(null=True)
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="candidates")
    path = PathField()
    member = models.OneToOneField(Member, on_delete=models.SET_NULL, null=True, related_name="candidacy")
    user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, related_name="candidacy")
    is_closed = models.BooleanField(default=False)  # refused, cancelled, ended or archived: kept, no longer asked after

    class Meta:
        indexes = [
            models.Index(fields=["path", "sort_key", "id"], name="candidate_by_place"),
            models.Index(fields=["branch", "is_closed", "sort_key"], name="candidate_by_branch"),
        ]

    def __str__(self) -> str:
        return self.name


class Particulars(Record):
    """Name and birth, nothing more. A correction writes a new version."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="particulars")
    name = models.CharField(max_length=30)
    born_on = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "candidate"], condition=Q(revoked_at__isnull=True), name="particulars_once"
            ),
        ]


class Origin(models.TextChoices):
    HERE = "here", _("在本支部申请")
    WITHIN = "within", _("从本系统里别的支部转来")
    OUTSIDE = "outside", _("从外单位转来")


class Place(Spell):
    """Which branch keeps the case, from when."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="places")
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.HERE)

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "candidate"],
                condition=Q(revoked_at__isnull=True, until__isnull=True),
                name="case_in_one_branch",
            ),
        ]


class Pause(Spell):
    """The case rests: the person is away, or the branch is reorganised. No reason is kept."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="pauses")

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "candidate"],
                condition=Q(revoked_at__isnull=True, until__isnull=True),
                name="case_paused_once",
            ),
        ]


class StepKind(models.TextChoices):
    """What happened. Nearly all are the events of the question `admission.timeline`, without `_on`."""

    APPLIED = "applied", _("收到入党申请书")
    TALKED = "talked", _("派人谈话")
    RECOMMENDED = "recommended", _("推荐或者推优")
    ACTIVIST = "activist", _("确定为积极分子")
    ACTIVIST_FILED = "activist_filed", _("积极分子报上级备案")
    ACTIVIST_FILING_REPLY = "activist_filing_reply", _("上级回复积极分子备案")
    CONTACTS_ASSIGNED = "contacts_assigned", _("指定培养联系人")
    REVIEW = "review", _("半年考察")
    OPINIONS = "opinions", _("听取意见（党小组、联系人、党员和群众）")
    TARGET_DISCUSSED = "target_discussed", _("支委会讨论发展对象")
    TARGET_FILED = "target_filed", _("发展对象报上级备案")
    TARGET_FILING_REPLY = "target_filing_reply", _("上级回复发展对象备案")
    CONSENTED = "consented", _("上级党委同意列为发展对象")
    NOTICE_POSTED = "notice_posted", _("贴出公示")
    NOTICE_ENDED = "notice_ended", _("公示期满")
    TARGET = "target", _("列为发展对象")
    INTRODUCERS = "introducers", _("确定入党介绍人")
    POLITICAL_REVIEW = "political_review", _("政治审查有结论")
    TRAINING_ENDED = "training_ended", _("集中培训结束")
    EXAMINED = "examined", _("支委会审查")
    PRE_REVIEWED = "pre_reviewed", _("上级党委预审")
    FORM_FILLED = "form_filled", _("填写入党志愿书")
    ADMISSION_MEETING = "admission_meeting", _("支部大会讨论接收")
    REPORTED = "reported", _("接收决议报上级")
    COMMITTEE_TALK = "committee_talk", _("上级党委派人谈话")
    APPROVED = "approved", _("上级党委批准接收")
    REFUSED = "refused", _("上级党委没有批准")
    REFUSED_TOLD = "refused_told", _("没有批准，告诉支部和本人")
    FILED_WITH_DEPARTMENT = "filed_with_department", _("报组织部门备案")
    ASSIGNED = "assigned", _("编入支部和党小组")
    OATH = "oath", _("入党宣誓")
    PROBATION_REVIEW = "probation_review", _("预备期考察")
    CONVERSION_APPLIED = "conversion_applied", _("交转正申请")
    GROUP_OPINION = "group_opinion", _("党小组提出转正意见")
    CONVERSION_OPINIONS = "conversion_opinions", _("转正前征求意见")
    CONVERSION_EXAMINED = "conversion_examined", _("转正前支委会审查")
    CONVERSION_MEETING = "conversion_meeting", _("支部大会讨论转正")
    CONVERSION_REPORTED = "conversion_reported", _("转正决议报上级")
    CONVERSION_APPROVED = "conversion_approved", _("上级党委批准转正")
    EXTENSION = "extension", _("延长预备期")
    CANCELLED = "cancelled", _("取消预备党员资格")
    ARCHIVED = "archived", _("材料归档")
    LEAVING = "leaving", _("要离开单位")
    ENDED = "ended", _("这一次不再办")


REPEATED = (StepKind.REVIEW, StepKind.PROBATION_REVIEW)


class Paper(models.TextChoices):
    UNSAID = "", _("先不说")
    SEEN = "seen", _("有，看过")
    MISSING = "missing", _("缺")


class Body(models.TextChoices):
    """Who decided, where the text names the body."""

    UNSAID = "", _("先不说")
    GENERAL_MEETING = "general_meeting", _("支部党员大会")
    COMMITTEE_MEETING = "committee_meeting", _("支委会")
    COMMITTEE = "committee", _("党委（有审批权的基层党委）")
    GENERAL_BRANCH = "general_branch", _("党总支")
    LEADING_PARTY_GROUP = "leading_party_group", _("党组")
    TEMPORARY = "temporary", _("临时党组织")
    UNDER_TOWNSHIP = "under_township", _("乡镇党委下面的基层党委")


class Step(Deed):
    """One step that was taken. `passed` is False where the answer was no: such a step leaves the way open for another.

    `until_on`: to which day (the extension); `item`: the thread of the agenda item at which it was decided.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=24, choices=StepKind)
    passed = models.BooleanField(default=True)
    body = models.CharField(max_length=20, choices=Body, blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)  # people, or days of training
    class_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    has_special_reason = models.BooleanField(default=False)  # the approval took longer, and the reason is on paper
    paper = models.CharField(max_length=8, choices=Paper, blank=True)
    item = models.UUIDField(null=True, blank=True)

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "candidate", "kind"],
                condition=Q(revoked_at__isnull=True, passed=True) & ~Q(kind__in=["review", "probation_review"]),
                name="step_once",
            ),
            models.UniqueConstraint(
                fields=["root", "candidate", "kind", "happened_on"],
                condition=Q(revoked_at__isnull=True),
                name="step_once_a_day",
            ),
        ]
        indexes = [*Deed.Meta.indexes, models.Index(fields=["candidate", "happened_on"], name="step_by_candidate")]


class StepPerson(models.Model):
    """Contact persons and introducers: members of the roster, by step version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField()
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="people")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "step", "member"], name="step_person_once")]


class Ballot(models.Model):
    """The count of the vote on one person. Numbers only; nobody's own vote is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField()
    step = models.OneToOneField(Step, on_delete=models.CASCADE, related_name="ballot")
    due_to_vote = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField()
    in_favour = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField(default=0)
    abstained = models.PositiveSmallIntegerField(default=0)
    written_in_favour = models.PositiveSmallIntegerField(default=0)
    written_other = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(present__lte=F("due_to_vote")), name="ballot_present_within_due"),
            models.CheckConstraint(
                condition=Q(present__gte=F("in_favour") + F("against") + F("abstained")), name="ballot_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(due_to_vote__gte=F("present") + F("written_in_favour") + F("written_other")),
                name="ballot_written_within_absent",
            ),
        ]


class LetterAbout(models.TextChoices):
    """Whom the political review asks about: the relation only, no name and nothing of what was answered."""

    SELF = "self", _("本人")
    FATHER = "father", _("父亲")
    MOTHER = "mother", _("母亲")
    SPOUSE = "spouse", _("配偶")
    CHILD = "child", _("子女")
    OTHER = "other", _("其他主要社会关系")


class ReviewLetter(Record):
    """One letter or visit of the political review: sent, and come back."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="letters")
    about = models.CharField(max_length=8, choices=LetterAbout)
    by_visit = models.BooleanField(default=False)
    sent_on = models.DateField()
    returned_on = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=F("sent_on")),
                name="review_letter_back_after_sent",
            ),
        ]
        indexes = [*Record.Meta.indexes, models.Index(fields=["candidate"], name="review_letter_by_candidate")]


class Matter(models.TextChoices):
    """What a branch sends up."""

    ACTIVIST = "activist", _("积极分子备案")
    TARGET = "target", _("列为发展对象")
    PRE_REVIEW = "pre_review", _("预审")
    ADMISSION = "admission", _("审批接收预备党员")
    CONVERSION = "conversion", _("审批转正")


class Outcome(models.TextChoices):
    WAITING = "", _("等上级答复")
    AGREED = "agreed", _("同意")
    RETURNED = "returned", _("退回补正")
    REFUSED = "refused", _("不同意")


class SentUp(Deed):
    """What was sent up (`happened_on`) and how it was answered. `reasons` say what papers or days must be put right."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="submissions")
    matter = models.CharField(max_length=12, choices=Matter)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    reasons = models.TextField(max_length=500, blank=True)

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "candidate", "matter"],
                condition=Q(revoked_at__isnull=True, outcome=""),
                name="sent_up_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_on__isnull=True)
                | (~Q(outcome="") & Q(answered_on__isnull=False, answered_on__gte=F("happened_on"))),
                name="sent_up_answered_on_a_day",
            ),
        ]
        indexes = [
            *Deed.Meta.indexes,
            models.Index(fields=["candidate"], name="sent_up_by_candidate"),
            models.Index(
                fields=["happened_on"], condition=Q(revoked_at__isnull=True, outcome=""), name="sent_up_waiting"
            ),
        ]


class BookletState(models.TextChoices):
    ISSUED = "issued", _("已发")
    SPOILED = "spoiled", _("写坏作废")
    RETURNED = "returned", _("没用，退回")


class Booklet(Deed):
    """The number of an official booklet 入党志愿书 that was handed out. The booklet itself is never printed here."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="booklets")
    number = models.CharField(max_length=30)
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, null=True, blank=True, related_name="booklets")
    state = models.CharField(max_length=8, choices=BookletState, default=BookletState.ISSUED)

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "number"], condition=Q(revoked_at__isnull=True), name="booklet_number_once"
            ),
        ]
        indexes = [*Deed.Meta.indexes, models.Index(fields=["branch", "happened_on"], name="booklet_by_branch")]


class YearPlan(Record):
    """How many people a branch may admit in a year, as the superior planned it."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="admission_plans")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "branch", "year"], condition=Q(revoked_at__isnull=True), name="admission_plan_once"
            ),
        ]
