"""What somebody did with a line of 今天 instead of doing it: put off, handed over, said not to apply."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.account.models import User
from zhibu.base.private import EncryptedText
from zhibu.base.records import Record
from zhibu.org.models import Organisation


class Way(models.TextChoices):
    PUT_OFF = "put_off", _("推迟")
    HANDED = "handed", _("交给别人")
    NOT_APPLICABLE = "not_applicable", _("不适用")


class Treatment(Record):
    """One person's treatment of one matter at one organisation. Lines of 今天 are computed, so only a digest of the
    matter's key is kept, and never its words. Put off: back on the list on `until`."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="treatments")
    matter = models.CharField(max_length=32)
    way = models.CharField(max_length=16, choices=Way)
    until = models.DateField(null=True)
    receiver = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="received")
    reason = EncryptedText()

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "organisation", "user", "matter"],
                condition=Q(revoked_at__isnull=True),
                name="matter_treated_once",
            ),
            models.CheckConstraint(
                condition=Q(way="put_off", until__isnull=False, receiver__isnull=True)
                | Q(way="handed", until__isnull=True, receiver__isnull=False)
                | Q(way="not_applicable", until__isnull=True, receiver__isnull=True),
                name="treatment_has_what_its_way_needs",
            ),
        ]
        indexes = [*Record.Meta.indexes, models.Index(fields=["receiver", "organisation"], name="treatment_received")]
