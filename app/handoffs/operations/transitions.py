"""``advance()``: the one function that moves a leg, and the effects of its steps.

An agency's own steps (receive, ask, answer, refuse) touch the leg, its packets and the journal and
never read the dossier, which the agency may not see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy.orm.attributes import flag_modified

from app.dossiers.models import Custody, Event
from app.dossiers.operations import custody, payments
from app.dossiers.operations import transitions as dossiers
from app.dossiers.operations.slip_issue import Issuer
from app.dossiers.operations.undo import unpause
from app.dossiers.rules import SYSTEM, as_counted, still_open
from app.dossiers.workflow import Action, State
from app.handoffs import queries, rules, workflow
from app.handoffs.models import Direction, Leg, Party
from app.handoffs.operations import ledger
from app.handoffs.operations.ledger import OnPaper
from app.handoffs.operations.packets import make_packet
from app.handoffs.rules import LegActor
from app.handoffs.workflow import (
    ANSWERS,
    CLOSES,
    RECEIVES,
    REFUSES,
    LegAction,
    LegClock,
    LegEffect,
    LegTransition,
)
from app.kernel import clock
from app.kernel.db import ChangedMeanwhile, db
from app.kernel.deadlines import deadline
from app.kernel.errors import DomainError, NotAllowed
from app.organisation import queries as organisation
from app.procedures import queries as procedures
from app.procedures.models import LegKind


class WrongLegState(DomainError):
    message = _("The packet of dossier %(code)s is no longer in a state that allows this step.")


class LegNeedsUnmet(DomainError):
    message = _("The packet of dossier %(code)s cannot go on: %(why)s.")


class LegReasonMissing(DomainError):
    message = _("Write the reason: the other office will read it.")


@dataclass(frozen=True)
class LegTransitionTaken:
    """One step on a leg, just written to the journal."""

    leg: Leg
    row: LegTransition
    event: Event
    on: OnPaper | None = None


def advance(
    leg: Leg,
    action: LegAction,
    *,
    by: LegActor,
    reason: str | None = None,
    seen: int | None = None,
    on: OnPaper | None = None,
) -> Event:
    """Move the leg one step along its table and write it to the journal of its dossier.

    The only code that sets ``Leg.state`` and ``Leg.due_at``.

    Raises:
        ChangedMeanwhile: another user has changed the leg since.
        WrongLegState: the table has no such step from here.
        TooLateToUndo: the time for taking a step back is over.
        NotAllowed: none of the capacities may take it.
        LegReasonMissing: the step needs a reason and has none.
        LegNeedsUnmet: an original, a confirmed list or a result is missing.
    """
    if seen is not None and seen != leg.version:
        raise ChangedMeanwhile
    row = _row(leg, action, by)
    acting = by.capacity_for(row.by)
    if acting is None:
        raise NotAllowed
    reason = (reason or "").strip() or None
    if row.wants_reason and reason is None:
        raise LegReasonMissing(field="reason")
    if waiting := rules.unmet(row, leg):
        why = "; ".join(str(rules.WHY[need]) for need in waiting)
        raise LegNeedsUnmet(code=leg.code, why=why)

    event = Event(
        dossier_id=leg.dossier_id,
        leg_id=leg.id,
        at=clock.now(),
        action=row.action,
        source=leg.state,
        target=row.leads_to(leg.state),
        capacity=acting.capacity,
        staff_id=by.staff_id,
        posting_id=acting.posting_id,
        reason=reason,
        facts=_ending(leg, row.clock, on.at if on else clock.now())
        | ({"undoes": row.undoes} if row.undoes else {}),
    )
    db.session.add(event)
    leg.state = row.leads_to(leg.state)
    flag_modified(leg, "state")  # a step that keeps the state is a new version too
    _stamp(leg, row.action, acting.posting_id, on.at if on else clock.now())
    db.session.flush()  # the pause refers to the event; effects read the leg's new state
    _apply_clock(leg, row.clock, event)
    for effect in row.effects:
        _DO[effect](LegTransitionTaken(leg, row, event, on))
    return event


def _row(leg: Leg, action: LegAction, by: LegActor) -> LegTransition:
    """The row of the table for the step; for an undo, the way back of the last step."""
    row = workflow.step(leg.state, action)
    if action is LegAction.UNDO and (undo := rules.undo(queries.journal(leg.id), by)):
        if clock.now() > undo.until:
            raise dossiers.TooLateToUndo
        row = workflow.way_back(undo.event.action, undo.event.source, undo.event.target)
    if row is None:
        raise WrongLegState(code=leg.code)
    return row


def _stamp(leg: Leg, action: LegAction, posting_id: UUID | None, now: datetime) -> None:
    if action is LegAction.CONFIRM_LIST:
        leg.list_confirmed_at, leg.list_confirmed_by_id = now, posting_id
    elif action in {LegAction.SEND, LegAction.RESEND}:
        leg.sent_at, leg.received_at, leg.sheet_signed_at = now, None, None
    elif action in RECEIVES:
        leg.received_at = now
    elif action in ANSWERS | REFUSES:
        leg.answered_at = now
    if action in CLOSES:
        leg.closed_at = now


# ---- clock --------------------------------------------------------------------------------------


def _ending(leg: Leg, word: LegClock, at: datetime) -> dict[str, Any]:
    """``late``, if the step ends the agency's limit."""
    if word is not LegClock.STOP or leg.due_at is None:
        return {}
    return {"late": leg.due_at < at}


