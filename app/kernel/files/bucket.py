"""Files in a bucket of an S3 server, so that several machines share them (``FILES_URL``).

A file is put under its key with its SHA-256 beside it, read back and compared, before a row may
name it. obstore signs each request together with the checksum of what it sends: the server refuses
what was changed on its way. While the server does not answer, who comes next is told so at once.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from io import BufferedReader
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import monotonic
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from app.kernel import clock
from app.kernel.files.drivers import FileAway, FileGone, StoreAway, StoreFailure, digest_of

if TYPE_CHECKING:
    from obstore.store import ClientConfig

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

CONNECT_SECONDS, ANSWER_SECONDS = 2, 5
"""For one request: 10 MB at 16 Mbit/s."""
AGAIN_WITHIN = timedelta(seconds=3)
"""A request that fails sooner is sent again, twice at most."""
PAUSE_SECONDS = 15
"""How long nobody asks a server that did not answer."""
ONE_REQUEST = 16 * 1024 * 1024
"""Larger files, those of the police, go in parts that the server joins."""
PIECE_BYTES = 4 * 1024 * 1024
LISTED_AT_ONCE = 1000
FILES = "files/"

_asked_by: int | None = None
"""The process whose threads the client has started; they do not survive a fork."""


@dataclass
class Bucket:
    """A driver (``drivers.Driver``); and other objects beside its files, by their names."""

    server: str
    """``https://host:port``"""
    name: str
    region: str
    key_id: str
    secret: str
    authority: str
    """PEM of who signs the server's certificate, beside the authorities of the system; or empty."""
    spool: Path
    """The folder of this machine for copies, while they are read."""
    shut_until: float = 0.0
    """On the monotonic clock."""

    def put(self, waiting: Path, key: str) -> None:
        digest = digest_of(waiting)
        self.send(FILES + key, waiting, in_parts=waiting.stat().st_size > ONE_REQUEST, note=digest)
        kept = hashlib.sha256()
        for piece in self._pieces(FILES + key, StoreAway):
            kept.update(piece)
        if kept.hexdigest() != digest:
            logger.error("file %s in the bucket differs from what was put there, %s", key, digest)
            self.remove(key)
            raise StoreAway

    def open(self, key: str) -> BufferedReader:
        return self.gathered([FILES + key])

    def noted(self, key: str) -> str | None:
        about = self._asked(FileAway, obstore.get, FILES + key, options={"head": True})
        return about.attributes.get("sha256")

    def remove(self, key: str) -> None:
        self.delete([FILES + key])

    def kept_before(self, age: timedelta) -> Iterator[list[str]]:
        for names in self.names_before(FILES, age):
            yield [name.removeprefix(FILES) for name in names]

    def ready(self) -> None:
        if monotonic() < self.shut_until:
            raise StoreAway

    def check(self) -> None:
        """Ask the server for nothing in particular. Raises StoreAway."""
        list(self.names("asked-only/"))

    def send(
        self, name: str, content: bytes | Path, *, in_parts: bool = False, note: str = ""
    ) -> None:
        """Put an object, in one request unless in parts. Raises StoreAway."""
        noted = {"sha256": note} if note else None
        self._asked(StoreAway, obstore.put, name, content, attributes=noted, use_multipart=in_parts)

    def gathered(self, names: Iterable[str]) -> BufferedReader:
        """The objects one after the other, copied into a file of this machine until it is closed.

        Raises FileGone or FileAway.
        """
        copy = NamedTemporaryFile(dir=self.spool)  # noqa: SIM115  # its reader closes it
        try:
            for name in names:
                copy.writelines(self._pieces(name, FileAway))
            copy.seek(0)
        except BaseException:
            copy.close()
            raise
        return cast("BufferedReader", copy)

    def delete(self, names: Iterable[str]) -> None:
        """Delete the objects; idempotent. Raises StoreAway."""
        if named := list(names):
            self._asked(StoreAway, obstore.delete, named)

    def names(self, prefix: str) -> Iterator[str]:
        """Names of the objects that begin like this, in order. Raises StoreAway."""
        for listed in self._listed(prefix):
            yield from (each["path"] for each in listed)

    def names_before(self, prefix: str, age: timedelta) -> Iterator[list[str]]:
        """Names of the objects put there longer ago than ``age``. Raises StoreAway."""
        limit = clock.real_now() - age
        for listed in self._listed(prefix):
            yield [each["path"] for each in listed if each["last_modified"] < limit]

    def _listed(self, prefix: str) -> Iterator[Any]:
        pages = self._asked(StoreAway, obstore.list, prefix, chunk_size=LISTED_AT_ONCE)
        while page := self._asked(StoreAway, lambda _client: next(pages, None)):
            yield page

    def _pieces(self, name: str, otherwise: type[StoreFailure]) -> Iterator[bytes]:
        """The object by requests that each end in time, however large it is."""
        start, size = 0, 1
        while start < size:
            piece, size = self._asked(otherwise, _piece, name, start)
            yield piece
            start += len(piece)

    def _asked(
        self,
        otherwise: type[StoreFailure],
        question: Callable[..., Answer],
        *about: Any,
        **options: Any,
    ) -> Answer:
        """The answer of the server.

        Raises:
            FileGone: there is no such object, when one is to be read.
            StoreFailure: ``otherwise``; the server does not answer, or not as it should.
        """
        if monotonic() < self.shut_until:
            raise otherwise
        try:
            return question(self._client, *about, **options)
        except FileNotFoundError as error:
            if otherwise is FileAway:
                raise FileGone from error
            self._shut(otherwise, error)
        except (BaseError, OSError) as error:
            self._shut(otherwise, error)

    def _shut(self, otherwise: type[StoreFailure], error: Exception) -> NoReturn:
        self.shut_until = monotonic() + PAUSE_SECONDS
        reason = str(error).partition("\n")[0]
        logger.error("the file store does not answer: %s", reason)
        raise otherwise from error

    @property
    def _client(self) -> S3Store:
        global _asked_by
        if _asked_by is None:
            _asked_by = os.getpid()
        if _asked_by != os.getpid():
            raise RuntimeError("the file store was asked before this process was forked")
        return self._made

    @cached_property
    def _made(self) -> S3Store:
        line: ClientConfig = {
            "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
            "timeout": timedelta(seconds=ANSWER_SECONDS),
            "allow_http": self.server.startswith("http://"),
        }
        if self.authority:
            line["root_certificate"] = self.authority
        return S3Store(
            self.name,
            endpoint=self.server,
            region=self.region,
            access_key_id=self.key_id,
            secret_access_key=self.secret,
            checksum_algorithm="sha256",
            client_options=line,
            retry_config={"max_retries": 2, "retry_timeout": AGAIN_WITHIN},
        )


def _piece(client: S3Store, name: str, start: int) -> tuple[bytes, int]:
    """What follows ``start``, and the size of the whole object."""
    part = obstore.get(client, name, options={"range": (start, start + PIECE_BYTES)})
    return bytes(part.bytes()), part.meta["size"]
