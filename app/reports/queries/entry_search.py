"""Search across the civil-status books that a person reads.

A function of the database searches within the person's scope, since no index is used for LIKE
behind row-level security; it returns keys (``mc_find_entries``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ARRAY, Date, Integer, String, Uuid, any_, cast, func, literal, select
from sqlalchemy.orm import joinedload

from app.dossiers.queries.search import like_patterns
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.text.folding import fold
from app.registers import queries as registers
from app.registers.models import Entry

MOST = 50


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

    entries: Sequence[Entry]
    more: bool


def find(actor: Actor, asked: EntryQuery) -> FoundEntries:
    """Entries that fit everything asked, at most ``MOST``."""
    head, inside = like_patterns(fold(asked.name)) if asked.name else (None, None)
    parent = like_patterns(fold(asked.parent))[1] if asked.parent else None
    keys = db.session.scalar(
        select(
            func.mc_find_entries(
                cast(head, String),
                cast(inside, String),
                cast(parent, String),
                cast(asked.event_on, Date),
                cast(asked.number, Integer),
                cast(asked.year, Integer),
                MOST,
                type_=ARRAY(Uuid),
            )
        )
    )
    if keys is None:
        return FoundEntries((), more=True)
    query = registers.visible_to(actor).where(Entry.id == any_(literal(keys[:MOST], ARRAY(Uuid))))
    rows = db.session.scalars(
        query.options(joinedload(Entry.unit), joinedload(Entry.book)).order_by(
            Entry.subject_folded, Entry.registered_on.desc(), Entry.id
        )
    )
    return FoundEntries(rows.all(), more=len(keys) > MOST)
