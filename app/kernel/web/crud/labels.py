"""What people call a column and a row: said once, on the model, for every page that shows it.

A column has its label in its ``info`` (``named`` in ``app/kernel/db.py``), a model its noun for one
row and for many in ``__noun__``.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy.sql.visitors import iterate

from app.kernel.i18n.formatting import lower_first

NAMES = frozenset({"name", "full_name", "short_name"})
"""Columns with the name of a row: a list shows them in place of the row."""


def label_of(model: Any, column: str) -> Any | None:
    """The label of a column, dotted for a column of another table; None if it has none.

    The name of another table's row has the label of the relation that leads to it, and a relation
    that of its foreign key; what the database computes from a column has the column's.
    """
    path, _dot, leaf = column.rpartition(".")
    if path and leaf in NAMES:
        return label_of(model, path)
    for step in path.split(".") if path else ():
        relation = model.__mapper__.relationships.get(step)
        if relation is None:
            return None
        model = relation.mapper.class_
    return next((info["label"] for info in _infos(model.__mapper__, leaf) if "label" in info), None)


def _infos(mapper: Any, name: str) -> Iterator[Any]:
    """The ``info`` of an attribute, of the columns it is made of, of the foreign key behind it."""
    if name not in mapper.attrs:
        return
    yield mapper.attrs[name].info
    relation = mapper.relationships.get(name)
    for column in mapper.attrs[name].columns if relation is None else relation.local_columns:
        yield from (getattr(each, "info", {}) for each in iterate(column))


def titles(noun: Sequence[Any]) -> dict[str, Any]:
    """The titles of list, page and forms, from the noun for one row and for many."""
    one, many = noun
    inside = LazyString(lower_first, one)
    return {
        "list_title": many,
        "show_title": one,
        "add_title": _("Add %(noun)s", noun=inside),
        "edit_title": _("Change %(noun)s", noun=inside),
    }
