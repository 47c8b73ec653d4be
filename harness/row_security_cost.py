"""The cost of row-level security: pages over a million dossiers, with and without it.

An officer of a commune, a leader of a district and the city's department of justice read the desk's
queue, dossiers and the generated list through two applications over one database: one signs in as
``mc_web``, the other as a role with the same rights that bypasses the policies. They take turns, so
that other load on the machine affects both. The metric is that of the page and reader for whom it
costs most.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from typing import Any
from urllib.parse import quote

from flask import Flask
from psycopg import sql

from harness.bench.cluster import app_on, city_of, filler_of
from harness.bench.readers import PAGES, READERS, Reader, reader
from harness.stage.databases import Database, disposed

WARMING = 10
BARE = "mc_web_bare"
"""Has all rights of ``mc_web``, and no policy filters its rows."""


def measure(rows: int = 1_000_000, turns: int = 150) -> dict[str, Any]:
    with (
        city_of(rows) as database,
        bare_role(database) as bare,
        disposed(app_on(database)) as walled,
        disposed(app_on(database, DATABASE_URL=bare)) as open_,
        disposed(filler_of(database)) as filler,
    ):
        medians = dict(read_in_turn({"with": walled, "without": open_}, filler, turns))
    costs = {page: round((ms["with"] / ms["without"] - 1) * 100, 1) for page, ms in medians.items()}
    for page, ms in medians.items():
        sys.stderr.write(
            f"{page:18}{ms['with']:8.2f} ms{ms['without']:8.2f} ms{costs[page]:7.1f} %\n"
        )
    return {"rls_rows": rows, "rls_cost_percent": max(costs.values())}


@contextmanager
def bare_role(database: Database) -> Iterator[str]:
    """The URL of the role without row-level security; it exists for the duration of the block."""
    role, password = sql.Identifier(BARE), sql.Literal(database.server.passwords["mc_web"])
    make = "create role {} login bypassrls in role mc_web password {}"
    with database.connect() as connection:
        connection.execute(sql.SQL("drop role if exists {}").format(role))
        connection.execute(sql.SQL(make).format(role, password))
        try:
            yield database.url("mc_web").replace("//mc_web:", f"//{quote(BARE)}:")
        finally:
            connection.execute(sql.SQL("drop role {}").format(role))


def read_in_turn(
    apps: Mapping[str, Flask], filler: Flask, turns: int
) -> Iterator[tuple[str, dict[str, float]]]:
    """The median of each page for each reader, through each of the applications."""
    for name, username in READERS.items():
        readers = {how: reader(app, filler, username) for how, app in apps.items()}
        for page in PAGES:
            times: dict[str, list[float]] = {how: [] for how in apps}
            for turn in range(WARMING + turns):
                for how in sorted(apps, reverse=bool(turn % 2)):
                    times[how].append(milliseconds(readers[how], readers[how].address(page, turn)))
            yield f"{name} {page}", {how: median(all_[WARMING:]) for how, all_ in times.items()}


def milliseconds(who: Reader, address: str) -> float:
    """The time of one page, from the request to its last byte."""
    started = time.perf_counter()
    answer = who.browser.get(address)
    answer.get_data()
    passed = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return passed
