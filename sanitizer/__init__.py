"""Opens an untrusted file in a confined process.

``python -I sanitizer <mime>`` reads the file from standard input, fully decodes it, and writes a
new one, made from pixels or from pages alone, to standard output; of a workbook it writes the rows.
Its exit status is a ``Verdict``. It imports nothing of the application and has none of its secrets;
a file that exploits the decoding library ends this process and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import NamedTuple

Tool = Callable[[bytes, str], bytes | Iterable[bytes]]
"""Makes the clean file, or its pieces, from content and MIME type."""

HEIC = "image/heic"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MAX_PIXELS = 40_000_000
MAX_PAGES = 200
MAX_OBJECTS = 100_000
MAX_SPREAD_BYTES = 96 * 1024 * 1024
"""Maximum unpacked size of a PDF's pages, without pictures."""
MAX_CLEAN_BYTES = 24 * 1024 * 1024


MAX_SHEETS = 60
"""Of a workbook; a district has some thirty communes, and perhaps a sheet for each."""


class WorkbookLimits(NamedTuple):
    """What a workbook may cost; given to the process as one JSON list."""

    rows: int
    """Rows of a sheet in which something is written."""
    cells: int
    """Cells, rows and texts that are looked at, empty ones too."""
    unpacked_bytes: int
    """Size of all parts that are read."""
    written_bytes: int
    """Size of the rows that are given back."""
    cpu_seconds: int
    every_sheet: bool
    """Whether all sheets are read, or the first alone."""


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
    MACROS = 18
    TOO_MANY_ROWS = 19
    TOO_MANY_SHEETS = 20


class Unfit(Exception):  # a verdict, not an error
    """The file is refused."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.name)
        self.verdict = verdict
