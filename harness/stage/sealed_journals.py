"""Sealed journals for tampering, in a database of their own, filled by column type."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Connection, sql
from psycopg.types.json import Jsonb

from app.kernel.audit import hash_chain
from app.kernel.audit.seal_archive import Shelf
from app.kernel.row_security import triggers
from harness.stage import databases

BEGAN = datetime(2016, 11, 1, 8, tzinfo=UTC)
WORDS = ("accept", "sign", "send", "receive", "collect", "edit", "read", "print", "end")

Column = tuple[str, str, int | None, bool]
"""Name, type, length, nullable."""


@dataclass(frozen=True)
class Sealed:
    """The journals, a superuser connection, and the archive of their seals."""

    connection: Connection[Any]
    shelf: Shelf
    columns: Mapping[str, list[Column]]
    chance: random.Random

    def id_of(self, journal: str) -> Any:
        """The key of a random row."""
        return self.chance.choice(self.ids(journal))

    def ids(self, journal: str) -> list[Any]:
        """The keys of all rows, in the order of the chain."""
        query = sql.SQL("select id from {} order by xact, id").format(_table(journal))
        return [key for (key,) in self.connection.execute(query)]

    def journal(self) -> str:
        """A random journal."""
        return self.chance.choice(sorted(self.columns))


@contextmanager
def sealed(name: str, *, rounds: int, rows: int, seed: int) -> Iterator[Sealed]:
    """Journals with ``rows`` rows in each of ``rounds`` seals, in a database that is dropped."""
    server = databases.test_server()
    with (
        server.lease(),
        databases.copy_of(server, databases.schema_template(server), name) as database,
        database.connect() as connection,
    ):
        _without_bonds(connection)
        shelf = Shelf(server.seals_of(name))
        chance = random.Random(seed)  # it must come out the same each time
        made = Sealed(connection, shelf, _columns(connection), chance)
        for _round in range(rounds):
            _write(made, rows)
            _write_and_take_back(made)
            seal_all(connection, shelf)
        yield made


def seal_all(connection: Connection[Any], shelf: Shelf) -> None:
    """Seal all rows; transactions of other databases are no reason to wait."""
    row = connection.execute("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
    hash_chain.seal(connection, shelf, upto=row.fetchone()[0])  # type: ignore[index]


def fill(connection: Connection[Any], journal: str, columns: list[Column], row: Any) -> None:
    names = [name for name, *_rest in columns if name in row]
    query = sql.SQL("insert into {} ({}) values ({})").format(
        _table(journal),
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.SQL(", ").join(sql.Placeholder() * len(names)),
    )
    connection.execute(query, [row[name] for name in names])


def some_value(chance: random.Random, column: Column) -> Any:
    """A random value that the column can hold."""
    _name, kind, length, may_be_empty = column
    if may_be_empty and chance.random() < 0.2:
        return None
    return _MAKERS[kind](chance, length)


_MAKERS: Mapping[str, Callable[[random.Random, int | None], Any]] = {
    "int4": lambda chance, _length: chance.randrange(1, 2**31),
    "int8": lambda chance, _length: chance.randrange(1, 2**62),
    "uuid": lambda chance, _length: UUID(int=chance.getrandbits(128), version=4),
    "text": lambda chance, _length: f"Vì thiếu giấy chứng sinh số {chance.randrange(10**6)}",
    "varchar": lambda chance, length: f"{chance.choice(WORDS)}{chance.randrange(10**6)}"[:length],
    "jsonb": lambda chance, _length: Jsonb(
        {"fields": [chance.choice(WORDS)], "n": chance.randrange(10**6), "note": None}
    ),
    "bytea": lambda chance, _length: chance.randbytes(40),
    "bool": lambda chance, _length: chance.random() < 0.5,
    "date": lambda chance, _length: date(2016, 11, 1) + timedelta(days=chance.randrange(60)),
    "timestamptz": lambda chance, _length: BEGAN + timedelta(seconds=chance.randrange(10**7)),
}


def _write(made: Sealed, rows: int) -> None:
    """A few transactions, with a few rows each in some of the journals."""
    for _transaction in range(rows // 5):
        with made.connection.transaction():
            for _row in range(5):
                journal = made.journal()
                _write_row(made, journal)


def _write_and_take_back(made: Sealed) -> None:
    """A rolled back transaction leaves a gap in the numbers."""
    with made.connection.transaction():
        for journal in made.columns:
            _write_row(made, journal)
        raise psycopg.Rollback


def _write_row(made: Sealed, journal: str) -> None:
    row = {
        column[0]: some_value(made.chance, column)
        for column in made.columns[journal]
        if column[0] != "xact" and (column[0] != "id" or column[1] == "uuid")
    }
    fill(made.connection, journal, made.columns[journal], row)


def _columns(connection: Connection[Any]) -> dict[str, list[Column]]:
    found: dict[str, list[Column]] = {}
    for journal in hash_chain.shapes(connection):
        rows = connection.execute(
            "select column_name, udt_name, character_maximum_length, is_nullable = 'YES'"
            " from information_schema.columns where table_schema = 'public' and table_name = %s"
            " order by ordinal_position",
            [journal],
        )
        found[journal] = [tuple(row) for row in rows]
    return found


def _without_bonds(connection: Connection[Any]) -> None:
    """Drop foreign keys, checks, exclusions, unique indexes and rules: not tested here."""
    bonds = connection.execute(
        "select conrelid::regclass::text, conname from pg_constraint"
        " where contype in ('f', 'c', 'u', 'x') and conrelid::regclass::text = any(%s)",
        [sorted(hash_chain.shapes(connection))],
    ).fetchall()
    for table, name in bonds:
        drop = sql.SQL("alter table {} drop constraint if exists {}")
        connection.execute(drop.format(_table(table), sql.Identifier(name)))
    indexes = connection.execute(
        "select indexrelid::regclass::text from pg_index"
        " where indisunique and not indisprimary and indrelid::regclass::text = any(%s)",
        [sorted(hash_chain.shapes(connection))],
    ).fetchall()
    for (name,) in indexes:
        connection.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
    for table, rules in triggers.marked("__triggers__").items():
        for rule in rules:
            drop = sql.SQL("drop trigger {} on {}")
            connection.execute(drop.format(sql.Identifier(rule.name), _table(table)))


def _table(journal: str) -> sql.Identifier:
    return sql.Identifier("public", journal)
