"""Whether people always see what they have written, though pages are read from a standby."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from heapq import heappop, heappush
from random import Random
from typing import Any

from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import text

from app.kernel.connections import read_replica
from app.kernel.connections.read_replica import COOKIE, STALE_SECONDS, reads_replica
from app.kernel.db import db, transaction
from devstack.production.layout import System
from harness import failover
from harness.production.service import application, as_owner

TRIES, BROWSERS = 10_000, 400
DELAY = "12s"
"""Of the standbys while people write: heartbeats that arrive are 12 to 22 s old, so that they are
now fresh enough, now not."""
LONGEST_SECONDS = 30.0
"""After which somebody looks at what they have written."""
_WRITTEN = text("select coalesce(max(n), 0) from own_write where browser = :browser")
_WRITE = text("insert into own_write (browser, n) values (:browser, :n)")


@dataclass
class Writer:
    """A browser that writes, and some time later looks at what it has written."""

    number: int
    client: FlaskClient
    last: int = 0
    cookie_until: float = 0.0

    def write(self) -> None:
        self.last += 1
        answer = self.client.post("/own-write", data={"browser": self.number, "n": self.last})
        if answer.status_code != 200:
            raise RuntimeError(answer.status)
        cookie = self.client.get_cookie(COOKIE)
        age = cookie.max_age if cookie else 0
        self.cookie_until = time.monotonic() + float(age or 0)

    def look(self) -> tuple[bool, bool]:
        """Whether they see it, and whether it was read from the standby."""
        if time.monotonic() >= self.cookie_until:
            self.client.delete_cookie(COOKIE)
        said = self.client.get("/own-write", query_string={"browser": self.number})
        seen, where = said.get_data(as_text=True).split()
        return int(seen) >= self.last, where == "standby"


def own_writes(system: System, tries: int = TRIES, *, keeps_cookies: bool = True) -> dict[str, int]:
    """Write, wait, look, this often; standbys apply everything late meanwhile.

    ``keeps_cookies``: otherwise browsers forget at once that they have sent a form, which has to
    be noticed.
    """
    rng = Random(28)  # the same moments again
    with _late(system), application(system) as app:
        _add_pages(app)
        people = [Writer(n, app.test_client()) for n in range(BROWSERS)]
        missed = elsewhere = done = 0
        turns: list[tuple[float, int, bool]] = []
        now = time.monotonic()
        for each in people:
            heappush(turns, (now + rng.uniform(0, LONGEST_SECONDS), each.number, True))
        while done < tries:
            moment, number, writes = heappop(turns)
            time.sleep(max(0.0, moment - time.monotonic()))
            person = people[number]
            if writes:
                person.write()
                if not keeps_cookies:
                    person.cookie_until = 0.0
                after = rng.uniform(0, LONGEST_SECONDS)
            else:
                sees, at_standby = person.look()
                missed, elsewhere, done = missed + (not sees), elsewhere + at_standby, done + 1
                after = 0.0
            heappush(turns, (time.monotonic() + after, number, not writes))
    return {"own_writes": done, "own_writes_missed": missed, "read_from_standby": elsewhere}


def _add_pages(app: Flask) -> None:
    """A page that writes a row, and one that may be read from a standby."""

    def write() -> str:
        with transaction():
            db.session.execute(_WRITE, request.form.to_dict())
        return "written"

    @reads_replica
    def look() -> str:
        seen = db.session.scalar(_WRITTEN, {"browser": int(request.args["browser"])})
        return f"{seen} {'standby' if read_replica.reads_here() else 'primary'}"

    app.add_url_rule("/own-write", "own_write", write, methods=["POST"])
    app.add_url_rule("/own-write", "own_write_seen", look)


@contextmanager
def _late(system: System) -> Iterator[None]:
    """Let the standbys apply everything some seconds late, and have a table to write into."""
    with as_owner(system) as line:
        line.execute("drop table if exists own_write")
        line.execute("create table own_write (browser integer, n integer)")
        line.execute("create index on own_write (browser, n)")
        line.execute("grant select, insert on own_write to mc_web")
    try:
        _delay(system, DELAY)
        time.sleep(LONGEST_SECONDS)
        yield
    finally:
        _delay(system, None)
        with as_owner(system) as line:
            line.execute("drop table own_write")


def _delay(system: System, delay: str | None) -> None:
    recovery = {"recovery_min_apply_delay": delay}
    failover.configure(system, {"postgresql": {"recovery_conf": recovery}})


def measure(system: System) -> dict[str, Any]:
    without = own_writes(system, tries=500, keeps_cookies=False)
    return {
        **own_writes(system),
        "missed_without_cookie": without["own_writes_missed"],
        "stale_seconds": STALE_SECONDS,
    }
