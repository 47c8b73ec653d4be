"""The file store: attachments of citizens and papers printed by the system (kho tệp).

An upload waits in quarantine. What is stored is another file, made from it by ``files.sanitizer``
after ``content_type`` and ``virus_scan`` accepted it; of the original only its SHA-256 remains. A
file is complete and safe before its row is written: in a folder flushed with ``fsync``, renamed,
and the folder flushed too; in a bucket put, read back and compared. Names are random; the display
name and the owner are in the database. The store knows nothing of dossiers or requests.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from io import BufferedReader, BytesIO
from pathlib import Path
from time import monotonic
from typing import IO, Any, BinaryIO
from urllib.parse import quote

from app.kernel.files import content_type, sanitizer, virus_scan
from app.kernel.files.bucket import Bucket
from app.kernel.files.content_type import RefusedFile
from app.kernel.files.drivers import (
    STORE_FULL,
    Driver,
    FileDamaged,
    FileGone,
    StoreFailure,
    digest_of,
)
from app.kernel.files.folder import Folder, make_folders, older
from app.kernel.files.virus_scan import Scan, Scanner
from config import RemoteStore

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
CHUNK_BYTES = 64 * 1024
ONE_GO_SECONDS = 8.0
QUARANTINE = "quarantine"
OPENING = "opening"
"""The folder of the locks that say how many files are being opened (``confined``)."""
KEY = re.compile(r"[0-9a-f]{32}")
UNWELCOME = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff/\\]"
)
"""Characters not allowed in a file name: controls, text direction marks, path separators."""
ENDINGS: Mapping[str, tuple[str, ...]] = {
    content_type.JPEG.mime: (".jpg", ".jpeg"),
    content_type.PNG.mime: (".png",),
    content_type.WEBP.mime: (".webp",),
    content_type.PDF.mime: (".pdf",),
}
PICTURES = frozenset(kind.mime for kind in (content_type.JPEG, content_type.PNG, content_type.WEBP))
TIME_FOR_A_ROW = timedelta(days=1)
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True)
class Stored:
    """A file safely on disk: the values its row must store."""

    key: str
    size: int
    sha256: str
    mime: str
    extension: str
    scan: Scan
    received_sha256: str
    """SHA-256 of the original upload, to confirm a copy that its sender still has."""

    @property
    def columns(self) -> dict[str, Any]:
        names = ("size", "sha256", "mime", "scan", "received_sha256")
        return {"storage_key": self.key, **{name: getattr(self, name) for name in names}}


@dataclass(frozen=True)
class Growing:
    """A file being written, and the key under which it will be stored."""

    key: str
    file: BinaryIO
    path: Path
    """Its temporary location."""


@dataclass(frozen=True)
class Store:
    """A folder of this machine for files that are not complete, and a driver for those that are."""

    directory: Path
    scanner: Scanner = field(default_factory=virus_scan.NoScanner)
    bucket: Bucket | None = None
    """Where complete files are kept, if not in the folder too."""

    @property
    def driver(self) -> Driver:
        return self.bucket or Folder(self.directory)

    def install(self) -> Store:
        """Create the missing folders; remove what processes that were killed left in them."""
        make_folders(self.directory, (QUARANTINE,))
        if self.bucket is None:
            Folder(self.directory).install()
        self.empty_quarantine(TIME_FOR_A_ROW)
        return self

    def store(self, stream: IO[bytes], *, max_bytes: int = MAX_BYTES) -> Stored:
        """Check an upload and store its clean version.

        Raises:
            content_type.RefusedFile: with a sentence that says what to send instead.
            StoreFailure: the disk is full, or the store does not answer.
        """
        self.driver.ready()  # before the file is opened for nothing
        with self._arrival() as (key, came), self._beside(came) as made:
            received = write(stream, came, max_bytes)
            kind = sanitizer.clean(came, made, content_type.examined(came))
            scan = self.scanner.scan(came)  # signatures match the original file
            size, digest = made.stat().st_size, digest_of(made)
            self.driver.put(made, key)
        return Stored(key, size, digest, kind.mime, kind.extension, scan, received)

    def keep(self, printed: bytes) -> Stored:
        """Store a PDF printed by the system; it is not checked. Raises StoreFailure."""
        kind = content_type.PDF
        with self._arrival() as (key, made):
            digest = write(BytesIO(printed), made, len(printed), flush=True)
            self.driver.put(made, key)
        return Stored(key, len(printed), digest, kind.mime, kind.extension, Scan.OWN, digest)

    @contextmanager
    def growing(self) -> Iterator[Growing]:
        """A file that the system writes step by step; stored when the block ends without error.

        It is not checked: readers must treat its content as untrusted.

        Raises StoreFailure.
        """
        with self._arrival() as (key, waiting), waiting.open("xb") as file:
            waiting.chmod(0o600)
            yield Growing(key, file, waiting)
            file.flush()
            os.fsync(file.fileno())
            self.driver.put(waiting, key)

    def open_stored(self, key: str, sha256: str | None = None) -> BufferedReader:
        """The file, verified against its SHA-256, or the one that was noted beside it.

        ``name`` is a path to it until it is closed. A malformed key is treated as missing.

        Raises FileGone, FileDamaged or StoreFailure.
        """
        _refuse_malformed(key)
        wanted = sha256 or self.driver.noted(key)
        with _room_wanted():
            file = self.driver.open(key)
        if wanted:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != wanted:
                file.close()
                logger.error("file %s is not what was kept under %s", key, wanted)
                raise FileDamaged(sha256=wanted)
            file.seek(0)
        return file

    def read_whole(self, key: str, sha256: str) -> bytes:
        """The whole file, verified. Raises FileGone, FileDamaged or StoreFailure."""
        with self.open_stored(key, sha256) as file:
            return file.read()

    def remove(self, key: str) -> None:
        """Delete the file; idempotent. Raises StoreAway."""
        with suppress(FileGone):
            _refuse_malformed(key)
            self.driver.remove(key)

    def kept_before(self, age: timedelta) -> Iterator[list[str]]:
        """Keys of files older than ``age``, in several lists."""
        for names in self.driver.kept_before(age):
            yield [name for name in names if KEY.fullmatch(name)]

    def empty_quarantine(self, age: timedelta) -> int:
        """Remove what interrupted uploads left behind; returns the number of files."""
        left = list(older(self.directory / QUARANTINE, age))
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    @contextmanager
    def _arrival(self) -> Iterator[tuple[str, Path]]:
        """A new key and the path to write its file to; the path is removed afterwards."""
        key = secrets.token_hex(16)
        waiting = self.directory / QUARANTINE / key
        try:
            with _room_wanted():
                yield key, waiting
        finally:
            waiting.unlink(missing_ok=True)

    @contextmanager
    def _beside(self, came: Path) -> Iterator[Path]:
        made = came.with_suffix(".clean")
        try:
            yield made
        finally:
            made.unlink(missing_ok=True)


@contextmanager
def _room_wanted() -> Iterator[None]:
    """Raises StoreFailure where the disk of this machine is."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StoreFailure(STORE_FULL) from error
        raise


