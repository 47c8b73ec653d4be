"""Pages of a city in four variants: stock Flask-AppBuilder, ours, the floor, queries alone.

    python -m harness.bench.measurement 1000000 --growth 10000 10000000    what ``make bench`` does
    python -m harness.bench.measurement 10000 --ratios         what CI does: no stock, prints only
    python -m harness.bench.measurement --quick 10000          while working: prints only
    … --only desk_queue,start_city --turns 30 --no-stock       some pages, some variants

The web server is started by the command of ``make run``, PostgreSQL with its settings. All variants
of a page take turns in one run, so that other load on the machine affects each alike.
Times are of whole responses over HTTP; “cpu” is that of web workers and database, which is more
reliable on a shared machine. “first” is the median of visits each of which meets a new connection
to the database: nothing is prepared, planned or in its caches. Cities are made when they are needed
and stored (``harness.bench``). Results go to ``var/bench.json`` as they come: after an interruption
continue with ``--only`` the rest. Fails when a page is over a limit of ``report.LIMITS``; before
that it is measured once more, and the second time counts.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

from harness.bench import cluster, report
from harness.bench.bulk_load import Progress
from harness.bench.form_posts import posts_of
from harness.bench.forms import OverHttp, database_work, forms_of
from harness.bench.pages import Page, pages_of, pages_of_others
from harness.bench.people import RARE
from harness.bench.running_cities import City, opened, queries_of, stock_of

Keep = Callable[..., None]
TURNS, QUICK_TURNS, FIRST_VISITS = 40, 15, 5
TRIES = 2
"""A page over a limit is measured once more: other work on the machine may be why."""
LONGEST_SECONDS = 60
"""A page of the stock application may take seconds: after a minute no more turns are taken."""


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


def measure_pages(
    rows: int, wanted: Sequence[str], turns: int, keep: Keep, *, with_stock: bool, guard: bool
) -> Any:
    """The pages of one city, each in its variants, and what has no floor."""
    found: dict[str, Any] = {}
    with opened(rows) as city, queries_of(city.database) as line, ExitStack() as stack:
        stock = stack.enter_context(stock_of(city)) if with_stock else None
        pages: dict[str, Page | None] = {page.key: page for page in pages_of(city.people, rows)}
        posts = posts_of(city)
        pages |= dict.fromkeys(posts)
        keys = [key for key in pages if not wanted or key in wanted]
        bar = Progress(len(keys))
        for n, key in enumerate(keys):
            page = pages[key]
            forms = forms_of(city, page, line, stock) if page else {"ours": posts[key]}
            for _try in range(TRIES):
                work = database_work(city.app, page) if page else {}
                found[key] = _measured(forms, turns) | work
                if not report.too_slow(key, found[key], guard=guard):
                    break
            keep(pages=found)
            bar.show(n + 1)
        bar.end()
    return found


def _measured(forms: Mapping[str, Any], turns: int) -> dict[str, Any]:
    times = take_turns(forms, turns)
    return report.page(times, forms["ours"].first_visits(FIRST_VISITS))


def measure_growth(sizes: Sequence[int], wanted: Sequence[str], turns: int, keep: Keep) -> Any:
    """Our pages in cities of several sizes, in turn."""
    found: dict[str, Any] = {}
    with ExitStack() as stack:
        cities = [stack.enter_context(opened(rows)) for rows in sizes]
        by_size = {city.rows: _growing(city) for city in cities}
        keys = [key for key in by_size[sizes[0]] if not wanted or key in wanted]
        bar = Progress(len(keys))
        for n, key in enumerate(keys):
            forms = {}
            for city in cities:
                page = by_size[city.rows][key]
                forms[str(city.rows)] = OverHttp(city, city.site, page.ours, page.cookie)
            found[key] = {size: report.form(of) for size, of in take_turns(forms, turns).items()}
            keep(growth=found)
            bar.show(n + 1)
        bar.end()
    return found


def _growing(city: City) -> dict[str, Page]:
    """The pages by key; the search is for a name that as many have in every city."""
    pages = (*pages_of(city.people, city.rows, sought=RARE), *pages_of_others(city.people))
    return {page.key: page for page in pages}


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and store the results unless ``--quick``; 1 if a page is over a limit."""
    parser = argparse.ArgumentParser(prog="python -m harness.bench.measurement")
    parser.add_argument("rows", type=int)
    parser.add_argument("--growth", type=int, nargs="*", default=[], metavar="ROWS")
    parser.add_argument("--turns", type=int)
    parser.add_argument("--only", default="")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--no-stock", action="store_true")
    parser.add_argument("--ratios", action="store_true", help="--quick --no-stock")
    given = parser.parse_args(arguments)
    quick = given.quick or given.ratios
    turns = given.turns or (QUICK_TURNS if quick else TURNS)
    wanted = [key for key in given.only.split(",") if key]
    keep: Keep = _forget if quick else partial(report.keep, given.rows)
    with_stock = not (given.no_stock or given.ratios)
    cluster.make({given.rows, *given.growth})
    guard = given.ratios
    pages = measure_pages(given.rows, wanted, turns, keep, with_stock=with_stock, guard=guard)
    sys.stdout.write(report.table(pages))
    growth = {}
    if given.growth:
        growth = measure_growth(sorted(given.growth), wanted, turns, keep)
        sys.stdout.write(report.growth_table(growth))
    over = report.over_limits(given.rows, pages, growth, guard=guard)
    sys.stdout.writelines(f"{each}\n" for each in over or ["every page is within its limits"])
    return int(bool(over))


def _forget(**_measured: Any) -> None:
    """For ``--quick``: stores nothing."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
