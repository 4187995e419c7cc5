"""The lasting enterprise with two Party groups, a committee of three, and browsers for each of its people."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.personas import NOW, TODAY, Enterprise, build_enterprise, do
from tests.remembering import remembered
from zhibu.account.models import User
from zhibu.base import clock
from zhibu.base.actor import Actor, Right
from zhibu.meeting.actions import NewGathering, NewItem, record_gathering
from zhibu.meeting.models import Gathering, ItemKind, Stage
from zhibu.member.actions import move_member, set_condition, take_post
from zhibu.member.models import Member, PostKind
from zhibu.org.actions import add_group
from zhibu.org.models import PartyGroup

BACKEND = "django.contrib.auth.backends.ModelBackend"


class Workshop:
    """王玉兰 (secretary), 李晓明 and 赵志强 are the committee; the first four members are the first Party group.

    吴敏 is frail, 周海涛 works away.
    """

    def __init__(self) -> None:
        self.__dict__.update(remembered("workshop", self._build))

    def _build(self) -> dict[str, Any]:
        self.enterprise: Enterprise = build_enterprise()
        self.branch = self.enterprise.first
        self.members: list[Member] = self.enterprise.members
        secretary = self.actor("secretary")
        self.groups: list[PartyGroup] = [
            do(secretary, add_group, Right.RECORD, branch=self.branch, name=name, since=date(2024, 1, 1))
            for name in ("第一党小组", "第二党小组")
        ]
        for number, member in enumerate(self.members):
            group = self.groups[number >= 4]
            do(
                secretary,
                move_member,
                Right.RECORD,
                member=member,
                branch=self.branch,
                group=group,
                since=date(2024, 2, 1),
            )
        for number, post in ((1, PostKind.ORGANISATION_MEMBER), (3, PostKind.DISCIPLINE_MEMBER)):
            self.give_post(number, post)
        self.set_condition(7, "frail")
        self.set_condition(6, "mobile")
        return self.__dict__

    def give_post(self, number: int, post: PostKind) -> None:
        arguments = {"organisation": self.branch, "post": post, "since": date(2024, 3, 1)}
        do(self.actor("secretary"), take_post, Right.RECORD, member=self.members[number], **arguments)

    def set_condition(self, number: int, kind: str) -> None:
        arguments = {"kind": kind, "since": date(2025, 1, 1), "until": None}
        do(self.actor("secretary"), set_condition, Right.RECORD, member=self.members[number], **arguments)

    def actor(self, who: str) -> Actor:
        return self.enterprise.actor(who)

    def browser(self, who: str) -> Client:
        return self.browser_of(self.enterprise.users[who])

    def browser_of(self, user: User) -> Client:
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    def held(
        self,
        happened_on: date,
        *kinds: ItemKind,
        who: str = "secretary",
        now: datetime = NOW,
        stage: Stage = Stage.HELD,
        branch: Any = None,
        **columns: Any,
    ) -> Gathering:
        """One gathering written through the same flow as in use."""
        items = columns.pop("items", None) or [NewItem(kind) for kind in kinds]
        new = NewGathering(branch=branch or self.branch, happened_on=happened_on, items=items, **columns)
        return do(self.actor(who), record_gathering, Right.RECORD_GROUP, TODAY, now, new=new, stage=stage)


def fields_of(response: HttpResponse) -> dict[str, Any]:
    """What the browser would send when the form on this page is sent as it stands: all four parts."""
    entry = response.context["entry"]
    data: dict[str, Any] = {}
    for form in entry.parts():
        for name in form.fields:
            value = form[name].value()
            shown = form.fields[name].prepare_value(value) if hasattr(form.fields[name], "prepare_value") else value
            if shown not in (None, "", False):
                data[form.add_prefix(name)] = shown
    for formset in (entry.items, entry.sessions):
        data[f"{formset.prefix}-TOTAL_FORMS"] = len(formset.forms)
        data[f"{formset.prefix}-INITIAL_FORMS"] = 0
    for form in (entry.attendance,):
        for name in form.fields:
            data.setdefault(name, "")
    return data


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Workshop]:
    """Built once for a module, inside a transaction that is rolled back after it; each test adds its own savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Workshop()
        transaction.set_rollback(True)


@pytest.fixture
def workshop(built: Workshop, db: None, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return built
