"""Databases for tests: one server for every test process, one template for each state of the code.

The server's directory is ``TEST_SERVER_DIR`` or ``var/test``; the last process that uses it stops
it. A template is migrated and seeded once and then copied; its name contains a digest of the files
that made it.
"""

from __future__ import annotations

import fcntl
import gc
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from alembic import command
from alembic.config import Config as AlembicConfig
from flask import Flask
from sqlalchemy import NullPool, create_engine

from app import create_app
from app.kernel import clock
from app.kernel.db import db
from app.kernel.i18n import catalogues
from app.kernel.row_security import sync
from config import Config
from demo import demo, people
from devstack import database as devstack_database
from devstack.postgres import Server

ROOT = Path(__file__).parents[2]
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30
"""Where Linux keeps files in memory, and how many bytes must be free there."""
FAST_AND_FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_connections": "300",
    "max_wal_size": "2GB",
}
SCHEMA = (
    "migrations/**/*.*",
    "app/kernel/**/*.py",
    "app/kernel/**/*.sql",
    "app/*/conditions.py",
    "app/*/database/*.*",
    "app/*/models.py",
    "app/*/models/*.py",
    "app/accounts/roles.py",
)
SEED = (
    "app/organisation/**/*.*",
    "app/procedures/**/*.*",
    "app/accounts/**/*.*",
    "app/notifications/**/*.py",
    "app/cli/*.py",
    "devstack/database.py",
    "app/*.py",
    "translations/vi/LC_MESSAGES/messages.po",
)
EVERYTHING = (
    "app/**/*.py",
    "demo/*.py",
    "app/*/data/**/*.*",
    "translations/vi/LC_MESSAGES/messages.po",
)
TEMPLATES_KEPT = 8


@dataclass(frozen=True)
class Database:
    """One database of the test server and its URLs."""

    server: Server
    name: str

    @property
    def environment(self) -> dict[str, str]:
        """The settings that ``config.py`` reads for this database."""
        seals = {"SEALS_DIR": str(self.server.seals_of(self.name))}
        return self.server.environment(self.name) | seals

    def url(self, role: str = "mc_web") -> str:
        """The SQLAlchemy URL for one role."""
        return self.server.url(role, self.name)

    def connect(self, role: str = "postgres") -> psycopg.Connection[Any]:
        """A new connection, outside any transaction."""
        address = self.url(role).replace("+psycopg", "")
        return psycopg.connect(address, autocommit=True)


def test_server() -> Server:
    """The server of all test processes of this checkout."""
    return Server(place(), FAST_AND_FORGETFUL)


def place() -> Path:
    """The directory of the server and of the files of its databases."""
    return Path(os.environ.get("TEST_SERVER_DIR") or ROOT / "var" / "test")


def fastest_place(memory: Path = MEMORY, room: int = ROOM) -> Path:
    """A directory in memory if there is enough room and nobody else's is there; else on disk.

    Each copy of a template makes a thousand files that are soon deleted. A disk may be slow at
    that: ext4 without a journal scans all that was deleted in the last minutes, file by file.
    """
    checkout = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]
    found = memory / f"mot-cua-{os.geteuid()}-{checkout}"
    with suppress(OSError):
        if not found.exists() and shutil.disk_usage(memory).free >= room:
            found.mkdir(exist_ok=True)
        if found.lstat().st_uid == os.geteuid():
            return found
    return place()


@contextmanager
def copy_of(server: Server, template: str, name: str) -> Iterator[Database]:
    """A new database with the files of its rows, for the duration of the block."""
    server.create_database(name, template, owner=sync.OWNER)
    shutil.rmtree(server.seals_of(name), ignore_errors=True)
    database, original = Database(server, name), files_of(Database(server, template))
    if template.startswith("demo_") and original.exists():
        shutil.copytree(original, files_of(database), copy_function=os.link)
    try:
        yield database
    finally:
        server.drop_database(name)
        shutil.rmtree(files_of(database), ignore_errors=True)
        shutil.rmtree(server.seals_of(name), ignore_errors=True)


@contextmanager
def own_database(name: str) -> Iterator[Database]:
    """A database of its own with the seed, for the duration of the block."""
    server = test_server()
    with (
        server.lease(),
        copy_of(server, seed_template(server), f"t_{os.getpid()}_{name}") as database,
    ):
        yield database


def schema_template(server: Server) -> str:
    """The migrated, empty template of the current code."""
    return _built_once(server, f"schema_{_digest(SCHEMA)}", None, _migrate)


def seed_template(server: Server) -> str:
    """The template with roles, units, calendar and procedures."""
    empty = schema_template(server)
    return _built_once(server, f"seed_{_digest((*SCHEMA, *SEED))}", empty, _seed)


