"""Class hours of a year, from attendance and courses. Nothing is typed that attendance already knows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from zhibu.base.records import standing_in
from zhibu.meeting.models import Attendance, Item, ItemKind, Presence, Stage
from zhibu.member.models import Course, Member

CLASS_HOUR_MINUTES = 60  # ours: no text that was read says how long a class hour is
STUDY = (ItemKind.PARTY_LESSON, ItemKind.THEME_DAY)
TOOK_PART = (Presence.PRESENT, Presence.STUDIED_LATER, Presence.BROUGHT_HOME, Presence.GUEST)


@dataclass
class Studied:
    """What one member studied in a year. `untimed`: gatherings attended whose beginning or end was not written down."""

    gatherings: list[tuple[date, str, int]] = field(default_factory=list)  # day, title, minutes
    courses: list[Course] = field(default_factory=list)
    untimed: int = 0

    @property
    def minutes(self) -> int:
        return sum(minutes for _day, _title, minutes in self.gatherings) + sum(row.minutes for row in self.courses)

    @property
    def hours(self) -> int:
        """Whole class hours; what is begun does not count."""
        return self.minutes // CLASS_HOUR_MINUTES

    @property
    def centralised(self) -> list[date]:
        return [row.happened_on for row in self.courses if row.is_centralised]


def studied_by(members: Sequence[Member], year: int) -> dict[UUID, Studied]:
    """By member. Two queries and one for the courses, however many members. A gathering with a lesson and a theme day
    counts once: its hours are those it lasted."""
    found: dict[UUID, Studied] = defaultdict(Studied)
    rows = (
        Attendance.objects.filter(
            Exists(Item.objects.filter(gathering=OuterRef("gathering"), kind__in=STUDY)),
            standing_in("gathering"),
            member__in=members,
            presence__in=TOOK_PART,
            gathering__stage=Stage.HELD,
            gathering__happened_on__year=year,
        )
        .order_by("-gathering__happened_on")
        .values_list("member_id", "gathering__happened_on", "gathering__title", "gathering__starts", "gathering__ends")
    )
    for member_id, day, title, starts, ends in rows:
        if starts is None or ends is None:
            found[member_id].untimed += 1
            continue
        minutes = (datetime.combine(day, ends) - datetime.combine(day, starts)).seconds // 60
        found[member_id].gatherings.append((day, title, minutes))
    for course in Course.objects.filter(member__in=members, happened_on__year=year).order_by("-happened_on"):
        found[course.member_id].courses.append(course)
    return found
