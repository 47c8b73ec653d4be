"""Processes killed while families send: by turns, spread over all that is sent."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psycopg

from harness.chaos.city import City
from harness.chaos.people import Visitor
from harness.failover import Writer, wait_for
from harness.stage.threads import beside

FULL: Mapping[str, int] = {
    "web": 30,
    "worker": 9,
    "backend": 40,
    "primary": 6,
    "etcd": 3,
    "nginx": 4,
    "haproxy": 4,
    "pgbouncer": 4,
}
"""How often at 10,000 submissions; fewer submissions, fewer kills, but each kind once."""
FULL_SUBMISSIONS = 10_000
LEAST: Mapping[str, int] = {"web": 5, "worker": 2, "backend": 4, "primary": 2}
WHOLE_HOST_EVERY = 5
"""One kill of the web in so many takes the master of a host and all its workers."""
_BACKEND = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where usename in ('mc_web', 'mc_public', 'mc_worker') order by random() limit 1"
)


def plan(submissions: int) -> list[str]:
    """The kills of a run, in the order of their turns."""
    share = min(1.0, submissions / FULL_SUBMISSIONS)
    turns = [
        kind
        for kind, many in FULL.items()
        for _n in range(max(round(many * share), LEAST.get(kind, 1)))
    ]
    random.Random(28).shuffle(turns)  # the order of a test
    return turns


@dataclass
class Killer:
    """Kills what is next as soon as its share has been sent."""

    city: City
    turns: list[str]
    progress: Callable[[], float]
    """Which share of everything was sent, 0 to 1."""
    writer: Writer
    visitor: Visitor
    done: Counter[str] = field(default_factory=Counter)
    failovers: list[float] = field(default_factory=list)
    """Seconds from the stop of a primary to a commit and a page, both asked for after it."""

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Kills until the block ends; then what is left is killed, too."""
        with beside(self._work):
            yield

    def _work(self, over: threading.Event) -> None:
        for n, kind in enumerate(self.turns):
            while not over.is_set() and self.progress() < n / len(self.turns):
                over.wait(0.1)
            self._kill(kind)

    def _kill(self, kind: str) -> None:
        while not self._strike(kind):
            time.sleep(0.2)
        self.done[kind] += 1
        sys.stdout.write(f"killed: {kind} ({self.progress():.0%} sent)\n")
        sys.stdout.flush()

    def _strike(self, kind: str) -> bool:
        """Whether there was something to kill."""
        host = random.choice(self.city.web_hosts).name
        if kind == "web":
            whole = self.done[kind] % WHOLE_HOST_EVERY == WHOLE_HOST_EVERY - 1
            return self.city.kill(f"web-{host}") if whole else self.city.kill_web_worker()
        if kind == "backend":
            with suppress(psycopg.Error), self.city.connect() as line:
                return bool(line.execute(_BACKEND).fetchone())
            return False
        if kind == "primary":
            self._stop_primary()
            return True
        if kind == "etcd":
            member = random.choice(self.city.database_hosts).name
            return self.city.kill(f"etcd-{member}")
        if kind == "worker":
            return self.city.kill("worker-web1")
        return self.city.kill("nginx" if kind == "nginx" else f"{kind}-{host}")

    def _stop_primary(self) -> None:
        wait_for(self.city.is_whole)
        moment = self.city.stop_primary()
        self.failovers.append(round(wait_for(lambda: self.answers_after(moment)) - moment, 1))

    def answers_after(self, moment: float) -> float | None:
        """When both a commit and a page had come that were asked for after this moment."""
        written, read = self.writer.first_after(moment), self.visitor.first_after(moment)
        return max(written, read) if written and read else None
