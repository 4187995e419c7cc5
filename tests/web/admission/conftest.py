from collections.abc import Callable
from datetime import date

import pytest

from tests.web.admission.carrying import Carried, clock_of
from tests.web.workshop import Workshop, built, workshop
from zhibu.account.models import RoleGrant
from zhibu.base import clock

__all__ = ["built", "workshop"]


@pytest.fixture
def set_day(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    RoleGrant.objects.update(since=date(2013, 1, 1))  # so that the same people can act on any day of the calendars

    def move(day: date) -> None:
        monkeypatch.setattr(clock, "now", lambda: clock_of(day))

    return move


@pytest.fixture
def carry(workshop: Workshop, set_day: Callable[[date], None]) -> Callable[..., Carried]:
    """carry(): a person not yet entered; carry("outsider") in the second branch."""

    def begin(who: str = "secretary") -> Carried:
        return Carried(workshop, set_day, who)

    return begin
