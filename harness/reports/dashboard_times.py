"""The dashboards of a commune, a district, the city and an agency beside their floor pages.

Each page in a city takes turns with its floor and with the same page in a larger city.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from harness.bench import cluster
from harness.bench.forms import OverHttp, database_work, forms_of
from harness.bench.measurement import TRIES, TURNS, take_turns
from harness.bench.pages import Page, pages_of
from harness.bench.report import form
from harness.bench.running_cities import City, opened, queries_of

LARGER = 10
"""Times as many dossiers."""
TIMES_THE_FLOOR, GROWTH, STATEMENTS = 3, 1.2, 10
KEY = "dashboard"

Figures = dict[str, Any]


def figures(dossiers: int, turns: int = TURNS) -> Figures:
    """Milliseconds of the page that is nearest to a limit, and of all by their keys."""
    sizes = dossiers, LARGER * dossiers
    cluster.make(sizes)
    for rows in sizes:  # counted before anybody signs in: it takes longer than a session lasts
        with cluster.city_of(rows):
            pass
    with ExitStack() as stack:
        city, larger = (stack.enter_context(opened(rows)) for rows in sizes)
        line = stack.enter_context(queries_of(city.database))
        there = _dashboards(larger)
        pages = {
            key: _measured(city, larger, page, there[key], line, turns)
            for key, page in _dashboards(city).items()
        }
    return told(pages)


def told(pages: Mapping[str, Figures]) -> Figures:
    """The figures of the last line: of the page that is nearest to a limit of time."""
    worst = max(pages.values(), key=_used)
    return {
        "dashboard_floor_ms": worst["floor_ms"],
        "dashboard_p50_ms_1m": worst["p50_ms"],
        "dashboard_p50_ms_10m": worst["larger_p50_ms"],
        "dashboard_statements": max(page["statements"] for page in pages.values()),
        "dashboard_pages": dict(pages),
    }


def is_sound(found: Mapping[str, Any]) -> bool:
    """Whether every page keeps its limits of time and of statements."""
    pages = found["dashboard_pages"].values()
    return all(_used(page) <= 1 for page in pages) and found["dashboard_statements"] <= STATEMENTS


def _used(page: Figures) -> float:
    """How much of its limits of time a page uses: 1 is all."""
    beside_floor = page["p50_ms"] / (TIMES_THE_FLOOR * page["floor_ms"])
    return float(max(beside_floor, page["larger_p50_ms"] / (GROWTH * page["p50_ms"])))


def _dashboards(city: City) -> dict[str, Page]:
    pages = pages_of(city.people, city.rows)
    return {page.key: page for page in pages if page.key.startswith(KEY)}


def _measured(city: City, larger: City, page: Page, there: Page, line: Any, turns: int) -> Figures:
    """Once more when it is over a limit: other work on the machine may be why."""
    forms = forms_of(city, page, line, None)
    forms["larger"] = OverHttp(larger, larger.site, there.ours, there.cookie)
    for _try in range(TRIES):
        times = {name: form(of) for name, of in take_turns(forms, turns).items()}
        found = {
            "floor_ms": times["floor"]["p50_ms"],
            "p50_ms": times["ours"]["p50_ms"],
            "larger_p50_ms": times["larger"]["p50_ms"],
            "kb": round(times["larger"]["bytes"] / 1000, 1),
            "statements": database_work(city.app, page)["statements"],
        }
        if _used(found) <= 1:
            break
    return found
