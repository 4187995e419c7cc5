"""A small organisation for the pages: one committee, two branches, one person per role."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.conf import LazySettings
from django.test import Client

from zhibu.account.models import RoleGrant, User
from zhibu.base import clock
from zhibu.org.models import Organisation

PASSWORD = "pine-river-lamp"
ROOT = uuid.UUID(int=7)
Entering = Callable[..., Client]


@pytest.fixture
def committee(db: None) -> Organisation:
    return Organisation.objects.create(
        root=ROOT, number=1, kind="primary_committee", name="建安公司党委", path="000001/"
    )


@pytest.fixture
def branch(committee: Organisation) -> Organisation:
    return Organisation.objects.create(root=ROOT, number=2, kind="branch", name="一车间党支部", path="000001/000002/")


def grant(user: User, role: str, place: Organisation, for_user: User | None = None) -> RoleGrant:
    row = RoleGrant(
        root=ROOT,
        user=user,
        organisation=place,
        role=role,
        since=date(2020, 1, 1),
        for_user=for_user,
        recorded_at=clock.now(),
        recorded_by=user.pk,
    )
    row.save(force_insert=True)
    return row


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """person("王立明", ("secretary", branch), …): a user with these roles."""

    def make(name: str, *roles: tuple[str, Organisation]) -> User:
        user = User.objects.create_user(f"user-{uuid.uuid4().hex[:8]}", PASSWORD, name)
        for role, place in roles:
            grant(user, role, place)
        return user

    return make


@pytest.fixture
def as_role(person: Callable[..., User], branch: Organisation, committee: Organisation) -> Entering:
    """as_role("secretary"): a browser in which such a person is logged in; as_role(): somebody without any role."""

    def enter(role: str = "") -> Client:
        place = committee if role in {"organiser", "administrator"} else branch
        client = Client()
        user = person("王立明", *([(role, place)] if role not in ("", "clerk") else []))
        if role == "clerk":
            grant(user, role, place, for_user=person("李书记", ("secretary", place)))
        client.force_login(user, backend=BACKEND)
        return client

    return enter


BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def with_gallery(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = "tests.web.addresses"
