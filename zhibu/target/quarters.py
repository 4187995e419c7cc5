"""Quarters of a calendar year."""

from datetime import date, timedelta

QUARTERS = (1, 2, 3, 4)


def quarter_of(day: date) -> int:
    return (day.month - 1) // 3 + 1


def first_day(year: int, quarter: int) -> date:
    return date(year, quarter * 3 - 2, 1)


def last_day(year: int, quarter: int) -> date:
    return (
        date(year + 1, 1, 1) - timedelta(days=1) if quarter == 4 else first_day(year, quarter + 1) - timedelta(days=1)
    )


def latest_finished(today: date) -> tuple[int, int]:
    """Year and number of the last quarter that is over."""
    quarter = quarter_of(today)
    return (today.year, quarter - 1) if quarter > 1 else (today.year - 1, 4)


def to_look_at(today: date) -> tuple[int, int]:
    """The quarter whose look is due: in its last ten days and until the next one's last ten days."""
    quarter = quarter_of(today)
    if (last_day(today.year, quarter) - today).days < 10:
        return today.year, quarter
    return latest_finished(today)