def _apply_clock(leg: Leg, word: LegClock, event: Event) -> None:
    if word is LegClock.PAUSE:
        db.session.add(dossiers.pause(leg.id, event))
    elif word in {LegClock.RESUME, LegClock.STOP}:
        dossiers.resume(still_open(queries.pauses(leg.id)), event)
    if word is LegClock.START:
        reckoning = compute_deadline(leg)
        leg.due_at = reckoning.due_at if reckoning else None
    elif word is not LegClock.KEEP:
        leg.due_at = None
    db.session.flush()  # what follows reads the ledger


def compute_deadline(leg: Leg) -> deadline.Deadline | None:
    """The agency's limit, from the receipt of its complete packet; None before the receipt.

    The limit was written into the packet when it was sent. For a commune it runs from the sending:
    the question arrives at once, and opening it late must bring no gain.
    """
    since = leg.sent_at if leg.kind is LegKind.COMMUNE else leg.received_at
    if since is None or not leg.packets:
        return None
    content = leg.packets[-1].content
    limit = content["limit"]
    return deadline.deadline(
        since,
        deadline.Limit(limit["amount"], deadline.LimitUnit(limit["unit"])),
        organisation.calendar(),
        policy=deadline.Policy(content["policy"]),
        pauses=as_counted(queries.pauses(leg.id)),
    )


# ---- effects ------------------------------------------------------------------------------------


def _make_packet(step: LegTransitionTaken) -> None:
    leg = step.leg
    make_packet(leg, note=step.event.reason or "", by=Issuer.of_step(step.event))
    if leg.kind is LegKind.COMMUNE and (reckoning := compute_deadline(leg)):
        leg.due_at = reckoning.due_at


def _books(direction: Direction, party: Party) -> Callable[[LegTransitionTaken], None]:
    """The effect that writes this side's row of the hand-over ledger."""

    def book(step: LegTransitionTaken) -> None:
        ledger.book(step.leg, direction, party, event=step.event, on=step.on)

    return book


def _originals_to_agency(step: LegTransitionTaken) -> None:
    leg, dossier = step.leg, step.leg.dossier
    form = procedures.form(dossier.procedure_version)
    travelling = rules.originals_to_send(leg, dossier, form)
    going = [
        paper
        for paper in dossier.papers
        if paper.key in travelling and paper.custody is Custody.COMMUNE
    ]
    custody.move(going, rules.CUSTODY_AT[leg.kind], event=step.event, leg_id=leg.id)
    payments.pass_on(dossier, leg.kind, by=Issuer.of_step(step.event))


