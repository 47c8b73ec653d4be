"""Sessions: no place or trainer is booked twice at a time."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel.db import db
from app.kernel.errors import Refused
from app.training.models.classes import ClassSession
from app.training.operations.enrolment import IN_TWO_CLASSES
from app.training.queries import classes, participants

ROOM_TAKEN = _("Another class sits in this place at that time: “%(other)s”.")


TRAINER_TAKEN = _("This trainer teaches another class at that time: “%(other)s”.")


def check(session: ClassSession, *, class_id: int) -> None:
    """Refuse a session that conflicts with another.

    Raises Refused.
    """
    with db.session.no_autoflush:  # the database's own refusal names no class
        _free(session, ClassSession.place, session.place, ROOM_TAKEN, "place")
        _free(session, ClassSession.trainer, session.trainer, TRAINER_TAKEN, "trainer")
        people = participants.sitting_in(class_id)
        found = participants.clashes(class_id, [session.during], people)
    if found:
        raise Refused(IN_TWO_CLASSES, field="begins", **found[0]._asdict())


def _free(
    session: ClassSession,
    column: InstrumentedAttribute[str],
    value: str,
    why: LazyString,
    field: str,
) -> None:
    other = classes.sitting_elsewhere(session.id, session.during, column, value)
    if other is not None:
        raise Refused(why, field=field, other=other)
