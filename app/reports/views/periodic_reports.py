"""Periodic reports: prepared, issued, and which units have sent theirs."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import Base, transaction
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
from app.reports.forms import RemarksForm, RolloutRemarksForm
from app.reports.operations import periodic_reports as operations
from app.reports.queries import issued_reports, reports_owed
from app.reports.queries.periodic_figures import Breakdown, ReportArea
from app.reports.slips import FIRST_COLUMN, PROCESSING, ROLLOUT, PeriodicReport, ReportForm
from app.reports.views.issued_reports import issued_file, own_seat
from app.reports.views.labels import SPANS
from app.reports.views.period_filter import FIRST_MONTH
from app.reports.vocabulary import ReportKind, ReportPeriod, ReportSpan
from app.rollout.models.readiness import ReadinessDay

Offers = Mapping[ReportSpan, Sequence[ReportPeriod]]


class ReportPages(BaseView):
    """The pages of one kind of report."""

    default_view = "prepare"
    layout: ClassVar[ReportForm]
    remarks: ClassVar[type[RemarksForm]] = RemarksForm
    title: ClassVar[LazyString]
    about: ClassVar[LazyString]
    """How it is counted, in words."""
    offered: ClassVar[Mapping[ReportSpan, int]]
    """How many periods of each span can be chosen, the one that runs and those before."""
    usual: ClassVar[ReportSpan]
    """The span of which the period that ended last is chosen unless another is asked for."""
    from_units: ClassVar[frozenset[Breakdown]]
    """Where the units of the lines send the same report."""
    counts_at_once: ClassVar[bool] = False
    """Whether it takes so little to count that nobody must ask for it."""
    file_name: ClassVar[str]
    looked_at: ClassVar[tuple[type[Base], str]]
    """What a download is in the log of accesses."""

    @route("/", verb="read")
    @planned_anew
    def prepare(self) -> Any:
        """The figures of a period, and what is needed to issue them."""
        return self._page(self.remarks())

    @route("/phat-hanh", verb="issue", methods=["POST"])
    @planned_anew
    def issue(self) -> Any:
        actor, form = current_actor(), self.remarks()
        period = self._chosen(self._offers())
        if form.validate():
            with refusals(form) as refused, transaction():
                report = operations.issue(
                    actor,
                    own_seat(actor),
                    period,
                    self.layout.kind,
                    reasons=_text(form.reasons.data),
                    proposals=_text(form.proposals.data),
                )
                flash(gettext("Report %(number)s is issued.", number=report.number), "success")
            if not refused:
                return redirect(url_for(".prepare", ky=period.code))
        return self._page(form), 422

    @route("/tai-ve.<kind>", verb="read")
    @planned_anew
    def file(self, kind: str) -> Response:
        """The figures of now, as a workbook or as the form without number and signer."""
        actor, period = current_actor(), self._chosen(self._offers())
        if kind not in {"xlsx", "pdf"}:
            raise NotFound
        unit = _unit(actor)
        found = self._counted(actor, unit, period)
        rows, what = self.looked_at
        access_log.log_list_access(actor, rows, [what], how=AccessKind.EXPORT)
        name = f"{self.file_name}-{period.code}.{kind}"
        if kind == "xlsx":
            return download(name, found.workbook())
        return Response(found.printed(unit), headers=pdf.headers(name))

    @route("/don-vi", verb="read")
    def units(self) -> Any:
        """Which of the units below have issued their report of a period."""
        actor, offers = current_actor(), self._offers()
        period, area = self._chosen(offers), ReportArea.of(_unit(actor))
        if area.breakdown not in self.from_units:
            raise NotFound
        states = reports_owed.states(actor, period, area, self.layout.kind)
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
        return issued_file(self.file_name, self.layout.kind, key, kind)

    def _page(self, form: RemarksForm) -> str:
        actor, offers = current_actor(), self._offers()
        period, unit = self._chosen(offers), _unit(actor)
        breakdown, kind = ReportArea.of(unit).breakdown, self.layout.kind
        # many dossiers are counted only when somebody has said for which period
        asks = self.counts_at_once or breakdown is Breakdown.PROCEDURE or "ky" in request.args
        found = self._counted(actor, unit, period) if asks else None
        may = self.appbuilder.sm.has_access("can_issue", self.class_permission_name)
        page: str = self.render_template(
            "reports/periodic_report.html",
            period=period,
            offers=offers,
            spans=SPANS,
            unit=unit,
            found=found,
            first=FIRST_COLUMN[breakdown],
            layout=self.layout,
            heads=self.layout.heads,
            title=self.title,
            about=self.about,
            has_units=breakdown in self.from_units,
            issued_list=ISSUED[kind],
            seat=own_seat(actor) if may else None,
            is_over=clock.today() > period.last,
            due_on=reports_owed.due_on(unit.kind, period, kind),
            issued=issued_reports.of_period(actor, kind, unit.id, period),
            form=form,
        )
        return page

    def _counted(self, actor: Actor, unit: Unit, period: ReportPeriod) -> PeriodicReport:
        return operations.COUNTED[self.layout.kind](actor, unit, period)

    def _offers(self) -> Offers:
        """The periods that can be chosen, by their span, the newest first."""
        offers: dict[ReportSpan, list[ReportPeriod]] = {}
        for span, most in self.offered.items():
            period = ReportPeriod.of(span, clock.today())
            found = offers[span] = []
            while len(found) < most and period.last >= FIRST_MONTH:
                found.append(period)
                period = period.before
        return offers

    def _chosen(self, offers: Offers) -> ReportPeriod:
        """The period in the address; the usual one if it is missing or invalid."""
        code = request.args.get("ky", "")
        known = (period for periods in offers.values() for period in periods)
        otherwise = ReportPeriod.of(self.usual, clock.today()).before
        return next((period for period in known if period.code == code), otherwise)


class PeriodicReports(ReportPages):
    """How dossiers were settled in a week, month, quarter, half or year (báo cáo định kỳ)."""

    route_base = "/can-bo/bao-cao-dinh-ky"
    class_permission_name = "PeriodicReport"
    layout = PROCESSING
    title = _("Periodic report")
    about = _(
        "Carried over and received are together always settled, ended otherwise and in hand. Late "
        "by the journal, without pauses; a paused dossier is not late. A dossier belongs to the "
        "commune that has it now. Rehearsals are not counted."
    )
    offered: ClassVar[Mapping[ReportSpan, int]] = {
        ReportSpan.WEEK: 13,
        ReportSpan.MONTH: 24,
        ReportSpan.QUARTER: 12,
        ReportSpan.HALF: 8,
        ReportSpan.YEAR: 10,
    }
    usual = ReportSpan.MONTH
    from_units = frozenset({Breakdown.COMMUNE, Breakdown.DISTRICT})
    file_name = "bao-cao"
    looked_at = Dossier, "statistics"


class RolloutReports(ReportPages):
    """How far the roll-out has come in each district and commune (báo cáo triển khai Kế hoạch)."""

    route_base = "/can-bo/bao-cao-trien-khai"
    class_permission_name = "RolloutReport"
    layout = ROLLOUT
    remarks = RolloutRemarksForm
    title = _("Report on the roll-out")
    about = _(
        "The state of today, which the report keeps. Ready: nothing stands in the way. Staff: "
        "those of communes, in office or on an approved list. Evidence: what the readiness board "
        "still misses. Phases, days and staff are those of Plan 198; that districts report each "
        "week until their communes are open is assumed."
    )
    offered: ClassVar[Mapping[ReportSpan, int]] = {ReportSpan.WEEK: 2, ReportSpan.MONTH: 2}
    usual = ReportSpan.WEEK
    from_units = frozenset({Breakdown.DISTRICT})
    counts_at_once = True
    file_name = "bao-cao-trien-khai"
    looked_at = ReadinessDay, "board"


ISSUED: Mapping[ReportKind, str] = {
    ReportKind.PROCESSING: "IssuedReportView.list",
    ReportKind.ROLLOUT: "IssuedRolloutReportView.list",
}
"""Where the reports of a kind are listed."""


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
ROLLOUT_COUNTERS = (
    Counter(
        key="reports.rollout_owed",
        label=_("roll-out reports to issue"),
        permission=("can_issue", "RolloutReport"),
        count=lambda actor: reports_owed.count_owed(actor, ReportKind.ROLLOUT),
        url=lambda: url_for("RolloutReports.prepare"),
        opens_its_rows=False,
        tone="due",
    ),
)
