"""Every kept count against a plain one, before and after random steps; differences are seeded."""

from __future__ import annotations

import sys
from itertools import count
from random import Random
from typing import Any

import psycopg

from app.kernel import clock
from app.kernel.db import transaction
from app.reports.operations import processing_statistics
from harness.stage.counts import plain_counts
from harness.stage.counts.random_steps import Walk, open_communes
from harness.stage.counts.seeded_differences import DIFFERENCES, seed

BETWEEN_COUNTS = 10
"""Offices that work between two runs of the job."""
BEGIN_AT = 8


def count_after_steps(
    line: psycopg.Connection[Any], steps: int, *, seeded: int = DIFFERENCES
) -> dict[str, Any]:
    """The figures of one database, whose application context is entered, before and after steps."""
    rng = Random(27)  # the same steps again
    walk = Walk(rng, clock.at(clock.today(), BEGIN_AT))
    checked, wrong = _compared(line, walk)
    communes = open_communes()
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
    for each in (*(noted - found), *(found - noted)):
        sys.stderr.write(f"{each}: {'invented' if each in noted else 'not found'}\n")
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


def _count(walk: Walk) -> None:
    with clock.frozen(walk.now), transaction():
        processing_statistics.count_changes()


def _compared(line: psycopg.Connection[Any], walk: Walk) -> tuple[int, int]:
    _count(walk)
    return plain_counts.compare(line, walk.now)
