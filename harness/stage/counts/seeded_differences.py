"""Kept counts made wrong: a figure changed, a row removed, a row of dossiers that are not there."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import psycopg

from app.reports.queries.kept_counts import FLOW, KEPT, KeptCounts
from app.reports.queries.processing_counts import Span

DIFFERENCES = 50
_BEFORE_ALL = date(2012, 10, 1)
"""A Monday that begins a month, before the first dossier."""

Key = tuple[str, tuple[str, ...], Span]


def advance_mark(line: psycopg.Connection[Any]) -> None:
    """As if nobody else on the server had a transaction open.

    The mark waits for the oldest of any database, and days with steps since are counted anew before
    they are compared.
    """
    newest = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
    line.execute(f"update counting_mark set upto = {newest}".encode())


def seed(line: psycopg.Connection[Any], rng: Random, count: int = DIFFERENCES) -> set[Key]:
    """Make so many rows wrong; returns the table, the key and the days of each."""
    advance_mark(line)
    found: set[Key] = set()
    filled = [kept for kept in KEPT if _rows_in(line, kept)]
    while len(found) < count:
        kept = rng.choice(filled)
        unit_id, on, *key = _row(line, kept, rng)
        keys = kept.unit, kept.day, *kept.keys
        is_row = " and ".join(f"{name} = %s" for name in keys)
        if rng.random() < 0.2 and kept is not FLOW:  # the job itself removes earlier days of these
            on = _BEFORE_ALL
            values = ", ".join(["%s"] * len(keys) + ["1"] * len(kept.numbers))
            change = (
                f"insert into {kept.name} ({', '.join(kept.columns)}) values ({values})"
                " on conflict do nothing"
            )
        elif rng.random() < 0.2:
            change = f"delete from {kept.name} where {is_row}"
        else:
            name = rng.choice(kept.numbers)
            change = f"update {kept.name} set {name} = {name} + 1 where {is_row}"
        row = kept.name, (*map(str, key),), Span(unit_id, on, kept.last_day(on))
        if row not in found:
            line.execute(change.encode(), (unit_id, on, *key))
            found.add(row)
    return found


def _rows_in(line: psycopg.Connection[Any], kept: KeptCounts) -> int:
    [(rows,)] = line.execute(f"select count(*) from {kept.name}".encode()).fetchall()
    return int(rows)


def _row(line: psycopg.Connection[Any], kept: KeptCounts, rng: Random) -> tuple[Any, ...]:
    keys = ", ".join((kept.unit, kept.day, *kept.keys))
    [row] = line.execute(
        f"select {keys} from {kept.name} order by {keys} offset %s limit 1".encode(),
        [rng.randrange(_rows_in(line, kept))],
    ).fetchall()
    return row
