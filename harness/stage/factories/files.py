"""Small valid files."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO

import pikepdf
from PIL import Image

from app.kernel.files import storage
from app.kernel.files.storage import Stored


@cache
def a_photo(shade: int = 200) -> bytes:
    """A JPEG; another shade is another photo."""
    written = BytesIO()
    Image.new("RGB", (60, 40), (shade, shade, 255)).save(written, "JPEG")
    return written.getvalue()


@cache
def a_pdf() -> bytes:
    """A PDF of one empty page."""
    written, document = BytesIO(), pikepdf.new()
    document.add_blank_page(page_size=(200, 300))
    document.save(written)
    return written.getvalue()


def stored(content: bytes | None = None) -> Stored:
    """A file in the store, sanitized like any other; the same content only the first time."""
    first, clean = _examined(content or a_photo())
    return replace(first, key=storage.keep(clean).key)


@cache
def _examined(content: bytes) -> tuple[Stored, bytes]:
    """The sanitized file: the process takes longer than all the rest of a test."""
    first = storage.store(BytesIO(content))
    clean = storage.read_whole(first.key, first.sha256)
    storage.remove(first.key)  # else the first test to ask has a file more than the others
    return first, clean
