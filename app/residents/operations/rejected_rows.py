"""The file of refused and odd rows, for the sender of the import."""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from flask_babel import gettext as _

from app.kernel.spreadsheets.writer import CsvWriter
from app.residents.rules.file_layout import VERDICT_HEADS


class Verdicts:
    """Writes the CSV row by row."""

    def __init__(self, writer: CsvWriter) -> None:
        self._writer = writer
        self.refused = self.warned = 0

    def refuse(self, line: int, cells: Sequence[str], reasons: Iterable[str]) -> None:
        self.refused += 1
        self._write(line, _("Not taken"), cells, reasons)

    def warn(self, line: int, cells: Sequence[str], oddities: Iterable[str]) -> None:
        self.warned += 1
        self._write(line, _("Taken, but look at it"), cells, oddities)

    def _write(self, line: int, verdict: str, cells: Sequence[str], why: Iterable[str]) -> None:
        self._writer.row([str(line), verdict, " ".join(why), *cells])


@contextmanager
def verdicts(file: BinaryIO, headings: Sequence[str]) -> Iterator[Verdicts]:
    letters = io.TextIOWrapper(file, "utf-8-sig", newline="")
    writer = CsvWriter(letters)
    writer.row((*VERDICT_HEADS, *headings))
    yield Verdicts(writer)
    letters.detach()
