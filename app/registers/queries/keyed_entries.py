"""Entries keyed from old books: what waits for whom, and how far each book is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.registers.models import RegisterKind
from app.registers.models.keyed_entries import KeyedEntry, KeyedStep

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
    """The highest number keyed: how many entries the book has at least."""


def progress(unit_id: int, actor: Actor) -> Sequence[BookProgress]:
    """Each book of which something was keyed."""
    rows = db.session.execute(
        select(
            KeyedEntry.kind,
            KeyedEntry.book,
            func.count().filter(KeyedEntry.step == KeyedStep.FIRST),
            func.count().filter(KeyedEntry.step == KeyedStep.AGREED),
            func.max(KeyedEntry.number),
        )
        .where(_here(unit_id, actor))
        .group_by(KeyedEntry.kind, KeyedEntry.book)
        .order_by(KeyedEntry.kind, KeyedEntry.book)
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
        .where(_here(unit_id, actor), KeyedEntry.step == has, later.id.is_(None))
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


def _here(unit_id: int, actor: Actor) -> ColumnElement[bool]:
    return and_(KeyedEntry.unit_id == unit_id, KeyedEntry.is_rehearsal.is_(actor.is_rehearsal))
