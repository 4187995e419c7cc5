"""A unit with its two desks and an open door, and the people who sit there."""

from typing import Any

from django.test import Client

from tests.personas import PASSWORD, TODAY, Enterprise, acting, build_enterprise, do
from zhibu.account.actions import open_account
from zhibu.account.models import User
from zhibu.account.queries import actor_of
from zhibu.base.actor import Actor, Right, Role
from zhibu.concern.models import Concern, Line
from zhibu.concern.setting_up import set_desk, set_door

BACKEND = "django.contrib.auth.backends.ModelBackend"
PEOPLE = {"zhou": "周海燕", "li": "李受理", "kong": "孔令工", "he": "何纪检"}


class Unit:
    """周海燕 and 李受理 sit at the unit's desk, 孔令工 and 何纪检 at the second; 王玉兰, secretary, at her branch's."""

    def __init__(self) -> None:
        self.enterprise: Enterprise = build_enterprise()
        self.company, self.branch = self.enterprise.company, self.enterprise.first
        keeper = acting(self.company, Role.ADMINISTRATOR)
        for who, name in PEOPLE.items():
            user = do(
                keeper, open_account, Right.ACCOUNTS, username=who, display_name=name, password=PASSWORD, member=None
            )
            self.enterprise.users[who] = user
        organiser = acting(self.company, Role.ORGANISER)
        for place, line, name, people in (
            (self.company, Line.FIRST, "单位诉求台", ("zhou", "li")),
            (self.company, Line.INDEPENDENT, "工会和纪检", ("kong", "he")),
            (self.branch, Line.FIRST, "一车间党支部", ("secretary",)),
        ):
            users = [self.user(who) for who in people]
            do(organiser, set_desk, Right.SET_UP, organisation=place, line=line, name=name, handlers=users)
        do(
            organiser,
            set_door,
            Right.SET_UP,
            organisation=self.company,
            emergency="值班室 6120",
            discipline="纪委 6135",
        )

    def user(self, who: str) -> User:
        return self.enterprise.users[who]

    def actor(self, who: str) -> Actor:
        return actor_of(User.objects.get(pk=self.user(who).pk), TODAY)

    def browser(self, who: str) -> Client:
        client = Client()
        client.force_login(self.user(who), backend=BACKEND)
        return client

    @property
    def address(self) -> str:
        return f"/say/{self.company.number}/"

    def desk(self, line: Line = Line.FIRST, *, at_branch: bool = False) -> str:
        return f"{(self.branch if at_branch else self.company).pk}:{line.value}"


def token_in(response: Any) -> str:
    text = response.content.decode()
    return str(text.split('name="token" value="')[1].split('"')[0])


def raise_concern(unit: Unit, words: str, browser: Client | None = None, **fields: Any) -> str:
    """From the page of 说事; the receipt's sixteen digits."""
    browser = browser or Client()
    page = browser.get(unit.address)
    answer = browser.post(
        unit.address,
        {"token": token_in(page), "words": words, "kind": "hardship", "desk": unit.desk(), **fields},
    )
    assert answer.status_code == 200, answer.content.decode()
    return "".join(answer.content.decode().split('class="receipt">')[1].split("<")[0].split())


def the_only() -> Concern:
    return Concern.objects.select_related("unit", "desk_at").get()


__all__ = ["Unit", "raise_concern", "the_only", "token_in"]
