"""Pages of a city in four forms, in turn: stock Flask-AppBuilder, ours, the floor, queries alone.

    python -m bench.measure 1000000 --growth 10000 10000000    what ``make bench`` does
    python -m bench.measure --quick 10000                      a look while working: prints only
    … --only desk_queue,dossier --turns 30 --no-stock          some pages, some forms

All forms of a page take turns in one run, so that what else the machine does concerns each alike.
Times are of whole answers over HTTP; “cpu” is what web workers and database computed, which says
more than time on a machine that others use too. Cities are grown when
they are wanted and kept (``bench``); results go to ``var/bench.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from flask import Flask
from psycopg.rows import dict_row
from sqlalchemy import event

from app.kernel import clock
from app.kernel.db import db
from bench import frames, report
from bench.cluster import app_on, city_of, filler_of
from bench.floor import statements
from bench.loading import Progress
from bench.pages import DEEP, Page, pages_of, pages_of_others
from bench.people import People, gather
from bench.serving import Site, computed, served
from config import ROOT, VAR
from tests.databases import Database

TURNS, WARMING, LONGEST_SECONDS = 40, 6, 60
"""A page of the stock application may take seconds: after a minute a page has had turns enough."""

Shown = tuple[float, float, int]
"""Milliseconds, milliseconds of processor, bytes."""


@dataclass(frozen=True)
class City:
    """A city with its web server and its people."""

    rows: int
    database: Database
    app: Flask
    people: People
    site: Site


class Unlike(RuntimeError):
    """A page did not come, or not as it should."""


@contextmanager
def opened(rows: int) -> Iterator[City]:
    """The kept city, or a new one, served."""
    with ExitStack() as stack:
        database = stack.enter_context(city_of(rows))
        app, filler = app_on(database), filler_of(database)
        people = gather(database, app, filler, DEEP * statements.PAGE)
        environment = {
            **database.environment,
            "SECRET_KEY": str(app.secret_key),
            "FILES_DIR": str(app.config["FILES_DIR"]),
            "DEMO_TODAY": clock.today().isoformat(),
            "BENCH_FRAMES": str(VAR / "bench" / "frames" / database.name),
        }
        site = stack.enter_context(served("bench.site", environment))
        yield City(rows, database, app, people, site)
        for each in (app, filler):
            with each.app_context():
                db.engine.dispose()


# ---- the forms of a page ------------------------------------------------------------------------


def forms_of(city: City, page: Page, line: Any, stock: tuple[Site, dict[str, str]] | None) -> Any:
    """Each form of a page by its name, ready to be shown."""
    frame(city, page)
    forms: dict[str, Any] = {
        "ours": OverHttp(city, city.site, page.ours, page.cookie),
        "floor": OverHttp(city, city.site, page.floor, page.cookie),
        "sql": Alone(page, line, _held(city, page)),
    }
    if stock and page.stock:
        site, cookies = stock
        cookie = cookies["stock.admin" if page.as_admin else "stock.officer"]
        forms["stock"] = OverHttp(city, site, page.stock, cookie)
    return forms


def frame(city: City, page: Page) -> None:
    """Cut the frame for the floor out of our page as it is now."""
    answer = city.site.get(page.ours(0), page.cookie)
    if answer.status != 200:
        raise Unlike(f"{page.key} {page.ours(0)}: {answer.status}")
    folder = VAR / "bench" / "frames" / city.database.name
    frames.write(folder, page.key, page.kind, answer.body.decode())


@dataclass
class OverHttp:
    """A page as a browser gets it."""

    city: City
    site: Site
    address: Callable[[int], str]
    cookie: str

    def show(self, n: int) -> Shown:
        """In its n-th turn."""
        answer = self.site.get(self.address(n), self.cookie)
        if answer.status != 200:
            raise Unlike(f"{self.address(n)}: {answer.status}")
        return answer.milliseconds, answer.cpu, len(answer.body)

    def note_backends(self) -> None:
        """Sessions in the database are open once the page has been shown."""
        with self.city.database.connect() as line:
            rows = line.execute(
                "select pid from pg_stat_activity where datname = current_database()"
            )
            self.site = replace(self.site, backends=[pid for (pid,) in rows])


@dataclass
class Alone:
    """What the floor asks, without any page."""

    page: Page
    line: Any
    held: tuple[Any, ...]

    def show(self, n: int) -> Shown:
        """In its n-th turn."""
        backend = [self.line.info.backend_pid]
        before, started = computed(backend), time.perf_counter()
        with self.line.transaction(), self.line.cursor() as cursor:
            cursor.execute(statements.ENTER, (clock.today(), self.page.token, *self.held))

            def ask(statement: str, values: Any = None) -> list[dict[str, Any]]:
                return list(cursor.execute(statement.encode(), values).fetchall())

            self.page.alone(ask, n)
        passed = (time.perf_counter() - started) * 1000
        return passed, (computed(backend) - before) / 1e6, 0

    def note_backends(self) -> None:
        """It has one, its own."""


def _held(city: City, page: Page) -> tuple[Any, ...]:
    """What the browser holds besides its session: draft, its token, dossier, its door."""
    citizen = city.people.citizen
    if page.key == "form_section":
        return citizen.draft, citizen.draft_token, None, ""
    if page.key == "tracking":
        return None, "", citizen.dossier, citizen.door
    return None, "", None, ""


@contextmanager
def queries_of(database: Database) -> Iterator[Any]:
    """A connection of the web role, for the queries alone."""
    address = database.url("mc_web").replace("+psycopg", "")
    with psycopg.connect(address, row_factory=dict_row) as line:
        yield line


@contextmanager
def stock_of(city: City) -> Iterator[tuple[Site, dict[str, str]]]:
    """The stock application over the city, with the cookies of its accounts."""
    with city.database.connect() as line:
        line.execute("create schema if not exists stock")
    address = city.database.url("postgres") + "&options=-csearch_path%3Dstock,public"
    environment = {
        "STOCK_URL": address,
        "SECRET_KEY": str(city.app.secret_key),
        "STOCK_COMMUNE": str(city.people.officers["commune"].commune),
    }
    made = subprocess.run(
        [sys.executable, "-m", "bench.stock"],
        cwd=ROOT,
        env={**os.environ, **environment, "STOCK_SETUP": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    with served("bench.stock.site", environment) as site:
        yield site, json.loads(made.stdout)


def statements_of(city: City, page: Page) -> int:
    """How many statements our page asks, session included (contracts, §6)."""
    with city.app.app_context():
        engine = db.engine
    asked: list[str] = []

    def note(_line: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    browser = city.app.test_client(use_cookies=False)
    browser.get(page.ours(0), headers={"Cookie": page.cookie})
    event.listen(engine, "before_cursor_execute", note)
    try:
        browser.get(page.ours(0), headers={"Cookie": page.cookie})
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(asked)


# ---- taking turns -------------------------------------------------------------------------------


def take_turns(forms: Mapping[str, Any], turns: int) -> dict[str, dict[str, list[float]]]:
    """Show all forms in turn; every other time in the other order."""
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


def measure_pages(rows: int, wanted: Sequence[str], turns: int, *, with_stock: bool) -> Any:
    """The nine pages of one city, each in its forms."""
    found: dict[str, Any] = {}
    with opened(rows) as city, queries_of(city.database) as line, ExitStack() as stack:
        stock = stack.enter_context(stock_of(city)) if with_stock else None
        pages = [p for p in pages_of(city.people, rows) if not wanted or p.key in wanted]
        bar = Progress(len(pages))
        for n, page in enumerate(pages):
            times = take_turns(forms_of(city, page, line, stock), turns)
            found[page.key] = report.page(times) | {"statements": statements_of(city, page)}
            bar.show(n + 1)
        bar.end()
    return found


def measure_growth(sizes: Sequence[int], wanted: Sequence[str], turns: int) -> Any:
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
        keys = [key for key in by_size[sizes[0]] if not wanted or key in wanted]
        bar = Progress(len(keys))
        for n, key in enumerate(keys):
            forms = {}
            for city in cities:
                page = by_size[city.rows][key]
                forms[str(city.rows)] = OverHttp(city, city.site, page.ours, page.cookie)
            found[key] = {size: report.form(of) for size, of in take_turns(forms, turns).items()}
            bar.show(n + 1)
        bar.end()
    return found


def main(arguments: Sequence[str]) -> None:
    """Measure, print, and keep what was measured unless it was a quick look."""
    parser = argparse.ArgumentParser(prog="python -m bench.measure")
    parser.add_argument("rows", type=int)
    parser.add_argument("--growth", type=int, nargs="*", default=[], metavar="ROWS")
    parser.add_argument("--turns", type=int)
    parser.add_argument("--only", default="")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--no-stock", action="store_true")
    given = parser.parse_args(arguments)
    turns = given.turns or (15 if given.quick else TURNS)
    wanted = [key for key in given.only.split(",") if key]
    pages = measure_pages(given.rows, wanted, turns, with_stock=not given.no_stock)
    sys.stdout.write(report.table(pages))
    if not given.quick:
        report.keep(given.rows, pages=pages)
    if given.growth:
        growth = measure_growth(sorted(given.growth), wanted, turns)
        sys.stdout.write(report.growth_table(growth))
        if not given.quick:
            report.keep(given.rows, growth=growth)


if __name__ == "__main__":
    main(sys.argv[1:])
