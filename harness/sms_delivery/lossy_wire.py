"""A proxy between driver and gateway that loses requests and responses."""

from __future__ import annotations

import random
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from devstack.kannel import free_port

BUSY = (503, b"Temporal failure, try again later.")


@dataclass
class Wire:
    """Target, failure rates, and counts."""

    to: str
    errors: float
    lost: float
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)
    told: Callable[[], None] = lambda: None
    """Called when a request has come, before its fate is decided."""
    port: int = field(default_factory=free_port)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/cgi-bin/sendsms"

    def fate(self) -> str:
        """What happens to the next request."""
        with self.lock:
            dice = self.chance.random()
            fate = "errors" if dice < self.errors else "carried"
            fate = "lost" if self.errors <= dice < self.errors + self.lost else fate
            self.done[fate] += 1
        return fate

    def carry(self, query: str) -> tuple[int, bytes]:
        """The gateway's response."""
        try:
            with urllib.request.urlopen(f"{self.to}?{query}", timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


@contextmanager
def laid(wire: Wire) -> Iterator[Wire]:
    """The proxy, for the duration of the block."""

    class End(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wire.told()
            fate = wire.fate()
            status, words = BUSY if fate == "errors" else wire.carry(self.path.partition("?")[2])
            if fate == "lost":
                self.close_connection = True
                return
            self.send_response(status)
            self.end_headers()
            self.wfile.write(words)

        def log_message(self, *_words: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", wire.port), End) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield wire
        server.shutdown()
        thread.join()
