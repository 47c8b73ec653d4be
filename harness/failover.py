"""Production on one machine, whose primary is killed again and again: how soon it answers again.

By turns: PostgreSQL alone by ``SIGKILL``, and as if the machine had gone: PostgreSQL killed,
Patroni halted so that it can neither start it nor give its place away. Meanwhile rows are committed
through the balancer, and pages asked for through the proxy.
"""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import psycopg

from devstack.postgres import SUPERUSER
from devstack.production import configuration
from devstack.production.layout import PORTS, System
from harness.stage.threads import beside

PAGES = ("/readyz", "/", "/can-bo/", "/tra-cuu")
ASKED_EVERY_SECONDS = 0.2
CALM_SECONDS = 5
"""Between two kills, so that each falls into another moment of Patroni's round."""
WITHIN_SECONDS = 20.0
"""What each fail-over may take."""
GIVEN_UP_SECONDS = 300
AGREED_AFTER_SECONDS = 10
WHOLE = [("leader", "running"), ("replica", "streaming"), ("sync_standby", "streaming")]


@dataclass
class Writer:
    """Commits rows one after the other, and remembers which were acknowledged and when."""

    address: str
    acknowledged: dict[int, float] = field(default_factory=dict)

    def write(self, over: threading.Event) -> None:
        tried = 0
        while not over.is_set():
            try:
                with psycopg.connect(self.address, autocommit=True, connect_timeout=2) as line:
                    while not over.is_set():
                        tried += 1
                        line.execute("insert into acknowledged values (%s)", [tried])
                        self.acknowledged[tried] = time.monotonic()
                        time.sleep(0.04)
            except psycopg.Error:
                time.sleep(0.1)

    def first_after(self, moment: float) -> float | None:
        return next((at for at in list(self.acknowledged.values()) if at > moment), None)

    def lost(self) -> int:
        """How many acknowledged rows are not stored; it may go on writing meanwhile."""
        acknowledged = set(self.acknowledged)
        with psycopg.connect(self.address) as line:
            stored = {row[0] for row in line.execute("select n from acknowledged")}
        return len(acknowledged - stored)


@dataclass
class Reader:
    """Asks for pages through the proxy; keeps each status and when a ready system was asked."""

    system: System
    statuses: Counter[int] = field(default_factory=Counter)
    unhelpful: int = 0
    """Refusals that do not say when to come back."""
    ready: list[tuple[float, float]] = field(default_factory=list)

    def read(self, over: threading.Event) -> None:
        trusting = ssl.create_default_context(cafile=str(self.system.certificate))
        while not over.is_set():
            for page in PAGES:
                began = time.monotonic()
                status = self._ask(page, trusting)
                self.statuses[status] += 1
                if page == "/readyz" and status == 200:
                    self.ready.append((began, time.monotonic()))
            time.sleep(ASKED_EVERY_SECONDS)

    def _ask(self, page: str, trusting: ssl.SSLContext) -> int:
        url = self.system.address + page
        try:
            with urllib.request.urlopen(url, timeout=60, context=trusting) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            self.unhelpful += error.code == 503 and "Retry-After" not in error.headers
            return error.code
        except OSError:
            return 0

    def first_after(self, moment: float) -> float | None:
        return next((end for began, end in list(self.ready) if began > moment), None)


