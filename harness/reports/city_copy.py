"""A copy of a stored city to work in: steps are taken there, reports issued."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from harness.bench.cluster import app_on, city_of
from harness.stage import databases
from harness.stage.application import Client, at_work_in


@contextmanager
def at_work(dossiers: int, name: str) -> Iterator[psycopg.Connection[Any]]:
    """The application at work in a copy of the city; a connection of the database's owner."""
    own = f"t_{os.getpid()}_{name}"
    with (
        city_of(dossiers) as city,
        databases.copy_of(city.server, city.name, own) as database,
        databases.disposed(app_on(database)) as app,
        app.app_context(),
        at_work_in(database),
        database.connect() as line,
    ):
        app.test_client_class = Client
        yield line
