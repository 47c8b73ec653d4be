"""The system as ``make run`` starts it, over a copy of the demonstration, and the CPU it takes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from app.kernel.db import db
from config import Config
from devstack import launch
from devstack.postgres import Server
from harness.stage import databases
from harness.stage.databases import Database
from harness.stage.live import free_port

SECRET = "for tests alone, long enough, and no secret at all"  # as databases.app_on
TICKS = os.sysconf("SC_CLK_TCK")
OF_REQUESTS = ("mc_web", "mc_public")
"""Database roles whose sessions answer requests."""


@dataclass(frozen=True)
class System:
    """Its port, and its processes."""

    port: int
    database: Database
    web: int
    worker: int
    postmaster: int

    def answering(self) -> float:
        """Seconds of CPU so far of what answers requests: web workers, sanitizer, sessions."""
        sessions = [pid for pid in _children(self.postmaster) if _role(pid) in OF_REQUESTS]
        web = list(_tree(self.web))
        exact = sum(_read(pid, "schedstat")[0] for pid in (*web, *sessions)) / 1e9
        return exact + sum(sum(_times(pid)[2:]) for pid in web)

    def everything(self) -> float:
        """The same of all processes: also the worker and the rest of the database."""
        roots = (self.web, self.worker, self.postmaster)
        return sum(sum(_times(pid)) for root in roots for pid in _tree(root))


@contextmanager
def running(workers: int = launch.WORKERS, threads: int = 1) -> Iterator[tuple[System, Flask]]:
    """Web server and worker with their own settings of PostgreSQL, and an application to fill it.

    The server of tests would be faster: it forgets what a power cut would cut off.
    """
    server = Server(databases.place())
    with server.lease():
        template = databases.demo_template(server)
        with databases.copy_of(server, template, f"t_{os.getpid()}_load") as database:
            environment = {
                **{k: v for k, v in os.environ.items() if not k.startswith("PG")},
                **database.environment,
                "SECRET_KEY": SECRET,
                "FILES_DIR": str(databases.files_of(database)),
                "PORT": str(free_port()),
                "GUNICORN_CMD_ARGS": f"--threads {threads}",
            }
            config = Config.from_environment(environment)
            today = databases.day_of(database).isoformat()
            app = databases.filler_of(database, DEMO_TODAY=today)
            with launch.processes(config, environment, workers=workers) as children:
                launch.wait_until_ready(launch.address_of(config), children)
                postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
                pids = (children["web"].pid, children["worker"].pid, postmaster)
                yield System(config.port, database, *pids), app
            with app.app_context():
                db.engine.dispose()


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for child in _children(pid):
        yield from _tree(child)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # it has ended
            found += map(int, task.read_text().split())
    return found


def _times(pid: int) -> list[float]:
    """Seconds of CPU in user and system mode: its own, and those of children that have ended."""
    return [ticks / TICKS for ticks in _read(pid, "stat")[11:15]] or [0.0] * 4


def _read(pid: int, name: str) -> list[int]:
    """The numbers of a file of the kernel about a process, after its name and state."""
    with suppress(OSError):
        text = Path(f"/proc/{pid}/{name}").read_text().rpartition(")")[2]
        return [int(word) if word.lstrip("-").isdigit() else 0 for word in text.split()]
    return [0]


def _role(pid: int) -> str:
    """The database role of a session, which PostgreSQL writes into the title of its process."""
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/cmdline").read_text().split()[1]
    return ""
