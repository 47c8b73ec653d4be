"""A real web server over a database of its own, for killing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from harness.stage.databases import Database, files_of
from harness.stage.live import free_port

UP_WITHIN_SECONDS = 300


class Web:
    """gunicorn with its workers; ``kills`` counts the kills."""

    def __init__(
        self, environment: Mapping[str, str], workers: int, application: str = "run:app"
    ) -> None:
        self.port = free_port()
        self.kills: Counter[str] = Counter()
        self._environment, self._workers = dict(environment), workers
        self._application = application
        self._master = self._started()

    def start(self) -> None:
        """Start it again after everything was killed."""
        self._master = self._started()
        self.wait()

    def wait(self) -> None:
        """Wait until it responds.

        Raises:
            RuntimeError: it ended, or was too slow.
        """
        until = time.monotonic() + UP_WITHIN_SECONDS
        while not self._answers():
            if time.monotonic() > until or self._master.poll() is not None:
                raise RuntimeError("the web server does not start")
            time.sleep(0.1)

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "gunicorn", "--no-control-socket"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--workers", str(self._workers)]
        command += ["--log-level", "critical", self._application]
        return subprocess.Popen(command, env=self._environment, start_new_session=True)

    def stop(self) -> None:
        """SIGKILL the master and all workers."""
        with suppress(ProcessLookupError):
            os.killpg(self._master.pid, signal.SIGKILL)
        self._master.wait()

    def kill_a_worker(self) -> None:
        """SIGKILL one of the workers; its master starts another."""
        until = time.monotonic() + UP_WITHIN_SECONDS
        while time.monotonic() < until:
            with suppress(ProcessLookupError, IndexError):
                os.kill(random.choice(self.workers()), signal.SIGKILL)
                self.kills["worker"] += 1
                return
            time.sleep(0.02)

    def kill_everything(self) -> None:
        """As a power cut does; then start again."""
        self.stop()
        self.kills["master"] += 1
        self.start()

    def workers(self) -> list[int]:
        pid = self._master.pid
        with suppress(FileNotFoundError):
            return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return []

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                return True
        except OSError:
            return False


@contextmanager
def serving(
    database: Database, settings: Mapping[str, Any], *, workers: int, application: str = "run:app"
) -> Iterator[Web]:
    """The web server of a test database, with our application's secret key."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "DATABASE_"))}
    environment = {
        **kept,
        "DATABASE_URL": database.environment["DATABASE_URL"],
        "SECRET_KEY": str(settings["SECRET_KEY"]),
        "FILES_DIR": str(files_of(database)),
    }
    web = Web(environment, workers, application)
    try:
        web.wait()
        yield web
    finally:
        web.stop()
