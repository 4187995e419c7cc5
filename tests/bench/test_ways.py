"""The other ways that the bench compares with do what they say, on a small house."""

import pytest

from tests.personas import TODAY, build_enterprise
from zhibu.bench import ways
from zhibu.checkup.columns import read_years

pytestmark = pytest.mark.django_db


def test_each_way_is_walked() -> None:
    enterprise = build_enterprise()
    branches = [enterprise.first, enterprise.second]
    assert sorted(row.pk for row in ways.sample_of(branches)) == sorted(row.pk for row in branches)
    assert ways.naive(branches, TODAY.year) > 0
    assert ways.tidy(branches, TODAY.year) > 0
    assert ways.floor(read_years(TODAY.year)) > 0
