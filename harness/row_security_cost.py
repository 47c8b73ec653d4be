"""The cost of row-level security: pages over a million dossiers, with and without it.

``python -m harness.row_security_cost`` reads the desk's queue, dossiers and the generated list as
an officer of a commune, a leader of a district and the city's department of justice, through two
applications over one database: one signs in as ``mc_web``, the other as a role with the same rights
that bypasses the policies. They take turns, so that other load on the machine affects both. The
last line is one JSON object; the metric is that of the page and reader for whom it costs most. It
fails above ``MOST_PERCENT``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from typing import Any
from urllib.parse import quote

from flask import Flask
from psycopg import sql

from app.kernel.db import db
from harness.bench.cluster import app_on, city_of, filler_of
from harness.bench.readers import PAGES, READERS, Reader, reader
from harness.stage.databases import Database

ROWS = 1_000_000
MOST_PERCENT = 15
TURNS, WARMING = 150, 10
BARE = "mc_web_bare"
"""Has all rights of ``mc_web``, and no policy filters its rows."""


@contextmanager
def bare_role(database: Database) -> Iterator[str]:
    """The URL of the role without row-level security; it exists for the duration of the block."""
    password = database.server.passwords["mc_web"]
    role = sql.Identifier(BARE)
    with database.connect() as connection:
        connection.execute(sql.SQL("drop role if exists {}").format(role))
        make = "create role {} login bypassrls in role mc_web password {}"
        connection.execute(sql.SQL(make).format(role, sql.Literal(password)))
        try:
            address = database.url("mc_web")
            yield address.replace("//mc_web:", f"//{quote(BARE)}:")
        finally:
            connection.execute(sql.SQL("drop role {}").format(role))


def milliseconds(app: Flask, who: Reader, address: str) -> float:
    """The time of one page, from the request to its last byte."""
    started = time.perf_counter()
    answer = who.browser.get(address)
    answer.get_data()
    passed = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return passed


def read_in_turn(
    apps: Mapping[str, Flask], filler: Flask, turns: int
) -> dict[str, dict[str, float]]:
    """The median of each page for each reader, through each of the applications."""
    found: dict[str, dict[str, float]] = {}
    for name, username in READERS.items():
        readers = {how: reader(app, filler, username) for how, app in apps.items()}
        for page in PAGES:
            times: dict[str, list[float]] = {how: [] for how in apps}
            for turn in range(WARMING + turns):
                order = sorted(apps, reverse=bool(turn % 2))
                for how in order:
                    who = readers[how]
                    passed = milliseconds(apps[how], who, who.address(page, turn))
                    if turn >= WARMING:
                        times[how].append(passed)
            found[f"{name} {page}"] = {how: round(median(all_), 2) for how, all_ in times.items()}
    return found


def measure(rows: int = ROWS, turns: int = TURNS) -> dict[str, Any]:
    with city_of(rows) as database, bare_role(database) as bare:
        apps = {"with": app_on(database), "without": app_on(database, DATABASE_URL=bare)}
        filler = filler_of(database)
        try:
            medians = read_in_turn(apps, filler, turns)
        finally:
            for app in (filler, *apps.values()):
                with app.app_context():
                    db.engine.dispose()
    costs = {}
    for page, ms in medians.items():
        costs[page] = round((ms["with"] / ms["without"] - 1) * 100, 1)
        sys.stdout.write(
            f"{page:18}{ms['with']:8.2f} ms{ms['without']:8.2f} ms{costs[page]:7.1f} %\n"
        )
    return {"rows": rows, "rls_cost_percent": max(costs.values()), "pages": medians}


if __name__ == "__main__":
    figures = measure(*(int(word) for word in sys.argv[1:]))
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.exit(1 if figures["rls_cost_percent"] > MOST_PERCENT else 0)
