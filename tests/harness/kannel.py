"""Kannel for tests that use its processes; skipped where it is not installed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from devstack import sms_gateway
from devstack.database import Stop


def _missing() -> str:
    try:
        sms_gateway.refuse_without_kannel()
    except Stop as missing:
        return str(missing)
    return ""


needs_kannel = pytest.mark.skipif(bool(_missing()), reason=_missing() or "Kannel is here")


@dataclass
class Callbacks:
    """Callbacks of a gateway, in order."""

    port: int = 0
    told: list[dict[str, str]] = field(default_factory=list)

    def address(self, query: str) -> str:
        """The callback URL."""
        return f"http://127.0.0.1:{self.port}/?{query}"

    def wait(self, enough: Callable[[list[dict[str, str]]], bool], seconds: float = 60) -> None:
        """Wait until the condition holds; fails at the timeout."""
        until = time.monotonic() + seconds
        while not enough(self.told):
            assert time.monotonic() < until, self.told
            time.sleep(0.1)


@contextmanager
def listening() -> Iterator[Callbacks]:
    """A web server that records its requests."""
    callbacks = Callbacks()

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
            callbacks.told.append({name: value for name, [value] in asked.items()})
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        callbacks.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield callbacks
        server.shutdown()
        thread.join()
