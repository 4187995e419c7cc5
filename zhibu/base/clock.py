"""The clock. Only the edges (web, cli, jobs) read it; everything below gets the day and the moment as arguments."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def day_of(moment: datetime) -> date:
    """The calendar day of a moment in China, the day that deeds are dated by."""
    return moment.astimezone(CHINA).date()


def today() -> date:
    return day_of(now())


def end_of(day: date) -> datetime:
    """The last moment of a day in China: what had been written down by then was known on that day."""
    after = datetime.combine(day + timedelta(days=1), time(), tzinfo=CHINA)
    return (after - timedelta(microseconds=1)).astimezone(UTC)
