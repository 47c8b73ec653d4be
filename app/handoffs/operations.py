"""Sending packets to the police and the social insurance, and taking their answers back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _

from app.dossiers.models import Custody, Dossier, Event, FeeKind, Paper, PaperKind
from app.dossiers.operations import steps as dossiers
from app.dossiers.rules import SYSTEM
from app.dossiers.workflow import Action, State
from app.handoffs import queries, rules, workflow
from app.handoffs.models import Leg, Packet
from app.handoffs.rules import LegBy
from app.handoffs.workflow import LegAction, LegClock, LegEffect, LegState, LegTransition
from app.kernel import clock, worktime
from app.kernel.db import ChangedMeanwhile, db
from app.kernel.errors import DomainError, NotAllowed
from app.kernel.files import Stored
from app.organisation import queries as organisation
from app.organisation.models import UnitKind
from app.procedures import queries as procedures
from app.procedures.models import LegKind, Step
from app.procedures.rules import Form
from app.procedures.rules.needs import legs


class WrongLegState(DomainError):
    """No row of the table leads from the leg's state by this action."""

    message = _("The packet of dossier %(code)s is no longer in a state that allows this step.")


class LegNeedsUnmet(DomainError):
    """A requirement of the step on the leg is not fulfilled."""

    message = _("The packet of dossier %(code)s cannot go on: %(why)s.")


class ResultMissing(DomainError):
    """The agency answers without saying what the result is."""

    message = _("Write the number of the household book or the health card.")


_HOLDER_KIND: Mapping[LegKind, UnitKind] = {
    LegKind.POLICE: UnitKind.POLICE,
    LegKind.INSURANCE: UnitKind.INSURANCE,
}


# ---- bound to the words of ``dossiers`` ---------------------------------------------------------


def open_legs(step: dossiers.Step) -> None:
    """Create the legs of a linked dossier at signing; one without legs is ready at once.

    Bound to ``Effect.OPEN_LEGS``.
    """
    dossier = step.dossier
    plans = legs(Form.parse(dossier.procedure_version.compiled or {}))
    for n, plan in enumerate(plans, 1):
        holder = organisation.agency_of(dossier.commune.parent_id, _HOLDER_KIND[plan.kind])
        db.session.add(
            Leg(
                id=uuid4(),
                dossier=dossier,
                commune=dossier.commune,
                kind=plan.kind,
                holder=holder,
                state=LegState.PREPARED,
                seq=n,
                code=dossier.code,
                subject_name=dossier.subject_name,
                result={},
            )
        )
    if not plans:
        dossiers.advance(dossier, Action.COMPLETE, by=SYSTEM)


def legs_closed(dossier: Dossier) -> bool:
    """Whether nothing of this dossier is open at an agency. Bound to ``Need.LEGS_CLOSED``."""
    return all(rules.is_closed(leg) for leg in queries.of_dossier(dossier.id))


# ---- the one function that moves a leg ----------------------------------------------------------


@dataclass(frozen=True)
class LegStep:
    """One step on a leg that has just been written in the journal."""

    leg: Leg
    dossier: Dossier
    row: LegTransition
    event: Event
    by: LegBy


def advance(
    leg: Leg,
    action: LegAction,
    *,
    by: LegBy,
    reason: str | None = None,
    seen: int | None = None,
) -> Event:
    """Move the leg one step along its table, and write it in the journal of its dossier.

    The only code that sets ``Leg.state`` and ``Leg.due_at``.

    Raises:
        ChangedMeanwhile: somebody else has written the leg since.
        WrongLegState: the table has no such step from here.
        NotAllowed: none of the capacities may take it.
        dossiers.ReasonMissing: the step must be explained and is not.
        LegNeedsUnmet: an original, a confirmed list or a result is missing.
    """
    if seen is not None and seen != leg.version:
        raise ChangedMeanwhile
    row = workflow.step(leg.state, action)
    if row is None:
        raise WrongLegState(code=leg.code)
    acting = by.within(row.by)
    if acting is None:
        raise NotAllowed
    reason = (reason or "").strip() or None
    if row.wants_reason and reason is None:
        raise dossiers.ReasonMissing(field="reason")
    dossier = leg.dossier
    if waiting := rules.unmet(row, leg, dossier):
        why = "; ".join(str(rules.WHY[need]) for need in waiting)
        raise LegNeedsUnmet(code=leg.code, why=why)

    event = Event(
        leg_id=leg.id,
        at=clock.now(),
        action=row.action,
        source=leg.state,
        target=row.leads_to(leg.state),
        capacity=acting[0],
        staff_id=by.staff_id,
        posting_id=acting[1],
        reason=reason,
        facts={},
    )
    dossier.journal.append(event)
    leg.state = row.leads_to(leg.state)
    _mark(leg, row.action, acting[1])
    _turn(leg, dossier, row.clock)
    db.session.flush()  # effects look at the leg as it now stands
    for effect in row.effects:
        _DO[effect](LegStep(leg, dossier, row, event, by))
    return event


def _mark(leg: Leg, action: LegAction, posting_id: UUID | None) -> None:
    now = clock.now()
    if action is LegAction.CONFIRM_LIST:
        leg.list_confirmed_at, leg.list_confirmed_by_id = now, posting_id
    elif action in {LegAction.SEND, LegAction.RESEND}:
        leg.sent_at, leg.received_at = now, None
    elif action is LegAction.RECEIVE:
        leg.received_at = now
    elif action in {LegAction.ANSWER, LegAction.REFUSE}:
        leg.answered_at = now
    elif action in {LegAction.COLLECT, LegAction.NOTE_REFUSAL, LegAction.RECALL}:
        leg.closed_at = now


