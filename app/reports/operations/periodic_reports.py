"""Reports on how dossiers were settled: counted for a unit, and issued. Nothing here commits."""

from collections.abc import Mapping

from app.kernel.actor import Actor, CurrentPosting
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.reports.models import StatisticsReport
from app.reports.operations import issued_reports
from app.reports.operations.issued_reports import ReportContent
from app.reports.queries import periodic_figures
from app.reports.queries.periodic_figures import Breakdown, PeriodicLine, ReportArea
from app.reports.slips import PeriodicReport
from app.reports.vocabulary import ReportKind, ReportPeriod

NOTHING = PeriodicLine()


def counted(
    actor: Actor, unit: Unit, period: ReportPeriod, *, reasons: str = "", proposals: str = ""
) -> PeriodicReport:
    """The report that this unit would issue now.

    Every commune and district of today has its line; procedures only if there were dossiers.
    """
    area = ReportArea.of(unit)
    found = periodic_figures.figures(actor, period, area)
    names = _names(area, found)
    lines = {key: found.get(key, NOTHING) for key in names}
    return PeriodicReport(period, area.breakdown, names, lines, reasons, proposals)


def issue(
    actor: Actor,
    posting: CurrentPosting,
    period: ReportPeriod,
    *,
    reasons: str = "",
    proposals: str = "",
) -> StatisticsReport:
    """Issue the report of the unit of this posting.

    Raises:
        PeriodNotOver: what the period counts may still happen.
        NotAllowed: the posting is not this person's.
    """
    unit = organisation.unit(posting.unit_id)
    report = counted(actor, unit, period, reasons=reasons, proposals=proposals)
    content = ReportContent(
        ReportKind.PROCESSING, period, report.stored, report.printed, report.workbook
    )
    return issued_reports.issue(actor, posting, content)


def _names(area: ReportArea, found: Mapping[int, PeriodicLine]) -> dict[int, str]:
    if area.breakdown is Breakdown.PROCEDURE:
        names = periodic_figures.procedure_names()
        return {key: name for key, name in names.items() if key in found}
    if area.breakdown is Breakdown.DISTRICT:
        today = organisation.districts()
    else:
        today = organisation.communes(area.place_id)
    names = {unit.id: unit.name for unit in today}
    # units that are no more keep the dossiers that they received
    return names | organisation.unit_names(found.keys() - names.keys())
