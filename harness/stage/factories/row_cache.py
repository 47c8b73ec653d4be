"""A cache of the rows that factories wrote, for later tests of this process.

To take a dossier through the operations takes half a second; to write its rows again, a hundredth.
The rows are written exactly as they were, including keys, codes and numbers, and only if the test
has written nothing of its own yet: all its rows came from the same factories in the same order. In
every other case the operations run.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import current_app
from sqlalchemy import Connection, inspect, select, true

from app.kernel import clock
from app.kernel.db import db
from app.kernel.files import storage
from app.kernel.row_security.grants import LOADER

Rows = dict[str, set[str]]
"""Rows of tables as PostgreSQL writes them in JSON."""

MOMENTS = {"timestamp with time zone", "tstzrange"}
NEVER = datetime.min.replace(tzinfo=UTC)
NOBODYS = {"rate_limit", "code_try"}
"""Written by connections of their own, past the transaction of the test."""

_kept: dict[tuple[Any, ...], Kept] = {}


@dataclass(frozen=True)
class Table:
    """How the rows of one table are written again."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    moments: tuple[str, ...]

    def insert(self, rows: list[dict[str, Any]]) -> str:
        """The statement; an existing row, such as a counter, gets its values after the run."""
        names = ", ".join(f'"{name}"' for name in self.columns)
        values = names.replace('"xact"', "pg_current_xact_id()::text::bigint")
        same = ", ".join(f'"{name}" = excluded."{name}"' for name in self.columns)
        return (
            f'insert into "{self.name}" ({names}) overriding system value'
            f' select {values} from json_populate_recordset(null::"{self.name}",'
            f" $kept${json.dumps(rows, ensure_ascii=False)}$kept$)"
            f" on conflict ({', '.join(self.key)}) do update set {same}"
        )


@dataclass(frozen=True)
class Kept:
    """The rows and the result of one call of a factory."""

    rows: dict[Table, list[dict[str, Any]]]
    files: dict[str, tuple[int, int]]
    """Keys of the store, with size and age of each; a test may have modified them."""
    given: tuple[tuple[type[Any], Any], ...]
    begun: datetime
    ended: datetime

    def is_whole(self) -> bool:
        """Whether its files still exist, unmodified."""
        return self.files == _standing(self.files)

    def write(self, connection: Connection, after: datetime) -> tuple[Any, ...]:
        """Write all of it as if it had just happened, and after what was written before."""
        now, took = clock.real_now(), self.ended - self.begun
        start = max(after, now - took)
        share = (now - start) / took
        statements = [
            table.insert([self._moved(table, row, start, share) for row in rows])
            for table, rows in self.rows.items()
        ]
        with _as_superuser(connection) as cursor:
            cursor.execute("set local session_replication_role = replica")
            cursor.execute(";\n".join(statements))
            cursor.execute("set local session_replication_role = origin")
        db.session.expire_all()
        return tuple(db.session.get_one(model, key) for model, key in self.given)

    def _moved(
        self, table: Table, row: dict[str, Any], start: datetime, share: float
    ) -> dict[str, Any]:
        moved = {name: self._later(row[name], start, share) for name in table.moments if row[name]}
        return row | moved

    def _later(self, value: str, start: datetime, share: float) -> str:
        """A time of the run becomes one of now; days of limits and visits stay."""
        if value.startswith(("[", "(")):
            ends = value[1:-1].replace('"', "").split(",")
            moved = (self._later(end, start, share) if end else "" for end in ends)
            return f"{value[0]}{','.join(moved)}{value[-1]}"
        moment = datetime.fromisoformat(value)
        if not self.begun <= moment <= self.ended:
            return value
        return (start + (moment - self.begun) * share).isoformat()


@dataclass
class Trail:
    """What the factories have done in the transaction of one test."""

    connection: Connection
    calls: tuple[Any, ...] = ()
    writes: int = 0
    """Number of rows written at the end of the last one."""
    stands: Any = None
    """Whether the row returned by the last one still exists: it may have been rolled back."""
    ended: datetime = NEVER
    """When the last one ended: a slow walk, written again quickly, must not begin before."""
    is_walking: bool = field(default=False, init=False)

    def is_clean(self) -> bool:
        """Whether only factories have written anything."""
        if self.calls:
            found = self.connection.execute(select(true()).where(self.stands)).scalar()
            return bool(found) and self.writes == self.written()
        cursor = self.connection.connection.cursor()
        cursor.execute("select pg_current_xact_id_if_assigned() is null")
        (clean,) = cursor.fetchall()[0]
        return bool(clean)

    def written(self) -> int:
        """How many rows the transaction has written so far."""
        return sum(_written(self.connection).values())


_trail: Trail | None = None


def written(connection: Connection) -> dict[str, list[str]]:
    """What the transaction has written, without times."""
    passing = {name: {"xact", *table.moments} for name, table in _tables(connection).items()}

    def lasting(name: str, row: str) -> str:
        return json.dumps({k: v for k, v in json.loads(row).items() if k not in passing[name]})

    return {
        name: sorted(lasting(name, row) for row in rows) for name, rows in _rows(connection).items()
    }


