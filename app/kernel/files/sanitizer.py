"""Rewrites an uploaded file in a confined process; only the rewritten file is stored.

The process and its confinement are described in the package ``sanitizer``.
"""

from __future__ import annotations

import errno
import logging
import os
import subprocess  # starts our own package only
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import sanitizer
from app.kernel.files import content_type
from app.kernel.files.content_type import FileKind, RefusedFile
from sanitizer import Verdict

logger = logging.getLogger(__name__)

LONGEST_SECONDS = 20
"""Wall-clock time; allows for waiting on a busy machine, CPU time is limited to 8 s."""
PROGRAMME = Path(sanitizer.__file__).parent
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


def clean(source: Path, target: Path, kind: FileKind) -> None:
    """Write the clean version of ``source`` to ``target`` and flush it to disk.

    Raises:
        RefusedFile: the reason reported by the sanitizer.
        OSError: the disk is full.
    """
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as made, source.open("rb") as given:
        status = ended(given.fileno(), made.fileno(), kind)
        if status == Verdict.NO_ROOM:
            raise OSError(errno.ENOSPC, "the clean file could not be written")
        refusal = refusal_for(status)
        if refusal is not None:
            raise refusal
        os.fsync(made.fileno())


def ended(given: int, made: int, kind: FileKind) -> int:
    """Exit status of the sanitizer process, which gets two open files and no environment."""
    command = [sys.executable, "-I", str(PROGRAMME), kind.mime]
    try:
        return subprocess.run(  # our own package and arguments
            command,
            stdin=given,
            stdout=made,
            stderr=subprocess.DEVNULL,
            check=False,
            cwd="/",
            env={},
            timeout=LONGEST_SECONDS,
        ).returncode
    except subprocess.TimeoutExpired:
        logger.warning("Cleaning an uploaded file took longer than %s s", LONGEST_SECONDS)
        return Verdict.TOO_HEAVY


def refusal_for(status: int) -> RefusedFile | None:
    """The refusal for an exit status; None when the file was cleaned."""
    if status == Verdict.CLEANED:
        return None
    refusal = REFUSALS.get(status)
    if refusal is None:
        logger.warning("Cleaning an uploaded file ended with %s", status)
        refusal = content_type.TooHeavy if status < 0 else content_type.DamagedFile
    return refusal()
