"""``advance()``: the one function that moves a dossier, and the effects of this package."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm.attributes import flag_modified

from app.accounts.models import Staff
from app.dossiers import rules, workflow
from app.dossiers.models import Custody, Dossier, Event, Extension, Pause
from app.dossiers.operations import custody, edit_lock
from app.dossiers.rules import StepActor, relatives
from app.dossiers.rules.call_tasks import FACE_TO_FACE
from app.dossiers.rules.lateness import intake, intake_due
from app.dossiers.workflow import Action, Capacity, Clock, Effect, Need, State, Transition
from app.kernel import clock
from app.kernel.db import ChangedMeanwhile, db
from app.kernel.deadlines import deadline
from app.kernel.errors import DomainError, NotAllowed
from app.kernel.hooks import Hook
from app.notifications.operations.call_tasks import note_visit
from app.organisation import queries as organisation
from app.procedures import queries as procedures
from app.procedures.models import FeeKind, LimitScope
from app.procedures.rules import is_linked, verification


class WrongState(DomainError):
    """No row of the table leads from the dossier's state by this action."""

    message = _("Dossier %(code)s is no longer in a state that allows this step.")


class TooLateToUndo(DomainError):
    """The time for undoing a step is over."""

    message = _("It is too late to take this step back. Go on from here with another step.")


class NeedsUnmet(DomainError):
    """A requirement of the step is not met."""

    message = _("Dossier %(code)s cannot go on: %(why)s.")


class ReasonMissing(DomainError):
    """The law requires a written reason for this step."""

    message = _("Write the reason: the citizen will read it.")


@dataclass(frozen=True)
class TransitionTaken:
    """A step that has just been written to the journal, for the effects that follow it."""

    dossier: Dossier
    row: Transition
    event: Event
    by: StepActor


effects: Hook[Effect, Callable[[TransitionTaken], None]] = Hook(Effect)
"""The implementation of each effect; ``create_app()`` binds those of higher packages."""

needs: Hook[Need, Callable[[Dossier], str]] = Hook(Need)
"""Needs that only a higher package can check: a text saying what is missing, or empty."""


