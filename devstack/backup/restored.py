"""A cluster restored into an empty place, served by a PostgreSQL of its own."""

import fcntl
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from app.kernel.audit.seal_archive import Seal
from app.kernel.i18n import catalogues
from devstack import machine
from devstack.backup.settings import Settings
from devstack.database import Stop
from devstack.postgres import SUPERUSER

_BEGUN_WITHIN_SECONDS, _LOOK_EVERY_SECONDS = 600, 0.5
ON_ITS_WAY = timedelta(minutes=1)
"""How long after its moment a seal may have been committed."""

_ = catalogues.sentence


@dataclass(frozen=True)
class Restored:
    """Where the restored database answers, and where its files and seals are."""

    sockets: Path
    port: int
    name: str
    files: Path
    seals: Path

    def url(self, role: str) -> str:
        return f"postgresql+psycopg://{role}@/{self.name}?host={self.sockets}&port={self.port}"

    def connect(self, database: str = "") -> psycopg.Connection[Any]:
        """A superuser's connection; no password is asked for behind the folder of the socket."""
        return psycopg.connect(
            host=str(self.sockets),
            port=self.port,
            user=SUPERUSER,
            dbname=database or self.name,
            autocommit=True,
        )

    def has_recovered(self) -> bool:
        try:
            with self.connect("postgres") as line:
                row = line.execute("select pg_is_in_recovery()").fetchone()
        except psycopg.OperationalError:
            return False
        return row == (False,)


@contextmanager
def restored(settings: Settings, moment: datetime) -> Iterator[Restored]:
    """Restore everything as it was at the moment; nothing of it is left afterwards.

    Raises:
        Stop: another drill runs, a backup is missing, or the server does not recover.
    """
    user, place = settings.database.user, settings.drills / "restored"
    sockets = machine.socket_folder(place)
    with _alone(settings.drills):
        _clear(settings, place)
        for folder, mode in ((place, 0o755), (sockets, 0o700)):
            machine.own_folder(folder, mode, user)
        for name in ("data", "lock", "spool", "log"):
            machine.own_folder(place / name, 0o700, user)
        try:
            settings.database.restore(place, moment)
            for name, backup in settings.folders.items():
                backup.restore(place / name, moment)
            found = _start(settings, place, sockets)
            _leave_out_later_seals(found, moment)
            yield found
        finally:
            _clear(settings, place)


def _start(settings: Settings, place: Path, sockets: Path) -> Restored:
    """Start the server, and wait until it has recovered to the moment."""
    access = place / "pg_hba.conf"
    access.write_text("local all all trust\n")
    machine.give(access, settings.database.user)
    told = {
        "listen_addresses": "",
        "port": settings.port,
        "unix_socket_directories": sockets,
        "hba_file": access,
        "ident_file": access.with_name("no_ident.conf"),
        "hot_standby": "off",
        "archive_mode": "off",
        "synchronous_standby_names": "",
        "primary_conninfo": "",
        "primary_slot_name": "",
        "logging_collector": "off",
        "log_destination": "stderr",
        "fsync": "off",
        "cluster_name": "drill",
    }
    access.with_name("no_ident.conf").touch()
    options = " ".join(f"-c {name}='{value}'" for name, value in told.items())
    log = place / "log" / "server.log"
    begun = "-w", "-t", str(_BEGUN_WITHIN_SECONDS)
    _control(settings, place, "start", *begun, "-l", str(log), "-o", options)
    found = Restored(sockets, settings.port, settings.name, place / "files", place / "seals")
    while not found.has_recovered():
        time.sleep(_LOOK_EVERY_SECONDS)
        if _control(settings, place, "status"):
            facts = {"log": log, "reason": " / ".join(log.read_text().splitlines()[-4:])}
            raise Stop(_("PostgreSQL did not start (%(log)s): %(reason)s") % facts)
    return found


def _control(settings: Settings, place: Path, *arguments: str) -> int:
    # never a pipe: the server inherits it and keeps it open
    return subprocess.run(
        [str(settings.binaries / "pg_ctl"), "-s", "-D", str(place / "data"), *arguments],
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        **machine.as_user(settings.database.user),
    ).returncode


def _clear(settings: Settings, place: Path) -> None:
    """Remove what was restored, also by a drill that was killed: it is everybody's data."""
    if (place / "data" / "postmaster.pid").exists():
        _control(settings, place, "stop", "-w", "-m", "immediate")
    if place.exists():
        shutil.rmtree(place)
    shutil.rmtree(machine.socket_folder(place), ignore_errors=True)


def _leave_out_later_seals(found: Restored, moment: datetime) -> None:
    """Seals made after the moment are rightly missing in the database."""
    with found.connect() as line:
        row = line.execute("select coalesce(max(n), 0) from journal_seal").fetchone()
    newest = row[0] if row else 0
    for path in found.seals.glob("*.jsonl"):
        lines = path.read_text(errors="replace").splitlines(keepends=True)
        kept = [text for text in lines if not _is_later(Seal.read(text), newest, moment)]
        path.write_text("".join(kept))


def _is_later(seal: Seal | None, newest: int, moment: datetime) -> bool:
    return seal is not None and seal.n > newest and seal.at > moment - ON_ITS_WAY


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop(_("Another drill is running.")) from None
        yield
