"""Queries on volumes: their entries, missing numbers, and the journal of their closing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, not_, select
from sqlalchemy.orm import joinedload

from app.accounts.roles import Role
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.registers.models.closures import BookAction, BookEvent
from app.registers.models.entries import Book, Counter, Entry, RegisterKind
from app.registers.models.notes import EntryNote, NoteKind
from app.registers.queries import books_in_scope


class Minutes(NamedTuple):
    """What the closing minutes state of a volume (biên bản khóa sổ, Luật Hộ tịch Đ58.2)."""

    entries: int
    first: int
    last: int
    pages: int
    errors: int
    """Entries that were corrected."""


def newest_volume(unit_id: int, kind: RegisterKind, year: int) -> Book | None:
    """The volume of the year that was opened last, locked or not."""
    return db.session.scalar(
        select(Book)
        .where(Book.unit_id == unit_id, Book.kind == kind, Book.year == year)
        .order_by(Book.n.desc())
        .limit(1)
    )


def book(key: int, actor: Actor) -> Book:
    """The volume with its commune.

    Raises:
        NotFound: there is none that this user reads.
    """
    query = select(Book).where(Book.id == key, books_in_scope(actor))
    found: Book | None = db.session.scalar(query.options(joinedload(Book.unit)))
    if found is None:
        raise NotFound
    return found


def minutes_of(book: Book) -> Minutes:
    """The volume as it is now; in print each entry has a page of its own."""
    corrected = (
        select(func.count(EntryNote.entry_id.distinct()))
        .join(Entry, Entry.id == EntryNote.entry_id)
        .where(Entry.book_id == book.id, EntryNote.kind == NoteKind.CORRECTION)
    )
    counted = select(
        func.count(Entry.id), func.min(Entry.number), func.max(Entry.number), func.count(Entry.id)
    ).where(Entry.book_id == book.id)
    return Minutes(*db.session.execute(counted).one(), errors=db.session.scalars(corrected).one())


def missing_numbers(book: Book) -> Sequence[int]:
    """Numbers of the volume without an entry; there must be none.

    They reach to the first number of the next volume, or to the last one that the counter gave;
    who does not work in the commune does not see the counter, and compares with the last entry.
    """
    series = (
        Entry.unit_id == book.unit_id,
        Entry.kind == book.kind,
        Entry.year == book.year,
    )
    following = (
        select(func.min(Book.first_number) - 1)
        .where(Book.unit_id == book.unit_id, Book.kind == book.kind, Book.year == book.year)
        .where(Book.n > book.n)
        .scalar_subquery()
    )
    counter = (
        select(Counter.last)
        .where(Counter.unit_id == book.unit_id, Counter.kind == book.kind)
        .where(Counter.year == book.year)
        .scalar_subquery()
    )
    newest = select(func.max(Entry.number)).where(*series).scalar_subquery()
    number = func.generate_series(
        book.first_number, func.coalesce(following, counter, newest)
    ).table_valued("n").render_derived()  # fmt: skip
    there = exists().where(*series, Entry.number == number.c.n)
    return db.session.scalars(select(number.c.n).where(not_(there)).order_by(number.c.n)).all()


def entries_of(book: Book) -> Sequence[Entry]:
    """All entries of the volume in their order, for print and export."""
    query = select(Entry).where(Entry.book_id == book.id).order_by(Entry.number)
    return db.session.scalars(query.options(joinedload(Entry.certificate))).all()


def journal(book_id: int) -> Sequence[BookEvent]:
    """The steps of the closing, oldest first."""
    query = select(BookEvent).where(BookEvent.book_id == book_id).order_by(BookEvent.id)
    return db.session.scalars(query.options(joinedload(BookEvent.posting))).all()


def to_close(actor: Actor, today: date) -> Sequence[tuple[Book, BookAction | None]]:
    """Volumes of former years that this user's communes have not locked, and the last step."""
    query = (
        select(Book, _last_step())
        .where(_overdue(today), Book.unit_id.in_(_own(actor)), books_in_scope(actor))
        .options(joinedload(Book.unit))
        .order_by(Book.year, Book.kind, Book.n)
    )
    return [(book, step and BookAction(step)) for book, step in db.session.execute(query)]


def count_to_close(actor: Actor, today: date) -> Select[int]:
    """How many of them wait for a step of this user: preparing, or the signature."""
    prepared = _last_step() == BookAction.PREPARE
    roles = {seat.role for seat in actor.postings}
    mine = prepared if roles == {Role.COMMUNE_LEADER} else prepared.is_distinct_from(True)
    scope = (_overdue(today), Book.unit_id.in_(_own(actor)), books_in_scope(actor), mine)
    return select(func.count(Book.id)).where(*scope)


def units_to_close(today: date) -> Mapping[int, int]:
    """Volumes of former years that are not locked, by commune; for the worker."""
    real = Book.kind != RegisterKind.PRACTICE
    query = select(Book.unit_id, func.count(Book.id)).where(_overdue(today), real)
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Book.unit_id))}


def _overdue(today: date) -> ColumnElement[bool]:
    return (Book.year < today.year) & Book.locked_on.is_(None)


def _own(actor: Actor) -> set[int]:
    return {seat.unit_id for seat in actor.postings}


def _last_step() -> ColumnElement[BookAction]:
    return (
        select(BookEvent.action)
        .where(BookEvent.book_id == Book.id)
        .order_by(BookEvent.id.desc())
        .limit(1)
        .correlate(Book)
        .scalar_subquery()
    )
