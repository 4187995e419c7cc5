"""What the run on PostgreSQL leaves out it has asked by another test: each statement, each ending, each size."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from tests.asked import LARGE, SHORT, Left, asked, leave, left, to_repeat
from zhibu.account.models import User
from zhibu.org.models import Organisation

NAMES = st.sampled_from(
    [f"tests/{place}/test_x.py::test_{number}" for place in ("web", "member") for number in "12345"]
)
KNOWN = st.dictionaries(NAMES, st.tuples(st.floats(0, 9), st.frozensets(st.integers(0, 9))))


@given(names=st.sets(NAMES), known=KNOWN)
def test_every_statement_of_every_test_is_asked_again(names: set[str], known: Left) -> None:
    chosen = to_repeat(names, known)
    assert chosen <= names
    assert {name for name in names if name not in known or name.startswith("tests/member/")} <= chosen

    def all_of(some: set[str]) -> set[int]:
        return {one for name in some if name in known for one in known[name][1]}

    assert all_of(chosen) == all_of(names)


def test_of_two_that_ask_the_same_the_quicker_is_enough() -> None:
    known: Left = {
        "tests/web/test_a.py::test_slow": (4.0, frozenset({1, 2})),
        "tests/web/test_a.py::test_quick": (0.1, frozenset({1, 2})),
        "tests/web/test_a.py::test_other": (1.0, frozenset({2, 3})),
        "tests/web/test_a.py::test_pure": (0.0, frozenset()),
    }
    assert to_repeat(known, known) == {f"tests/web/test_a.py::test_{name}" for name in ("quick", "other")}
    assert to_repeat(known, {}) == set(known), "nothing known: all of them"


def test_what_was_left_is_read_again(tmp_path: Path) -> None:
    leave(tmp_path / "asked", "gw0", {"a": (1.5, {3, 1})})
    leave(tmp_path / "asked", "gw1", {"b": (0.5, set())})
    assert left(tmp_path / "asked") == {"a": (1.5, frozenset({1, 3})), "b": (0.5, frozenset())}
    assert left(tmp_path / "nowhere") == {}


def of(ask: Callable[[], object]) -> set[int]:
    with asked() as found:
        ask()
    return found


@pytest.mark.django_db
def test_one_statement_is_what_a_database_answers_alike() -> None:
    def named(*names: str) -> set[int]:
        return of(lambda: list(Organisation.objects.filter(name__in=names)))

    def numbered(number: int) -> set[int]:
        return of(lambda: Organisation.objects.filter(number=number).exists())

    assert named("一") == named("二") != of(lambda: list(Organisation.objects.filter(full_name="一")))
    assert named("一", "二") == named("一", "二", "三"), "lists however long"
    assert named("一") != named("一" * 4 * SHORT), "a text that a column may not hold"
    assert numbered(1) == numbered(2) != numbered(LARGE)
    many = [of(lambda count=count: User.objects.bulk_create(of_number(count))) for count in (2, 5)]
    assert many[0] == many[1]


def of_number(count: int) -> list[User]:
    return [User(username=uuid4().hex, display_name="王立明") for _ in range(count)]


@pytest.mark.django_db
def test_how_it_ended_belongs_to_it() -> None:
    user = User.objects.create_user("one", "pine-river-lamp", "王立明")

    sound = of(lambda: User(username="two", display_name="王立明").save(force_insert=True))
    with pytest.raises(IntegrityError), asked() as refused:
        User(username=user.username, display_name="王立明").save(force_insert=True)
    assert refused and not refused & sound
