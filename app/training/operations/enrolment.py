"""Enrolment: seats, the waiting list, and moving up."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.audit.change_log import AuditAction
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.jobs import queue
from app.kernel.security.own_affairs import refuse_own_affair
from app.training.models.classes import Attendance, AttendanceOutcome, TrainingClass
from app.training.operations.invitations import INVITE
from app.training.queries import participants
from app.training.queries.participants import Clash

SEATING = 0x5EA7
"""First key of the advisory lock under which the seats of a class are assigned."""


CLASS_OVER = _("The class “%(name)s” is closed.")


IN_TWO_CLASSES = _("%(person)s sits in the class “%(other)s” at the same time.")


SAME_COURSE_ELSEWHERE = _("%(person)s has a place in another class of this course: “%(other)s”.")


@dataclass(frozen=True)
class Nominated:
    """The result of a nomination (kết quả đề cử)."""

    enrolled: Sequence[Attendance]
    waiting: Sequence[Attendance]


def nominate(training_class: TrainingClass, staff_ids: Iterable[UUID], *, by: Actor) -> Nominated:
    """Nominate people for a class, in this order: to a seat, or to the waiting list.

    Participants of the class stay as they are; cancelled ones are enrolled again.

    Raises Refused.
    """
    _must_be_open(training_class)
    _take_turns(training_class.id)
    wanted = list(dict.fromkeys(staff_ids))
    for staff_id in wanted:
        refuse_own_affair(staff_id, by)
    known = participants.in_class(training_class.id, wanted)
    coming = [key for key in wanted if key not in known or _is_out(known[key])]
    _refuse_clashes(training_class, coming)
    return _seat(training_class, coming, known, by)


def place(training_class: TrainingClass, staff_id: UUID) -> AttendanceOutcome:
    """Whether one more person gets a seat now, or goes to the waiting list.

    Raises:
        Refused: as for ``nominate``.
    """
    _must_be_open(training_class)
    _take_turns(training_class.id)
    _refuse_clashes(training_class, [staff_id])
    return (
        AttendanceOutcome.WAITING
        if participants.is_full(training_class)
        else AttendanceOutcome.ENROLLED
    )


def cancel(attendance: Attendance, *, by: Actor) -> int:
    """Cancel a seat; whoever has waited longest moves up and is informed.

    Returns:
        How many have moved up.

    Raises Refused.
    """
    refuse_own_affair(attendance.staff_id, by)
    training_class = attendance.training_class
    _must_be_open(training_class)
    _take_turns(training_class.id)
    attendance.outcome = AttendanceOutcome.CANCELLED
    change_log.record(by, AuditAction.END, attendance, ["outcome"])
    return move_up(training_class)


def move_up(training_class: TrainingClass) -> int:
    """Assign free seats from the waiting list; people moved up are invited if the others were.

    Returns:
        How many have moved up.
    """
    db.session.flush()  # the database counts the seats itself
    moved = db.session.scalar(select(func.mc_move_up(training_class.id, clock.now()))) or 0
    if moved:
        db.session.expire_all()
        queue.defer(INVITE, class_id=training_class.id)
    return int(moved)


def bring_absent(make_up: TrainingClass, *, by: Actor) -> Nominated:
    """Nominate the absent participants of a class for its make-up class. Raises Refused."""
    missed = participants.absent_of(make_up.make_up_of_id) if make_up.make_up_of_id else ()
    if not missed:
        raise Refused(_("Nobody was absent from the class that this one makes up for."))
    return nominate(make_up, missed, by=by)


def check_empty(training_class: TrainingClass) -> None:
    """Check that the class can be deleted without losing records of anybody. Raises Refused."""
    anybody = select(Attendance.id).where(Attendance.class_id == training_class.id).limit(1)
    if db.session.scalar(anybody):
        raise Refused(
            _(
                "People are enrolled in the class “%(name)s”, and their records are kept, so it"
                " cannot be deleted. If it is not held, open “The class at work”, give back their"
                " seats, and write in the note of the class why."
            ),
            name=training_class.name,
        )


def _must_be_open(training_class: TrainingClass) -> None:
    if training_class.closed_at is not None:
        raise Refused(CLASS_OVER, name=training_class.name)


def _take_turns(class_id: int) -> None:
    db.session.execute(select(func.pg_advisory_xact_lock(SEATING, class_id)))


def _refuse_clashes(training_class: TrainingClass, coming: Collection[UUID]) -> None:
    times = [session.during for session in training_class.sessions]
    _refuse(participants.clashes(training_class.id, times, coming), IN_TWO_CLASSES)
    if training_class.course_id is not None:
        _refuse(participants.doubled(training_class, coming), SAME_COURSE_ELSEWHERE)


def _is_out(attendance: Attendance) -> bool:
    return attendance.outcome is AttendanceOutcome.CANCELLED


def _refuse(found: Sequence[Clash], why: LazyString) -> None:
    if found:
        raise Refused(why, **found[0]._asdict())


def _seat(
    training_class: TrainingClass,
    coming: Collection[UUID],
    known: dict[UUID, Attendance],
    by: Actor,
) -> Nominated:
    taken = participants.seats_taken(training_class.id)
    free = len(coming) if training_class.seats is None else max(0, training_class.seats - taken)
    made = []
    for place, staff_id in enumerate(coming):
        outcome = AttendanceOutcome.ENROLLED if place < free else AttendanceOutcome.WAITING
        attendance = known.get(staff_id) or Attendance(
            training_class=training_class, staff_id=staff_id
        )
        attendance.outcome, attendance.nominated_at = outcome, clock.now()
        attendance.invited_at = None
        db.session.add(attendance)
        made.append(attendance)
    db.session.flush()  # the change log needs their keys
    for each in made:
        change_log.record(by, AuditAction.ADD, each)
    return Nominated(made[:free], made[free:])
