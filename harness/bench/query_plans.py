"""PostgreSQL's plans for the statements of a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event


@dataclass(frozen=True)
class Planned:
    """One statement and its plan."""

    statement: str
    plan: dict[str, Any]

    def scanned(self) -> frozenset[str]:
        """Tables with a full sequential scan.

        A scan below a LIMIT is not counted.
        """
        return frozenset(
            str(node["Relation Name"])
            for node, above in _nodes(self.plan)
            if node["Node Type"] == "Seq Scan" and not _cuts_off(above, node)
        )


@contextmanager
def planned(engine: Engine) -> Iterator[list[Planned]]:
    """The plans of all statements inside the block, for the same user in the same scope."""
    found: list[Planned] = []

    def explain(_line: Any, cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if statement.lstrip().lower().startswith(("select", "with")):
            with cursor.connection.cursor() as other:
                other.execute("explain (format json) " + statement, values)
                (plan,) = other.fetchone()
            plan = json.loads(plan) if isinstance(plan, str) else plan
            found.append(Planned(statement, plan[0]["Plan"]))

    event.listen(engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", explain)


def _nodes(
    plan: dict[str, Any], above: dict[str, Any] | None = None
) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each node of a plan with its parent."""
    yield plan, above
    for below in plan.get("Plans", ()):
        yield from _nodes(below, plan)


def _cuts_off(above: dict[str, Any] | None, node: dict[str, Any]) -> bool:
    return bool(above and above["Node Type"] == "Limit" and above["Plan Rows"] < node["Plan Rows"])
