"""组织生活会 and 民主评议 of the last year: what was done around the meeting, the ballots, what came onto the list."""

from datetime import date, datetime, timedelta

from zhibu.base.actor import Right
from zhibu.demo.life import Branch
from zhibu.demo.work import MAIN
from zhibu.flows.life import count_appraisal
from zhibu.flows.mending import start_measure
from zhibu.flows.write import perform
from zhibu.meeting.life import MemberBallots, life_of, note_life
from zhibu.meeting.models import Gathering, ItemKind, Presence, Stage
from zhibu.work.models import MendSource

THEME = "学用结合，把班组里的小事办实"
HEARD = "学习多、结合生产少。\n夜班职工的意见收集不及时。\n党小组会有时只念材料。\n对青年职工的传帮带不够。"
TO_MEND = (
    ("夜班职工的意见收集不及时", "每月下夜班走访一次，意见当周回话", 20),
    ("党小组会有时只念材料", "每次小组会先议一件班组里的事", 45),
)
GRADED_AFTER = timedelta(days=5)


def write(branches: list[Branch], today: date, now: datetime) -> None:
    """For every branch that held the meeting: how it was prepared and how it went; for the one that is shown, all."""
    for branch in branches:
        held = Gathering.objects.filter(
            branch=branch.organisation, stage=Stage.HELD, items__kind=ItemKind.ORGANISATIONAL_LIFE_MEETING
        )
        gathering = held.select_related("branch", "group").order_by("-happened_on").first()
        if gathering is None or not branch.story.has_points:
            continue
        _around(branch, gathering, today, now)
        if branch.story.name == MAIN:
            _ballots(branch, gathering, today, now)
            _to_mend(branch, today, now)


def _around(branch: Branch, gathering: Gathering, today: date, now: datetime) -> None:
    """Days before, in and after the meeting, none of them to come."""
    day = gathering.happened_on
    people = len(branch.members)
    perform(
        branch.actor, note_life, right=Right.RECORD, today=today, now=now, branch=branch.organisation, year=day.year,
        standing=None, theme=THEME, theme_fixed_on=day - timedelta(days=24), studied_on=day - timedelta(days=12),
        heard_on=day - timedelta(days=9), sheets_out=people + 6, sheets_back=people + 4, heard=HEARD, examined=True,
        criticised=True, directed=True, self_on=day, mutual_on=day, test_on=day,
        assessed_on=min(day + GRADED_AFTER, today),
    )  # fmt: skip


def _ballots(branch: Branch, gathering: Gathering, today: date, now: datetime) -> None:
    """Everybody who was there filled in a sheet; grades as the meeting's record already has them."""
    graded = [member for member in branch.members if member.pk not in branch.probationary]
    voters = gathering.attendance.filter(presence=Presence.PRESENT).count() or len(graded)
    rows = []
    for number, member in enumerate(graded):
        is_excellent = number < len(graded) // 3
        most = voters - 1 - number % 3
        counts = (most, voters - most, 0, 0) if is_excellent else (number % 4, voters - number % 4, 0, 0)
        rows.append(MemberBallots(member.pk, counts, "excellent" if is_excellent else "qualified"))
    year = gathering.happened_on.year
    perform(
        branch.actor, count_appraisal, right=Right.RECORD, today=today, now=now, branch=branch.organisation, year=year,
        gathering=gathering, standing=life_of(branch.organisation, year), rows=rows, ballots_out=voters,
        ballots_back=voters, ballots_valid=voters,
    )  # fmt: skip


def _to_mend(branch: Branch, today: date, now: datetime) -> None:
    for number, (fact, measure, days) in enumerate(TO_MEND):
        perform(
            branch.actor, start_measure, right=Right.RECORD, today=today, now=now, branch=branch.organisation,
            fact=fact, measure=measure, owners=branch.committee[number : number + 1],
            due_on=today + timedelta(days=days), source=MendSource.LIFE,
        )  # fmt: skip
