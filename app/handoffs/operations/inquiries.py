"""Inquiries at communes where the person lived before (NĐ 123/2015 Đ22)."""

from collections.abc import Iterator
from uuid import uuid4

from flask_babel import gettext

from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import transitions as dossiers
from app.dossiers.rules.undo import taken_back
from app.dossiers.rules.verification import INQUIRY, letters_open, places
from app.dossiers.workflow import Action
from app.handoffs.models import Leg
from app.handoffs.operations import transitions
from app.handoffs.operations.packets import limit_of
from app.handoffs.queries import packets
from app.handoffs.rules import LegActor
from app.handoffs.workflow import LegAction, LegCapacity, LegState
from app.kernel.actor import Acting
from app.kernel.db import db
from app.kernel.deadlines import deadline
from app.kernel.i18n.formatting import day
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.procedures.models.vocabulary import LegKind
from app.procedures.rules.consultations import is_commune

SYSTEM = LegActor(None, (Acting(LegCapacity.SYSTEM, None),))


def open_inquiries(step: dossiers.TransitionTaken) -> None:
    """Open a leg to each of our communes where the person lived before, and extend the limit.

    Bound to ``Effect.OPEN_INQUIRIES``. The limit is extended once; what acceptance adds is part of
    the first promise. A commune with a leg already is not asked again.
    """
    dossier = step.dossier
    asked = places(dossier) if dossier.accepted_at is not None else ()
    if not asked:
        return
    known = {leg.holder_unit_id for leg in _inquiries(dossier)}
    for commune in _communes([place.code for place in asked]):
        if commune.id not in known:
            db.session.add(_leg_to(commune, dossier, len(known) + 1))
            known.add(commune.id)
    if not _time_was_added(dossier):
        limit = limit_of(dossier, LegKind.COMMUNE)
        dossiers.extend(
            dossier,
            deadline.Extension(limit.amount, limit.unit),
            proof=step.event,
            cause=INQUIRY,
            promise=step.event.action == Action.ACCEPT,
        )


def close_inquiries(step: dossiers.TransitionTaken) -> None:
    """Recall open inquiries when the dossier has ended. Bound to ``Effect.CLOSE_INQUIRIES``."""
    for leg in _inquiries(step.dossier):
        if leg.closed_at is None:
            transitions.advance(leg, LegAction.LET_GO, by=SYSTEM)


def unanswered(dossier: Dossier) -> str:
    """Communes that have not answered, with their deadlines; empty if all have.

    Bound to ``Need.INQUIRIES_ANSWERED``.
    """
    waits = [_waiting(leg) for leg in _inquiries(dossier) if leg.closed_at is None]
    waits += [
        gettext("the answer by letter from %(place)s is not recorded yet", place=place.text)
        for place in letters_open(dossier)
    ]
    return "; ".join(waits)


def _waiting(leg: Leg) -> str:
    commune = leg.holder.name
    if leg.state is LegState.PREPARED:
        return gettext("%(commune)s has not been asked yet", commune=commune)
    if leg.state is LegState.ANSWERED:
        return gettext("the answer of %(commune)s has not been read yet", commune=commune)
    if leg.due_at is None:
        return gettext("%(commune)s has not answered yet", commune=commune)
    return gettext(
        "%(commune)s has not answered yet and has until %(day)s",
        commune=commune,
        day=day(leg.due_at),
    )


def _inquiries(dossier: Dossier) -> list[Leg]:
    return [leg for leg in packets.of_dossier(dossier.id) if leg.kind is LegKind.COMMUNE]


def _communes(codes: list[str]) -> Iterator[Unit]:
    found = (organisation.commune_by_code(code) for code in codes if is_commune(code))
    return (commune for commune in found if commune is not None)


def _leg_to(commune: Unit, dossier: Dossier, seq: int) -> Leg:
    return Leg(
        id=uuid4(),
        dossier=dossier,
        commune=dossier.commune,
        kind=LegKind.COMMUNE,
        holder=commune,
        state=LegState.PREPARED,
        seq=seq,
        code=dossier.code,
        is_rehearsal=dossier.is_rehearsal,
        subject_name=dossier.subject_name,
        result={},
    )


def _time_was_added(dossier: Dossier) -> bool:
    back = taken_back(dossier.journal)
    return any(
        each.cause == INQUIRY and each.proof_event_id not in back for each in dossier.extensions
    )
