"""Web servers for the duration of a measurement, as ``make run`` starts them, and their CPU."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config import ROOT
from tests.live import free_port

WORKERS = 2
READY_WITHIN_SECONDS = 120


@dataclass(frozen=True)
class Answer:
    """One response."""

    status: int
    body: bytes
    milliseconds: float
    cpu: float
    """Milliseconds of CPU of workers and database."""


@dataclass(frozen=True)
class Site:
    """A web server at its port, and its database sessions."""

    port: int
    process: subprocess.Popen[bytes]
    backends: Sequence[int] = ()

    def get(self, address: str, cookie: str) -> Answer:
        """Request a page on a new connection, as sync workers serve."""
        before, started = self._computed(), time.perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        line.request("GET", address, headers={"Cookie": cookie, "Accept-Encoding": "identity"})
        response = line.getresponse()
        body = response.read()
        passed = (time.perf_counter() - started) * 1000
        line.close()
        return Answer(response.status, body, passed, (self._computed() - before) / 1e6)

    def _computed(self) -> int:
        """Nanoseconds of CPU so far, of all workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return computed([*map(int, children.read_text().split()), *self.backends])


def computed(pids: Iterable[int]) -> int:
    """Nanoseconds of CPU so far, of these processes."""
    found = 0
    for pid in pids:
        with suppress(OSError):  # it has ended
            found += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    return found


@contextmanager
def served(module: str, environment: Mapping[str, str]) -> Iterator[Site]:
    """A gunicorn with our settings, for the duration of the block."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS),
        "--no-control-socket", "--log-level", "error", "--chdir", str(ROOT), f"{module}:app",
    ]  # fmt: skip
    own = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**own, **environment, "PORT": str(port)},
        stderr=None if os.environ.get("BENCH_LOUD") else subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        site = Site(port, process)
        _wait(site)
        yield site
    finally:
        process.terminate()
        process.wait(20)


def _wait(site: Site) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        try:
            site.get("/", "")
        except OSError:
            if site.process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.3)
        else:
            return
