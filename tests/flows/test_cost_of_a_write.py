"""What one save may cost: the queries of an ordinary gathering are counted, whatever the branch has beside it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import NOW, TODAY, acting, build_enterprise, do
from zhibu.base.actor import Right, Role
from zhibu.flows.decisions import record_gathering
from zhibu.flows.write import perform
from zhibu.meeting.actions import NewGathering, NewItem
from zhibu.meeting.models import ItemKind

pytestmark = pytest.mark.django_db
AT_MOST = 25


def test_an_ordinary_gathering_costs_few_queries_with_branch_and_everything_above_right_at_once() -> None:
    enterprise = build_enterprise()
    secretary = acting(enterprise.first, Role.SECRETARY)

    def new(days: int) -> NewGathering:
        items = [NewItem(ItemKind.THEME_DAY, "修便道", "分两段", "周五动手")]
        return NewGathering(enterprise.first, TODAY - timedelta(days=days), items, due=8, present=7)

    for days in (30, 60, 90):
        do(secretary, record_gathering, Right.RECORD, new=new(days))
    with CaptureQueriesContext(connection) as caught:
        perform(secretary, record_gathering, right=Right.RECORD, today=TODAY, now=NOW, new=new(3))
    assert len(caught) <= AT_MOST
