"""Who was counted in a vote without the right to (election regulations 2020, art. 5): said only where it is known."""

from datetime import date

import pytest

from tests.personas import Enterprise, acting, build_enterprise, do
from zhibu.base.actor import Right, Role
from zhibu.checkup.models import Finding
from zhibu.meeting.actions import NewGathering, NewItem, NewTally, record_gathering
from zhibu.meeting.models import ItemKind
from zhibu.member.actions import enter_member, take_post
from zhibu.member.models import Category, PostKind
from zhibu.org.actions import record_term

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 17)


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


def committee(enterprise: Enterprise, due: int) -> None:
    new = NewGathering(
        branch=enterprise.first, happened_on=DAY, items=[NewItem(ItemKind.COMMITTEE_MEETING)], due=due, present=due
    )
    do(acting(enterprise.first, Role.SECRETARY), record_gathering, Right.RECORD, new=new)


def general_meeting(enterprise: Enterprise, due: int) -> None:
    tally = NewTally(due_to_vote=due, present=due, in_favour=due, against=0, abstained=0, said_passed=True)
    new = NewGathering(branch=enterprise.first, happened_on=DAY, items=[NewItem(ItemKind.GENERAL_MEETING, tally=tally)])
    do(acting(enterprise.first, Role.SECRETARY), record_gathering, Right.RECORD, new=new)


def is_marked(enterprise: Enterprise) -> bool:
    return Finding.objects.filter(branch=enterprise.first, norm="election-who-may-vote").exists()


def elect_three(enterprise: Enterprise, posts: int) -> None:
    secretary = acting(enterprise.first, Role.SECRETARY)
    organiser = acting(enterprise.first, Role.ORGANISER)
    do(organiser, record_term, Right.SET_UP, organisation=enterprise.first, elected_on=date(2024, 3, 1), seats=3)
    kinds = (PostKind.ORGANISATION_MEMBER, PostKind.DISCIPLINE_MEMBER)  # the secretary is in post already
    for member, kind in list(zip(enterprise.members[1:], kinds, strict=False))[: posts - 1]:
        do(
            secretary, take_post, Right.RECORD, member=member, organisation=enterprise.first, post=kind,
            since=date(2024, 3, 1),
        )  # fmt: skip


@pytest.mark.parametrize("posts", [1, 2])
def test_a_committee_whose_people_are_not_all_written_down_is_not_compared(enterprise: Enterprise, posts: int) -> None:
    elect_three(enterprise, posts)
    committee(enterprise, due=3)
    assert not is_marked(enterprise)


@pytest.mark.parametrize(("due", "is_wrong"), [(3, False), (4, True)])
def test_a_whole_committee_is(enterprise: Enterprise, due: int, is_wrong: bool) -> None:
    elect_three(enterprise, 3)
    committee(enterprise, due)
    assert is_marked(enterprise) is is_wrong


@pytest.mark.parametrize(("due", "is_wrong"), [(8, False), (9, True), (10, False)])
def test_a_probationary_member_is_seen_and_a_roster_that_lacks_people_is_no_proof(
    enterprise: Enterprise, due: int, is_wrong: bool
) -> None:
    """Eight full members and one on probation. Of ten counted, one is not on the roster: he may have left since."""
    do(
        acting(enterprise.first, Role.SECRETARY), enter_member, Right.RECORD, branch=enterprise.first,
        since=date(2026, 3, 2), name="方小路", joined_on=date(2026, 3, 2), category=Category.PROBATIONARY,
    )  # fmt: skip
    general_meeting(enterprise, due)
    assert is_marked(enterprise) is is_wrong
