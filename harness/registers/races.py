"""64 heads sign dossiers of one commune at once, each in a browser of their own.

Every fifth signature is rolled back first, and midnight of the new year falls into the race.
Connections of the database and web processes are killed all the while, now and then all web
processes together, and a process of the database, after which PostgreSQL ends all others and
recovers. Then everybody signs on without kills, which tells the speed.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg
from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from psycopg.errors import UniqueViolation
from sqlalchemy.exc import IntegrityError

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel.db import db, transaction
from app.kernel.web import refusals
from app.procedures.rules.procedure_finder import BIRTH
from harness.crash.web_server import Web, serving
from harness.stage import databases
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_copy_of, browser_of
from harness.stage.threads import beside

SIGNERS, EACH, UNDISTURBED = 64, 8, 2
"""How many sign, how many dossiers each of them under kills, and how many afterwards."""
ROLLED_BACK = 5
"""Every fifth signature is rolled back once."""
BETWEEN_KILLS = 0.5
WORKER_EVERY, EVERYTHING_EVERY, EVERYTHING = 3, 10, 6
"""One kill in so many is of a web process, or of all of them and of the database in turn, until
these were killed so many times: they need a while to be there again."""
PATIENCE_SECONDS = 600
AGAIN_AFTER_SECONDS = 1
"""64 heads that ask at once keep two cores from starting what was killed."""
MIDNIGHT = datetime(2018, 12, 31, 17, tzinfo=UTC)
"""New year 2019 in Hanoi."""
SERVER = "harness.registers.race_server:app"
MOMENT, BREAKS = "X-Moment", "X-Breaks"
"""Headers that this server reads."""
_BACKEND = (
    "select pid from pg_stat_activity where datname = current_database() and usename = 'mc_web'"
    " order by random() limit 1"
)
_STATE = "select state from dossier where id = %s"


@dataclass
class Head:
    """A signer: a session, the dossiers to sign, and what happened on the way."""

    port: int
    cookie: str
    token: str
    taken: str
    """What the page says when the database refuses a number that another signature has."""
    heap: list[UUID]
    met: Counter[str] = field(default_factory=Counter)

    def sign(self, dossier_id: UUID, moment: datetime, *, breaks: bool = False) -> bool:
        """Press the button once; whether the application said that it is signed."""
        headers = {
            "Cookie": f"mot_cua={self.cookie}",
            "Content-Type": "application/x-www-form-urlencoded",
            MOMENT: moment.isoformat(),
        }
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            line.request(
                "POST",
                f"/can-bo/mot-cua/ho-so/{dossier_id}/buoc/sign/ly-do",
                urlencode({"csrf_token": self.token, "version": 1}),
                headers | ({BREAKS: "1"} if breaks else {}),
            )
            answer = line.getresponse()
            self.met["taken"] += self.taken in answer.read().decode(errors="replace")
        except (OSError, HTTPException) as cut:
            self.met[type(cut).__name__] += 1
            return False
        finally:
            line.close()
        self.met[str(answer.status)] += 1
        return answer.status == 302

    def sign_until_done(self, dossier_id: UUID, moment: datetime, database: Database) -> None:
        """Again after each kill; the answer of a signature may be lost after the commit.

        Raises:
            TimeoutError: nothing helped.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        while not self.sign(dossier_id, moment):
            with suppress(psycopg.OperationalError), database.connect() as line:
                if line.execute(_STATE, [dossier_id]).fetchone() != (State.TO_SIGN,):
                    return
            if time.monotonic() > until:
                raise TimeoutError(f"{dossier_id}: {dict(self.met)}")
            time.sleep(AGAIN_AFTER_SECONDS)


@dataclass
class Killer:
    """Kills until the block ends; ``kills`` counts those of the database."""

    web: Web
    database: Database
    crashes: bool
    kills: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with beside(self._kill):
            yield

    def _kill(self, over: threading.Event) -> None:
        turn = 0
        while not over.wait(BETWEEN_KILLS):
            turn += 1
            everything, rest = divmod(turn, EVERYTHING_EVERY)
            whole = rest == 0 and everything <= EVERYTHING
            if whole and everything % 2:
                self.web.kill_everything()
            elif turn % WORKER_EVERY == 0:
                self.web.kill_a_worker()
            else:
                with suppress(psycopg.OperationalError):  # it recovers from the last crash
                    self._break_database(crash=self.crashes and whole)

    def _break_database(self, *, crash: bool) -> None:
        with self.database.connect() as line:
            row = line.execute(_BACKEND).fetchone()
            if row is None:
                return
            if crash:
                os.kill(row[0], signal.SIGKILL)
                self.kills["database"] += 1
            else:
                line.execute("select pg_terminate_backend(%s)", row)
                self.kills["connection"] += 1


def races(signers: int, each: int, *, crashes: bool) -> dict[str, Any]:
    """Sign in a database of its own; count gaps and duplicates in it by plain SQL.

    ``crashes``: kill processes of the database, too: all that use this server notice.
    """
    with databases.own_database("books") as database:
        with database.connect() as line:  # a crash must not lose what was committed
            line.execute(f"alter database {database.name} set synchronous_commit = on")
        app = databases.filler_of(database)
        with serving(database, app.config, workers=signers, application=SERVER) as web:
            with app.app_context():
                heads = _heads(app, web.port, signers, each + UNDISTURBED)
                db.session.remove()
                db.engine.dispose()
            killer = Killer(web, database, crashes)
            with killer.at_work():
                _sign(heads, database, 0, each)
            begun = time.monotonic()
            _sign(heads, database, each, each + UNDISTURBED)
            seconds = time.monotonic() - begun
        met: Counter[str] = sum((head.met for head in heads), Counter())
        found = _counted(database, signers * (each + UNDISTURBED))
        return found | {
            "duplicates": found["duplicates"] + met["taken"],
            "kills": dict(web.kills + killer.kills),
            "met": dict(met),
            "per_second_one_book": round(signers * UNDISTURBED / seconds, 1),
        }


def _heads(app: Flask, port: int, signers: int, each: int) -> list[Head]:
    """Heads of one commune, each with a session and with dossiers that wait for a signature."""
    with transaction():
        first = ADossier(State.TO_SIGN, procedure=BIRTH)
        waiting = [a_copy_of(first, n).id for n in range(signers * each)]
        commune = first.commune
    with app.test_request_context():
        token = generate_csrf()
        raw = session["csrf_token"]
        taken = refusals.sentence(IntegrityError("", {}, UniqueViolation()))
    found = []
    for n in range(signers):
        browser = browser_of(app, AnOfficer(Role.COMMUNE_LEADER, commune))
        with browser.session_transaction() as said:
            said["csrf_token"] = raw
        if cookie := browser.get_cookie("mot_cua"):
            found.append(Head(port, cookie.value, token, taken, waiting[n::signers]))
    return found


def _sign(heads: Sequence[Head], database: Database, first: int, last: int) -> None:
    """Each head's dossiers from first to last, all heads at once."""
    with ThreadPoolExecutor(len(heads)) as pool:
        list(pool.map(partial(_sign_all, heads, database, first, last), range(len(heads))))


def _sign_all(heads: Sequence[Head], database: Database, first: int, last: int, who: int) -> None:
    """Half of the dossiers in the old year, the rest in the new one."""
    head = heads[who]
    for n in range(first, last):
        moment = MIDNIGHT + timedelta(seconds=n - first - (last - first) // 2)
        if (who + n) % ROLLED_BACK == 0:
            head.met["rolled_back"] += not head.sign(head.heap[n], moment, breaks=True)
        head.sign_until_done(head.heap[n], moment, database)


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
