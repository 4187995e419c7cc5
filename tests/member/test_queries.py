"""正式 and 预备 by dates, the same in Python and in the database; phones covered; party standing."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.personas import START, acting, build_enterprise, do, found
from zhibu.base.actor import Right, Role
from zhibu.member.actions import end_condition, enter_member, set_condition, set_group
from zhibu.member.facts import party_standing
from zhibu.member.models import Category, Condition, Member, Membership
from zhibu.member.queries import in_category, masked, standing_as
from zhibu.org.actions import add_group
from zhibu.org.models import OrganisationKind

DAYS = st.none() | st.dates(date(2023, 12, 1), date(2026, 12, 31))


class TestCategories(TestCase):
    @settings(max_examples=80)
    @given(
        joined_on=DAYS,
        full_on=DAYS,
        category=st.sampled_from(Category.values),
        on=st.dates(date(2025, 11, 20), date(2026, 12, 31)),
    )
    def test_the_database_and_the_reckoning_agree(
        self, joined_on: date | None, full_on: date | None, category: str, on: date
    ) -> None:
        member = Member.objects.create(
            root="00000000-0000-4000-8000-000000000001",
            name="何新",
            sort_key="he xin",
            initials="hx",
            joined_on=joined_on,
            full_on=full_on,
            category=category,
        )
        said = standing_as(member, on)
        for wanted in (Category.FULL, Category.PROBATIONARY):
            assert in_category(Member.objects.all(), wanted, on).exists() == (said == wanted)


@pytest.mark.parametrize(
    ("joined_on", "on", "category"),
    [
        (date(2024, 3, 1), date(2026, 2, 28), Category.PROBATIONARY),
        (date(2024, 3, 1), date(2026, 3, 1), Category.FULL),
        (date(2024, 2, 29), date(2026, 2, 27), Category.PROBATIONARY),
        (date(2024, 2, 29), date(2026, 2, 28), Category.FULL),
        (None, date(2026, 2, 28), Category.UNKNOWN),
    ],
)
def test_probation_cannot_last_longer_than_two_years(joined_on: date | None, on: date, category: Category) -> None:
    assert standing_as(Member(joined_on=joined_on), on) == category


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13802050002", "138****0002"), ("021-55550000", "021****0000"), ("5550000", "****"), ("", "")],
)
def test_a_phone_is_covered(phone: str, shown: str) -> None:
    assert masked(phone) == shown


@pytest.mark.parametrize(
    ("full_on", "on", "standing"),
    [
        (date(2016, 6, 3), date(2026, 6, 2), (9, 11)),
        (date(2016, 6, 3), date(2026, 6, 3), (10, 0)),
        (date(2016, 1, 31), date(2016, 2, 28), (0, 0)),
        (date(2016, 1, 31), date(2016, 2, 29), (0, 1)),
        (date(2026, 11, 23), date(2026, 11, 23), (0, 0)),
    ],
)
def test_party_standing_counts_from_the_day_of_conversion(full_on: date, on: date, standing: tuple[int, int]) -> None:
    assert party_standing(full_on, on) == standing


@given(st.dates(date(1950, 1, 1), date(2026, 1, 1)), st.integers(0, 30000))
def test_party_standing_never_shrinks(full_on: date, days: int) -> None:
    later = full_on + timedelta(days=days)
    assert party_standing(full_on, later) <= party_standing(full_on, later + timedelta(days=1))


@pytest.mark.django_db
def test_into_a_group_on_the_day_of_joining_is_one_spell_and_later_is_two() -> None:
    company = found(None, OrganisationKind.PRIMARY_COMMITTEE, "北山机械厂党委")
    branch = found(company, OrganisationKind.BRANCH, "一车间党支部")
    secretary = acting(branch, Role.SECRETARY)
    group = do(secretary, add_group, Right.RECORD, branch=branch, name="第一党小组", since=START)
    member = do(secretary, enter_member, Right.RECORD, branch=branch, since=START, name="何新")
    do(secretary, set_group, Right.RECORD, member=member, group=group, since=START)
    assert [(row.group, row.until) for row in Membership.objects.filter(member=member)] == [(group, None)]
    do(secretary, set_group, Right.RECORD, member=member, group=None, since=date(2026, 3, 1))
    rows = Membership.objects.filter(member=member).order_by("since")
    assert [(row.group, row.until) for row in rows] == [(group, date(2026, 3, 1)), (None, None)]


@pytest.mark.django_db
def test_a_circumstance_ends_on_its_day() -> None:
    enterprise = build_enterprise()
    secretary, member = enterprise.actor("secretary"), enterprise.members[7]
    condition = do(secretary, set_condition, Right.RECORD, member=member, kind="frail", since=START, until=None)
    do(secretary, end_condition, Right.RECORD, condition=condition, until=date(2026, 6, 1))
    assert Condition.objects.on(date(2026, 5, 31)).filter(member=member).exists()
    assert not Condition.objects.on(date(2026, 6, 1)).filter(member=member).exists()
