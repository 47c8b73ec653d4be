"""The dashboard of leaders: what is late, where and why; and the dossiers behind each number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from flask_appbuilder import BaseView
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Channel, Dossier
from app.handoffs.models import Leg
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.i18n.formatting import capitalize_first
from app.kernel.row_security.request_scope import planned_anew
from app.kernel.web import access_log
from app.kernel.web.counters import StartPanel
from app.kernel.web.current_actor import current_actor
from app.kernel.web.routes import route
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.reports.queries import counted_dossiers, dashboard, processing_statistics
from app.reports.queries.counted_dossiers import Counted, Figure
from app.reports.queries.dashboard import (
    NOTHING,
    ChannelFigures,
    DashboardPlace,
    Figures,
    UnitFigures,
)
from app.reports.queries.issued_reports import communes_read
from app.reports.views import dashboard_charts
from app.reports.views.dashboard_charts import StagesChart, WeeksChart
from app.reports.views.period_filter import FIRST_MONTH, MonthsQuery, asked_for, years_from
from app.reports.vocabulary import StatisticsSubject

LEGS: Mapping[StatisticsSubject, LazyString] = {
    StatisticsSubject.POLICE: _("police"),
    StatisticsSubject.INSURANCE: _("social insurance"),
    StatisticsSubject.COMMUNE: _("other communes"),
}
RANKED, DECIDED_AT_LEAST = 10, 5
"""How many of the best and the worst are shown; only units that have settled so many."""
ROWS, LAST_PAGE, ALL_LEGS = 50, 10_000, "tat-ca"


@dataclass(frozen=True)
class Asked:
    """The months and the place of a page, and the units that are compared there."""

    months: MonthsQuery
    districts: Sequence[Unit]
    district: Unit | None
    commune: Unit | None
    communes: Sequence[Unit]

    @property
    def units(self) -> Sequence[Unit]:
        """The level below: districts of the city, communes of a district."""
        if self.commune is not None:
            return ()
        return self.communes if self.district is not None else self.districts

    @property
    def place(self) -> DashboardPlace:
        return DashboardPlace(
            self.district.id if self.district and self.districts else None,
            self.commune.id if self.commune else None,
            by_district=self.district is None and self.commune is None,
        )

    @property
    def address(self) -> dict[str, str]:
        """The query string of the same page."""
        named = {
            "tu": f"{self.months.first:%Y-%m}",
            "den": f"{self.months.last:%Y-%m}",
            "huyen": self.district.code if self.district and self.districts else "",
            "xa": self.commune.code if self.commune and len(self.communes) != 1 else "",
        }
        return {name: value for name, value in named.items() if value}

    @property
    def trail(self) -> list[tuple[str, str | None]]:
        """The levels above this page, with their addresses, and the page itself."""
        above = {name: self.address[name] for name in ("tu", "den")}
        levels: list[tuple[Any, dict[str, str]]] = []
        if self.districts:
            levels.append((gettext("The whole city"), above))
        if self.district is not None and len(self.communes) != 1:
            named = {"huyen": self.district.code} if self.districts else {}
            levels.append((capitalize_first(self.district.name), above | named))
        if self.commune is not None:
            levels.append((capitalize_first(self.commune.name), {}))
        here = levels.pop() if levels else (gettext("No commune"), {})
        upper = ((label, _addressed("Dashboard.page", args)) for label, args in levels)
        return [*upper, (here[0], None)]

    @property
    def title(self) -> str:
        return self.trail[-1][0]

    def of(self, unit: Unit) -> dict[str, str]:
        """The query string of the page of one of the units."""
        name = "xa" if self.district is not None else "huyen"
        return self.address | {name: unit.code}


def read(actor: Actor) -> Asked:
    """The page that the query string asks for, within what this person reads.

    Raises:
        NotFound: the unit is not one of theirs.
    """
    districts = organisation.districts() if actor.city else ()
    months = asked_for(districts, months=3)
    code = request.args.get("xa", "")
    if actor.city:
        commune = organisation.commune_by_code(code) if code else None
        if code and commune is None:
            raise NotFound
        district = commune.district if commune else months.district
        below = organisation.communes(district.id) if district and not commune else ()
        return Asked(months, districts, district, commune, below)
    communes = communes_read(actor)
    if code and code not in {each.code for each in communes}:
        raise NotFound
    chosen = communes[0].code if len(communes) == 1 else code
    commune = next((each for each in communes if each.code == chosen), None)
    return Asked(months, (), communes[0].district if communes else None, commune, communes)


class Line(NamedTuple):
    """One of the compared units with its figures."""

    unit: Unit
    figures: UnitFigures


class Ranking(NamedTuple):
    """The compared units: all of them, or the worst and the best; and how many have too few."""

    worst: Sequence[Line]
    best: Sequence[Line]
    too_few: Sequence[Line]


def ranked(asked: Asked, figures: Mapping[int, UnitFigures]) -> Ranking:
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
    @planned_anew
    def page(self) -> Any:
        actor = current_actor()
        asked = read(actor)
        months = asked.months
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
            flow=dashboard.flow(actor, clock.today(), asked.place),
            filed=sum(by_channel.values(), ChannelFigures()),
            channels=channels,
            channels_heading=dashboard_charts.channels_heading(channels),
            citys_share=dashboard_charts.CITYS_SHARE,
            weeks=_weeks(actor, asked),
            stages=_stages(actor, asked),
            picture=lambda name: _addressed("Dashboard.picture", asked.address | {"hinh": name}),
            leg_names=LEGS,
            ranking=ranked(asked, by_unit),
            decided_at_least=DECIDED_AT_LEAST,
            counted_at=processing_statistics.counted_at(),
            behind=_behind(asked),
            page_of=lambda unit: _addressed("Dashboard.page", asked.of(unit)),
        )

    @route("/bieu-do.svg", verb="read")
    @planned_anew
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

    @route("/ho-so", verb="read")
    @planned_anew
    def dossiers(self) -> Any:
        """The dossiers, or legs, that one number counts."""
        actor = current_actor()
        asked = read(actor)
        counted = _counted(asked)
        now = processing_statistics.counted_at()
        if now is None:
            raise NotFound
        page = min(max(request.args.get("trang", default=1, type=int), 1), LAST_PAGE)
        query = (counted_dossiers.legs if counted.legs else counted_dossiers.dossiers)(
            actor, counted, now
        )
        rows, goes_on = counted_dossiers.page_of(query, page, ROWS)
        access_log.log_list_access(actor, Leg if counted.legs else Dossier, ["statistics"])
        here = {
            name: request.args[name]
            for name in ("chi-tieu", "nhanh", "kenh")
            if name in request.args
        }

        def address(n: int) -> str:
            return _addressed("Dashboard.dossiers", asked.address | here | {"trang": str(n)})

        return self.render_template(
            "reports/counted_dossiers.html",
            asked=asked,
            title=asked.title,
            counted=counted,
            is_standing=counted.figure in counted_dossiers.STANDING,
            leg_names=LEGS,
            rows=rows,
            counted_at=now,
            before=address(page - 1) if page > 1 else None,
            after=address(page + 1) if goes_on else None,
            back=_addressed("Dashboard.page", asked.address),
            many_communes=asked.commune is None,
        )


def _link(_actor: Actor) -> str:
    return render_template("reports/dashboard_link.html")


PANELS = (StartPanel(key="dashboard", permission=("can_read", "Dashboard"), draw=_link),)
"""On the start page: the way here."""


def _weeks(actor: Actor, asked: Asked) -> WeeksChart:
    today = clock.today()
    return dashboard_charts.of_weeks(dashboard.weekly(actor, today, asked.place), today)


def _stages(actor: Actor, asked: Asked) -> StagesChart:
    months = asked.months
    found = dashboard.stages(actor, months.first, months.last, asked.place)
    return dashboard_charts.of_stages(found, dashboard.stage_limits())


PICTURES: Mapping[str, Callable[[Actor, Asked], Any]] = {"tuan": _weeks, "cong-doan": _stages}
"""The charts that can be had as a file, by their names in the address."""


def _legs(found: Figures) -> dict[StatisticsSubject, UnitFigures]:
    return {part: dashboard.total(found.get(part, {}).values()) for part in LEGS}


def _addressed(endpoint: str, args: Mapping[str, str]) -> str:
    return f"{url_for(endpoint)}?{urlencode(args)}"


def _behind(asked: Asked) -> Any:
    """A function that gives the address of the list behind a number."""
    root = url_for("Dashboard.dossiers")

    def address(figure: str, unit: Unit | None = None, **more: str) -> str:
        place = asked.of(unit) if unit is not None else asked.address
        return f"{root}?{urlencode({'chi-tieu': figure, **more, **place})}"

    return address


def _counted(asked: Asked) -> Counted:
    """What the address names.

    Raises:
        NotFound: there is no such figure, kind of leg or channel.
    """
    figure, kind = request.args.get("chi-tieu", ""), request.args.get("nhanh", "")
    channel = request.args.get("kenh", "")
    kinds = frozenset(LEGS) if kind == ALL_LEGS else {each for each in LEGS if each == kind}
    known = figure in set(Figure) and (kinds or not kind)
    known = known and not (kinds and figure in counted_dossiers.OF_DOSSIERS)
    if not known or (channel and channel not in set(Channel)):
        raise NotFound
    return Counted(
        Figure(figure),
        asked.months.first,
        asked.months.last,
        asked.place,
        frozenset(kinds),
        Channel(channel) if channel else None,
    )
