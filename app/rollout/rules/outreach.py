"""Labels of outreach and faults, and the week of a roster."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Channel
from app.rollout.models.outreach import PlaceKind
from app.rollout.models.readiness import EquipmentFaultState, SiteCheckKind

PLACES: Mapping[PlaceKind, LazyString] = {
    PlaceKind.ONE_STOP: _("One-stop desk"),
    PlaceKind.RESIDENTIAL: _("Residential area"),
    PlaceKind.COMMUNITY: _("Community meeting place"),
    PlaceKind.CULTURAL: _("Cultural house"),
}
EQUIPMENT: Mapping[SiteCheckKind, LazyString] = {
    SiteCheckKind.WAN: _("Line of the city network"),
    SiteCheckKind.COMPUTERS: _("Computers"),
    SiteCheckKind.PRINTER: _("Printer"),
    SiteCheckKind.SCANNER: _("Scanner"),
    SiteCheckKind.DATA_CENTRE: _("Software and data centre"),
    SiteCheckKind.POPULATION: _("Population database"),
}
FAULTS: Mapping[EquipmentFaultState, LazyString] = {
    EquipmentFaultState.REPORTED: _("Reported"),
    EquipmentFaultState.WORKING: _("Being worked on"),
    EquipmentFaultState.SOLVED: _("Solved"),
}
CHANNELS: Mapping[Channel, LazyString] = {
    Channel.SELF: _("Sent by citizens themselves"),
    Channel.ASSISTED: _("Typed with an officer’s help"),
    Channel.ON_BEHALF: _("Sent for somebody else"),
    Channel.FROM_PAPER: _("Entered from paper"),
}

DAYS_OF_A_WEEK = 7


def week_of(day: date) -> tuple[date, ...]:
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=n) for n in range(DAYS_OF_A_WEEK))
