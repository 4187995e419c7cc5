"""Which daily job has run on which day, so that two clocks, a restart or a missed night neither repeat nor lose one."""

import uuid

from django.db import models


class Ran(models.Model):
    """One job on one day. Started and not finished: running, or broken off and to be tried again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.CharField(max_length=40)
    day = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "day"], name="job_once_a_day")]
