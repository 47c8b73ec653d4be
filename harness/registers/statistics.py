"""Statistics of civil status against a plain count, and the search across books.

A million random entries are drawn into a table of plain columns, from which the entries are made.
Every figure of every commune, district and of the city is compared with a count over the plain
columns that uses no code of the application. Then officers of a district and of the city search
among five million entries; the statement alone and a plain page of the same rows are the floor.
"""

from __future__ import annotations

import math
import os
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel.actor import Actor
from app.kernel.text.folding import fold
from app.organisation import queries as organisation
from app.procedures.rules.procedure_finder import BIRTH
from app.reports.queries import civil_statistics
from app.reports.queries.civil_figures import FIGURES
from app.reports.queries.entry_search import MOST
from app.reports.vocabulary import ReportPeriod, ReportSpan
from harness.registers.drawn_entries import COUNTS, draw
from harness.stage import databases
from harness.stage.application import Client, at_work_in
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, browser_of

COUNTED, SEARCHED = 1_000_000, 5_000_000
SEARCHES, WARM, LISTS = 200, 10, 100
TIMES_THE_FLOOR = 5
PERIODS = (ReportPeriod(2016, ReportSpan.HALF), ReportPeriod(2016, ReportSpan.YEAR))
CITY = Actor(staff_id=None, city=True)
PAGE = "/can-bo/so-ho-tich/tra-cuu/"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
FLOOR_PAGE = """<!doctype html><title>Tra cứu</title><table>{% for row in rows %}<tr>
{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"""
BARE = (
    "select e.id, e.subject_name, e.event_on, e.content -> 'answers' ->> 'mother_name',"
    " e.content -> 'answers' ->> 'father_name', e.kind, e.number, e.year, b.code, u.name"
    " from register_entry e join register_book b on b.id = e.book_id"
    " join unit u on u.id = e.unit_id where e.kind <> 'practice'"
)

Figures = dict[str, Any]
Asked = dict[str, str]


def figures(counted: int = COUNTED) -> Figures:
    """The keys of statistics."""
    with _place("counted", counted) as (_app, line):
        return compare(line)


def search_figures(searched: int = SEARCHED, searches: int = SEARCHES) -> Figures:
    """The keys of the search across books."""
    with _place("searched", searched) as (app, line):
        return search(app, line, searches)


@contextmanager
def _place(name: str, entries: int) -> Iterator[tuple[Flask, psycopg.Connection[Any]]]:
    """A database of its own with one real entry, whose book and paper the drawn ones name."""
    server = databases.test_server()
    with server.lease():
        template = databases.seed_template(server)
        with databases.copy_of(server, template, f"t_{os.getpid()}_{name}") as database:
            app = databases.app_on(database)
            app.test_client_class = Client
            with app.app_context(), at_work_in(database), _filled(database, entries) as line:
                yield app, line


@contextmanager
def _filled(database: Database, entries: int) -> Iterator[psycopg.Connection[Any]]:
    ADossier(State.READY, procedure=BIRTH)
    with database.connect() as line:
        draw(line, entries)
        yield line


def compare(line: psycopg.Connection[Any]) -> Figures:
    """Every figure of each unit and period, and the length of some lists behind them."""
    checked = wrong = 0
    for period in PERIODS:
        for by_district in (False, True):
            ours = civil_statistics.counts(CITY, period, by_district=by_district)
            plain = _plainly(line, period, by_district=by_district)
            sums = (
                civil_statistics.total([*ours.values()]),
                civil_statistics.total([*plain.values()]),
            )
            for mine, theirs in (
                *((ours.get(unit), plain.get(unit)) for unit in ours.keys() | plain.keys()),
                sums,
            ):
                pairs = zip(
                    mine or civil_statistics.NOTHING,
                    theirs or civil_statistics.NOTHING,
                    strict=True,
                )
                differ = sum(a != b for a, b in pairs)
                checked, wrong = checked + len(FIGURES), wrong + differ
        listed = _lists(period, civil_statistics.counts(CITY, period))
        checked, wrong = checked + len(listed), wrong + listed.count(False)
    return {"statistics_checked": checked, "statistics_wrong": wrong}


def _plainly(
    line: psycopg.Connection[Any], period: ReportPeriod, *, by_district: bool
) -> dict[int, tuple[int, ...]]:
    """The same figures, counted over the drawn columns."""
    last = f"{period.year}-07-01" if period.span is ReportSpan.HALF else f"{period.year + 1}-01-01"
    sums = ", ".join(f"count(*) filter (where {COUNTS[key]})" for key in FIGURES)
    unit = "u.district_id" if by_district else "u.id"
    rows = line.execute(
        f"select {unit}, {sums} from drawn d"
        " join (select id, district_id from unit) u on u.id = d.unit_id"
        f" where registered_on >= '{period.year}-01-01' and registered_on < '{last}'"
        f" and kind in ('birth', 'marriage', 'death') group by 1"
    )
    return {unit_id: tuple(numbers) for unit_id, *numbers in rows}


