"""Log-ins and dated role grants. An administrator manages these and sees no content."""

import uuid
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhibu.account.handed_out import handed_out
from zhibu.base.clock import day_of
from zhibu.base.private import EncryptedText
from zhibu.base.records import Record, Spell
from zhibu.member.models import Member
from zhibu.org.models import Organisation


class RoleName(models.TextChoices):
    SECRETARY = "secretary", _("书记")
    DEPUTY_SECRETARY = "deputy_secretary", _("副书记")
    ORGANISATION_MEMBER = "organisation_member", _("组织委员")
    PUBLICITY_MEMBER = "publicity_member", _("宣传委员")
    DISCIPLINE_MEMBER = "discipline_member", _("纪检委员")
    COMMITTEE_MEMBER = "committee_member", _("委员")
    GROUP_LEADER = "group_leader", _("党小组长")
    MEMBER = "member", pgettext_lazy("role", "党员")
    CLERK = "clerk", _("代办")
    ORGANISER = "organiser", _("上级组织员")
    CONCERN_HANDLER = "concern_handler", _("诉求受理人")
    INDEPENDENT_HANDLER = "independent_handler", _("独立台受理人")
    APPLICANT = "applicant", _("入党申请人")
    ADMINISTRATOR = "administrator", _("系统管理员")


class UserManager(BaseUserManager["User"]):
    def create_user(
        self,
        username: str,
        password: str | None,
        display_name: str,
        member: Member | None = None,
        *,
        is_given: bool = False,
    ) -> "User":
        user = self.model(username=username, display_name=display_name, member=member, password_is_given=is_given)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=40, unique=True)
    display_name = models.CharField(max_length=30)
    member = models.OneToOneField(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="user")
    is_active = models.BooleanField(default=True)
    password_is_given = models.BooleanField(default=False)  # a one-time password: the person chooses an own one first
    large_print = models.BooleanField(default=False)
    last_login = None  # nobody's log-ins are kept
    recovered_on = models.DateField(null=True, blank=True)  # two people gave a new password; shown to the person
    recovered_by = models.CharField(max_length=80, blank=True)
    second_factor_since = models.DateField(null=True, blank=True)  # empty: the password alone opens the account
    acting_grant = models.UUIDField(null=True, blank=True)  # the role chosen last, so that a log-in goes on there

    objects = UserManager()

    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.display_name


class RoleGrant(Spell):
    """A role at an organisation for a span of days; several per person. A clerk's grant names its secretary."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=RoleName)
    for_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="clerks")

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "user", "organisation", "role"],
                condition=Q(revoked_at__isnull=True, until__isnull=True),
                name="role_once_at_a_place",
            ),
            models.CheckConstraint(
                condition=Q(role="clerk", for_user__isnull=False) | (~Q(role="clerk") & Q(for_user__isnull=True)),
                name="clerk_names_the_secretary",
            ),
        ]


class ProposalKind(models.TextChoices):
    ROLE = "role", _("给角色")
    RECOVERY = "recovery", _("重设密码")


class Proposal(Record):
    """What the keeper of accounts cannot do alone: it takes effect when somebody from above agrees."""

    kind = models.CharField(max_length=10, choices=ProposalKind)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="proposals")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=RoleName, blank=True)
    since = models.DateField(null=True)
    for_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agreed = models.BooleanField(null=True)  # empty: nobody has answered yet
    answered_by = models.UUIDField(null=True)


class OpeningKind(models.TextChoices):
    GATHERING = "gathering", _("一次会议")
    MEMBER = "member", _("一名党员的资料")


class Opening(Record):
    """紧急打开: one record that the keeper asks to see; an officer outside the branch agrees, for an hour."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=OpeningKind)
    subject = models.UUIDField()  # the member, or the thread of the gathering
    reason = models.CharField(max_length=200)
    agreed = models.BooleanField(null=True)  # empty: nobody has answered yet
    answered_by = models.UUIDField(null=True)


class Erasure(models.Model):
    """Somebody wants the own data gone once they have left; deleted when it is done or withdrawn."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="erasure")
    asked_on = models.DateField()


class LogIn(AbstractBaseSession):
    """One session of one person, gone when it ends. The key is kept as a digest: this row opens nothing."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="log_ins")
    began_on = models.DateField(null=True)
    device = models.CharField(max_length=20, blank=True)
    is_shared = models.BooleanField(default=False)  # a computer that others use too: half an hour, and no longer

    class Meta:
        db_table = "account_log_in"


@handed_out("session")
def end_log_ins(user_id: uuid.UUID, now: datetime) -> None:
    LogIn.objects.filter(user=user_id).delete()


class Token(models.Model):
    """What lets a program in for one person in one role: a digest of the key, what it may do, and until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    grant = models.UUIDField()  # thread of the role in whose name it acts
    label = models.CharField(max_length=40)
    digest = models.CharField(max_length=32, unique=True)
    scopes = models.JSONField(default=list)
    made_on = models.DateField()
    until = models.DateField()  # the last day
    revoked_on = models.DateField(null=True)


@handed_out("token")
def revoke_tokens(user_id: uuid.UUID, now: datetime) -> None:
    Token.objects.filter(user=user_id, revoked_on__isnull=True).update(revoked_on=day_of(now))


class FactorKind(models.TextChoices):
    APP = "app", _("手机上的动态码")
    PASSKEY = "passkey", _("通行密钥")
    CODES = "codes", _("备用码")


class SecondFactor(models.Model):
    """What somebody shows beside the password. Deleted when it is given up; `secret` is read only with the key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=8, choices=FactorKind)
    label = models.CharField(max_length=40, blank=True)
    secret = EncryptedText()  # of an app, the public half of a passkey, or the codes that are left
    used = models.PositiveBigIntegerField(default=0)  # last half minute of a code, last count of a passkey
    made_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], condition=~Q(kind="passkey"), name="one_app_and_one_list_of_codes"
            )
        ]


class Told(models.Model):
    """What the owner of an account is told of it: on 今天 until it is read, then for a while with the own log-ins."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="told")
    kind = models.CharField(max_length=20)  # a word of the pages
    about = models.CharField(max_length=200, blank=True)
    told_on = models.DateField()
    is_read = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["user"], condition=Q(is_read=False), name="told_and_not_read")]
