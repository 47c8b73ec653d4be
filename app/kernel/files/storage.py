"""The file store: attachments of citizens and papers printed by the system (kho tệp).

An upload waits in quarantine. What is stored is another file, made from it by ``files.sanitizer``
after ``content_type`` and ``virus_scan`` accepted it; of the original only its SHA-256 remains. A
file is complete and on disk before its row is written: flushed with ``fsync``, renamed, and the
folder flushed too. Names are random; the display name and the owner are in the database. The store
knows nothing of dossiers or requests.
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
from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import IO, Any, BinaryIO
from urllib.parse import quote

from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.errors import DomainError, NotFound
from app.kernel.files import content_type, sanitizer, virus_scan
from app.kernel.files.virus_scan import Scan, Scanner

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
CHUNK_BYTES = 64 * 1024
ONE_GO_SECONDS = 8.0
SHARDS = tuple(f"{number:02x}" for number in range(256))
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
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


class FileGone(NotFound):
    message = _("This file is no longer kept here.")


class FileDamaged(DomainError):
    """The file on disk differs from the one that was stored; it is not served."""

    message = _(
        "The file that was kept is damaged, so it is not shown. Tell the administrator "
        "of the server to bring it back from the copies; its checksum is %(sha256)s."
    )


class StoreFull(DomainError):
    """The disk is full; nothing of the file was stored."""

    message = _(
        "The file could not be kept because the server has run out of room. Try again "
        "in a few minutes, or bring the document to the office."
    )
    status = 503


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
    """A folder with 256 shards, created at installation."""

    directory: Path
    scanner: Scanner = field(default_factory=virus_scan.NoScanner)

    def install(self) -> Store:
        """Create the missing folders, so that no upload has to."""
        for name in (*SHARDS, QUARANTINE):
            (self.directory / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        flush_folder(self.directory)
        return self

    def store(self, stream: IO[bytes], *, max_bytes: int = MAX_BYTES) -> Stored:
        """Check an upload and store its clean version.

        Raises:
            content_type.RefusedFile: with a sentence that says what to send instead.
            StoreFull: the disk is full.
        """
        with self._arrival() as (key, came), self._beside(came) as made:
            received = write(stream, came, max_bytes)
            kind = sanitizer.clean(came, made, content_type.examined(came))
            scan = self.scanner.scan(came)  # signatures match the original file
            size, digest = made.stat().st_size, digest_of(made)
            self._put_in_place(made, key)
        return Stored(key, size, digest, kind.mime, kind.extension, scan, received)

    def keep(self, printed: bytes) -> Stored:
        """Store a PDF printed by the system; it is not checked. Raises StoreFull."""
        kind = content_type.PDF
        with self._arrival() as (key, made):
            digest = write(BytesIO(printed), made, len(printed), flush=True)
            self._put_in_place(made, key)
        return Stored(key, len(printed), digest, kind.mime, kind.extension, Scan.OWN, digest)

    @contextmanager
    def growing(self) -> Iterator[Growing]:
        """A file that the system writes step by step; stored when the block ends without error.

        It is not checked: readers must treat its content as untrusted.

        Raises StoreFull.
        """
        with self._arrival() as (key, waiting), waiting.open("xb") as file:
            waiting.chmod(0o600)
            yield Growing(key, file, waiting)
            file.flush()
            os.fsync(file.fileno())
            self._put_in_place(waiting, key)

    def path_of(self, key: str) -> Path:
        """Path of the file; a malformed key is treated as missing. Raises FileGone."""
        if not KEY.fullmatch(key):
            raise FileGone
        path = self._place(key)
        if not path.is_file():
            raise FileGone
        return path

    def open_stored(self, key: str) -> BinaryIO:
        return self.path_of(key).open("rb")

    def read_whole(self, key: str, sha256: str) -> bytes:
        """The whole file, verified against its SHA-256. Raises FileGone or FileDamaged."""
        kept = self.path_of(key).read_bytes()
        if hashlib.sha256(kept).hexdigest() != sha256:
            logger.error("file %s is not what was kept under %s", key, sha256)
            raise FileDamaged(sha256=sha256)
        return kept

    def remove(self, key: str) -> None:
        """Delete the file; idempotent."""
        with suppress(FileGone):
            self.path_of(key).unlink(missing_ok=True)

    def kept_before(self, age: timedelta) -> Iterator[list[str]]:
        """Keys of files older than ``age``, one list per shard."""
        for shard in SHARDS:
            yield [path.name for path in older(self.directory / shard, age)]

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
            yield key, waiting
        except OSError as error:
            if error.errno in NO_ROOM:
                raise StoreFull from error
            raise
        finally:
            waiting.unlink(missing_ok=True)

    @contextmanager
    def _beside(self, came: Path) -> Iterator[Path]:
        made = came.with_suffix(".clean")
        try:
            yield made
        finally:
            made.unlink(missing_ok=True)

    def _place(self, key: str) -> Path:
        return self.directory / key[:2] / key

    def _put_in_place(self, waiting: Path, key: str) -> None:
        place = self._place(key)
        waiting.rename(place)
        flush_folder(place.parent)


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
                raise content_type.FileTooLarge(limit=max_bytes // MEGABYTE)
            digest.update(chunk)
            file.write(chunk)
        if flush:
            file.flush()
            os.fsync(file.fileno())
    return digest.hexdigest()


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush_folder(folder: Path) -> None:
    """Make the folder's entries survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def older(folder: Path, age: timedelta) -> Iterator[Path]:
    """Files of the folder last written longer ago than ``age``."""
    limit = (clock.real_now() - age).timestamp()
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < limit:
                yield path


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


def use(directory: Path | str, scanner: str = "") -> Store:
    """Set the folder and the virus scanner of this process; only ``create_app()`` calls it."""
    global _default  # one store per process, set once at start
    _default = Store(Path(directory), virus_scan.named(scanner)).install()
    return _default


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
            raise content_type.TooMuchAtOnce
        return store(stream)


def keep(printed: bytes) -> Stored:
    return default_store().keep(printed)


def open_stored(key: str) -> BinaryIO:
    return default_store().open_stored(key)


def read_whole(key: str, sha256: str) -> bytes:
    return default_store().read_whole(key, sha256)


def path_of(key: str) -> Path:
    return default_store().path_of(key)


def growing() -> AbstractContextManager[Growing]:
    return default_store().growing()


def remove(key: str) -> None:
    default_store().remove(key)
