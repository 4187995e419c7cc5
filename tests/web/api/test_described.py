"""The interface keeps to its own description, whatever is sent: no crash, no answer that was not announced."""

import os
import uuid
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
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
