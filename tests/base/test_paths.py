"""Places in the tree: a subtree is exactly one range, on both databases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.personas import found
from zhibu.base.paths import ancestors, below, code
from zhibu.org.models import Organisation, OrganisationKind


@given(st.integers(0, 36**6 - 1), st.integers(0, 36**6 - 1))
def test_codes_sort_like_their_numbers(one: int, other: int) -> None:
    assert len(code(one)) == 6
    assert (code(one) < code(other)) == (one < other)


def test_a_number_beyond_six_digits_is_refused() -> None:
    assert code(36**6 - 1) == "zzzzzz"
    with pytest.raises(ValueError, match="too large"):
        code(36**6)


def test_ancestors_run_from_the_top_to_the_place_itself() -> None:
    assert ancestors("000001/00000a/") == ["000001/", "000001/00000a/"]
    assert ancestors("") == []


@pytest.mark.django_db
def test_a_subtree_is_the_place_and_all_below_it_and_nothing_beside_it() -> None:
    top = found(None, OrganisationKind.PRIMARY_COMMITTEE, "甲厂党委")
    beside = found(None, OrganisationKind.PRIMARY_COMMITTEE, "乙厂党委")
    general = found(top, OrganisationKind.GENERAL_BRANCH, "一分厂党总支")
    branch = found(general, OrganisationKind.BRANCH, "一班党支部")
    found(beside, OrganisationKind.BRANCH, "乙厂党支部")

    def names(organisation: Organisation) -> set[str]:
        return set(Organisation.objects.filter(below(organisation.path)).values_list("name", flat=True))

    assert names(top) == {"甲厂党委", "一分厂党总支", "一班党支部"}
    assert names(general) == {"一分厂党总支", "一班党支部"}
    assert names(branch) == {"一班党支部"}
    assert branch.root == top.pk
