"""Questions put into SQL once: the same rows as the query itself gives, for whatever values."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from tests.personas import NOW, TODAY, build_enterprise
from zhibu.base.asking import LONGEST, asked_often
from zhibu.base.records import as_known_at
from zhibu.org.models import PartyGroup, Setting, Term

pytestmark = pytest.mark.django_db


def stood(branch: Any, name: str, since: date, recorded_at: datetime = NOW) -> PartyGroup:
    group = PartyGroup(
        root=branch.root, branch=branch, name=name, since=since, recorded_at=recorded_at, recorded_by=uuid4()
    )
    group.save(force_insert=True)
    return group


class Asked:
    """A question that counts how often it was built."""

    def __init__(self) -> None:
        self.built = 0

    def groups(self, branch_ids: Sequence[UUID], first: date, name: str) -> QuerySet[PartyGroup]:
        self.built += 1
        return PartyGroup.objects.filter(branch_id__in=branch_ids, since__gte=first).exclude(name=name).order_by("name")


def test_it_is_built_once_for_values_of_the_same_shape_and_gives_whole_records() -> None:
    enterprise = build_enterprise()
    stood(enterprise.first, "一组", date(2024, 1, 1))
    second = stood(enterprise.first, "二组", date(2025, 1, 1))
    other = stood(enterprise.second, "三组", date(2025, 1, 1))
    asked = Asked()
    ask = asked_often(asked.groups)
    first, both = [enterprise.first.pk], [enterprise.first.pk, enterprise.second.pk]
    assert {group.name for group in ask(first, date(2020, 1, 1), "没有")} == {"一组", "二组"}
    built = asked.built
    assert ask(first, date(2024, 6, 1), "没有") == [second]
    assert ask(first, date(2024, 6, 1), "二组") == []
    assert asked.built == built
    assert set(ask(both, date(2024, 6, 1), "没有")) == {second, other}
    assert asked.built > built, "another number of keys is another question"
    (found,) = ask(first, date(2024, 6, 1), "没有")
    assert vars(found).keys() == vars(PartyGroup.objects.get(pk=second.pk)).keys()
    assert (found.branch_id, found.since, found.recorded_at) == (enterprise.first.pk, date(2025, 1, 1), NOW)


def test_values_come_as_the_query_itself_gives_them() -> None:
    enterprise = build_enterprise()

    def build(path: str, on: date, moment: datetime) -> QuerySet[Any]:
        rows = Setting.objects.on(on).filter(organisation__path=path, recorded_at__lte=moment)
        return rows.values_list("organisation_id", "values", "since", "recorded_at")

    Setting(
        root=enterprise.first.root, organisation=enterprise.first, norm="theme-day-monthly", values={"months": 1},
        since=TODAY, source_document="通知", recorded_at=NOW, recorded_by=uuid4(),
    ).save(force_insert=True)  # fmt: skip
    ask = asked_often(build)
    for day, moment in ((TODAY, NOW), (TODAY - timedelta(days=1), NOW), (TODAY, NOW - timedelta(seconds=1))):
        wanted = list(build(enterprise.first.path, day, moment))
        assert [tuple(row) for row in ask(enterprise.first.path, day, moment)] == wanted


def test_a_question_about_many_or_none_and_one_about_an_earlier_moment_are_built_each_time() -> None:
    enterprise = build_enterprise()
    stood(enterprise.first, "一组", date(2024, 1, 1), datetime(2026, 1, 1, tzinfo=UTC))
    asked = Asked()
    ask = asked_often(asked.groups)
    many = [enterprise.first.pk, *(uuid4() for _ in range(LONGEST))]
    assert len(ask(many, date(2020, 1, 1), "没有")) == 1
    with CaptureQueriesContext(connection) as caught:
        assert ask([], date(2020, 1, 1), "没有") == []
    assert not len(caught)
    assert len(ask([enterprise.first.pk], date(2020, 1, 1), "没有")) == 1
    with as_known_at(datetime(2025, 1, 1, tzinfo=UTC)):
        assert ask([enterprise.first.pk], date(2020, 1, 1), "没有") == []


def test_a_question_that_looks_at_its_values_is_refused() -> None:
    def build(on: date) -> QuerySet[Any]:
        return Term.objects.filter(happened_on__lte=on - timedelta(days=1))

    with pytest.raises(ValueError, match="looks at its values"):
        asked_often(build)(TODAY)
    with pytest.raises(TypeError):
        asked_often(build)(None)
