"""Pages of a desk cost the same however many concerns lie there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.concern.clock import Clock
from tests.concern.test_way import PLAN, work
from tests.concern.unit import Unit, raise_concern, the_only
from tests.personas import TODAY
from tests.web.sending import send
from zhibu.concern.models import Concern, Kind, Line
from zhibu.concern.promises import Promises
from zhibu.concern.release import open_concern

pytestmark = pytest.mark.django_db


def some(unit: Unit, count: int, first: int) -> None:
    """Each released on a day of its own, so that each has a promise of its own."""
    for number in range(first, first + count):
        open_concern(
            unit=unit.company, desk=(unit.company, Line.FIRST), today=TODAY - timedelta(days=number), kind=Kind.OPINION,
            passed_over={unit.user("kong").pk}, promises=Promises(), words=f"第{number}件事",
        )  # fmt: skip


@pytest.mark.parametrize(
    "page",
    ["/concerns/inbox/", "/concerns/inbox/?show=ended", "/concerns/inbox/register/", "/concerns/board/quarter/", "/"],
)
def test_ten_more_concerns_cost_no_query(unit: Unit, day: Clock, page: str) -> None:
    browser = unit.browser("zhou")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(page).status_code == 200
        return len(caught)

    some(unit, 3, 1)
    queries()  # the first look reads what stays in memory
    few = queries()
    some(unit, 10, 4)
    assert queries() <= few


def test_more_steps_cost_no_query_on_the_concerns_page(unit: Unit, day: Clock) -> None:
    raise_concern(unit, "饭菜太咸")
    day.pass_days()
    work(unit, "zhou", "plan", **PLAN)
    browser, address = unit.browser("zhou"), f"/concerns/inbox/{the_only().pk}/"

    def count(look: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as caught:
            look()
        return len(caught)

    few = count(lambda: browser.get(address))
    for number in range(10):
        send(browser, f"{address}news/", words=f"第{number}次", next_on="2026-12-01")
    assert count(lambda: browser.get(address)) <= few
    assert Concern.objects.count() == 1
