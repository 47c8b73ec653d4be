"""Results of the roll-out by unit and month: a page and a spreadsheet, numbers alone."""

from typing import Any

from flask import Response
from flask_appbuilder import BaseView
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.kernel.connections.read_replica import reads_replica
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.organisation import queries as organisation
from app.reports.queries import processing_statistics
from app.reports.queries.rollout_results import RolloutResult, all_results, results
from app.reports.views.period_filter import MonthsTable, as_file, asked_for, in_order

HEADS: tuple[LazyString, ...] = (
    _("Dossiers received"),
    _("Sent by citizens themselves"),
    _("Settled in time"),
    _("Settled late"),
    _("Open, late"),
)


class RolloutResults(BaseView):
    """What came of the plan in each unit (kết quả triển khai)."""

    route_base = "/can-bo/ket-qua-trien-khai"
    default_view = "table"
    class_permission_name = "Readiness"

    @route("/", verb="read")
    @reads_replica
    def table(self) -> Any:
        """Districts for those who lead the city's roll-out, communes for the others."""
        found = _found()
        return self.render_template(
            "reports/rollout_results.html",
            lines=found.lines,
            total=all_results(found.lines),
            heads=HEADS,
            counted_at=processing_statistics.counted_at(),
            **found.shown,
        )

    @route("/tai-ve.xlsx", verb="read")
    @reads_replica
    def file(self) -> Response:
        """The same counts as a spreadsheet."""
        found = _found()
        head = (gettext("Unit"), gettext("Month"), *HEADS)
        rows = [
            (found.names[line.unit_id], f"{line.month:%m/%Y}", *line.numbers)
            for line in found.lines
        ]
        return as_file("ket-qua-trien-khai", found.asked, head, rows)


def _found() -> MonthsTable[RolloutResult]:
    """As ``period_filter.read``, for people who lead the roll-out and read no dossiers."""
    actor = current_actor()
    everywhere = actor.city or actor.manages_all
    districts = organisation.districts() if everywhere else ()
    asked = asked_for(districts)
    if asked.district is not None:
        names = {each.id: each.name for each in organisation.communes(asked.district.id)}
    elif everywhere:
        names = {each.id: each.name for each in districts}
    else:
        own = {seat.unit_id for seat in actor.postings}
        names = organisation.commune_names(actor.reads | actor.manages | own)
    lines = results(
        asked.first,
        asked.last,
        district_id=asked.district.id if asked.district else None,
        by_district=everywhere and asked.district is None,
    )
    return MonthsTable(districts, asked, names, in_order(lines, names))
