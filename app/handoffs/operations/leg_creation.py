"""Hooks for the packages below: legs at signing, and whether all of them are closed."""

from collections.abc import Mapping
from uuid import uuid4

from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import transitions as dossiers
from app.dossiers.rules import SYSTEM
from app.dossiers.workflow import Action, Need
from app.handoffs import rules
from app.handoffs.models import Leg
from app.handoffs.operations import inquiries, transitions
from app.handoffs.queries import packets
from app.handoffs.workflow import LegAction, LegState
from app.kernel.db import db
from app.organisation import queries as organisation
from app.organisation.models import UnitKind
from app.procedures import queries as procedures
from app.procedures.models.vocabulary import LegKind, LegWhen
from app.procedures.rules.papers_and_fees import legs

HOLDER_KIND: Mapping[LegKind, UnitKind] = {
    LegKind.POLICE: UnitKind.POLICE,
    LegKind.INSURANCE: UnitKind.INSURANCE,
}


def open_legs(step: dossiers.TransitionTaken) -> None:
    """Create the legs that begin with the signature; a dossier without legs is ready at once.

    Bound to ``Effect.OPEN_LEGS``.
    """
    dossier = step.dossier
    form = procedures.form(dossier.procedure_version)
    plans = [plan for plan in legs(form) if plan.opens is LegWhen.SIGNED]
    for n, plan in enumerate(plans, 1):
        db.session.add(
            Leg(
                id=uuid4(),
                dossier=dossier,
                commune=dossier.commune,
                kind=plan.kind,
                holder=organisation.agency_of(dossier.commune.district_id, HOLDER_KIND[plan.kind]),
                state=LegState.PREPARED,
                seq=n,
                code=dossier.code,
                is_rehearsal=dossier.is_rehearsal,
                subject_name=dossier.subject_name,
                result={},
            )
        )
    if not plans:
        dossiers.advance(dossier, Action.COMPLETE, by=SYSTEM)
    tell_of_corrections(dossier)


def tell_of_corrections(dossier: Dossier) -> None:
    """Send what was noted on a birth to its agencies, which correct their own data.

    The dossier has corrected another entry, or another office's decision was noted on its own.
    Nothing has to be prepared: the extract goes at once, and the citizen does not wait for them.
    """
    agencies = {
        (each.kind, each.holder_unit_id): each.leg_id for each in packets.corrected(dossier.id)
    }
    seq = len(packets.of_dossier(dossier.id)) if agencies else 0
    for (kind, holder), corrects in agencies.items():
        seq += 1
        leg = Leg(
            id=uuid4(),
            dossier=dossier,
            commune=dossier.commune,
            kind=kind,
            holder_unit_id=holder,
            state=LegState.PREPARED,
            seq=seq,
            code=dossier.code,
            is_rehearsal=dossier.is_rehearsal,
            corrects_id=corrects,
            subject_name=dossier.subject_name,
            result={},
        )
        db.session.add(leg)
        db.session.flush()  # the packet is the leg's
        transitions.advance(leg, LegAction.SEND, by=inquiries.SYSTEM)


def not_closed(dossier: Dossier) -> str:
    """Why the dossier waits for an agency; empty if it does not. Bound to ``LEGS_CLOSED``."""
    awaited = any(rules.is_awaited(leg) for leg in packets.of_dossier(dossier.id))
    return str(Need.LEGS_CLOSED.label) if awaited else ""
