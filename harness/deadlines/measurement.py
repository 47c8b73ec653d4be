"""``flask deadline`` against the reference.

The real command runs twice, each half of the cases in another time zone of the server.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from harness.deadlines import ODD_DAYS, days, mismatches
from harness.deadlines.cases import Cases
from harness.stage import databases
from harness.stage.databases import ROOT, Database

CASES, TOLD = 100_000, 10
ZONES = ("America/Los_Angeles", "Pacific/Kiritimati")
"""Both have another date than Hanoi for most of the day."""
COMMAND = (sys.executable, "-m", "flask", "--app", "run", "deadline", "--json")


def answers(
    database: Database, asked: Sequence[Mapping[str, Any]], zone: str
) -> list[dict[str, Any]]:
    """The results of a server in this time zone."""
    lines = "\n".join(map(json.dumps, asked))
    environment = os.environ | database.environment | {"TZ": zone, "PGTZ": zone}
    done = subprocess.run(
        COMMAND,
        input=lines,
        stdout=subprocess.PIPE,
        env=environment,
        cwd=ROOT,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def measure(cases: int = CASES) -> dict[str, Any]:
    """Compute this many cases both ways, and report differences."""
    known = days()
    asked = list(Cases(known).some(cases))
    halves = (asked[: cases // 2], asked[cases // 2 :])
    with databases.own_database("days") as database:
        _enter_odd_days(database)
        with ThreadPoolExecutor(len(halves)) as pool:
            told = pool.map(answers, [database] * len(halves), halves, ZONES)
            found = [
                each
                for half, answered in zip(halves, told, strict=True)
                for each in mismatches(half, answered, known)
            ]
    for sentence in found[:TOLD]:
        sys.stdout.write(f"{sentence}\n")
    return {"deadline_cases": cases, "deadline_mismatches": len(found)}


def _enter_odd_days(database: Database) -> None:
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("create temporary table odd (date date, kind text, why text)")
        with cursor.copy("copy odd from stdin with (format csv, header)") as copy:
            copy.write(ODD_DAYS.read_text(encoding="utf-8"))
        cursor.execute("insert into calendar_day select date, kind, true, why from odd")
