from datetime import date, timedelta

from tests.personas import NOW
from zhibu.base.clock import day_of
from zhibu.flows.concerns import release


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    @property
    def today(self) -> date:
        return day_of(self.now)

    def pass_days(self, days: int = 1) -> None:
        for _day in range(days):
            self.now += timedelta(days=1)
            release(self.today, self.now)
