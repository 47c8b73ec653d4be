"""The figures that everybody may read and use: pages, CSV and JSON (số liệu công khai)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel import public_urls
from app.kernel.connections.read_replica import reads_replica
from app.kernel.spreadsheets.writer import csv_pieces
from app.kernel.text import parsing
from app.organisation import queries as organisation
from app.organisation.models import UnitKind
from app.reports.models.public_figures import PublicFigure
from app.reports.queries import public_figures
from app.reports.queries.public_figures import Edition
from app.reports.rules.public_figures import TWELVE_MONTHS
from app.reports.rules.suppression import SMALLEST

figures = Blueprint("figures", __name__)

KEPT_SECONDS = 60 * 60
"""For which browsers and proxies may show a page without asking again."""
LONGEST, SHOWN = 80, 40
LAST_TWELVE = "12-thang"
LICENCE = _(
    "Anybody may use, change and pass on these numbers, for any purpose and free of charge, if they"
    " name the source: One-stop system of Hanoi, published numbers, with the day until which was"
    " counted."
)
COLUMNS: Mapping[str, LazyString] = {
    "period": _("The year, or 12-thang: the twelve months until the day in “until”"),
    "until": _("The last day that is counted: dossiers received later are not among them"),
    "unit_kind": _("city, district or commune"),
    "unit_code": _("Code of the statistics office; of the city HN"),
    "unit_name": _("Name of the unit"),
    "district_code": _("Code of the commune’s district"),
    "procedure_code": _("Code of the procedure; empty: all procedures together"),
    "procedure_name": _("Name of the procedure"),
    "left_out": _("1: the numbers of this line are not published, 0: they are"),
    "received": _("Dossiers received in the period, however they were filed, without rehearsals"),
    "settled": _("How many of these have been settled, with a result or a refusal"),
    "in_time": _("How many of the settled ones were settled within the limit of the law"),
    "on_time_percent": _("How many of a hundred settled ones were settled within this limit"),
    "median_days": _(
        "Working days in which half of the settled ones were settled, without pauses; empty below"
        " five"
    ),
}
"""The columns of the files with what they mean: the data dictionary."""


@figures.get("/cong-khai/")
@reads_replica
def overview() -> Response:
    """The city by procedure, its districts, and the search for a commune."""
    edition, year = _edition()
    typed = parsing.line(request.args.get("tim", "")[: LONGEST * 4])[:LONGEST]
    return _page(
        "reports/public_figures.html",
        edition,
        year,
        lines=public_figures.of_unit(public_figures.city_id(), year),
        parts=public_figures.of_units(UnitKind.DISTRICT, year),
        typed=typed,
        found=organisation.communes(q=typed, limit=SHOWN) if typed else (),
    )


@figures.get("/cong-khai/<code>")
@reads_replica
def unit(code: str) -> Response:
    """A commune or district by procedure; of a district its communes too."""
    edition, year = _edition()
    found = public_figures.unit_by_code(code[:16].replace("\x00", ""))
    if found is None:
        abort(404)
    of_district = found.kind is UnitKind.DISTRICT
    return _page(
        "reports/public_figures_unit.html",
        edition,
        year,
        unit=found,
        lines=public_figures.of_unit(found.id, year),
        parts=public_figures.of_units(UnitKind.COMMUNE, year, district_id=found.id)
        if of_district
        else (),
    )


@figures.get("/cong-khai/tu-dien")
def dictionary() -> Response:
    """What each column means, what is left out and why, and who may use the figures."""
    return _cached(
        render_template(
            "reports/public_figures_dictionary.html",
            columns=COLUMNS,
            licence=LICENCE,
            smallest=SMALLEST,
        ),
        "text/html",
    )


@figures.get("/cong-khai/so-lieu.csv")
@reads_replica
def csv_file() -> Response:
    """All lines of a period; unpublished numbers are empty."""
    _found, year = _edition()
    rows = (line.values() for line in _rows(public_figures.all_lines(year)))
    return _cached(b"".join(csv_pieces(COLUMNS, rows)), "text/csv")


@figures.get("/cong-khai/so-lieu.json")
@reads_replica
def json_file() -> Response:
    """The same as JSON, with the licence."""
    edition, year = _edition()
    told = {
        "licence": str(LICENCE),
        "dictionary": public_urls.page("cong-khai/tu-dien"),
        "until": edition.until.isoformat() if edition else None,
        "figures": list(_rows(public_figures.all_lines(year))),
    }
    return _cached(json.dumps(told, ensure_ascii=False), "application/json")


def _edition() -> tuple[Edition | None, int]:
    """What is published, and the period that is asked for: one that is published."""
    edition, asked = public_figures.edition(), request.args.get("ky", LAST_TWELVE)
    if asked == LAST_TWELVE:
        return edition, TWELVE_MONTHS
    year = next((each for each in edition.years if str(each) == asked), None) if edition else None
    if year is None:
        abort(404)
    return edition, year


def _page(template: str, edition: Edition | None, year: int, **context: Any) -> Response:
    lines: Sequence[PublicFigure] = context["lines"]
    return _cached(
        render_template(
            template,
            edition=edition,
            year=year,
            asked=str(year) if year else None,
            total=next((line for line in lines if line.procedure is None), None),
            licence=LICENCE,
            **context,
        ),
        "text/html",
    )


def _cached(body: str | bytes, mimetype: str) -> Response:
    """Whoever has it gets it again only when something has changed."""
    response = Response(body, mimetype=mimetype)
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    response.add_etag()
    response.make_conditional(request)
    return response


def _rows(lines: Iterable[PublicFigure]) -> Iterable[dict[str, Any]]:
    for line in lines:
        unit, procedure = line.unit, line.procedure
        district = unit.district if unit.kind is UnitKind.COMMUNE else None
        yield dict(
            zip(
                COLUMNS,
                (
                    str(line.year or LAST_TWELVE),
                    line.until.isoformat(),
                    str(unit.kind),
                    unit.code,
                    unit.name,
                    district.code if district else "",
                    procedure.code if procedure else "",
                    procedure.name if procedure else "",
                    int(line.is_left_out),
                    line.received,
                    line.settled,
                    line.in_time,
                    _percent(line),
                    line.median_days,
                ),
                strict=True,
            )
        )


def _percent(line: PublicFigure) -> float | None:
    if not line.settled or line.in_time is None:
        return None
    return round(100 * line.in_time / line.settled, 1)
