"""How legs and packets are read: by the commune that sends, by the agency that holds."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, exists, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from app.dossiers.models import Dossier, Event, Paper, PaperKind
from app.dossiers.queries import Part
from app.handoffs import rules
from app.handoffs.models import Leg
from app.handoffs.workflow import LegState
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.i18n import day
from app.kernel.scope import Actor
from app.procedures.models import LegKind

AT_AGENCY = (
    LegState.SENT,
    LegState.RECEIVED,
    LegState.COMPLETING,
    LegState.ANSWERED,
    LegState.REFUSED,
    LegState.COLLECTED,
)
"""States in which the agency knows of the packet; a prepared or recalled one it never sees."""


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """Legs of the communes this person reads, and packets sent to the unit where they sit."""
    if actor.city:
        return true()
    return or_(
        Leg.commune_id.in_(actor.reads),
        Leg.holder_unit_id.in_(actor.reads) & Leg.state.in_(AT_AGENCY),
    )


def visible_to(actor: Actor) -> Select[tuple[Leg]]:
    """The legs this person may read."""
    return select(Leg).where(in_scope(actor))


def held_by(actor: Actor) -> Select[tuple[Leg]]:
    """Packets sent to the police or insurance where this person sits, and nothing else."""
    return select(Leg).where(Leg.holder_unit_id.in_(actor.reads), Leg.state.in_(AT_AGENCY))


def for_step(leg_id: UUID, actor: Actor) -> Leg:
    """The leg with its dossier, both locked in the same order everywhere: dossier, then leg.

    Raises:
        NotFound: there is none, or it is not this person's to see.
    """
    seen = db.session.scalar(visible_to(actor).where(Leg.id == leg_id))
    if seen is None:
        raise NotFound
    db.session.scalar(
        select(Dossier)
        .where(Dossier.id == seen.dossier_id)
        .with_for_update(of=Dossier)
        .options(joinedload(Dossier.procedure_version), joinedload(Dossier.commune))
        .execution_options(populate_existing=True)
    )
    locked = db.session.scalar(
        select(Leg)
        .where(Leg.id == leg_id)
        .with_for_update(of=Leg)
        .execution_options(populate_existing=True)
    )
    if locked is None:
        raise NotFound
    return locked


def packet_page(leg_id: UUID, actor: Actor) -> Leg:
    """The leg with its packets, as the agency sees it.

    Raises:
        NotFound: there is none, or it was not sent to this person's unit.
    """
    found = db.session.scalar(
        held_by(actor)
        .where(Leg.id == leg_id)
        .options(joinedload(Leg.commune), joinedload(Leg.holder), selectinload(Leg.packets))
    )
    if found is None:
        raise NotFound
    return found


def of_dossier(dossier_id: UUID) -> list[Leg]:
    """The legs of one dossier, in their order."""
    return list(
        db.session.scalars(
            select(Leg)
            .where(Leg.dossier_id == dossier_id)
            .options(joinedload(Leg.holder), selectinload(Leg.packets))
            .order_by(Leg.seq, Leg.kind)
        )
    )


def journal(leg_id: UUID) -> list[Event]:
    """What happened to one leg, oldest first."""
    return list(
        db.session.scalars(
            select(Event)
            .where(Event.leg_id == leg_id)
            .options(joinedload(Event.staff))
            .order_by(Event.id)
        )
    )


def results_of(leg_id: UUID) -> list[Paper]:
    """The result papers the agency has put to this leg."""
    return list(
        db.session.scalars(
            select(Paper)
            .where(Paper.leg_id == leg_id, Paper.kind == PaperKind.RESULT)
            .order_by(Paper.filed_at)
        )
    )


def _with_leg(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Dossiers that have such a leg."""
    return exists(select(Leg.id).where(Leg.dossier_id == Dossier.id, *conditions))


def waits_to_be_sent() -> ColumnElement[bool]:
    """Dossiers with a packet to be sent, or to be completed and sent again."""
    return _with_leg(Leg.state.in_((LegState.PREPARED, LegState.COMPLETING)))


def waits_for_its_list() -> ColumnElement[bool]:
    """Dossiers whose child is not yet on the confirmed list for the insurance."""
    return _with_leg(
        Leg.kind == LegKind.INSURANCE,
        Leg.state == LegState.PREPARED,
        Leg.list_confirmed_at.is_(None),
    )


def waits_to_be_collected() -> ColumnElement[bool]:
    """Dossiers with an answer or refusal at an agency that the commune has not taken back."""
    return _with_leg(
        Leg.closed_at.is_(None), Leg.state.in_((LegState.ANSWERED, LegState.REFUSED))
    )


PAGE = 25


def packets_page(
    actor: Actor, states: tuple[LegState, ...], *, folded: str = "", page: int = 0
) -> list[Leg]:
    """One page of an agency's packets and one row more."""
    query = held_by(actor).where(Leg.state.in_(states)).options(joinedload(Leg.commune))
    if folded:
        query = query.where(Leg.code.contains(folded.upper(), autoescape=True))
    query = query.order_by(Leg.due_at.asc().nulls_first(), Leg.sent_at, Leg.id)
    return list(db.session.scalars(query.offset(page * PAGE).limit(PAGE + 1)))


# ---- what the citizen reads ---------------------------------------------------------------------

TOLD: Mapping[LegState, tuple[LazyString, LazyString]] = {
    LegState.PREPARED: (
        _("Being prepared"),
        _("%(what)s. The commune is preparing the papers."),
    ),
    LegState.SENT: (
        _("Sent, not yet received"),
        _("%(what)s. Sent by the commune on %(sent)s."),
    ),
    LegState.RECEIVED: (
        _("Being settled"),
        _("%(what)s. Received on %(received)s, to be settled by %(due)s."),
    ),
    LegState.COMPLETING: (
        _("The commune completes the papers"),
        _("%(what)s. The agency asked the commune to complete the papers; you have nothing to do."),
    ),
    LegState.ANSWERED: (
        _("Settled"),
        _("%(what)s. Settled on %(answered)s; the commune fetches the result."),
    ),
    LegState.REFUSED: (
        _("Refused"),
        _("%(what)s. Refused on %(answered)s. The commune tells you why and returns held money."),
    ),
    LegState.RECALLED: (
        _("Taken back by the commune"),
        _("%(what)s. The commune has taken the papers back."),
    ),
    LegState.COLLECTED: (
        _("Result at the commune"),
        _("%(what)s. The result is at the commune."),
    ),
}
"""The word and the sentence for each state of a leg, in the citizen's language."""


def citizen_parts(dossier_id: UUID) -> list[Part]:
    """The legs of a dossier as its citizen reads them, in one statement."""
    legs = db.session.scalars(
        select(Leg)
        .where(Leg.dossier_id == dossier_id)
        .options(joinedload(Leg.holder))
        .order_by(Leg.seq, Leg.kind)
    )
    return [_part(leg) for leg in legs]


def _part(leg: Leg) -> Part:
    word, sentence = TOLD[leg.state]
    facts = {
        "what": rules.KIND_LABELS[leg.kind],
        "sent": day(leg.sent_at),
        "received": day(leg.received_at),
        "answered": day(leg.answered_at),
        "due": day(leg.due_at),
    }
    return Part(
        title=leg.holder.name,
        kind=str(leg.kind),
        state=str(leg.state),
        word=str(word),
        text=str(sentence) % facts,
    )
