"""Hundreds of clients that send, or read, a byte a second, beside people who look at pages.

They come from many addresses, so that the limit for one address does not turn them away.
"""

from __future__ import annotations

import multiprocessing
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.synchronize import Event
from typing import Any

from devstack.production.layout import System
from harness.production.visitors import looking

CLIENTS, VISITORS = 500, 6
SECONDS = 45
TIMES = 2
"""What the others may take of the time that they take without them."""
_AT_AN_ADDRESS = 100
_HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
_BODY = (
    b"POST /tra-cuu HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n"
)
_READS = b"GET /nop-ho-so/xa.json HTTP/1.1\r\nHost: localhost\r\n\r\n"


def measure(system: System) -> dict[str, Any]:
    """The p95 of pages, with and without them, by turns, so that other work counts for both."""
    without, beside_them = [], []
    fewest = CLIENTS
    for _turn in range(2):
        without.append(_p95(system))
        with _slow(system) as open_now:
            beside_them.append(_p95(system))
            fewest = min(fewest, open_now())
    return {
        "slow_clients": fewest,
        "slow_clients_p95_ms": max(beside_them),
        "p95_without_ms": min(without),
        "slow_clients_p95_times": round(max(beside_them) / min(without), 2),
    }


def _p95(system: System) -> float:
    with looking(system, VISITORS) as seen:
        time.sleep(SECONDS)
    if seen.failed:
        raise RuntimeError(f"not answered: {seen.facts()}")
    return seen.p95_ms


class _Clients:
    """Connections that are open, and opened again when they are closed; in a process of its own."""

    def __init__(self, port: int, certificate: str) -> None:
        self._port = port
        self._trust = ssl.create_default_context(cafile=certificate)
        self._lines: list[socket.socket | None] = [None] * CLIENTS

    def go_on(self, over: Event, open_now: Any) -> None:
        while not over.wait(1.0):
            for n, line in enumerate(self._lines):
                self._lines[n] = self._one_byte(n, line) if line else self._opened(n)
            open_now.value = sum(line is not None for line in self._lines)

    def _opened(self, n: int) -> socket.socket | None:
        home = (f"127.0.4.{n // _AT_AN_ADDRESS + 1}", 0)
        with suppress(OSError):
            plain = socket.create_connection(
                ("127.0.0.1", self._port), timeout=10, source_address=home
            )
            if _is_reader(n):  # takes as little at once as there is
                plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            line = self._trust.wrap_socket(plain, server_hostname="localhost")
            line.sendall((_HEAD, _BODY, _READS)[n % 3])
            return line
        return None

    def _one_byte(self, n: int, line: socket.socket) -> socket.socket | None:
        """Go on by a byte; None when it was hung up."""
        try:
            if not _is_reader(n):
                line.sendall(b"x")
                return line
            line.settimeout(0.001)
            if line.recv(1):
                return line
        except TimeoutError:
            return line
        except OSError:
            pass
        line.close()
        return None


def _is_reader(n: int) -> bool:
    return n % 3 == 2


def _run(port: int, certificate: str, over: Event, open_now: Any) -> None:
    _Clients(port, certificate).go_on(over, open_now)


@contextmanager
def _slow(system: System) -> Iterator[Callable[[], int]]:
    """The clients for the duration of the block; how many are open."""
    spawned = multiprocessing.get_context("spawn")
    over, open_now = spawned.Event(), spawned.Value("i", 0)
    told = (system.https, str(system.certificate), over, open_now)
    process = spawned.Process(target=_run, args=told)
    process.start()
    until = time.monotonic() + SECONDS
    try:
        while open_now.value < CLIENTS and time.monotonic() < until:
            time.sleep(0.5)
        yield lambda: int(open_now.value)
    finally:
        over.set()
        process.join()