def _results_to_commune(step: LegTransitionTaken) -> None:
    _to_commune(step, everything=False)


def _originals_to_commune(step: LegTransitionTaken) -> None:
    _to_commune(step, everything=True)


def _to_commune(step: LegTransitionTaken, *, everything: bool) -> None:
    leg, away = step.leg, rules.CUSTODY_AT[step.leg.kind]
    coming = [
        paper
        for paper in dict.fromkeys([*leg.dossier.papers, *queries.results_of(leg.id)])
        if paper.custody is away and (everything or rules.comes_back(leg, paper))
    ]
    custody.move(coming, Custody.COMMUNE, event=step.event, leg_id=leg.id)


def _forward_dossier(step: LegTransitionTaken) -> None:
    if step.leg.dossier.state is State.REGISTERED:
        dossiers.advance(step.leg.dossier, Action.FORWARD, by=SYSTEM)


def _close_if_all_in(step: LegTransitionTaken) -> None:
    if step.leg.dossier.state not in {State.REGISTERED, State.AT_AGENCIES}:
        return  # another commune was asked before anything was signed
    all_legs = queries.of_dossier(step.leg.dossier_id)
    if all(rules.is_closed(leg) for leg in all_legs):
        outcome = rules.outcome(all_legs)
        dossiers.advance(step.leg.dossier, Action.COMPLETE, by=SYSTEM, facts=outcome)


def _refund_held_fee(step: LegTransitionTaken) -> None:
    """A leg without result: the citizen gets the held fee back."""
    payments.come_back(step.leg.dossier, step.leg.kind, by=Issuer.of_step(step.event))


def _take_back(step: LegTransitionTaken) -> None:
    """Undo of a mistaken request: the limit runs on as if it had not been made."""
    leg, undone = step.leg, queries.journal(step.leg.id)[1]
    unpause(queries.pauses(leg.id), undone, by=step.event)
    db.session.flush()  # the limit is computed from the ledger
    reckoning = compute_deadline(leg)
    leg.due_at = reckoning.due_at if reckoning else None


def _extend_chain(step: LegTransitionTaken) -> None:
    """Add the time of the commune's completion to the limit of the chain, within the law."""
    if step.leg.kind is LegKind.COMMUNE:
        return  # the law concerns agencies of linked procedures only
    dossier, asked = step.leg.dossier, queries.pauses(step.leg.id)[-1].during.lower
    spent = organisation.calendar().working_days_between(asked or step.event.at, step.event.at)
    amount = min(spent, rules.days_left_to_complete(dossier))
    if amount:
        more = deadline.Extension(amount, deadline.LimitUnit.WORKING_DAY)
        dossiers.extend(dossier, more, proof=step.event)


_DO: Mapping[LegEffect, Callable[[LegTransitionTaken], None]] = {
    LegEffect.MAKE_PACKET: _make_packet,
    LegEffect.BOOK_SENT: _books(Direction.OUT, Party.GIVER),
    LegEffect.BOOK_RECEIVED: _books(Direction.OUT, Party.TAKER),
    LegEffect.BOOK_GIVEN_BACK: _books(Direction.BACK, Party.GIVER),
    LegEffect.BOOK_FETCHED: _books(Direction.BACK, Party.TAKER),
    LegEffect.ORIGINALS_TO_AGENCY: _originals_to_agency,
    LegEffect.RESULTS_TO_COMMUNE: _results_to_commune,
    LegEffect.ORIGINALS_TO_COMMUNE: _originals_to_commune,
    LegEffect.FORWARD_DOSSIER: _forward_dossier,
    LegEffect.CLOSE_IF_ALL_IN: _close_if_all_in,
    LegEffect.REFUND_HELD_FEE: _refund_held_fee,
    LegEffect.EXTEND_CHAIN: _extend_chain,
    LegEffect.TAKE_BACK: _take_back,
}
"""The function of each effect in the table; a test requires that all have one."""
