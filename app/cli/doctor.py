"""``flask doctor``: tries what an installation needs, and says of each fault what to do about it.

Settings that production refuses are named before, when the program is loaded (``config.py``).
"""

import os
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
import typst
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.cli.production_checks import database_faults, environment_faults, reminders
from app.kernel import clock
from app.kernel.db import clock_difference, db
from app.kernel.files import storage
from app.kernel.files.content_type import RefusedFile
from app.kernel.files.drivers import StoreFailure
from app.kernel.printing import pdf
from app.kernel.row_security.sync import EXTENSIONS
from app.kernel.web import health_check
from config import Config, with_driver, with_files

ANSWERS_WITHIN = 3
"""Seconds."""
CHECKED_EACH = timedelta(hours=26)
MOST_SKEW = timedelta(seconds=2)
FULL = 0.1
FAMILIES = frozenset({"Be Vietnam Pro", "Liberation Serif"})
ADDRESSES = (
    "DATABASE_URL",
    "READ_DATABASE_URL",
    "DATABASE_PUBLIC_URL",
    "DATABASE_WORKER_URL",
)

Faults = Iterator[str]


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Say what is wrong with this installation; exit 1 if something is."""
    wrong = False
    for name, check in CHECKS.items():
        try:
            faults = list(check())
        except (OSError, RuntimeError, SQLAlchemyError) as error:
            faults = [f"{type(error).__name__}: what it needs does not answer."]
        wrong = wrong or bool(faults)
        click.echo(f"{'WRONG' if faults else 'ok':5}  {name}")
        for fault in faults:
            click.echo(f"       {fault}")
    for reminder in reminders():
        click.echo(reminder)
    raise SystemExit(1 if wrong else 0)


def _settings() -> Faults:
    yield from environment_faults(os.environ)
    for name in Config.from_environment().open_files:
        yield f"{name}_FILE may be read by others on this machine: chmod 0400 it."


def _roles() -> Faults:
    """Every address that this environment names lets its role in."""
    for name, address in _database_addresses().items():
        try:
            with _engine(address).connect() as line:
                line.execute(text("select 1"))
        except SQLAlchemyError as error:
            role = urlsplit(address).username
            yield f"{name}: {role} cannot sign in ({type(error).__name__}): look at its password."


def _database() -> Faults:
    yield from database_faults()
    with _own_line() as line:
        found = set(line.scalars(text("select extname from pg_extension")))
        for missing in sorted({*EXTENSIONS} - found):
            yield f"the extension {missing} is missing: flask --app run db upgrade."


def _clock() -> Faults:
    with _own_line() as line:
        skew = abs(clock_difference(line))
        zone = text("select count(*) from pg_timezone_names where name = 'Asia/Ho_Chi_Minh'")
        if not line.scalar(zone):
            yield "PostgreSQL does not know Asia/Ho_Chi_Minh: install tzdata on its machine."
    if skew > MOST_SKEW:
        yield f"this clock and the database's are {skew.total_seconds():.0f} s apart: start NTP."
    try:
        ZoneInfo("Asia/Ho_Chi_Minh")
    except ZoneInfoNotFoundError:
        yield "Python does not know Asia/Ho_Chi_Minh: install requirements.txt anew."


def _seals() -> Faults:
    with _own_line() as line:
        found = line.execute(
            text("select at, fault from journal_check order by id desc limit 1")
        ).first()
    if found and found.fault:
        yield "the newest check found the journals changed: docs/runbook/JournalTampered.md."
    if found and clock.real_now() - found.at > CHECKED_EACH:
        yield "the seals were not checked for a day: flask --app run audit verify."


def _folders() -> Faults:
    store = storage.default_store().directory
    for folder in (store, Path(current_app.config["SEALS_DIR"])):
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            yield f"{folder} is not there or not writable: make it, owned by this user."
            continue
        room = shutil.disk_usage(folder)
        if room.free < FULL * room.total:
            yield f"{folder}: a tenth of its disk is free, or less: docs/runbook/DiskNearlyFull.md"
    if len({path.stat().st_dev for path in (store, *store.glob("*/"))}) > 1:
        yield f"{store} spans filesystems, so files cannot be renamed into it: use one."


def _file_store() -> Faults:
    """A file can be put, read and removed."""
    try:
        store = storage.default_store()
        key = store.keep(b"flask doctor").key
        store.open_stored(key).close()
        store.remove(key)
    except StoreFailure as failure:
        yield f"it takes or gives no file ({type(failure).__name__}): docs/runbook/FileStoreDown.md"


def _scanner() -> Faults:
    if not current_app.config["CLAMD"]:
        return
    try:
        storage.default_store().scanner.scan(Path(__file__))
    except RefusedFile:
        yield "it does not answer: start clamd and see CLAMD."


def _papers() -> Faults:
    for missing in sorted(FAMILIES - set(pdf.fonts().families())):
        yield f"the font {missing} is not in {pdf.FONTS}: install the program anew."
    typst.Compiler(font_paths=pdf.fonts()).compile(input="Tiếng Việt".encode(), format="pdf")


def _connections() -> Faults:
    notices, papers = Config.from_environment().notices, Config.from_environment().paper_keys
    wanted = {"KANNEL_URL": notices.kannel_url if notices.sms == "kannel" else ""}
    wanted |= {"SMTP_URL": notices.smtp_url, "SEAL_TSA": papers.timestamps}
    for name, address in wanted.items():
        place = urlsplit(address)
        ports = {"https": 443, "smtp": 25, "smtps": 465}
        if place.hostname:
            where = place.hostname, place.port or ports.get(place.scheme, 80)
            try:
                socket.create_connection(where, ANSWERS_WITHIN).close()
            except OSError as error:
                yield f"{name}: {where[0]}:{where[1]} does not answer ({type(error).__name__})."


CHECKS: Mapping[str, Callable[[], Faults]] = {
    "settings": _settings,
    "database roles": _roles,
    "database": _database,
    "schema, worker, seals, files": health_check.faults_found,
    "checks of the seals": _seals,
    "clock and time zone": _clock,
    "folders": _folders,
    "file store": _file_store,
    "virus scanner": _scanner,
    "papers": _papers,
    "sms, mail, time stamps": _connections,
}


def _database_addresses() -> dict[str, str]:
    env = with_files(os.environ)
    return {name: env[name] for name in ADDRESSES if env.get(name)}


def _engine(address: str) -> Engine:
    within = {"connect_timeout": ANSWERS_WITHIN}
    return create_engine(with_driver(address), poolclass=NullPool, connect_args=within)


def _own_line() -> Connection:
    return db.engine.engine.connect()
