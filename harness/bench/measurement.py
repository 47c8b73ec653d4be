"""Pages of a city in four variants: stock Flask-AppBuilder, ours, the floor, queries alone.

    python -m harness.bench.measurement 1000000 --growth 10000 10000000    what ``make bench`` does
    python -m harness.bench.measurement --quick 10000          while working: prints only
    … --only desk_queue,dossier --turns 30 --no-stock          some pages, some variants

All variants of a page take turns in one run, so that other load on the machine affects each alike.
Times are of whole responses over HTTP; “cpu” is that of web workers and database, which is more
reliable on a shared machine. Cities are made when they are needed and stored (``harness.bench``).
Results go to ``var/bench.json`` as they come: after an interruption continue with ``--only`` the
rest.
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

from harness.bench import report
from harness.bench.bulk_load import Progress
from harness.bench.forms import OverHttp, forms_of, statements_of
from harness.bench.pages import SEARCH, pages_of, pages_of_others
from harness.bench.running_cities import opened, queries_of, stock_of

Keep = Callable[..., None]
TURNS, WARMING, LONGEST_SECONDS = 40, 12, 60
"""A page of the stock application may take seconds: after a minute no more turns are taken."""


def take_turns(forms: Mapping[str, Any], turns: int) -> dict[str, dict[str, list[float]]]:
    """Request all variants in turn; every other time in the reverse order."""
    found: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in forms}
    for n in range(WARMING):
        for each in forms.values():
            each.show(n)
    for each in forms.values():
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
    rows: int, wanted: Sequence[str], turns: int, keep: Keep, *, with_stock: bool
) -> Any:
    """The nine pages of one city, each in its variants."""
    found: dict[str, Any] = {}
    with opened(rows) as city, queries_of(city.database) as line, ExitStack() as stack:
        stock = stack.enter_context(stock_of(city)) if with_stock else None
        pages = [p for p in pages_of(city.people, rows) if not wanted or p.key in wanted]
        bar = Progress(len(pages))
        for n, page in enumerate(pages):
            times = take_turns(forms_of(city, page, line, stock), turns)
            found[page.key] = report.page(times) | {"statements": statements_of(city, page)}
            keep(pages=found)
            bar.show(n + 1)
        bar.end()
    return found


def measure_growth(sizes: Sequence[int], wanted: Sequence[str], turns: int, keep: Keep) -> Any:
    """Our pages in cities of several sizes, in turn."""
    found: dict[str, Any] = {}
    with ExitStack() as stack:
        cities = [stack.enter_context(opened(rows)) for rows in sizes]
        by_size = {
            city.rows: {
                page.key: page
                for page in (*pages_of(city.people, city.rows), *pages_of_others(city.people))
            }
            for city in cities
        }
        keys = [key for key in by_size[sizes[0]] if key != SEARCH and (not wanted or key in wanted)]
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


def main(arguments: Sequence[str]) -> None:
    """Measure, print, and store the results unless ``--quick``."""
    parser = argparse.ArgumentParser(prog="python -m harness.bench.measurement")
    parser.add_argument("rows", type=int)
    parser.add_argument("--growth", type=int, nargs="*", default=[], metavar="ROWS")
    parser.add_argument("--turns", type=int)
    parser.add_argument("--only", default="")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--no-stock", action="store_true")
    given = parser.parse_args(arguments)
    turns = given.turns or (15 if given.quick else TURNS)
    wanted = [key for key in given.only.split(",") if key]
    keep: Keep = _forget if given.quick else partial(report.keep, given.rows)
    pages = measure_pages(given.rows, wanted, turns, keep, with_stock=not given.no_stock)
    sys.stdout.write(report.table(pages))
    if given.growth:
        growth = measure_growth(sorted(given.growth), wanted, turns, keep)
        sys.stdout.write(report.growth_table(growth))


def _forget(**_measured: Any) -> None:
    """For ``--quick``: stores nothing."""


if __name__ == "__main__":
    main(sys.argv[1:])
