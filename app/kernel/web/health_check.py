"""Health checks: is the process alive, and may it receive work?

Public, without a session and not translated: one line of plain text for each fault.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.audit.models import LATE
from app.kernel.db import db

HEARTBEAT_SECONDS = 60

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    return _plain("alive", 200)


@health.get("/readyz")
def ready() -> Response:
    """200 if database, schema and worker are in order; else 503 and the faults."""
    faults = list(_faults(Path(current_app.root_path).parent / "migrations"))
    return _plain("\n".join(faults), 503) if faults else _plain("ready", 200)


def _faults(migrations: Path) -> Iterator[str]:
    try:
        with db.engine.engine.connect() as connection:
            yield from _schema_faults(connection, migrations)
            yield from _worker_faults(connection)
            yield from _seal_faults(connection)
    except SQLAlchemyError as error:
        yield f"database: {type(error).__name__}"


def _schema_faults(connection: Connection, migrations: Path) -> Iterator[str]:
    found = frozenset(connection.scalars(text("SELECT version_num FROM alembic_version")))
    if found != (wanted := _heads(migrations)):
        yield f"schema: at {_names(found)}, this program needs {_names(wanted)}"


def _worker_faults(connection: Connection) -> Iterator[str]:
    """A worker that stops deletes its row; one that dies lets it expire."""
    age = connection.scalar(
        text(
            "SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat))"
            " FROM procrastinate_workers"
        )
    )
    if age is None:
        yield "worker: none is running"
    elif age >= HEARTBEAT_SECONDS:
        yield f"worker: silent for {age:.0f} s"


def _seal_faults(connection: Connection) -> Iterator[str]:
    """Where journals are sealed at all, a seal is made at least once an hour."""
    age = connection.scalar(
        text("SELECT extract(epoch FROM clock_timestamp() - max(at)) FROM journal_seal")
    )
    if age is not None and age >= LATE.total_seconds():
        yield f"seals: the newest is {age / 3600:.1f} h old"


@cache
def _heads(migrations: Path) -> frozenset[str]:
    return frozenset(ScriptDirectory(str(migrations)).get_heads())


def _names(revisions: frozenset[str]) -> str:
    return ", ".join(sorted(revisions)) or "nothing"


def _plain(words: str, status: int) -> Response:
    response = Response(words + "\n", status=status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
