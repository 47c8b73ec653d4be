"""The gateway for short messages, which counts, and the name server that knows its name."""

from __future__ import annotations

import random
import re
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from harness.chaos import machine

_REPORT = re.compile(r"/tong-dai/bao-cao/([^?]+)\.[^.?]+\.[^.?]+")
"""What is signed, without the moment and the signature, which are others at each attempt."""
_NAMES_PORT = 53
_FLAGS, _SECONDS = b"\x85\x80", 5


@dataclass
class Gateway:
    """Takes every message; how often each came, by the telephone."""

    address: tuple[str, int]
    name: str
    taken: Counter[str] = field(default_factory=Counter)
    handed_over: Counter[str] = field(default_factory=Counter)
    """By the address for reports, which is the message's own."""
    lost: float = 0.02
    """Share of the messages that are taken while the answer is lost."""
    _chance: random.Random = field(default_factory=lambda: random.Random(28))
    _server: ThreadingHTTPServer | None = None
    _names: socket.socket | None = None

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Both, for the duration of the block."""
        with self._resolver():
            self.open()
            self.open_names()
            try:
                yield
            finally:
                self.close()
                self.close_names()

    def open(self) -> None:
        gateway = self

        class End(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if gateway.take(self.path):
                    self.send_response(202)
                    self.end_headers()
                    self.wfile.write(b"0: Accepted for delivery")

            def log_message(self, *_words: object) -> None: ...

        self._server = ThreadingHTTPServer(self.address, End)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def take(self, path: str) -> bool:
        """Count a message; whether its answer arrives."""
        said = parse_qs(urlsplit(path).query)
        to, report = said["to"][0], _REPORT.search(said["dlr-url"][0])
        self.taken[to] += 1
        self.handed_over[report[1] if report else to] += 1
        return self._chance.random() >= self.lost

    # ---- names ----------------------------------------------------------------------------------

    def open_names(self) -> None:
        names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        names.bind((self.address[0], _NAMES_PORT))
        self._names = names
        threading.Thread(target=self._answer, args=(names,), daemon=True).start()

    def close_names(self) -> None:
        if self._names:
            with suppress(OSError):  # wakes whoever waits for a question
                self._names.shutdown(socket.SHUT_RDWR)
            self._names.close()
            self._names = None

    def _answer(self, names: socket.socket) -> None:
        """Each question is answered with the gateway's address, as RFC 1035 writes it."""
        while True:
            try:
                question, asker = names.recvfrom(512)
            except OSError:
                return
            if not question:
                return
            is_v4 = question[-4:-2] == b"\x00\x01"
            head = question[:2] + _FLAGS + b"\x00\x01" + bytes([0, is_v4]) + bytes(4)
            record = b"\xc0\x0c\x00\x01\x00\x01" + _SECONDS.to_bytes(4, "big") + b"\x00\x04"
            found = record + socket.inet_aton(self.address[0]) if is_v4 else b""
            names.sendto(head + question[12:] + found, asker)

    @contextmanager
    def _resolver(self) -> Iterator[None]:
        """All on this machine ask us for names, in our table of mounts alone."""
        ours = Path("/tmp", "chaos-resolv.conf")
        ours.write_text(f"nameserver {self.address[0]}\noptions timeout:1 attempts:2\n")
        with machine.covered(Path("/etc/resolv.conf"), ours):
            yield
