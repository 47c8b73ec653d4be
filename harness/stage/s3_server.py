"""An S3 server for tests: moto's, over HTTP, with the faults that a real one and its network have.

It keeps objects in memory and checks neither signatures nor checksums: what is asserted about those
is asserted about what the client sends, and about what it does with what comes back.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from threading import Thread
from typing import Any

from moto.core import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from config import RemoteStore

BUCKET, REGION = "giay-to", "us-east-1"


@dataclass
class S3Server:
    """A running server with one bucket."""

    httpd: BaseWSGIServer
    asked: list[str] = field(default_factory=list)
    """Method and path of each request."""
    headers: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    """How long it waits before it does anything."""
    refuses: bool = False
    """Whether it answers everything with 503."""
    refuses_files: bool = False
    """Whether it answers so to whoever puts a file or deletes anything."""
    damages: bool = False
    """Whether it keeps another file than it is sent."""

    @property
    def url(self) -> str:
        return f"http://{self.httpd.host}:{self.httpd.server_port}/{BUCKET}"

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a process that uses it."""
        return {"FILES_URL": self.url, "FILES_KEY": "mot-cua:not-checked-here"}

    @property
    def remote(self) -> RemoteStore:
        remote = RemoteStore.from_environment(self.environment)
        assert remote
        return remote

    @property
    def objects(self) -> dict[str, bytes]:
        return {name: key.value for name, key in self._bucket.keys.items()}

    def empty(self) -> None:
        self._bucket.keys.clear()

    def damage(self, name: str) -> None:
        """Turn one bit of an object, as a disk might."""
        kept = self._bucket.keys[name]
        kept.value = bytes([kept.value[0] ^ 1]) + kept.value[1:]

    def swap(self, one: str, other: str) -> None:
        """Let one object take the place of the other, with all that is noted beside it."""
        keys = self._bucket.keys
        keys[one] = keys[other]

    def grow_old(self) -> None:
        """Let everything have been put there a week ago."""
        for kept in self._bucket.keys.values():
            kept.last_modified = kept.last_modified.replace(year=kept.last_modified.year - 1)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nobody listens; its objects stay."""
        self.refuses = True
        try:
            yield
        finally:
            self.refuses = False

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.asked.append(f"{environ['REQUEST_METHOD']} {path}")
        self.headers.append({name: value for name, value in environ.items() if "AMZ" in name})
        time.sleep(self.seconds)
        method = environ["REQUEST_METHOD"]
        changes_files = method == "POST" or (method == "PUT" and "/files/" in path)
        if self.refuses or (self.refuses_files and changes_files):
            start("503 Slow Down", [("Content-Length", "0")])
            return [b""]
        if self.damages and method == "PUT":
            sent = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = BytesIO(sent[:-1] + bytes([sent[-1] ^ 1]))
        answer: Iterable[bytes] = _moto(environ, start)
        return answer

    @property
    def _bucket(self) -> Any:
        return s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[BUCKET]


class Quiet(WSGIRequestHandler):
    """A server that writes no line for each request."""

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """What was asked stands in ``S3Server.asked``."""


_moto = DomainDispatcherApplication(create_backend_app)


@contextmanager
def s3_server(host: str = "127.0.0.1") -> Iterator[S3Server]:
    """A server of its own port with an empty bucket."""

    def serve(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        return server(environ, start)

    backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    backend.reset()
    backend.create_bucket(BUCKET, REGION)
    httpd = make_server(host, 0, serve, threaded=True, request_handler=Quiet)
    server = S3Server(httpd)
    thread = Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.refuses = True  # also to those who wait
        httpd.shutdown()
        httpd.server_close()
        thread.join()
