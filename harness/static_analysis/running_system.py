"""A running system over a copy of the demonstration, with signed-in users."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.accounts.roles import Role
from app.kernel.db import db
from config import Config
from devstack import launch
from tests import databases
from tests.databases import Database
from tests.factories import AnOfficer, browser_of
from tests.live import free_port

SECRET = "for tests alone, long enough, and no secret at all"  # noqa: S105  # of a throw-away copy
FORGIVEN_EVERY_SECONDS = 0.3


@dataclass(frozen=True)
class System:
    """Its URL, and the cookie of each user."""

    address: str
    cookies: dict[Role, str]
    database: Database


@contextmanager
def a_system(*roles: Role) -> Iterator[System]:
    """Web server and worker, for the duration of the block; rate limits are reset continuously."""
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
            }
            config = Config.from_environment(environment)
            address = launch.address_of(config)
            cookies = _cookies(database, roles)
            with launch.processes(config, environment, workers=3) as children:
                launch.wait_until_ready(address, children)
                with _forgiving(database):
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
def _forgiving(database: Database) -> Iterator[None]:
    """Reset rate limits: a limited scanner would find nothing for the wrong reason."""
    over = threading.Event()

    def forgive() -> None:
        with database.connect() as connection:
            while not over.wait(FORGIVEN_EVERY_SECONDS):
                connection.execute("delete from rate_limit")

    thread = threading.Thread(target=forgive)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
