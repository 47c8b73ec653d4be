"""Query strings of dashboards, maps, statistics and reports, for the units of a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from app.kernel import clock
from app.reports.queries.civil_figures import FIGURES
from app.reports.queries.counted_dossiers import OF_DOSSIERS, PASSED, SINCE, Figure
from app.reports.views.counted_dossiers import SINCE_YESTERDAY
from app.reports.views.dashboard import PICTURES
from app.reports.views.dashboard_query import ALL_LEGS
from app.reports.vocabulary import MapMeasure, ReportPeriod, ReportSpan

Place = Mapping[str, Any]
KINDS: Mapping[str, tuple[str, ...]] = {
    "CommuneMap": ("csv", "xlsx", "svg"),
    "PeriodicReports": ("xlsx", "pdf"),
    "CivilStatisticsPages": ("xlsx", "pdf"),
}
"""Endings of files by view, where they are not those of lists."""


def _units(place: Place) -> Iterator[dict[str, str]]:
    yield {"xa": place["code"]}
    yield {"huyen": place["district_code"]}


def _of_units(place: Place, **more: str) -> Iterator[str]:
    yield from (urlencode({**more, **unit}) for unit in _units(place))


def _pictures(place: Place) -> Iterator[str]:
    for name in PICTURES:
        yield from _of_units(place, hinh=name)


def _lists(place: Place) -> Iterator[str]:
    """What is behind each number of the dashboard."""
    for figure in Figure:
        yield from _of_units(place, **{"chi-tieu": str(figure)})
        if figure not in OF_DOSSIERS:
            yield from _of_units(place, **{"chi-tieu": str(figure), "nhanh": ALL_LEGS})
    for figure in SINCE:
        yield from _of_units(place, **{"chi-tieu": str(figure), "ke-tu": SINCE_YESTERDAY})
    for stage in PASSED:
        yield from _of_units(place, **{"chi-tieu": str(Figure.MEASURED), "cong-doan": str(stage)})
    monday = ReportPeriod.of(ReportSpan.WEEK, clock.today()).first.isoformat()
    yield from _of_units(place, **{"chi-tieu": "received", "tuan": monday, "kenh": "self"})


def _measures(place: Place) -> Iterator[str]:
    for measure in MapMeasure:
        yield urlencode({"chi_tieu": str(measure), "huyen": place["district_code"]})
        yield urlencode({"chi_tieu": str(measure), "bang": "xa"})


def _districts(place: Place) -> Iterator[str]:
    yield urlencode({"huyen": place["district_code"]})


def _periods(place: Place) -> Iterator[str]:
    for span in ReportSpan:
        yield urlencode({"ky": ReportPeriod.of(span, clock.today()).code, **_any(place)})


def _any(place: Place) -> dict[str, str]:
    """Parameters that the page does not know, and must not obey."""
    return {"don-vi": place["code"], "huyen": place["district_code"], "xa": place["code"]}


def _entries(place: Place) -> Iterator[str]:
    """What is behind a number of the civil-status statistics."""
    for unit in (place["code"], place["district_code"]):
        yield urlencode({"chi-tieu": next(iter(FIGURES)), "don-vi": unit})


QUESTIONS: Mapping[str, Callable[[Place], Iterator[str]]] = {
    "/can-bo/bang-dieu-hanh/": _of_units,
    "/can-bo/bang-dieu-hanh/bieu-do.svg": _pictures,
    "/can-bo/bang-dieu-hanh/ho-so/": _lists,
    "/can-bo/ban-do/": _measures,
    "/can-bo/ban-do/tai-ve.<any(csv,xlsx,svg):kind>": _measures,
    "/can-bo/bao-cao-dinh-ky/": _periods,
    "/can-bo/bao-cao-dinh-ky/don-vi": _periods,
    "/can-bo/bao-cao-dinh-ky/tai-ve.<kind>": _periods,
    "/can-bo/thong-ke-ho-tich/": _districts,
    "/can-bo/thong-ke-ho-tich/danh-sach": _entries,
    "/can-bo/thong-ke-ho-tich/tai-ve.<kind>": _districts,
    "/can-bo/tinh-hinh-giai-quyet/": _districts,
    "/can-bo/tinh-hinh-giai-quyet/tai-ve.xlsx": _districts,
    "/can-bo/kenh-nop/": _districts,
    "/can-bo/kenh-nop/tai-ve.xlsx": _districts,
    "/can-bo/ket-qua-trien-khai/": _districts,
    "/can-bo/ket-qua-trien-khai/tai-ve.xlsx": _districts,
    "/can-bo/chi-phi-tin-nhan/": _districts,
}
"""By rule: what is asked of the units of a place, strangers' too."""
