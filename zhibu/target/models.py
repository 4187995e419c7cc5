"""Targets by post, the quarterly look, praise, urging, criticism with help, commendation, and talks arranged.

Acts and facts only: what was agreed, what was seen, what is done to help. No number stands for a person.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.base.records import Deed, Record
from zhibu.member.models import Member
from zhibu.org.models import Organisation

CONTENT, MARK, WORDS, LABEL = 120, 120, 200, 60  # longest texts; a sentence, not an essay


class OfMember(models.Model):
    """One member in one branch: the two keys by which every record here is found and kept apart."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class Book(OfMember, Record):
    """The targets of one member in one year. Agreed when both days are there; a change asks the other side again."""

    year = models.PositiveSmallIntegerField()
    post = models.CharField(max_length=40, blank=True)  # for which post or situation the lines were chosen
    contact = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    branch_agreed_on = models.DateField(null=True, blank=True)
    member_agreed_on = models.DateField(null=True, blank=True)
    shown_since = models.DateField(null=True, blank=True)  # the member's consent that comrades may read the lines

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "member", "year"], condition=Q(revoked_at__isnull=True), name="book_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(shown_since__isnull=True) | Q(member_agreed_on__isnull=False), name="book_shown_when_agreed"
            ),
        ]
        indexes = [*Record.Meta.indexes, models.Index(fields=["branch", "year"], name="book_by_branch_year")]

    @property
    def is_agreed(self) -> bool:
        return self.branch_agreed_on is not None and self.member_agreed_on is not None


class Line(models.Model):
    """One promise: what, by which mark one knows that it is done, by when. `thread` outlives corrections of the book.

    `link` is the plain key of a goal or task of the unit, `link_label` its name; nothing is looked up through it here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.UUIDField(default=uuid.uuid4, editable=False)
    root = models.UUIDField()
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField()
    content = models.CharField(max_length=CONTENT)
    done_when = models.CharField(max_length=MARK)
    due_on = models.DateField()
    link = models.CharField(max_length=60, blank=True)
    link_label = models.CharField(max_length=LABEL, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["root", "book", "order"], name="line_order_once"),
            models.CheckConstraint(condition=~Q(done_when="") & ~Q(content=""), name="line_has_a_mark_of_completion"),
        ]


class OwnLine(Record):
    """A line that a branch proposes to everybody of a post or an area, from its own table. Nobody's promise yet."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=40, blank=True)  # post, or the heading under which the table had it
    order = models.PositiveSmallIntegerField()
    content = models.CharField(max_length=CONTENT)
    done_when = models.CharField(max_length=MARK, blank=True)

    class Meta(Record.Meta):
        indexes = [*Record.Meta.indexes, models.Index(fields=["branch", "order"], name="own_line_by_branch")]


class Outcome(models.TextChoices):
    REACHED = "reached", _("达到")
    PARTLY = "partly", _("部分达到")
    NOT_REACHED = "not_reached", _("没达到")


class Look(OfMember, Deed):
    """Branch and member looked at the lines together, once a quarter."""

    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "member", "year", "quarter"],
                condition=Q(revoked_at__isnull=True),
                name="look_once_a_quarter",
            ),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="look_in_a_quarter"),
        ]
        indexes = [*Deed.Meta.indexes, models.Index(fields=["branch", "year", "quarter"], name="look_by_branch")]


class LookLine(models.Model):
    """What was seen of one line, in the words of that day, with the cause that both wrote."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField()
    look = models.ForeignKey(Look, on_delete=models.CASCADE, related_name="lines")
    line = models.UUIDField()
    order = models.PositiveSmallIntegerField()
    content = models.CharField(max_length=CONTENT)
    outcome = models.CharField(max_length=12, choices=Outcome)
    cause = models.CharField(max_length=WORDS, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["root", "look", "line"], name="look_line_once"),
            models.CheckConstraint(
                condition=~Q(outcome="not_reached") | ~Q(cause=""), name="look_not_reached_has_a_cause"
            ),
        ]


class Word(OfMember, Deed):
    """A sentence of the member about one line, in own words."""

    line = models.UUIDField()
    words = models.CharField(max_length=WORDS)

    class Meta(Deed.Meta):
        indexes = [*Deed.Meta.indexes, models.Index(fields=["member", "happened_on"], name="word_by_member")]


class ClosedQuarter(Record):
    """The branch has finished the looks of a quarter. Opened again by revoking."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "branch", "year", "quarter"],
                condition=Q(revoked_at__isnull=True),
                name="quarter_closed_once",
            ),
        ]


