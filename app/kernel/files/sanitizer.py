"""Rewrites an uploaded file in a confined process; only the rewritten file is stored.

The process and its confinement are described in the package ``sanitizer``.
"""

import errno
import logging
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import sanitizer
from app.kernel.files import confined, content_type
from app.kernel.files.content_type import HEIC, JPEG, FileKind, RefusedFile
from sanitizer import Verdict

logger = logging.getLogger(__name__)

REFUSALS: Mapping[int, Callable[[], RefusedFile]] = {
    Verdict.BROKEN: content_type.DamagedFile,
    Verdict.TOO_MANY_PIXELS: partial(
        content_type.TooManyPixels, limit=sanitizer.MAX_PIXELS // 1_000_000
    ),
    Verdict.TOO_HEAVY: content_type.TooHeavy,
    Verdict.MOVING: content_type.MovingPicture,
    Verdict.ENCRYPTED: content_type.LockedPdf,
    Verdict.HOLLOW: content_type.HollowPdf,
    Verdict.TOO_MANY_PAGES: partial(content_type.TooManyPages, limit=sanitizer.MAX_PAGES),
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
    refusal = REFUSALS.get(status)
    if refusal is None:
        logger.warning("Cleaning an uploaded file ended with %s", status)
        refusal = content_type.TooHeavy if status < 0 else content_type.DamagedFile
    return refusal()
