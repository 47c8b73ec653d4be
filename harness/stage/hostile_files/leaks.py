"""Metadata and active content left in a stored file; nothing, if all is well."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
from PIL import Image

from harness.stage.hostile_files.canary import MARK

WORDS = (MARK.encode(), b"__ran", b"canary.invalid", b"<script", b"<?php")
STRUCTURE = frozenset(
    {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background", "timestamp",
     "duration"}
)  # fmt: skip
"""Facts about the pixels that the format itself needs."""
ENDS = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB\x60\x82"}
ACTING = frozenset(
    {"/A", "/AA", "/AF", "/AcroForm", "/Annots", "/Collection", "/EF", "/EmbeddedFiles", "/JS",
     "/JavaScript", "/Launch", "/Metadata", "/Names", "/OpenAction", "/Outlines", "/PieceInfo",
     "/RichMedia", "/SubmitForm", "/URI", "/XFA"}
)  # fmt: skip
EXIFTOOL = shutil.which("exiftool")
HARMLESS_GROUPS = ("ExifTool", "System", "File", "PNG", "RIFF", "PDF", "Composite")


def told(path: Path, mime: str) -> list[str]:
    """Everything that should not be there."""
    content = path.read_bytes()
    found = [f"says {word.decode()}" for word in WORDS if word in content]
    found += _by_a_document(content) if mime == "application/pdf" else _by_a_picture(content)
    return found + (_by_exiftool(path) if EXIFTOOL else [])


def _by_a_picture(content: bytes) -> Iterator[str]:
    with Image.open(BytesIO(content)) as picture:
        picture.load()
        if picture.getexif():
            yield "has EXIF"
        yield from (f"has {key}" for key in set(picture.info) - STRUCTURE)
        if getattr(picture, "n_frames", 1) > 1:
            yield "moves"
        if not content.endswith(ENDS.get(picture.format or "", b"")):
            yield "has something behind the picture"


def _by_a_document(content: bytes) -> Iterator[str]:
    with pikepdf.open(BytesIO(content)) as pdf:
        yield from (f"the document has {key}" for key in set(pdf.Root.keys()) - {"/Type", "/Pages"})
        if "/Info" in pdf.trailer:
            yield "has an author"
        for thing in pdf.objects:
            yield from _by_an_object(thing)


def _by_an_object(thing: object) -> Iterator[str]:
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    yield from (f"an object has {key}" for key in ACTING.intersection(thing.keys()))
    written = thing.unparse(resolved=True)
    yield from (f"an object says {word.decode()}" for word in WORDS if word in written)
    if isinstance(thing, pikepdf.Stream):
        photo = thing.get("/Filter") == "/DCTDecode"
        inside = thing.read_raw_bytes() if photo else thing.read_bytes()
        yield from (f"a stream says {word.decode()}" for word in WORDS if word in inside)
        if photo:
            yield from _by_a_picture(inside)


def _by_exiftool(path: Path) -> list[str]:
    command = [str(EXIFTOOL), "-a", "-G0", "-s", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    groups = {line[1 : line.index("]")] for line in said.splitlines() if line.startswith("[")}
    return [f"exiftool sees {group}" for group in sorted(groups - {*HARMLESS_GROUPS, "JFIF"})]