class Praise(Deed):
    """A deed worth telling. A colleague who is no member is praised by name; publishing needs that person's consent."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=30, blank=True)
    deed = models.CharField(max_length=WORDS)
    consent_on = models.DateField(null=True, blank=True)

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(member__isnull=False, name="") | (Q(member__isnull=True) & ~Q(name="")),
                name="praise_of_one_person",
            ),
            # a name of somebody outside the roster is kept only with that person's yes
            models.CheckConstraint(
                condition=Q(name="") | Q(consent_on__isnull=False), name="praise_of_others_with_consent"
            ),
        ]
        indexes = [*Deed.Meta.indexes, models.Index(fields=["branch", "happened_on"], name="praise_by_branch_day")]

    @property
    def who(self) -> str:
        return self.member.name if self.member else self.name


class Duty(models.TextChoices):
    """The duties whose neglect the regulations on member education name, and the promises of the own book."""

    ORGANISATIONAL_LIFE = "organisational_life", _("参加组织生活")
    DUES = "dues", _("按时交党费")
    CONTACT = "contact", _("流动在外同支部联系")
    TASK = "task", _("做党组织分配的工作")
    LINE = "line", _("自己约定的目标")


class Urging(OfMember, Deed):
    """A reminder talk: that it took place, by whom, about which duty. Not what was said."""

    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    duty = models.CharField(max_length=20, choices=Duty)
    line_content = models.CharField(max_length=CONTENT, blank=True)

    class Meta(Deed.Meta):
        indexes = [*Deed.Meta.indexes, models.Index(fields=["branch", "happened_on"], name="urging_by_branch_day")]


class HelpEnd(models.TextChoices):
    TURNED = "turned", _("已转变")
    ANOTHER_WAY = "another_way", _("换个办法")
    SUPERIOR = "superior", _("请上级帮")


class HelpPlan(OfMember, Deed):
    """What the branch does, what the person does, who stands by. It ends by what was seen, never by a date alone.

    `chain` is the same for a plan and those that follow it by another way.
    """

    chain = models.UUIDField(editable=False)
    helper = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    branch_does = models.CharField(max_length=WORDS)
    member_does = models.CharField(max_length=WORDS)
    closed_on = models.DateField(null=True, blank=True)
    end = models.CharField(max_length=12, choices=HelpEnd, blank=True)

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(condition=~Q(helper=F("member")), name="help_by_somebody_else"),
            models.CheckConstraint(condition=~Q(branch_does="") & ~Q(member_does=""), name="help_from_both_sides"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, end="") | (Q(closed_on__isnull=False) & ~Q(end="")),
                name="help_ends_in_one_of_three_ways",
            ),
            models.UniqueConstraint(
                fields=["root", "member"],
                condition=Q(revoked_at__isnull=True, closed_on__isnull=True),
                name="help_one_at_a_time",
            ),
        ]
        indexes = [*Deed.Meta.indexes, models.Index(fields=["branch", "happened_on"], name="help_by_branch_day")]


class HelpLook(Record):
    """A day on which somebody looks how it goes; with `seen_on` it has been done."""

    plan = models.UUIDField()  # its thread
    due_on = models.DateField()
    seen_on = models.DateField(null=True, blank=True)
    seen = models.CharField(max_length=WORDS, blank=True)

    class Meta(Record.Meta):
        indexes = [*Record.Meta.indexes, models.Index(fields=["plan"], name="help_look_by_plan")]


class Criticism(OfMember, Deed):
    """Said face to face, about a duty or an agreed line; the explanation if one was offered. Never without a plan."""

    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=20, choices=Duty)
    line_content = models.CharField(max_length=CONTENT, blank=True)
    explanation = models.CharField(max_length=WORDS, blank=True)
    plan = models.UUIDField()  # thread of the help plan that was opened in the same act

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(condition=~Q(by=F("member")), name="criticism_by_somebody_else"),
        ]


class HelpRequest(Deed):
    """The branch asks its superior for help. It names nobody; the rest is said face to face."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    plan = models.UUIDField()
    answered_on = models.DateField(null=True, blank=True)


class PastHelp(models.Model):
    """All that remains of help a year after it ended: how many plans of a branch ended which way in a year."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField()
    branch = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    end = models.CharField(max_length=12, choices=HelpEnd)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "branch", "year", "end"], name="past_help_once")]


class Honour(Deed):
    """评优 of one title in one year: nominated, voted, shown, sent up. `happened_on` is the day of nomination."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    places = models.PositiveSmallIntegerField()
    notice_above_share = models.CharField(max_length=120, blank=True)  # the document that allows more than usual
    voted_on = models.DateField(null=True, blank=True)
    due_to_vote = models.PositiveSmallIntegerField(null=True, blank=True)
    present = models.PositiveSmallIntegerField(null=True, blank=True)
    shown_from = models.DateField(null=True, blank=True)
    shown_until = models.DateField(null=True, blank=True)
    submitted_on = models.DateField(null=True, blank=True)

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(shown_from__isnull=True) | Q(voted_on__isnull=False, shown_until__gte=F("shown_from")),
                name="honour_shown_after_vote",
            ),
            models.CheckConstraint(
                condition=Q(submitted_on__isnull=True)
                | Q(shown_until__isnull=False, submitted_on__gt=F("shown_until")),
                name="honour_submitted_after_notice",
            ),
            models.CheckConstraint(
                condition=Q(present__isnull=True) | Q(present__lte=F("due_to_vote")), name="honour_present_within_due"
            ),
        ]


class Nominee(models.Model):
    """Somebody proposed, with the votes as counted on paper."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField()
    honour = models.ForeignKey(Honour, on_delete=models.CASCADE, related_name="nominees")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    in_favour = models.PositiveSmallIntegerField(null=True, blank=True)
    is_chosen = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "honour", "member"], name="nominee_once")]


class TalkArranged(Record):
    """Who means to talk with whom, about when. Met by the talk itself; letting it go has no consequence."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    talker = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    partner = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    planned_on = models.DateField()

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=~Q(talker=F("partner")), name="talk_arranged_with_somebody_else"),
        ]
        indexes = [*Record.Meta.indexes, models.Index(fields=["branch", "planned_on"], name="talk_arranged_by_day")]
