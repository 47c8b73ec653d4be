"""A condition that many rows fulfil: a list goes along its order and meets enough of them soon.

Behind row-level security the planner knows nothing about LIKE, takes it for rare, and would gather
and sort all rows of a district. Wrapped like this it expects every second row.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.functions import FunctionElement


class Frequent(FunctionElement[bool]):
    """The condition, as the planner does not look into it."""

    type = Boolean()
    inherit_cache = True


@compiles(Frequent)
def _compiled(element: Frequent, compiler: Any, **options: Any) -> str:
    return f"coalesce({compiler.process(element.clauses, **options)}, false)"


def has_frequent(condition: ColumnElement[bool] | None) -> bool:
    """Whether one of these stands in a condition: then nobody knows cheaply how many there are."""
    return condition is not None and any(
        isinstance(part, Frequent) for part in visitors.iterate(condition)
    )