def advance(
    dossier: Dossier,
    action: Action,
    *,
    by: StepActor,
    reason: str | None = None,
    seen: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Event:
    """Move the dossier one step along the table, and write it in the journal.

    The only code that sets ``Dossier.state`` and ``due_at``. ``seen`` is the version of the dossier
    that was shown to the person.

    Raises:
        ChangedMeanwhile: somebody else has written the dossier since.
        WrongState: the table has no such step from here.
        TooLateToUndo: the time for undoing a step is over.
        NotAllowed: none of the capacities may take it.
        HeldByColleague: a colleague holds the edit lock.
        ReasonMissing: the step requires a reason.
        NeedsUnmet: papers, a signature or a closed leg are missing.
    """
    check_version(dossier, seen)
    row = _row(dossier, action, by)
    acting = by.capacity_for(row.by)
    if acting is None:
        raise NotAllowed
    edit_lock.check_free(dossier, by)
    reason = (reason or "").strip() or None
    if row.wants_reason and reason is None:
        raise ReasonMissing(field="reason")
    _check_needs(row, dossier, by)

    if row.undoes:
        last, facts = rules.undo.last_step(dossier.journal), {"undoes": row.undoes}
        acting = acting._replace(posting_id=last and last.posting_id)
    if action in relatives.REGISTERING and (found := possible_relatives(dossier, by)):
        facts = {**(facts or {}), "relatives": list(found)}  # that the warning was shown
    event = _write(dossier, row, StepActor(by.staff_id, (acting,)), reason, facts)
    dossier.state = row.leads_to(dossier.state)
    if (
        acting.capacity != Capacity.SUPERVISOR
    ):  # a district's reminder writes nothing into a dossier
        flag_modified(dossier, "state")  # a step that keeps the state is a new version too
    _stamp(dossier, action, by)
    _apply_clock(dossier, row.clock, event)
    db.session.flush()  # effects name the event by its id; the dossier is written once
    for effect in row.effects:
        effects[effect](TransitionTaken(dossier, row, event, by))
    return event


def _row(dossier: Dossier, action: Action, by: StepActor) -> Transition:
    """The row of the table that the step uses; for an undo, the reverse of the last step."""
    row = workflow.step(dossier.state, action)
    if action is Action.UNDO and (undo := rules.undo.undo(dossier, by)):
        if clock.now() > undo.until:
            raise TooLateToUndo
        row = workflow.way_back(undo.event.action, undo.event.source, undo.event.target)
    if row is None:
        raise WrongState(code=dossier.code)
    return row


def check_version(dossier: Dossier, seen: int | None) -> None:
    """Compare the version that was shown with that of the database.

    An operation that writes before it calls ``advance()`` must call this first: its own writes
    count.

    Raises:
        ChangedMeanwhile: somebody else has written the dossier since.
    """
    if seen is not None and seen != dossier.row_version:
        raise ChangedMeanwhile


def _check_needs(row: Transition, dossier: Dossier, by: StepActor) -> None:
    waiting = [str(rules.WHY[need]) for need in rules.unmet(row, dossier, by)]
    above = (needs[need](dossier) for need in row.needs if not rules.judges(need))
    waiting += [why for why in above if why]
    if waiting:
        raise NeedsUnmet(code=dossier.code, why="; ".join(waiting))


def possible_relatives(dossier: Dossier, by: StepActor) -> tuple[str, ...]:
    """The people of the dossier, as blocks of its form, to whom the officer may be related."""
    staff = by.staff_id and db.session.get(Staff, by.staff_id)
    if not staff:
        return ()
    officer = relatives.Named(staff.full_name, staff.id_number or "")
    form = procedures.form(dossier.procedure_version)
    return relatives.relatives(officer, form, dossier.answers)


def _write(
    dossier: Dossier,
    row: Transition,
    by: StepActor,
    reason: str | None,
    facts: Mapping[str, Any] | None,
) -> Event:
    """Write the row of the journal, complete: it is never changed afterwards."""
    now, (capacity, posting_id) = clock.now(), by.capacities[0]
    ending = {"late": rules.is_late(dossier, now)} if row.clock is Clock.STOP else {}
    event = Event(
        at=now,
        action=row.action,
        source=dossier.state,
        target=row.leads_to(dossier.state),
        capacity=capacity,
        staff_id=by.staff_id,
        posting_id=posting_id,
        reason=reason,
        facts={**(facts or {}), **ending},
    )
    dossier.journal.append(event)
    return event


def _stamp(dossier: Dossier, action: Action, by: StepActor) -> None:
    """Set the timestamps that lists and the clock read."""
    now = clock.now()
    if action is Action.ACCEPT:
        dossier.accepted_at = now
    elif action is Action.SUPPLY:
        dossier.intake_due_at = intake_due(now, organisation.calendar())
    elif action is Action.PREPARE:
        dossier.prepared_by_id = by.staff_id
    elif action is Action.SIGN:
        dossier.registered_at = now
    elif action is Action.SIGN_WRITTEN_ANSWER:
        dossier.written_answer_due_since = None
    elif action in FACE_TO_FACE:
        note_visit(dossier.id, by.staff_id)


# ---- the clock ----------------------------------------------------------------------------------


def _apply_clock(dossier: Dossier, word: Clock, event: Event) -> None:
    if word is Clock.PAUSE and dossier.clock_started_at is not None:
        dossier.pauses.append(pause(dossier.id, event))
    elif word is Clock.START:
        _add_for_distance(dossier, event)
    elif word is Clock.RESUME:
        _resume(dossier, event)
    elif word is Clock.STOP:
        _resume(dossier, event)
        dossier.ended_at = event.at
    if word not in {Clock.KEEP, Clock.REWIND}:
        update_due_at(dossier)


def pause(subject_id: UUID, event: Event) -> Pause:
    """Open the pause that this step begins, for the clock of a dossier or of a leg."""
    return Pause(
        proof_event_id=_key(event),
        dossier_id=event.dossier_id,
        subject_id=subject_id,
        during=Range(event.at, None, bounds="[)"),
        cause=event.action,
    )


def resume(pauses: Iterable[Pause], event: Event) -> None:
    for each in pauses:
        start = each.during.lower or event.at
        each.resumed_event_id = _key(event)
        each.during = Range(start, max(event.at, start), bounds="[)")


def _key(proof: Event) -> int:
    """The key of the step's row of the journal, which is written now if it was not before."""
    if proof.id is None:
        db.session.flush()
    return proof.id


def _resume(dossier: Dossier, event: Event) -> None:
    resume(rules.open_pauses(dossier), event)


def compute_deadline(dossier: Dossier) -> deadline.Deadline | None:
    """The deadline with its explanation, line by line; None before the clock has started."""
    version = dossier.procedure_version
    day = dossier.accepted_at and clock.local(dossier.accepted_at).date()
    limit = procedures.limits_for(version, dossier.commune.parent_id, day)[LimitScope.TOTAL]
    start = rules.clock_starts(dossier, limit)
    if start is None:
        return None
    return deadline.deadline(
        start,
        limit,
        organisation.calendar(),
        policy=version.policy,
        pauses=rules.pauses(dossier),
        extensions=rules.extensions(dossier),
    )


def compute_intake_deadline(dossier: Dossier) -> deadline.Deadline | None:
    """The deadline of the commune's first answer; None once it has answered."""
    if dossier.state is not State.SUBMITTED:
        return None
    came = (event.at for event in dossier.journal if event.action in {Action.SUBMIT, Action.SUPPLY})
    return intake(max(came, default=dossier.submitted_at), organisation.calendar())


def update_due_at(dossier: Dossier) -> None:
    """Set ``due_at`` from the pauses: NULL before the start, while paused and after the end."""
    reckoning = compute_deadline(dossier)
    dossier.clock_started_at = dossier.clock_started_at or (clock.now() if reckoning else None)
    over = dossier.ended_at is not None
    dossier.due_at = None if over or reckoning is None else reckoning.due_at
    if dossier.promised_at is None:
        dossier.promised_at = dossier.due_at


def _add_for_distance(dossier: Dossier, event: Event) -> None:
    """Add the extra time of linked dossiers of remote communes; part of the first promise."""
    days, form = dossier.commune.remote_days, procedures.form(dossier.procedure_version)
    if days and is_linked(form) and event.action == Action.ACCEPT:
        _note_extension(dossier, days, deadline.LimitUnit.WORKING_DAY, rules.REMOTE, event)


def extend(
    dossier: Dossier,
    more: deadline.Extension,
    *,
    proof: Event,
    cause: str | None = None,
    promise: bool = False,
) -> None:
    """Add time to the limit of the whole chain.

    The date on the slip does not change unless the same step issues a slip (``promise``).
    """
    _note_extension(dossier, more.amount, more.unit, cause or proof.action, proof)
    if promise:
        dossier.promised_at = None
    update_due_at(dossier)


def _note_extension(
    dossier: Dossier, amount: int, unit: deadline.LimitUnit, cause: str, proof: Event
) -> None:
    dossier.extensions.append(
        Extension(amount=amount, unit=unit, cause=cause, proof_event_id=_key(proof))
    )


# ---- effects of this package --------------------------------------------------------------------


def extend_for_verification(step: TransitionTaken) -> None:
    """Add the time for verification, once; the new receipt promises the new day.

    Bound to ``Effect.EXTEND_FOR_VERIFICATION``.
    """
    limit = verification(procedures.form(step.dossier.procedure_version))
    if limit is not None and limit.amount:
        more = deadline.Extension(limit.amount, limit.unit)
        extend(step.dossier, more, proof=step.event, promise=True)


def release_held_fees(step: TransitionTaken) -> None:
    """Mark money that was held for another agency, and is no longer needed, for refund."""
    for fee in step.dossier.fees:
        if fee.kind is FeeKind.HELD and fee.taken_at and not (fee.passed_on_at or fee.refunded_at):
            fee.refund_due_at = clock.now()


def keep_for_citizen(step: TransitionTaken) -> None:
    """Record that papers or money await the citizen, who is absent when a dossier ends."""
    if rules.owes(step.dossier):
        step.dossier.owed_since = clock.now()


def await_written_answer(step: TransitionTaken) -> None:
    """Record that the head of the commune has to answer in writing (Luật Hộ tịch Đ5.2)."""
    step.dossier.written_answer_due_since = clock.now()


def give_back_originals(step: TransitionTaken) -> None:
    """Record the return of all originals that the commune held."""
    kept = [paper for paper in step.dossier.papers if paper.custody is Custody.COMMUNE]
    custody.move(kept, Custody.CITIZEN, event=step.event)
