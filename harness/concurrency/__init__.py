"""Races of many officers for one dossier or packet: exactly one must win.

``run`` lets racers in several processes, each with a connection of the web role, take a step on
a row that all of them have seen in the same version. Half of the rounds are about one step, half
about steps that exclude one another. The winner is read from the journal.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, session
from sqlalchemy import create_engine

from app.accounts import queries as accounts
from app.accounts.roles import Role
from app.dossiers import rules
from app.dossiers.queries import visibility
from app.handoffs.queries import packets
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import ChangedMeanwhile, db, transaction
from app.kernel.errors import NotFound
from app.kernel.row_security import request_scope
from app.kernel.workflow.engine import WrongState
from harness.concurrency.rounds import KINDS, Round, Try, rounds, tokens
from harness.stage import databases
from harness.stage.databases import Database

TOLD = (ChangedMeanwhile, WrongState, NotFound)
"""Refusals of the losers; an agency does not find a packet that was just recalled."""
PATIENCE = 300
"""Seconds to wait for the others before a round; a timeout means that a racer has died."""
AT_A_TIME = 100
"""Rounds between two pauses: sessions are refreshed, connections stay."""


@dataclass(frozen=True)
class Found:
    """The journal's result of every round, and the refusals."""

    rounds: int
    racers: int
    doubles: int
    unwon: int
    told: Mapping[str, int]

    @property
    def is_sound(self) -> bool:
        """Whether exactly one won each round and all others got a known refusal."""
        known = {"won", *(refusal.__name__ for refusal in TOLD)}
        return not (self.doubles or self.unwon or self.told.keys() - known)

    @property
    def facts(self) -> dict[str, Any]:
        return {
            "race_rounds": self.rounds,
            "racers": self.racers,
            "race_double_wins": self.doubles,
            "race_sound": self.is_sound,
            "rounds_without_winner": self.unwon,
            "told": dict(sorted(self.told.items())),
        }


@dataclass
class Racers:
    """The racers of one process: a thread and a connection each."""

    app: Flask
    first: int
    start: Any
    people: Mapping[Role, list[tuple[Any, str]]]
    actors: dict[Any, Actor] = field(default_factory=dict)

    def run(self, heat: list[Round], threads: int) -> Counter[str]:
        """Race round after round, with a barrier before each."""
        told: Counter[str] = Counter()
        with ThreadPoolExecutor(threads) as pool:
            for heard in pool.map(lambda n: self._race(self.first + n, heat), range(threads)):
                told += heard
        return told

    def _race(self, number: int, heat: list[Round]) -> Counter[str]:
        told: Counter[str] = Counter()
        for n, each in enumerate(heat):
            tries = KINDS[each.kind].tries
            attempt = tries[(number + n) % len(tries)]
            staff, token = self.people[attempt.role][number % len(self.people[attempt.role])]
            with self.app.test_request_context():
                session["_user_id"] = token
                if staff not in self.actors:
                    self.actors[staff] = accounts.actor_of(staff, clock.today())
                    db.session.remove()
                self.start.wait(PATIENCE)
                told[self._take(attempt, each, self.actors[staff])] += 1
        return told

    def _take(self, attempt: Try, each: Round, actor: Actor) -> str:
        try:
            with transaction():
                found, by = _locked(each, attempt.role, actor)
                attempt.step(found, by, each.seen)
        except Exception as refusal:  # each kind is counted, and must be known
            return type(refusal).__name__
        return "won"


def _locked(each: Round, role: Role, actor: Actor) -> tuple[Any, Any]:
    """The row as the page of this officer locks it, and the officer's capacities."""
    if not KINDS[each.kind].of_leg:
        dossier = visibility.for_step(each.subject, actor)
        return dossier, rules.officer(actor, dossier.commune_id)
    holds = role in {Role.POLICE, Role.INSURANCE}
    find = packets.for_holder_step if holds else packets.for_commune_step
    leg = find(each.subject, actor)
    return leg, packets.acting_on(actor, leg)


def run(many: int, racers: int, processes: int) -> Found:
    with databases.own_database("races") as database:
        return race(database, many, racers, processes)


def race(database: Database, many: int, racers: int, processes: int) -> Found:
    with databases.filler_of(database).app_context():
        heat, people = rounds(many), tokens(each=4)
        db.session.remove()
        db.engine.dispose()
    with database.connect() as line:
        before = line.execute("select max(id) from dossier_event").fetchone()
    told: Counter[str] = Counter()
    threads = racers // processes
    if processes == 1:
        told += _run(database, 0, threads, threading.Barrier(threads), people, heat)
    else:
        told += _in_processes(database, heat, people, threads, processes)
    return _judged(database, heat, racers, told, (before or (0,))[0])


def _in_processes(
    database: Database, heat: list[Round], people: Any, threads: int, processes: int
) -> Counter[str]:
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(threads * processes), context.SimpleQueue()
    running = [
        context.Process(
            target=_work, args=(database, n * threads, threads, start, people, heat, answers)
        )
        for n in range(processes)
    ]
    for each in running:
        each.start()
    told = sum((answers.get() for _each in running), Counter[str]())
    for each in running:
        each.join()
    return told


def _work(database: Database, first: int, threads: int, *rest: Any) -> None:
    start, people, heat, answers = rest
    answers.put(_run(database, first, threads, start, people, heat))


def _run(
    database: Database, first: int, threads: int, start: Any, people: Any, heat: list[Round]
) -> Counter[str]:
    """The racers of this process, each with a connection as ``mc_web``."""
    app = databases.app_on(database)
    engine = create_engine(database.url("mc_web"), pool_size=threads)
    request_scope.watch(engine)
    with app.app_context():
        db.engines[None] = engine  # type: ignore[index]  # the dictionary of the extension
    racers, told = Racers(app, first, start, people), Counter[str]()
    databases.exclude_from_collection()
    for n in range(0, len(heat), AT_A_TIME):
        with database.connect() as line:
            line.execute("update session set seen = clock_timestamp()")
        told += racers.run(heat[n : n + AT_A_TIME], threads)
    engine.dispose()
    return told


def _judged(
    database: Database, heat: list[Round], racers: int, told: Counter[str], before: int
) -> Found:
    """Count the steps taken on each row since the race began."""
    with database.connect() as line:
        rows = line.execute(
            "select coalesce(leg_id, dossier_id), count(*) from dossier_event"
            " where id > %s and capacity <> 'system' group by 1",
            [before],
        ).fetchall()
    wins: dict[Any, int] = dict(rows)
    counted = [wins.get(each.subject, 0) for each in heat]
    return Found(
        rounds=len(heat),
        racers=racers,
        doubles=sum(count > 1 for count in counted),
        unwon=sum(count == 0 for count in counted),
        told=told,
    )
