"""Sums of surveys: counted once, ended for good, deleted in time."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.personas import TODAY, Enterprise, build_enterprise, do
from zhibu.base.actor import Right
from zhibu.base.errors import Refused
from zhibu.member.models import Membership
from zhibu.survey.actions import change_end, open_survey
from zhibu.survey.counting import count_in, purge
from zhibu.survey.models import Audience, Survey, Tally
from zhibu.survey.queries import results_of

pytestmark = pytest.mark.django_db

UNTIL = TODAY + timedelta(days=2)


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


def opened(enterprise: Enterprise, **changed: Any) -> Survey:
    given = {
        "branch": enterprise.first,
        "title": "会开得怎么样",
        "audience": Audience.MEMBERS,
        "questions": [{"text": "时间", "choices": ["合适", "太长"]}, {"text": "最想说的", "choices": []}],
        "until": UNTIL,
        **changed,
    }
    survey: Survey = do(enterprise.actor("secretary"), open_survey, Right.RECORD, **given)
    return survey


def sheet(survey: Survey, token: str, choice: int | None = 0, words: str | None = None) -> dict[str, Any]:
    return {"act": "survey", "survey": survey.code, "answers": [choice, words], "token": token}


def test_a_release_broken_off_and_repeated_counts_nobody_twice(enterprise: Enterprise) -> None:
    survey = opened(enterprise)
    first = [sheet(survey, "a"), sheet(survey, "b", 1)]
    assert count_in(first, TODAY) == 2
    assert count_in(first, TODAY) == 0
    assert count_in([*first, sheet(survey, "c", None, "灯太暗")], TODAY) == 1
    tally = Tally.objects.get()
    assert (tally.sheets, tally.counts, tally.words) == (3, [[1, 1], []], [[], ["灯太暗"]])


def test_it_ends_with_the_release_after_its_last_day(enterprise: Enterprise) -> None:
    survey = opened(enterprise)
    for token in "abcd":
        count_in([sheet(survey, token)], TODAY)
    count_in([], UNTIL)
    assert not Tally.objects.get().is_final
    next_day = UNTIL + timedelta(days=1)
    assert not results_of(survey, next_day).is_over, "the answers of the last day still wait"
    assert count_in([sheet(survey, "e")], next_day) == 1
    assert results_of(survey, next_day).sheets == 5 and results_of(survey, next_day).answered
    assert count_in([sheet(survey, "f")], next_day) == 0, "later ones are dropped"


def test_unknown_and_withdrawn_surveys_are_passed_over(enterprise: Enterprise) -> None:
    survey = opened(enterprise)
    assert count_in([{**sheet(survey, "a"), "survey": "nosuch"}], TODAY) == 0


@pytest.mark.parametrize(("sheets", "days", "is_kept"), [(4, 30, True), (4, 31, False), (5, 31, True)])
def test_too_few_answers_are_deleted_after_a_month(
    enterprise: Enterprise, sheets: int, days: int, is_kept: bool
) -> None:
    survey = opened(enterprise)
    count_in([sheet(survey, str(number), 0, "一句") for number in range(sheets)], TODAY)
    purge(UNTIL + timedelta(days=days))
    assert Tally.objects.exists() == is_kept


@pytest.mark.parametrize(("days", "words"), [(365, ["一句"] * 5), (366, [])])
def test_own_words_are_deleted_after_a_year_and_the_sums_stay(
    enterprise: Enterprise, days: int, words: list[str]
) -> None:
    survey = opened(enterprise)
    count_in([sheet(survey, str(number), 0, "一句") for number in range(5)], TODAY)
    purge(UNTIL + timedelta(days=days))
    tally = Tally.objects.get()
    assert tally.words[1] == words and tally.counts[0] == [5, 0]


@pytest.mark.parametrize(("count", "is_refused"), [(4, True), (5, False)])
def test_where_fewer_than_five_are_asked_each_would_be_known(
    enterprise: Enterprise, count: int, is_refused: bool
) -> None:
    leaving = [member.pk for member in enterprise.members[count:]]
    Membership.objects.filter(member__in=leaving).update(until=TODAY - timedelta(days=1))
    if not is_refused:
        assert opened(enterprise)
        return
    with pytest.raises(Refused, match="看得出是谁"):
        opened(enterprise)
    assert opened(enterprise, audience=Audience.STAFF), "all employees are more"


@pytest.mark.parametrize(("until", "is_refused"), [(date(2027, 1, 22), False), (date(2027, 1, 23), True)])
def test_it_runs_sixty_days_at_the_longest(enterprise: Enterprise, until: date, is_refused: bool) -> None:
    survey = opened(enterprise)
    arguments = {"survey": survey, "until": until}
    if is_refused:
        with pytest.raises(Refused):
            do(enterprise.actor("secretary"), change_end, Right.RECORD, **arguments)
    else:
        assert do(enterprise.actor("secretary"), change_end, Right.RECORD, **arguments).until == until
