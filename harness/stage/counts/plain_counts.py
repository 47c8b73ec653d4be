"""Every figure of the kept counts, counted by plain SQL from dossiers, legs, pauses and journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

KEYS = {
    "daily_count": ("commune_id", "received_on", "part"),
    "monthly_count": ("commune_id", "month", "part"),
    "procedure_count": ("commune_id", "month", "procedure_id", "channel"),
    "weekly_count": ("commune_id", "week", "channel"),
    "stage_days": ("commune_id", "month", "stage", "days"),
    "procedure_days": ("commune_id", "month", "procedure_id", "days"),
    "daily_flow": ("commune_id", "day"),
}
"""What makes a row of each kept table; ``plain_`` and its name is the table counted here."""
_SUMMED = ("monthly_count", "procedure_count", "weekly_count", "stage_days")
_STATEMENTS = Path(__file__).with_suffix(".sql").read_text("utf-8").split(";\n")


def compare(line: psycopg.Connection[Any], now: datetime) -> tuple[int, int]:
    """How many figures are kept, and how many differ from a plain count as of ``now``."""
    checked = wrong = 0
    with line.transaction():
        for statement in filter(str.strip, _STATEMENTS):
            line.execute(statement.encode(), {"now": now} if "%(now)s" in statement else None)
        for table, keys in KEYS.items():
            named = line.execute(f"select * from plain_{table} limit 0".encode()).description or ()
            numbers = [column.name for column in named if column.name not in keys]
            found = [_differing(line, table, keys, numbers)]
            if table in _SUMMED:
                further = ("district_id", *keys[1:])
                by_district = ", ".join(further)
                sums = ", ".join(f"sum({name}) as {name}" for name in numbers)
                line.execute(
                    f"""create temporary table plain_district_{table} on commit drop as
                    select {by_district}, {sums} from plain_{table} join unit on id = commune_id
                    group by {by_district}""".encode()
                )
                found.append(_differing(line, f"district_{table}", further, numbers))
            checked += sum(figures for figures, _wrong in found)
            wrong += sum(differing for _figures, differing in found)
    return checked, wrong


def _differing(
    line: psycopg.Connection[Any], table: str, keys: Sequence[str], numbers: Sequence[str]
) -> tuple[int, int]:
    """How many figures a table and its plain count have, and how many differ."""
    differs = " + ".join(f"(k.{n} is distinct from p.{n})::int" for n in numbers)
    [(figures, differing)] = line.execute(
        f"""select count(*) * {len(numbers)}, coalesce(sum({differs}), 0)
        from {table} k full join plain_{table} p using ({", ".join(keys)})""".encode()
    ).fetchall()
    return figures, differing
