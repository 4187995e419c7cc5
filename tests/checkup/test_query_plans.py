"""Judging one branch again after a write must not read through the tables of all branches."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import NOW, TODAY
from tests.web.workshop import Workshop, built, workshop
from zhibu.flows import night
from zhibu.meeting.models import ItemKind

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db
LARGE = ("meeting_gathering", "work_task", "member_member", "checkup_finding")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="plans are read as SQLite tells them")
def test_a_saved_gathering_scans_no_large_table(workshop: Workshop) -> None:
    with CaptureQueriesContext(connection) as queries:
        workshop.held(date(2026, 11, 3), ItemKind.THEME_DAY)
    scanned = []
    with connection.cursor() as cursor:
        for query in queries.captured_queries:
            if query["sql"].startswith("SELECT"):
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
                plan = [row[3] for row in cursor.fetchall()]
                if any(step.startswith("SCAN U") and "USING" not in step for step in plan):
                    scanned += [table for table in LARGE if f'FROM "{table}" U0' in query["sql"]]
    assert scanned == []


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="plans are read as SQLite tells them")
def test_a_quiet_night_reads_through_no_large_table(workshop: Workshop) -> None:
    night.run(TODAY, NOW)
    with CaptureQueriesContext(connection) as queries:
        night.run(TODAY + timedelta(days=1), NOW + timedelta(days=1))
    large = (*LARGE, "member_membership", "member_postholding", "checkup_resolutionsheet", "org_organisation")
    plans = []
    with connection.cursor() as cursor:
        for query in queries.captured_queries:
            if query["sql"].startswith("SELECT"):
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
                plans += [row[3] for row in cursor.fetchall()]
    assert plans
    assert [plan for plan in plans if plan.startswith("SCAN") and any(table in plan for table in large)] == []
