"""Uploads that come in pieces and go on where a broken line left them.

The pieces wait beside the files of the store: on this machine, or in the bucket, where another
machine may add the next one. Once whole, an upload takes the way of every other
(``storage.store``); what nobody goes on with for a day is swept with the quarantine.
"""

import fcntl
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from flask_babel import lazy_gettext as _

from app.kernel.errors import DomainError
from app.kernel.files import storage
from app.kernel.files.drivers import STORE_FULL, FileGone, StoreFailure
from app.kernel.files.pieces_in_bucket import InBucket
from app.kernel.files.storage import CHUNK_BYTES, NO_ROOM, QUARANTINE

KEY = re.compile(r"[0-9a-f]{32}\.part")


class WrongOffset(DomainError):
    """The piece does not follow what has arrived."""

    message = _(
        "This piece does not follow the last one. Ask how much has arrived, and go on there."
    )
    status = 409


IN_USE = 423
"""Another piece is arriving just now, or a paper is being made of all of them.

After this status the browser asks again, and does not begin anew.
"""


class Pieces(Protocol):
    """Where the pieces of an upload wait, under its key."""

    def begin(self, key: str) -> None: ...

    def received(self, key: str) -> int: ...

    def append(self, key: str, stream: IO[bytes], offset: int, whole: int) -> int: ...

    def take_back(self, key: str, offset: int) -> None: ...

    def open_whole(self, key: str) -> BinaryIO: ...

    def drop(self, key: str) -> None: ...


@dataclass(frozen=True)
class InFolder:
    """The pieces grow into one file, locked while one arrives and while a paper is made of it."""

    directory: Path

    def begin(self, key: str) -> None:
        os.close(os.open(self.directory / key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    def received(self, key: str) -> int:
        try:
            return (self.directory / key).stat().st_size
        except FileNotFoundError as error:
            raise FileGone from error

    def append(self, key: str, stream: IO[bytes], offset: int, whole: int) -> int:
        with self.open_whole(key) as file:
            if file.seek(0, os.SEEK_END) != offset:
                raise WrongOffset
            try:
                while chunk := stream.read(min(CHUNK_BYTES, whole - offset)):
                    offset += file.write(chunk)
            except OSError as error:
                if error.errno in NO_ROOM:
                    raise StoreFailure(STORE_FULL) from error
                raise
        return offset

    def take_back(self, key: str, offset: int) -> None:
        with self.open_whole(key) as file:
            file.truncate(offset)

    def open_whole(self, key: str) -> BinaryIO:
        try:
            file = (self.directory / key).open("r+b")
        except FileNotFoundError as error:  # finished meanwhile
            raise FileGone from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.close()
            raise WrongOffset(status=IN_USE) from error
        return file

    def drop(self, key: str) -> None:
        with suppress(FileNotFoundError):
            (self.directory / key).unlink()


def begin() -> str:
    """An empty upload; its key. Raises StoreFailure."""
    key = f"{secrets.token_hex(16)}.part"
    _pieces(key).begin(key)
    return key


def received(key: str, whole: int) -> int:
    """How much of ``whole`` bytes has arrived.

    All of it and still here means that no paper was made of it: its end is asked for again.

    Raises FileGone, StoreFailure, or WrongOffset while a paper is made of it.
    """
    pieces = _pieces(key)
    there = pieces.received(key)
    if there == whole:
        pieces.take_back(key, whole - 1)
        there = pieces.received(key)
    return there


def append(key: str, stream: IO[bytes], *, offset: int, whole: int) -> int:
    """Add what comes, up to ``whole`` bytes in all; the bytes that have arrived.

    What came before the line broke is kept.

    Raises:
        FileGone: the upload was finished, or swept.
        WrongOffset: the piece begins elsewhere.
        StoreFailure: the disk is full, or the store does not answer.
    """
    pieces = _pieces(key)
    if pieces.received(key) != offset:
        raise WrongOffset
    return pieces.append(key, stream, offset, whole)


def take_back(key: str, offset: int) -> None:
    """Forget the bytes after ``offset``: they come again, as the file cannot be opened."""
    _pieces(key).take_back(key, offset)


def open_whole(key: str, whole: int) -> BinaryIO:
    """The upload. Raises WrongOffset: its end was taken back meanwhile; StoreFailure."""
    file = _pieces(key).open_whole(key)
    if file.seek(0, os.SEEK_END) != whole:
        file.close()
        raise WrongOffset
    file.seek(0)
    return file


def drop(key: str) -> None:
    _pieces(key).drop(key)


def _pieces(key: str) -> Pieces:
    """Those of the default store. Raises FileGone: the key is none of an upload."""
    if not KEY.fullmatch(key):
        raise FileGone
    store = storage.default_store()
    return InBucket(store.bucket) if store.bucket else InFolder(store.directory / QUARANTINE)
