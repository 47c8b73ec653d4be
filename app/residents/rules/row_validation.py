"""Validation of one row of the police file: the facts of a person, or all faults."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from flask_babel import gettext as _

from app.kernel.text import identity_numbers
from app.kernel.text.parsing import InvalidInput
from app.residents.rules import file_layout
from app.residents.rules.cell_parser import Lists, Reader, readers

AT = {key: at for at, key in enumerate(file_layout.COLUMNS)}
"""Index of each column's value in a parsed row."""
_NUMBER, _BORN, _SEX, _DIED = AT["number"], AT["born"], AT["sex"], AT["died_on"]
_DECOY = AT["decoy"]

Values = list[str | None]


class ParsedResidentRow(NamedTuple):
    """A parsed row: its facts in the order of the layout, with faults and warnings."""

    values: Values
    reasons: list[str]
    """Why the row is refused."""
    oddities: list[str]
    """Warnings about an accepted row."""


class _Column(NamedTuple):
    at: int
    read: Reader
    heading: str
    needed: bool
    longest: int


class RowReader:
    """Parses the rows of one file, whose columns are in this order."""

    def __init__(self, columns: Sequence[str], lists: Lists) -> None:
        by_kind = readers(lists)
        self._plan = [
            _Column(
                columns.index(key) if key in columns else -1,
                by_kind[kind],
                heading,
                key in file_layout.WITHOUT_WHICH_NOT,
                file_layout.LONGEST.get(key, 0),
            )
            for key, (heading, kind) in file_layout.COLUMNS.items()
        ]

    def read(self, cells: Sequence[str]) -> ParsedResidentRow:
        """Parse a row; a file without a column for decoys has none."""
        values: Values = []
        reasons: list[str] = []
        for at, read, heading, needed, longest in self._plan:
            value, cell = "", cells[at] if at >= 0 else ""
            try:
                value = read(cell) if cell else ""
            except InvalidInput as misread:
                reasons.append(_of(heading, misread))
            else:
                if needed and not value:
                    reasons.append(_of(heading, _("This is missing.")))
                if longest and len(value) > longest:
                    reasons.append(_of(heading, _("At most %(most)s letters.", most=longest)))
            values.append(value or None)
        values[_DECOY] = values[_DECOY] or "f"
        if not reasons:
            reasons += _contradictions(values)
        return ParsedResidentRow(values, reasons, [] if reasons else list(_oddities(values)))


def digest_of(values: Values) -> bytes:
    """The same facts, including those of the household, have the same hash in any file."""
    told = "\x1f".join([value or "" for value in values])
    return blake2b(told.encode(), digest_size=16).digest()


def _of(heading: str, reason: object) -> str:
    return f"{heading}: {reason}"


def _contradictions(values: Values) -> Iterator[str]:
    born, died = values[_BORN] or "", values[_DIED]
    if died and died < born[: len(died)]:
        yield _of(file_layout.COLUMNS["died_on"][0], _("The day of death is before the birth."))


def _oddities(values: Values) -> Iterator[str]:
    told = identity_numbers.decode_number(values[_NUMBER] or "")
    if told is None:
        return
    sex, year = values[_SEX], (values[_BORN] or "")[:4]
    if sex and told.female != (sex == "female"):
        yield _("The number is one of the other sex.")
    if str(told.year) != year:
        yield _("The number is one of the year %(year)s.", year=told.year)
    if not told.has_place:
        yield _("The number begins with no code of a province.")
