"""The rows that were refused, or taken although they are odd, as a file for whoever sent them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from flask_babel import gettext as _

from app.kernel.spreadsheets.workbook import harmless
from app.residents.rules.file_layout import VERDICT_HEADS


class Verdicts:
    """A CSV that grows row by row; what could be reckoned gets an apostrophe before it."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self.refused = self.warned = 0

    def refuse(self, line: int, cells: Sequence[str], reasons: Iterable[str]) -> None:
        """The row is not brought in."""
        self.refused += 1
        self._write(line, _("Not taken"), cells, reasons)

    def warn(self, line: int, cells: Sequence[str], oddities: Iterable[str]) -> None:
        """The row is brought in, and somebody should look at it."""
        self.warned += 1
        self._write(line, _("Taken, but look at it"), cells, oddities)

    def _write(self, line: int, verdict: str, cells: Sequence[str], why: Iterable[str]) -> None:
        told = [str(line), verdict, " ".join(why), *cells]
        self._writer.writerow([harmless(each) for each in told])


@contextmanager
def verdicts(file: BinaryIO, headings: Sequence[str]) -> Iterator[Verdicts]:
    """Write verdicts into the file; it is left open."""
    letters = io.TextIOWrapper(file, "utf-8-sig", newline="")
    writer = csv.writer(letters)
    writer.writerow([harmless(each) for each in (*VERDICT_HEADS, *headings)])
    yield Verdicts(writer)
    letters.detach()
