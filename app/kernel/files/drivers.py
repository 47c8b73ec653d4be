"""Where complete files are kept, and how that can fail (nơi giữ tệp)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from flask_babel import lazy_gettext as _

from app.kernel.errors import DomainError, NotFound


class FileGone(NotFound):
    message = _("This file is no longer kept here.")


class FileDamaged(DomainError):
    """The file that is kept differs from the one that was stored; it is not served."""

    message = _(
        "The file that was kept is damaged, so it is not shown. Tell the administrator "
        "of the server to bring it back from the copies; its checksum is %(sha256)s."
    )


class StoreFailure(DomainError):
    """The store cannot do it now, for no fault of the file; later it can."""

    status = 503


STORE_FULL = _(
    "The file could not be kept because the server has run out of room. Try again in a few"
    " minutes, or bring the document to the office."
)
"""The disk is full; nothing of the file was stored."""


class StoreAway(StoreFailure):
    """The store does not take the file; no row may name it."""

    message = _(
        "The file could not be kept because the file store does not answer. Try again in a few "
        "minutes, or bring the document to the office."
    )


class FileAway(StoreFailure):
    """The store does not give the file out."""

    message = _(
        "The file cannot be opened because the file store does not answer. The file is not lost: "
        "try again in a few minutes."
    )


class Driver(Protocol):
    """Keeps complete files under random keys."""

    def put(self, waiting: Path, key: str) -> None:
        """Take a complete file, which survives a power failure from then on.

        ``waiting`` may be moved away. Raises StoreAway; OSError: the disk is full.
        """

    def open(self, key: str) -> BufferedReader:
        """The file, not verified; ``name`` is a path to it until it is closed.

        Raises FileGone or FileAway.
        """

    def noted(self, key: str) -> str | None:
        """The SHA-256 that was noted beside the file, if any. Raises FileGone or FileAway."""

    def remove(self, key: str) -> None:
        """Delete the file; idempotent. Raises StoreAway."""

    def kept_before(self, age: timedelta) -> Iterator[list[str]]:
        """Keys of the files put there longer ago than ``age``, in several lists."""

    def ready(self) -> None:
        """Raises StoreAway at once while the store is known not to answer."""


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
