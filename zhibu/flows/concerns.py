"""What the calendar does with concerns and surveys: the daily release, and the file's times.

Not `perform`: nobody acts here.
"""

import logging
from datetime import date, datetime

from django.db import transaction

from zhibu.concern import retention
from zhibu.concern.care import CareEvent, CareHelp, CareVisit
from zhibu.concern.promises import Promises
from zhibu.concern.release import end_silent, sheets_in, take_in
from zhibu.concern.submitting import second_of, waiting
from zhibu.survey.counting import count_in

logger = logging.getLogger(__name__)

CARE_FOR = ((CareEvent, "member"), (CareVisit, "member"), (CareHelp, "member"))
"""Records of care for somebody, with the column that names the person: they go when a person's data is deleted."""
CARE_BY = ((CareEvent, "visitor"), (CareVisit, "visitor"))
"""Records about somebody else that name who came."""


def release(today: date, now: datetime) -> None:
    """What waited goes to the desks; the file is made anew. May be repeated; broken off, nothing is lost or doubled."""
    with waiting().released(second_of(now)) as (contents, faults):
        with transaction.atomic():
            take_in(contents, today)
            count_in(sheets_in(contents), today)
            end_silent(today, Promises())
        for place in faults:
            logger.error("a page of 说事 failed some time before this release: %s", place)


def forget(today: date) -> int:
    """Closed concerns lose their words after a year."""
    return retention.forget(today)


def blur(now: datetime) -> None:
    """Every minute: the times of the waiting file tell nothing."""
    waiting().blur(second_of(now))
