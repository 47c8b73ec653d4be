"""Files of the police for tests: one invented person a row, changed where a test wants it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from app.kernel.db import db, transaction
from app.residents.models.residents import ImportState, ResidentImport
from app.residents.operations import import_apply, import_validation, imports
from app.residents.rules import file_layout
from app.residents.rules.file_layout import COLUMNS, EXAMPLE

KEYS = tuple(key for key in COLUMNS if key not in file_layout.OPTIONAL)
DAY = date(2016, 11, 1)


def a_row(**facts: str) -> dict[str, str]:
    """The person of the template, with changes."""
    return {**EXAMPLE, **facts}


def rows_of(*people: Mapping[str, str], keys: Sequence[str] = KEYS) -> list[list[str]]:
    """The headings and the people."""
    heads = [COLUMNS[key][0] for key in keys]
    return [heads, *([person.get(key, "") for key in keys] for person in people)]


def as_csv(*people: Mapping[str, str], keys: Sequence[str] = KEYS, split: str = ",") -> bytes:
    """A CSV of these people."""
    page = io.StringIO()
    csv.writer(page, delimiter=split).writerows(rows_of(*people, keys=keys))
    return page.getvalue().encode()


def as_xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of these rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def taken(content: bytes, *, as_of: date = DAY, name: str = "dan-cu.csv") -> ResidentImport:
    """The file, uploaded and not parsed yet."""
    with transaction():
        return imports.take_in(
            BytesIO(content), name, source="Công an TP Hà Nội", as_of=as_of, by=None
        )


def checked(content: bytes, *, as_of: date = DAY) -> ResidentImport:
    """The file, validated: nothing is applied."""
    key = taken(content, as_of=as_of).id
    import_validation.read_file(key)
    return now(key)


def brought_in(content: bytes, *, as_of: date = DAY) -> ResidentImport:
    """The file, validated and applied."""
    file = checked(content, as_of=as_of)
    assert file.state is ImportState.CHECKED, file.fault
    with transaction():
        imports.order(file.id)
    import_apply.apply_file(file.id)
    return now(file.id)


def now(key: Any) -> ResidentImport:
    """The current state of the import."""
    db.session.remove()
    return db.session.get_one(ResidentImport, key)


def counts(file: ResidentImport) -> dict[str, int]:
    """What the import does or did, without zeros."""
    words = ("rows", "new", "changed", "same", "kept", "refused", "warned")
    return {word: getattr(file, word) for word in words if getattr(file, word)}
