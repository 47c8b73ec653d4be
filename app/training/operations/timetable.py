"""Sessions: no place or trainer is booked twice at a time."""

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel.db import db
from app.kernel.errors import DomainError
from app.training.models.classes import ClassSession
from app.training.operations.enrolment import InTwoClasses
from app.training.queries import classes, participants


class RoomTaken(DomainError):
    message = _("Another class sits in this place at that time: “%(other)s”.")


class TrainerTaken(DomainError):
    message = _("This trainer teaches another class at that time: “%(other)s”.")


def check(session: ClassSession, *, class_id: int) -> None:
    """Refuse a session that conflicts with another.

    Raises RoomTaken, TrainerTaken or InTwoClasses.
    """
    with db.session.no_autoflush:  # the database's own refusal names no class
        _free(session, ClassSession.place, session.place, RoomTaken, "place")
        _free(session, ClassSession.trainer, session.trainer, TrainerTaken, "trainer")
        people = participants.sitting_in(class_id)
        found = participants.clashes(class_id, [session.during], people)
    if found:
        raise InTwoClasses(field="begins", **found[0]._asdict())


def _free(
    session: ClassSession,
    column: InstrumentedAttribute[str],
    value: str,
    refusal: type[DomainError],
    field: str,
) -> None:
    other = classes.sitting_elsewhere(session.id, session.during, column, value)
    if other is not None:
        raise refusal(field=field, other=other)
