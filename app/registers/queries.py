"""How books and entries are read; an officer's reading begins with ``visible_to``."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import joinedload

from app.accounts.models import Posting
from app.kernel.db import db
from app.kernel.scope import Actor
from app.procedures.models import BookKind
from app.registers.models import Book, Entry


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """Entries of the communes this person reads."""
    return true() if actor.city else Entry.unit_id.in_(actor.reads)


def visible_to(actor: Actor) -> Select[Entry]:
    """The entries this person may read."""
    return select(Entry).where(in_scope(actor))


def books_in_scope(actor: Actor) -> ColumnElement[bool]:
    """Books of the communes this person reads."""
    return true() if actor.city else Book.unit_id.in_(actor.reads)


def for_panel(dossier_id: UUID, actor: Actor) -> Sequence[Entry]:
    """The entries with their books and papers, for the dossier's page: one statement."""
    return db.session.scalars(
        visible_to(actor)
        .where(Entry.dossier_id == dossier_id)
        .options(joinedload(Entry.book), joinedload(Entry.certificate))
        .order_by(Entry.signed_at, Entry.kind)
    ).all()


def of_dossier(dossier_id: UUID) -> Entry | None:
    """The entry that a dossier led to."""
    return db.session.scalar(select(Entry).where(Entry.dossier_id == dossier_id))


def open_book(unit_id: int, kind: BookKind, year: int) -> Book | None:
    """The book of the year that still takes entries."""
    return db.session.scalar(
        select(Book)
        .where(
            Book.unit_id == unit_id,
            Book.kind == kind,
            Book.year == year,
            Book.locked_on.is_(None),
        )
        .order_by(Book.n.desc())
        .limit(1)
    )


def signing_posting(posting_id: UUID) -> Posting:
    """The posting in which the head signs, with the person who holds it."""
    query = select(Posting).where(Posting.id == posting_id).options(joinedload(Posting.staff))
    return db.session.scalars(query).one()
