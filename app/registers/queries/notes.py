"""Queries on notes, and on the earlier entry that a dossier is about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, text

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.i18n import vietnamese
from app.registers.models.entries import Entry, RegisterKind
from app.registers.models.notes import EarlierEntry, EntryNote
from app.registers.queries import in_scope

_ELSEWHERE = text("select * from mc_find_entry(:unit, :kind, :year, :number)")
_NOTED_ELSEWHERE = text("select * from mc_noted_elsewhere(:dossier)")


class FoundEntry(NamedTuple):
    """An entry found by its number, also in a commune whose books the officer does not read."""

    id: UUID
    subject_name: str
    book: str
    registered_on: date


class NotedEntry(NamedTuple):
    """An entry of another commune as the officer named it, and the note that is on it now."""

    unit_id: int
    says: str
    text: str


def find_entry(
    unit_id: int, kind: RegisterKind, year: int, number: int, actor: Actor
) -> FoundEntry | None:
    """The entry under this number; the database tells it to officers of civil status alone."""
    known = {"unit": unit_id, "year": year, "number": number}
    kind = RegisterKind.PRACTICE if actor.is_rehearsal else kind
    row = db.session.execute(_ELSEWHERE, known | {"kind": kind.value}).first()
    return FoundEntry._make(row) if row else None


def noted_elsewhere(dossier_id: UUID) -> Mapping[int, Sequence[NotedEntry]]:
    """The entries of other communes on which a signed dossier wrote a note, by commune."""
    rows = map(NotedEntry._make, db.session.execute(_NOTED_ELSEWHERE, {"dossier": dossier_id}))
    return {unit_id: list(found) for unit_id, found in groupby(rows, lambda row: row.unit_id)}


def earlier_entries(dossier_id: UUID) -> Sequence[EarlierEntry]:
    """The entries that the dossier is about, as the officer named them."""
    query = select(EarlierEntry).where(EarlierEntry.dossier_id == dossier_id)
    return db.session.scalars(query.order_by(EarlierEntry.at)).all()


def notes_in_scope(actor: Actor) -> ColumnElement[bool]:
    """Notes on entries that this user reads, and those that the user's office wrote elsewhere."""
    entries = select(Entry.id).where(in_scope(actor))
    here = {seat.unit_id for seat in actor.postings}
    return EntryNote.entry_id.in_(entries) | EntryNote.unit_id.in_(here)


NEW_FOR = timedelta(days=30)
"""For how long a note from another commune is called new."""


def is_new_from_elsewhere(actor: Actor) -> ColumnElement[bool]:
    """New notes that other communes have written on entries of the user's own."""
    here = {seat.unit_id for seat in actor.postings}
    ours = select(Entry.id).where(Entry.unit_id.in_(here), in_scope(actor))
    return and_(
        EntryNote.entry_id.in_(ours),
        EntryNote.unit_id.not_in(here),
        EntryNote.made_on >= clock.today() - NEW_FOR,
    )


def count_from_elsewhere(actor: Actor) -> Select[int]:
    return select(func.count(EntryNote.id)).where(is_new_from_elsewhere(actor))


def notes_of(entry: Entry) -> Sequence[EntryNote]:
    """The notes on the entry, oldest first."""
    return notes_by_entry([entry.id]).get(entry.id, ())


def notes_by_entry(entry_ids: Iterable[UUID]) -> Mapping[UUID, Sequence[EntryNote]]:
    """The notes on several entries, oldest first."""
    query = select(EntryNote).where(EntryNote.entry_id.in_(list(entry_ids)))
    found = db.session.scalars(query.order_by(EntryNote.entry_id, EntryNote.at))
    return {key: list(notes) for key, notes in groupby(found, key=lambda note: note.entry_id)}


def printed_notes(entry: Entry) -> list[str]:
    """The notes as a copy or an extract of the entry prints them."""
    return [printed_note(note) for note in notes_of(entry)]


def printed_note(note: EntryNote) -> str:
    return f"{vietnamese.in_digits(note.made_on)}: {note.text} Căn cứ: {note.basis}."
