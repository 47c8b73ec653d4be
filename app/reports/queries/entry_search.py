"""Search across the civil-status books that a person reads, and what was copied from paper books.

A function of the database searches within the person's scope, since no index is used for LIKE
behind row-level security; it returns keys (``mc_find_entries``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Date,
    Integer,
    String,
    Uuid,
    any_,
    cast,
    exists,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.orm import aliased, joinedload

from app.dossiers.queries.search import like_patterns
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.text.folding import fold
from app.registers import queries as registers
from app.registers.models.copied_entries import CopiedEntry
from app.registers.models.entries import Entry

MOST = 50
PLACE = ("unit_id", "is_rehearsal", "kind", "year", "book", "number")
"""Where a copied entry stands in the books of a commune."""


@dataclass(frozen=True, kw_only=True)
class EntryQuery:
    """What is known of the entry."""

    name: str = ""
    parent: str = ""
    event_on: date | None = None
    number: int | None = None
    year: int | None = None

    @property
    def fields(self) -> list[str]:
        """Names of the fields filled in; for the log."""
        return [name for name, value in vars(self).items() if value]


@dataclass(frozen=True)
class FoundEntries:
    """The entries found; ``more``: there are others, so many that the search should say more."""

    entries: Sequence[Entry] = ()
    copied: Sequence[CopiedEntry] = ()
    """Of these the newest copies: an older one was put right."""
    more: bool = False


def find(actor: Actor, asked: EntryQuery) -> FoundEntries:
    """Entries that fit everything asked, at most ``MOST`` of either kind of book."""
    head, inside = like_patterns(fold(asked.name)) if asked.name else (None, None)
    parent = like_patterns(fold(asked.parent))[1] if asked.parent else None
    said = (
        cast(head, String),
        cast(inside, String),
        cast(parent, String),
        cast(asked.event_on, Date),
        cast(asked.number, Integer),
        cast(asked.year, Integer),
        MOST,
    )
    keys, copied = db.session.execute(
        select(
            func.mc_find_entries(Entry.__tablename__, *said, type_=ARRAY(Uuid)),
            func.mc_find_entries(CopiedEntry.__tablename__, *said, type_=ARRAY(Uuid)),
        )
    ).one()
    return FoundEntries(
        _entries(actor, keys) if keys else (),
        _copied(actor, copied) if copied else (),
        more=None in (keys, copied) or len(keys) > MOST or len(copied) > MOST,
    )


def _entries(actor: Actor, keys: Sequence[UUID]) -> Sequence[Entry]:
    query = registers.visible_to(actor).where(Entry.id == any_(literal(keys[:MOST], ARRAY(Uuid))))
    rows = db.session.scalars(
        query.options(joinedload(Entry.unit), joinedload(Entry.book)).order_by(
            Entry.subject_folded, Entry.registered_on.desc(), Entry.id
        )
    )
    return rows.all()


def _copied(actor: Actor, keys: Sequence[UUID]) -> Sequence[CopiedEntry]:
    newer = aliased(CopiedEntry)
    same = (getattr(newer, name) == getattr(CopiedEntry, name) for name in PLACE)
    query = (
        select(CopiedEntry)
        .where(CopiedEntry.id == any_(literal(keys[:MOST], ARRAY(Uuid))))
        .where(true() if actor.city else CopiedEntry.unit_id.in_(actor.reads))
        .where(~exists().where(*same, newer.copied_at > CopiedEntry.copied_at))
        .options(joinedload(CopiedEntry.unit))
        .order_by(CopiedEntry.subject_folded, CopiedEntry.registered_on.desc(), CopiedEntry.id)
    )
    return db.session.scalars(query).all()
