"""Proposals about entries, for those who read the entry."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import joinedload

from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.registers.models.blanks import BlankUse
from app.registers.models.entries import Entry
from app.registers.models.issued_papers import IssuedPaper, PaperEnd
from app.registers.models.notes import EntryNote
from app.registers.models.proposals import EntryProposal, ProposalDecision
from app.registers.queries import in_scope
from app.registers.queries.issued_papers import PaperForce

_OPEN = ~exists().where(ProposalDecision.proposal_id == EntryProposal.id)


def proposal(key: UUID, actor: Actor) -> EntryProposal:
    """The proposal with its entry, paper and decision.

    Raises:
        NotFound: there is none about an entry that this user reads.
    """
    query = (
        select(EntryProposal)
        .join(EntryProposal.entry)
        .where(EntryProposal.id == key, in_scope(actor))
        .options(
            joinedload(EntryProposal.entry).joinedload(Entry.book),
            joinedload(EntryProposal.issued),
            joinedload(EntryProposal.scan),
            joinedload(EntryProposal.decision),
        )
    )
    found: EntryProposal | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def waiting(actor: Actor) -> Sequence[EntryProposal]:
    """Proposals in the user's own communes on which no leader has decided, oldest first."""
    query = (
        select(EntryProposal)
        .join(EntryProposal.entry)
        .where(_waiting(actor), in_scope(actor))
        .options(
            joinedload(EntryProposal.entry).joinedload(Entry.book),
            joinedload(EntryProposal.issued),
        )
        .order_by(EntryProposal.at)
    )
    return db.session.scalars(query).all()


def count_waiting(actor: Actor) -> Select[int]:
    return select(func.count(EntryProposal.id)).where(_waiting(actor))


def waiting_by_entry(entry_ids: Collection[UUID]) -> Mapping[UUID, EntryProposal]:
    """The newest open proposal about each of the entries."""
    query = select(EntryProposal).where(EntryProposal.entry_id.in_(entry_ids), _OPEN)
    return {each.entry_id: each for each in db.session.scalars(query.order_by(EntryProposal.at))}


class BesideEntries(NamedTuple):
    """What stands beside entries on the page of their dossier."""

    proposed: Mapping[UUID, EntryProposal]
    """The newest open proposal about each entry."""
    notes: Mapping[UUID, Sequence[EntryNote]]
    force: Mapping[UUID, PaperForce]
    """By the paper of the entry, where it can be verified."""


def beside(entry_ids: Collection[UUID]) -> BesideEntries:
    """Proposals, notes and the force of the papers, by one statement."""
    rows = db.session.execute(_beside(), {"entries": list(entry_ids)}).all()
    notes: dict[UUID, dict[UUID, EntryNote]] = {}
    for row in rows:
        if row.EntryNote:
            notes.setdefault(row.id, {})[row.EntryNote.id] = row.EntryNote
    return BesideEntries(
        proposed={row.id: row.EntryProposal for row in rows if row.EntryProposal},
        notes={key: list(found.values()) for key, found in notes.items()},
        force={
            row.IssuedPaper.paper_id: PaperForce(row.IssuedPaper, row.PaperEnd, row.BlankUse)
            for row in rows
            if row.IssuedPaper
        },
    )


@cache
def _beside() -> Select[Any]:
    """The statement of ``beside()``, built once."""
    return (
        select(Entry.id, EntryProposal, EntryNote, IssuedPaper, PaperEnd, BlankUse)
        .select_from(Entry)
        .outerjoin(EntryProposal, and_(EntryProposal.entry_id == Entry.id, _OPEN))
        .outerjoin(EntryNote, EntryNote.entry_id == Entry.id)
        .outerjoin(IssuedPaper, IssuedPaper.paper_id == Entry.certificate_id)
        .outerjoin(PaperEnd, PaperEnd.issued_id == IssuedPaper.id)
        .outerjoin(BlankUse, BlankUse.paper_id == IssuedPaper.paper_id)
        .where(Entry.id.in_(bindparam("entries", expanding=True)))
        .options(joinedload(BlankUse.batch))
        .order_by(EntryProposal.at, EntryNote.at)
    )


def _waiting(actor: Actor) -> ColumnElement[bool]:
    here = {seat.unit_id for seat in actor.postings}
    return and_(EntryProposal.unit_id.in_(here), _OPEN)
