"""The dashboard of leaders: what is late, where and why; and the dossiers behind each number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from flask_appbuilder import BaseView

from app.kernel import clock
from app.kernel.actor import Actor, CurrentPosting
from app.kernel.errors import NotFound
from app.kernel.row_security.request_scope import planned_once
from app.kernel.web.counters import StartPanel
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.organisation.models import Unit
from app.reports.queries import agency_counts, dashboard, processing_statistics
from app.reports.queries.agency_counts import LegFigures
from app.reports.queries.dashboard import NOTHING, ChannelFigures, Figures, Today, UnitFigures
from app.reports.views import dashboard_charts
from app.reports.views.dashboard_charts import StagesChart, WeeksChart
from app.reports.views.dashboard_query import LEGS, USUAL_MONTHS, DashboardQuery, addressed, read
from app.reports.views.period_filter import FIRST_MONTH, asked_for, years_from
from app.reports.vocabulary import StatisticsSubject
from app.rollout.rules.plan import PHASES

RANKED, DECIDED_AT_LEAST = 10, 5
"""How many of the best and the worst are shown; only units that have settled so many."""


class Line(NamedTuple):
    """One of the compared units with its figures."""

    unit: Unit
    figures: UnitFigures


class Ranking(NamedTuple):
    """The compared units: all of them, or the worst and the best; and how many have too few."""

    worst: Sequence[Line]
    best: Sequence[Line]
    too_few: Sequence[Line]


def ranked(asked: DashboardQuery, figures: Mapping[int, UnitFigures]) -> Ranking:
    """The units by what they settled in time, the worst first; late ones in hand decide ties."""
    lines = [Line(unit, figures.get(unit.id, NOTHING)) for unit in asked.units]
    counted = [line for line in lines if line.figures.decided >= DECIDED_AT_LEAST]
    few = [line for line in lines if line.figures.decided < DECIDED_AT_LEAST]
    counted.sort(
        key=lambda line: (line.figures.in_time / line.figures.decided, -line.figures.overdue)
    )
    if len(counted) <= 2 * RANKED:
        return Ranking(counted, (), few)
    return Ranking(counted[:RANKED], counted[: -RANKED - 1 : -1], few)


class Dashboard(BaseView):
    """What a leader opens in the morning (bảng điều hành): one page for every level."""

    route_base = "/can-bo/bang-dieu-hanh"
    default_view = "page"
    class_permission_name = "Dashboard"

    @route("/", verb="read")
    @planned_once
    def page(self) -> Any:
        actor = current_actor()
        if (agency := agency_counts.agency_of(actor)) is not None:
            return self._of_agency(actor, agency)
        asked = read(actor)
        months, today = asked.months, _today(actor, asked)
        found = dashboard.figures(actor, months.first, months.last, asked.place)
        by_unit = found.get(StatisticsSubject.WHOLE, {})
        by_channel = dashboard.channels(actor, months.first, months.last, asked.place)
        channels = dashboard_charts.of_channels(by_channel)
        return self.render_template(
            "reports/dashboard.html",
            asked=asked,
            title=asked.title,
            districts=asked.districts,
            years=years_from(min(months.first, FIRST_MONTH)),
            whole=dashboard.total(by_unit.values()),
            legs=_legs(found),
            flow=today.flow,
            filed=sum(by_channel.values(), ChannelFigures()),
            channels=channels,
            channels_heading=dashboard_charts.channels_heading(channels),
            phases=PHASES,
            citys_share=dashboard_charts.CITYS_SHARE,
            weeks=_weeks(actor, asked),
            stages=_stages(actor, asked, today),
            picture=lambda name: addressed("Dashboard.picture", asked.address | {"hinh": name}),
            leg_names=LEGS,
            ranking=ranked(asked, by_unit),
            decided_at_least=DECIDED_AT_LEAST,
            counted_at=today.counted_at,
            behind=_behind(asked),
            page_of=lambda unit: f"?{urlencode(asked.of(unit))}",
        )

    def _of_agency(self, actor: Actor, agency: CurrentPosting) -> Any:
        """The page of the police or the insurance: what communes have sent to them."""
        months = asked_for((), months=USUAL_MONTHS)
        lines = agency_counts.by_commune(actor, months.first, months.last)
        took = agency_counts.days(actor, months.first, months.last)
        return self.render_template(
            "reports/agency_dashboard.html",
            agency=agency,
            asked=months,
            years=years_from(min(months.first, FIRST_MONTH)),
            lines=lines,
            whole=sum(lines.values(), LegFigures()),
            median=took.percentile(dashboard_charts.MEDIAN),
            most=took.percentile(dashboard_charts.MOST),
            counted_at=processing_statistics.counted_at(),
        )

    @route("/bieu-do.svg", verb="read")
    @planned_once
    def picture(self) -> Response:
        """One of the charts as a file of its own."""
        actor, name = current_actor(), request.args.get("hinh", "")
        asked = read(actor)
        draw = PICTURES.get(name)
        if draw is None:
            raise NotFound
        drawn = render_template(
            "reports/chart_file.svg", name=name, chart=draw(actor, asked), title=asked.title
        )
        headers = {"Content-Disposition": f"attachment; filename=bieu-do-{name}.svg"}
        return Response(drawn, mimetype="image/svg+xml", headers=headers)


def _link(_actor: Actor) -> str:
    return render_template("reports/dashboard_link.html")


PANELS = (StartPanel(key="dashboard", permission=("can_read", "Dashboard"), draw=_link),)
"""On the start page: the way here."""


def _weeks(actor: Actor, asked: DashboardQuery) -> WeeksChart:
    today = clock.today()
    return dashboard_charts.of_weeks(dashboard.weekly(actor, today, asked.place), today)


def _stages(actor: Actor, asked: DashboardQuery, today: Today | None = None) -> StagesChart:
    months, today = asked.months, today or _today(actor, asked)
    found = dashboard.stages(actor, months.first, months.last, asked.place)
    return dashboard_charts.of_stages(found, today.limits)


def _today(actor: Actor, asked: DashboardQuery) -> Today:
    return dashboard.today(actor, clock.today(), asked.place)


PICTURES: Mapping[str, Callable[[Actor, DashboardQuery], Any]] = {
    "tuan": _weeks,
    "cong-doan": _stages,
}
"""The charts that can be had as a file, by their names in the address."""


def _legs(found: Figures) -> dict[StatisticsSubject, UnitFigures]:
    return {part: dashboard.total(found.get(part, {}).values()) for part in LEGS}


def _behind(asked: DashboardQuery) -> Any:
    """A function that gives the address of the list behind a number, seen from the page.

    A page has two hundred of them: what all begin with would be a tenth of it.
    """
    root = url_for("CountedDossiers.page").removeprefix(url_for("Dashboard.page"))
    here = asked.address
    below = "xa" if asked.district is not None else "huyen"

    def address(figure: str, unit: Unit | None = None, **more: str) -> str:
        place = here if unit is None else here | {below: unit.code}
        return f"{root}?{urlencode({'chi-tieu': figure, **more, **place})}"

    return address
