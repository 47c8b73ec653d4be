"""A book as data: JSON lines with checksums in a ZIP, readable without this system."""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.registers.models.closures import BookEvent
from app.registers.models.entries import Book, Entry
from app.registers.models.notes import EntryNote
from app.registers.queries.books import Minutes

CHECKSUMS = "SHA256SUMS"


def archive(
    book: Book,
    entries: Sequence[Entry],
    notes: Mapping[UUID, Sequence[EntryNote]],
    steps: Sequence[BookEvent],
) -> bytes:
    """The ZIP; the same book gives the same bytes, and ``sha256sum -c`` checks its files."""
    files = {
        "book.jsonl": _lines([_book(book)]),
        "entries.jsonl": _lines(_entry(entry) for entry in entries),
        "notes.jsonl": _lines(
            _note(each, entry) for entry in entries for each in notes.get(entry.id, ())
        ),
        "closing.jsonl": _lines(_step(step) for step in steps),
    }
    sums = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name, data in {**files, CHECKSUMS: sums.encode()}.items():
            packed.writestr(ZipInfo(name), data, ZIP_DEFLATED)
    return out.getvalue()


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(
        json.dumps(row, ensure_ascii=False, sort_keys=True, default=str) + "\n" for row in rows
    ).encode()


def _book(book: Book) -> dict[str, Any]:
    return {
        "code": book.code,
        "commune": book.unit.name,
        "kind": book.kind,
        "year": book.year,
        "volume": book.n,
        "first_number": book.first_number,
        "opened_on": book.opened_on,
        "locked_on": book.locked_on,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "number": entry.number,
        "registered_on": entry.registered_on,
        "signed_at": entry.signed_at,
        "subject_name": entry.subject_name,
        "personal_number": entry.personal_number,
        "certificate_sha256": entry.certificate.sha256,
        "content": entry.content,
    }


def _note(note: EntryNote, entry: Entry) -> dict[str, Any]:
    said = (
        "id",
        "entry_id",
        "kind",
        "text",
        "basis",
        "made_on",
        "unit_id",
        "source_entry_id",
        "at",
    )
    return {name: getattr(note, name) for name in said} | {"number": entry.number}


def _step(step: BookEvent) -> dict[str, Any]:
    said = ("action", "at", "staff_name", "reason", *Minutes._fields)
    return {name: getattr(step, name) for name in said}
