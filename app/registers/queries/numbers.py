"""Entries and issued documents by their numbers, for the search of the head."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, true

from app.dossiers.models.dossier import Paper
from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation.models import Unit
from app.registers import queries
from app.registers.models.entries import Entry, EntryNumber, RegisterKind
from app.registers.models.issued_papers import IssuedPaper


class NumberedEntry(NamedTuple):
    """An entry that was found by its number."""

    id: UUID
    kind: RegisterKind
    number: int
    year: int
    subject_name: str
    commune: str


def entries_numbered(
    actor: Actor, number: int, year: int | None, most: int
) -> Sequence[NumberedEntry]:
    """Entries with this number of any book, of one year or the newest of all."""
    query = _entries(actor).where(Entry.number == number)
    if year is not None:
        query = query.where(Entry.year == year)
    return _read(query.order_by(Entry.year.desc(), Unit.folded, Entry.kind).limit(most))


def entries_of_person(actor: Actor, personal_number: str, most: int) -> Sequence[NumberedEntry]:
    """The entry that gave somebody this personal number."""
    numbered = select(EntryNumber.entry_id).where(EntryNumber.number == personal_number)
    return _read(_entries(actor).where(Entry.id.in_(numbered)).limit(most))


def _entries(actor: Actor) -> Select[Any]:
    columns = (Entry.id, Entry.kind, Entry.number, Entry.year, Entry.subject_name, Unit.name)
    return select(*columns).join(Unit, Unit.id == Entry.unit_id).where(queries.in_scope(actor))


def _read(query: Select[Any]) -> list[NumberedEntry]:
    return [NumberedEntry(*row) for row in db.session.execute(query)]


class NumberedPaper(NamedTuple):
    """An issued document that was found by its number."""

    name: str
    number: str
    initials: str
    office: str
    dossier_id: UUID


def papers_numbered(actor: Actor, number: str, most: int) -> Sequence[NumberedPaper]:
    """Documents issued with this number, as printed; the newest first."""
    mine: ColumnElement[bool] = true() if actor.city else IssuedPaper.unit_id.in_(actor.reads)
    rows = db.session.execute(
        select(
            IssuedPaper.name,
            IssuedPaper.number,
            IssuedPaper.initials,
            IssuedPaper.office,
            Paper.dossier_id,
        )
        .join(Paper, Paper.id == IssuedPaper.paper_id)
        .where(mine, IssuedPaper.number == number, Paper.dossier_id.is_not(None))
        .order_by(IssuedPaper.issued_on.desc())
        .limit(most)
    )
    return [NumberedPaper(**row._mapping) for row in rows]
