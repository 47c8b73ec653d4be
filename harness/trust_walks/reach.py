"""What an account reaches: its units and roles, and the rows that the policies show it.

A walk may add rows, and whoever adds a row sees it; compared are those that the world had before.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg

from harness.stage.sql_file import groups

TABLES = (
    "dossier", "answers_revision", "paper", "leg", "fee", "slip", "register_entry", "call_task",
    "staff", "posting", "attendance", "staff_list_line", "clearance_waiver", "absence", "message",
    "population_lookup", "second_factor_reset", "sealed_slip",
)  # fmt: skip
QUERIES = {name: query for name, (query,) in groups(Path(__file__).with_suffix(".sql")).items()}
QUERIES["rows"] = " union all ".join(f"select '{table} ' || id from {table}" for table in TABLES)
QUERIES["all"] = f"{QUERIES['facts']} union all {QUERIES['rows']}"

Line = psycopg.Connection[Any]
Rows = frozenset[tuple[Any, ...]]


def become(line: Line, role: str, token: str = "") -> None:
    """Another role in the open transaction, in the scope of a session if it has a token."""
    line.execute("select set_config('role', %s, true), set_config('mc.scope', '', true)", [role])
    if token:
        line.execute("select mc_enter(current_date, %s, null, null, null, null)", [token])


def reach(line: Line, token: str, *, rows: bool) -> frozenset[str]:
    """Everything that the account of a session reaches now."""
    become(line, "mc_web", token)
    found = one_column(line, "all" if rows else "facts")
    become(line, "postgres")
    return frozenset(found)


def one_column(line: Line, query: str) -> list[Any]:
    return [row[0] for row in line.execute(QUERIES[query].encode())]


def keys(line: Line) -> dict[str, list[Any]]:
    """The keys of every kind that walkers draw from."""
    names = (name for name in QUERIES if name.startswith("key "))
    return {name.removeprefix("key "): one_column(line, name) for name in names}


def postings(line: Line) -> Rows:
    return frozenset(line.execute(QUERIES["postings"].encode()).fetchall())


def cleared(line: Line, me: str) -> Rows:
    return frozenset(line.execute(QUERIES["cleared"].encode(), {"me": me}).fetchall())


def opened_by(line: Line, secrets: Iterable[str]) -> list[tuple[int, str]]:
    """The accounts that these secrets open, each with the token of a session of its own."""
    found = line.execute(QUERIES["opened"].encode(), {"secrets": list(secrets)}).fetchall()
    opened = [(user, f"held {user}") for (user,) in found]
    for user, token in opened:
        line.execute(QUERIES["session"].encode(), {"user": user, "token": token})
    return opened
