"""The interface keeps to its own description, whatever is sent: no crash, no answer that was not announced."""

import os
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.web.workshop import Workshop, built, workshop
from zhibu.account.models import User
from zhibu.account.queries import actor_of
from zhibu.account.tokens import Scope, make_token
from zhibu.base import clock

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db
SECRET = "zhibu_" + "k" * 32
EXAMPLES = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "drill" else 3


@pytest.fixture
def one_connection() -> Iterator[None]:
    """What is asked here runs inside the test's transaction: its connection stays open between requests."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
def test_every_operation_keeps_its_word(workshop: Workshop) -> None:
    user, today = User.objects.get(username="secretary"), clock.today()
    make_token(
        actor_of(user, today), user=user, label="x", scopes=[*Scope], until=today + timedelta(days=9), secret=SECRET,
        today=today,
    )  # fmt: skip
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) >= 12
    for operation in operations:
        _try(operation)


def _try(operation: Any) -> None:
    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def keeps_its_word(case: Any) -> None:
        headers = {"Authorization": f"Bearer {SECRET}"}
        if case.method == "POST":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        case.call_and_validate(
            headers=headers, excluded_checks=[positive_data_acceptance]
        )  # records have their own say

    keeps_its_word()
