"""A year after its end nothing of a concern can be read: not on a page, not with the receipt, not in the table."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.concern.clock import Clock
from tests.concern.test_way import look
from tests.concern.unit import Unit, raise_concern, the_only
from tests.web.sending import text_of
from zhibu.concern.models import Act, Concern, ConcernStep, Raiser, State
from zhibu.concern.steps import append
from zhibu.flows.concerns import forget

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(unit: Unit, day: Clock) -> str:
    receipt = raise_concern(unit, "夜班吃不上热饭")
    day.pass_days()
    concern = the_only()
    append(concern, Act.NEWS, on=day.today, texts={"words": "灶台装好了"})
    Raiser.objects.create(root=concern.root, concern=concern, handler=unit.user("zhou").pk, called="陈某")
    Concern.objects.update(state=State.SOLVED, state_on=day.today)
    return receipt


def test_until_the_year_is_over_everything_stands(closed: str, unit: Unit, day: Clock) -> None:
    assert forget(day.today + timedelta(days=364)) == 0
    assert the_only().words == "夜班吃不上热饭"


def test_after_it_only_kind_and_days_remain(closed: str, unit: Unit, day: Clock) -> None:
    later = day.today + timedelta(days=365)
    assert forget(later) == 1
    assert forget(later) == 0
    page = text_of(unit.browser("zhou").get(f"/concerns/inbox/{the_only().pk}/"))
    assert "办结满一年" in page
    for word in ("夜班吃不上热饭", "灶台装好了", "陈某"):
        assert word not in page
    assert "夜班吃不上热饭" not in look(closed)
    assert not Raiser.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, receipt FROM concern_concern")
        assert cursor.fetchall() == [("", None)]
        cursor.execute("SELECT DISTINCT words FROM concern_concernstep")
        assert cursor.fetchall() == [("",)]


def test_what_is_open_is_never_forgotten(closed: str, day: Clock) -> None:
    Concern.objects.update(state=State.WAITING)
    assert forget(day.today + timedelta(days=2000)) == 0
    assert ConcernStep.objects.exclude(words="").exists()
