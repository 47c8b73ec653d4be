"""``python -m harness.load [seconds]``: a morning at the share that this machine carries."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import click
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


@click.command()
@click.argument("seconds", default=SECONDS)
@click.option("--times", default=TIMES, help="Dossiers sent at rest.")
@click.option("--officers", default=OFFICERS)
@click.option("--share", type=float, help="Of a morning, instead of the model's.")
@click.option("--seed", default=1)
@click.option("--workers", default=WORKERS, help="Processes of the web server.")
@click.option("--threads", default=1, help="Of each worker.")
def main(
    seconds: int,
    times: int,
    officers: int,
    share: float | None,
    seed: int,
    workers: int,
    threads: int,
) -> None:
    """Measure at rest, derive the model, measure its share of a morning: one line of JSON."""
    os.environ["TEST_SERVER_DIR"] = str(VAR / "load")
    with running(workers, threads) as (system, app):
        people = participants(app, system.port, officers)
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda _n: one_of_each(people), range(WARMING)))
        rest = at_rest(system, people, times, times * SIGN_INS_A_TIME)
        cores = len(os.sched_getaffinity(0))
        model = Model(rest.journeys, rest.afterwards, cores, workers * threads)
        for line in of_rest(model):
            click.echo(line)
        part = share or model.share
        found = Arrivals(people, seconds, seed).run(system, part)
    report = Report(model, found, officers, part)
    failures = list(report.failures())
    for line in (*report.lines(), *failures, json.dumps(report.facts())):
        click.echo(line)
    sys.exit(1 if failures else 0)


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


if __name__ == "__main__":
    main()
