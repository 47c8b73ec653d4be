"""The words of outreach and of faults, and the week in which a roster is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.models import Channel
from app.rollout.models import ConditionKind, FaultState, PlaceKind

PLACES: Mapping[PlaceKind, LazyString] = {
    PlaceKind.ONE_STOP: _("One-stop desk"),
    PlaceKind.RESIDENTIAL: _("Residential area"),
    PlaceKind.COMMUNITY: _("Community place"),
    PlaceKind.CULTURAL: _("Cultural house"),
}
EQUIPMENT: Mapping[ConditionKind, LazyString] = {
    ConditionKind.WAN: _("Line of the city network"),
    ConditionKind.COMPUTERS: _("Computers"),
    ConditionKind.PRINTER: _("Printer"),
    ConditionKind.SCANNER: _("Scanner"),
    ConditionKind.DATA_CENTRE: _("Software and data centre"),
    ConditionKind.POPULATION: _("Population database"),
}
FAULTS: Mapping[FaultState, LazyString] = {
    FaultState.REPORTED: _("Reported"),
    FaultState.WORKING: _("Being worked on"),
    FaultState.SOLVED: _("Solved"),
}
CHANNELS: Mapping[Channel, LazyString] = {
    Channel.SELF: _("Sent by citizens themselves"),
    Channel.ASSISTED: _("Typed with an officer’s help"),
    Channel.ON_BEHALF: _("Sent for somebody else"),
    Channel.FROM_PAPER: _("Entered from paper"),
}

DAYS_OF_A_WEEK = 7


def week_of(day: date) -> tuple[date, ...]:
    """Monday to Sunday around the day."""
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=n) for n in range(DAYS_OF_A_WEEK))
