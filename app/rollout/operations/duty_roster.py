"""The duty roster of assisted points (lịch trực điểm hỗ trợ)."""

from datetime import date, time

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from app.accounts.models.staff import Absence
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Refused
from app.rollout.models.outreach import Duty
from app.rollout.queries import outreach


def set_time(duty: Duty, day: date, begins: time, ends: time) -> None:
    """Set the time of a duty, in local hours.

    Raises Refused.
    """
    with db.session.no_autoflush:  # the row is incomplete until then
        if ends <= begins:
            raise Refused(_("The duty must end after it begins."), status=422, field="ends")
        if not duty.point.active:
            raise Refused(
                _("%(point)s is shut. Open it first, or choose another point."),
                status=422,
                field="point",
                point=duty.point.name,
            )
        duty.during = Range(
            clock.at(day, begins.hour, begins.minute), clock.at(day, ends.hour, ends.minute)
        )
        _is_free(duty)
        _is_there(duty, day)


def _is_free(duty: Duty) -> None:
    other = outreach.clashing(duty)
    if other is not None and other.during.lower and other.during.upper:
        raise Refused(
            _("%(name)s is on duty at %(point)s from %(begins)s to %(ends)s already."),
            status=422,
            field="staff",
            name=duty.staff.full_name,
            point=other.point.name,
            begins=f"{clock.local(other.during.lower):%H:%M}",
            ends=f"{clock.local(other.during.upper):%H:%M}",
        )


def _is_there(duty: Duty, day: date) -> None:
    away = select(Absence.id).where(Absence.staff_id == duty.staff.id, Absence.during.contains(day))
    if db.session.scalar(away.limit(1)) is not None:
        raise Refused(
            _("%(name)s is noted as away on this day."),
            status=422,
            field="staff",
            name=duty.staff.full_name,
        )
