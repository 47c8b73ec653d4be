"""Migrations: they match the models, can be reverted, tell old databases the way on, and the
queue's schema is the library's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import procrastinate
import psycopg
import pytest
from alembic.util import CommandError
from sqlalchemy import create_engine

import app.models  # noqa: F401  # every table
from app.database import SCHEMA
from app.kernel.db import metadata
from app.kernel.row_security import sync
from devstack.postgres import Server
from harness.stage import databases
from harness.stage.databases import Database

MIGRATIONS = databases.ROOT / "migrations"
SHAPE = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       pg_get_expr(d.adbin, d.adrelid)
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
 where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
   and c.relnamespace = 'public'::regnamespace
union all
select conrelid::regclass::text, conname, pg_get_constraintdef(oid), null, null
  from pg_constraint
 where connamespace = 'public'::regnamespace and conrelid <> 0 and contype <> 't'
union all
select tablename, indexname, indexdef, null, null from pg_indexes where schemaname = 'public'
"""
LAST_OF_THE_CHAIN = "0096_rollout_reports"
"""The revision of a database that was migrated before the first ones became one file."""
NOT_OURS = ("procrastinate_", "rate_limit", "alembic_version", "scope_key")


@pytest.fixture
def empty(server: Server) -> Iterator[Database]:
    """A database without tables, with roles and extensions."""
    databases.schema_template(server)  # creates the roles
    with databases.copy_of(server, "template0", f"t_{os.getpid()}_empty") as database:
        with database.connect() as connection:
            sync.create_roles(connection, database.name)
            sync.prepare(connection, SCHEMA)
        yield database


def shape(connection: psycopg.Connection[Any]) -> set[tuple[Any, ...]]:
    rows = connection.execute(SHAPE.encode()).fetchall()
    return {_without_given_names(*row) for row in rows if not row[0].startswith(NOT_OURS)}


def _without_given_names(
    table: str, name: str, text: str, needed: bool | None, default: str | None
) -> tuple[Any, ...]:
    """The framework's constraint names depend on import order, its sequences are named by hand."""
    if not table.startswith("ab_"):
        return table, name, text, needed, default
    if needed is None:
        return table, "", text.replace(name, ""), None, None
    return table, name, text, needed, None


def test_migrations_match_the_models(empty: Database, server: Server) -> None:
    engine = create_engine(empty.url("postgres"))
    metadata.create_all(engine)
    engine.dispose()
    migrated = Database(server, databases.schema_template(server))
    with empty.connect() as wanted, migrated.connect() as found:
        assert shape(found) ^ shape(wanted) == set()


def test_migrations_lead_back(empty: Database) -> None:
    databases.migrate(empty)
    databases.migrate(empty, "base")
    with empty.connect() as connection:
        assert shape(connection) == set()
    databases.migrate(empty)


@pytest.mark.parametrize(
    ("revision", "told"),
    [
        ("0094_district_counts", "Check out commit 53d303f3, run `flask db upgrade` there"),
        ("9999_of_tomorrow", "Use the version that made it, or a later one"),
    ],
)
def test_an_unknown_revision_is_refused_with_the_way_on(
    server: Server, revision: str, told: str
) -> None:
    name = f"t_{os.getpid()}_{revision[:4]}"
    with databases.copy_of(server, databases.schema_template(server), name) as database:
        with database.connect() as connection:
            connection.execute("update alembic_version set version_num = %s", [revision])
        with pytest.raises(CommandError, match=re.escape(told)):
            databases.migrate(database)


def test_the_last_revision_before_the_squash_goes_on(empty: Database) -> None:
    databases.migrate(empty)
    with empty.connect() as connection:
        wanted = shape(connection)
    databases.migrate(empty, LAST_OF_THE_CHAIN)
    databases.migrate(empty)
    with empty.connect() as connection:
        assert shape(connection) == wanted


def test_the_schema_of_the_queue_is_the_one_of_the_library() -> None:
    installed = Path(procrastinate.__file__).parent / "sql" / "schema.sql"
    kept = MIGRATIONS / "procrastinate_3_10.sql"
    assert kept.read_text() == installed.read_text(), "an update of procrastinate needs a revision"
