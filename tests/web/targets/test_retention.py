"""A year after help has ended only a number remains: rows are deleted, whatever version they were."""

from datetime import date, timedelta

import pytest

from tests.web.sending import send
from tests.web.targets.test_helping import open_plan, plan, see
from tests.web.workshop import Workshop
from zhibu.target.models import Criticism, HelpLook, HelpPlan, HelpRequest, PastHelp, Urging
from zhibu.target.queries import past_help
from zhibu.target.retention import forget

pytestmark = pytest.mark.django_db
ENDED = date(2026, 11, 23)
YEAR = timedelta(days=365)


def end(workshop: Workshop, how: str) -> HelpPlan:
    opened = open_plan(workshop)
    see(workshop)
    workshop.browser("secretary").post(f"/members/targets/help/{opened.thread}/end/", {"end": how})
    return opened


def kept() -> int:
    return sum(model.versions.count() for model in (HelpPlan, HelpLook, Criticism, HelpRequest))


def test_everything_goes_and_the_number_stays(workshop: Workshop) -> None:
    end(workshop, "superior")
    before = kept()
    assert before > 6
    assert forget(ENDED + YEAR - timedelta(days=1)) == 0
    assert kept() == before
    assert forget(ENDED + YEAR) == 1
    assert kept() == 0
    assert past_help(workshop.branch, 2026)["superior"] == 1
    assert forget(ENDED + YEAR) == 0
    assert PastHelp.objects.get().number == 1


def test_a_chain_is_kept_while_its_last_plan_runs(workshop: Workshop) -> None:
    opened = open_plan(workshop)
    see(workshop)
    another = f"/members/targets/help/{opened.thread}/another/"
    assert send(workshop.browser("secretary"), another, **plan(workshop)).status_code == 302
    assert forget(ENDED + YEAR) == 0
    assert HelpPlan.objects.count() == 2


def test_what_was_taken_back_leaves_nothing_to_count(workshop: Workshop) -> None:
    opened = open_plan(workshop)
    workshop.browser("secretary").post(f"/members/targets/help/{opened.thread}/undo/")
    assert forget(ENDED + YEAR) == 0
    assert kept() == 0
    assert not PastHelp.objects.exists()


def test_reminders_go_after_a_year(workshop: Workshop) -> None:
    address = f"/members/targets/{workshop.members[2].pk}/remind/"
    send(workshop.browser("secretary"), address, duty="dues", happened_on="2026-11-20")
    forget(date(2027, 11, 19))
    assert Urging.objects.exists()
    forget(date(2027, 11, 20))
    assert not Urging.versions.exists()


def test_the_night_run_forgets(workshop: Workshop) -> None:
    from datetime import UTC, datetime

    from zhibu.jobs import housekeeping

    end(workshop, "turned")
    housekeeping.run(ENDED + YEAR, datetime(2027, 11, 22, 22, tzinfo=UTC))
    assert not HelpPlan.versions.exists()
