"""``advance()``: the one function that moves a dossier, and the effects of this package."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeAlias
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy.dialects.postgresql import Range

from app.accounts.models.staff import Staff
from app.dossiers import rules, workflow
from app.dossiers.models.dossier import Custody, Dossier, Event, Extension, Pause
from app.dossiers.operations import custody, edit_lock
from app.dossiers.rules import StepActor, relatives
from app.dossiers.rules.lateness import intake, intake_due
from app.dossiers.workflow import Action, Capacity, Clock, Effect, Need, State, Transition
from app.kernel import clock
from app.kernel.db import db
from app.kernel.deadlines import deadline
from app.kernel.deadlines.calendar import Calendar
from app.kernel.hooks import Hook
from app.kernel.workflow.engine import Step, Workflow
from app.kernel.workflow.undo import Undo
from app.notifications.operations.call_tasks import note_visit
from app.organisation import queries as organisation
from app.procedures import queries as procedures
from app.procedures.models.vocabulary import FeeKind, LimitScope
from app.procedures.rules.consultations import is_linked, verification

WRONG_STATE = _("Dossier %(code)s is no longer in a state that allows this step.")


@dataclass(frozen=True)
class TransitionTaken:
    """A step that has just been written to the journal, for the effects that follow it."""

    dossier: Dossier
    row: Transition
    event: Event
    by: StepActor
    undone: Event | None = None
    """The step that this one undoes."""


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
        Refused: the time for undoing a step is over.
        NotAllowed: none of the capacities may take it.
        Refused: a colleague holds the edit lock.
        Refused: the step requires a reason.
        Refused: papers, a signature or a closed leg are missing.
    """
    if action in relatives.REGISTERING and (found := possible_relatives(dossier, by)):
        facts = {**(facts or {}), "relatives": list(found)}  # that the warning was shown
    return _STEPS.advance(dossier, action, by=by, reason=reason, seen=seen, facts=facts)


def possible_relatives(dossier: Dossier, by: StepActor) -> tuple[str, ...]:
    """The people of the dossier, as blocks of its form, to whom the officer may be related."""
    staff = by.staff_id and db.session.get(Staff, by.staff_id)
    if not staff:
        return ()
    officer = relatives.Named(staff.full_name, staff.id_number or "")
    form = procedures.form(dossier.procedure_version)
    return relatives.relatives(officer, form, dossier.answers)


_Step: TypeAlias = Step[Dossier, Transition, Event, StepActor]


class _Steps(Workflow[Dossier, Transition, Event, StepActor]):
    """How a step moves a dossier."""

    table = workflow.TABLE
    wrong_state = WRONG_STATE
    reason_missing = _("Enter the reason: the citizen will read it.")
    needs_unmet = _("Dossier %(code)s cannot go on: %(why)s.")
    stamps: ClassVar = {
        "visit_at": lambda dossier, _event: dossier.visit_at,  # agreed before the step
        "intake_due_at": lambda _dossier, event: intake_due(event.at, organisation.calendar()),
        "prepared_by_id": lambda _dossier, event: event.staff_id,
    }

    def undo(self, subject: Dossier, by: StepActor) -> Undo | None:
        return rules.undo.undo(subject, by)

    def standing(self, subject: Dossier) -> tuple[Event, ...]:
        return rules.undo.standing(subject.journal)

    def check_free(self, subject: Dossier, by: StepActor) -> None:
        edit_lock.check_free(subject, by)

    def unmet(self, row: Transition, subject: Dossier, by: StepActor) -> list[str]:
        own = [str(need.label) for need in rules.unmet(row, subject, by)]
        above = (needs[need](subject) for need in row.needs if not rules.judges(need))
        return own + [why for why in above if why]

    def record(self, subject: Dossier, **event: Any) -> Event:
        written = Event(**event)
        subject.journal.append(written)
        return written

    def end(self, subject: Dossier, now: datetime) -> dict[str, bool]:
        return {"late": rules.is_late(subject, now)}

    def is_new_version(self, step: _Step) -> bool:
        """A district's reminder writes nothing into a dossier."""
        return step.event.capacity != Capacity.SUPERVISOR

    def set_clock(self, step: _Step) -> None:
        dossier, event, clock_of_row = step.subject, step.event, step.row.clock
        if clock_of_row is Clock.PAUSE and dossier.clock_started_at is not None:
            dossier.pauses.append(pause(dossier.id, event))
        elif clock_of_row is Clock.START:
            _add_for_distance(dossier, event)
        elif clock_of_row in {Clock.RESUME, Clock.STOP}:
            resume(rules.open_pauses(dossier), event)
        elif clock_of_row is Clock.REWIND:
            _rewind(step)
        if clock_of_row is Clock.STOP:
            dossier.ended_at = event.at
        if clock_of_row is not Clock.KEEP:
            update_due_at(dossier)

    def write_further(self, step: _Step) -> None:
        if step.row.in_person:
            note_visit(step.subject.id, step.by.staff_id)

    def follow(self, effect: Effect, step: _Step) -> None:
        effects[effect](TransitionTaken(step.subject, step.row, step.event, step.by, step.undone))


_STEPS = _Steps()


# ---- the clock ----------------------------------------------------------------------------------


def _rewind(step: _Step) -> None:
    """Set the clock as it was before the undone step."""
    dossier, undone = step.subject, step.row.undoes
    if undone is None or step.undone is None:
        return
    if undone.clock is Clock.START:
        dossier.clock_started_at = dossier.promised_at = None
    elif undone.clock is Clock.PAUSE:
        unpause(dossier.pauses, step.undone, by=step.event)
    elif undone.clock is Clock.STOP:
        dossier.ended_at = None


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


def unpause(ledger: Iterable[Pause], undone: Event, *, by: Event) -> None:
    """Give the pause that a step began length zero: its row stays but does not count."""
    for each in ledger:
        if each.proof_event_id == undone.id:
            each.during, each.resumed_event_id = Range(empty=True), _key(by)


def compute_deadline(
    dossier: Dossier, calendar: Calendar | None = None
) -> deadline.Deadline | None:
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
        calendar or organisation.calendar(),
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


def give_back_originals(step: TransitionTaken) -> None:
    kept = [paper for paper in step.dossier.papers if paper.custody is Custody.COMMUNE]
    custody.move(kept, Custody.CITIZEN, event=step.event)
