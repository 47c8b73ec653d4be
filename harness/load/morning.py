"""A morning at the share that this machine carries."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from config import VAR
from devstack.launch import WORKERS
from harness.load.measurement import Arrivals, Participants, at_rest, unwatched
from harness.load.model import OFFICERS, Model
from harness.load.people import employ, families, photos, receiving
from harness.load.report import Report, of_rest
from harness.load.system import running

SECONDS, TIMES, SIGN_INS_A_TIME = 240, 12, 3
WARMING = 16
"""Journeys of each kind before: each web worker has shown each page."""
FAMILIES = 1000


def measure(
    seconds: int = SECONDS,
    times: int = TIMES,
    officers: int = OFFICERS,
    share: float = 0.0,
    seed: int = 1,
    workers: int = WORKERS,
    threads: int = 1,
) -> dict[str, Any]:
    """Measure at rest, derive the model, measure its share of a morning.

    ``times``: dossiers sent at rest; ``share``: of a morning, instead of the model's.
    """
    os.environ["TEST_SERVER_DIR"] = str(VAR / "load")
    with running(workers, threads) as (system, app):
        people = participants(app, system.port, officers)
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda _n: one_of_each(people), range(WARMING)))
        rest = at_rest(system, people, times, times * SIGN_INS_A_TIME)
        cores = len(os.sched_getaffinity(0))
        model = Model(rest.journeys, rest.afterwards, cores)
        part = share or model.share
        found = Arrivals(people, seconds, seed).run(system, part)
    report = Report(model, found, officers, part)
    sys.stdout.writelines(f"{line}\n" for line in (*of_rest(model), *report.lines()))
    return report.facts() | {"faults": list(report.failures())}


def participants(app: Flask, port: int, officers: int) -> Participants:
    """Officers with accounts, one of each desk at work; families with photos and answers."""
    photos()
    with app.app_context():
        accounts = employ(officers)
        communes = receiving()
        people = Participants(port, iter(accounts), iter(list(families(communes, FAMILIES))))
        people.open_desks(accounts, [unit.id for unit in communes])
    return people


def one_of_each(people: Participants) -> None:
    """Every page once."""
    people.sign_in(unwatched)
    receipt = people.file(unwatched)
    people.work(unwatched, receipt)
    people.track(unwatched, receipt)
