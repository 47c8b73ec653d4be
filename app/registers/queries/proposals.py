"""Proposals about entries, for those who read the entry."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import joinedload

from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.registers.models import Entry
from app.registers.models.proposals import EntryProposal, ProposalDecision
from app.registers.queries import in_scope

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


def count_waiting(actor: Actor) -> int:
    return db.session.scalar(select(func.count(EntryProposal.id)).where(_waiting(actor))) or 0


def waiting_by_entry(entry_ids: Collection[UUID]) -> Mapping[UUID, EntryProposal]:
    """The newest open proposal about each of the entries."""
    query = select(EntryProposal).where(EntryProposal.entry_id.in_(entry_ids), _OPEN)
    return {each.entry_id: each for each in db.session.scalars(query.order_by(EntryProposal.at))}


def _waiting(actor: Actor) -> ColumnElement[bool]:
    here = {seat.unit_id for seat in actor.postings}
    return and_(EntryProposal.unit_id.in_(here), _OPEN)
