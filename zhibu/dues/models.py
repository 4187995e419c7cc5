"""Dues: what each member has to pay, what was paid, handed up and published. All sums are whole fen.

What was agreed and what was done are records. Months paid as fixed are folded into one row a member-year (a mask of
twelve months at one sum); only what departs from that is a payment row of its own. See docs/decisions/dues-by-year.md.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.base.records import Deed, Record, Spell
from zhibu.member.models import Member
from zhibu.org.models import Organisation

WHOLE_YEAR = (1 << 12) - 1


class Assessment(Spell):
    """核定: what one member pays in each month of the spell. `since` and `until` are first days of months of one year.

    The sum is that of the law on the first day (2008 provisions, arts. 1-8; 2017 notice, part one). The payslip is not
    kept, only the base that came out of it.
    """

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assessments")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="assessments")
    kind = models.CharField(max_length=20)  # as the question dues.amount names kinds of members
    base_fen = models.PositiveIntegerField(null=True, blank=True)  # None where the law looks at no income
    monthly_fen = models.PositiveIntegerField()
    fixed_on = models.DateField()

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "member", "since"], condition=Q(revoked_at__isnull=True), name="assessment_once_a_month"
            ),
            models.CheckConstraint(condition=Q(until__isnull=False), name="assessment_of_one_year"),
        ]
        indexes = [*Spell.Meta.indexes, models.Index(fields=["branch", "since"], name="assessment_by_branch")]


class ArrangementKind(models.TextChoices):
    REDUCED = "reduced", _("少交或者免交")
    QUARTERLY = "quarterly", _("按季度交")
    REASON = "reason", _("没按时交，有正当理由")


class Arrangement(Spell):
    """What was agreed for one member for some months: paying less, by the quarter, or a reason that was verified.

    `discussed_on`: the branch agreed (or verified); `approved_on`: the next higher committee approved, where the law
    asks for it (2008 provisions, arts. 7 and 12; 2017 notice for retired members). No circumstances are described.
    """

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dues_arrangements")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="dues_arrangements")
    kind = models.CharField(max_length=10, choices=ArrangementKind)
    monthly_fen = models.PositiveIntegerField(null=True, blank=True)  # of a reduction; 0 = exempt
    is_retired = models.BooleanField(default=False)  # decides who has to agree to a reduction
    discussed_on = models.DateField()
    approved_on = models.DateField(null=True, blank=True)
    in_effect = models.BooleanField(default=True)  # a reduction that still waits for approval changes nothing

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="reduced", monthly_fen__isnull=False) | (~Q(kind="reduced") & Q(monthly_fen=None)),
                name="arrangement_sum_of_reductions",
            ),
        ]
        indexes = [*Spell.Meta.indexes, models.Index(fields=["branch", "since"], name="arrangement_by_branch")]


class Collection(Deed):
    """The month was collected: those ticked paid what was fixed, the others did not. Said once for each month."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="collections")
    month = models.DateField()  # its first day
    people = models.PositiveIntegerField()
    sum_fen = models.PositiveIntegerField()

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "branch", "month"], condition=Q(revoked_at__isnull=True), name="month_collected_once"
            ),
        ]


