"""Pages and counters of units, openings and the calendar."""

from flask import url_for
from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.web.counters import Counter
from app.kernel.web.package import Package
from app.organisation import queries

PACKAGE = Package(
    name="organisation",
    nouns={"Day": _("Calendar")},
    counters=(
        Counter(
            key="organisation.calendar",
            label=_("years whose days off are not entered in the calendar"),
            permission=("can_add", "Day"),
            count=lambda _actor: len(queries.years_not_entered(clock.today())),
            url=lambda: url_for("DayView.add_years"),
            opens_its_rows=False,
            tone="late",
        ),
    ),
)
