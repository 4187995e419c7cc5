"""今天要办的事: the order, and that nothing is lost or invented. Pure, on findings made by hand."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.base.touched import SheetKind
from zhibu.checkup.showing import Shown
from zhibu.checkup.todo import to_do
from zhibu.checkup.wording import Source
from zhibu.norms.model import Colour, NextStep
from zhibu.rules.status import Status

TODAY = date(2026, 11, 23)
BRANCH = UUID(int=1)
SOURCE = Source("a", "《条例》", "第1条", "应当、必须", "", "每月一次。")
PLAN = NextStep("定日期", "plan_gathering", "theme_day")
RECORD = NextStep("补记", "record_gathering", "committee_meeting")
SAY = NextStep("没开，说明", "declare", "theme_day")


def shown(
    norm: str,
    status: Status,
    colour: Colour = Colour.AMBER,
    due_on: date | None = None,
    since: date | None = None,
    is_statutory: bool = False,
    steps: tuple[NextStep, ...] = (PLAN,),
    periods: tuple[tuple[int, str], ...] = (),
    sheet: SheetKind = SheetKind.BRANCH_YEAR,
    about: str = "",
) -> Shown:
    return Shown(
        branch=BRANCH, sheet=sheet, subject=BRANCH, year=2026, norm=norm, status=status, colour=colour, family="life",
        title="标题", sentence="看到的。", source=SOURCE, facts=(), steps=steps, first_seen_on=TODAY, goes_up_on=TODAY,
        periods=periods, due_on=due_on, since=since, is_statutory=is_statutory, about=about,
    )  # fmt: skip


def order(*findings: Shown) -> list[str]:
    return [todo.shown.norm for todo in to_do(findings)]


def test_statutory_first_then_late_then_due_then_questions() -> None:
    asked = shown("asked", Status.UNKNOWN, Colour.GREY)
    due = shown("due", Status.DUE, due_on=TODAY)
    late = shown("late", Status.OVERDUE, Colour.RED, since=date(2026, 1, 1))
    election = shown("election", Status.DUE, due_on=date(2027, 5, 1), is_statutory=True)
    assert order(asked, due, late, election) == ["election", "late", "due", "asked"]


def test_a_statutory_question_is_still_a_question() -> None:
    asked = shown("asked", Status.UNKNOWN, Colour.GREY, is_statutory=True)
    assert order(asked, shown("due", Status.DUE, due_on=TODAY)) == ["due", "asked"]


def test_the_greater_harm_goes_before_the_earlier_day() -> None:
    amber = shown("amber", Status.OVERDUE, Colour.AMBER, since=date(2026, 1, 1))
    red = shown("red", Status.BREACHED, Colour.RED, since=date(2026, 10, 1))
    assert order(amber, red) == ["red", "amber"]


def test_of_two_that_are_due_the_earlier_day_goes_first() -> None:
    later, sooner = (shown(name, Status.DUE, due_on=day) for name, day in (("b", TODAY), ("a", date(2026, 11, 22))))
    assert order(later, sooner) == ["a", "b"]


def test_what_is_only_information_is_not_on_the_list() -> None:
    assert order(shown("may", Status.DUE, Colour.NONE)) == []


def test_doing_comes_before_explaining() -> None:
    first = to_do([shown("a", Status.UNKNOWN, Colour.GREY, steps=(SAY, RECORD))])[0]
    assert first.step == RECORD
    only = to_do([shown("a", Status.UNKNOWN, Colour.GREY, steps=(SAY,))])[0]
    assert only.step == SAY


@pytest.mark.parametrize(
    ("finding", "title"),
    [
        (shown("a", Status.DUE, steps=(PLAN,), periods=((10, "11月"),)), "定日期"),
        (shown("a", Status.UNKNOWN, Colour.GREY, steps=(RECORD,), periods=((7, "8月"), (8, "9月"))),
         "补记支委会（8月、9月）"),
        (shown("a", Status.BREACHED, steps=(PLAN,), sheet=SheetKind.RESOLUTION, about="10月9日 支委会"),
         "定日期（10月9日 支委会）"),
        (shown("a", Status.OVERDUE, steps=(PLAN,), sheet=SheetKind.TERM, about="第 3 届"), "定日期"),
        (shown("a", Status.OVERDUE, steps=()), "标题"),
    ],
)  # fmt: skip
def test_the_title_begins_with_the_verb_and_says_which(finding: Shown, title: str) -> None:
    assert to_do([finding])[0].title == title


FINDINGS = st.builds(
    shown,
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from([Status.DUE, Status.OVERDUE, Status.BREACHED, Status.UNKNOWN]),
    st.sampled_from([Colour.RED, Colour.AMBER, Colour.GREY]),
    st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 1, 1))),
    st.one_of(st.none(), st.dates(date(2025, 1, 1), TODAY)),
    st.booleans(),
)


def must_precede(one: Shown, other: Shown) -> bool:
    """The rule in plain words, for any two findings."""
    groups = [
        lambda row: row.is_statutory and row.status != "unknown",
        lambda row: row.status in {"overdue", "breached"},
        lambda row: row.status == "due",
        lambda row: True,
    ]
    mine, theirs = (next(number for number, holds in enumerate(groups) if holds(row)) for row in (one, other))
    if mine != theirs:
        return mine < theirs
    harms = ["red", "amber", "grey"]
    if one.colour != other.colour:
        return harms.index(one.colour) < harms.index(other.colour)
    return (one.due_on or one.since or TODAY) < (other.due_on or other.since or TODAY)


@given(st.lists(FINDINGS, max_size=12))
def test_nothing_is_lost_and_no_later_row_had_to_be_earlier(findings: list[Shown]) -> None:
    listed = [todo.shown for todo in to_do(findings)]
    assert sorted(map(repr, listed)) == sorted(map(repr, findings))
    assert not any(must_precede(later, row) for place, row in enumerate(listed) for later in listed[place:])
