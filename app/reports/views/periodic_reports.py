"""Reports on how dossiers were settled: prepared, issued, and which units have sent theirs."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.printing import pdf
from app.kernel.row_security.request_scope import planned_anew
from app.kernel.web import access_log
from app.kernel.web.counters import Counter
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import download
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.reports.forms import RemarksForm
from app.reports.operations import periodic_reports as operations
from app.reports.queries import issued_reports, reports_owed
from app.reports.queries.periodic_figures import Breakdown, ReportArea
from app.reports.slips import FIRST_COLUMN, PERIODIC_COLUMNS
from app.reports.views.issued_reports import issued_file, own_seat
from app.reports.views.labels import SPANS
from app.reports.views.period_filter import FIRST_MONTH
from app.reports.vocabulary import ReportKind, ReportPeriod, ReportSpan

OFFERED: Mapping[ReportSpan, int] = {
    ReportSpan.WEEK: 13,
    ReportSpan.MONTH: 24,
    ReportSpan.QUARTER: 12,
    ReportSpan.HALF: 8,
    ReportSpan.YEAR: 10,
}
"""How many periods of each span can be chosen, the one that runs and those before."""
Offers = Mapping[ReportSpan, Sequence[ReportPeriod]]


class PeriodicReports(BaseView):
    """How dossiers were settled in a week, month, quarter, half or year (báo cáo định kỳ)."""

    route_base = "/can-bo/bao-cao-dinh-ky"
    default_view = "prepare"
    class_permission_name = "PeriodicReport"

    @route("/", verb="read")
    @planned_anew
    def prepare(self) -> Any:
        """The figures of a period, and what is needed to issue them."""
        return self._page(RemarksForm())

    @route("/phat-hanh", verb="issue", methods=["POST"])
    @planned_anew
    def issue(self) -> Any:
        actor, form = current_actor(), RemarksForm()
        period = _chosen(_offers())
        if form.validate():
            with refusals(form) as refused, transaction():
                report = operations.issue(
                    actor,
                    own_seat(actor),
                    period,
                    reasons=_text(form.reasons.data),
                    proposals=_text(form.proposals.data),
                )
                flash(gettext("Report %(number)s is issued.", number=report.number), "success")
            if not refused:
                return redirect(url_for("PeriodicReports.prepare", ky=period.code))
        return self._page(form), 422

    @route("/tai-ve.<kind>", verb="read")
    @planned_anew
    def file(self, kind: str) -> Response:
        """The figures of now, as a workbook or as the form without number and signer."""
        actor, period = current_actor(), _chosen(_offers())
        if kind not in {"xlsx", "pdf"}:
            raise NotFound
        unit = _unit(actor)
        found = operations.counted(actor, unit, period)
        access_log.log_list_access(actor, Dossier, ["statistics"], how=AccessKind.EXPORT)
        name = f"bao-cao-{period.code}.{kind}"
        if kind == "xlsx":
            return download(name, found.workbook())
        return Response(found.printed(unit), headers=pdf.headers(name))

    @route("/don-vi", verb="read")
    def units(self) -> Any:
        """Which of the units below have issued their report of a period."""
        actor, offers = current_actor(), _offers()
        period, area = _chosen(offers), ReportArea.of(_unit(actor))
        if area.breakdown is Breakdown.PROCEDURE:
            raise NotFound
        states = reports_owed.states(actor, period, area)
        return self.render_template(
            "reports/reporting_units.html",
            period=period,
            offers=offers,
            spans=SPANS,
            states=states,
            issued=sum(each.report is not None for each in states),
            first=FIRST_COLUMN[area.breakdown],
        )

    @route("/da-phat-hanh/<uuid:key>.<kind>", verb="read")
    def issued(self, key: UUID, kind: str) -> Response:
        """A report as it was issued, byte for byte."""
        return issued_file("bao-cao", ReportKind.PROCESSING, key, kind)

    def _page(self, form: RemarksForm) -> str:
        actor, offers = current_actor(), _offers()
        period, unit = _chosen(offers), _unit(actor)
        breakdown = ReportArea.of(unit).breakdown
        # many dossiers are counted only when somebody has said for which period
        asks = breakdown is Breakdown.PROCEDURE or "ky" in request.args
        found = operations.counted(actor, unit, period) if asks else None
        may = self.appbuilder.sm.has_access("can_issue", self.class_permission_name)
        page: str = self.render_template(
            "reports/periodic_report.html",
            period=period,
            offers=offers,
            spans=SPANS,
            unit=unit,
            found=found,
            first=FIRST_COLUMN[breakdown],
            groups=PERIODIC_COLUMNS,
            has_units=breakdown is not Breakdown.PROCEDURE,
            seat=own_seat(actor) if may else None,
            is_over=clock.today() > period.last,
            due_on=reports_owed.due_on(unit.kind, period),
            issued=issued_reports.of_period(actor, ReportKind.PROCESSING, unit.id, period),
            form=form,
        )
        return page


def _offers() -> Offers:
    """The periods that can be chosen, by their span, the newest first."""
    offers: dict[ReportSpan, list[ReportPeriod]] = {}
    for span, most in OFFERED.items():
        period = ReportPeriod.of(span, clock.today())
        found = offers[span] = []
        while len(found) < most and period.last >= FIRST_MONTH:
            found.append(period)
            period = period.before
    return offers


def _chosen(offers: Offers) -> ReportPeriod:
    """The period in the address; the month that ended last if it is missing or invalid."""
    code = request.args.get("ky", "")
    known = (period for periods in offers.values() for period in periods)
    otherwise = ReportPeriod.of(ReportSpan.MONTH, clock.today()).before
    return next((period for period in known if period.code == code), otherwise)


def _unit(actor: Actor) -> Unit:
    return organisation.unit(own_seat(actor).unit_id)


def _text(typed: str | None) -> str:
    return (typed or "").replace("\r\n", "\n").strip()


COUNTERS = (
    Counter(
        key="reports.owed",
        label=_("periodic reports to issue"),
        permission=("can_issue", "PeriodicReport"),
        count=reports_owed.count_owed,
        url=lambda: url_for("PeriodicReports.prepare"),
        opens_its_rows=False,
        tone="due",
    ),
)
