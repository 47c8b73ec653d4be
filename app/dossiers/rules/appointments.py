"""The calendar of appointments of a desk: days, their slots, and who comes in each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier
from app.dossiers.rules import visits
from app.dossiers.workflow import Action, Capacity, State
from app.kernel import clock
from app.kernel.deadlines.calendar import Calendar
from app.organisation.models import Unit

VISIT_HOURS = (8, 9, 10, 11, 13, 14, 15, 16)
"""Hours at which the desk takes appointments, within office hours."""
VISITS_AT_ONCE = 3
"""Appointments in an hour where the commune has set no other number."""
DAYS_OF_A_WEEK = 7
OWN_MOVES = 2
"""How often citizens move their appointment themselves; after that the desk does it."""
OWN_NOTICE = timedelta(hours=24)
"""How long before an appointment they still move it: the desk keeps the hour for them."""


@dataclass(frozen=True)
class Slot:
    """An hour of the desk, and the dossiers whose citizens come in it."""

    at: datetime
    dossiers: tuple[Dossier, ...]
    most: int

    @property
    def is_full(self) -> bool:
        return len(self.dossiers) >= self.most


@dataclass(frozen=True)
class DeskDay:
    """A day of the desk; without slots it is closed and nobody is expected."""

    day: date
    slots: tuple[Slot, ...]

    @property
    def expected(self) -> int:
        return sum(len(slot.dossiers) for slot in self.slots)


def visits_at_once(commune: Unit) -> int:
    return commune.visits_at_once or VISITS_AT_ONCE


def week_of(day: date) -> tuple[date, ...]:
    """The seven days of the week, from Monday on."""
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=n) for n in range(DAYS_OF_A_WEEK))


def is_open_at(moment: datetime, calendar: Calendar) -> bool:
    """Whether the office is open then: on a working day, in office hours."""
    local = clock.local(moment)
    hours = calendar.stretches(local.date()) if calendar.is_working_day(local.date()) else ()
    return any(opens <= local < closes for opens, closes in hours)


def slots_of(day: date, calendar: Calendar) -> tuple[datetime, ...]:
    """The times of a day at which the desk takes appointments."""
    moments = (clock.at(day, hour) for hour in VISIT_HOURS)
    return tuple(moment for moment in moments if is_open_at(moment, calendar))


def desk_days(
    days: Sequence[date], calendar: Calendar, dossiers: Iterable[Dossier], most: int
) -> tuple[DeskDay, ...]:
    """The days with everybody who comes, whoever was given a time between two slots included."""
    by_hour: dict[datetime, list[Dossier]] = {}
    for dossier in dossiers:
        if dossier.visit_at is not None:
            by_hour.setdefault(_hour(dossier.visit_at), []).append(dossier)
    return tuple(
        DeskDay(
            day,
            tuple(
                Slot(at, tuple(by_hour.get(at, ())), most)
                for at in sorted(
                    {*slots_of(day, calendar), *(at for at in by_hour if at.date() == day)}
                )
            ),
        )
        for day in days
    )


def is_awaited(dossier: Dossier) -> bool:
    """Whether the citizen is still to come: the appointment can be set anew."""
    return dossier.visited_at is None and dossier.state in {State.ACCEPTED, State.PREPARED}


def why_not_own(dossier: Dossier, now: datetime) -> LazyString | None:
    """Why its citizen may not choose another time; None if they may, also after missing one."""
    if visits.is_at_home(dossier):
        return _("Officers come to you: telephone the commune to set another day.")
    if dossier.visit_at is not None and now < dossier.visit_at < now + OWN_NOTICE:
        return _(
            "It is less than 24 hours until your appointment. If you cannot come, telephone the"
            " commune: it gives you another one."
        )
    moved = [
        event
        for event in dossier.journal
        if event.action == Action.MOVE_VISIT and event.capacity == Capacity.APPLICANT
    ]
    if len(moved) >= OWN_MOVES:
        return _("You have moved the appointment twice. Telephone the commune to move it again.")
    return None


def _hour(moment: datetime) -> datetime:
    return clock.local(moment).replace(minute=0, second=0, microsecond=0)
