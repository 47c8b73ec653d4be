"""Invitations of people with a seat, each once (giấy mời tập huấn)."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.jobs import queue
from app.notifications.operations import outbox
from app.notifications.operations.outbox import Recipient
from app.notifications.vocabulary import MessageKind
from app.training.models.classes import Attendance, AttendanceOutcome, TrainingClass

INVITE = "training.invite"


NO_SITTINGS = _("The class has no sitting yet. Add one first.")


def invite(training_class: TrainingClass) -> int:
    """Invite everyone with a seat who was not invited yet; returns how many. Raises Refused."""
    if not training_class.sessions:
        raise Refused(NO_SITTINGS)
    found = _of_class(training_class.id, asked=False)
    for attendance in found:
        attendance.invited_at = clock.now()
    if found:
        queue.defer(INVITE, class_id=training_class.id)
    return len(found)


@queue.task(INVITE)
def tell(class_id: int) -> None:
    """Job: send the SMS of a class, once for each person."""
    for attendance in _of_class(class_id, asked=True):
        training_class, phone = attendance.training_class, attendance.staff.phone
        if phone and attendance.invited_at:
            outbox.add_to_outbox(
                MessageKind.TRAINING_INVITED,
                reader=Recipient(to=phone, unit_id=training_class.unit_id),
                facts=facts_of(training_class),
                about=attendance.id,
                once=f"training:{attendance.id}:{attendance.invited_at.timestamp():.0f}",
            )


def facts_of(training_class: TrainingClass) -> dict[str, str]:
    """Parameters of an invitation: class, unit, time, place."""
    first = training_class.sessions[0]
    return {
        "unit": training_class.unit.name,
        "course": training_class.name,
        "begins": first.begins.isoformat(),
        "place": first.place,
    }


def _of_class(class_id: int, *, asked: bool) -> Sequence[Attendance]:
    """Participants with a seat who were invited, or were not."""
    told = Attendance.invited_at.is_not(None) if asked else Attendance.invited_at.is_(None)
    query = (
        select(Attendance)
        .where(
            Attendance.class_id == class_id, Attendance.outcome == AttendanceOutcome.ENROLLED, told
        )
        .options(joinedload(Attendance.staff), joinedload(Attendance.training_class))
        .order_by(Attendance.id)
    )
    return db.session.scalars(query).all()
