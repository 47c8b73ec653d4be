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

from app.kernel import clock
from app.kernel.db import db
from config import ROOT
from harness.bench.cluster import app_on, city_of, filler_of
from harness.bench.pages import DEEP, ROWS_OF_A_PAGE
from harness.bench.people import People, gather
from harness.bench.web_servers import Site, served
from harness.stage.databases import Database

ALONE = "replays"
"""The connection of the queries alone, which stays open when those of the web server are ended."""


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
        people = gather(database, app, filler, DEEP * ROWS_OF_A_PAGE)
        environment = {
            **database.environment,
            "SECRET_KEY": str(app.secret_key),
            "FILES_DIR": str(app.config["FILES_DIR"]),
            "DEMO_TODAY": clock.today().isoformat(),
        }
        site = stack.enter_context(served("run", environment))
        yield City(rows, database, app, filler, people, site)
        for each in (app, filler):
            with each.app_context():
                db.engine.dispose()


@contextmanager
def queries_of(database: Database) -> Iterator[Any]:
    """A connection of the web role, for the queries alone."""
    address = database.url("mc_web").replace("+psycopg", "")
    with psycopg.connect(address, application_name=ALONE) as line:
        yield line


def end_connections(database: Database) -> None:
    """End those of our web server, as when it has just been started; the replays keep theirs."""
    with database.connect() as line:
        line.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where datname = current_database() and usename in ('mc_web', 'mc_public')"
            " and application_name <> %s",
            [ALONE],
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
