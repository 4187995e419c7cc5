"""Branches written row by row are as if somebody had recorded the same events and the program had drawn them."""

from collections import Counter
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import connection

from tests.personas import TODAY
from zhibu.base.actor import Right
from zhibu.bench.generator import Generator
from zhibu.bench.measures import secretary_of
from zhibu.bench.members import organiser_of
from zhibu.checkup.counting import counts_of, members_of
from zhibu.checkup.models import TABLES, BranchState, Finding
from zhibu.checkup.rebuilding import rebuild
from zhibu.flows.write import perform
from zhibu.meeting.actions import NewGathering, NewItem, NewTally, record_gathering
from zhibu.meeting.models import Gathering, Item
from zhibu.member.actions import take_post
from zhibu.member.batches import NewMember, draft_members, enter_members
from zhibu.member.models import Details, Member, PostHolding
from zhibu.org.actions import found_organisation, record_term
from zhibu.org.models import Organisation, OrganisationKind, Term

pytestmark = pytest.mark.django_db
OF_THE_ROW = {"id", "root", "branch_id", "subject"}
SAID = ("sheet", "year", "norm", "status", "periods", "colour", "since", "due_on")


def test_drawn_again_nothing_differs() -> None:
    generator = Generator(30, TODAY, lives=6)
    made = generator.write(lambda _line: None)
    connection.check_constraints()
    assert not +rebuild(TODAY).differences
    states = Counter(BranchState.objects.values_list("state", flat=True))
    assert {state: number for state, number in counts_of(generator.top.pk).items() if number} == states
    assert members_of(generator.top.pk) == Member.objects.count() == 30 * 14
    assert [branch.pk for branch in made] == list(
        Organisation.objects.filter(kind=OrganisationKind.BRANCH).order_by("number").values_list("pk", flat=True)
    )
    assert generator.contents()["支部"] == 30


def test_months_are_written_one_after_the_other() -> None:
    made = Generator(12, TODAY, lives=4).write(lambda _line: None)
    first_copied = made[4].path
    rows = Gathering.objects.filter(branch__path__gte=first_copied)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            table = Gathering._meta.db_table
            cursor.execute(
                f"SELECT substr(happened_on, 6, 2) FROM {table} ORDER BY rowid DESC LIMIT %s", [rows.count()]
            )
            months = [row[0] for row in cursor.fetchall()]
        assert months == sorted(months, reverse=True)
    assert {day.month for day in rows.values_list("happened_on", flat=True)} == set(range(1, 12))


def _kept(branch: Organisation) -> dict[str, Any]:
    """All that is kept of a branch, without the keys."""
    found: dict[str, Any] = {}
    for kind, table in TABLES.items():
        names = [field.attname for field in table._meta.concrete_fields if field.attname not in OF_THE_ROW]
        found[kind] = Counter(table.objects.filter(branch=branch).values_list(*names))
    found["findings"] = Counter(Finding.objects.filter(branch=branch).values_list(*SAID))
    found["state"] = list(BranchState.objects.filter(branch=branch).values_list("state", "members"))
    return found


def test_the_same_events_recorded_one_by_one_are_kept_as_the_same() -> None:
    written = Generator(3, TODAY, lives=1).write(lambda _line: None)[2]
    recorded = _recorded_again(written)
    assert _kept(recorded) == _kept(written)
    assert counts_of(recorded.pk) == counts_of(written.pk)


def _recorded_again(like: Organisation) -> Organisation:
    """A branch beside this one for which somebody records everything that stands there."""
    parent = Organisation.objects.get(path=like.path[:-7])
    top = Organisation.objects.get(path=like.path[:7])
    founded = {"kind": like.kind, "name": "另一个", "founded_on": like.founded_on, "records_from": like.records_from}

    def do(
        act: Any, right: Right = Right.RECORD, who: Any = None, on: date = date(TODAY.year, 1, 1), **values: Any
    ) -> Any:
        moment = datetime.combine(on, time(12), UTC)
        return perform(who or secretary_of(branch), act, right=right, today=TODAY, now=moment, **values).result

    branch = do(
        lambda actor, today, now: found_organisation(
            actor, parent=parent, domain=like.domain, today=today, now=now, **founded
        ),
        Right.SET_UP, organiser_of(top),
    )  # fmt: skip
    term = Term.objects.get(organisation=like)
    do(record_term, organisation=branch, elected_on=term.happened_on, seats=term.seats,
       ends_on=term.ends_on)  # fmt: skip
    people = {}
    for details in Details.objects.filter(member__branch=like):
        columns = {"name": details.name, "joined_on": details.joined_on, "full_on": details.full_on}
        entry = NewMember(branch, date(2015, 1, 1), columns)

        def enter(actor: Any, today: date, now: Any, entry: NewMember = entry) -> Any:
            return enter_members(
                actor, drafted=draft_members(actor, entries=[entry], today=today, now=now), today=today
            )

        do(enter)
        people[details.member_id] = Member.objects.get(branch=branch, name=details.name)
    for post in PostHolding.objects.filter(organisation=like):
        do(take_post, member=people[post.member_id], organisation=branch, post=post.post, since=post.since)
    for gathering in Gathering.objects.filter(branch=like).order_by("happened_on"):
        items = [
            NewItem(
                item.kind, item.topic,
                tally=NewTally(item.tally.due_to_vote, item.tally.present, item.tally.in_favour)
                if hasattr(item, "tally") else None,
            )
            for item in Item.objects.filter(gathering=gathering).order_by("order")
        ]  # fmt: skip
        new = NewGathering(branch, gathering.happened_on, items, title=gathering.title, due=14, present=12)
        do(record_gathering, on=gathering.happened_on, new=new)
    return branch
