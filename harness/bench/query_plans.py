"""PostgreSQL's plans for the statements of a page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event

_MET = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")


@dataclass(frozen=True)
class Planned:
    """One statement and its plan."""

    statement: str
    plan: dict[str, Any]
    planning_ms: float = 0
    """How long the planner took; only if the statement was analysed."""

    def scanned(self) -> frozenset[str]:
        """Tables with a full sequential scan.

        A scan below a LIMIT is not counted.
        """
        return frozenset(
            str(node["Relation Name"])
            for node, above in _nodes(self.plan)
            if node["Node Type"] == "Seq Scan" and not _cuts_off(above, node)
        )

    def rows_read(self) -> Counter[str]:
        """Rows that the scans of each table met, those filtered out included."""
        found: Counter[str] = Counter()
        for node, _above in _nodes(self.plan):
            if "Relation Name" in node:
                met = sum(node.get(name, 0) for name in _MET)
                found[node["Relation Name"]] += round(met * node.get("Actual Loops", 0))
        return found

    def rows_found(self) -> int:
        """Rows that the page got, or that a figure on it counts."""
        counted = (
            below.get("Actual Rows", 0) * below.get("Actual Loops", 0)
            for node, _above in _nodes(self.plan)
            if node["Node Type"] == "Aggregate"
            for below in node.get("Plans", ())
        )
        return round(max(self.plan.get("Actual Rows", 0), *counted, 0))


@contextmanager
def planned(engine: Engine, *, analyse: bool = False) -> Iterator[list[Planned]]:
    """The plans of all statements inside the block, for the same user in the same scope.

    ``analyse`` runs each of them once more beforehand, which is rolled back, and so pays for
    whatever a fresh connection has not read from the catalogue yet.
    """
    found: list[Planned] = []
    options = "analyze, timing off, format json" if analyse else "format json"

    def explain(_line: Any, cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if is_query(statement):
            with cursor.connection.cursor() as other:
                other.execute("savepoint explained")
                other.execute(f"explain ({options}) {statement}", values)
                (plan,) = other.fetchone()
                other.execute("rollback to explained")
                other.execute("release explained")
            plan = json.loads(plan) if isinstance(plan, str) else plan
            found.append(Planned(statement, plan[0]["Plan"], plan[0].get("Planning Time", 0)))

    event.listen(engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", explain)


def is_query(statement: str) -> bool:
    return statement.lstrip().lower().startswith(("select", "with"))


def _nodes(
    plan: dict[str, Any], above: dict[str, Any] | None = None
) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each node of a plan with its parent."""
    yield plan, above
    for below in plan.get("Plans", ()):
        yield from _nodes(below, plan)


def _cuts_off(above: dict[str, Any] | None, node: dict[str, Any]) -> bool:
    return bool(above and above["Node Type"] == "Limit" and above["Plan Rows"] < node["Plan Rows"])
