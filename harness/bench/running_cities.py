"""Cities with their web servers and users, for the duration of a measurement."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from flask import Flask
from psycopg.rows import dict_row

from app.kernel import clock
from app.kernel.db import db
from config import ROOT, VAR
from harness.bench.cluster import app_on, city_of, filler_of
from harness.bench.floor import statements
from harness.bench.pages import DEEP
from harness.bench.people import People, gather
from harness.bench.web_servers import Site, served
from harness.stage.databases import Database


@dataclass(frozen=True)
class City:
    """A city with its web server and users."""

    rows: int
    database: Database
    app: Flask
    filler: Flask
    """The application with the owner's role."""
    people: People
    site: Site


@contextmanager
def opened(rows: int) -> Iterator[City]:
    """The stored city, or a new one, served."""
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
        site = stack.enter_context(served("harness.bench.site", environment))
        yield City(rows, database, app, filler, people, site)
        for each in (app, filler):
            with each.app_context():
                db.engine.dispose()


@contextmanager
def queries_of(database: Database) -> Iterator[Any]:
    """A connection of the web role, for the queries alone."""
    address = database.url("mc_web").replace("+psycopg", "")
    with psycopg.connect(address, row_factory=dict_row, application_name=statements.NAME) as line:
        yield line


def end_connections(database: Database) -> None:
    """End those of our web server, as when it has just been started; the floor keeps its own."""
    with database.connect() as line:
        line.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where datname = current_database() and usename in ('mc_web', 'mc_public')"
            " and application_name <> %s",
            [statements.NAME],
        )


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
        [sys.executable, "-m", "harness.bench.stock"],
        cwd=ROOT,
        env={**os.environ, **environment, "STOCK_SETUP": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    with served("harness.bench.stock.site", environment) as site:
        yield site, json.loads(made.stdout)
