"""The map of communes and districts: one measure as colours, as a table and as files."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext

from app.kernel.connections.read_replica import reads_replica
from app.kernel.i18n.formatting import capitalize_first
from app.kernel.row_security.request_scope import planned_anew
from app.kernel.spreadsheets.writer import table_pieces
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import download
from app.kernel.web.routes import route
from app.organisation import queries as organisation
from app.reports.queries import commune_map as maps
from app.reports.views import map_words as words
from app.reports.views.map_figures import TODAYS, CommuneFigures, Row
from app.reports.views.map_picture import drawing, picture
from app.reports.views.period_filter import FIRST_MONTH, asked_for, years_from
from app.reports.vocabulary import MapMeasure

PAGE = 50
"""Communes on a page of the table of the whole city."""
BY_COMMUNE, BY_NAME = "xa", "ten"


class CommuneMap(BaseView):
    """Communes and districts by a measure (bản đồ)."""

    route_base = "/can-bo/ban-do"
    default_view = "map"
    class_permission_name = "CommuneMap"

    @route("/", verb="read")
    @planned_anew
    @reads_replica
    def map(self) -> Any:
        """The map, its legend and its table; a district drawn large if it is asked for."""
        found = _found()
        whole = found.is_whole_city
        of_communes = not whole or request.args.get("bang") == BY_COMMUNE
        by_name = request.args.get("sap") == BY_NAME
        rows = found.rows(by_name=by_name, of_communes=of_communes)
        pages = max(1, -(-len(rows) // PAGE))
        page = min(max(request.args.get("trang", 1, type=int), 1), pages)
        listed, behind = rows[PAGE * (page - 1) : PAGE * page], _behind(found)
        return self.render_template(
            "reports/commune_map.html",
            found=found,
            drawing=drawing(found),
            whole=whole,
            of_communes=of_communes,
            by_name=by_name,
            order=words.ORDERS.get(found.measure, words.LOWEST_FIRST),
            legend=words.legend(found.steps, found.figures.values()),
            heads=words.heads(found.measure),
            rows=[(row, words.cells(found.measure, row.figure), behind(row)) for row in listed],
            total=words.cells(found.measure, found.together(found.communes)),
            page=page,
            pages=pages,
            todays=found.measure in TODAYS,
            years=years_from(min(found.asked.first, FIRST_MONTH)),
        )

    @route("/tai-ve.<any(csv,xlsx,svg):kind>", verb="read")
    @planned_anew
    @reads_replica
    def file(self, kind: str) -> Response:
        """The map as a picture, or the figures of its communes as a spreadsheet."""
        found = _found()
        name = f"ban-do-{found.measure}-{found.asked.first:%Y-%m}-{found.asked.last:%Y-%m}.{kind}"
        if kind == "svg":
            return download(name, picture(found))
        heads = (
            *(gettext("Code"), gettext("Commune"), gettext("District"), gettext("Phase")),
            *words.heads(found.measure),
        )
        return download(name, table_pieces(kind, gettext("Map"), heads, _lines(found)))


def _found() -> CommuneFigures:
    actor = current_actor()
    everywhere = actor.city or actor.manages_all
    districts = organisation.districts()
    asked = asked_for(districts if everywhere else ())
    offered = _offered()
    typed = request.args.get("chi_tieu", "")
    measure = next((each for each in offered if each == typed), offered[0])
    if not typed and MapMeasure.RECEIVED in offered:
        measure = MapMeasure.RECEIVED
    district = asked.district.id if asked.district else None
    shown = [each for each in maps.communes(actor) if district in {None, each.district.id}]
    figures = maps.figures(measure, actor, shown, asked.first, asked.last)
    return CommuneFigures(measure, offered, districts, everywhere, asked, shown, figures)


def _offered() -> Sequence[MapMeasure]:
    """The measures that the person may see; figures of the roll-out only while there is one."""
    may = current_app.appbuilder.sm.has_access  # type: ignore[attr-defined]
    leads = _leads()
    counts = leads or may("can_read", "Statistics")
    found = [MapMeasure.OPENING]
    found += [MapMeasure.READINESS] * leads
    found += [MapMeasure.RECEIVED, MapMeasure.ONLINE, MapMeasure.ON_TIME, MapMeasure.LATE] * counts
    return found


def _leads() -> bool:
    """Whether the person sees what the roll-out knows, while there is one."""
    may = current_app.appbuilder.sm.has_access  # type: ignore[attr-defined]
    return may("can_read", "Readiness") and "Readiness.board" in current_app.view_functions


def _behind(found: CommuneFigures) -> Callable[[Row], str | None]:
    """The address of what is behind the figure of a line: the only place that knows it."""
    may = current_app.appbuilder.sm.has_access  # type: ignore[attr-defined]
    leads, months = _leads(), urlencode({name: found.address[name] for name in ("tu", "den")})
    if found.measure in TODAYS and leads:
        board, one = url_for("Readiness.board"), url_for("ReadinessOfCommune.show", unit=0)[:-1]
        return lambda row: (
            f"{one}{row.commune.id}" if row.commune else f"{board}?huyen={row.district.code}"
        )
    if found.measure not in TODAYS and may("can_read", "Statistics"):
        page = url_for("Dashboard.page")
        return lambda row: (
            f"{page}?xa={row.commune.code}&{months}"
            if row.commune
            else f"{page}?huyen={row.district.code}&{months}"
        )
    if found.measure not in TODAYS and leads:
        results = url_for("RolloutResults.table")
        return lambda row: f"{results}?huyen={row.district.code}&{months}"
    return lambda row: None


def _lines(found: CommuneFigures) -> list[Sequence[Any]]:
    return [
        (
            row.key[1:],
            capitalize_first(row.name),
            capitalize_first(row.district.name),
            row.phase,
            *words.file_cells(found.measure, row.figure),
        )
        for row in found.rows()
    ]
