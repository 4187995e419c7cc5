"""Very many branches, written straight into the tables: each lives the life of one that was written and drawn before.

What is kept of a branch (records, sheets, findings, state) follows from its records alone and names nobody else, so the
same rows with fresh keys are what drawing the copy would give (`tests/bench/test_generator.py` draws it and looks).
Months are written one after the other for all branches, as they come in real use, not branch by branch.
"""

import gc
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.db.models import F

from zhibu.base.bulk import insert_raw, raw_key
from zhibu.base.paths import ancestors
from zhibu.checkup.models import TABLES, BranchState, Count, Finding
from zhibu.meeting.models import Gathering, Item, Tally
from zhibu.member.models import Details, Member, Membership, PostHolding
from zhibu.org.models import Organisation, Placement, Profile, Term

BATCH = 1000  # branches whose rows are in memory at once
ALWAYS, MONTHS = 0, range(1, 13)  # parts of a life: what stands whatever the month, and the gatherings of each month

OWN: dict[type[models.Model], str] = {
    Placement: "organisation",
    Profile: "organisation",
    Term: "organisation",
    Member: "branch",
    Details: "member__branch",
    Membership: "branch",
    PostHolding: "organisation",
    Gathering: "branch",
    Item: "gathering__branch",
    Tally: "item__gathering__branch",
    **dict.fromkeys(TABLES.values(), "branch"),
    Finding: "branch",
    BranchState: "branch",
    Count: "organisation",
}
"""Every table with rows of a branch, and how they lead to it. A row comes after those that it refers to."""

SHARED = {"recorded_by", "on_behalf_of", "revoked_by", "batch"}  # keys of somebody or something beside the branch


class Place(NamedTuple):
    """What the rows of a branch say of where it stands."""

    key: Any
    root: Any
    parent: Any
    path: str
    name: str


class Part(NamedTuple):
    """Rows as places in a line of values: those of the branch, then fresh keys, then what is the same in each copy."""

    fresh: int
    fixed: tuple[Any, ...]
    rows: list[tuple[int, Callable[[Any], tuple[Any, ...]]]]


Life = dict[int, Part]


