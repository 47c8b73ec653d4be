"""Uploads that come in pieces and go on where a broken line left them.

The pieces grow into one file in the quarantine of the store. Once whole, it takes the way of every
upload (``storage.store``); what nobody goes on with for a day is swept with the quarantine.
"""

import fcntl
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO

from flask_babel import lazy_gettext as _

from app.kernel.errors import DomainError
from app.kernel.files import storage
from app.kernel.files.storage import CHUNK_BYTES, NO_ROOM, QUARANTINE, FileGone, StoreFull

KEY = re.compile(r"[0-9a-f]{32}\.part")


class WrongOffset(DomainError):
    """The piece does not follow what has arrived, or another one is arriving just now."""

    message = _(
        "This piece does not follow the last one. Ask how much has arrived, and go on there."
    )
    status = 409


def begin() -> str:
    """An empty upload; its key."""
    key = f"{secrets.token_hex(16)}.part"
    os.close(os.open(_path(key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return key


def received(key: str) -> int:
    """The bytes that have arrived. Raises FileGone."""
    try:
        return _path(key).stat().st_size
    except FileNotFoundError as error:
        raise FileGone from error


def append(key: str, stream: IO[bytes], *, offset: int, whole: int) -> int:
    """Add what comes, up to ``whole`` bytes in all; the bytes that have arrived.

    What came before the line broke is kept.

    Raises:
        FileGone: the upload was finished, or swept.
        WrongOffset: the piece begins elsewhere.
        StoreFull: the disk is full.
    """
    received(key)
    with _path(key).open("r+b") as file:
        _lock(file)
        if file.seek(0, os.SEEK_END) != offset:
            raise WrongOffset
        try:
            while chunk := stream.read(min(CHUNK_BYTES, whole - offset)):
                offset += file.write(chunk)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise StoreFull from error
            raise
    return offset


def take_back(key: str, offset: int) -> None:
    """Forget the bytes after ``offset``: they come again, as the file cannot be opened."""
    os.truncate(_path(key), offset)


def open_whole(key: str) -> BinaryIO:
    return _path(key).open("rb")


def drop(key: str) -> None:
    with suppress(FileNotFoundError):
        _path(key).unlink()


def _lock(file: BinaryIO) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise WrongOffset from error


def _path(key: str) -> Path:
    if not KEY.fullmatch(key):
        raise FileGone
    return storage.default_store().directory / QUARANTINE / key
