"""What pages that only read cost the primary, and whether people always see what they have written.

Statements are counted in an application of our own that reaches the database as a web host does;
processor time is that of all processes of the primary's PostgreSQL.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from heapq import heappop, heappush
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import event, text

from app.accounts.roles import Role
from app.kernel.connections import read_replica
from app.kernel.connections.read_replica import COOKIE, STALE_SECONDS, reads_replica
from app.kernel.db import db, transaction
from devstack.production.layout import Host, System
from harness import failover
from harness.production.service import application, as_owner, primary, signed_in

PAGES = (
    "/can-bo/bang-dieu-hanh/",
    "/can-bo/tinh-hinh-giai-quyet/",
    "/can-bo/ban-do/",
    "/cong-khai/",
)
TIMES, IDLE_SECONDS = 300, 5
TRIES, BROWSERS = 10_000, 400
DELAY = "12s"
"""Of the standbys while people write: heartbeats that arrive are 12 to 22 s old, so that they are
now fresh enough, now not."""
LONGEST_SECONDS = 30.0
"""After which somebody looks at what they have written."""
LEAST_SHARE, LEAST_SAVED = 0.9, 0.6
_TICKS = os.sysconf("SC_CLK_TCK")
_WRITTEN = text("select coalesce(max(n), 0) from own_write where browser = :browser")
_WRITE = text("insert into own_write (browser, n) values (:browser, :n)")


class Seconds(NamedTuple):
    """What a piece of work takes of the primary's processors, and altogether."""

    processor: float
    passed: float


# ---- what a page costs ---------------------------------------------------------------------------


def cost(system: System) -> dict[str, Any]:
    """The share of statements that the standby answers, and the primary's time that it saves."""
    with ExitStack() as stack:
        apps = [
            stack.enter_context(application(system, reads_standby=reads)) for reads in (True, False)
        ]
        host = primary(system)
        people = [signed_in(system, app, Role.DISTRICT_LEADER) for app in apps]
        pages = {page: _page_cost(system, host, apps, people, page) for page in PAGES}
    return {
        "standby_share": min(page["share"] for page in pages.values()),
        "primary_time_saved": min(page["saved"] for page in pages.values()),
        "standby_pages": pages,
    }


def _page_cost(
    system: System, host: Host, apps: list[Flask], people: list[FlaskClient], page: str
) -> dict[str, Any]:
    with _counted(apps[0]) as asked:
        _read(people[0], page)
    milliseconds = []
    for person in people:
        for _ in range(5):
            _read(person, page)
        idle = _used(system, host, partial(time.sleep, IDLE_SECONDS))
        busy = _used(system, host, partial(_read_often, person, page))
        own = busy.processor - idle.processor * busy.passed / idle.passed
        milliseconds.append(round(max(0.0, own) / TIMES * 1000, 2))
    elsewhere, here = milliseconds
    return {
        "statements": sum(asked.values()),
        "share": round(asked[read_replica.REPLICA] / sum(asked.values()), 3),
        "primary_ms": elsewhere,
        "primary_ms_without": here,
        "saved": round(1 - elsewhere / here, 3),
    }


def _read_often(person: FlaskClient, page: str) -> None:
    for _ in range(TIMES):
        _read(person, page)


def _read(person: FlaskClient, page: str) -> None:
    person.delete_cookie(COOKIE)
    answer = person.get(page)
    if answer.status_code != 200:
        raise RuntimeError(f"{page}: {answer.status}")


@contextmanager
def _counted(app: Flask) -> Iterator[Counter[str]]:
    """Statements by engine, those that begin a transaction among them."""
    found: Counter[str] = Counter()
    with app.app_context():
        engines = dict(db.engines)

    def listen(name: str, what: str, engine: Any) -> Any:
        def note(*_arguments: Any) -> None:
            found[name] += 1

        event.listen(engine, what, note)
        return lambda: event.remove(engine, what, note)

    ends = [
        listen(name or "primary", what, engine)
        for name, engine in engines.items()
        for what in ("begin", "before_cursor_execute")
    ]
    try:
        yield found
    finally:
        for end in ends:
            end()


def _used(system: System, host: Host, work: Callable[[], object]) -> Seconds:
    processor, passed = _processor_seconds(system, host), time.monotonic()
    work()
    return Seconds(_processor_seconds(system, host) - processor, time.monotonic() - passed)


def _processor_seconds(system: System, host: Host) -> float:
    """Of the postmaster and all its processes, those that have ended among them."""
    data = system.folder(f"patroni-{host.name}") / "data"
    postmaster = (data / "postmaster.pid").read_text().splitlines()[0]
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    total = 0
    for pid in (postmaster, *children):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += sum(map(int, fields[11 : 15 if pid == postmaster else 13]))
    return total / _TICKS


# ---- own writes ----------------------------------------------------------------------------------


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
        **cost(system),
        **own_writes(system),
        "missed_without_cookie": without["own_writes_missed"],
        "stale_seconds": STALE_SECONDS,
    }
