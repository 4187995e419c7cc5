"""Who answers: a general branch reviews and passes on, a committee approves; nobody else."""

from datetime import date

import pytest

from tests.personas import acting, do, found
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Invalid, Refused
from zhibu.election import actions, queries
from zhibu.election.models import Election, StepKind
from zhibu.election.queries import Part
from zhibu.org.models import Organisation, OrganisationKind

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def levels(db: None) -> tuple[Organisation, Organisation, Organisation]:
    company = found(None, OrganisationKind.PRIMARY_COMMITTEE, "北山机械厂党委")
    general = found(company, OrganisationKind.GENERAL_BRANCH, "机加党总支")
    return company, general, found(general, OrganisationKind.BRANCH, "一车间党支部")


def begun(branch: Organisation) -> Election:
    columns = {"has_committee": True, "seats": 3, "deputies": 0, "ordinal": 2, "term_ends_on": None, "planned_on": None}
    return do(acting(branch, Role.SECRETARY), actions.begin, Right.RECORD, branch=branch, **columns)


def answer(election: Election, body: Organisation | None, **columns: object) -> object:
    given = {"kind": StepKind.REPLIED, "happened_on": DAY, "agreed": True, "body": body, **columns}
    return do(acting(election.branch, Role.SECRETARY), actions.note_step, Right.RECORD, election=election, **given)


def test_a_general_branch_does_not_approve(levels: tuple[Organisation, ...]) -> None:
    company, general, branch = levels
    election = begun(branch)
    with pytest.raises(Refused) as refused:
        answer(election, general)
    assert refused.value.field == "body"
    assert "机加党总支只审核，不能批" in refused.value.reason
    assert answer(election, company)


def test_it_may_where_the_committee_authorised_it_in_writing(levels: tuple[Organisation, ...]) -> None:
    _company, general, branch = levels
    election = begun(branch)
    with pytest.raises(Refused, match="哪份文件"):
        answer(election, general, is_authorised=True)
    assert answer(election, general, is_authorised=True, number="厂党委〔2026〕3号")


def test_the_review_is_a_part_of_the_way_only_below_a_general_branch(levels: tuple[Organisation, ...]) -> None:
    company, general, branch = levels
    standing = queries.standing_of(begun(branch), ())
    assert (standing.reviewer, standing.approver) == (general, company)
    assert Part.REVIEW in standing.parts
    other = found(company, OrganisationKind.BRANCH, "直属党支部")
    assert Part.REVIEW not in queries.standing_of(begun(other), ()).parts


def test_answers_say_who_and_why_not(levels: tuple[Organisation, ...]) -> None:
    company, _general, branch = levels
    election = begun(branch)
    for columns, field in (
        ({"body": None}, "body"),
        ({"body": company, "agreed": None}, "agreed"),
        ({"body": company, "agreed": False}, "words"),
        ({"body": company, "happened_on": date(2026, 12, 1)}, "happened_on"),
    ):
        with pytest.raises(Refused) as refused:
            answer(election, **columns)
        assert refused.value.field == field


def test_one_election_at_a_time_and_seats_that_fit(levels: tuple[Organisation, ...]) -> None:
    branch = levels[2]
    election = begun(branch)
    with pytest.raises(Refused, match="已经在办"):
        begun(branch)
    with pytest.raises(Invalid) as refused:
        do(
            acting(branch, Role.SECRETARY), actions.change_setup, Right.RECORD, election=election, has_committee=True,
            seats=0, deputies=0, ordinal=None, term_ends_on=None, planned_on=None,
        )  # fmt: skip
    assert list(refused.value.problems) == ["seats"]
    do(
        acting(branch, Role.SECRETARY), actions.note_step, Right.RECORD, election=election, kind=StepKind.ENDED,
        happened_on=DAY,
    )  # fmt: skip
    assert begun(branch).pk != election.pk