@contextmanager
def of_one_test(connection: Connection) -> Iterator[None]:
    """Record what factories write in this transaction, which is rolled back afterwards."""
    global _trail  # one process runs one test at a time
    _trail = Trail(connection)
    yield
    _trail = None


def again(make: Callable[[], tuple[Any, ...]], *asked: Any) -> tuple[Any, ...]:
    """The result of ``make()``; written from the cache if the test's state is the same."""
    trail = _trail
    if trail is None or trail.is_walking or db.session.connection() is not trail.connection:
        return make()
    db.session.flush()
    if not trail.is_clean():
        return make()
    key = (*trail.calls, _around(), asked)
    found = _kept.get(key)
    if found and found.is_whole():
        given = found.write(trail.connection, trail.ended)
    else:
        given = _walked(trail, key, make)
    trail.calls, trail.writes = (*trail.calls, asked), trail.written()
    trail.ended = clock.real_now()
    given_first = inspect(given[0])
    trail.stands = given_first.mapper.primary_key[0] == given_first.identity[0]
    return given


@contextmanager
def beside() -> Iterator[None]:
    """What the block writes is irrelevant to factories: a session, an access."""
    trail = _trail
    was_clean = trail is not None and not trail.is_walking and trail.is_clean()
    yield
    if trail is not None and was_clean:
        trail.writes = trail.written()


def _walked(
    trail: Trail, key: tuple[Any, ...], make: Callable[[], tuple[Any, ...]]
) -> tuple[Any, ...]:
    before, begun, trail.is_walking = _rows(trail.connection), clock.real_now(), True
    try:
        given = make()
        db.session.flush()
    finally:
        trail.is_walking = False
    ended, after = clock.real_now(), _rows(trail.connection)
    rows: dict[Table, list[dict[str, Any]]] = {}
    tables = _tables(trail.connection)
    for name, found in after.items():
        if new := found - before.get(name, set()):
            rows[tables[name]] = [json.loads(row) for row in sorted(new)]
    words = {word for each in rows.values() for row in each for word in map(str, row.values())}
    identities = tuple((type(one), inspect(one).identity) for one in given)
    _kept[key] = Kept(rows, _standing(words), identities, begun, ended)
    return given


def _standing(keys: Iterable[str]) -> dict[str, tuple[int, int]]:
    """The files of the store among these strings."""
    found = {}
    for key in keys:
        with suppress(storage.FileGone):
            with storage.open_stored(key) as kept:
                stat = os.fstat(kept.fileno())
            found[key] = (stat.st_size, stat.st_mtime_ns)
    return found


def _around() -> tuple[Any, ...]:
    """The hour, which decides about limits and visits, or the frozen moment; the store; the key."""
    hour = clock.real_now().strftime("%F %H")
    return hour, clock._frozen.get(), storage.default_store().directory, current_app.secret_key


def _written(connection: Connection) -> dict[str, int]:
    """How many rows of each table this transaction has written.

    As ``pg_stat_xact_user_tables``, which takes four times as long: it asks for indexes too.
    """
    cursor = connection.connection.cursor()
    cursor.execute(
        """
        select relname, n from (
          select relname, pg_stat_get_xact_tuples_inserted(oid)
            + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid) as n
          from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
        ) tables where n > 0"""
    )
    return {name: n for name, n in cursor.fetchall() if name not in NOBODYS}


def _rows(connection: Connection) -> Rows:
    """Every row that this transaction has written."""
    found: Rows = defaultdict(set)
    parts = [
        f"select '{name}', to_jsonb(t)::text from \"{name}\" t where"
        " xmin::text::bigint >= pg_current_xact_id()::text::bigint"
        for name in _written(connection)
    ]
    if parts:
        with _as_superuser(connection) as cursor:
            cursor.execute(" union all ".join(parts))
            for name, row in cursor.fetchall():
                found[name].add(row)
    return found


_known: dict[str, Table] = {}


def _tables(connection: Connection) -> dict[str, Table]:
    if not _known:
        cursor = connection.connection.cursor()
        cursor.execute(
            """
            select c.relname, array_agg(a.attname::text order by a.attnum),
              (select array_agg(k.attname::text) from pg_index i join pg_attribute k
                on k.attrelid = i.indrelid and k.attnum = any(i.indkey)
                where i.indrelid = c.oid and i.indisprimary),
              array_agg(a.attname::text) filter (where format_type(a.atttypid, null) = any(%s))
            from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
              and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
            group by c.oid""",
            [list(MOMENTS)],
        )
        for name, columns, key, moments in cursor.fetchall():
            _known[name] = Table(name, tuple(columns), tuple(key or ()), tuple(moments or ()))
    return _known


@contextmanager
def _as_superuser(connection: Connection) -> Iterator[Any]:
    cursor = connection.connection.cursor()
    cursor.execute("set local role postgres")
    yield cursor
    cursor.execute(f"set local role {LOADER}")
    cursor.close()