def measure(system: System, kills: int) -> dict[str, Any]:
    """Kill, wait, count."""
    writer, reader = Writer(scratch(system)), Reader(system)
    crashes: list[float] = []
    losses: list[float] = []
    with beside(writer.write), beside(reader.read):
        for number in range(kills):
            wait_for(partial(is_whole, system))
            time.sleep(CALM_SECONDS + number % 3)
            is_loss = number % 2 == 1
            moment, back = _kill_primary(system, with_patroni=is_loss)
            answered = wait_for(partial(_both_after, writer, reader, moment))
            back()
            (losses if is_loss else crashes).append(round(answered - moment, 1))
            kind = "machine lost" if is_loss else "crash"
            sys.stdout.write(f"{kind}: answers after {answered - moment:.1f} s\n")
            sys.stdout.flush()
        wait_for(partial(is_whole, system))
    return {
        "primary_kills": kills,
        "failover_p95_s": p95([*crashes, *losses]),
        "crash_seconds": sorted(crashes),
        "crash_seconds_max": max(crashes, default=0),
        "machine_lost_seconds": sorted(losses),
        "acknowledged": len(writer.acknowledged),
        "lost": writer.lost(),
        "statuses": {str(status): n for status, n in sorted(reader.statuses.items())},
        "unhelpful_refusals": reader.unhelpful,
    }


def scratch(system: System) -> str:
    """The address of an empty database of our own, past the pooler."""
    maintenance, own = (
        configuration.address(system, SUPERUSER, name).replace("+psycopg", "")
        for name in ("postgres", "failover")
    )
    with psycopg.connect(maintenance, autocommit=True) as line:
        line.execute("drop database if exists failover")
        line.execute("create database failover")
    with psycopg.connect(own) as line:
        line.execute("create table acknowledged (n bigint primary key)")
    return own


def members(system: System) -> list[dict[str, Any]]:
    for host in system.database_hosts:
        try:
            url = f"http://{host.address}:{PORTS['patroni']}/cluster"
            with urllib.request.urlopen(url, timeout=2) as answer:
                found: list[dict[str, Any]] = json.loads(answer.read())["members"]
                return found
        except (OSError, ValueError):
            continue
    return []


def configure(system: System, settings: Mapping[str, Any]) -> None:
    """What all members of the database agree on, a little later."""
    password = configuration.passwords(system)["patroni"]
    word = b64encode(f"patroni:{password}".encode()).decode()
    request = urllib.request.Request(
        f"http://{system.database_hosts[0].address}:{PORTS['patroni']}/config",
        json.dumps(settings).encode(),
        {"Authorization": f"Basic {word}", "Content-Type": "application/json"},
        method="PATCH",
    )
    urllib.request.urlopen(request, timeout=10).close()  # our own
    time.sleep(AGREED_AFTER_SECONDS)


def is_whole(system: System) -> float | None:
    """Now, if three members run and one standby is synchronous."""
    found = sorted((each["role"], each["state"]) for each in members(system))
    return time.monotonic() if found == WHOLE else None


def _both_after(writer: Writer, reader: Reader, moment: float) -> float | None:
    """When both a commit and a ready answer had come, both asked for after the moment."""
    written, read = writer.first_after(moment), reader.first_after(moment)
    return max(written, read) if written and read else None


def _kill_primary(system: System, *, with_patroni: bool) -> tuple[float, Callable[[], None]]:
    """Kill the primary; returns when, and what lets its machine come back."""
    name = next(each["name"] for each in members(system) if each["role"] == "leader")
    host = next(each for each in system.database_hosts if each.name == name)
    data = system.folder(f"patroni-{host.name}") / "data"
    postmaster = int((data / "postmaster.pid").read_text().splitlines()[0])
    patroni = pid(system, f"patroni-{host.name}")
    if with_patroni:
        os.kill(patroni, signal.SIGSTOP)
    os.kill(postmaster, signal.SIGKILL)
    moment = time.monotonic()
    return moment, lambda: os.kill(patroni, signal.SIGCONT)


def pid(system: System, process: str) -> int:
    """Of a process that supervisord runs."""
    file = str(configuration.supervisor_file(system))
    command = ["/usr/bin/supervisorctl", "-c", file, "pid", process]
    return int(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def wait_for(found: Callable[[], float | None]) -> float:
    until = time.monotonic() + GIVEN_UP_SECONDS
    while time.monotonic() < until:
        if (value := found()) is not None:
            return value
        time.sleep(0.1)
    raise TimeoutError


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[max(0, -(-len(seconds) * 95 // 100) - 1)] if seconds else 0.0
