"""``python -m harness.reports [dossiers] [steps]``: the last line is JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from itertools import count
from random import Random
from typing import Any

import click
import psycopg
from sqlalchemy import select

from app.kernel import clock
from app.kernel.db import db, transaction
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind
from app.reports.operations import processing_statistics
from harness.bench.cluster import app_on, city_of
from harness.reports import issued_reports, plain_counts, public_figures
from harness.reports.random_steps import PROCEDURES, Walk
from harness.reports.seeded_differences import DIFFERENCES, seed
from tests import databases
from tests.conftest import Client, at_work_in

DOSSIERS, STEPS = 1_000_000, 10_000
BETWEEN_COUNTS = 10
"""Offices that work between two runs of the job."""
BEGIN_AT = 8

Figures = dict[str, Any]


def measure(line: psycopg.Connection[Any], steps: int, *, seeded: int = DIFFERENCES) -> Figures:
    """The figures of one database, whose application context is entered, before and after steps."""
    rng = Random(27)  # noqa: S311  # the same steps again
    walk = Walk(rng, clock.at(clock.today(), BEGIN_AT))
    checked, wrong = _compared(line, walk)
    communes = _open_communes()
    for n in count(1):
        walk.at(rng.choice(communes))
        if n % BETWEEN_COUNTS == 0:
            _count(walk)
        if len(walk.taken) >= steps:
            break
    after = _compared(line, walk)
    found = seed(line, rng, seeded)
    with clock.frozen(walk.now), transaction():
        noted = {(each.table, each.key, each.span) for each in processing_statistics.check()}
    return {
        "steps": len(walk.taken),
        "kinds_of_steps": len({*walk.taken}),
        "steps_refused": walk.refused,
        "figures_checked": checked + after[0],
        "figures_wrong": wrong + after[1],
        "differences_seeded": len(found),
        "differences_found": len(noted & found),
        "differences_invented": len(noted - found),
    }


def is_well(found: Mapping[str, Any]) -> bool:
    found_all = found["differences_found"] == found["differences_seeded"] > 0
    right = found["figures_checked"] > 0 == found["figures_wrong"]
    sums = not found.get("sums_wrong")
    return found_all and right and sums and not found["differences_invented"]


def _open_communes() -> list[Unit]:
    of_the_city = select(Unit).where(Unit.kind == UnitKind.COMMUNE).order_by(Unit.code)
    return [
        commune
        for commune in db.session.scalars(of_the_city)
        if all(organisation.opening(commune.id, each, clock.today()) for each in PROCEDURES)
    ]


def _count(walk: Walk) -> None:
    with clock.frozen(walk.now), transaction():
        processing_statistics.count_changes()


def _compared(line: psycopg.Connection[Any], walk: Walk) -> tuple[int, int]:
    _count(walk)
    return plain_counts.compare(line, walk.now)


@click.command()
@click.argument("dossiers", default=DOSSIERS)
@click.argument("steps", default=STEPS)
def main(dossiers: int, steps: int) -> None:
    with city_of(dossiers) as city:
        own = f"t_{os.getpid()}_reports"
        with databases.copy_of(city.server, city.name, own) as database:
            app = app_on(database)
            app.test_client_class = Client
            with app.app_context(), at_work_in(database), database.connect() as line:
                found = measure(line, steps) | issued_reports.measure(line)
    found |= public_figures.measure()
    click.echo(json.dumps({"dossiers": dossiers, **found}))
    sys.exit(0 if is_well(found) else 1)


if __name__ == "__main__":
    main()
