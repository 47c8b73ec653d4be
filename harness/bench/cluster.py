"""The cluster under ``var/bench`` and its cities, each made once and stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from alembic.util import CommandError
from flask import Flask
from psycopg import sql
from sqlalchemy import func, select

from app.kernel.db import db, transaction
from app.kernel.row_security import sync
from app.reports.models.counts import MonthlyCount
from app.reports.operations import processing_statistics
from app.reports.vocabulary import StatisticsSubject
from config import ROOT
from demo import demo
from devstack import database
from devstack.postgres import Server
from harness.bench import bulk_load, city
from harness.bench.filing_plan import TODAY
from harness.stage import databases
from harness.stage.databases import Database

WHILE_LOADING = {
    "shared_buffers": "1GB",
    "effective_cache_size": "8GB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "default_toast_compression": "lz4",
    "jit": "off",
}
"""Of the server that makes a city; nothing here has to survive a power cut. Pages are measured with
the settings of ``make run``, without any of these."""
MAKERS = (
    *(
        f"harness/bench/{name}.py"
        for name in ("city", "families", "bulk_load", "dossier_patterns", "filing_plan")
    ),
    "harness/bench/data/*.csv",
)
"""Files that decide which dossiers a city has. Tables and policies are migrated instead, and the
demonstration it began with stays: making a city again takes too long."""


def bench_server(settings: Mapping[str, str] | None = None) -> Server:
    """The server of this checkout's cities, by default with the settings of ``make run``."""
    return Server(ROOT / "var" / "bench", settings)


def app_on(database: Database, **settings: str) -> Flask:
    """The application over a city, on the city's day; the files are the demonstration's."""
    files = database.server.root / "files"
    return databases.app_on(
        database, FILES_DIR=str(files), DEMO_TODAY=TODAY.isoformat(), **settings
    )


def filler_of(database: Database) -> Flask:
    """The same with the owner's role, without row-level security."""
    return app_on(database, DATABASE_URL=database.url("mc_loader"))


@contextmanager
def city_of(rows: int, seed: int = 1) -> Iterator[Database]:
    """A city with this many dossiers: the stored one, or a new one."""
    make([rows], seed)
    server = bench_server()
    with server.lease():
        database = Database(server, _name(rows, seed))
        _count(database, rows)
        yield database


def make(sizes: Iterable[int], seed: int = 1) -> None:
    """Make the cities that are not stored; before any is opened, as loading needs a server with
    other settings.
    """
    with bench_server().lease():
        missing = [n for n in sizes if not _is_kept(Database(bench_server(), _name(n, seed)))]
    if not missing:
        return
    server = bench_server(WHILE_LOADING)
    with server.lease():
        for rows in missing:
            _grow(Database(server, _name(rows, seed)), rows, seed)


def _count(database: Database, rows: int) -> None:
    """The counts of statistics, which loading leaves out."""
    with databases.disposed(filler_of(database)) as app, app.app_context(), transaction():
        whole = MonthlyCount.part == StatisticsSubject.WHOLE
        counted = select(func.coalesce(func.sum(MonthlyCount.received), 0)).where(whole)
        is_counted = db.session.scalars(counted).one() >= rows
        if is_counted:
            processing_statistics.count_changes()  # everything after a migration that says so
        else:
            processing_statistics.rebuild()
    if not is_counted:
        with database.connect() as connection:
            connection.execute("analyze")  # autovacuum comes in a minute, amid the pages


def _name(rows: int, seed: int) -> str:
    return f"bench_{rows}_{seed}"


def _is_kept(database: Database) -> bool:
    """Whether it exists, made by the current files; then migrate its tables and policies."""
    if not database.server.has_database(database.name) or _mark_of(database) != _makers():
        return False
    try:
        databases.migrate(database)
    except CommandError:  # made on another branch, whose migrations are missing here
        return False
    return True


def _grow(database: Database, rows: int, seed: int) -> None:
    """Copy the seedling and fill it; after an interruption, continue after its rows."""
    server = database.server
    written = f"{_makers()} written"
    if not server.has_database(database.name) or _mark_of(database) != written:
        seedling = Database(server, "seedling")
        if not _is_kept(seedling):
            _plant(seedling)
        server.drop_database(database.name)
        server.create_database(database.name, seedling.name, owner=sync.OWNER)
        bulk_load.write(database, rows, seed)
        _set_mark(database, written)
    bulk_load.finish(database)
    _set_mark(database, _makers())


def _plant(seedling: Database) -> None:
    """The demonstration on the city's day, with every posting filled."""
    server = seedling.server
    server.drop_database(seedling.name)
    server.create_database(seedling.name)
    with seedling.connect() as connection:
        sync.create_roles(connection, seedling.name, server.passwords)
    databases.migrate(seedling)
    app = filler_of(seedling)
    app.cli.add_command(demo)
    with app.app_context():
        for command in (database.LOAD, database.DEMO):
            done = app.test_cli_runner().invoke(args=list(command))
            if done.exit_code:
                raise RuntimeError(done.output) from done.exception
        city.staff_everywhere()
        db.session.remove()
        db.engine.dispose()
    _set_mark(seedling, _makers())


def _set_mark(database: Database, mark: str) -> None:
    with database.connect() as connection:
        statement = sql.SQL("comment on database {} is {}")
        name = sql.Identifier(database.name)
        connection.execute(statement.format(name, sql.Literal(mark)))


def _mark_of(database: Database) -> str:
    with database.connect() as connection:
        found = connection.execute(
            "select shobj_description(oid, 'pg_database') from pg_database"
            " where datname = current_database()"
        ).fetchone()
    return str(found[0]) if found else ""


def _makers() -> str:
    digest = hashlib.sha256()
    for path in sorted({path for pattern in MAKERS for path in Path(ROOT).glob(pattern)}):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