def _lists(period: ReportPeriod, ours: Mapping[int, tuple[int, ...]]) -> list[bool]:
    """Whether lists behind random figures are as long as these say."""
    chance = random.Random(period.span)  # which figures are looked at, no secret
    keys = [*FIGURES]
    found = []
    for unit_id in chance.choices([*ours], k=LISTS) if ours else ():
        n = chance.randrange(len(keys))
        query = civil_statistics.entries_behind(
            CITY, period, FIGURES[keys[n]], organisation.unit(unit_id)
        )
        found.append(civil_statistics.page_of(query, 1, 1)[1] == ours[unit_id][n])
    return found


def search(app: Flask, line: psycopg.Connection[Any], searches: int) -> Figures:
    """Searches by officers of a district and of the city: the page, and its floor."""
    officers = [AnOfficer(Role.CITY_JUSTICE), AnOfficer(Role.DISTRICT_JUSTICE)]
    reads = [None, _communes_of(line, officers[1].posting.unit_id)]
    browsers = [browser_of(app, officer) for officer in officers]
    tokens = [TOKEN.findall(browser.get(PAGE).text)[0] for browser in browsers]
    chance = random.Random(searches)  # who is searched for, no secret
    people = line.execute(
        "select mother_name, mother_folded, name, folded, event_on, number, year"
        " from drawn where kind = 'birth' order by random() limit %s",
        [searches + WARM],
    ).fetchall()
    floor = _floor(line)
    pages, floors = [], []
    for n, person in enumerate(people):
        asked, who = _asked(chance, person), n % 2
        begun = time.perf_counter()
        answer = browsers[who].post(
            PAGE, data={"csrf_token": tokens[who], "purpose": "agency", **asked}
        )
        page = time.perf_counter() - begun
        if answer.status_code != 200 or "tim-thay" not in answer.text:
            raise RuntimeError(answer.text)
        bare = _bare_seconds(line, floor, asked, reads[who])
        if n >= WARM:
            pages.append(page)
            floors.append(bare)
    return {
        "search_p95_ms": _percentile(pages, 0.95),
        "search_floor_ms": _percentile(floors, 0.95),
    }


def _communes_of(line: psycopg.Connection[Any], unit_id: int) -> list[int]:
    query = (
        "select c.id from unit c, unit u where u.id = %s"
        " and c.district_id = coalesce(u.district_id, u.id)"
    )
    return [row[0] for row in line.execute(query, [unit_id])]


def _asked(chance: random.Random, person: tuple[Any, ...]) -> Asked:
    """One of the ways in which people are searched for."""
    mother, _mother_folded, name, folded, event_on, number, year = person
    return chance.choice(
        (
            {"name": name},
            {"name": folded},
            {"name": folded, "event_on": event_on.isoformat()},
            {"name": name, "parent": mother},
            {"parent": mother, "event_on": event_on.isoformat()},
            {"number": str(number), "year": str(year)},
        )
    )


def _floor(line: psycopg.Connection[Any]) -> FlaskClient:
    """A plain page of the same rows, found by the statement alone, without a scope.

    It has the planner's settings of the application; without them it takes ten times as long.
    """
    line.execute("set enable_seqscan = off")
    line.execute("set enable_indexscan = off")
    app = Flask("floor")

    @app.post("/")
    def page() -> str:
        query, values = app.config["ASKED"]
        return render_template_string(FLOOR_PAGE, rows=line.execute(query, values).fetchall())

    return app.test_client()


def _bare_seconds(
    line: psycopg.Connection[Any], floor: FlaskClient, asked: Asked, reads: list[int] | None
) -> float:
    """The seconds of the plain page: the statement, and the rows as HTML."""
    parts: dict[str, tuple[str, Callable[[str], Any]]] = {
        "name": ("e.subject_folded like %s", lambda said: f"%{fold(said)}%"),
        "parent": ("e.parents_folded like %s", lambda said: f"%{fold(said)}%"),
        "event_on": ("e.event_on = %s", str),
        "number": ("e.number = %s", int),
        "year": ("e.year = %s", int),
    }
    clauses = [parts[name][0] for name in asked]
    values: list[Any] = [parts[name][1](said) for name, said in asked.items()]
    if reads is not None:
        clauses.append("e.unit_id = any (%s)")
        values.append(reads)
    floor.application.config["ASKED"] = (
        f"{BARE} and {' and '.join(clauses)} limit {MOST + 1}",
        values,
    )
    begun = time.perf_counter()
    floor.post("/")
    return time.perf_counter() - begun


def _percentile(seconds: Iterable[float], share: float) -> float:
    ordered = sorted(seconds)
    return round(ordered[math.ceil(share * len(ordered)) - 1] * 1000, 3)
