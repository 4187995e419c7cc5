"""Elections of a branch, by term or to fill what fell vacant: asked for, put up, voted on paper, reported, approved."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.base.records import Deed, Record
from zhibu.member.models import Member
from zhibu.org.models import Organisation


class Office(models.TextChoices):
    COMMITTEE = "committee", _("委员")
    SECRETARY = "secretary", _("书记")
    DEPUTY = "deputy", _("副书记")


class Election(models.Model):
    """The lasting identity of one 换届 or 补选, from the day it is prepared to the term or the posts out of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField()
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="elections")
    is_closed = models.BooleanField(default=False)  # a new term came out of it, or it was given up

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["root", "branch"], condition=Q(is_closed=False), name="one_open_election_a_branch"
            )
        ]
        indexes = [models.Index(fields=["branch"], name="election_by_branch")]


class Setup(Record):
    """What is to be elected, and when. Corrected as a whole. A by-election fills seats of the term that runs."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="setups")
    ordinal = models.PositiveSmallIntegerField(null=True, blank=True)  # 第几届
    has_committee = models.BooleanField(default=True)
    is_by_election = models.BooleanField(default=False)
    elects_secretary = models.BooleanField(default=True)  # always, but for a by-election of others
    seats = models.PositiveSmallIntegerField(default=0)  # members of the committee; 0 without one
    deputies = models.PositiveSmallIntegerField(default=0)
    term_ends_on = models.DateField(null=True, blank=True)  # of the term that runs, with an approved extension
    planned_on = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(has_committee=True, seats__gt=0)
                | Q(has_committee=False, seats=0)
                | Q(has_committee=True, is_by_election=True),
                name="setup_seats_with_a_committee",
            ),
        ]
        indexes = [*Record.Meta.indexes, models.Index(fields=["election"], name="setup_by_election")]

    def seats_of(self, office: str) -> int:
        return {
            Office.COMMITTEE: self.seats, Office.SECRETARY: int(self.elects_secretary), Office.DEPUTY: self.deputies,
        }[Office(office)]  # fmt: skip

    @property
    def offices(self) -> list[Office]:
        """In the order in which they are elected."""
        return [office for office in Office if self.seats_of(office)]

    @property
    def by_the_meeting(self) -> list[Office]:
        """Elected by the general meeting; the others by the committee (the new one's first meeting)."""
        if not self.has_committee:
            return self.offices
        return [Office.COMMITTEE] if self.seats else []

    @property
    def put_up_first(self) -> list[Office]:
        """For which candidates are put up before anybody votes."""
        return self.by_the_meeting or self.offices


class StepKind(models.TextChoices):
    REQUESTED = "requested", _("报换届请示")
    REPLIED = "replied", _("换届请示的批复")
    CANDIDATES_SENT = "candidates_sent", _("报候选人预备人选")
    CANDIDATES_REPLIED = "candidates_replied", _("候选人的批复")
    SEATS_REDUCED = "seats_reduced", _("大会同意减少名额")
    REPORTED = "reported", _("报选举结果")
    REVIEWED = "reviewed", _("党总支审核")
    APPROVED = "approved", _("选举结果的批复")
    ENDED = "ended", _("这一次不办了")


ANSWERS = frozenset({StepKind.REPLIED, StepKind.CANDIDATES_REPLIED, StepKind.REVIEWED, StepKind.APPROVED})


class ElectionStep(Deed):
    """One paper that went up or came back. `body` answered it; `agreed` is empty for what is no answer."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=20, choices=StepKind)
    agreed = models.BooleanField(null=True)
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    body_name = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=60, blank=True)  # 文号
    words = models.CharField(max_length=300, blank=True)  # why not, or what is to be changed
    office = models.CharField(max_length=10, choices=Office, blank=True)  # of SEATS_REDUCED

    class Meta(Deed.Meta):
        indexes = [*Deed.Meta.indexes, models.Index(fields=["election"], name="election_step_by_election")]

    @property
    def answered_by(self) -> str:
        return self.body.name if self.body else self.body_name


class Nominee(Record):
    """候选人预备人选 for one office. The order by strokes is reckoned, never kept."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="nominees")
    office = models.CharField(max_length=10, choices=Office)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "election", "office", "member"],
                condition=Q(revoked_at__isnull=True),
                name="nominee_once_an_office",
            ),
        ]


class RoundKind(models.TextChoices):
    FIRST = "first", _("第一轮")
    RUN_OFF = "run_off", _("平票再投")
    FURTHER = "further", _("空着的名额另选")


class Round(Deed):
    """One count, taken over from the tally sheet. `gathering` is the thread of the meeting at which it was."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="rounds")
    office = models.CharField(max_length=10, choices=Office)
    kind = models.CharField(max_length=8, choices=RoundKind, default=RoundKind.FIRST)
    gathering = models.UUIDField(null=True, blank=True)
    seats = models.PositiveSmallIntegerField()
    due = models.PositiveSmallIntegerField()  # 应到会有选举权
    present = models.PositiveSmallIntegerField()
    issued = models.PositiveSmallIntegerField()
    returned = models.PositiveSmallIntegerField()
    over_voted = models.PositiveSmallIntegerField(default=0)  # more names than seats: void as a whole
    spoiled = models.PositiveSmallIntegerField(default=0)
    counters = models.CharField(max_length=60, blank=True)  # 监票人、计票人, as written

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(condition=Q(present__lte=F("due")), name="round_present_within_due"),
            models.CheckConstraint(condition=Q(issued__lte=F("present")), name="round_ballots_for_present"),
            models.CheckConstraint(
                condition=Q(returned__gte=F("over_voted") + F("spoiled")), name="round_void_within_returned"
            ),
        ]
        indexes = [
            *Deed.Meta.indexes,
            models.Index(fields=["election"], name="round_by_election"),
            models.Index(fields=["gathering"], name="round_by_gathering"),
        ]

    @property
    def valid(self) -> int:
        return self.returned - self.over_voted - self.spoiled


class Votes(models.Model):
    """What one name was given. Counts only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="votes")
    root = models.UUIDField()
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=30)
    in_favour = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField(default=0)
    abstained = models.PositiveSmallIntegerField(default=0)
    is_write_in = models.BooleanField(default=False)  # 另选他人

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "round", "name"], name="votes_name_once")]
