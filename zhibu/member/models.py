"""Members: who they are, where they belong, the posts they hold, and what exempts or suspends."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.base.paths import PathField
from zhibu.base.private import EncryptedText
from zhibu.base.records import Deed, Record, Spell
from zhibu.org.models import Organisation, PartyGroup


class Sex(models.TextChoices):
    MALE = "male", _("男")
    FEMALE = "female", _("女")
    UNKNOWN = "", _("未填")


class Category(models.TextChoices):
    FULL = "full", _("正式党员")
    PROBATIONARY = "probationary", _("预备党员")
    UNKNOWN = "", _("未填")


def turning_on(name: str) -> list[models.Index]:
    """The night finds what begins or ends on a day without reading through everything."""
    standing = Q(revoked_at__isnull=True)
    return [
        models.Index(fields=["since"], name=f"{name}_begins", condition=standing),
        models.Index(fields=["until"], name=f"{name}_ends", condition=standing & Q(until__isnull=False)),
    ]


class Member(models.Model):
    """The lasting identity of one person. Name, sort key and branch are what stands today; details hold the history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField()
    name = models.CharField(max_length=30)
    sort_key = models.CharField(max_length=120)  # pinyin, for order and search
    initials = models.CharField(max_length=30)
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="members")
    path = PathField(default="!")  # of the branch, so that any subtree's list is one index range
    joined_on = models.DateField(null=True)
    full_on = models.DateField(null=True)
    category = models.CharField(max_length=12, choices=Category, blank=True)

    class Meta:
        indexes = [
            # A subtree's list in its order; with the initials a search in it reads nothing but this index.
            models.Index(fields=["path", "sort_key", "id", "initials"], name="member_by_place"),
            models.Index(fields=["branch", "sort_key"], name="member_by_branch"),
            models.Index(fields=["initials"], name="member_by_initials"),
            models.Index(fields=["sort_key"], name="member_by_pinyin"),
            models.Index(fields=["joined_on"], name="member_not_full", condition=Q(full_on__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.name


class Details(Record):
    """What the roster says of a member. A correction writes a new version."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="details")
    name = models.CharField(max_length=30)
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    ethnicity = models.CharField(max_length=20, blank=True)
    birth_on = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(max_length=5, default="day")  # day, month or year: a month stays a month
    education = models.CharField(max_length=40, blank=True)
    joined_on = models.DateField(
        null=True, blank=True
    )  # 入党: admitted as a probationary member by the general meeting
    joined_precision = models.CharField(max_length=5, default="day")
    full_on = models.DateField(null=True, blank=True)  # 转正
    full_precision = models.CharField(max_length=5, default="day")
    category = models.CharField(max_length=12, choices=Category, blank=True)  # as stated, where a date is missing
    job = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    identity_number = EncryptedText(blank=True, default="")  # kept only where the unit says so
    identity_digest = models.CharField(max_length=32, blank=True)
    remark = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "member"], condition=Q(revoked_at__isnull=True), name="details_one_per_member"
            ),
            models.UniqueConstraint(
                fields=["root", "identity_digest"],
                condition=Q(revoked_at__isnull=True) & ~Q(identity_digest=""),
                name="details_one_per_identity_number",
            ),
            models.CheckConstraint(
                condition=Q(birth_on__isnull=True) | Q(joined_on__isnull=True) | Q(joined_on__gt=F("birth_on")),
                name="details_joined_after_birth",
            ),
            models.CheckConstraint(
                condition=Q(full_on__isnull=True) | Q(joined_on__isnull=True) | Q(full_on__gte=F("joined_on")),
                name="details_full_after_joined",
            ),
        ]


class Membership(Spell):
    """To which branch a member belongs, from when (member education regulations 2019, art. 25)."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="memberships")
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    group = models.ForeignKey(PartyGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "member"],
                condition=Q(revoked_at__isnull=True, until__isnull=True),
                name="membership_in_one_branch",
            ),
        ]
        indexes = [
            *Spell.Meta.indexes,
            models.Index(fields=["branch", "since"], name="membership_by_branch"),
            *turning_on("membership"),
        ]


class PostKind(models.TextChoices):
    SECRETARY = "secretary", _("书记")
    DEPUTY_SECRETARY = "deputy_secretary", _("副书记")
    ORGANISATION_MEMBER = "organisation_member", _("组织委员")
    PUBLICITY_MEMBER = "publicity_member", _("宣传委员")
    DISCIPLINE_MEMBER = "discipline_member", _("纪检委员")
    COMMITTEE_MEMBER = "committee_member", _("委员")
    GROUP_LEADER = "group_leader", _("党小组长")


class PostHolding(Spell):
    """Who holds which post of an organisation, from when. One person may hold several."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="posts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="post_holdings")
    post = models.CharField(max_length=20, choices=PostKind)

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "organisation", "post"],
                condition=Q(revoked_at__isnull=True, until__isnull=True, post="secretary"),
                name="one_secretary",
            ),
            models.UniqueConstraint(
                fields=["root", "organisation", "post", "member"],
                condition=Q(revoked_at__isnull=True, until__isnull=True),
                name="post_once_a_person",
            ),
        ]
        indexes = [
            *Spell.Meta.indexes,
            models.Index(fields=["organisation", "since"], name="post_by_organisation"),
            *turning_on("post"),
        ]


class ConditionKind(models.TextChoices):
    FRAIL = "frail", _("年老体弱、行动不便或重病(不作硬性要求)")
    MOBILE = "mobile", _("流动党员")
    RIGHTS_SUSPENDED = "rights_suspended", _("没有表决权(留党察看等)")
    LOST_CONTACT = "lost_contact", _("失去联系")


class Condition(Spell):
    """A dated circumstance that changes what is asked of a member. A category only: no detail, no reason."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="conditions")
    kind = models.CharField(max_length=20, choices=ConditionKind)

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "member", "kind"],
                condition=Q(revoked_at__isnull=True, until__isnull=True),
                name="condition_once",
            ),
        ]


