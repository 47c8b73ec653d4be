"""Days of absence from work, shown to colleagues (vắng mặt)."""

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.accounts.models.staff import Absence, Posting
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import Refused


def check_absence(absence: Absence, by: Actor) -> None:
    """Complete and validate an absence. Raises Refused."""
    with db.session.no_autoflush:  # the row is still incomplete
        days, person = absence.during, absence.staff
        if days.lower is None or days.upper is None:
            raise Refused(
                _("Enter the first and the last day; the last one can be changed later."),
                status=422,
                field="during",
            )
        own = {seat.unit_id for seat in by.postings}
        unit = db.session.scalar(
            select(Posting.unit_id)
            .where(
                Posting.staff_id == person.id,
                Posting.unit_id.in_(own),
                Posting.during.overlaps(days),
            )
            .order_by(Posting.unit_id)
            .limit(1)
        )
        if unit is None:
            raise Refused(
                _("%(name)s does not work in your unit on these days."),
                status=422,
                field="staff",
                name=person.full_name,
            )
        if absence.noted_at is None:
            absence.unit_id, absence.noted_at = unit, clock.now()
            absence.noted_by_id = by.staff_id
        _alone(absence)


def _alone(absence: Absence) -> None:
    other = db.session.scalar(
        select(Absence)
        .where(
            Absence.staff_id == absence.staff.id,
            Absence.unit_id == absence.unit_id,
            Absence.during.overlaps(absence.during),
            Absence.id != absence.id,
        )
        .limit(1)
    )
    if other is not None:
        raise Refused(
            _("%(name)s is noted as away on some of these days already. Change those days."),
            field="during",
            name=absence.staff.full_name,
        )
