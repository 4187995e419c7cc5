"""The day's head of the log, by mail to people outside the server."""

import re
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core import mail

from tests.personas import NOW, TODAY
from zhibu.base import sealing
from zhibu.base.models import LogEntry
from zhibu.jobs.clock import DAILY, tick

pytestmark = pytest.mark.django_db
KEEPERS = ["auditor@example.cn", "discipline@example.cn"]
JOB = tuple(job for job in DAILY if job.name == "log_heads")


def test_the_head_goes_to_both_each_day_and_fits_the_log(settings: LazySettings) -> None:
    settings.LOG_HEADS = KEEPERS
    LogEntry.objects.create(at=NOW, act="enter_member")
    tick(NOW, JOB)
    tick(NOW + timedelta(hours=1), JOB)
    assert [message.to for message in mail.outbox] == [[address] for address in KEEPERS]
    [(number, head)] = set(re.findall(r"--head (\d+)-([0-9a-f]{16})", "".join(message.body for message in mail.outbox)))
    assert sealing.verify([(int(number), head)]).faults == []
    LogEntry.objects.update(act="x")
    assert sealing.verify([(int(number), head)]).faults


def test_an_empty_log_and_nobody_named_send_nothing(settings: LazySettings) -> None:
    tick(NOW, JOB)
    settings.LOG_HEADS = KEEPERS
    tick(NOW + timedelta(days=1), JOB)
    assert mail.outbox == []


@pytest.mark.logs_errors
def test_a_mail_server_that_is_away_is_tried_again(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LOG_HEADS = KEEPERS
    LogEntry.objects.create(at=NOW, act="enter_member")
    with monkeypatch.context() as away:
        away.setattr("django.core.mail.EmailMessage.send", lambda self: (_ for _ in ()).throw(OSError("away")))
        assert tick(NOW, JOB) == []
    assert tick(NOW + timedelta(hours=2), JOB) == ["log_heads"]
    assert len(mail.outbox) == 2
    assert TODAY.isoformat() in mail.outbox[0].body
