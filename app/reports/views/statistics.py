"""Processing statistics by unit and month: a page and a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Response
from flask_appbuilder import BaseView
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier
from app.kernel.audit.access_log import AccessKind
from app.kernel.connections.read_replica import reads_replica
from app.kernel.row_security.request_scope import planned_anew
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.reports.queries import processing_statistics
from app.reports.rules import StatisticsLine, months_of
from app.reports.views.period_filter import MonthsTable, as_file, read
from app.reports.vocabulary import StatisticsSubject

PARTS: Mapping[StatisticsSubject, LazyString] = {
    StatisticsSubject.WHOLE: _("Dossiers"),
    StatisticsSubject.POLICE: _("Forwarded files at the police: permanent residence"),
    StatisticsSubject.INSURANCE: _(
        "Forwarded files at the social insurance: health insurance cards"
    ),
    StatisticsSubject.COMMUNE: _("Questions to other communes: where the person lived before"),
}
COLUMNS: tuple[tuple[str, LazyString], ...] = (
    ("received", _("Dossiers received")),
    ("in_time", _("Settled in time")),
    ("late", _("Settled late")),
    ("running", _("Open, in time")),
    ("overdue", _("Open, late")),
    ("paused", _("Paused")),
    ("closed", _("Ended without a decision")),
)
"""The columns; the first is the sum of the others."""


class Statistics(BaseView):
    """What became of the dossiers of each month, and in how many days (tình hình giải quyết)."""

    route_base = "/can-bo/tinh-hinh-giai-quyet"
    default_view = "table"
    class_permission_name = "Statistics"

    @route("/", verb="read")
    @planned_anew
    @reads_replica
    def table(self) -> Any:
        found = read(processing_statistics.settled)
        asked = found.asked
        return self.render_template(
            "reports/statistics.html",
            months=list(months_of(asked.first, asked.last)),
            tables=[(part, PARTS[part], *_rows(found, part)) for part in StatisticsSubject],
            columns=COLUMNS,
            many_months=asked.many_months,
            counted_at=processing_statistics.counted_at(),
            **found.shown,
        )

    @route("/tai-ve.xlsx", verb="read")
    @planned_anew
    @reads_replica
    def file(self) -> Response:
        """The same counts as a spreadsheet; the download is logged."""
        found = read(processing_statistics.settled)
        access_log.log_list_access(current_actor(), Dossier, ["statistics"], how=AccessKind.EXPORT)
        return as_file("tinh-hinh-giai-quyet", found.asked, _heads(), _file(found))


def _rows(
    found: MonthsTable[StatisticsLine], part: StatisticsSubject
) -> tuple[list[StatisticsLine], StatisticsLine]:
    """The lines of one table, by unit and month, and their sum."""
    lines = [line for line in found.lines if line.part is part]
    return lines, sum(lines, StatisticsLine(part, 0, None))


def _heads() -> Sequence[Any]:
    return (
        gettext("What is counted"),
        gettext("Unit"),
        gettext("Month"),
        *(label for _name, label in COLUMNS),
        gettext("Working days on average"),
    )


def _file(found: MonthsTable[StatisticsLine]) -> Iterator[Sequence[Any]]:
    for part in StatisticsSubject:
        for line in _rows(found, part)[0]:
            yield (
                PARTS[part],
                found.names[line.unit_id],
                f"{line.month:%m/%Y}",
                *(getattr(line, name) for name, _label in COLUMNS),
                None if line.average is None else round(line.average, 1),
            )
