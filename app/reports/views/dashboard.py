"""The dashboard of leaders: what is late, where and why; and the dossiers behind each number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from flask_appbuilder import BaseView
from markupsafe import Markup, escape

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.connections.read_replica import reads_replica
from app.kernel.errors import NotFound
from app.kernel.i18n.formatting import number
from app.kernel.row_security.request_scope import planned_once
from app.kernel.web.counters import StartPanel
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.organisation.models import Unit
from app.reports.queries import agency_counts, dashboard
from app.reports.queries.dashboard import NOTHING, ChannelFigures, Figures, Today, UnitFigures
from app.reports.views import agency_dashboard, dashboard_charts, rollout_dashboard
from app.reports.views.dashboard_charts import StagesChart, WeeksChart
from app.reports.views.dashboard_query import LEGS, DashboardQuery, addressed, read
from app.reports.views.period_filter import FIRST_MONTH, years_from
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
    @reads_replica
    def page(self) -> Any:
        actor = current_actor()
        if (agency := agency_counts.agency_of(actor)) is not None:
            return agency_dashboard.page(actor, agency)
        if actor.manages_all and not actor.city:
            return rollout_dashboard.page(actor)
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
            link=_links(asked),
            page_of=lambda unit: f"?{urlencode(asked.of(unit))}",
        )

    @route("/bieu-do.svg", verb="read")
    @planned_once
    @reads_replica
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


def _links(asked: DashboardQuery) -> Any:
    """A function that writes a number as a link to the list behind it, seen from the page.

    A page has two hundred of them: what all begin and end with is written once.
    """
    root = escape(url_for("CountedDossiers.page").removeprefix(url_for("Dashboard.page")))
    here = asked.address
    below = "xa" if asked.district is not None else "huyen"

    @cache
    def place(code: str) -> Markup:
        return escape(urlencode(here | {below: code} if code else here))

    def link(n: int, figure: str, unit: Unit | None = None, more: Mapping[str, str] = {}) -> Markup:
        if not n:
            return Markup("0")
        asks = [f"chi-tieu={figure}", *(f"{name}={word}" for name, word in more.items())]
        asks += filter(None, [place(unit.code if unit else "")])
        return Markup(f'<a href="{root}?{"&amp;".join(asks)}">{number(n)}</a>')  # noqa: S704

    return link
