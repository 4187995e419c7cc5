"""Branches that are well run but for one thing: it is found, by its own norm, and nothing false stands beside it.

Both sides of every threshold: what is found at it is not found just below. A weakness that other rules meet too (a
branch without a secretary also has an empty post) names them: they are the same facts, and no others appear.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from tests.checkup.well_run import K, Meeting, Plan, Writer, well_run
from zhibu.checkup.showing import Shown
from zhibu.member.models import PostKind
from zhibu.rules.status import Status
from zhibu.work.models import TaskSource

TODAY = date(2026, 11, 23)
YEAR_END = frozenset(
    {
        "democratic-appraisal-yearly",
        "organisational-life-meeting-yearly",
        "general-meeting-quarterly",
        "party-group-monthly",
    }
)
"""Duties of the running month, quarter and year: not yet due, and shown so."""


def small() -> Plan:
    """Five or six people, no committee, no groups."""
    return next(plan for plan in (well_run(seed, TODAY) for seed in range(99)) if plan.seats is None)


def large() -> Plan:
    """A committee of five, and groups."""
    return next(plan for plan in (well_run(seed, TODAY) for seed in range(99)) if plan.seats == 5)


def middle() -> Plan:
    """A committee of three, whose members hold more than one post; no groups."""
    return next(plan for plan in (well_run(seed, TODAY) for seed in range(99)) if plan.seats == 3 and not plan.groups)


def led(plan: Plan) -> list[Meeting]:
    return [*plan.held(K.GENERAL_MEETING), *plan.held(K.COMMITTEE_MEETING)]


def planned_not_held(plan: Plan, months: int) -> None:
    plan.meetings += [Meeting(date(2026, 3 + month, 20), [K.OTHER], [], is_held=False) for month in range(months)]


def secretary_away(plan: Plan, months: int) -> None:
    for row in led(plan):
        row.away = {0} if row.day.month <= months else set()
        if row.votes:
            row.votes = (plan.people, plan.people - len(row.away))


def papers_same_day(plan: Plan, meetings: int) -> None:
    rows = led(plan)
    for number, row in enumerate(rows):
        row.papers_before = 0 if number < meetings else 2
    assert len(rows) == 14


def votes_without_words(plan: Plan, meetings: int) -> None:
    rows = plan.held(K.GENERAL_MEETING)
    for number, row in enumerate(rows):
        row.away, row.votes = set(), (plan.people, plan.people)
        row.words = "" if number < meetings else row.words
    assert len(rows) == 3


def short_meetings(plan: Plan, meetings: int) -> None:
    for number, row in enumerate(led(plan)):
        row.minutes = 19 if number < meetings else 20


def posts_in_one_hand(plan: Plan, posts: int) -> None:
    kinds = [PostKind.SECRETARY, PostKind.ORGANISATION_MEMBER, PostKind.PUBLICITY_MEMBER]
    plan.posts = [kinds[:posts], [PostKind.DISCIPLINE_MEMBER, *kinds[posts:]], [PostKind.DEPUTY_SECRETARY]]


def term_ended(plan: Plan, days_ago: int) -> None:
    plan.elected_on = TODAY - timedelta(days=1095 + days_ago)


def bunched(plan: Plan, meetings: int) -> None:
    plan.meetings += [
        Meeting(date(2026, 8, 17) + timedelta(days=number), [K.OTHER], [0], words=f"第{number}回各说各的事情都不一样")
        for number in range(meetings)
    ]


def same_words(plan: Plan, meetings: int) -> None:
    words = (
        "大家一致认为上一阶段的工作要认真总结一遍再往下走。下一阶段要把安全帽和护栏一件一件查过来，查到就改，改完再看。"
    )
    for row in plan.held(K.THEME_DAY)[: meetings + 1]:
        row.words = words + "散会以前再说一遍各自分到的那一段谁来负责到底。"


def typed_together(plan: Plan, meetings: int) -> None:
    for row in plan.held(K.THEME_DAY)[:meetings]:
        row.written_after = (date(2026, 5, 30) - row.day).days


def studied_too_early(plan: Plan, meetings: int) -> None:
    for row in plan.held(K.THEME_DAY)[:meetings]:
        row.topic = "学习《中国共产党发展党员工作细则（2026年修订）》"


def silent(plan: Plan, months: int) -> None:
    """Nothing in the last whole months; nor in the running one, whose plan is still open."""
    first = date(2026, 11 - months, 1)
    plan.meetings = [row for row in plan.meetings if row.day < first]


def silent_and_confirmed(plan: Plan, months: int) -> None:
    silent(plan, months)
    plan.confirmed = [date(2026, month, 1) for month in range(11 - months, 11)]


def half_empty(plan: Plan, meetings: int) -> None:
    for number, row in enumerate(plan.held(K.GENERAL_MEETING)):
        row.votes = None
        row.away = set(row.people[1 : 2 + plan.people // 2]) if number < meetings else set()


def of_few(plan: Plan, full_members: int) -> None:
    plan.people = full_members
    plan.talks = [(one, two, day) for one, two, day in plan.talks if max(one, two) < full_members]
    plan.talks += [(one, (one + 1) % full_members, date(2026, 4, 2)) for one in range(full_members)]
    for row in plan.meetings:
        row.people = [person for person in row.people if person < full_members]
        row.away, row.votes = set(), (full_members, full_members) if row.votes else None


def no_secretary(plan: Plan, _strength: int) -> None:
    plan.posts = [
        [kind for kind in kinds if kind != PostKind.SECRETARY] or [PostKind.DEPUTY_SECRETARY] for kinds in plan.posts
    ]


def without_targets(plan: Plan, people: int) -> None:
    plan.without_targets = people


def quarter_not_looked_at(plan: Plan, quarters: int) -> None:
    plan.unseen = {(2026, 3)} if quarters else set()


def without_task(plan: Plan, days: int) -> None:
    plan.without_task_since = TODAY - timedelta(days=days)


def never_offered(plan: Plan, people: int) -> None:
    """Somebody was talked with last year only; the duty itself is still running."""
    left_out = set(range(plan.people - people, plan.people))
    plan.talks = [row for row in plan.talks if row[2].year < 2026 or not left_out & set(row[:2])]


def ordered(plan: Plan, tasks: int) -> None:
    plan.work, plan.has_asked = [TaskSource.NOTICE] * tasks, True
    plan.work += [TaskSource.DECISION]


def never_asked(plan: Plan, tasks: int) -> None:
    plan.work = [TaskSource.OWN, *[TaskSource.NOTICE] * tasks]


def tied_to_nothing(plan: Plan, tasks: int) -> None:
    plan.work, plan.is_tied = [TaskSource.OWN] * tasks, False


def without_deputy(plan: Plan, gone: int) -> None:
    if gone:
        plan.posts = [plan.posts[0], [PostKind.COMMITTEE_MEMBER], *plan.posts[2:]]


def untrained(plan: Plan, gone: int) -> None:
    plan.trained = not gone


MISSED = {"theme-day-monthly", "general-meeting-quarterly", "party-lesson-regularly"}
Case = tuple[Callable[[], Plan], Callable[[Plan, int], None], int, int, str, str, frozenset[str]]
CASES: dict[str, Case] = {
    # name: branch, what is spoilt, strength at which it is found, just below, weakness, norm, the same facts elsewhere
    "planned": (large, planned_not_held, 2, 1, "second", "signal-planned-not-held", frozenset()),
    "secretary": (large, secretary_away, 6, 5, "second", "signal-secretary-away", frozenset()),
    "papers": (large, papers_same_day, 8, 7, "hands", "signal-papers-same-day", frozenset()),
    "words": (large, votes_without_words, 2, 1, "hands", "signal-votes-without-words", frozenset()),
    "short": (large, short_meetings, 8, 7, "hands", "signal-short-meetings", frozenset()),
    "posts": (middle, posts_in_one_hand, 3, 2, "posts", "signal-many-posts-one-person", frozenset()),
    "deputy": (large, without_deputy, 1, 0, "posts", "signal-no-deputy", frozenset()),
    "untrained": (large, untrained, 1, 0, "posts", "signal-untrained", frozenset()),
    "term": (large, term_ended, 1, -200, "posts", "term-election-on-time", frozenset()),
    "bunched": (small, bunched, 5, 3, "orders", "signal-bunched", frozenset()),
    "same": (large, same_words, 2, 1, "orders", "signal-same-words", frozenset()),
    "typed": (large, typed_together, 4, 3, "orders", "signal-typed-together", frozenset()),
    "early": (large, studied_too_early, 1, 0, "orders", "signal-studied-too-early", frozenset()),
    "silent": (small, silent, 3, 2, "name_only", "signal-no-life", frozenset(MISSED)),
    "confirmed": (small, silent_and_confirmed, 3, 2, "name_only", "signal-no-life", frozenset(MISSED)),
    "half": (large, half_empty, 2, 1, "name_only", "signal-half-empty", frozenset()),
    "few": (small, of_few, 2, 3, "name_only", "signal-fewer-than-three", frozenset()),
    "tied": (large, tied_to_nothing, 4, 3, "second", "signal-nothing-tied", frozenset()),
    "targets": (large, without_targets, 1, 0, "example", "signal-no-targets", frozenset()),
    "looks": (large, quarter_not_looked_at, 1, 0, "example", "signal-no-look", frozenset()),
    "idle": (large, without_task, 184, 183, "example", "signal-no-task", frozenset()),
    "offer": (large, never_offered, 1, 0, "example", "signal-no-talk-offered", frozenset({"heart-to-heart-yearly"})),
    "ordered": (large, ordered, 4, 3, "orders", "signal-only-ordered", frozenset()),
    "asked": (large, never_asked, 4, 3, "orders", "signal-never-asked", frozenset()),
    "nobody": (
        small,
        no_secretary,
        1,
        0,
        "name_only posts",
        "signal-no-secretary",
        frozenset({"committee-posts", "vacancy-by-election"}),
    ),
}


@pytest.fixture(scope="module")
def seen(django_db_setup: None, django_db_blocker: Any) -> dict[str, list[Shown]]:
    """What each branch's own people see: “name” at the threshold, “name below” beneath it. The rows are gone then:
    after every test the database would look over all of them again."""
    with django_db_blocker.unblock(), transaction.atomic():
        writer = Writer()
        names: dict[UUID, str] = {}
        for name, (branch, spoil, at, below, *_rest) in CASES.items():
            for title, strength in ((name, at), (f"{name} below", below)):
                plan = branch()
                if not (spoil is no_secretary and strength == 0):
                    spoil(plan, strength)
                names[writer.add(plan).pk] = title
        found = {names[key]: shown for key, shown in writer.judge(TODAY).items()}
        transaction.set_rollback(True)
    return found


def standing(found: list[Shown]) -> list[Shown]:
    """Without the duties that are still running."""
    return [row for row in found if not (row.status is Status.DUE and row.norm in YEAR_END)]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.django_db
def test_exactly_one_weakness_is_found(seen: dict[str, list[Shown]], name: str) -> None:
    *_ways, weakness, norm, beside = CASES[name]
    found = standing(seen[name])
    assert {row.weakness for row in found if row.weakness} == set(weakness.split())
    assert norm in {row.norm for row in found}
    assert {row.norm for row in found} <= {norm, *beside}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.django_db
def test_just_below_the_threshold_nothing_is(seen: dict[str, list[Shown]], name: str) -> None:
    *_ways, beside = CASES[name]
    found = standing(seen[f"{name} below"])
    assert {row.norm for row in found} <= set(beside), [row.sentence for row in found]
    assert not [row for row in found if row.weakness]


@pytest.mark.django_db
def test_silence_is_a_question_until_the_months_are_confirmed(seen: dict[str, list[Shown]]) -> None:
    def of(name: str) -> Status:
        return next(row.status for row in seen[name] if row.norm == "signal-no-life")

    assert (of("silent"), of("confirmed")) == (Status.UNKNOWN, Status.BREACHED)


@pytest.mark.django_db
def test_no_signal_of_ours_is_ever_red(seen: dict[str, list[Shown]]) -> None:
    signals = [row for found in seen.values() for row in found if row.is_signal]
    assert signals and all(row.colour is None or row.colour.value != "red" for row in signals)
