"""Would a table of gatherings divided by year pay? The same rows in one table and in a table a year, on PostgreSQL."""

import random
import statistics
from collections.abc import Callable
from typing import Any

from django.db import connection

from zhibu.bench.measures import timed

YEARS = range(2023, 2027)
A_YEAR = 45  # gatherings of a branch
TRIES = 200
COLUMNS = (
    "id uuid NOT NULL, root uuid NOT NULL, branch uuid NOT NULL, happened_on date NOT NULL, recorded_at timestamptz"
    " NOT NULL, revoked_at timestamptz, title varchar(80) NOT NULL, due int, present int"
)
ROWS = """
SELECT gen_random_uuid(), md5((b / 1600)::text)::uuid, md5(b::text)::uuid, d::date, d, NULL, '测试', 14, 12
FROM generate_series(1, %s) b, generate_series(%s::timestamptz, %s::timestamptz, interval '8 days') d
"""
Figures = list[tuple[str, dict[str, float]]]


def _run(sql: str, params: Any = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def measure(branches: int) -> Figures:
    """What was done, and seconds by kind of table. The tables are made for it and dropped again."""
    _run(f"CREATE TABLE bench_whole ({COLUMNS}, PRIMARY KEY (id))")
    _run(f"CREATE TABLE bench_yearly ({COLUMNS}, PRIMARY KEY (id, happened_on)) PARTITION BY RANGE (happened_on)")
    for year in YEARS:
        span = f"FROM ('{year}-01-01') TO ('{year + 1}-01-01')"
        _run(f"CREATE TABLE bench_{year} PARTITION OF bench_yearly FOR VALUES {span}")
    found: Figures = []

    def both(label: str, act: Callable[[str], float]) -> None:
        found.append((label, {kind: act(f"bench_{kind}") for kind in ("whole", "yearly")}))

    try:
        for table in ("bench_whole", "bench_yearly"):
            _run(f"CREATE INDEX ON {table} (branch, happened_on) WHERE revoked_at IS NULL")
        both("四年的记录写进去", lambda table: timed(lambda: _fill(table, branches)))
        for table in ("bench_whole", "bench_yearly"):
            _run(f"VACUUM ANALYZE {table}")
        both("一个支部一年的会", lambda table: _one_branch(table, branches))
        both("按编号取一次会", _by_key)
        both("一年里各种人数的和", lambda table: timed(lambda: _sum(table)))
        both("最早一年去掉", _forget)
    finally:
        _run("DROP TABLE bench_whole, bench_yearly")
    return found


def _fill(table: str, branches: int) -> None:
    _run(f"INSERT INTO {table} {ROWS}", [branches, f"{YEARS[0]}-01-02", f"{YEARS[-1]}-12-28"])


def _one_branch(table: str, branches: int) -> float:
    draw = random.Random(11)  # noqa: S311 - repeatable, not secret
    sql = (
        f"SELECT * FROM {table} WHERE branch = md5(%s)::uuid AND happened_on >= '2026-01-01'"  # noqa: S608 (our own names)
        " AND happened_on <= '2026-12-31' AND revoked_at IS NULL"
    )
    return statistics.median(timed(lambda: _run(sql, [str(draw.randint(1, branches))])) for _try in range(TRIES))


def _by_key(table: str) -> float:
    keys = [row[0] for row in _run(f"SELECT id FROM {table} TABLESAMPLE SYSTEM (0.1) LIMIT {TRIES}")]  # noqa: S608 (our own names)
    sql = f"SELECT * FROM {table} WHERE id = %s"  # noqa: S608 (our own names)
    return statistics.median(timed(lambda key=key: _run(sql, [key])) for key in keys)  # type: ignore[misc]


def _sum(table: str) -> None:
    _run(f"SELECT sum(present) FROM {table} WHERE happened_on BETWEEN '2026-01-01' AND '2026-12-31'")  # noqa: S608 (our own names)


def _forget(table: str) -> float:
    if table == "bench_yearly":
        return timed(lambda: _run(f"DROP TABLE bench_{YEARS[0]}"))
    return timed(lambda: _run(f"DELETE FROM {table} WHERE happened_on < '{YEARS[1]}-01-01'"))  # noqa: S608 (our own names)
