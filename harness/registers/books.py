"""Books under load and at the end of the year.

``races`` lets 64 heads sign dossiers of one commune at once. Every fifth signature is rolled back
first, connections are killed by the database all the while, and midnight of the new year falls into
the race. ``closures`` fills random years, closes each and compares the minutes with a count that
uses no code of the application.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError, OperationalError

from app.dossiers.operations.transitions import WrongState
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from harness.registers import closures
from tests import databases
from tests.databases import Database
from tests.harness.signers import Broken, _head, _sign_one, _waiting
from tests.mutants import mutated

SIGNERS, EACH = 64, 8
ROLLED_BACK = 5
"""Every fifth signature is rolled back once."""
BETWEEN_KILLS = 0.5
MUTANT = "book_numbers_from_a_sequence.patch"
YEARS = 1_000
MIDNIGHT = datetime(2018, 12, 31, 17, tzinfo=UTC)
"""New year 2019 in Hanoi."""


def figures(signers: int = SIGNERS, each: int = EACH, years: int = YEARS) -> dict[str, Any]:
    """The keys of the books in the last line of ``make figures-registers``."""
    found = races(signers, each)
    return found | {"mutant_gaps": _of_the_mutant()} | closures.figures(years)


def is_sound(found: Mapping[str, Any]) -> bool:
    return found["mutant_gaps"] > 0 and not (
        found["gaps"] or found["duplicates"] or found["closing_wrong"]
    )


def races(signers: int, each: int) -> dict[str, Any]:
    """Sign in a database of its own; count gaps and duplicates in it by plain SQL."""
    server = databases.test_server()
    with server.lease():
        template = databases.seed_template(server)
        with databases.copy_of(server, template, f"t_{os.getpid()}_books") as database:
            app = databases.app_on(database)
            engine = create_engine(
                database.url("mc_loader"), pool_size=signers, max_overflow=2, pool_pre_ping=True
            )
            with app.app_context():
                db.engines[None] = engine  # type: ignore[index]  # the dictionary of the extension
                waiting = _waiting(signers * each)
                head = _head(waiting[0])
                db.session.remove()
            seconds, undone, killed, collided = _race(app, database, head, waiting, signers)
            engine.dispose()
            counted = _counted(database, len(waiting))
            return counted | {
                "duplicates": counted["duplicates"] + collided,
                "rolled_back": undone,
                "killed": killed,
                "per_second_one_book": round(len(waiting) / seconds, 1),
            }


def _race(
    app: Flask, database: Database, head: Actor, waiting: list[UUID], signers: int
) -> tuple[float, int, int, int]:
    """The seconds, the signatures rolled back, the connections killed, and the collisions."""
    over = threading.Event()
    kills: list[int] = []
    collisions: list[UUID] = []
    killer = threading.Thread(target=_kill, args=(database, over, kills))
    killer.start()
    begun = time.monotonic()
    with ThreadPoolExecutor(signers) as pool:
        heaps = [waiting[n::signers] for n in range(signers)]
        undone = sum(
            pool.map(lambda n: _sign_all(app, head, heaps[n], n, collisions), range(signers))
        )
    seconds = time.monotonic() - begun
    over.set()
    killer.join()
    return seconds, undone, sum(kills), len(collisions)


def _sign_all(app: Flask, head: Actor, heap: list[UUID], first: int, collisions: list[UUID]) -> int:
    """One signer's dossiers: the first half in the old year, the rest in the new one."""
    undone = 0
    with app.app_context():
        for n, dossier_id in enumerate(heap):
            day = timedelta(seconds=n - len(heap) // 2)
            with clock.frozen(MIDNIGHT + day):
                if (first + n) % ROLLED_BACK == 0:
                    undone += 1
                    with suppress(Broken, OperationalError, IntegrityError):
                        _sign_one(head, dossier_id, broken=True)
                _sign_until_done(head, dossier_id, collisions)
    return undone


def _sign_until_done(head: Actor, dossier_id: UUID, collisions: list[UUID]) -> None:
    """Again after each kill; a dossier in another state was signed before the kill.

    A number or volume that another signer has taken too is a duplicate that the database refused.
    """
    while True:
        try:
            _sign_one(head, dossier_id)
        except OperationalError:
            db.session.remove()
        except IntegrityError:
            collisions.append(dossier_id)
            db.session.remove()
        except WrongState:
            return
        else:
            return


def _kill(database: Database, over: threading.Event, kills: list[int]) -> None:
    """Let the database end a signer's connection again and again."""
    chosen = (
        "select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity"
        " where datname = current_database() and usename = 'mc_loader' and pid <> pg_backend_pid()"
        " order by random() limit 1) one"
    )
    with database.connect() as line:
        while not over.wait(BETWEEN_KILLS):
            row = line.execute(chosen).fetchone()
            kills.append(int(row[0]) if row else 0)


def _counted(database: Database, signed: int) -> dict[str, Any]:
    """Gaps and duplicates of all years, and entries that stand in the book of another year."""
    with database.connect() as line:
        rows = line.execute(
            "select e.year, e.number, b.year, extract(year from e.registered_on)::integer"
            " from register_entry e join register_book b on b.id = e.book_id"
        ).fetchall()
    numbers: dict[int, list[int]] = {}
    for year, number, *_others in rows:
        numbers.setdefault(year, []).append(number)
    gaps = sum(len(set(range(1, max(found) + 1)) - set(found)) for found in numbers.values())
    wrong_year = sum(len({year, *others}) > 1 for year, _number, *others in rows)
    return {
        "signatures": len(rows),
        "gaps": gaps + abs(signed - len(rows)) + wrong_year,
        "duplicates": sum(
            sum(n - 1 for n in Counter(found).values()) for found in numbers.values()
        ),
        "years": len(numbers),
    }


def _of_the_mutant() -> int:
    """The gaps of an application that takes numbers from a sequence."""
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(
            [sys.executable, "-m", "harness.registers.books", "8", "10"],
            cwd=folder,
            env=mutated(MUTANT, Path(folder)),
            capture_output=True,
            text=True,
            check=False,
        )
    return int(json.loads(ran.stdout.splitlines()[-1])["gaps"])


@click.command()
@click.argument("signers", default=SIGNERS)
@click.argument("each", default=EACH)
def main(signers: int, each: int) -> None:
    """The race alone."""
    click.echo(json.dumps(races(signers, each)))


if __name__ == "__main__":
    main()
