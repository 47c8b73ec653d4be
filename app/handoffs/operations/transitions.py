"""``advance()``: the one function that moves a leg, and the effects of its steps.

An agency's own steps (receive, ask, answer, refuse) touch the leg, its packets and the journal and
never read the dossier, which the agency may not see.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Custody, Event
from app.dossiers.operations import custody, payments
from app.dossiers.operations import transitions as dossiers
from app.dossiers.operations.slip_issue import Issuer
from app.dossiers.rules import SYSTEM, as_counted, still_open
from app.dossiers.rules.undo import standing
from app.dossiers.workflow import Action, Phase, State
from app.handoffs import rules, workflow
from app.handoffs.models import Direction, Leg, Party
from app.handoffs.operations import ledger
from app.handoffs.operations.ledger import OnPaper
from app.handoffs.operations.packets import make_packet
from app.handoffs.queries import packets
from app.handoffs.rules import LegActor
from app.handoffs.workflow import LegAction, LegEffect, LegTransition
from app.kernel.db import db
from app.kernel.deadlines import deadline
from app.kernel.workflow.engine import Step, Workflow
from app.kernel.workflow.undo import Undo
from app.kernel.workflow.vocabulary import Clock
from app.organisation import queries as organisation
from app.procedures import queries as procedures
from app.procedures.models.vocabulary import LegKind

WRONG_LEG_STATE = _(
    "The forwarded file of dossier %(code)s is no longer in a state that allows this step."
)


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
        WrongState: the table has no such step from here.
        Refused: the time for taking a step back is over.
        NotAllowed: none of the capacities may take it.
        Refused: the step needs a reason and has none.
        Refused: an original, a confirmed list or a result is missing.
    """
    return _Steps(on).advance(leg, action, by=by, reason=reason, seen=seen)


_Step: TypeAlias = Step[Leg, LegTransition, Event, LegActor]


class _Steps(Workflow[Leg, LegTransition, Event, LegActor]):
    """How a step moves a leg; ``on`` is the signed sheet that the commune records."""

    table = workflow.TABLE
    wrong_state = WRONG_LEG_STATE
    reason_missing = _("Enter the reason: the other office will read it.")
    needs_unmet = _("The forwarded file of dossier %(code)s cannot go on: %(why)s.")
    stamps: ClassVar = {"list_confirmed_by_id": lambda _leg, event: event.posting_id}

    def __init__(self, on: OnPaper | None) -> None:
        self.on = on

    def undo(self, subject: Leg, by: LegActor) -> Undo | None:
        return rules.undo(packets.journal(subject.id), by)

    def standing(self, subject: Leg) -> tuple[Event, ...]:
        return standing(packets.journal(subject.id)[::-1])

    def unmet(self, row: LegTransition, subject: Leg, by: LegActor) -> list[LazyString]:
        return [need.label for need in rules.unmet(row, subject)]

    def record(self, subject: Leg, **event: Any) -> Event:
        written = Event(dossier_id=subject.dossier_id, leg_id=subject.id, **event)
        db.session.add(written)
        return written

    def moment(self, event: Event) -> datetime:
        return self.on.at if self.on else event.at

    def end(self, subject: Leg, now: datetime) -> dict[str, bool]:
        if subject.due_at is None:
            return {}
        return {"late": subject.due_at < (self.on.at if self.on else now)}

    def set_clock(self, step: _Step) -> None:
        leg, event, clock_of_row = step.subject, step.event, step.row.clock
        if clock_of_row is Clock.PAUSE:
            db.session.add(dossiers.pause(leg.id, event))
        elif clock_of_row in {Clock.RESUME, Clock.STOP}:
            dossiers.resume(still_open(packets.pauses(leg.id)), event)
        elif clock_of_row is Clock.REWIND and step.undone:
            dossiers.unpause(packets.pauses(leg.id), step.undone, by=event)
            db.session.flush()  # the limit is computed from the ledger
        if clock_of_row in {Clock.START, Clock.REWIND}:
            reckoning = compute_deadline(leg)
            leg.due_at = reckoning.due_at if reckoning else None
        elif clock_of_row is not Clock.KEEP:
            leg.due_at = None

    def follow(self, effect: LegEffect, step: _Step) -> None:
        _DO[effect](LegTransitionTaken(step.subject, step.row, step.event, self.on))


# ---- clock --------------------------------------------------------------------------------------


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
        pauses=as_counted(packets.pauses(leg.id)),
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
    """The originals and the held fee; a correction takes neither along."""
    leg, dossier = step.leg, step.leg.dossier
    if leg.corrects_id:
        return
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
    gone = () if leg.corrects_id else leg.dossier.papers
    coming = [
        paper
        for paper in dict.fromkeys([*gone, *packets.results_of(leg.id)])
        if paper.custody is away and (everything or rules.comes_back(leg, paper))
    ]
    custody.move(coming, Custody.COMMUNE, event=step.event, leg_id=leg.id)


def _forward_dossier(step: LegTransitionTaken) -> None:
    if step.leg.dossier.state is State.REGISTERED and not step.leg.corrects_id:
        dossiers.advance(step.leg.dossier, Action.FORWARD, by=SYSTEM)


def _close_if_all_in(step: LegTransitionTaken) -> None:
    if step.leg.dossier.state.phase is not Phase.SIGNED:
        return  # another commune was asked before anything was signed
    all_legs = packets.of_dossier(step.leg.dossier_id)
    if not any(rules.is_awaited(leg) for leg in all_legs):
        outcome = rules.outcome(all_legs)
        dossiers.advance(step.leg.dossier, Action.COMPLETE, by=SYSTEM, facts=outcome)


def _refund_held_fee(step: LegTransitionTaken) -> None:
    """A leg without result: the citizen gets the held fee back."""
    if step.leg.corrects_id:
        return
    payments.come_back(step.leg.dossier, step.leg.kind, by=Issuer.of_step(step.event))


def _extend_chain(step: LegTransitionTaken) -> None:
    """Add the time of the commune's completion to the limit of the chain, within the law."""
    if step.leg.kind is LegKind.COMMUNE or step.leg.corrects_id:
        return  # the law concerns agencies of linked procedures only
    dossier, asked = step.leg.dossier, packets.pauses(step.leg.id)[-1].during.lower
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
}
"""The function of each effect in the table; a test requires that all have one."""
