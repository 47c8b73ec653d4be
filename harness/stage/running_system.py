"""Running systems: over a copy of the demonstration, or started as a newcomer does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.accounts.roles import Role
from app.dossiers.rules import secret_of
from app.kernel.db import db
from config import Config
from devstack import launch
from devstack.postgres import DATABASE, Server
from harness.stage import databases
from harness.stage.databases import ROOT, Database
from harness.stage.factories import AnOfficer, browser_of
from harness.stage.live import free_port
from harness.stage.threads import beside

SECRET = "for tests alone, long enough, and no secret at all"  # of a throw-away copy
FORGIVEN_EVERY_SECONDS = 0.3
UP_WITHIN_SECONDS = 900
"""From nothing to a served page; a machine with other work loads the demonstration slowly."""


@dataclass(frozen=True)
class System:
    """Its URL, and the cookie of each user."""

    address: str
    cookies: dict[Role, str]
    database: Database


@dataclass(frozen=True)
class OwnSystem:
    """``make run`` in a folder of its own."""

    address: str
    folder: Path
    log: Path
    """What launcher, web server and worker write."""
    environment: Mapping[str, str]

    def accounts(self) -> list[dict[str, Any]]:
        """The accounts of the demonstration."""
        command = [sys.executable, "-m", "flask", "--app", "run", "demo", "accounts", "--json"]
        said = subprocess.run(
            command, cwd=ROOT, env=dict(self.environment), stdout=subprocess.PIPE, check=True
        )
        found: list[dict[str, Any]] = json.loads(said.stdout)
        return found

    def receipts(self) -> list[tuple[str, str, str]]:
        """State, code and secret of one dossier for each state."""
        key = (self.folder / "secret").read_text().strip()
        with Server(self.folder / "pg").connect(DATABASE) as connection:
            rows = connection.execute(
                "select distinct on (d.state) d.state, d.code, k.key"
                " from dossier d join submission_key k on k.dossier_id = d.id"
                " order by d.state, d.id"
            )
            return [(state, code, secret_of(draft, key)) for state, code, draft in rows]


@contextmanager
def make_run(folder: Path, **settings: str) -> Iterator[OwnSystem]:
    """Start everything as ``make run`` does; a second time the folder has its data already."""
    port, log = str(free_port()), folder / "log"
    environment = {**os.environ, "VAR_DIR": str(folder), "PORT": port, **settings}
    with log.open("w") as stream:
        child = subprocess.Popen(
            [sys.executable, "-m", "devstack.launch"],
            cwd=ROOT,
            env=environment,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_greeted(child, log)
            yield OwnSystem(f"http://127.0.0.1:{port}", folder, log, environment)
        finally:
            child.terminate()
            child.wait()


def _wait_until_greeted(child: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the launcher has told the addresses.

    Raises:
        RuntimeError: it ended, or took too long.
    """
    until = time.monotonic() + UP_WITHIN_SECONDS
    while "/can-bo/" not in log.read_text():
        if child.poll() is not None or time.monotonic() > until:
            raise RuntimeError(log.read_text())
        time.sleep(FORGIVEN_EVERY_SECONDS)


@contextmanager
def a_system(*roles: Role, **settings: str) -> Iterator[System]:
    """Web server and worker with these settings, for the duration of the block.

    Rate limits are reset continuously.
    """
    server = databases.test_server()
    with server.lease():
        template = databases.demo_template(server)
        with databases.copy_of(server, template, f"t_{os.getpid()}_audit") as database:
            environment = {
                **{k: v for k, v in os.environ.items() if not k.startswith("PG")},
                **database.environment,
                "SECRET_KEY": SECRET,
                "FILES_DIR": str(databases.files_of(database)),
                "PORT": str(free_port()),
                **settings,
            }
            config = Config.from_environment(environment)
            address = launch.address_of(config)
            cookies = _cookies(database, roles)
            with launch.processes(config, environment, workers=3) as children:
                launch.wait_until_ready(address, children)
                with forgiving(database):
                    yield System(address, cookies, database)


def _cookies(database: Database, roles: tuple[Role, ...]) -> dict[Role, str]:
    app = databases.filler_of(database)
    with app.app_context():
        clients = {role: browser_of(app, AnOfficer(role)) for role in roles}
        db.session.remove()
        db.engine.dispose()
    found = {role: client.get_cookie("mot_cua") for role, client in clients.items()}
    return {role: cookie.value for role, cookie in found.items() if cookie}


@contextmanager
def forgiving(database: Database) -> Iterator[None]:
    """Reset rate limits: a limited scanner would find nothing, a family whose request was cut would
    be asked for a proof of work, both for the wrong reason.
    """

    def forgive(over: threading.Event) -> None:
        with database.connect() as connection:
            while not over.wait(FORGIVEN_EVERY_SECONDS):
                connection.execute("delete from rate_limit")

    with beside(forgive):
        yield
