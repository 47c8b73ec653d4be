"""Values that have broken other systems, and plausible ones that lead deep into ours."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from harness.stage.factories import a_pdf, a_photo

_WRITTEN: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text())

HOSTILE = (
    *(text.encode("utf-8", "surrogatepass") for text in _WRITTEN["hostile"]),
    *(text.encode("latin-1") for text in _WRITTEN["hostile_bytes"]),
    *(text.encode() for text in ("e\u0301" * 200, "Ắ" * 300, "a" * 5_000, "9" * 400, "(" * 2_000)),
)
"""Texts, numbers, days, keys, ranges, and foreign scripts."""
PLAUSIBLE = tuple(text.encode() for text in _WRITTEN["plausible"])
ARGUMENTS: dict[str, list[str]] = _WRITTEN["arguments"]
"""Values of arguments in addresses where nothing better is known."""
POSTED = [(name.encode(), text.encode()) for name, text in _WRITTEN["posted"].items()]
"""Sent where no form is known."""
PARAMETERS: list[str] = _WRITTEN["parameters"]
"""Query parameters of our pages."""
DEEP = b'{"a":' * 300 + b"1" + b"}" * 300
JSON = tuple(text.encode() for text in _WRITTEN["json_bodies"])
"""Bodies of a type that no page takes."""
KINDS = (*_WRITTEN["content_types"], "multipart/form-data; boundary=" + "b" * 200)
"""Content types that do not match the body."""
HEADERS: tuple[tuple[str, str], ...] = (
    *map(tuple, _WRITTEN["headers"]),
    ("HTTP_ACCEPT_LANGUAGE", "en," * 900),
    ("HTTP_USER_AGENT", "x" * 4000),
)
"""Headers that a web server lets through."""


class File(NamedTuple):
    """One file of a form."""

    name: bytes
    kind: bytes
    content: bytes


PHOTO, DOCUMENT = a_photo(), a_pdf()
GOOD_FILES = (
    File(b"anh.jpg", b"image/jpeg", PHOTO),
    File("giấy chứng sinh.jpg".encode(), b"image/jpeg", PHOTO),
    File(b"don.pdf", b"application/pdf", DOCUMENT),
)
FILES = (
    *GOOD_FILES,
    File(b"", b"application/octet-stream", b""),
    File(b"empty.jpg", b"image/jpeg", b""),
    File(b"half.jpg", b"image/jpeg", PHOTO[:200]),
    File(b"a.pdf.exe", b"application/pdf", b"MZ" + bytes(300)),
    File(b"a.jpg", b"text/html", b"<script>alert(1)</script>"),
    File(b"a.svg", b"image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'),
    File(b"../../a\x00.jpg", b"image/jpeg", PHOTO + b"<?php ?>"),
    File(b"\xff\xfe.pdf", b"\xff", DOCUMENT[:100]),
    File(b"n" * 300 + b".pdf", b"application/pdf", b"%PDF-1.7\n%%EOF"),
    File(b"bomb.png", b"image/png", b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x7f\xff" * 4),
    File(b"a.zip", b"application/zip", b"PK\x03\x04" + bytes(60)),
)
"""The good ones, and those that pretend to be."""


def hostile(rng: Random) -> bytes:
    """One hostile value, sometimes two together or random bytes."""
    how = rng.random()
    if how < 0.05:
        return rng.randbytes(rng.randrange(1, 40))
    if how < 0.1:
        return rng.choice(HOSTILE) + rng.choice(HOSTILE)
    return rng.choice(HOSTILE)