class MemberYear(models.Model):
    """The lines of a branch's collections, folded: the months of a year in which a member paid this sum.

    Bit 0 is January. A bit stands for one line of the standing collection of that month, frozen at this sum: a later
    change of the assessment does not touch it. Somebody whose sum changed in the year has a second row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField()
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="dues_years")
    year = models.PositiveSmallIntegerField()
    monthly_fen = models.PositiveIntegerField()
    paid = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["root", "branch", "year", "member", "monthly_fen"], name="member_year_once_a_sum"
            ),
            models.CheckConstraint(condition=Q(paid__lte=WHOLE_YEAR), name="member_year_twelve_months"),
        ]


class Nature(models.TextChoices):
    DUES = "dues", _("应交党费")
    VOLUNTARY = "voluntary", _("自愿多交")


class Way(models.TextChoices):
    """How it was paid; the codes are those of the question dues.payment."""

    MONTHLY = "monthly", _("本人交")
    QUARTERLY = "quarterly", _("本人按季度交")
    RELATIVE = "relative", _("托亲属代交")
    MEMBER = "member", _("托别的党员代交")


class Payment(Deed):
    """What departs from the ticked month: paid later, in another sum or way, voluntarily more, or taken back.

    `fen` is negative only in a counter-entry, which says why and leaves what it corrects as it was.
    """

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dues_payments")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="dues_payments")
    month = models.DateField()  # for which month, its first day
    fen = models.IntegerField()
    nature = models.CharField(max_length=10, choices=Nature, default=Nature.DUES)
    way = models.CharField(max_length=10, choices=Way, default=Way.MONTHLY)
    receipt = models.UUIDField(default=uuid.uuid4)  # payments of one handing-over have one receipt
    is_counter_entry = models.BooleanField(default=False)
    reason = models.CharField(max_length=100, blank=True)  # why it is taken back

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(condition=~Q(fen=0), name="payment_of_something"),
            models.CheckConstraint(
                condition=Q(is_counter_entry=False, fen__gt=0) | (Q(is_counter_entry=True, fen__lt=0) & ~Q(reason="")),
                name="payment_negative_only_as_counter_entry",
            ),
        ]
        indexes = [*Deed.Meta.indexes, models.Index(fields=["branch", "month"], name="payment_by_branch_month")]


class ClaimState(models.TextChoices):
    WAITING = "waiting", _("等支部核对")
    CONFIRMED = "confirmed", _("收到了")
    NOT_SEEN = "not_seen", _("还没有收到")


class Claim(Deed):
    """我已交: the member's own word that a month was paid (on `happened_on`), and what was answered. No payment."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dues_claims")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="dues_claims")
    month = models.DateField()  # its first day
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.WAITING)

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "member", "month"],
                condition=Q(revoked_at__isnull=True, state="waiting"),
                name="dues_claim_waits_once",
            ),
        ]
        indexes = [
            *Deed.Meta.indexes,
            models.Index(
                fields=["branch", "month"],
                condition=Q(revoked_at__isnull=True, state="waiting"),
                name="dues_claim_waiting",
            ),
        ]


class Reminder(Deed):
    """Dues were late and somebody talked with the member: on which day, and until when to make it up (art. 13)."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dues_reminders")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="dues_reminders")
    make_up_by = models.DateField()

    class Meta(Deed.Meta):
        indexes = [*Deed.Meta.indexes, models.Index(fields=["branch", "happened_on"], name="reminder_by_branch")]


class HandingUp(Deed):
    """上缴: money of these months given to the organisation above; `receipt_number` and its day once they came back."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dues_handed_up")
    first_month = models.DateField()
    last_month = models.DateField()  # its first day, included
    fen = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    receipt_number = models.CharField(max_length=40, blank=True)
    received_on = models.DateField(null=True, blank=True)

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(condition=Q(fen__gt=0), name="handing_up_of_something"),
            models.CheckConstraint(condition=Q(last_month__gte=F("first_month")), name="handing_up_in_order"),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("happened_on")),
                name="handing_up_received_after",
            ),
        ]
        indexes = [*Deed.Meta.indexes, models.Index(fields=["branch", "first_month"], name="handing_up_by_branch")]


class Publication(Deed):
    """公示: the members were told what was actually paid for these months (art. 26). No base, no arrears."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dues_publications")
    first_month = models.DateField()
    last_month = models.DateField()

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(condition=Q(last_month__gte=F("first_month")), name="publication_in_order"),
        ]
        indexes = [*Deed.Meta.indexes, models.Index(fields=["branch", "first_month"], name="publication_by_branch")]


class YearClose(Record):
    """The year's account as it stood when it was closed. Later payments for its months stand beside it."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dues_closes")
    year = models.PositiveSmallIntegerField()
    due_fen = models.PositiveIntegerField()
    paid_fen = models.IntegerField()
    voluntary_fen = models.IntegerField()
    arrears_fen = models.PositiveIntegerField()
    handed_up_fen = models.PositiveIntegerField()

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "branch", "year"], condition=Q(revoked_at__isnull=True), name="dues_year_closed_once"
            ),
            models.CheckConstraint(condition=Q(due_fen=F("paid_fen") + F("arrears_fen")), name="dues_year_balances"),
        ]