def columns_of(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def lives_of(branches: Sequence[Organisation]) -> list[Life]:
    """What is kept of these branches, ready to be written again for others."""
    keys = {raw_key(branch.pk): number for number, branch in enumerate(branches)}
    parents = {key: parent for key, _row, parent in _rows(Placement, branches, "parent_id")}
    builders = [
        _Builder(Place(key, raw_key(branch.root), parents.get(key), branch.path, branch.name))
        for key, branch in zip(keys, branches, strict=True)
    ]
    for table, model in enumerate(OWN):
        for key, row, _more in _rows(model, branches):
            builders[keys[key]].add(table, model, row)
    return [builder.life() for builder in builders]


def _rows(
    model: type[models.Model], branches: Sequence[Organisation], more: str = "pk"
) -> Iterator[tuple[Any, tuple[Any, ...], Any]]:
    """The branch, its row as it lies in the table, and one more column."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.filter(**{f"{OWN[model]}__in": branches}).order_by()
    asked = rows.annotate(row_of=F(OWN[model]), row_more=F(more)).values_list("row_of", "row_more", *names)
    sql, params = asked.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for of, extra, *row in cursor.fetchall():
            yield of, tuple(row), extra


class _Builder:
    """Finds in the rows of one branch which values a copy has of its own."""

    def __init__(self, place: Place) -> None:
        self.place = {value: number for number, value in enumerate(place) if value is not None}
        self.parts: dict[int, list[tuple[int, list[tuple[bool, Any]]]]] = defaultdict(list)
        self.part_of: dict[Any, int] = {}

    def add(self, table: int, model: type[models.Model], row: tuple[Any, ...]) -> None:
        fields = model._meta.concrete_fields
        values = [(_is_own(field), value) for field, value in zip(fields, row, strict=True)]
        keys = [value for is_own, value in values if is_own and value is not None and value not in self.place]
        if model is Gathering:
            part = date.fromisoformat(str(row[[field.attname for field in fields].index("happened_on")])).month
        else:
            part = max((self.part_of[key] for key in keys if key in self.part_of), default=ALWAYS)
        for key in keys:
            if self.part_of.setdefault(key, part) != part:
                raise ValueError(f"{model._meta.label} leads from one part of a life to another")
        self.parts[part].append((table, values))

    def life(self) -> Life:
        return {part: self._part(rows) for part, rows in self.parts.items()}

    def _part(self, rows: list[tuple[int, list[tuple[bool, Any]]]]) -> Part:
        fresh: dict[Any, int] = {}
        fixed: dict[Any, int] = {}
        for _table, values in rows:
            for is_own, value in values:
                if value is not None and (is_own or isinstance(value, str)) and value in self.place:
                    continue
                if is_own and value is not None:
                    fresh.setdefault(value, len(fresh))
                else:
                    fixed.setdefault((type(value), value), len(fixed))
        first = len(Place._fields)

        def at(is_own: bool, value: Any) -> int:
            if value is not None and (is_own or isinstance(value, str)) and value in self.place:
                return self.place[value]
            if is_own and value is not None:
                return first + fresh[value]
            return first + len(fresh) + fixed[type(value), value]

        return Part(
            len(fresh),
            tuple(_written(value) for _type, value in fixed),
            [(table, itemgetter(*(at(*value) for value in values))) for table, values in rows],
        )


def _is_own(field: models.Field[Any, Any]) -> bool:
    """Does this column hold a key that every copy needs anew?"""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return isinstance(target, models.UUIDField) and field.name not in SHARED


def _written(value: Any) -> Any:
    """SQLite keeps days and moments as text."""
    return str(value) if connection.vendor == "sqlite" and isinstance(value, date) else value


class Copies:
    """Branches that are written as copies, kept small: their keys, and whose life each of them lives."""

    def __init__(self, lives: list[Life], draw: random.Random) -> None:
        self.lives, self.random = lives, draw
        self.branches: list[tuple[Any, Any, Life]] = []
        self.sums: Counter[tuple[str, str]] = Counter()
        counts = list(OWN).index(Count)
        names = columns_of(Count)
        self._counts, self._state, self._amount = counts, names.index("state"), names.index("amount")

    def begin(self, branches: Sequence[tuple[Organisation, Organisation]]) -> None:
        """Organisations (there already) with their parents: everything but their gatherings."""
        rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for branch, parent in branches:
            place = Place(raw_key(branch.pk), raw_key(branch.root), raw_key(parent.pk), branch.path, branch.name)
            life = self.random.choice(self.lives)
            self.branches.append((place.key, place.root, life))
            own = len(rows[self._counts])
            self._fill(rows, life[ALWAYS], place)
            for row in rows[self._counts][own:]:
                for path in ancestors(branch.path)[:-1]:
                    self.sums[path, row[self._state]] += row[self._amount]
        _insert(rows)

    def go_on(self, month: int) -> None:
        """The gatherings of one month, of all branches."""
        for start in range(0, len(self.branches), BATCH):
            rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
            for key, root, life in self.branches[start : start + BATCH]:
                if month in life:
                    self._fill(rows, life[month], Place(key, root, None, "", ""))
            _insert(rows)

    def end(self) -> None:
        """The counts of everything above."""
        keys = dict(
            Organisation.objects.filter(path__in={path for path, _state in self.sums}).values_list("path", "pk")
        )
        Count.objects.bulk_create(
            (
                Count(organisation_id=keys[path], state=state, amount=amount)
                for (path, state), amount in self.sums.items()
            ),
            batch_size=1000,
        )

    def _fill(self, rows: dict[int, list[tuple[Any, ...]]], part: Part, place: Place) -> None:
        text = self.random.randbytes(16 * part.fresh).hex()
        fresh = [text[start : start + 32] for start in range(0, len(text), 32)]
        values = (*place, *fresh, *part.fixed)
        for table, row in part.rows:
            rows[table].append(row(values))


def _insert(rows: dict[int, list[tuple[Any, ...]]]) -> None:
    tables = list(OWN)
    with transaction.atomic():
        for table, made in sorted(rows.items()):
            insert_raw(tables[table], columns_of(tables[table]), made)


@contextmanager
def in_a_rush() -> Iterator[None]:
    """A fresh SQLite file is filled without a journal, without waiting for the disk, and gets its indexes at the end.

    Afterwards it is as the program keeps it. Were the power lost meanwhile, the file would be thrown away.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    hurry = {"journal_mode": "OFF", "synchronous": "OFF", "cache_size": "-1000000", "foreign_keys": "OFF", "threads": 2}
    before = {name: _pragma(name) for name in hurry}
    gc.disable()  # rows make no circles, and looking for some in so many takes longer than writing them
    for name, value in hurry.items():
        _pragma(name, value)
    indexes = _indexes()
    try:
        with connection.cursor() as cursor:
            for index in indexes:
                cursor.execute(f"DROP INDEX {connection.ops.quote_name(index)}")
        yield
    finally:
        gc.enable()
        with connection.cursor() as cursor:
            for sql in indexes.values():
                cursor.execute(sql)
        for name, value in before.items():
            _pragma(name, value)


def _indexes() -> dict[str, str]:
    """Of the tables that are filled: by name the words that make them again. Those of keys stay."""
    tables = [model._meta.db_table for model in OWN]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        return {name: sql for name, sql, table in cursor.fetchall() if table in tables}


def _pragma(name: str, value: Any = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}" if value is None else f"PRAGMA {name} = {value}")
        found = cursor.fetchone()
    return found[0] if found else None


class Branches(Sequence[Organisation]):
    """Branches by their numbers, read when they are asked for: so many objects would fill the memory."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return list(self._read(self.numbers[at]))
        return Organisation.objects.get(number=self.numbers[at])

    def __iter__(self) -> Iterator[Organisation]:
        return self._read(self.numbers)

    def _read(self, numbers: Sequence[int]) -> Iterator[Organisation]:
        for start in range(0, len(numbers), BATCH):
            some = Organisation.objects.filter(number__in=list(numbers[start : start + BATCH]))
            yield from some.order_by("number")
