"""Rewrites an untrusted file in a confined process.

``python -I sanitizer <mime>`` reads the file from standard input, fully decodes it, and writes a
new one, made from pixels or from pages alone, to standard output. Its exit status is a ``Verdict``.
It imports nothing of the application and has none of its secrets; a file that exploits the decoding
library ends this process and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

Tool = Callable[[bytes, str], bytes]
"""Makes the clean file from content and MIME type."""

MAX_PIXELS = 40_000_000
MAX_PAGES = 50
MAX_OBJECTS = 100_000
MAX_SPREAD_BYTES = 96 * 1024 * 1024
"""Maximum unpacked size of a PDF's pages, without pictures."""
MAX_CLEAN_BYTES = 24 * 1024 * 1024


class Verdict(IntEnum):
    """Result of the process, used as exit status."""

    CLEANED = 0
    BROKEN = 10
    TOO_MANY_PIXELS = 11
    TOO_HEAVY = 12
    MOVING = 13
    ENCRYPTED = 14
    HOLLOW = 15
    TOO_MANY_PAGES = 16
    NO_ROOM = 17


class Unfit(Exception):  # a verdict, not an error
    """The file is refused."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.name)
        self.verdict = verdict
