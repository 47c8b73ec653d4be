"""Check-in of participants at sessions (điểm danh)."""

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.i18n.formatting import day as format_day
from app.kernel.security.own_affairs import refuse_own_affair
from app.training.models.classes import Attendance, AttendanceOutcome, CheckIn, ClassSession, Way
from app.training.operations.enrolment import CLASS_OVER
from app.training.rules import sessions


def check_in(
    attendance: Attendance, session: ClassSession, *, by: Actor, way: Way = Way.HAND
) -> bool:
    """Record that somebody has come; returns whether it was new.

    Raises Refused.
    """
    refuse_own_affair(attendance.staff_id, by)
    _must_be_open(attendance, session)
    _must_be_the_day(session, way)
    if attendance.outcome in {AttendanceOutcome.WAITING, AttendanceOutcome.CANCELLED}:
        raise Refused(_("%(person)s has no seat in this class."), person=attendance.staff.full_name)
    if _seen(attendance, session) is not None:
        return False
    db.session.add(
        CheckIn(
            attendance_id=attendance.id,
            session_id=session.id,
            at=clock.now(),
            by_id=by.staff_id,
            way=way,
        )
    )
    return True


def undo(attendance: Attendance, session: ClassSession, *, by: Actor) -> bool:
    """Undo a check-in; returns whether there was one. Raises Refused."""
    refuse_own_affair(attendance.staff_id, by)
    _must_be_open(attendance, session)
    found = _seen(attendance, session)
    if found is None:
        return False
    db.session.delete(found)
    return True


def _must_be_the_day(session: ClassSession, way: Way) -> None:
    """Nobody has come before the day; later only by hand, as from a list on paper."""
    day, today = sessions.day_of(session), clock.today()
    if today < day:
        raise Refused(
            _("This sitting is on %(day)s. Attendance is taken from that day on."),
            day=format_day(day),
        )
    if way is Way.QR and today > clock.local(session.ends).date():
        raise Refused(
            _(
                "This sitting was on %(day)s. Codes are read on the day; the list of the class"
                " takes the others."
            ),
            day=format_day(day),
        )


def _must_be_open(attendance: Attendance, session: ClassSession) -> None:
    if session.class_id != attendance.class_id:
        raise Refused(_("This sitting belongs to another class."))
    if attendance.training_class.closed_at is not None:
        raise Refused(CLASS_OVER, name=attendance.training_class.name)


def _seen(attendance: Attendance, session: ClassSession) -> CheckIn | None:
    query = select(CheckIn).filter_by(attendance_id=attendance.id, session_id=session.id)
    return db.session.scalars(query).one_or_none()
