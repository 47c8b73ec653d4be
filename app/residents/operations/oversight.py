"""Supervision of look-ups: settling alarms, declaring outages."""

from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.residents.models.oversight import PopulationAlarm, PopulationOutage


def settle(alarm: PopulationAlarm, *, by: Actor) -> None:
    alarm.settled_at = clock.real_now()
    alarm.settled_by_id = by.staff_id


def declare(outage: PopulationOutage, *, by: Actor) -> None:
    """Suspend look-ups for a period; meanwhile they are queued. Raises Refused."""
    if outage.by_id is None:
        outage.by_id = by.staff_id
    if outage.until is not None and outage.until <= outage.since:
        raise Refused(
            _("The end is not after the beginning. Look at both again."),
            status=422,
            field="until",
        )
