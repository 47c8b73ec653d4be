"""Pages and counters of units, openings and the calendar."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.kernel.web.package import MenuEntry, Package
from app.organisation.views import (
    COUNTERS,
    AgencyView,
    CommuneView,
    DayView,
    DistrictView,
    OpeningView,
)

PACKAGE = Package(
    name="organisation",
    menu={
        "Organisation": (
            MenuEntry(10, CommuneView, "Communes", _("Communes"), "home"),
            MenuEntry(20, DistrictView, "Districts", _("Districts"), "map"),
            MenuEntry(30, AgencyView, "Agencies", _("Agencies"), "office"),
            MenuEntry(40, OpeningView, "Openings", _("Openings"), "check"),
            MenuEntry(50, DayView, "Days", _("Calendar"), "calendar"),
        ),
    },
    counters=COUNTERS,
)
