"""Migrations beside a city at work: what each would lock, and that nobody waits behind one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import NullPool

from app.kernel.row_security import sync
from devstack.postgres import Server
from harness.stage import databases
from harness.stage.databases import Database
from harness.stage.threads import beside
from migrations.online import create_index

SQUAWK = Path(sys.executable).with_name("squawk")
RULES = frozenset(
    {
        *("require-concurrent-index-creation", "require-concurrent-index-deletion"),
        *("constraint-missing-not-valid", "adding-foreign-key-constraint"),
        *("disallowed-unique-constraint", "adding-primary-key-constraint"),
        *("adding-not-nullable-field", "adding-required-field", "adding-field-with-default"),
        *("changing-column-type", "renaming-column", "renaming-table"),
        *("ban-drop-column", "ban-drop-table", "ban-drop-not-null", "ban-truncate-cascade"),
    }
)
"""What locks a table for as long as it is large, or takes away what the previous release uses."""
WRITTEN_BEFORE = "0096_rollout_reports"
"""The last revision from before any city worked with the system."""
ALLOWED: dict[str, str] = {}
"""Rules that a revision breaks knowingly, by its name: what a release no longer uses is dropped by
the one after it.
"""

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{}"


def upgrade() -> None:
    op.add_column("statistics_report", sa.Column("of_the_next_release", sa.String(32)))
"""
READ = "select from statistics_report"
WRITE = "lock statistics_report in row exclusive mode"
WAITING = b"""
select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
"""
INDEX = "ix_of_this_test"


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    """One of its own, at the newest revision."""
    name = f"t_{os.getpid()}_locks"
    with databases.copy_of(server, databases.schema_template(server), name) as database:
        yield database


def complaints(statements: str) -> set[str]:
    """The rules that these statements of SQL break."""
    command = [str(SQUAWK), "--assume-in-transaction", "--reporter", "json", "--pg-version", "17"]
    done = subprocess.run(command, input=statements, capture_output=True, text=True, check=False)
    return {each["rule_name"] for each in json.loads(done.stdout)} & RULES


@contextmanager
def statements_sent() -> Iterator[dict[str, list[str]]]:
    """What migrations send, by their revision."""
    found: dict[str, list[str]] = {}
    sent: list[str] = []

    def note(_line: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if reached := re.match(r"UPDATE alembic_version SET version_num='(\w+)'", statement):
            found[reached[1]] = [*sent]
            sent.clear()
        elif statement.split()[0].lower() in {"alter", "create", "drop"}:
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_new_revisions_let_a_city_work(database: Database) -> None:
    databases.migrate(database, WRITTEN_BEFORE)
    with statements_sent() as found:
        databases.migrate(database)
    broken = {
        revision: rules
        for revision, sent in found.items()
        if (rules := complaints(";\n".join(sent)) - set(ALLOWED.get(revision, "").split()))
    }
    assert not broken, "see docs/how-to/change-a-table.md"


@pytest.mark.parametrize(
    ("statements", "broken"),
    [
        ("create index i on dossier (code);", {"require-concurrent-index-creation"}),
        ("create index concurrently i on dossier (code);", set()),
        ("create table t (id bigint); create index i on t (id);", set()),
        ("alter table dossier add column x text;", set()),
        ("alter table dossier add column x text not null;", {"adding-required-field"}),
        ("alter table dossier drop column code;", {"ban-drop-column"}),
        ("alter table dossier rename code to x;", {"renaming-column"}),
        ("alter table dossier alter code type text;", {"changing-column-type"}),
        ("alter table dossier add check (n > 0);", {"constraint-missing-not-valid"}),
        ("alter table dossier add constraint c check (n > 0) not valid;", set()),
    ],
)
def test_what_locks_a_table_or_breaks_the_previous_release_is_found(
    statements: str, broken: set[str]
) -> None:
    assert complaints(statements) == broken


def test_whoever_comes_after_a_migration_does_not_wait_for_it(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "next.py").write_text(NEXT.format(WRITTEN_BEFORE))
    with database.connect() as first, database.connect() as second:
        first.execute("begin")
        first.execute(READ)
        with beside(lambda _over: databases.migrate(database, further=tmp_path)):
            _goes_on(second, READ, before=first)
        found = second.execute("select version_num from alembic_version")
        assert found.fetchone() == ("next",)


def test_an_index_is_created_beside_those_who_write(database: Database) -> None:
    with database.connect() as first, database.connect() as second:
        first.execute("begin")
        first.execute(WRITE)
        with beside(lambda _over: _create_index(database)):
            _goes_on(second, f"begin; {WRITE}; commit", before=first)
        assert _is_valid(second)


def test_an_index_that_broke_off_is_created_anew(database: Database) -> None:
    with database.connect() as line:
        line.execute(f"create index {INDEX} on statistics_report (kind)")
        line.execute(
            "update pg_index set indisvalid = false where indexrelid = %s::regclass", [INDEX]
        )
        _create_index(database)
        assert _is_valid(line)


def _create_index(database: Database) -> None:
    engine = create_engine(database.url("mc_migrate"), poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"set role {sync.OWNER}")
        connection.exec_driver_sql("set lock_timeout = '1s'")
        connection.commit()
        context = MigrationContext.configure(connection)
        with Operations.context(context), context.begin_transaction():
            create_index(INDEX, "statistics_report", ["kind"])
        assert connection.exec_driver_sql("show lock_timeout").scalar() == "1s"


def _is_valid(line: psycopg.Connection[Any]) -> bool:
    query = "select indisvalid from pg_index where indexrelid = %s::regclass"
    return line.execute(query, [INDEX]).fetchone() == (True,)


def _goes_on(
    second: psycopg.Connection[Any], statement: str, *, before: psycopg.Connection[Any]
) -> None:
    """While one waits for the first connection, the second does not."""
    try:
        while not second.execute(WAITING).fetchall():
            time.sleep(0.02)
        second.execute("set statement_timeout = '20s'")
        second.execute(statement.encode())
    finally:
        before.execute("commit")
