"""Periodic reports, counted for a unit and issued. Nothing here commits.

How dossiers were settled is counted for the period. The state of the roll-out is that of the day on
which the report is made: Plan 198/KH-UBND names who leads (Sở Thông tin và Truyền thông) and what
is done in which phase; that districts report to it each week until their communes are open is our
assumption, since the full text of the Plan is not known to us.
"""

from collections.abc import Callable, Mapping

from app.kernel import clock
from app.kernel.actor import Actor, CurrentPosting
from app.kernel.i18n.formatting import day as written
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.reports.models.issued_reports import StatisticsReport
from app.reports.operations import issued_reports
from app.reports.operations.issued_reports import ReportContent
from app.reports.queries import periodic_figures, rollout_state
from app.reports.queries.periodic_figures import Breakdown, PeriodicLine, ReportArea
from app.reports.slips import PROCESSING, ROLLOUT, PeriodicReport
from app.reports.vocabulary import ReportKind, ReportPeriod

NOTHING = PeriodicLine()


def counted(
    actor: Actor, unit: Unit, period: ReportPeriod, *, reasons: str = "", proposals: str = ""
) -> PeriodicReport:
    """How dossiers were settled: the report that this unit would issue now.

    Every commune and district of today has its line; procedures only if there were dossiers.
    """
    area = ReportArea.of(unit)
    found = periodic_figures.figures(actor, period, area)
    names = _names(area, found)
    lines = {key: found.get(key, NOTHING) for key in names}
    return PeriodicReport(PROCESSING, period, area.breakdown, names, lines, reasons, proposals)


def rollout(
    actor: Actor, unit: Unit, period: ReportPeriod, *, reasons: str = "", proposals: str = ""
) -> PeriodicReport:
    """The state of the roll-out: a line a commune of a district, or a district of the city."""
    area = ReportArea.of(unit)
    found = rollout_state.state(actor, area, clock.today())
    days = [
        f"{each.name}: danh sách cán bộ gửi trước {written(each.lists_due)}; tài khoản dùng từ "
        f"{written(each.accounts_from)}; các xã mở ngày {written(each.opens_on)}."
        for each in rollout_state.milestones()
    ]
    return PeriodicReport(
        *(ROLLOUT, period, area.breakdown, found.names, found.lines, reasons, proposals),
        parts=found.phases,
        days=days,
    )


COUNTED: Mapping[ReportKind, Callable[..., PeriodicReport]] = {
    ReportKind.PROCESSING: counted,
    ReportKind.ROLLOUT: rollout,
}
"""What each kind of report says now."""


def issue(
    actor: Actor,
    posting: CurrentPosting,
    period: ReportPeriod,
    kind: ReportKind = ReportKind.PROCESSING,
    **remarks: str,
) -> StatisticsReport:
    """Issue the report of the unit of this posting.

    Raises:
        Refused: what the period counts may still happen.
        NotAllowed: the posting is not this person's.
    """
    unit = organisation.unit(posting.unit_id)
    report = COUNTED[kind](actor, unit, period, **remarks)
    content = ReportContent(kind, period, report.stored, report.printed, report.workbook)
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
