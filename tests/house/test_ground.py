"""The ground of the tests holds: what should fail, fails."""

from datetime import datetime

import pytest
from django.conf import settings
from django.template import engines

from zhibu.jobs.models import Ran


def test_an_undefined_template_variable_fails():
    template = engines["django"].from_string("{{ there }} {{ nowhere }}")
    with pytest.raises(pytest.fail.Exception, match="nowhere"):
        template.render({"there": 1})


@pytest.mark.django_db
def test_a_naive_datetime_fails():
    with pytest.raises(RuntimeWarning, match="naive datetime"):
        Ran.objects.create(job="x", day="2026-11-23", started_at=datetime(2026, 11, 23, 8, 0))  # noqa: DTZ001


def test_tests_keep_away_from_the_owners_data():
    assert "zhibu-test-" in str(settings.DATA)
    assert settings.DATABASES["default"]["NAME"] != settings.DATA.parent / "zhibu.sqlite3"
    assert settings.DEBUG is False
