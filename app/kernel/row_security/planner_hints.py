"""Planner hint for a condition that many rows match: read in list order, stop early.

Under row-level security the planner cannot estimate LIKE, assumes it is selective, and would fetch
and sort all rows of a district. Wrapped like this, it expects every second row to match.
"""

from typing import Any

from sqlalchemy import Boolean, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.functions import FunctionElement


class Frequent(FunctionElement[bool]):
    """The condition, opaque to the planner."""

    type = Boolean()
    inherit_cache = True


@compiles(Frequent)
def _compiled(element: Frequent, compiler: Any, **options: Any) -> str:
    return f"coalesce({compiler.process(element.clauses, **options)}, false)"


def has_frequent(condition: ColumnElement[bool] | None) -> bool:
    """Whether a condition contains one of these, so that counting its rows is expensive."""
    return condition is not None and any(
        isinstance(part, Frequent) for part in visitors.iterate(condition)
    )
