"""一键排全年: the gatherings that a branch still needs in a year, proposed from its duties, habits and holidays.

Nothing is kept here; `meeting.batches.plan_year` writes what the branch takes over.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from uuid import UUID

from zhibu.checkup.duties import Duties, duties_of, lessons_because
from zhibu.meeting import queries
from zhibu.meeting.actions import CAMPAIGNS, NewGathering, NewItem, NewSession
from zhibu.meeting.models import Gathering, ItemKind
from zhibu.org.models import Organisation, PartyGroup
from zhibu.org.queries import groups_of
from zhibu.rules.days import is_likely_workday
from zhibu.rules.month_runs import first_day, last_day, month_number
from zhibu.rules.said import joined, said
from zhibu.rules.year_plan import Demand, Laid, Rhythm, day_in, lay_out, usual_day, usual_rhythm

LEAD_DAYS = 3  # ours: nothing is proposed for tomorrow, people need notice
WEIGHTS = {ItemKind.GENERAL_MEETING: 3, ItemKind.ORGANISATIONAL_LIFE_MEETING: 2}
JOINS = {ItemKind.DEMOCRATIC_APPRAISAL: ItemKind.ORGANISATIONAL_LIFE_MEETING}
ORDER = list(ItemKind)
WHOLE_DAY, COMMITTEE_DAY = Rhythm(2, 3), Rhythm(1, 0)  # ours, until a branch has habits


@dataclass(frozen=True)
class Wishes:
    """How a branch likes to meet. lessons_every: months between Party lessons where nobody has settled it, 0 = none.

    groups_together: group meetings are held within the theme day. shifts: sittings of each gathering of all.
    """

    whole: Rhythm = WHOLE_DAY
    committee: Rhythm = COMMITTEE_DAY
    starts: time | None = None
    ends: time | None = None
    lessons_every: int = 3
    groups_together: bool = True
    shifts: int = 1
    place: str = ""
    host: str = ""


@dataclass(frozen=True)
class Proposal:
    """new: to be planned; kept: what stands and stays; dropped: proposed earlier and no longer fitting; notes: in words
    what could not be laid out or has to be known."""

    year: int
    new: list[NewGathering] = field(default_factory=list)
    kept: list[Gathering] = field(default_factory=list)
    dropped: list[Gathering] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def usual_wishes(branch: Organisation, today: date) -> Wishes:
    """Weekday, week, time and place as in the last twelve months. One query."""
    since = today - timedelta(days=366)
    rows = list(queries.held_between(branch, since, today))
    whole = [row for row in rows if _kinds(row) - {ItemKind.COMMITTEE_MEETING, ItemKind.GROUP_MEETING}]
    committee = [row for row in rows if _kinds(row) == {ItemKind.COMMITTEE_MEETING}]
    last = whole[-1] if whole else None
    return Wishes(
        whole=usual_rhythm([row.happened_on for row in whole], WHOLE_DAY),
        committee=usual_rhythm([row.happened_on for row in committee], COMMITTEE_DAY),
        starts=last.starts if last else None,
        place=last.place if last else "",
        host=last.host if last else "",
    )


def propose(branch: Organisation, year: int, today: date, wishes: Wishes) -> Proposal:
    """The fewest gatherings that meet what is still open of the year."""
    duties = duties_of(branch, year, today)
    standing = list(queries.planned_between(branch, date(year, 1, 1), date(year + 1, 6, 30)))
    earliest = today + timedelta(days=LEAD_DAYS)  # what is nearer than that has been announced
    movable = [
        row for row in standing if row.is_proposed and row.happened_on >= earliest and _is_of(row, year)
    ]  # the plan of the next year is left alone
    kept = [row for row in standing if row not in movable]
    groups = groups_of(branch, max(today, date(year, 1, 1)))
    return _Laying(branch, year, today, wishes, duties, groups, kept, movable).proposal()


def _is_of(gathering: Gathering, year: int) -> bool:
    """Of this year's plan: on a day of it, or a campaign that runs into the next."""
    return gathering.happened_on.year == year or _kinds(gathering) <= CAMPAIGNS


def _kinds(gathering: Gathering) -> set[str]:
    return {item.kind for item in gathering.items.all()}


