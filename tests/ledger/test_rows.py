"""Ledgers are views: one record stands in each of its ledgers, and nothing else is kept."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import TODAY, do
from tests.web.admission.carrying import Carried
from tests.web.dues.keeping import collect, fixed
from tests.web.targets.agreeing import agreed, in_help, praised
from tests.web.workshop import Workshop
from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.ledger.catalogue import LEDGERS, ledger_of
from zhibu.ledger.gatherings import entered_by
from zhibu.ledger.sheet import Row, Wanted, draw
from zhibu.meeting.actions import NewItem, NewTally, note_talk
from zhibu.meeting.life import MemberBallots, count_ballots
from zhibu.meeting.models import Gathering, ItemKind, Stage
from zhibu.member.actions import correct_details
from zhibu.member.models import Details
from zhibu.work.actions import NewTask, create_task

GENERAL, COMMITTEE, GROUP, LESSON, THEME = (
    ItemKind.GENERAL_MEETING,
    ItemKind.COMMITTEE_MEETING,
    ItemKind.GROUP_MEETING,
    ItemKind.PARTY_LESSON,
    ItemKind.THEME_DAY,
)


def rows(workshop: Workshop, key: str, **asked: object) -> list[Row]:
    ledger = ledger_of(key)
    year = asked.pop("year", 2026) if ledger.years else None
    return list(draw(ledger, Wanted(branch=workshop.branch, today=TODAY, year=year, **asked)).rows)


def cell(row: Row, key: str, label: str) -> object:
    labels = [str(column.label) for column in ledger_of(key).columns]
    return row.cells[labels.index(label)]


def test_keys_are_unique_and_every_row_fills_every_column(workshop: Workshop) -> None:
    workshop.held(TODAY, GENERAL, THEME, ItemKind.DEMOCRATIC_APPRAISAL, title="合开")
    workshop.held(TODAY, items=[NewItem(GENERAL, decision="同意", tally=NewTally(8, 6, 6))])
    talk(workshop, 0, 1)
    agreed(workshop, 2)
    in_help(workshop, 2)
    praised(workshop, 2)
    collect(fixed(workshop), 3)
    workshop.held(date(2026, 12, 4), COMMITTEE, stage=Stage.PLANNED)
    new = NewTask(branch=workshop.branch, title="给夜班送热饭", due_on=date(2026, 12, 1))
    do(workshop.actor("secretary"), create_task, Right.RECORD, new=new)
    Carried(workshop, lambda day: None).apply("沈一鸣", date(2026, 3, 5))
    counted = [MemberBallots(workshop.members[2].pk, (5, 2, 0, 0), "qualified")]
    ballots = {"ballots_out": 7, "ballots_back": 7, "ballots_valid": 7}
    do(
        workshop.actor("secretary"), count_ballots, Right.RECORD, branch=workshop.branch, year=2026, rows=counted,
        ballots=ballots,
    )  # fmt: skip
    assert len({ledger.key for ledger in LEDGERS}) == len(LEDGERS)
    for ledger in LEDGERS:
        found = rows(workshop, ledger.key)
        assert found, ledger.key
        assert {len(row.cells) for row in found} == {len(ledger.columns)}


def test_an_unknown_ledger_is_not_found() -> None:
    with pytest.raises(NotFound):
        ledger_of("points")


def test_one_gathering_stands_in_each_of_its_ledgers_under_its_own_kinds(workshop: Workshop) -> None:
    both = workshop.held(TODAY, LESSON, THEME, title="合开")
    workshop.held(TODAY, COMMITTEE, title="支委会一次")
    assert [(row.gathering, cell(row, "meetings", "类型")) for row in rows(workshop, "meetings", kind=LESSON)] == [
        (both.pk, "党课")
    ]
    assert [cell(row, "theme-days", "类型") for row in rows(workshop, "theme-days")] == ["主题党日"]
    assert len(rows(workshop, "meetings")) == 2
    assert [ledger.key for ledger in entered_by(both)] == ["meetings", "theme-days"]


def test_a_decision_enters_the_ledger_of_decisions(workshop: Workshop) -> None:
    items = [NewItem(GENERAL, topic="夜班就餐", decision="供热餐", tally=NewTally(8, 6, 5, 0, 1)), NewItem(LESSON)]
    gathering = workshop.held(TODAY, items=items, title="大会")
    (row,) = rows(workshop, "decisions")
    assert row.cells == (TODAY, "支部党员大会", "夜班就餐", "供热餐", "", None, 8, 6, 5, 0, 1)
    assert "决定：供热餐\n表决：应到 8，到会 6，赞成 5" in str(
        cell(rows(workshop, "meetings")[0], "meetings", "议题和决定")
    )
    assert [ledger.key for ledger in entered_by(gathering)] == ["meetings", "decisions"]


def test_neither_planned_nor_withdrawn_nor_other_branches_nor_other_years(workshop: Workshop) -> None:
    workshop.held(date(2026, 12, 1), GENERAL, stage=Stage.PLANNED)
    gone = workshop.held(TODAY, GENERAL)
    Gathering.objects.filter(pk=gone.pk).update(revoked_at=datetime(2026, 11, 23, 3, tzinfo=UTC))
    workshop.held(TODAY, GENERAL, who="outsider", branch=workshop.enterprise.second)
    workshop.held(date(2025, 12, 31), GENERAL)
    workshop.held(date(2026, 1, 1), GENERAL)
    assert [row.cells[0] for row in rows(workshop, "meetings")] == [date(2026, 1, 1)]
    assert [row.cells[0] for row in rows(workshop, "meetings", year=2025)] == [date(2025, 12, 31)]
    years = ledger_of("meetings").years
    assert years is not None
    assert years(workshop.branch) == [2026, 2025]


def test_when_by_whom_and_how_late_it_was_written(workshop: Workshop) -> None:
    workshop.held(date(2026, 3, 6), GROUP, who="clerk", group=workshop.groups[0])
    (row,) = rows(workshop, "meetings")
    assert cell(row, "meetings", "记录时间") == "2026-11-23 方代办代王玉兰记 补记（晚262天）"
    assert cell(row, "meetings", "类型") == "党小组会（第一党小组）"


def talk(workshop: Workshop, one: int, other: int) -> None:
    arguments = {"talker": workshop.members[one], "partner": workshop.members[other], "happened_on": TODAY}
    do(workshop.actor("secretary"), note_talk, Right.RECORD, branch=workshop.branch, **arguments)


def test_talks_show_who_with_whom_and_the_day(workshop: Workshop) -> None:
    talk(workshop, 0, 2)
    (row,) = rows(workshop, "talks")
    assert row.cells[:3] == (TODAY, "王玉兰", "单雪")
    assert len(rows(workshop, "talks", text="sx")) == 1  # 单雪, by initials
    assert not rows(workshop, "talks", text="lxm")


def test_the_roster_has_the_usual_columns_and_never_an_identity_number(workshop: Workshop) -> None:
    details = Details.objects.get(member=workshop.members[1])
    changes = {"phone": "13800001234", "birth_precision": "month", "joined_precision": "month", "sex": "male"}
    do(workshop.actor("secretary"), correct_details, Right.RECORD, details=details, **changes)
    found = rows(workshop, "roster")
    assert [row.cells[0] for row in found] == list(range(1, 9))
    row = next(row for row in found if row.cells[1] == "李晓明")
    assert row.cells[2:] == (
        "男", "", "1976.05", "", "正式党员", "2006.07", "2007.07.01", "第一党小组", "组织委员", "", "在册",
        "13800001234",
    )  # fmt: skip
    assert next(row for row in found if row.cells[1] == "周海涛").cells[12] == "流动"
    assert not any("身份证" in str(column.label) for column in ledger_of("roster").columns)
    covered = next(row for row in rows(workshop, "roster", masked=True) if row.cells[1] == "李晓明")
    assert covered.cells[-1] == "138****1234"
    assert [row.cells[1] for row in rows(workshop, "roster", text="lxm")] == ["李晓明"]
    assert rows(workshop, "roster", kind="probationary") == []


def test_a_long_year_takes_no_more_queries(workshop: Workshop) -> None:
    def queries(key: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            rows(workshop, key)
        return len(caught)

    def one_more(day: int) -> None:
        items = [NewItem(GENERAL, decision="同意", tally=NewTally(8, 6, 6)), NewItem(THEME)]
        workshop.held(date(2026, 5, day), items=items, group=None, who="clerk" if day % 2 else "secretary")

    one_more(1)
    few = {ledger.key: queries(ledger.key) for ledger in LEDGERS}
    for day in range(2, 12):
        one_more(day)
    assert {ledger.key: queries(ledger.key) for ledger in LEDGERS} == few
    assert max(few.values()) <= 12  # the ledger of dues reads a whole year of accounts
