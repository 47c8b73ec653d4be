"""Reports and kept counts in copies of a stored city, in which offices go on working."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from harness.bench.cluster import app_on, city_of
from harness.reports.issued_reports import issue_months
from harness.reports.kept_counts import count_after_steps
from harness.stage import databases
from harness.stage.application import Client, at_work_in
from harness.stage.databases import Database


def measure(dossiers: int = 100_000, steps: int = 1_000) -> dict[str, Any]:
    with city_of(dossiers) as city:
        with _copy_at_work(city, "reports") as line:
            issued = issue_months(line)
        with _copy_at_work(city, "counts") as line:
            return issued | count_after_steps(line, steps)


@contextmanager
def _copy_at_work(city: Database, name: str) -> Iterator[psycopg.Connection[Any]]:
    """The application at work in a copy; a connection of the database's owner."""
    with (
        databases.copy_of(city.server, city.name, f"t_{os.getpid()}_{name}") as database,
        databases.disposed(app_on(database)) as app,
        app.app_context(),
        at_work_in(database),
        database.connect() as line,
    ):
        app.test_client_class = Client
        yield line