class _Laying:
    """One proposal in the making."""

    def __init__(
        self,
        branch: Organisation,
        year: int,
        today: date,
        wishes: Wishes,
        duties: Duties,
        groups: list[PartyGroup],
        kept: list[Gathering],
        movable: list[Gathering],
    ) -> None:
        self.branch, self.year, self.wishes, self.duties = branch, year, wishes, duties
        self.groups, self.kept, self.movable = groups, kept, movable
        self.earliest = today + timedelta(days=LEAD_DAYS)
        self.this_month = month_number(today)
        self.is_official = True
        self.reasons: dict[str, str] = {duty.kind: duty.because_zh for duty in duties.asked}
        self.themes = queries.themes_by_month(branch, year)

    def proposal(self) -> Proposal:
        demands = self._demands()
        months = {month for demand in demands for month in demand.months if self._has_day(month)}
        whole = lay_out([one for one in demands if one.kind in self._together()], months, self._have())
        committee = lay_out([one for one in demands if one.kind == ItemKind.COMMITTEE_MEETING], months, self._have())
        found = [*self._whole(whole), *self._groups(demands, months)]
        found += self._committee(committee, {month_number(new.happened_on): new.happened_on for new in found})
        found.sort(key=lambda new: new.happened_on)
        fresh, dropped = self._against_standing(found)
        return Proposal(self.year, fresh, [*self.kept, *self._staying(dropped)], dropped, self._notes(whole, committee))

    def _together(self) -> set[str]:
        """Kinds that can share one gathering of the whole branch."""
        apart = {ItemKind.COMMITTEE_MEETING.value}
        if not self._groups_join():
            apart.add(ItemKind.GROUP_MEETING.value)
        return set(ItemKind.values) - apart

    def _groups_join(self) -> bool:
        return self.wishes.groups_together or not self.groups

    def _demands(self) -> list[Demand]:
        found = [
            Demand(
                duty.kind,
                duty.months,
                duty.times,
                JOINS.get(ItemKind(duty.kind), ""),
                WEIGHTS.get(ItemKind(duty.kind), 1),
            )
            for duty in self.duties.asked
        ]
        every = self.wishes.lessons_every
        if every and not self.duties.has_lessons and self.duties.asked:
            first = self.year * 12
            found += [
                Demand(ItemKind.PARTY_LESSON, tuple(range(first + start, first + start + every)))
                for start in range(0, 12, every)
            ]
            self.reasons[ItemKind.PARTY_LESSON] = said(
                "{lessons_because}，没有写几个月一次，这里按 {every} 个月一次排",
                lessons_because=lessons_because(date(self.year, 12, 31)),
                every=every,
            )
        return found

    def _have(self) -> dict[str, set[int]]:
        """Months in which a kind is held, or planned and not to be moved."""
        have = {kind: set(months) for kind, months in self.duties.held.items()}
        for row in self.kept:
            for kind in _kinds(row):
                if kind != ItemKind.GROUP_MEETING or row.every_group or len(self.groups) <= 1:
                    have.setdefault(kind, set()).add(month_number(row.happened_on))
        return have

    def _is_workday(self, day: date) -> bool:
        is_working, is_known = is_likely_workday(day.toordinal())
        self.is_official &= is_known
        return is_working

    def _has_day(self, month: int) -> bool:
        return day_in(month, self.wishes.whole, self._is_workday, self.earliest) is not None

    def _whole(self, laid: Laid) -> list[NewGathering]:
        found = []
        for month, kinds in laid.kinds.items():
            day = day_in(month, self.wishes.whole, self._is_workday, self.earliest)
            if day:
                found.append(self._new(day, kinds, self.wishes.whole))
        return found

    def _groups(self, demands: Iterable[Demand], months: set[int]) -> list[NewGathering]:
        """Group meetings of their own, one for each group, where they are not held within a theme day."""
        if self._groups_join():
            return []
        asked = [one for one in demands if one.kind == ItemKind.GROUP_MEETING]
        found = []
        for group in self.groups:
            planned = {month_number(row.happened_on) for row in self.kept if row.group_id == group.pk}
            have = {ItemKind.GROUP_MEETING.value: self._have().get(ItemKind.GROUP_MEETING, set()) | planned}
            for month in lay_out(asked, months, have).kinds:
                day = day_in(month, self.wishes.whole, self._is_workday, self.earliest)
                if day:
                    found.append(self._new(day, [ItemKind.GROUP_MEETING], self.wishes.whole, group))
        return found

    def _committee(self, laid: Laid, whole: dict[int, date]) -> list[NewGathering]:
        """Before the gathering of all in the same month, so that what it decides has been deliberated."""
        found = []
        for month in laid.kinds:
            before = whole.get(month)
            latest = before - timedelta(days=1) if before else None
            day = day_in(month, self.wishes.committee, self._is_workday, self.earliest, latest) or day_in(
                month, self.wishes.committee, self._is_workday, self.earliest
            )
            if day:
                found.append(self._new(day, [ItemKind.COMMITTEE_MEETING], self.wishes.committee))
        return found

    def _new(self, day: date, kinds: list[str], rhythm: Rhythm, group: PartyGroup | None = None) -> NewGathering:
        kinds = sorted(dict.fromkeys(kinds), key=lambda kind: ORDER.index(ItemKind(kind)))
        is_of_all = group is None and ItemKind.COMMITTEE_MEETING not in kinds
        theme = self.themes.get(month_number(day), "") if ItemKind.THEME_DAY in kinds else ""
        has_groups = ItemKind.GROUP_MEETING in kinds and group is None
        return NewGathering(
            branch=self.branch,
            happened_on=day,
            items=[NewItem(ItemKind(kind), topic=theme if kind == ItemKind.THEME_DAY else "") for kind in kinds],
            title=theme,
            group=self.groups[0] if has_groups and len(self.groups) == 1 and len(kinds) == 1 else group,
            every_group=has_groups and bool(self.groups),
            starts=self.wishes.starts,
            ends=self.wishes.ends,
            place=self.wishes.place,
            host=self.wishes.host,
            sessions=self._further_sittings(day) if is_of_all else [],
            plan_reason=self._reason(day, kinds, rhythm),
            is_proposed=True,
        )

    def _further_sittings(self, day: date) -> list[NewSession]:
        found: list[NewSession] = []
        while len(found) < self.wishes.shifts - 1:
            day += timedelta(days=1)
            if self._is_workday(day):
                found.append(NewSession(day, self.wishes.starts, self.wishes.place))
        return found

    def _reason(self, day: date, kinds: list[str], rhythm: Rhythm) -> str:
        parts = [self.reasons[kind] for kind in kinds if kind in self.reasons]
        if len(kinds) > 1:
            parts.append(
                said("{kinds_count} 件事并成一次，少开 {number} 次", kinds_count=len(kinds), number=len(kinds) - 1)
            )
        usual = usual_day(month_number(day), rhythm)
        if day != usual:
            why = "已经来不及通知" if usual < self.earliest else "那天不上班或另有会"
            parts.append(said("平常是 {month} 月 {day} 日，{why}", month=usual.month, day=usual.day, why=why))
        return joined(parts, "；")

    def _against_standing(self, found: list[NewGathering]) -> tuple[list[NewGathering], list[Gathering]]:
        """What is already planned just so is left alone; the rest of what was proposed earlier goes."""
        standing = {_signature(row.happened_on, _kinds(row), row.group_id): row for row in self.movable}
        fresh = []
        for new in found:
            kinds = {item.kind.value for item in new.items}
            if not standing.pop(_signature(new.happened_on, kinds, new.group.pk if new.group else None), None):
                fresh.append(new)
        return fresh, list(standing.values())

    def _staying(self, dropped: list[Gathering]) -> list[Gathering]:
        return [row for row in self.movable if row not in dropped]

    def _notes(self, *laid: Laid) -> list[str]:
        notes = []
        for demand in (one for each in laid for one in each.short):
            if demand.months[-1] >= self.this_month:
                first, last = first_day(demand.months[0]), last_day(demand.months[-1])
                label = ItemKind(demand.kind).label
                notes.append(
                    said(
                        "{month} 月到 {month_2} 月的{label}已经没有排得进的日子，请自己定一天。",
                        month=first.month,
                        month_2=last.month,
                        label=label,
                    )
                )
        if self.duties.is_committee_unknown:
            notes.append("还没有登记有没有支委会，所以没有排支委会。登记本届以后再排一次。")
        if not self.is_official:
            notes.append(
                said("{year} 年有的日子放假安排还没有公布，先按周一到周五排。公布以后再排一次。", year=self.year)
            )
        return notes


def _signature(day: date, kinds: Iterable[str], group: UUID | None) -> tuple[date, tuple[str, ...], UUID | None]:
    return day, tuple(sorted(kinds)), group


def day_for_theme(branch: Organisation, month: date, today: date) -> date | None:
    """The branch's usual day of that month, for a theme day that is not planned yet."""
    wishes = usual_wishes(branch, today)
    earliest = today + timedelta(days=LEAD_DAYS)
    return day_in(month_number(month), wishes.whole, lambda day: is_likely_workday(day.toordinal())[0], earliest)