def _refuse_malformed(key: str) -> None:
    if not KEY.fullmatch(key):
        raise FileGone


def write(stream: IO[bytes], path: Path, max_bytes: int, *, flush: bool = False) -> str:
    """Write the whole stream, optionally flush it to disk, and return its SHA-256.

    Raises:
        content_type.FileTooLarge: as soon as the limit is exceeded.
    """
    size, digest = 0, hashlib.sha256()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            if size > max_bytes:
                raise RefusedFile(content_type.FILE_TOO_LARGE, limit=max_bytes // MEGABYTE)
            digest.update(chunk)
            file.write(chunk)
        if flush:
            file.flush()
            os.fsync(file.fileno())
    return digest.hexdigest()


def headers_for(mime: str, name: str = "", *, inline: bool = False) -> dict[str, str]:
    """Headers that let a browser show or save an untrusted file, but never run it.

    ``inline`` applies to pictures only.
    """
    shown = inline and mime in PICTURES
    disposition = "inline" if shown else "attachment"
    if name:
        disposition += f"; filename*=UTF-8''{quote(file_name(name, mime), safe='')}"
    return {
        "Content-Type": mime,
        "Content-Disposition": disposition,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


def file_name(name: str, mime: str) -> str:
    plain, endings = UNWELCOME.sub("_", name), ENDINGS.get(mime, (".bin",))
    return plain if plain.lower().endswith(endings) else plain + endings[0]


_default: Store | None = None


def use(directory: Path | str, scanner: str = "", remote: RemoteStore | None = None) -> Store:
    """Set the store of this process; only ``create_app()`` calls it.

    Args:
        directory: the folder of this machine.
        scanner: the address of the virus scanner.
        remote: where complete files are kept, if not in the folder too.
    """
    global _default  # one store per process, set once at start
    folder = Path(directory)
    bucket = bucket_of(remote, folder / QUARANTINE) if remote else None
    _default = Store(folder, virus_scan.named(scanner), bucket).install()
    return _default


def bucket_of(remote: RemoteStore, spool: Path) -> Bucket:
    return Bucket(**vars(remote), spool=spool)


def default_store() -> Store:
    """The store set by ``use()``."""
    if _default is None:
        raise RuntimeError("files.use(directory) has not been called")
    return _default


def store(stream: IO[bytes], *, max_bytes: int = MAX_BYTES) -> Stored:
    return default_store().store(stream, max_bytes=max_bytes)


class OneGo:
    """The files of one request; each starts only while the time limit allows.

    The web server aborts a request after thirty seconds; the last file may take nineteen.
    """

    def __init__(self) -> None:
        self._until = monotonic() + ONE_GO_SECONDS

    def store(self, stream: IO[bytes]) -> Stored:
        """``Store.store`` of the default store.

        Raises:
            content_type.TooMuchAtOnce: the time limit has passed.
        """
        if monotonic() > self._until:
            raise RefusedFile(content_type.TOO_MUCH_AT_ONCE)
        return store(stream)


def keep(printed: bytes) -> Stored:
    return default_store().keep(printed)


def open_stored(key: str, sha256: str | None = None) -> BufferedReader:
    return default_store().open_stored(key, sha256)


def read_whole(key: str, sha256: str) -> bytes:
    return default_store().read_whole(key, sha256)


def growing() -> AbstractContextManager[Growing]:
    return default_store().growing()


def remove(key: str) -> None:
    default_store().remove(key)
