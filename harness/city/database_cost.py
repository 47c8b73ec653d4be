"""What each page makes the database do on a connection that knows nothing yet.

PostgreSQL itself tells it: ``pg_stat_statements`` the planning, ``auto_explain`` the rows.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from devstack.postgres import DATABASE, Server
from harness.bench.query_plans import Planned
from harness.bench.report import AT_LEAST, LIMITS
from harness.city.browser import Sessions
from harness.city.findings import Kind, Report
from harness.city.walk import Stop
from harness.stage.visitor import Visitor

SETTINGS = {
    "shared_preload_libraries": "pg_stat_statements, auto_explain",
    "pg_stat_statements.track_planning": "on",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_format": "json",
    "log_line_prefix": "'%u '",
}
MOST_STATEMENTS = 60
SMALL = 1_200
"""Rows of a table that PostgreSQL reads whole sooner than by an index."""
WHOLE_READS = 3
"""How often a page may read such a table: its menu, its list and a figure may each do so."""
TRIES = 3
"""Of several first visits the cheapest counts: the worker works beside."""
_COUNT = SQL("select count(*) from {}")
_WEB = "('mc_web', 'mc_public')"
_PLAN = re.compile(r"^mc_(?:web|public) LOG: .* plan:\n((?:\t.*\n)+)", re.MULTILINE)


def prepare(folder: Path) -> None:
    """From its next start on the server of ``folder`` counts and explains what it does."""
    with Server(folder / "pg").connect(DATABASE) as line:
        for name, value in SETTINGS.items():
            line.execute(f"alter system set {name} = {value}".encode())
        line.execute("create extension if not exists pg_stat_statements")


@dataclass(frozen=True)
class Cost:
    """Of one visit."""

    seconds: float
    planning_ms: float
    statements: int
    rows_read: Counter[str]
    rows_found: int

    def faults(self) -> Iterator[str]:
        """A sentence for each limit that is exceeded."""
        share = self.planning_ms / 1000 / self.seconds
        if share > LIMITS["planning/first"]:
            whole = self.seconds * 1000
            yield f"planning takes {self.planning_ms:.0f} of {whole:.0f} ms on a new connection"
        times = self.rows_read.total() / max(self.rows_found, AT_LEAST)
        if times > LIMITS["read/found"]:
            most = ", ".join(f"{rows:,} of {name}" for name, rows in self.rows_read.most_common(3))
            yield f"{times:.0f} rows read for each shown: {most}"
        if self.statements > MOST_STATEMENTS:
            yield f"{self.statements} statements"


def plans_in(log: str) -> Iterator[Planned]:
    """What ``auto_explain`` wrote of the statements of web pages."""
    for found in _PLAN.findall(log):
        told = json.loads(found)
        yield Planned(told["Query Text"], told["Plan"])


def costly_reads(rows: Counter[str], small: Mapping[str, int]) -> Counter[str]:
    """Rows read by table, without the small tables that were read a few times."""
    return Counter({name: n for name, n in rows.items() if n > WHOLE_READS * small.get(name, 0)})


@dataclass
class Meter:
    """Visits pages, each on fresh connections, and reads what the server wrote about it."""

    server: Server
    line: psycopg.Connection[Any]

    @cached_property
    def small(self) -> dict[str, int]:
        """The rows of each small table, counted: what PostgreSQL remembers of them is old."""
        tables = self.line.execute(
            "select relname from pg_class where relkind = 'r' and reltuples <= %s"
            " and relnamespace = 'public'::regnamespace",
            (SMALL,),
        ).fetchall()
        counts = {name: self.line.execute(_COUNT.format(Identifier(name))) for (name,) in tables}
        return {name: found.fetchall()[0][0] for name, found in counts.items()}

    def cost(self, visitor: Visitor, address: str) -> Cost | None:
        """None when it is no page any more."""
        self._begin()
        read = self.server.log.stat().st_size
        answer = visitor.get(address)
        if answer.status != 200:
            return None
        planning, statements = self._counted()
        with self.server.log.open("rb") as stream:
            stream.seek(read)
            plans = list(plans_in(stream.read().decode(errors="replace")))
        rows = costly_reads(sum((each.rows_read() for each in plans), Counter()), self.small)
        found = sum(each.rows_found() for each in plans)
        return Cost(answer.seconds, planning, statements, rows, found)

    def _begin(self) -> None:
        self.line.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            f" where usename in {_WEB}".encode()
        )
        self.line.execute("select pg_stat_statements_reset()")

    def _counted(self) -> tuple[float, int]:
        rows = self.line.execute(
            "select coalesce(sum(total_plan_time), 0), coalesce(sum(calls), 0)"
            " from pg_stat_statements join pg_roles r on r.oid = userid"
            f" where r.rolname in {_WEB}".encode()
        )
        ((planning, calls),) = rows.fetchall()
        return float(planning), int(calls)


@contextmanager
def _meter(folder: Path) -> Iterator[Meter]:
    server = Server(folder / "pg")
    with server.connect(DATABASE) as line:
        yield Meter(server, line)


def measure(host: str, folder: Path, stops: list[Stop], sessions: Sessions, report: Report) -> None:
    """The first visit of one page of each address and role; nobody else visits this system."""
    kinds: dict[tuple[str, ...], Stop] = {}
    for stop in stops:
        kinds.setdefault(stop.kind[:2], stop)
    with _meter(folder) as meter:
        for stop in kinds.values():
            visitor = Visitor(host, stop.account, sessions[stop.account])
            faults: list[str] = []
            for _turn in range(TRIES):
                cost = meter.cost(visitor, stop.address)
                faults = list(cost.faults()) if cost else []
                if not faults:
                    break
            for told in faults:
                report.add(Kind.OVER_BUDGET, stop.address, stop.account, told, rule=stop.kind[0])
