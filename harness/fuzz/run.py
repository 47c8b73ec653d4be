"""The run: send, check the response, count."""

from __future__ import annotations

import logging
import multiprocessing
import sys
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from random import Random
from typing import Any

from flask import Flask, got_request_exception

from harness.fuzz import pages
from harness.fuzz.generation import Maker, Turn
from harness.fuzz.stage import CITIZENS, Stage
from harness.fuzz.wire import Answer, watch
from harness.stage import databases
from harness.stage.databases import Database

PROCESSES = 2
NEW_WORLD_EVERY, NEW_CITIZENS_EVERY, FORGIVEN_EVERY = 5_000, 1_000, 25
SIGN_IN, OWN_PASSWORD = "/can-bo/dang-nhap", "/can-bo/mat-khau"  # URLs
NOT_REACHED = {401, 403, 405}
TOLD = 20
"""This many different failures are printed with their last lines."""


@dataclass
class Seen:
    """The results of a run."""

    requests: int = 0
    reached: int = 0
    server_errors: int = 0
    routes: Counter[str] = field(default_factory=Counter)
    """How often the view of each rule was called."""
    statuses: Counter[int] = field(default_factory=Counter)
    people: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)
    """The first of each kind, by its last lines."""

    def __add__(self, other: Seen) -> Seen:
        names = [each.name for each in fields(self) if each.name != "faults"]
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        return Seen(**sums, faults=other.faults | self.faults)


def measure(requests: int = 25_200, at_least: int = 25, seed: int = 1) -> dict[str, Any]:
    """Run two processes and add up; each view is called ``at_least`` times."""
    context = multiprocessing.get_context("spawn")
    each, least = -(-requests // PROCESSES), -(-at_least // PROCESSES)
    seen, rules = Seen(), list[str]()
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        runs = [pool.submit(in_a_database, seed * 1000 + n, each, least) for n in range(PROCESSES)]
        for run in runs:
            found, rules = run.result()
            seen += found
    sys.stderr.writelines(f"{fault}\n\n" for fault in list(seen.faults.values())[:TOLD])
    return {
        "requests": seen.requests,
        "reached": seen.reached,
        "server_errors": seen.server_errors,
        "routes": len(rules),
        "least_per_route": min(seen.routes[name] for name in rules),
        "people": len(seen.people),
        "statuses": {str(code): n for code, n in sorted(seen.statuses.items())},
    }


class Run:
    """Sends requests to one application."""

    def __init__(self, app: Flask, filler: Flask, seed: int, **of_stage: Any) -> None:
        rng = Random(seed)  # to be repeated
        app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
        watch(app)
        self.rng, self.seen, self._raised = rng, Seen(), ""
        self.stage = Stage(app, filler, rng, **of_stage)
        self.stage.renew()
        self.maker = Maker(self.stage, rng, counted=self.seen.routes)
        got_request_exception.connect(self._note, app)

    def ask(self, many: int, *, at_least: int = 0) -> Seen:
        """This many requests; and then more until each view was called ``at_least`` times."""
        for n in range(1, many + 1):
            if n % NEW_WORLD_EVERY == 0:
                self.stage.renew()
            elif n % NEW_CITIZENS_EVERY == 0:
                self.stage.renew_citizens()
            self._ask(self.maker.turn(), n)
        for name in self.maker.rules:
            tries = 0
            while self.seen.routes[name] < at_least and tries < at_least * 10:
                tries += 1
                self._ask(self.maker.turn_for(name), tries)
        return self.seen

    def _ask(self, turn: Turn, n: int) -> None:
        if n % FORGIVEN_EVERY == 0:
            self.stage.forgive()
        self._raised = ""
        home = f"10.{self.rng.randrange(256)}.{self.rng.randrange(256)}.{self.rng.randrange(256)}"
        answer = self.stage.browsers[turn.person].send(turn.ask, home)
        self._count(turn, answer)
        if answer.is_page and turn.ask.method in {"GET", "POST"}:
            path = turn.ask.path.decode("utf-8", "replace")
            self.stage.learn(turn.person, pages.read(answer.body, path))
        if turn.person not in CITIZENS and _is_out(answer):
            self.stage.revive(turn.person)

    def _count(self, turn: Turn, answer: Answer) -> None:
        seen = self.seen
        seen.requests += 1
        seen.people[turn.person] += 1
        seen.statuses[answer.status] += 1
        if answer.entered:
            seen.routes[answer.entered] += 1
            cut_off = answer.status in NOT_REACHED or not turn.sound_token or _is_out(answer)
            seen.reached += not cut_off
        if answer.status >= 500:
            seen.server_errors += 1
            told = f"{turn.person}: {turn.ask} → {answer.status}\n{self._raised}"
            place = self._raised.splitlines()[-2:] if self._raised else [str(answer.status)]
            seen.faults.setdefault("\n".join(place), told)

    def _note(self, _app: Flask, exception: BaseException, **_more: Any) -> None:
        lines = traceback.format_exception(exception)
        self._raised = "".join(lines)[-3000:]


def _is_out(answer: Answer) -> bool:
    """Whether the user was redirected to sign-in, or to the change of password."""
    return answer.status == 302 and answer.leads_to.startswith((SIGN_IN, OWN_PASSWORD))


def in_a_database(seed: int, many: int, at_least: int) -> tuple[Seen, list[str]]:
    """One process with its own database and application."""
    logging.disable(logging.CRITICAL)
    with databases.own_database("fuzz") as database:
        mark_a_worker(database)
        run = Run(databases.app_on(database), databases.filler_of(database), seed)
        databases.exclude_from_collection()
        return run.ask(many, at_least=at_least), list(run.maker.rules)


def mark_a_worker(database: Database) -> None:
    """Pretend to ``/readyz`` that a worker runs: the missing one is no failure here."""
    with database.connect() as connection:
        connection.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() + interval '1 day')"
        )
