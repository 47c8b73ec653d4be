"""Reads the rows of an Excel workbook: what its cells show, as one line of JSON a row.

A sheet is ``["sheet", name, hidden, last row as it says]``, then its rows, as far as something is
written in them, ``[number, hidden, values, formulas]``, then ``["end", hidden columns, merged
ranges]``. Days come as ``{"day": "2016-11-01T00:00:00"}``. Of a formula the stored value counts,
null if there is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from sanitizer import MAX_SHEETS, Unfit, Verdict, WorkbookLimits
from sanitizer.ooxml import STRUCTURE_BYTES, Attributes, Package, Parser, Relation
from sanitizer.sheets import Shared, Sheet

MAX_STYLES = 200_000
STYLES_BYTES = 16 * 1024 * 1024
DEFAULT_BOOK = "xl/workbook.xml"
_NOT_A_DATE = re.compile(r'"[^"]*"|\\.|_.|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]', re.IGNORECASE)
_A_DATE = re.compile(r"[dmhys]", re.IGNORECASE)


class _Listed(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    is_hidden: bool
    part: str


class _Book(NamedTuple):
    sheets: list[_Listed]
    from_1904: bool


def rows(content: bytes, _mime: str, *, limits: WorkbookLimits) -> Iterator[bytes]:
    """The lines, sheet by sheet.

    Raises:
        Unfit: it is no workbook, has macros, or more of anything than the limits.
    """
    package = Package(content, limits.unpacked_bytes)
    part = _related(package.relations(""), "officeDocument") or DEFAULT_BOOK
    relations = package.relations(part)
    book = _book(package, part, relations)
    if not book.sheets:
        raise Unfit(Verdict.BROKEN)
    if not limits.every_sheet:
        del book.sheets[1:]
    if len(book.sheets) > MAX_SHEETS:
        raise Unfit(Verdict.TOO_MANY_SHEETS)
    shared = _shared(package, relations, book, limits)
    written = 0
    for listed in book.sheets:
        for line in _lines(package, listed, shared, limits):
            written += len(line)
            if written > limits.written_bytes:
                raise Unfit(Verdict.TOO_HEAVY)
            yield line


def _shared(
    package: Package, relations: list[Relation], book: _Book, limits: WorkbookLimits
) -> Shared:
    texts, styles = _Texts(2 * limits.cells), _Styles()
    if part := _related(relations, "sharedStrings"):
        texts.parser.read(package.chunks(part))
    if part := _related(relations, "styles"):
        styles.parser.read(package.chunks(part, STYLES_BYTES))
    return Shared(texts.found, frozenset(styles.dates), book.from_1904)


def _lines(
    package: Package, listed: _Listed, shared: Shared, limits: WorkbookLimits
) -> Iterator[bytes]:
    sheet, chunks = Sheet(shared, limits), package.chunks(listed.part)
    sheet.feed(next(chunks, b""))
    yield _line(["sheet", listed.name, listed.is_hidden, sheet.last_row])
    for chunk in chunks:
        yield from map(_line, sheet.taken())
        sheet.feed(chunk)
    yield from map(_line, sheet.taken())
    sheet.feed(b"", last=True)
    yield from map(_line, sheet.taken())
    yield _line(["end", sorted(sheet.hidden_columns), sheet.merged])


def _line(told: list[object]) -> bytes:
    return json.dumps(told, ensure_ascii=True).encode() + b"\n"


def _related(relations: list[Relation], kind: str) -> str:
    return next((each.part for each in relations if each.kind == kind), "")


def _book(package: Package, name: str, relations: list[Relation]) -> _Book:
    """The worksheets in their order; charts and dialogues are none."""
    found: list[tuple[str, bool, str]] = []
    from_1904 = False

    def take(tag: str, said: Attributes) -> None:
        nonlocal from_1904
        if tag == "sheet":
            key = next((value for name, value in said.items() if name.endswith(":id")), "")
            found.append((said.get("name", ""), said.get("state", "visible") != "visible", key))
        elif tag == "workbookPr":
            from_1904 = said.get("date1904") in {"1", "true"}

    Parser(take).read(package.chunks(name, STRUCTURE_BYTES))
    parts = {each.key: each.part for each in relations if each.kind == "worksheet"}
    sheets = [_Listed(title, hidden, parts[key]) for title, hidden, key in found if key in parts]
    return _Book(sheets, from_1904)


class _Texts:
    """The texts that cells refer to by number; without pronunciation."""

    def __init__(self, most: int) -> None:
        self.found: list[str] = []
        self._most = most
        self._pieces: list[str] = []
        self._looked_at = self._spoken = 0
        self.parser = Parser(self._start, self._end)

    def _start(self, tag: str, _said: Attributes) -> None:
        self._looked_at += tag in {"si", "t"}
        if self._looked_at > self._most:
            raise Unfit(Verdict.TOO_HEAVY)
        if tag == "t" and not self._spoken:
            self.parser.collect()
        elif tag == "rPh":
            self._spoken += 1

    def _end(self, tag: str) -> None:
        if tag == "t" and not self._spoken:
            self._pieces.append(self.parser.collected())
        elif tag == "rPh":
            self._spoken -= 1
        elif tag == "si":
            self.found.append("".join(self._pieces))
            self._pieces.clear()


class _Styles:
    """The styles of cells that show their number as a day or a time."""

    def __init__(self) -> None:
        self.dates: set[int] = set()
        """Their numbers."""
        self._dates = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
        """Formats of days and times: first those that every workbook has."""
        self._inside = False
        self._at = self._looked_at = 0
        self.parser = Parser(self._start, self._end)

    def _start(self, tag: str, said: Attributes) -> None:
        self._looked_at += 1
        if self._looked_at > MAX_STYLES:
            raise Unfit(Verdict.TOO_HEAVY)
        if tag == "numFmt" and _is_date(said.get("formatCode", "")):
            self._dates.add(int(said.get("numFmtId", 0)))
        elif tag == "cellXfs":
            self._inside = True
        elif tag == "xf" and self._inside:
            if int(said.get("numFmtId", 0)) in self._dates:
                self.dates.add(self._at)
            self._at += 1

    def _end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._inside = False


def _is_date(code: str) -> bool:
    return bool(_A_DATE.search(_NOT_A_DATE.sub("", code.split(";")[0][:500])))