class Course(Deed):
    """A course that a member took part in outside the branch's own gatherings; hours as in the certificate."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="courses")
    title = models.CharField(max_length=80)
    # a register may know only the month or the year: then the day is its first, for the order alone
    happened_precision = models.CharField(max_length=5, default="day")
    minutes = models.PositiveIntegerField()
    is_centralised = models.BooleanField(default=False)  # 集中轮训, held at county level or above
    is_induction = models.BooleanField(default=False)  # 任职培训 of somebody newly in office

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(condition=Q(minutes__gt=0), name="course_of_some_length"),
            models.UniqueConstraint(
                fields=["root", "member", "happened_on", "title"],
                condition=Q(revoked_at__isnull=True),
                name="course_once",
            ),
        ]


class Transfer(Deed):
    """接转: a letter of introduction issued on a day, and what became of it. Until `received_on` the origin answers.

    Both branches are known inside the deployment; `outside` names the other end where it is elsewhere.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="transfers")
    origin = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    destination = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    outside = models.CharField(max_length=80, blank=True)
    letter_number = models.CharField(max_length=30, blank=True)
    valid_days = models.PositiveSmallIntegerField(null=True, blank=True)  # as written in the letter
    dues_until = models.DateField(null=True, blank=True)  # first day of the last month whose dues were paid there
    received_on = models.DateField(null=True, blank=True)
    receipt_on = models.DateField(null=True, blank=True)  # the receipt came back to the origin

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("happened_on")),
                name="transfer_received_after_issue",
            ),
            models.CheckConstraint(
                condition=(Q(origin__isnull=False, destination__isnull=False, outside="")) | ~Q(outside=""),
                name="transfer_has_two_ends",
            ),
            models.UniqueConstraint(
                fields=["root", "member"],
                condition=Q(revoked_at__isnull=True, received_on__isnull=True),
                name="one_transfer_under_way",
            ),
        ]


class ContactPerson(Spell):
    """Who keeps in contact with a mobile member, from when."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="contact_persons")
    contact = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "member"],
                condition=Q(revoked_at__isnull=True, until__isnull=True),
                name="one_contact_person",
            ),
            models.CheckConstraint(condition=~Q(member=F("contact")), name="contact_is_somebody_else"),
        ]


class ContactKind(models.TextChoices):
    REACHED = "reached", _("联系上了")
    PHONE = "phone", _("打电话、发消息，没有联系上")
    FAMILY = "family", _("问了家人、同事")
    VISIT = "visit", _("去了住处")
    OFFICE = "office", _("请单位、社区帮着找")


class Contact(Deed):
    """That somebody got in contact with a member who is away, or searched in vain. Never where the member is."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=10, choices=ContactKind)


class RequestState(models.TextChoices):
    OPEN = "open", _("等支部看")
    CHANGED = "changed", _("改了")
    KEPT = "kept", _("没有改")


class CorrectionRequest(Record):
    """A member says that something kept about them is wrong. Those who may correct it answer, with a reason if not."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="correction_requests")
    column = models.CharField(max_length=20)  # of `Details`
    wanted = models.CharField(max_length=100)
    state = models.CharField(max_length=8, choices=RequestState, default=RequestState.OPEN)
    answer = models.CharField(max_length=100, blank=True)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "member", "column"],
                condition=Q(revoked_at__isnull=True, state="open"),
                name="one_open_request_a_column",
            ),
            models.CheckConstraint(condition=~Q(state="kept") | ~Q(answer=""), name="request_kept_with_a_reason"),
        ]
