"""Removes metadata of a JPEG or JPEG 2000 without changing its pixels."""

from __future__ import annotations

import re

from sanitizer import Unfit, Verdict

END, SCAN, COMMENT, ADOBE = 0xD9, 0xDA, 0xFE, 0xEE
WORDS = frozenset({*range(0xE1, 0xF0), COMMENT}) - {ADOBE}
"""Application segments (Exif, XMP, IPTC, ICC) and comments; only Adobe's affects colours."""
AFTER_A_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
BOXES = frozenset({b"xml ", b"uuid", b"uinf", b"jp2i"})


def without_words(jpeg: bytes) -> bytes:
    """The first picture of the file without metadata; anything after it is dropped.

    Raises:
        Unfit: it is no JPEG.
    """
    kept, place = [b"\xff\xd8"], 2
    if jpeg[:2] != kept[0]:
        raise Unfit(Verdict.BROKEN)
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF and jpeg[place + 1] != END:
        marker, end = jpeg[place + 1], place + 2 + int.from_bytes(jpeg[place + 2 : place + 4])
        if marker == SCAN:
            found = AFTER_A_SCAN.search(jpeg, end)
            end = found.start() if found else len(jpeg)
        if marker not in WORDS:
            kept.append(jpeg[place:end])
        place = end
    return b"".join([*kept, b"\xff\xd9"])


def without_boxes(jpeg2000: bytes) -> bytes:
    """Without text and application boxes; a bare code stream has none.

    Raises:
        Unfit: its boxes are malformed.
    """
    if jpeg2000[:4] == b"\xff\x4f\xff\x51":
        return jpeg2000
    kept, place = [], 0
    while place + 8 <= len(jpeg2000):
        length = int.from_bytes(jpeg2000[place : place + 4]) or len(jpeg2000) - place
        if length < 8:  # larger than a file may be, or invalid
            raise Unfit(Verdict.BROKEN)
        if jpeg2000[place + 4 : place + 8] not in BOXES:
            kept.append(jpeg2000[place : place + length])
        place += length
    return b"".join(kept)
