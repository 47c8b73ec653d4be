"""The file store: attachments of citizens and papers that we print (kho tệp).

What a person sends waits in quarantine; what is kept is another file, made from it by ``cleaning``
once ``sniffing`` and ``scanning`` had nothing against it. What came is then forgotten, but for its
SHA-256. A file is whole and on the disk before its row is written: flushed with ``fsync``, renamed,
and the folder flushed too. Names are random; what a file is called and to whom it belongs stands in
the database. The store knows nothing of dossiers or requests.
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
from typing import IO, BinaryIO
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
KEY = re.compile(r"[0-9a-f]{32}")
UNWELCOME = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff/\\]"
)
"""Letters that a name on a disk must not have: controls, turns of direction, folders."""
ENDINGS: Mapping[str, tuple[str, ...]] = {
    content_type.JPEG.mime: (".jpg", ".jpeg"),
    content_type.PNG.mime: (".png",),
    content_type.WEBP.mime: (".webp",),
    content_type.PDF.mime: (".pdf",),
}
PICTURES = frozenset(kind.mime for kind in (content_type.JPEG, content_type.PNG, content_type.WEBP))
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


class FileGone(NotFound):
    """No file stands under this key."""

    message = _("This file is no longer kept here.")


class FileDamaged(DomainError):
    """What stands on the disk is not what was kept; nothing is shown in its place."""

    message = _(
        "The file that was kept is damaged, so it is not shown. Tell whoever looks after the "
        "server to bring it back from the copies; its checksum is %(sha256)s."
    )


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
    scan: Scan
    received_sha256: str
    """Of the file as it came, so that its sender can be believed who still has it."""


@dataclass(frozen=True)
class Growing:
    """A file that is being written, and the key under which it will be kept."""

    key: str
    file: BinaryIO
    path: Path
    """Where it is until then."""


@dataclass(frozen=True)
class Store:
    """A folder with 256 shards, made when the system is installed."""

    directory: Path
    scanner: Scanner = field(default_factory=virus_scan.NoScanner)

    def install(self) -> Store:
        """Make the folders that are missing, so that no upload has to."""
        for name in (*SHARDS, QUARANTINE):
            (self.directory / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        flush_folder(self.directory)
        return self

    def store(self, stream: IO[bytes], *, max_bytes: int = MAX_BYTES) -> Stored:
        """Keep the clean file of what a person sent, once it has passed every check.

        Raises:
            sniffing.RefusedFile: with a sentence that says what to send instead.
            StoreFull: the disk has no room.
        """
        with self._arrival() as (key, came), self._beside(came) as made:
            received = write(stream, came, max_bytes)
            kind = content_type.examined(came)
            sanitizer.clean(came, made, kind)
            scan = self.scanner.scan(came)  # what came is what the scanner's signatures know
            size, digest = made.stat().st_size, digest_of(made)
            self._put_in_place(made, key)
        return Stored(key, size, digest, kind.mime, kind.extension, scan, received)

    def keep(self, printed: bytes) -> Stored:
        """Keep a PDF that we have printed ourselves; it needs no examination.

        Raises:
            StoreFull: the disk has no room.
        """
        kind = content_type.PDF
        with self._arrival() as (key, made):
            digest = write(BytesIO(printed), made, len(printed), flush=True)
            self._put_in_place(made, key)
        return Stored(key, len(printed), digest, kind.mime, kind.extension, Scan.OWN, digest)

    @contextmanager
    def growing(self) -> Iterator[Growing]:
        """A file of ours that grows while it is written, and is kept when the block ends well.

        Nobody examines it: whoever writes it reads it with care.

        Raises:
            StoreFull: the disk has no room.
        """
        with self._arrival() as (key, waiting), waiting.open("xb") as file:
            waiting.chmod(0o600)
            yield Growing(key, file, waiting)
            file.flush()
            os.fsync(file.fileno())
            self._put_in_place(waiting, key)

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

    def read_whole(self, key: str, sha256: str) -> bytes:
        """The file to the last byte, as it was kept under this SHA-256.

        Raises:
            FileGone: nothing stands there.
            FileDamaged: something else stands there.
        """
        kept = self.path_of(key).read_bytes()
        if hashlib.sha256(kept).hexdigest() != sha256:
            logger.error("file %s is not what was kept under %s", key, sha256)
            raise FileDamaged(sha256=sha256)
        return kept

    def remove(self, key: str) -> None:
        """Forget the file; forgetting twice is no mistake."""
        with suppress(FileGone):
            self.path_of(key).unlink(missing_ok=True)

    def kept_before(self, age: timedelta) -> Iterator[list[str]]:
        """Keys of the files that have stood for so long, shard by shard."""
        for shard in SHARDS:
            yield [path.name for path in older(self.directory / shard, age)]

    def empty_quarantine(self, age: timedelta) -> int:
        """Remove what interrupted uploads left behind; how many."""
        left = list(older(self.directory / QUARANTINE, age))
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    @contextmanager
    def _arrival(self) -> Iterator[tuple[str, Path]]:
        """A new key and the place where its file is written; refusals leave nothing there."""
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
        """The place in quarantine where the clean file is made."""
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
    """Write the whole stream, and flush it to the disk if wished; its SHA-256.

    Raises:
        sniffing.FileTooLarge: as soon as one byte too many has come.
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
    """SHA-256 of the file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
    """What the file is called where it is saved: its last ending is that of its kind."""
    plain, endings = UNWELCOME.sub("_", name), ENDINGS.get(mime, (".bin",))
    return plain if plain.lower().endswith(endings) else plain + endings[0]


_default: Store | None = None


def use(directory: Path | str, scanner: str = "") -> Store:
    """Name the folder and the virus scanner of this process; ``create_app()`` alone calls it."""
    global _default  # one process has one store, named once at start
    _default = Store(Path(directory), virus_scan.named(scanner)).install()
    return _default


def default_store() -> Store:
    """The store that ``use()`` has named."""
    if _default is None:
        raise RuntimeError("files.use(directory) has not been called")
    return _default


def store(stream: IO[bytes], *, max_bytes: int = MAX_BYTES) -> Stored:
    """``Store.store`` of the default store."""
    return default_store().store(stream, max_bytes=max_bytes)


class OneGo:
    """The files of one request: begun only while its time lasts, so that it is always answered.

    The web server gives up a request after thirty seconds; the last file may take nineteen.
    """

    def __init__(self) -> None:
        self._until = monotonic() + ONE_GO_SECONDS

    def store(self, stream: IO[bytes]) -> Stored:
        """``Store.store`` of the default store.

        Raises:
            sniffing.TooMuchAtOnce: the time is over.
        """
        if monotonic() > self._until:
            raise content_type.TooMuchAtOnce
        return store(stream)


def keep(printed: bytes) -> Stored:
    """``Store.keep`` of the default store."""
    return default_store().keep(printed)


def open_stored(key: str) -> BinaryIO:
    """``Store.open_stored`` of the default store."""
    return default_store().open_stored(key)


def read_whole(key: str, sha256: str) -> bytes:
    """``Store.read_whole`` of the default store."""
    return default_store().read_whole(key, sha256)


def path_of(key: str) -> Path:
    """``Store.path_of`` of the default store."""
    return default_store().path_of(key)


def growing() -> AbstractContextManager[Growing]:
    """``Store.growing`` of the default store."""
    return default_store().growing()


def remove(key: str) -> None:
    """``Store.remove`` of the default store."""
    default_store().remove(key)
