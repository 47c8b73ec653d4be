"""Kept counts made wrong: a figure changed, a row removed, a row of dossiers that are not there."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from random import Random
from typing import Any

import psycopg

from app.reports.queries.processing_counts import Span
from harness.reports.plain_counts import NUMBERS

DIFFERENCES = 50
_TABLES = (("daily_count", "received_on"), ("monthly_count", "month"))
_BEFORE_ALL = 2012
"""A year before the first dossier."""

Key = tuple[str, Span]


def seed(line: psycopg.Connection[Any], rng: Random, count: int = DIFFERENCES) -> set[Key]:
    """Make so many rows wrong; returns what is counted and the days of each."""
    found: set[Key] = set()
    while len(found) < count:
        table, day = rng.choice(_TABLES)
        part, commune_id, on = _row(line, table, day, rng)
        if rng.random() < 0.2:
            on = on.replace(year=_BEFORE_ALL, day=1)
            values = ", ".join("1" for _name in NUMBERS)
            change = (
                f"insert into {table} (part, commune_id, {day}, {', '.join(NUMBERS)})"
                f" values (%s, %s, %s, {values}) on conflict do nothing"
            )
        elif rng.random() < 0.2:
            change = f"delete from {table} where part = %s and commune_id = %s and {day} = %s"
        else:
            name = rng.choice(NUMBERS)
            change = (
                f"update {table} set {name} = {name} + 1"
                f" where part = %s and commune_id = %s and {day} = %s"
            )
        key = part, Span(commune_id, on, on if day != "month" else _last(on))
        if key not in found:
            line.execute(change.encode(), (part, commune_id, on))
            found.add(key)
    return found


def _row(line: psycopg.Connection[Any], table: str, day: str, rng: Random) -> tuple[str, int, date]:
    [(rows,)] = line.execute(f"select count(*) from {table}".encode()).fetchall()
    [(part, commune_id, on)] = line.execute(
        f"select part, commune_id, {day} from {table} order by 1, 2, 3 offset %s limit 1".encode(),
        [rng.randrange(rows)],
    ).fetchall()
    return part, commune_id, on


def _last(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])
