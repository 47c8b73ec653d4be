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
from app.kernel.db import db, wrong_clock
from app.kernel.errors import COME_BACK_SECONDS
from app.kernel.files import storage
from app.kernel.files.drivers import StoreAway

HEARTBEAT_SECONDS = 60

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    return _plain("alive", 200)


@health.get("/readyz")
def ready() -> Response:
    """200 if database, schema, clock, worker and files are in order; else 503 and the faults."""
    faults = list(faults_found())
    if not faults:
        return _plain("ready", 200)
    response = _plain("\n".join(faults), 503)
    response.retry_after = COME_BACK_SECONDS
    return response


def faults_found() -> Iterator[str]:
    """What this process cannot work with: database, clock, worker, seals, the bucket of files."""
    try:
        with db.engine.engine.connect() as connection:
            yield from schema_faults(connection)
            yield from _clock_faults(connection)
            yield from _worker_faults(connection)
            yield from _seal_faults(connection)
    except SQLAlchemyError as error:
        yield f"database: {type(error).__name__}"
    if not files_answer():
        yield "files: the bucket does not answer"


def files_answer() -> bool:
    """Whether the files of this process can be reached; those in its folder always can."""
    bucket = storage.default_store().bucket
    try:
        if bucket:
            bucket.check()
    except StoreAway:
        return False
    return True


def schema_faults(connection: Connection) -> Iterator[str]:
    migrations = Path(current_app.root_path).parent / "migrations"
    found = frozenset(connection.scalars(text("SELECT version_num FROM alembic_version")))
    if found != (wanted := _heads(migrations)):
        yield f"schema: at {_names(found)}, this program needs {_names(wanted)}"


def _clock_faults(connection: Connection) -> Iterator[str]:
    if far := wrong_clock(connection):
        yield f"clock: {far}"


def _worker_faults(connection: Connection) -> Iterator[str]:
    """A worker that stops deletes its row; one that dies lets it expire."""
    age = heartbeat_age(connection)
    if age is None:
        yield "worker: none is running"
    elif age >= HEARTBEAT_SECONDS:
        yield f"worker: silent for {age:.0f} s"


def _seal_faults(connection: Connection) -> Iterator[str]:
    """Where journals are sealed at all, a seal is made at least once an hour."""
    age = seal_age(connection)
    if age is not None and age >= LATE.total_seconds():
        yield f"seals: the newest is {age / 3600:.1f} h old"


def heartbeat_age(connection: Connection) -> float | None:
    """Seconds since a worker last gave a sign; None without any."""
    newest = "SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat))"
    return _number(connection, f"{newest} FROM procrastinate_workers")


def seal_age(connection: Connection) -> float | None:
    """Seconds since the newest seal; None before the first."""
    newest = "SELECT extract(epoch FROM clock_timestamp() - max(at)) FROM journal_seal"
    return _number(connection, newest)


def _number(connection: Connection, question: str) -> float | None:
    answer = connection.scalar(text(question))
    return None if answer is None else float(answer)


@cache
def _heads(migrations: Path) -> frozenset[str]:
    return frozenset(ScriptDirectory(str(migrations)).get_heads())


def _names(revisions: frozenset[str]) -> str:
    return ", ".join(sorted(revisions)) or "nothing"


def _plain(words: str, status: int) -> Response:
    response = Response(words + "\n", status=status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
