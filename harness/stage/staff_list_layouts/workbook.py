"""Workbooks as districts lay them out: merged and hidden cells, formulas with stored values."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils import get_column_letter


@dataclass(frozen=True)
class Formula:
    """A formula, with the value that a spreadsheet has stored; None when it never computed it."""

    text: str
    stored: str | int | None = None


Cell = str | int | Formula | None


@dataclass(frozen=True)
class LaidOutSheet:
    """A sheet: its cells row by row from the first, and how they are laid out."""

    name: str
    cells: Sequence[Sequence[Cell]]
    merged: Sequence[str] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[str] = ()
    hidden: bool = False

    @property
    def formulas(self) -> dict[str, Formula]:
        """Formulas by their place, such as ``C5``."""
        return {
            f"{get_column_letter(column)}{row}": value
            for row, cells in enumerate(self.cells, 1)
            for column, value in enumerate(cells, 1)
            if isinstance(value, Formula)
        }


def written(sheets: Sequence[LaidOutSheet]) -> bytes:
    """The workbook as a spreadsheet would have saved it (xlsx)."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _write(book, sheet)
    saved = BytesIO()
    book.save(saved)
    return _with_stored_values(saved.getvalue(), sheets)


def _write(book: Workbook, laid_out: LaidOutSheet) -> None:
    sheet = book.create_sheet(laid_out.name)
    for row, cells in enumerate(laid_out.cells, 1):
        for column, value in enumerate(cells, 1):
            sheet.cell(row, column).value = value.text if isinstance(value, Formula) else value
    for place in laid_out.merged:
        sheet.merge_cells(place)
    for row in laid_out.hidden_rows:
        sheet.row_dimensions[row].hidden = True
    for letter in laid_out.hidden_columns:
        sheet.column_dimensions[letter].hidden = True
    if laid_out.hidden:
        sheet.sheet_state = "hidden"


def _with_stored_values(content: bytes, sheets: Sequence[LaidOutSheet]) -> bytes:
    """openpyxl writes formulas without the values that spreadsheets store beside them."""
    saved = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(saved, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            found = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
            if found:
                part = _stored(part.decode(), sheets[int(found[1]) - 1].formulas).encode()
            after.writestr(name, part, zipfile.ZIP_DEFLATED)
    return saved.getvalue()


def _stored(xml: str, formulas: dict[str, Formula]) -> str:
    for place, formula in formulas.items():
        if formula.stored is None:
            continue
        kind = ' t="str"' if isinstance(formula.stored, str) else ""
        before, begun, rest = xml.partition(f'<c r="{place}"')
        attributes, _closed, rest = rest.partition("><f>")
        words, _empty, after = rest.partition("</f>")
        after = re.sub(r"^<v ?/>|^<v></v>", "", after)
        value = escape(str(formula.stored))
        xml = f"{before}{begun}{attributes}{kind}><f>{words}</f><v>{value}</v>{after}"
    return xml
