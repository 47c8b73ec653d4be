"""The file store: attachments of citizens and papers that we print (kho tệp).

A file is whole and on the disk before its row is written: written beside its place, flushed with
``fsync``, checked, renamed, and the folder flushed too. Names are random; what a file is called
and to whom it belongs stands in the database. The store knows nothing of dossiers or requests.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO
from urllib.parse import quote

from flask_babel import lazy_gettext as _

from app.kernel import clock, sniffing
from app.kernel.errors import DomainError, NotFound

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
CHUNK_BYTES = 64 * 1024
SHARDS = tuple(f"{number:02x}" for number in range(256))
INCOMING = "incoming"
KEY = re.compile(r"[0-9a-f]{32}")
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


class FileGone(NotFound):
    """No file stands under this key."""

    message = _("This file is no longer kept here.")


class StoreFull(DomainError):
    """The disk has no room; nothing of the file was kept."""

    message = _(
        "The file could not be kept because the server has run out of room. Try again in a few "
        "minutes, or bring the paper to the office."
    )
    status = 503


@dataclass(frozen=True)
class Stored:
    """A file that is safely on the disk: what its row must remember."""

    key: str
    size: int
    sha256: str
    mime: str
    extension: str


@dataclass(frozen=True)
class Store:
    """A folder with 256 shards, made when the system is installed."""

    directory: Path

    def install(self) -> Store:
        """Make the folders that are missing, so that no upload has to."""
        for name in (*SHARDS, INCOMING):
            (self.directory / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        flush_folder(self.directory)
        return self

    def store(self, stream: IO[bytes], *, max_bytes: int = MAX_BYTES) -> Stored:
        """Keep what a person sent, once it has passed every check.

        Raises:
            sniffing.RefusedFile: with a sentence that says what to send instead.
            StoreFull: the disk has no room.
        """
        with self._arrival() as (key, waiting):
            size, digest = write_whole(stream, waiting, max_bytes)
            kind = sniffing.examined(waiting)
            self._put_in_place(waiting, key)
        return Stored(key, size, digest, kind.mime, kind.extension)

    def keep(self, printed: bytes) -> Stored:
        """Keep a PDF that we have printed ourselves; it needs no examination.

        Raises:
            StoreFull: the disk has no room.
        """
        with self._arrival() as (key, waiting):
            size, digest = write_whole(BytesIO(printed), waiting, len(printed))
            self._put_in_place(waiting, key)
        return Stored(key, size, digest, sniffing.PDF.mime, sniffing.PDF.extension)

    def path_of(self, key: str) -> Path:
        """Where the file stands; a key that is not one of ours leads nowhere.

        Raises:
            FileGone: nothing stands there.
        """
        if not KEY.fullmatch(key):
            raise FileGone
        path = self._place(key)
        if not path.is_file():
            raise FileGone
        return path

    def open_stored(self, key: str) -> BinaryIO:
        """The file, open for reading.

        Raises:
            FileGone: nothing stands there.
        """
        return self.path_of(key).open("rb")

    def remove(self, key: str) -> None:
        """Forget the file; forgetting twice is no mistake."""
        with suppress(FileGone):
            self.path_of(key).unlink(missing_ok=True)

    def orphans(self, known_keys: Container[str], older_than: timedelta) -> Iterator[str]:
        """Keys of files that no row knows, though a row has had the time to come."""
        for shard in SHARDS:
            for path in older(self.directory / shard, older_than):
                if path.name not in known_keys:
                    yield path.name

    def sweep(self, known_keys: Container[str], older_than: timedelta) -> int:
        """Remove orphans and what an interrupted upload left behind; the number removed."""
        unfinished = list(older(self.directory / INCOMING, older_than))
        for path in unfinished:
            path.unlink(missing_ok=True)
        orphans = list(self.orphans(known_keys, older_than))
        for key in orphans:
            self.remove(key)
        return len(unfinished) + len(orphans)

    @contextmanager
    def _arrival(self) -> Iterator[tuple[str, Path]]:
        """A new key and the place where its file is written; refusals leave nothing there."""
        key = secrets.token_hex(16)
        waiting = self.directory / INCOMING / key
        try:
            yield key, waiting
        except OSError as error:
            if error.errno in NO_ROOM:
                raise StoreFull from error
            raise
        finally:
            waiting.unlink(missing_ok=True)

    def _place(self, key: str) -> Path:
        return self.directory / key[:2] / key

    def _put_in_place(self, waiting: Path, key: str) -> None:
        place = self._place(key)
        waiting.rename(place)
        flush_folder(place.parent)


def write_whole(stream: IO[bytes], path: Path, max_bytes: int) -> tuple[int, str]:
    """Write the stream and flush it to the disk; its size and SHA-256.

    Raises:
        sniffing.FileTooLarge: as soon as one byte too many has come.
    """
    size, digest = 0, hashlib.sha256()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            if size > max_bytes:
                raise sniffing.FileTooLarge(limit=max_bytes // MEGABYTE)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def flush_folder(folder: Path) -> None:
    """Make the names in the folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def older(folder: Path, age: timedelta) -> Iterator[Path]:
    """Files of the folder that were written longer ago than ``age``."""
    limit = (clock.real_now() - age).timestamp()
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < limit:
                yield path


def headers_for(mime: str, name: str = "", *, inline: bool = False) -> dict[str, str]:
    """Headers that let a browser show or save a stranger's file, but never run it.

    ``inline`` is heeded for pictures only.
    """
    shown = inline and mime.startswith("image/")
    disposition = "inline" if shown else "attachment"
    if name:
        disposition += f"; filename*=UTF-8''{quote(name, safe='')}"
    return {
        "Content-Type": mime,
        "Content-Disposition": disposition,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


_default: Store | None = None


def use(directory: Path | str) -> Store:
    """Name the folder of this process; ``create_app()`` alone calls it."""
    global _default  # one process has one store, named once at start
    _default = Store(Path(directory)).install()
    return _default


def default_store() -> Store:
    """The store that ``use()`` has named."""
    if _default is None:
        raise RuntimeError("files.use(directory) has not been called")
    return _default


def store(stream: IO[bytes], *, max_bytes: int = MAX_BYTES) -> Stored:
    """``Store.store`` of the default store."""
    return default_store().store(stream, max_bytes=max_bytes)


def keep(printed: bytes) -> Stored:
    """``Store.keep`` of the default store."""
    return default_store().keep(printed)


def open_stored(key: str) -> BinaryIO:
    """``Store.open_stored`` of the default store."""
    return default_store().open_stored(key)


def path_of(key: str) -> Path:
    """``Store.path_of`` of the default store."""
    return default_store().path_of(key)


def remove(key: str) -> None:
    """``Store.remove`` of the default store."""
    default_store().remove(key)
