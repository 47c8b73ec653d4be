"""Rewrites an uploaded file in a confined process; only the rewritten file is stored.

The process and its confinement are described in the package ``sanitizer``.
"""

import errno
import logging
import os
from collections.abc import Mapping
from pathlib import Path

from flask_babel import LazyString

import sanitizer
from app.kernel.files import confined, content_type
from app.kernel.files.content_type import HEIC, JPEG, FileKind, RefusedFile
from sanitizer import Verdict

logger = logging.getLogger(__name__)

REFUSALS: Mapping[int, LazyString] = {
    Verdict.BROKEN: content_type.DAMAGED_FILE,
    Verdict.TOO_MANY_PIXELS: content_type.TOO_MANY_PIXELS,
    Verdict.TOO_HEAVY: content_type.TOO_HEAVY,
    Verdict.MOVING: content_type.MOVING_PICTURE,
    Verdict.ENCRYPTED: content_type.LOCKED_PDF,
    Verdict.HOLLOW: content_type.HOLLOW_PDF,
    Verdict.TOO_MANY_PAGES: content_type.TOO_MANY_PAGES,
}
LIMITS: Mapping[int, int] = {
    Verdict.TOO_MANY_PIXELS: sanitizer.MAX_PIXELS // 1_000_000,
    Verdict.TOO_MANY_PAGES: sanitizer.MAX_PAGES,
}


def clean(source: Path, target: Path, kind: FileKind) -> FileKind:
    """Write the clean version of ``source`` to ``target``, flush it to disk, and return its type.

    Raises:
        RefusedFile: the reason reported by the sanitizer, or too many files are being opened.
        OSError: the disk is full.
    """
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as made, source.open("rb") as given:
        status = confined.ended(given.fileno(), made.fileno(), kind.mime)
        if status == Verdict.NO_ROOM:
            raise OSError(errno.ENOSPC, "the clean file could not be written")
        refusal = refusal_for(status)
        if refusal is not None:
            raise refusal
        os.fsync(made.fileno())
    return JPEG if kind is HEIC else kind


def refusal_for(status: int) -> RefusedFile | None:
    """The refusal for an exit status; None when the file was cleaned."""
    if status == Verdict.CLEANED:
        return None
    why = REFUSALS.get(status)
    if why is None:
        logger.warning("Cleaning an uploaded file ended with %s", status)
        why = content_type.TOO_HEAVY if status < 0 else content_type.DAMAGED_FILE
    return RefusedFile(why, limit=LIMITS.get(status))