def _turn(leg: Leg, dossier: Dossier, word: LegClock) -> None:
    if word is LegClock.START:
        leg.due_at = reckon(leg, dossier).due_at
    elif word is not LegClock.KEEP:
        leg.due_at = None


def reckon(leg: Leg, dossier: Dossier) -> worktime.Reckoning:
    """The agency's own limit, counted from the receipt of its complete packet."""
    limits = procedures.limits_for(dossier.procedure_version, dossier.commune.parent_id)
    return worktime.deadline(
        leg.received_at or clock.now(),
        limits[Step(leg.kind)],
        organisation.calendar(),
        policy=dossier.procedure_version.policy,
    )


def answer(
    leg: Leg,
    *,
    by: LegBy,
    number: str,
    note: str = "",
    files: tuple[tuple[str, Stored], ...] = (),
    seen: int | None = None,
) -> Event:
    """The agency answers: the number of the book or card, and the papers that prove it.

    Raises:
        ResultMissing: there is no number.
    """
    if not number.strip():
        raise ResultMissing(field="number")
    leg.result = {"number": number.strip(), "note": note.strip()}
    name = "Sổ hộ khẩu" if leg.kind is LegKind.POLICE else "Thẻ bảo hiểm y tế"
    for file_name, stored in files:
        leg.dossier.papers.append(
            Paper(
                id=uuid4(),
                leg_id=leg.id,
                kind=PaperKind.RESULT,
                key=rules.RESULT_KEYS[leg.kind],
                name=name,
                file_name=file_name[:200],
                storage_key=stored.key,
                sha256=stored.sha256,
                size=stored.size,
                mime=stored.mime,
                filed_at=clock.now(),
                custody=rules.CUSTODY_AT[leg.kind],
            )
        )
    return advance(leg, LegAction.ANSWER, by=by, seen=seen)


# ---- effects ------------------------------------------------------------------------------------


def _make_packet(step: LegStep) -> None:
    """Keep what travels as it is now, with a checksum over all of it."""
    leg, dossier = step.leg, step.dossier
    papers = [
        {
            "id": str(paper.id),
            "key": paper.key,
            "name": paper.name,
            "storage_key": paper.storage_key,
            "sha256": paper.sha256,
            "mime": paper.mime,
            "original": paper.custody is Custody.COMMUNE and paper.kind is PaperKind.FILED,
        }
        for paper in rules.papers_to_send(leg, dossier)
    ]
    content = {
        "code": leg.code,
        "kind": leg.kind,
        "office": dossier.commune.name,
        "answers": dossier.answers,
        "held_fee": sum(
            fee.amount for fee in dossier.fees if fee.for_leg == leg.kind and fee.taken_at
        ),
        "note": step.event.reason or "",
    }
    sealed = json.dumps([content, papers], sort_keys=True, ensure_ascii=False).encode()
    leg.packets.append(
        Packet(
            id=uuid4(),
            n=len(leg.packets) + 1,
            content=content,
            papers=papers,
            checksum=sha256(sealed).hexdigest(),
            made_at=clock.now(),
            made_by_id=step.event.posting_id,
        )
    )
    leg.subject_name = dossier.subject_name


def _originals_to_agency(step: LegStep) -> None:
    travelling = set(rules.originals_to_hold(step.leg, step.dossier))
    for paper in step.dossier.papers:
        if paper.key in travelling and paper.custody is Custody.COMMUNE:
            paper.custody = rules.CUSTODY_AT[step.leg.kind]
    for fee in step.dossier.fees:
        if fee.kind is FeeKind.HELD and fee.for_leg == step.leg.kind and fee.taken_at:
            fee.passed_on_at = fee.passed_on_at or clock.now()


def _originals_to_commune(step: LegStep) -> None:
    away = rules.CUSTODY_AT[step.leg.kind]
    for paper in step.dossier.papers:
        if paper.custody is away:
            paper.custody = Custody.COMMUNE


def _forward_dossier(step: LegStep) -> None:
    if step.dossier.state is State.REGISTERED:
        dossiers.advance(step.dossier, Action.FORWARD, by=SYSTEM)


def _close_if_all_in(step: LegStep) -> None:
    all_legs = queries.of_dossier(step.dossier.id)
    if all(rules.is_closed(leg) for leg in all_legs):
        outcome = rules.outcome(all_legs)
        dossiers.advance(step.dossier, Action.COMPLETE, by=SYSTEM, facts=outcome)


def _refund_held_fee(step: LegStep) -> None:
    """A leg that grants nothing: the citizen gets back what was held for it."""
    for fee in step.dossier.fees:
        if fee.kind is FeeKind.HELD and fee.for_leg == step.leg.kind and fee.taken_at:
            fee.refund_due_at = clock.now()


_DO: Mapping[LegEffect, Callable[[LegStep], Any]] = {
    LegEffect.MAKE_PACKET: _make_packet,
    LegEffect.ORIGINALS_TO_AGENCY: _originals_to_agency,
    LegEffect.ORIGINALS_TO_COMMUNE: _originals_to_commune,
    LegEffect.FORWARD_DOSSIER: _forward_dossier,
    LegEffect.CLOSE_IF_ALL_IN: _close_if_all_in,
    LegEffect.REFUND_HELD_FEE: _refund_held_fee,
}
