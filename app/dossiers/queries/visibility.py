"""Which dossiers a person may read, and loading one for its page or a step."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Select, and_, bindparam, false, or_, select, true
from sqlalchemy.orm import joinedload, with_expression
from sqlalchemy.orm.attributes import set_committed_value

from app.dossiers.models.commune_transfers import CommuneTransfer
from app.dossiers.models.dossier import Dossier, Event, Paper
from app.dossiers.models.duplicates import DuplicateCandidate
from app.dossiers.models.payments import Fee
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.organisation.models import Unit
from app.procedures.models.versions import Version
from app.residents.queries import told_inside


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """Dossiers of the communes this person reads; all of them for a city-wide reader.

    Only rehearsals in the practice space, none elsewhere.
    """
    return and_(in_reach(actor), in_space(actor))


def in_reach(actor: Actor) -> ColumnElement[bool]:
    """Dossiers of the communes this person reads, in both spaces."""
    return true() if actor.city else Dossier.commune_id.in_(actor.reads)


def in_space(actor: Actor) -> ColumnElement[bool]:
    return Dossier.is_rehearsal.is_(actor.is_rehearsal)


def here(*, city: bool) -> ColumnElement[bool]:
    """``in_scope()`` for a cached statement, with the parameters of ``asked_by()``."""
    space = Dossier.is_rehearsal == bindparam("is_rehearsal", type_=Boolean)
    return space if city else Dossier.commune_id.in_(bindparam("reads", expanding=True)) & space


def asked_by(actor: Actor) -> dict[str, Any]:
    """The parameters of a cached statement: the person's units and space."""
    return {"reads": sorted(actor.reads), "is_rehearsal": actor.is_rehearsal}


def visible_to(actor: Actor) -> Select[Dossier]:
    return select(Dossier).where(in_scope(actor))


def for_step(dossier_id: UUID, actor: Actor) -> Dossier:
    """The dossier as for its page, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or this person may not read it.
    """
    known = {"key": dossier_id, **asked_by(actor)}
    # whoever waits here reads afterwards, in another statement, what the others have committed
    if db.session.scalar(_lock(city=actor.city), known) is None:
        raise NotFound
    query = _whole(city=actor.city, people=False)
    return fill(_loaded(query, known, populate_existing=True), _LONG, populate_existing=True)


def page(dossier_id: UUID, actor: Actor, *, people: bool = False) -> Dossier:
    """The dossier with everything its page shows, in a bounded number of statements.

    ``people``: with the lookups in the population database.

    Raises:
        NotFound: it does not exist, or this person may not read it.
    """
    known = {"key": dossier_id, **asked_by(actor)}
    return fill(_loaded(_whole(city=actor.city, people=people), known), _LONG)


def heading(dossier_id: UUID, actor: Actor) -> Dossier:
    """The dossier with its commune and procedure only: what else is read costs a statement.

    Raises:
        NotFound: it does not exist, or this person may not read it.
    """
    return _loaded(_named(city=actor.city), {"key": dossier_id, **asked_by(actor)})


PAPERS = (
    select(Paper).where(Paper.dossier_id == bindparam("key")).order_by(Paper.filed_at, Paper.id)
)
JOURNAL = select(Event).where(Event.dossier_id == bindparam("key")).order_by(Event.id)
_LONG = {"papers": PAPERS.options(joinedload(Paper.moves)), "journal": JOURNAL}


def fill(dossier: Dossier, collections: Mapping[str, Select[Any]], **options: bool) -> Dossier:
    """The dossier with these collections, each read by a statement that stands ready.

    Joined, each of their rows would repeat the dossier with its answers; ``selectinload`` looks up
    its statement anew by all the options of the dossier's, which takes longer than reading it.
    """
    for name, query in collections.items():
        rows = db.session.scalars(query, {"key": dossier.id}, execution_options=options)
        set_committed_value(dossier, name, rows.unique().all())
    return dossier


def _loaded(query: Select[Dossier], known: Mapping[str, Any], **options: bool) -> Dossier:
    rows = db.session.scalars(query, known, execution_options=options)
    found: Dossier | None = rows.unique().one_or_none()
    if found is None:
        raise NotFound
    return found


@cache
def _lock(*, city: bool) -> Select[UUID]:
    """The statement by which ``for_step()`` locks the row, built once."""
    return (
        select(Dossier.id)
        .where(here(city=city), Dossier.id == bindparam("key"))
        .with_for_update(of=Dossier)
    )


@cache
def _named(*, city: bool) -> Select[Dossier]:
    """The statement of ``heading()``, built once."""
    return (
        select(Dossier)
        .where(here(city=city), Dossier.id == bindparam("key"))
        .options(
            joinedload(Dossier.commune).joinedload(Unit.district),
            joinedload(Dossier.procedure_version).joinedload(Version.procedure),
        )
    )


@cache
def _whole(*, city: bool, people: bool) -> Select[Dossier]:
    """The statement of ``page()``, built once; the units are bind parameters."""
    return _named(city=city).options(
        joinedload(Dossier.extensions),  # few rows: not worth a statement
        joinedload(Dossier.supplements),
        joinedload(Dossier.pauses),
        joinedload(Dossier.reappointment),
        joinedload(Dossier.duplicate_candidates)
        .joinedload(DuplicateCandidate.other_commune)
        .load_only(Unit.name),
        joinedload(Dossier.compared),
        joinedload(Dossier.fees).joinedload(Fee.moves),
        *([with_expression(Dossier.looked_up, told_inside(Dossier.id))] if people else ()),
    )


def paper(paper_id: UUID, actor: Actor) -> Paper:
    found: Paper | None = db.session.scalar(
        select(Paper)
        .join(Dossier, Paper.dossier_id == Dossier.id)
        .where(Paper.id == paper_id, in_scope(actor))
    )
    if found is None:
        raise NotFound
    return found


def passings_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Transfers from or to the communes this person reads.

    Rehearsals are never transferred.
    """
    if actor.is_rehearsal:
        return false()
    if actor.city:
        return true()
    came = and_(
        CommuneTransfer.to_commune_id.in_(actor.reads), CommuneTransfer.passed_at.is_not(None)
    )
    return or_(CommuneTransfer.from_commune_id.in_(actor.reads), came)


def open_passing(dossier_id: UUID) -> CommuneTransfer | None:
    return db.session.scalar(
        select(CommuneTransfer).where(
            CommuneTransfer.dossier_id == dossier_id, CommuneTransfer.answered_at.is_(None)
        )
    )


def last_reason(dossier: Dossier, *actions: str) -> Event | None:
    return next((event for event in reversed(dossier.journal) if event.action in actions), None)
