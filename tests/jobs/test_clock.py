"""Daily jobs: not before their time, once a day, later after a missed night, again after being broken off."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.personas import NOW, TODAY, build_enterprise
from zhibu.account.models import LogIn
from zhibu.base.clock import CHINA
from zhibu.base.models import LookTrace, Outgoing, Posted
from zhibu.base.touched import SheetKind
from zhibu.checkup import counting
from zhibu.checkup.models import TABLES, Count
from zhibu.checkup.rebuilding import rebuild
from zhibu.flows import night
from zhibu.flows.models import Beat
from zhibu.jobs import housekeeping
from zhibu.jobs.clock import DAILY, TRY_AGAIN_AFTER, Daily, tick
from zhibu.jobs.leaping import BELIEVED_AFTER, LEAP
from zhibu.jobs.models import Ran

pytestmark = pytest.mark.django_db

SOME_KEY = "11111111-1111-4111-8111-111111111111"


def china(day, hour, minute):
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA).astimezone(UTC)


@pytest.fixture
def calls():
    return []


@pytest.fixture
def job(calls):
    return Daily("night_check", time(5, 30), lambda today, now: calls.append(today))


@pytest.mark.parametrize(("hour", "minute", "times"), [(0, 0, 0), (5, 29, 0), (5, 30, 1), (9, 0, 1), (23, 59, 1)])
def test_not_before_its_time_in_china(job, calls, hour, minute, times):
    assert tick(china(23, hour, minute), (job,)) == ["night_check"] * times
    assert calls == [date(2026, 11, 23)] * times


def test_once_a_day(job, calls):
    for minute in range(30, 40):
        tick(china(23, 5, minute), (job,))
    tick(china(24, 5, 29), (job,))
    assert calls == [date(2026, 11, 23)]
    tick(china(24, 5, 30), (job,))
    assert calls == [date(2026, 11, 23), date(2026, 11, 24)]


@pytest.mark.logs_errors
def test_a_failing_job_does_not_stop_the_others_and_is_tried_again(job, calls):
    def fail(today, now):
        raise ValueError("planted")

    moment = china(23, 6, 0)
    jobs = (Daily("broken", time(5, 30), fail), job)
    assert tick(moment, jobs) == ["night_check"]
    mended = Daily("broken", time(5, 30), lambda today, now: calls.append("mended"))
    tick(moment + TRY_AGAIN_AFTER - timedelta(minutes=1), (mended, job))
    assert "mended" not in calls
    tick(moment + TRY_AGAIN_AFTER, (mended, job))
    assert calls == [date(2026, 11, 23), "mended"]


def test_a_job_that_is_running_elsewhere_is_left_alone(job, calls):
    Ran.objects.create(job="night_check", day=date(2026, 11, 23), started_at=china(23, 5, 30))
    tick(china(23, 5, 31), (job,))
    assert calls == []


def test_old_rows_are_forgotten(job):
    Ran.objects.create(job="night_check", day=date(2026, 5, 1), started_at=china(23, 5, 30))
    tick(china(23, 6, 0), (job,))
    assert list(Ran.objects.values_list("day", flat=True)) == [date(2026, 11, 23)]


def test_the_night_check_comes_first():
    assert (DAILY[0].name, DAILY[0].after) == ("night_check", time(5, 30))


def test_the_sums_of_superiors_are_one_row_each_after_the_night():
    company = build_enterprise().company
    counts = counting.counts_of(company.pk)
    rows = Count.objects.filter(organisation=company)
    assert rows.count() > len(set(rows.values_list("state", flat=True))), "every change left a row"
    assert "sums" in tick(china(23, 5, 45), tuple(job for job in DAILY if job.name == "sums"))
    assert rows.count() == len(set(rows.values_list("state", flat=True)))
    assert counting.counts_of(company.pk) == counts


def test_housekeeping_keeps_looks_for_a_year_and_keys_for_a_month():
    today, now = date(2026, 11, 23), china(23, 6, 0)
    for day in (date(2025, 11, 22), date(2025, 11, 23), today):
        LookTrace.objects.create(root=SOME_KEY, subject=SOME_KEY, looker=SOME_KEY, day=day)
    for days, number in ((29, 1), (31, 2)):
        Posted.objects.create(
            key=f"{number}" * 8 + "-1111-4111-8111-111111111111",
            actor=SOME_KEY,
            act="save_gathering",
            at=now - timedelta(days=days),
        )
    for seconds in (-1, 1):
        LogIn.objects.create(session_key=f"s{seconds}", session_data="", expire_date=now + timedelta(seconds=seconds))
    housekeeping.run(today, now)
    assert sorted(LookTrace.objects.values_list("day", flat=True)) == [date(2025, 11, 23), today]
    assert [posted.at for posted in Posted.objects.all()] == [now - timedelta(days=29)]
    assert list(LogIn.objects.values_list("session_key", flat=True)) == ["s1"]


@pytest.fixture
def deleting(calls):
    return Daily("housekeeping", time(5, 45), lambda today, now: calls.append(today), deletes=True)


@pytest.mark.parametrize(("ahead", "believed"), [(LEAP, True), (LEAP + timedelta(seconds=1), False)])
def test_a_clock_that_leapt_ahead_deletes_nothing_at_once(deleting, calls, ahead, believed):
    tick(china(1, 5, 44), (deleting,))
    assert calls == []
    later = china(4, 6, 0)
    Beat.objects.update(at=later - ahead)
    tick(later, (deleting,))
    assert bool(calls) is believed
    for minutes in (1, 119):
        tick(later + timedelta(minutes=minutes), (deleting,))
    assert bool(calls) is believed
    tick(later + BELIEVED_AFTER, (deleting,))
    assert len(calls) == 1


def test_a_clock_set_back_takes_back_the_days_to_come_and_judges_again():
    enterprise = build_enterprise()
    tick(NOW)
    ahead = NOW + timedelta(days=40)
    tick(ahead)
    assert Ran.objects.filter(day__gt=TODAY).exists()
    assert TABLES[SheetKind.BRANCH_YEAR].objects.filter(year=2027, branch=enterprise.first).exists()
    tick(NOW)
    assert not Ran.objects.filter(day__gt=TODAY).exists()
    assert not TABLES[SheetKind.BRANCH_YEAR].objects.filter(year=2027).exists()
    assert not Outgoing.objects.filter(taken_at=None).exists()
    assert rebuild(TODAY).total == 0
    assert night.last_run_on(TODAY) == TODAY
