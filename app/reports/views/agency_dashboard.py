"""What the police and the insurance look at: numbers of legs, and the legs behind each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask_appbuilder import BaseView

from app.handoffs.models import Leg
from app.handoffs.workflow import AT_AGENCY
from app.kernel.actor import Actor, CurrentPosting
from app.kernel.connections.read_replica import reads_replica
from app.kernel.errors import NotFound
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.reports.queries import agency_counts, counted_dossiers, processing_statistics
from app.reports.queries.agency_counts import LegFigures
from app.reports.queries.counted_dossiers import CountedFigure, Figure
from app.reports.queries.dashboard import DashboardPlace
from app.reports.views import dashboard_charts
from app.reports.views.dashboard_query import USUAL_MONTHS, addressed, shown_page
from app.reports.views.period_filter import FIRST_MONTH, asked_for, years_from

ROWS = 50


def page(actor: Actor, agency: CurrentPosting) -> Any:
    """What communes have sent to the agency, and what became of it."""
    months = asked_for((), months=USUAL_MONTHS)
    lines = agency_counts.by_commune(actor, months.first, months.last)
    took = agency_counts.days(actor, months.first, months.last)
    return render_template(
        "reports/agency_dashboard.html",
        agency=agency,
        asked=months,
        years=years_from(min(months.first, FIRST_MONTH)),
        lines=lines,
        whole=sum(lines.values(), LegFigures()),
        median=took.percentile(dashboard_charts.MEDIAN),
        most=took.percentile(dashboard_charts.MOST),
        counted_at=processing_statistics.counted_at(),
        behind=_behind(),
    )


class AgencyDashboard(BaseView):
    """The forwarded files that one number of an agency's dashboard counts, without a name."""

    route_base = "/can-bo/bang-dieu-hanh/lien-thong"
    default_view = "page"
    class_permission_name = "Dashboard"

    @route("/", verb="read")
    @reads_replica
    def page(self) -> Any:
        """
        Raises:
            NotFound: the person works for no agency, or there is no such figure or commune.
        """
        actor, figure = current_actor(), request.args.get("chi-tieu", "")
        code, now = request.args.get("xa", ""), processing_statistics.counted_at()
        if agency_counts.agency_of(actor) is None or now is None:
            raise NotFound
        commune = agency_counts.sending_commune(actor, code) if code else None
        if figure not in agency_counts.FIGURES or (code and commune is None):
            raise NotFound
        months, page = asked_for((), months=USUAL_MONTHS), shown_page()
        place = DashboardPlace(commune_id=commune.id if commune else None)
        counted = CountedFigure(Figure(figure), months.first, months.last, place)
        rows, goes_on = agency_counts.legs(actor, counted, now, page=page, size=ROWS)
        access_log.log_list_access(actor, Leg, ["statistics"])
        here = {"chi-tieu": figure, **_months(), **({"xa": code} if code else {})}

        def address(n: int) -> str:
            return addressed("AgencyDashboard.page", here | {"trang": str(n)})

        return self.render_template(
            "reports/counted_packets.html",
            figure=counted.figure,
            is_standing=figure in counted_dossiers.STANDING,
            asked=months,
            commune=commune,
            rows=rows,
            readable=AT_AGENCY,
            counted_at=now,
            before=address(page - 1) if page > 1 else None,
            after=address(page + 1) if goes_on else None,
            back=addressed("Dashboard.page", _months()),
        )


def _months() -> dict[str, str]:
    return {name: request.args[name] for name in ("tu", "den") if name in request.args}


def _behind() -> Callable[..., str]:
    """A function that gives the address of the list behind a number."""
    root = url_for("AgencyDashboard.page").removeprefix(url_for("Dashboard.page"))
    months = _months()

    def address(figure: str, code: str = "") -> str:
        place = {"xa": code} if code else {}
        return f"{root}?{urlencode({'chi-tieu': figure, **place, **months})}"

    return address
