"""Pages, counters and handlers of the population database."""

from flask import url_for
from flask_babel import lazy_gettext as _

from app.kernel.web.counters import Counter
from app.kernel.web.package import Package
from app.residents import queries
from app.residents.operations import imports, lookups, retention

PACKAGE = Package(
    name="residents",
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
