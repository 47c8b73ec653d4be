"""Making a clean file of what a stranger sent, in a process that can do nothing else.

``python -I cleaner <mime>`` reads the file from its standard input, really opens it, and writes a
new one, made from pixels or from pages alone, to its standard output. Its exit status is a
``Verdict``. It imports nothing of the application and holds none of its secrets; a file made to
hurt the library that reads it ends this process and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

Tool = Callable[[bytes, str], bytes]
"""Makes the clean file of a file and its kind."""

MAX_PIXELS = 40_000_000
MAX_PAGES = 50
MAX_OBJECTS = 100_000
MAX_SPREAD_BYTES = 96 * 1024 * 1024
"""What the pages of a PDF may say when they are unpacked, pictures not counted."""
MAX_CLEAN_BYTES = 24 * 1024 * 1024


class Verdict(IntEnum):
    """How it ended; the exit status of the process."""

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
    """The file is not taken."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.name)
        self.verdict = verdict