def demo_template(server: Server) -> str:
    """The template with the demonstration; of its communes only those with every step."""
    seeded = seed_template(server)
    return _built_once(
        server, f"demo_{_digest((*SCHEMA, *SEED, *EVERYTHING))}", seeded, _demonstrate
    )


def day_of(database: Database) -> date:
    """Today's business day of a demonstration."""
    with database.connect() as connection:
        (shifted,) = connection.execute("select first_day - made_on from demonstration").fetchall()
    return clock.local(clock.real_now()).date() + timedelta(shifted[0])


def door_of(database: Database, dossier: UUID) -> str:
    """What opens a dossier to its citizen; only its database can tell."""
    with database.connect() as line:
        row = line.execute("select mc_new_door(%s)", [dossier]).fetchone()
    return str(row[0]) if row else ""


def files_of(database: Database) -> Path:
    """The directory of the files of a test database."""
    return place() / "files" / database.name


def migrate(database: Database, back_to: str | None = None, *, further: Path | None = None) -> None:
    """Upgrade a database to the newest revision, or downgrade it, as ``flask db`` does.

    ``further`` is a directory with revisions of a release to come.
    """
    config = AlembicConfig(str(ROOT / "migrations" / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "migrations"))
    if further:
        config.set_main_option("path_separator", "newline")
        config.set_main_option(
            "version_locations", f"{ROOT / 'migrations' / 'versions'}\n{further}"
        )
    engine = create_engine(database.url("mc_migrate"), poolclass=NullPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        if back_to:
            command.downgrade(config, back_to)
        else:
            command.upgrade(config, "head")


def app_on(database: Database, **settings: str) -> Flask:
    """The application over one database, with the compiled catalogues as they are."""
    catalogues.compile_stale()
    environment = {
        **database.environment,
        "SECRET_KEY": "for tests alone, long enough, and no secret at all",
        "FILES_DIR": str(files_of(database)),
        **settings,
    }
    app = create_app(config=Config.from_environment(environment))
    app.config.update(TESTING=True)
    return app


def exclude_from_collection() -> None:
    """Exclude what is loaded from garbage collection, as the web server does: it stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


@contextmanager
def disposed(app: Flask) -> Iterator[Flask]:
    """The application; its connections are closed afterwards."""
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


def filler_of(database: Database, **settings: str) -> Flask:
    """The application with the owner's role, without row-level security."""
    return app_on(database, DATABASE_URL=database.url("mc_loader"), **settings)


def _migrate(database: Database) -> None:
    with database.connect() as connection:
        sync.create_roles(connection, database.name, database.server.passwords)
    migrate(database)


def _seed(database: Database) -> None:
    _run_commands(database, devstack_database.LOAD)


def _demonstrate(database: Database) -> None:
    told = [word for code in people.TRYING_ALL for word in ("--commune", code)]
    _run_commands(database, (*devstack_database.DEMO, *told))


def _run_commands(database: Database, *commands: tuple[str, ...]) -> None:
    with disposed(filler_of(database)) as app:
        app.cli.add_command(demo)
        for arguments in commands:
            done = app.test_cli_runner().invoke(args=list(arguments))
            if done.exit_code:
                words = f"{' '.join(arguments)} failed:\n{done.output}"
                raise RuntimeError(words) from done.exception


def _built_once(server: Server, name: str, base: str | None, build: Any) -> str:
    """Build a template under another name and rename it when it is complete.

    One process builds the demonstration while others start with what needs the seed alone.
    """
    lock = (server.root / f"{name.partition('_')[0]}.lock").open("w")
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not server.has_database(name):
            _tidy(server)
            half = f"{name}_half"
            server.drop_database(half)
            shutil.rmtree(files_of(Database(server, half)), ignore_errors=True)
            server.create_database(half, *([base, sync.OWNER] if base else []))
            build(Database(server, half))
            with server.connect() as connection:
                connection.execute(f"alter database {half} rename to {name}".encode())
            files = files_of(Database(server, half))
            if files.exists():
                files.rename(files_of(Database(server, name)))
    return name


def _tidy(server: Server) -> None:
    """Drop old templates, and the copies of test processes that have ended."""
    with server.connect() as connection:
        rows = connection.execute("select datname from pg_database order by oid desc").fetchall()
    names = [name for (name,) in rows]
    old = [name for name in names if name.startswith(("schema_", "seed_", "demo_"))][
        TEMPLATES_KEPT:
    ]
    orphans = [name for name in names if name.startswith("t_") and not _lives(name.split("_")[1])]
    for name in (*old, *orphans):
        with suppress(psycopg.Error):  # being copied at this moment
            server.drop_database(name)
            shutil.rmtree(files_of(Database(server, name)), ignore_errors=True)


def _lives(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _digest(patterns: Iterable[str]) -> str:
    """A short digest of the content of all matching files."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern)}):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
