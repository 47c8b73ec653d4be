"""Pages, counters and handlers of the population database."""

from flask import url_for
from flask_babel import lazy_gettext as _

from app.kernel.web.counters import Counter
from app.kernel.web.package import MenuEntry, Package
from app.residents import queries
from app.residents.operations import imports, lookups, retention
from app.residents.views.imports import ResidentImportView
from app.residents.views.outages import OutageView

PACKAGE = Package(
    name="residents",
    menu={
        "System": (
            MenuEntry(
                45,
                ResidentImportView,
                "ResidentImports",
                _("Files of the population database"),
                "upload",
            ),
            MenuEntry(50, OutageView, "Outages", _("Times without look-ups"), "clock"),
        ),
    },
    counters=(
        Counter(
            key="residents.alarms",
            label=_("alarms of look-ups that nobody has settled"),
            permission=("can_edit", "PopulationAlarm"),
            count=queries.count_alarms,
            url=lambda: url_for("AlarmView.list", viec="chua-xong"),
            tone="late",
        ),
    ),
    jobs=(imports, lookups, retention),
)
