"""Queries on legs and packets, for the sending commune and for the holding agency."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, exists, or_, select, text, true
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models.staff import Posting
from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier, Event, Paper, PaperKind, Pause
from app.dossiers.queries.citizen_access import AgencyProgress
from app.dossiers.workflow import State
from app.handoffs import rules
from app.handoffs.models import Leg
from app.handoffs.rules import LegActor
from app.handoffs.workflow import AT_AGENCY, LegState
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, is_one_of
from app.kernel.errors import NotFound
from app.kernel.i18n.formatting import capitalize_first, day
from app.organisation.models import Unit
from app.procedures.models.versions import Version
from app.procedures.models.vocabulary import LegKind


def of_own_communes(actor: Actor) -> ColumnElement[bool]:
    """Legs of the communes this user reads; all of them for a city-wide reader.

    In the practice space those of rehearsals, elsewhere all others.
    """
    mine = true() if actor.city else Leg.commune_id.in_(actor.reads)
    return and_(mine, _of_space(actor))


def _of_space(actor: Actor) -> ColumnElement[bool]:
    return Leg.is_rehearsal.is_(actor.is_rehearsal)


def sent_to(actor: Actor) -> ColumnElement[bool]:
    """Packets sent to the office where this user receives them, and nothing else."""
    units = [seat.unit_id for seat in actor.postings if seat.role in rules.ANSWERING_ROLES]
    return and_(Leg.holder_unit_id.in_(units), Leg.state.in_(AT_AGENCY), _of_space(actor))


def held_by(actor: Actor) -> Select[Leg]:
    return select(Leg).where(sent_to(actor))


def acting_on(actor: Actor, leg: Leg) -> LegActor:
    return rules.acting_on(actor, leg, labour_posted=_is_labour_posted(actor, leg))


def _is_labour_posted(actor: Actor, leg: Leg) -> bool:
    """Queried only where it matters: for a justice officer of the commune."""
    if Role.COMMUNE_JUSTICE not in {seat.role for seat in actor.postings_in(leg.commune_id)}:
        return True
    known = {"commune": leg.commune_id, "today": clock.today()}
    return bool(db.session.scalar(select(_LABOUR_POSTED), known))


_LABOUR_POSTED = exists().where(
    Posting.unit_id == bindparam("commune"),
    Posting.role == Role.COMMUNE_LABOUR,
    Posting.during.contains(bindparam("today", type_=Date)),
)


def for_commune_step(leg_id: UUID, actor: Actor) -> Leg:
    """The leg with its dossier, locked always in this order: dossier, then leg.

    The lock on the dossier does not block the journal rows of an agency that holds a leg.

    Raises:
        NotFound: there is none, or it is not of a commune that this user reads.
    """
    found = db.session.scalar(select(Leg).where(Leg.id == leg_id, of_own_communes(actor)))
    if found is None:
        raise NotFound
    db.session.scalar(
        select(Dossier)
        .where(Dossier.id == found.dossier_id)
        .with_for_update(of=Dossier, key_share=True)
        .options(joinedload(Dossier.procedure_version), joinedload(Dossier.commune))
        .execution_options(populate_existing=True)
    )
    return _locked(leg_id)


def for_holder_step(leg_id: UUID, actor: Actor) -> Leg:
    """The leg, locked, for the agency that holds it; the dossier is not read.

    Raises:
        NotFound: there is none, or it was not sent to this user's unit.
    """
    if db.session.scalar(held_by(actor).where(Leg.id == leg_id)) is None:
        raise NotFound
    return _locked(leg_id)


def _locked(leg_id: UUID) -> Leg:
    query = select(Leg).where(Leg.id == leg_id).execution_options(populate_existing=True)
    locked: Leg | None = db.session.scalar(query.with_for_update(of=Leg))
    if locked is None:
        raise NotFound
    return locked


def packet_page(leg_id: UUID, actor: Actor) -> Leg:
    """The leg with its packets, as the agency sees it.

    Raises:
        NotFound: there is none, or it was not sent to this user's unit.
    """
    query = (
        held_by(actor)
        .where(Leg.id == leg_id)
        .options(
            joinedload(Leg.commune),
            joinedload(Leg.holder),
            joinedload(Leg.ledger),
            selectinload(Leg.packets),
        )
    )
    found: Leg | None = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


_LEGS_OF = (
    select(Leg)
    .where(Leg.dossier_id == bindparam("dossier"))
    .options(joinedload(Leg.holder))
    .order_by(Leg.seq, Leg.kind)
)


def of_dossier(dossier_id: UUID) -> list[Leg]:
    return list(db.session.scalars(_LEGS_OF, {"dossier": dossier_id}))


_PANEL = _LEGS_OF.options(joinedload(Leg.ledger)).add_columns(_LABOUR_POSTED.label("labour"))


def panel(dossier: Dossier, actor: Actor) -> list[tuple[Leg, LegActor]]:
    """The legs for the dossier's page, each with this user's capacities: one statement."""
    known = {"dossier": dossier.id, "commune": dossier.commune_id, "today": clock.today()}
    rows = db.session.execute(_PANEL, known).unique()
    return [(leg, rules.acting_on(actor, leg, labour_posted=posted)) for leg, posted in rows]


def commune_page(leg_id: UUID, actor: Actor) -> Leg:
    """The leg with its dossier, for the confirmation page of a commune's step.

    Raises:
        NotFound: there is none, or it is not of a commune that this user reads.
    """
    found: Leg | None = db.session.scalar(
        select(Leg)
        .where(Leg.id == leg_id, of_own_communes(actor))
        .options(
            joinedload(Leg.holder),
            joinedload(Leg.commune).joinedload(Unit.district),
            joinedload(Leg.list_confirmed_by).joinedload(Posting.staff),
            joinedload(Leg.dossier)
            .joinedload(Dossier.procedure_version)
            .joinedload(Version.procedure),
        )
    )
    if found is None:
        raise NotFound
    return found


def journal(leg_id: UUID) -> list[Event]:
    """Events of one leg, newest first."""
    return list(
        db.session.scalars(select(Event).where(Event.leg_id == leg_id).order_by(Event.id.desc()))
    )


def pauses(leg_id: UUID) -> list[Pause]:
    """Pauses of one leg's clock, oldest first."""
    return list(
        db.session.scalars(select(Pause).where(Pause.subject_id == leg_id).order_by(Pause.id))
    )


