"""A running system over a copy of the demonstration, and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from config import Config
from devstack import launch
from devstack.postgres import Server
from devstack.production import configuration
from devstack.production.layout import System
from harness.stage import databases
from harness.stage.databases import Database

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
AT_HOME = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
"""No name but this machine's own leads anywhere."""
FIRST_PORT, LAST_PORT = 20000, 30000


@dataclass(frozen=True)
class Live:
    """The system at an address, over a database of its own."""

    address: str
    database: Database

    def filler(self) -> Flask:
        """The application without row-level security, on the business day of the servers."""
        today = databases.day_of(self.database).isoformat()
        return databases.filler_of(self.database, DEMO_TODAY=today)


class Elsewhere(Database):
    """The database of what ``make up`` has started."""

    def url(self, role: str = "mc_web") -> str:
        return configuration.address(System.of(os.environ), role)


@contextmanager
def demonstration(server: Server, name: str) -> Iterator[Live]:
    """Web server and worker over a copy of the demonstration."""
    template = databases.demo_template(server)
    with databases.copy_of(server, template, f"t_{os.getpid()}_{name}") as database:
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("PG")},
            **database.environment,
            "SECRET_KEY": "for tests alone, long enough, and no secret at all",
            "FILES_DIR": str(databases.files_of(database)),
            "PORT": str(free_port()),
            "QUIET_HOURS": "24-0",
        }
        config = Config.from_environment(environment)
        address = launch.address_of(config)
        with launch.processes(config, environment, workers=2) as children:
            launch.wait_until_ready(address, children)
            yield Live(address, database)


@contextmanager
def chromium() -> Iterator[Callable[[], Browser]]:
    """Call what it gives for Chromium, started when none runs: it may have died meanwhile."""
    with sync_playwright() as playwright:
        started: list[Browser] = []

        def running() -> Browser:
            if not started or not started[-1].is_connected():
                arguments = [*QUIET.split(), AT_HOME]
                started.append(playwright.chromium.launch(executable_path=CHROMIUM, args=arguments))
            return started[-1]

        yield running
        for browser in started:
            browser.close()


def free_port() -> int:
    """A port below those that the machine hands out by itself."""
    start = FIRST_PORT + os.getpid() % 5000
    for port in range(start, LAST_PORT):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError("no free port")


@contextmanager
def processes(
    database: Database, environment: dict[str, str], commands: Iterable[tuple[str, list[str]]]
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Modules of Python that run, each as a role of the database, until the block ends."""
    children = [
        subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=databases.ROOT,
            env=environment | {"DATABASE_URL": database.url(role)},
        )
        for role, command in commands
    ]
    try:
        yield children
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(20)


def within(seconds: float, is_so: Callable[[], bool]) -> bool:
    """Whether it becomes so in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.1)
    return False
