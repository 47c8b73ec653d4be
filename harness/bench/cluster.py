"""The cluster under ``var/bench`` and the cities in it, each made once and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.util import CommandError
from flask import Flask
from psycopg import sql

from app.kernel.db import db
from app.kernel.row_security import sync
from config import ROOT
from devstack import database
from devstack.postgres import Server
from harness.bench import bulk_load, city
from harness.bench.filing_plan import TODAY
from tests import databases
from tests.databases import Database

SETTINGS = {
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
"""The memory of a small server; nothing here has to survive a power cut."""
MAKERS = (
    *(
        f"harness/bench/{name}.py"
        for name in ("city", "families", "bulk_load", "dossier_patterns", "filing_plan")
    ),
    "harness/bench/data/*.csv",
)
"""What decides which dossiers a city has; tables and walls are brought up to date instead, and the
demonstration that it began with stays as it was: a city takes longer to grow than it is worth."""


def bench_server() -> Server:
    """The server of this checkout's cities."""
    return Server(ROOT / "var" / "bench", SETTINGS)


def app_on(database: Database, **settings: str) -> Flask:
    """The application over a city, on the city's day; the files are the demonstration's."""
    files = database.server.root / "files"
    return databases.app_on(
        database, FILES_DIR=str(files), DEMO_TODAY=TODAY.isoformat(), **settings
    )


def filler_of(database: Database) -> Flask:
    """The same as whoever fills it: past the walls."""
    return app_on(database, DATABASE_URL=database.url("mc_loader"))


@contextmanager
def city_of(rows: int, seed: int = 1) -> Iterator[Database]:
    """A city with so many dossiers: the one that is kept, or a new one."""
    server = bench_server()
    with server.lease():
        database = Database(server, f"bench_{rows}_{seed}")
        if not _is_kept(database):
            _grow(database, rows, seed)
        yield database


def _is_kept(database: Database) -> bool:
    """Whether it is there, of these makers; its tables and walls are then those of the code."""
    if not database.server.has_database(database.name) or _mark_of(database) != _makers():
        return False
    try:
        databases.migrate(database)
    except CommandError:  # made on another branch, whose migrations are not here
        return False
    return True


def _grow(database: Database, rows: int, seed: int) -> None:
    """Copy the seedling and fill it; go on with one that was broken off after its rows."""
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
    """The demonstration, told on the city's day, and somebody in every seat."""
    server = seedling.server
    server.drop_database(seedling.name)
    server.create_database(seedling.name)
    with seedling.connect() as connection:
        sync.create_roles(connection, seedling.name, server.passwords)
    databases.migrate(seedling)
    app = filler_of(seedling)
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
