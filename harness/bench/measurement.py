"""Pages of a city beside stock Flask-AppBuilder and their floor, and their growth with the city.

The web server is started by the command of ``make run``, PostgreSQL with its settings. All variants
of a page take turns in one run, so that other load on the machine affects each alike.
Times are of whole responses over HTTP; “cpu” is that of web workers and database, which is more
reliable on a shared machine. “first” is the median of visits each of which meets a new connection
to the database: nothing is prepared, planned or in its caches. Cities are made when they are needed
and stored (``harness.bench``). A page over a limit of ``report.LIMITS`` is measured once more, and
the second time counts.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from harness.bench import cluster, report
from harness.bench.form_posts import posts_of
from harness.bench.forms import OverHttp, database_work, forms_of
from harness.bench.pages import Page, pages_of, pages_of_others
from harness.bench.people import RARE
from harness.bench.running_cities import City, opened, queries_of, stock_of

FIRST_VISITS = 5
TRIES = 2
"""A page over a limit is measured once more: other work on the machine may be why."""
LONGEST_SECONDS = 60
"""A page of the stock application may take seconds: after a minute no more turns are taken."""


def ratios(rows: int = 10_000, turns: int = 15, only: str = "") -> dict[str, Any]:
    """A guard for each change: a small city, without stock, with room for a shared machine."""
    found = measure_pages(rows, only.split(), turns, with_stock=False, guard=True)
    return {
        "pages": len(found),
        "dearest": report.dearest(found),
        "over": report.over_limits(rows, found, {}, guard=True),
    }


def pages(rows: int = 1_000_000, turns: int = 40, only: str = "") -> dict[str, Any]:
    """Each page in all its variants."""
    found = measure_pages(rows, only.split(), turns, with_stock=True, guard=False)
    return {
        "rows": rows,
        "pages": report.figures(found),
        "pages_over": report.over_limits(rows, found, {}),
    }


def growth(
    sizes: str = "10000 1000000 10000000", turns: int = 40, only: str = ""
) -> dict[str, Any]:
    """Our pages in cities of several sizes, in turn: the largest beside the smallest."""
    rows = sorted(map(int, sizes.split()))
    cluster.make(rows)
    found: dict[str, Any] = {}
    with ExitStack() as stack:
        cities = [stack.enter_context(opened(each)) for each in rows]
        by_size = {city.rows: _growing(city) for city in cities}
        for key in _wanted(by_size[rows[0]], only.split()):
            forms = {}
            for city in cities:
                page = by_size[city.rows][key]
                forms[str(city.rows)] = OverHttp(city, city.site, page.ours, page.cookie)
            found[key] = {size: report.form(of) for size, of in take_turns(forms, turns).items()}
    sys.stdout.write(report.growth_table(found))
    return {
        "growth": {key: report.ratio(of) for key, of in found.items()},
        "growth_over": report.over_limits(rows[-1], {}, found),
    }


def measure_pages(
    rows: int, wanted: Sequence[str], turns: int, *, with_stock: bool, guard: bool
) -> dict[str, Any]:
    """The pages of one city, each in its variants, and what has no floor."""
    cluster.make([rows])
    found: dict[str, Any] = {}
    with opened(rows) as city, queries_of(city.database) as line, ExitStack() as stack:
        stock = stack.enter_context(stock_of(city)) if with_stock else None
        measured: dict[str, Page | None] = {page.key: page for page in pages_of(city.people, rows)}
        posts = posts_of(city)
        measured |= dict.fromkeys(posts)
        for key in _wanted(measured, wanted):
            page = measured[key]
            forms = forms_of(city, page, line, stock) if page else {"ours": posts[key]}
            for _try in range(TRIES):
                work = database_work(city.app, page) if page else {}
                times = take_turns(forms, turns)
                found[key] = report.page(times, forms["ours"].first_visits(FIRST_VISITS)) | work
                if not report.too_slow(found[key], guard=guard):
                    break
    sys.stdout.write(report.table(found))
    return found


def take_turns(forms: Mapping[str, Any], turns: int) -> dict[str, dict[str, list[float]]]:
    """Request all variants in turn; every other time in the reverse order."""
    found: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in forms}
    for each in forms.values():
        each.warm()
        each.note_backends()
    until = time.monotonic() + LONGEST_SECONDS
    for n in range(turns):
        for name in sorted(forms, reverse=bool(n % 2)):
            passed, cpu, size = forms[name].show(n)
            for measure, value in (("ms", passed), ("cpu", cpu), ("bytes", size)):
                found[name][measure].append(value)
        if time.monotonic() > until:
            break
    return found


def _wanted(keys: Mapping[str, Any], wanted: Sequence[str]) -> list[str]:
    return [key for key in keys if not wanted or key in wanted]


def _growing(city: City) -> dict[str, Page]:
    """The pages by key; the search is for a name that as many have in every city."""
    found = (*pages_of(city.people, city.rows, sought=RARE), *pages_of_others(city.people))
    return {page.key: page for page in found}
