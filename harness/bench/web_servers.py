"""Web servers for the duration of a measurement, by the command of ``make run``; their CPU."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from config import ROOT, Config
from devstack import launch
from harness.stage.live import free_port

READY_WITHIN_SECONDS = 120

T = TypeVar("T")
Shown = tuple[float, float, int]
"""Milliseconds, milliseconds of CPU, bytes."""


@dataclass(frozen=True)
class Answer:
    """One response."""

    status: int
    body: bytes
    milliseconds: float
    cpu: float
    """Milliseconds of CPU of workers and database."""
    cookie: str = ""
    """The one that it sets, as the next request sends it."""


@dataclass(frozen=True)
class Site:
    """A web server at its port, and its database sessions."""

    port: int
    process: subprocess.Popen[bytes]
    backends: Sequence[int] = ()

    def get(self, address: str, cookie: str) -> Answer:
        """Request a page on a new connection, as sync workers serve."""
        return self._ask("GET", address, {"Cookie": cookie, "Accept-Encoding": "identity"})

    def post(self, address: str, cookie: str, form: bytes) -> Answer:
        """Send an encoded form."""
        kind = "application/x-www-form-urlencoded"
        return self._ask("POST", address, {"Cookie": cookie, "Content-Type": kind}, form)

    def _ask(
        self, method: str, address: str, headers: Mapping[str, str], sent: bytes | None = None
    ) -> Answer:
        def once() -> tuple[http.client.HTTPResponse, bytes]:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            line.request(method, address, sent, dict(headers))
            response = line.getresponse()
            body = response.read()
            line.close()
            return response, body

        passed, cpu, (response, body) = timed(self, once)
        cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]
        return Answer(response.status, body, passed, cpu, cookie)

    def computed(self) -> int:
        """Nanoseconds of CPU so far, of all workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return computed([*map(int, children.read_text().split()), *self.backends])


def timed(site: Site, once: Callable[[], T]) -> tuple[float, float, T]:
    """Milliseconds, milliseconds of CPU of workers and database, and what came back."""
    before, started = site.computed(), time.perf_counter()
    found = once()
    passed = (time.perf_counter() - started) * 1000
    return passed, (site.computed() - before) / 1e6, found


def computed(pids: Iterable[int]) -> int:
    """Nanoseconds of CPU so far, of these processes."""
    found = 0
    for pid in pids:
        with suppress(OSError):  # it has ended
            found += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    return found


@contextmanager
def served(module: str, environment: Mapping[str, str]) -> Iterator[Site]:
    """The web server of ``make run`` with this application, for the duration of the block."""
    port = free_port()
    config = replace(Config.from_environment(environment), host="127.0.0.1", port=port)
    command = launch.web_command(config, module=f"{module}:app")
    own = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
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
