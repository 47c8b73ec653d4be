"""Appointments at the desk: free times, setting one anew, and citizens who did not come."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import text

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.operations.transitions import advance
from app.dossiers.queries import awaiting_citizen
from app.dossiers.rules import APPLICANT, StepActor
from app.dossiers.rules.appointments import (
    VISIT_HOURS,
    is_open_at,
    slots_of,
    visits_at_once,
    why_not_own,
)
from app.dossiers.workflow import Action
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.workflow.engine import check_version
from app.organisation import queries as organisation

VISIT_IN_PAST = _("Choose a moment within the office hours, after now.")


_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('visits'), :commune)")


Taken = Callable[[Dossier, datetime, date], Mapping[datetime, int]]
"""How many are expected in each slot of a dossier's desk."""


def free_moments(
    dossier: Dossier, days: int = 5, taken_in: Taken = awaiting_citizen.taken_visits
) -> list[datetime]:
    """Slots of the next working days in which the desk is open and has capacity."""
    calendar = organisation.calendar()
    day, found = clock.today() + timedelta(days=1), list[datetime]()
    last = day + timedelta(days=days * 3)
    taken = taken_in(dossier, clock.now(), last)
    most = visits_at_once(dossier.commune)
    while day < last and len(found) < days * len(VISIT_HOURS):
        found += [at for at in slots_of(day, calendar) if taken.get(at, 0) < most]
        day += timedelta(days=1)
    return found


def own_moments(dossier: Dossier) -> list[datetime]:
    """The free times that its citizen may choose: no later than the promised day."""
    free = free_moments(dossier, taken_in=awaiting_citizen.taken_beside)
    last = dossier.promised_at
    return [at for at in free if at != dossier.visit_at and (last is None or at <= last)]


def may_be_appointed(visit_at: datetime) -> bool:
    """Whether the time is in the future, on a working day and in office hours."""
    return visit_at > clock.now() and is_open_at(visit_at, organisation.calendar())


def move(dossier: Dossier, visit_at: datetime, *, by: StepActor, seen: int | None = None) -> Event:
    """Set the appointment anew; the citizen is told.

    Raises:
        Refused: the appointment is not in the future or outside the office hours.
    """
    check_version(dossier, seen)
    if not may_be_appointed(visit_at):
        raise Refused(VISIT_IN_PAST, field="slot")
    dossier.visit_at = visit_at
    return advance(dossier, Action.MOVE_VISIT, by=by, facts={"visit": visit_at.isoformat()})


def move_own(dossier: Dossier, visit_at: datetime | None, *, seen: int | None = None) -> Event:
    """The citizen chooses another of the free times; two do not get the last place of an hour.

    Raises:
        Refused: the rules do not let them, or the time is not free, or no longer.
    """
    if reason := why_not_own(dossier, clock.now()):
        raise Refused(reason)
    db.session.execute(_ONE_AT_A_TIME, {"commune": dossier.commune_id})
    if visit_at is None or visit_at not in own_moments(dossier):
        raise Refused(_("This time has just been taken. Choose another one."), field="slot")
    return move(dossier, visit_at, by=APPLICANT, seen=seen)


def miss(dossier: Dossier, *, by: StepActor, seen: int | None = None) -> Event:
    """Record that nobody came; the dossier waits for another appointment."""
    when = {"visit": dossier.visit_at.isoformat()} if dossier.visit_at else None
    return advance(dossier, Action.MISS_VISIT, by=by, seen=seen, facts=when)
