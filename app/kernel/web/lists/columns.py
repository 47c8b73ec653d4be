"""The columns that a list reads: those it shows and nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Query, aliased
from sqlalchemy.orm.interfaces import MANYTOONE

from app.kernel.web.lists.pagination import Page

Row = dict[str, Any]
"""Values by column name, dotted for a column of another table."""


@dataclass(frozen=True)
class ListQuery:
    """Rows, order and columns of a list."""

    filters: Any
    order: tuple[str, str]
    """A column and ``asc`` or ``desc``; the column may be another table's."""
    columns: Sequence[str]
    size: int


@dataclass(frozen=True)
class ListPage:
    """One page of a list with the keys of its rows."""

    rows: Sequence[Row]
    keys: Sequence[Any]
    page: Page
    passed: int | None
    """Number of rows before it; None when it was found by a row."""
    loose: bool = False
    """Whether counting the rows would mean reading them all."""

    @property
    def total(self) -> int | None:
        """The total number of rows, where it is known without counting."""
        if self.passed is None or self.page.later or (self.passed and not self.rows):
            return None
        return self.passed + len(self.rows)


def columns_of(
    model: Any, names: Sequence[str]
) -> tuple[list[Any], Callable[[Query[Any]], Query[Any]]] | None:
    """The columns of these names and the joins they need.

    None when one of them is no column but computed in Python from the whole row.
    """
    joins: list[tuple[Any, Any]] = []
    reached: dict[str, Any] = {"": model}
    found = []
    for name in names:
        path, _dot, leaf = name.rpartition(".")
        holder = _reach(reached, joins, path)
        if holder is None or leaf not in _mapper(holder).column_attrs:
            return None
        found.append(getattr(holder, leaf))

    def join(query: Query[Any]) -> Query[Any]:
        for relation, there in joins:
            query = query.outerjoin(relation.of_type(there))
        return query

    return found, join


def _reach(reached: dict[str, Any], joins: list[tuple[Any, Any]], path: str) -> Any:
    """The table at the end of a path of many-to-one relations."""
    if path not in reached:
        nearer, _dot, name = path.rpartition(".")
        holder = _reach(reached, joins, nearer)
        relation = None if holder is None else _mapper(holder).relationships.get(name)
        if relation is None or relation.direction is not MANYTOONE:
            reached[path] = None
        else:
            reached[path] = aliased(relation.mapper.class_)
            joins.append((getattr(holder, name), reached[path]))
    return reached[path]


def _mapper(entity: Any) -> Any:
    return getattr(entity, "__mapper__", None) or entity._sa_class_manager.mapper
