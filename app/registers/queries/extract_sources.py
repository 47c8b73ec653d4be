"""Entries that an extract may copy: those of this system's books, and those copied from paper."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from app.accounts.models.staff import Posting
from app.dossiers.models.dossier import Dossier
from app.dossiers.rules.extracts import ChosenEntry
from app.kernel.db import db
from app.kernel.text.folding import fold
from app.registers.models.copied_entries import CopiedEntry
from app.registers.models.entries import Entry, RegisterKind

MOST = 20
"""Entries shown of each source; more words narrow the search."""

Source = Entry | CopiedEntry


class Wanted(NamedTuple):
    """What the officer looks for in the books of the dossier's commune."""

    kinds: Collection[RegisterKind]
    name: str = ""
    number: int | None = None


def candidates(dossier: Dossier, wanted: Wanted) -> Sequence[Source]:
    """Entries of the commune, newest first, those of this system before those of paper books."""
    own = (
        select(Entry)
        .where(Entry.unit_id == dossier.commune_id, *_asked(Entry, wanted))
        .where(Entry.kind.in_(_in_space(dossier, wanted.kinds)))
        .where(Entry.content["kind"].astext.in_([str(kind) for kind in wanted.kinds]))
        .options(joinedload(Entry.book))
        .order_by(Entry.registered_on.desc(), Entry.number.desc())
        .limit(MOST)
    )
    same = (CopiedEntry.kind, CopiedEntry.year, CopiedEntry.book, CopiedEntry.number)
    newest = (
        select(CopiedEntry.id)
        .where(
            CopiedEntry.unit_id == dossier.commune_id,
            CopiedEntry.is_rehearsal.is_(dossier.is_rehearsal),
            CopiedEntry.kind.in_(wanted.kinds),
        )
        .ext(distinct_on(*same))
        .order_by(*same, CopiedEntry.copied_at.desc())
    )
    copied = (
        select(CopiedEntry)
        .where(CopiedEntry.id.in_(newest), *_asked(CopiedEntry, wanted))
        .options(joinedload(CopiedEntry.copied_by).joinedload(Posting.staff))
        .order_by(CopiedEntry.registered_on.desc(), CopiedEntry.number.desc())
        .limit(MOST)
    )
    return [*db.session.scalars(own), *db.session.scalars(copied)]


def chosen(dossier: Dossier, choice: ChosenEntry) -> Source | None:
    """The entry of the choice, if it stands in a book of the dossier's commune."""
    model: Any = _BY_TABLE.get(choice.table)
    if model is None:
        return None
    query = select(model).where(model.id == choice.key, model.unit_id == dossier.commune_id)
    found: Source | None = db.session.scalar(query)
    return found


def choice_of(source: Source) -> ChosenEntry:
    key: UUID = source.id
    return ChosenEntry(source.__tablename__, key)


_BY_TABLE = {model.__tablename__: model for model in (Entry, CopiedEntry)}


def _asked(model: Any, wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    by_number = () if wanted.number is None else (model.number == wanted.number,)
    words = fold(wanted.name).split()
    return (*by_number, *(model.subject_folded.contains(w, autoescape=True) for w in words))


def _in_space(dossier: Dossier, kinds: Collection[RegisterKind]) -> Collection[RegisterKind]:
    """All entries of rehearsals are in the practice book."""
    return {RegisterKind.PRACTICE} if dossier.is_rehearsal else kinds
