"""The one way of a step: what every workflow checks, writes and does after it, in order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy.orm.attributes import flag_modified

from app.kernel import clock
from app.kernel.actor import Acting, ActingPerson
from app.kernel.db import ChangedMeanwhile, db, row_version
from app.kernel.errors import DomainError, NotAllowed, Refused
from app.kernel.workflow.table import Row, Table
from app.kernel.workflow.undo import Undo
from app.kernel.workflow.vocabulary import Clock

Subject = TypeVar("Subject", bound=Any)
Event = TypeVar("Event", bound=Any)
By = TypeVar("By", bound=ActingPerson[Any])


@dataclass(frozen=True)
class Step(Generic[Subject, Row, Event, By]):
    """A step that has just been written to the journal, for what follows it."""

    subject: Subject
    row: Row
    event: Event
    by: By
    undone: Event | None = None
    """The step that this one undoes."""


class WrongState(DomainError):
    """The table has no such step from here, or no longer."""


class _Choice(NamedTuple):
    row: Any
    acting: Acting[Any]
    undone: Any = None


def check_version(subject: Any, seen: int | None) -> None:
    """Compare the version that was shown with that of the database.

    An operation that writes before it takes a step must call this first: its own writes count.

    Raises:
        ChangedMeanwhile: somebody else has written the row since.
    """
    if seen is not None and seen != row_version(subject):
        raise ChangedMeanwhile


class Workflow(Generic[Subject, Row, Event, By]):
    """The steps of one kind of subject; below ``advance()`` is what each kind does its own way."""

    table: ClassVar[Table[Any]]
    wrong_state: ClassVar[LazyString]
    reason_missing: ClassVar[LazyString]
    needs_unmet: ClassVar[LazyString]
    """What its refusals say; ``code`` and ``why`` are given."""
    stamps: ClassVar[Mapping[str, Callable[[Any, Any], Any]]] = {}
    """What a step writes into a column, from subject and event; elsewhere it is the moment."""

    def advance(
        self,
        subject: Subject,
        action: Any,
        *,
        by: By,
        reason: str | None = None,
        seen: int | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> Event:
        """Take a step: check it, write it in the journal, move the subject, do what follows."""
        check_version(subject, seen)
        row, acting, undone = self._choose(subject, action, by)
        self.check_free(subject, by)
        reason = (reason or "").strip() or None
        if row.wants_reason and reason is None:
            raise Refused(self.reason_missing, field="reason")
        if why := self.unmet(row, subject, by):
            unmet = "; ".join(map(str, why))
            raise Refused(self.needs_unmet, code=subject.code, why=unmet)

        now = clock.now()
        event = self.record(
            subject,
            at=now,
            action=row.action,
            source=subject.state,
            target=row.leads_to(subject.state),
            capacity=acting.capacity,
            staff_id=by.staff_id,
            posting_id=acting.posting_id,
            reason=reason,
            facts={**(facts or {}), **self._facts_of(row, subject, now)},
        )
        step = Step(subject, row, event, by, undone)
        subject.state = row.leads_to(subject.state)
        if self.is_new_version(step):
            flag_modified(subject, "state")  # a step that keeps the state is a new version too
        self._stamp(step)
        self.write_further(step)
        self.set_clock(step)
        db.session.flush()  # effects name the event by its id, and read what the step has written
        for effect in row.effects:
            self.follow(effect, step)
        return event

    def _choose(self, subject: Subject, action: Any, by: By) -> _Choice:
        """The row of the step, and in which posting it is taken; an undo in that of its step."""
        if action is self.table.undo:
            undo = self.undo(subject, by)
            if undo is None:
                raise WrongState(self.wrong_state, code=subject.code)
            if clock.now() > undo.until:
                raise Refused(
                    _("It is too late to take this step back. Go on from here with another step."),
                )
            last = undo.event
            row = self.table.way_back(last.action, last.source, last.target)
            return _Choice(row, Acting(last.capacity, last.posting_id), last)
        row = self.table.step(subject.state, action)
        if row is None:
            raise WrongState(self.wrong_state, code=subject.code)
        acting = by.capacity_for(row.by)
        if acting is None:
            raise NotAllowed
        return _Choice(row, acting)

    def _facts_of(self, row: Row, subject: Subject, now: datetime) -> Mapping[str, Any]:
        """What the journal notes of each such step, besides the facts of the operation."""
        if row.undoes:
            return {"undoes": row.undoes.action}
        return self.end(subject, now) if row.clock is Clock.STOP else {}

    def _stamp(self, step: Step[Subject, Row, Event, By]) -> None:
        """Set the columns of the row; an undo sets them back to what the journal says of before."""
        for column in step.row.clears:
            setattr(step.subject, column, None)
        for column in step.row.stamps:
            setattr(step.subject, column, self._written(column, step.subject, step.event))
        for column in step.row.undoes.stamps if step.row.undoes else ():
            steps, before = self.table.stamping(column), self.standing(step.subject)
            last = next((event for event in reversed(before) if event.action in steps), None)
            value = None if last is None else self._written(column, step.subject, last)
            setattr(step.subject, column, value)

    def _written(self, column: str, subject: Subject, event: Event) -> Any:
        value = self.stamps.get(column)
        return self.moment(event) if value is None else value(subject, event)

    # ---- what each workflow does its own way ----------------------------------------------------

    def undo(self, subject: Subject, by: By) -> Undo | None:
        """The last step, if this person may undo it."""
        raise NotImplementedError

    def standing(self, subject: Subject) -> Sequence[Event]:
        """The journal of the subject without undone steps and their undos, oldest first."""
        raise NotImplementedError

    def unmet(self, row: Row, subject: Subject, by: By) -> Sequence[LazyString | str]:
        """Why the step has to wait; empty if it need not."""
        raise NotImplementedError

    def record(self, subject: Subject, **event: Any) -> Event:
        """Write the row of the journal, complete: it is never changed afterwards."""
        raise NotImplementedError

    def set_clock(self, step: Step[Subject, Row, Event, By]) -> None:
        """Do to the time limit what the row says."""
        raise NotImplementedError

    def end(self, subject: Subject, now: datetime) -> Mapping[str, Any]:
        """What the journal notes of the time limit when it ends."""
        raise NotImplementedError

    def follow(self, effect: Any, step: Step[Subject, Row, Event, By]) -> None:
        """Do one effect of the row, in the same transaction."""
        raise NotImplementedError

    def check_free(self, subject: Subject, by: By) -> None:
        """Refuse the step while somebody else is at work on the subject."""

    def is_new_version(self, step: Step[Subject, Row, Event, By]) -> bool:
        return True

    def write_further(self, step: Step[Subject, Row, Event, By]) -> None:
        """Write what the row says besides columns and clock."""

    def moment(self, event: Event) -> datetime:
        """When the step happened."""
        at: datetime = event.at
        return at