def in_locking_order(keys: Sequence[UUID]) -> list[UUID]:
    """These legs in the order in which several of them are locked."""
    wanted = select(Leg.id).where(Leg.id.in_(keys)).order_by(Leg.dossier_id, Leg.id)
    return list(db.session.scalars(wanted))


def results_of(leg_id: UUID) -> list[Paper]:
    return list(
        db.session.scalars(
            select(Paper)
            .where(Paper.leg_id == leg_id, Paper.kind == PaperKind.RESULT)
            .order_by(Paper.filed_at)
        )
    )


class CorrectedLeg(NamedTuple):
    """A leg of a birth on whose entry a dossier wrote a note, and what the note says."""

    leg_id: UUID
    kind: LegKind
    holder_unit_id: int
    subject_name: str
    text: str
    basis: str


_CORRECTED = text("select * from mc_legs_to_correct(:dossier)")


def corrected(dossier_id: UUID) -> list[CorrectedLeg]:
    """What a signed dossier corrects of births that agencies settle, in whichever commune."""
    rows = db.session.execute(_CORRECTED, {"dossier": dossier_id})
    return [CorrectedLeg(row[0], LegKind(row[1]), *row[2:]) for row in rows]


def _with_leg(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(Leg.id).where(Leg.dossier_id == Dossier.id, *conditions))


_AT_COMMUNE = is_one_of(Leg.state, (LegState.PREPARED, LegState.COMPLETING))
_TO_COLLECT = and_(
    Leg.kind != LegKind.COMMUNE,
    Leg.closed_at.is_(None),
    is_one_of(Leg.state, (LegState.ANSWERED, LegState.REFUSED)),
)


def waits_to_be_sent() -> ColumnElement[bool]:
    """Dossiers with a packet to be sent, or to be completed and sent again.

    Where acceptance was undone, inquiries wait for the next one; what waits for its list is not
    ready to go.
    """
    is_listed = or_(
        Leg.kind != LegKind.INSURANCE,
        Leg.list_confirmed_at.is_not(None),
        Leg.corrects_id.is_not(None),
    )
    return and_(Dossier.state != State.SUBMITTED, _with_leg(_AT_COMMUNE, is_listed))


def waits_for_its_list() -> ColumnElement[bool]:
    """Dossiers whose child is not on the confirmed list for the insurance yet."""
    return _with_leg(
        Leg.kind == LegKind.INSURANCE,
        Leg.corrects_id.is_(None),
        Leg.state == LegState.PREPARED,
        Leg.list_confirmed_at.is_(None),
    )


def waits_to_be_collected() -> ColumnElement[bool]:
    """Dossiers with an answer or refusal that the commune has not collected.

    Answers of other communes are read on the dossier that is being prepared.
    """
    return _with_leg(_TO_COLLECT)


def waits_for_commune() -> ColumnElement[bool]:
    """Dossiers with any packet that the commune has to list, to send or to collect."""
    return _with_leg(or_(_AT_COMMUNE, _TO_COLLECT))


# ---- for citizens --------------------------------------------------------------------------------


def citizen_parts(dossier_id: UUID) -> list[AgencyProgress]:
    """The legs of a dossier as its citizen sees them, in one statement."""
    return [_part(leg) for leg in of_dossier(dossier_id)]


def _part(leg: Leg) -> AgencyProgress:
    facts = {
        "what": rules.label_of(leg),
        "sent": day(leg.sent_at),
        "received": day(leg.received_at),
        "answered": day(leg.answered_at),
        "due": day(leg.due_at),
    }
    return AgencyProgress(
        title=leg.holder.name,
        kind=str(leg.kind),
        tone=leg.state.tone,
        word=str(leg.state.citizen_label),
        text=str(leg.state.sentence) % facts,
        news=tuple(_news(leg)),
    )


def _news(leg: Leg) -> Iterator[tuple[datetime, str]]:
    """What the agency did, one sentence each; the result itself is told by its state."""
    named = {"office": capitalize_first(leg.holder.name), "what": rules.label_of(leg)}
    if leg.received_at is not None:
        yield leg.received_at, gettext("%(office)s received the documents: %(what)s.", **named)
    if leg.answered_at is not None and leg.state is LegState.REFUSED:
        yield leg.answered_at, gettext("%(office)s refused: %(what)s.", **named)
    elif leg.answered_at is not None:
        yield leg.answered_at, gettext("%(office)s has settled: %(what)s.", **named)
