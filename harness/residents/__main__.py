"""``python -m harness.residents [rows]``: each part adds its metrics; the last line is JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import psycopg
from flask import Flask

from harness.residents import imports, lookups, match_quality
from harness.stage import databases
from harness.stage.application import Client, at_work_in
from harness.stage.databases import ROOT, Database

ROWS = 1_000_000
SECONDS_AT_MOST, FLAT_MB, LOOK_UP_MS = 180, 80, 50
RECOGNISED = 0.95

Figures = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """The database of a part, with an application context."""

    app: Flask
    database: Database
    line: psycopg.Connection[Any]
    folder: Path
    rows: int


@contextmanager
def _place(name: str, rows: int) -> Iterator[Place]:
    """A copy of the seeded template, for the duration of the part."""
    server = databases.test_server()
    var = ROOT / "var"
    with server.lease(), TemporaryDirectory(prefix="residents-", dir=var) as folder:
        template, own = databases.seed_template(server), f"t_{os.getpid()}_{name}"
        with databases.copy_of(server, template, own) as database:
            app = databases.app_on(database)
            app.test_client_class = Client
            with app.app_context(), at_work_in(database), database.connect() as line:
                yield Place(app, database, line, Path(folder), rows)


def bring_in(place: Place) -> Figures:
    """The import of the police's file, killed twice."""
    path = place.folder / "dan-cu.csv"
    found: Figures = imports.measure(place.database, place.line, path, place.rows)
    return found


def look_up(place: Place) -> Figures:
    """Lookups by several officers, and by the statement alone."""
    return lookups.measure(place.app, place.line, place.rows)


def match(_place: Place) -> Figures:
    """The labelled pairs that were not used to build the matcher."""
    return {**match_quality.figures()}


PARTS: Mapping[str, Callable[[Place], Figures]] = {
    "importing": bring_in,
    "looking": look_up,
    "matching": match,
}
"""The parts by name, each with its own database."""


def is_well(found: Figures) -> bool:
    quickly = found["import_seconds"] < SECONDS_AT_MOST and found["import_peak_mb"] < FLAT_MB
    rightly = min(found["match_precision"], found["match_recall"]) >= RECOGNISED
    return quickly and rightly and found["lookup_p95_ms"] <= LOOK_UP_MS


@click.command()
@click.argument("rows", default=ROWS)
@click.option("--part", "parts", multiple=True, type=click.Choice([*PARTS]))
def main(rows: int, parts: tuple[str, ...]) -> None:
    found: Figures = {}
    for name in parts or PARTS:
        with _place(name, rows) as place:
            found |= PARTS[name](place)
        click.echo(f"{name}: done", err=True)
    click.echo(json.dumps(found))
    sys.exit(0 if parts or is_well(found) else 1)


if __name__ == "__main__":
    main()
