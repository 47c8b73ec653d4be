"""Really opening what a stranger sent: the last check before a file is kept.

Runs as a script in a process of its own with little memory, little time and no environment, so
that a file made to hurt the library that reads it ends that process and nothing else. It therefore
imports nothing of ours; ``sniffing`` starts it and understands its one word of answer.
"""

from __future__ import annotations

import resource
import sys
from enum import StrEnum
from pathlib import Path

import pikepdf
from PIL import Image, UnidentifiedImageError

MAX_PIXELS = 50_000_000
MAX_PAGES = 50
MAX_OBJECTS = 100_000
MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 10

IMAGE_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMedia"})
ACTIVE_STEPS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE"})


class Verdict(StrEnum):
    """What opening the file has shown."""

    SOUND = "sound"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"
    MOVING = "moving"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    TOO_MANY_PAGES = "too_many_pages"


def open_image(path: Path, picture_format: str) -> Verdict:
    """Decode the whole picture, unless its header already asks for too much."""
    try:
        with Image.open(path, formats=[picture_format]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return Verdict.TOO_MANY_PIXELS
            if picture_format != "JPEG" and getattr(picture, "n_frames", 1) > 1:
                return Verdict.MOVING
            picture.draft("RGB", (256, 256))  # a JPEG is read to its end, but shrunk on the way
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Verdict.TOO_MANY_PIXELS
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return Verdict.BROKEN
    return Verdict.SOUND


def is_active(pdf: pikepdf.Pdf) -> bool:
    """Whether anything in the document runs, sends, starts or carries something else."""
    waiting: list[object] = list(pdf.objects)
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Stream):
            thing = thing.stream_dict
        if isinstance(thing, pikepdf.Dictionary):
            if ACTIVE_KEYS.intersection(thing.keys()) or str(thing.get("/S")) in ACTIVE_STEPS:
                return True
            children: list[object] = [value for _key, value in thing.items()]
        elif isinstance(thing, pikepdf.Array):
            children = list(thing)
        else:
            continue
        waiting.extend(
            child
            for child in children
            if isinstance(child, pikepdf.Object) and not child.is_indirect
        )
    return False


def open_pdf(path: Path) -> Verdict:
    """Read the document strictly: a file that needs repair was cut short on its way."""
    try:
        with pikepdf.open(path, attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                return Verdict.ENCRYPTED
            if len(pdf.pages) > MAX_PAGES:
                return Verdict.TOO_MANY_PAGES
            if not pdf.pages or len(pdf.objects) > MAX_OBJECTS:
                return Verdict.BROKEN
            return Verdict.ACTIVE if is_active(pdf) else Verdict.SOUND
    except pikepdf.PasswordError:
        return Verdict.ENCRYPTED
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return Verdict.BROKEN


def verdict(path: Path, mime: str) -> Verdict:
    """Open one file as the kind that its first bytes claim."""
    if mime == "application/pdf":
        return open_pdf(path)
    return open_image(path, IMAGE_FORMATS[mime])


def bind_hands() -> None:
    """From here on this process can neither grow, nor go on for long, nor write a file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    bind_hands()
    sys.stdout.write(verdict(Path(sys.argv[1]), sys.argv[2]))
