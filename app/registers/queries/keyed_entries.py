"""Entries keyed from old books: what waits for whom, and how far each book is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, null, select, union_all
from sqlalchemy.orm import aliased, joinedload

from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.registers.models.entries import RegisterKind
from app.registers.models.keyed_entries import KeyedEntry, KeyedStep
from app.registers.models.scanned_pages import ScannedPage

MOST = 200


class EntryPlace(NamedTuple):
    """Where an entry stands in the handwritten books of a commune."""

    unit_id: int
    is_rehearsal: bool
    kind: RegisterKind
    book: str
    number: int


def place_of(row: KeyedEntry) -> EntryPlace:
    return EntryPlace(row.unit_id, row.is_rehearsal, row.kind, row.book, row.number)


def keyed(place: EntryPlace) -> Mapping[KeyedStep, KeyedEntry]:
    """What was keyed of one entry, by step."""
    rows = db.session.scalars(
        select(KeyedEntry).filter_by(**place._asdict()).options(joinedload(KeyedEntry.staff))
    )
    return {row.step: row for row in rows}


@dataclass(frozen=True)
class BookProgress:
    """How far an old book is (tiến độ nhập sổ cũ)."""

    kind: RegisterKind
    book: str
    once: int
    """Entries that were keyed at least once."""
    agreed: int
    last: int
    """The highest number keyed or scanned: how many entries the book has at least."""

    @property
    def percent(self) -> int:
        """How much of the book is copied in, as far as it is known."""
        return 100 * self.agreed // self.last


def progress(unit_id: int, actor: Actor) -> Sequence[BookProgress]:
    """Each book of which something was keyed or scanned."""
    keyed_rows = select(
        KeyedEntry.kind, KeyedEntry.book, KeyedEntry.step, KeyedEntry.number.label("last")
    ).where(_here(KeyedEntry, unit_id, actor))
    scanned = select(ScannedPage.kind, ScannedPage.book, null(), ScannedPage.last).where(
        _here(ScannedPage, unit_id, actor)
    )
    done = union_all(keyed_rows, scanned).subquery()
    rows = db.session.execute(
        select(
            done.c.kind,
            done.c.book,
            func.count().filter(done.c.step == KeyedStep.FIRST),
            func.count().filter(done.c.step == KeyedStep.AGREED),
            func.max(done.c.last),
        )
        .group_by(done.c.kind, done.c.book)
        .order_by(done.c.kind, done.c.book)
    )
    return [BookProgress(*row) for row in rows]


def waiting(unit_id: int, actor: Actor, has: KeyedStep, lacks: KeyedStep) -> Sequence[KeyedEntry]:
    """Entries that were keyed as one step and not yet as the other, in the order of the books."""
    later = aliased(KeyedEntry)
    query = (
        select(KeyedEntry)
        .outerjoin(
            later,
            and_(
                later.unit_id == KeyedEntry.unit_id,
                later.is_rehearsal == KeyedEntry.is_rehearsal,
                later.kind == KeyedEntry.kind,
                later.book == KeyedEntry.book,
                later.number == KeyedEntry.number,
                later.step == lacks,
            ),
        )
        .where(_here(KeyedEntry, unit_id, actor), KeyedEntry.step == has, later.id.is_(None))
        .options(joinedload(KeyedEntry.staff))
        .order_by(KeyedEntry.kind, KeyedEntry.book, KeyedEntry.number)
        .limit(MOST)
    )
    return db.session.scalars(query).all()


def second(key: UUID, actor: Actor) -> KeyedEntry:
    """What the second officer keyed.

    Raises:
        NotFound: there is no such row in a commune in which this person works.
    """
    row = db.session.get(KeyedEntry, key)
    if row is None or row.step is not KeyedStep.SECOND or not actor.postings_in(row.unit_id):
        raise NotFound
    return row


def _here(model: type[KeyedEntry | ScannedPage], unit_id: int, actor: Actor) -> ColumnElement[bool]:
    return and_(model.unit_id == unit_id, model.is_rehearsal.is_(actor.is_rehearsal))
