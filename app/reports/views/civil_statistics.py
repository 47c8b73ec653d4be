"""Civil-status statistics: the tables, the entries behind a figure, the reports as issued."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.connections.read_replica import reads_replica
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.printing import pdf
from app.kernel.row_security.request_scope import planned_anew
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import download
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.registers.models.entries import Entry
from app.registers.views.admin import KINDS
from app.reports import slips
from app.reports.operations import issued_reports as operations
from app.reports.operations.issued_reports import ReportContent
from app.reports.queries import civil_statistics, issued_reports
from app.reports.queries.civil_figures import FIGURES, TABLES
from app.reports.slips import CivilStatistics
from app.reports.views.issued_reports import issued_file, own_seat
from app.reports.vocabulary import ReportKind, ReportPeriod, ReportSpan

SPANS: dict[ReportSpan, LazyString] = {
    ReportSpan.HALF: _("first six months"),
    ReportSpan.YEAR: _("whole year"),
}
EARLIEST_YEAR, ROWS, LAST_PAGE = 2016, 50, 10_000


@dataclass(frozen=True)
class Asked:
    """The period, and the district whose communes are listed."""

    period: ReportPeriod
    districts: Sequence[Unit]
    district: Unit | None

    @property
    def address(self) -> dict[str, Any]:
        """The query string of the same page."""
        district = self.district.code if self.district else None
        return {"nam": self.period.year, "ky": str(self.period.span), "huyen": district}

    @property
    def years(self) -> Iterable[int]:
        return range(clock.today().year, EARLIEST_YEAR - 1, -1)


def read(actor: Actor) -> Asked:
    """The filter from the query string; this year where it is missing or invalid."""
    this = clock.today().year
    year = request.args.get("nam", default=this, type=int)
    span = request.args.get("ky", "")
    period = ReportPeriod(
        year if EARLIEST_YEAR <= year <= this else this,
        ReportSpan(span) if span in set(SPANS) else ReportSpan.YEAR,
    )
    districts = organisation.districts() if actor.city else ()
    code = request.args.get("huyen", "")
    return Asked(period, districts, next((one for one in districts if one.code == code), None))


def counted(actor: Actor, asked: Asked) -> tuple[CivilStatistics, dict[int, str]]:
    """The figures by unit, and the codes of the units for the links."""
    by_district = actor.city and asked.district is None
    units = asked.districts if by_district else _communes(actor, asked)
    found = civil_statistics.counts(
        actor,
        asked.period,
        district_id=asked.district.id if asked.district else None,
        by_district=by_district,
    )
    lines = {unit.id: found.get(unit.id, civil_statistics.NOTHING) for unit in units}
    names = {unit.id: unit.name for unit in units}
    return CivilStatistics(asked.period, names, lines), {unit.id: unit.code for unit in units}


def _communes(actor: Actor, asked: Asked) -> Sequence[Unit]:
    if asked.district is not None:
        return organisation.communes(asked.district.id)
    return issued_reports.communes_read(actor)


class CivilStatisticsPages(BaseView):
    """Statistics of civil status for six months and a year (thống kê hộ tịch)."""

    route_base = "/can-bo/thong-ke-ho-tich"
    default_view = "table"
    class_permission_name = "CivilStatistics"

    @route("/", verb="read")
    @planned_anew
    @reads_replica
    def table(self) -> Any:
        actor = current_actor()
        asked = read(actor)
        found, codes = counted(actor, asked)
        return self.render_template(
            "reports/civil_statistics.html",
            asked=asked,
            spans=SPANS,
            found=found,
            codes=codes,
            tables=[*_with_places()],
            seat=own_seat(actor) if asked.district is None and self._may_issue() else None,
            is_over=clock.today() > asked.period.last,
            issued=issued_reports.issued(actor, ReportKind.CIVIL_STATUS),
        )

    @route("/danh-sach", verb="read")
    @planned_anew
    @reads_replica
    def entries(self) -> Any:
        """The entries that one figure counts."""
        actor = current_actor()
        asked, key = read(actor), request.args.get("chi-tieu", "")
        figure = FIGURES.get(key)
        if figure is None:
            raise NotFound
        unit = _unit(actor, request.args.get("don-vi", ""), asked)
        page = min(max(request.args.get("trang", default=1, type=int), 1), LAST_PAGE)
        query = civil_statistics.entries_behind(actor, asked.period, figure, unit)
        rows, number = civil_statistics.page_of(query, page, ROWS)
        access_log.log_list_access(actor, Entry, ["statistics"])
        return self.render_template(
            "reports/civil_entries.html",
            asked=asked,
            spans=SPANS,
            table=next(table for table in TABLES if figure in table.figures),
            figure=figure,
            unit=unit,
            rows=rows,
            number=number,
            kinds=KINDS,
            page=page,
            pages=-(-number // ROWS),
            address=lambda n: url_for(
                "CivilStatisticsPages.entries",
                **asked.address,
                **{"chi-tieu": key, "don-vi": unit.code if unit else None, "trang": n},
            ),
        )

    @route("/tai-ve.<kind>", verb="read")
    @planned_anew
    @reads_replica
    def file(self, kind: str) -> Response:
        """The figures of now, as a workbook or as the form without number and signer."""
        actor = current_actor()
        asked = read(actor)
        found, _codes = counted(actor, asked)
        if kind not in {"xlsx", "pdf"}:
            raise NotFound
        access_log.log_list_access(actor, Entry, ["statistics"], how=AccessKind.EXPORT)
        name = f"thong-ke-ho-tich-{asked.period.year}-{asked.period.span}"
        if kind == "xlsx":
            return download(f"{name}.xlsx", slips.workbook(found))
        unit = asked.district or organisation.unit(own_seat(actor).unit_id)
        return Response(slips.printed(found, unit), headers=pdf.headers(f"{name}.pdf"))

    @route("/phat-hanh", verb="issue", methods=["POST"])
    def issue(self) -> Any:
        actor = current_actor()
        asked = read(actor)
        with refusals(), transaction():
            found, _codes = counted(actor, asked)
            report = operations.issue(actor, own_seat(actor), _content(found))
            flash(gettext("Report %(number)s is issued.", number=report.number), "success")
        return redirect(url_for("CivilStatisticsPages.table", **asked.address))

    @route("/da-phat-hanh/<uuid:key>.<kind>", verb="read")
    def issued(self, key: UUID, kind: str) -> Response:
        """A report as it was issued, byte for byte."""
        return issued_file("thong-ke-ho-tich", ReportKind.CIVIL_STATUS, key, kind)

    def _may_issue(self) -> bool:
        return bool(self.appbuilder.sm.has_access("can_issue", self.class_permission_name))


def _content(found: CivilStatistics) -> ReportContent:
    return ReportContent(
        ReportKind.CIVIL_STATUS,
        found.period,
        slips.as_stored(found),
        partial(slips.printed, found),
        partial(slips.workbook, found),
    )


def _with_places() -> Iterable[tuple[Any, list[tuple[int, Any]]]]:
    """Each table with the places of its figures among all."""
    n = 0
    for table in TABLES:
        yield table, list(enumerate(table.figures, n))
        n += len(table.figures)


def _unit(actor: Actor, code: str, asked: Asked) -> Unit | None:
    """The commune or district of the figure; None for all together.

    Raises:
        NotFound: there is none that this person reads.
    """
    if not code:
        return asked.district
    district = next((each for each in asked.districts if each.code == code), None)
    unit = district or organisation.commune_by_code(code)
    if unit is None or not actor.may_read(unit.id):
        raise NotFound
    return unit
