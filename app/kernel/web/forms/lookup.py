"""Choosing one row among many: scoped, searched and paginated by the server.

A column that refers to another table is offered only through a ``Lookup``; it defines the rows that
the user may choose, both for the form and for the one JSON route.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, jsonify, request
from flask_appbuilder import BaseView
from sqlalchemy import ColumnElement, Select

from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.i18n.formatting import capitalize_first
from app.kernel.text.folding import fold
from app.kernel.text.parsing import InvalidInput, line
from app.kernel.web.current_actor import current_actor
from app.kernel.web.lists.values import read
from app.kernel.web.routes import route

PAGE = 30
LAST_PAGE = 100


@dataclass(frozen=True)
class Lookup:
    """The rows that a column may refer to, for this user.

    ``rows`` is a Select, in its order or else by name. ``matches`` turns folded text into a clause
    if another one is meant than a part of the name. ``label`` names a row.
    """

    rows: Callable[[Actor], Select[Any]]
    matches: Callable[[str], ColumnElement[bool]] | None = None
    label: Callable[[Any], str] = str

    def find(self, actor: Actor, key: str) -> Any | None:
        """The row with this key, if the user may choose it."""
        rows = self.rows(actor)
        column = _key(rows)
        try:
            value = read(column.type, key)
        except InvalidInput:
            return None
        return db.session.scalars(rows.where(column == value)).one_or_none()

    def page(self, actor: Actor, text: str = "", page: int = 0) -> tuple[Sequence[Any], bool]:
        """One page of the matching rows, and whether there are more."""
        rows = self.rows(actor)
        if wanted := fold(line(text)):
            rows = rows.where((self.matches or _named(rows))(wanted))
        rows = rows.order_by(*_names(rows), _key(rows))
        found = db.session.scalars(rows.offset(page * PAGE).limit(PAGE + 1)).all()
        return found[:PAGE], len(found) > PAGE

    def choice(self, row: Any) -> tuple[str, str]:
        (key,) = type(row).__mapper__.primary_key_from_instance(row)
        return str(key), capitalize_first(self.label(row))


def _key(rows: Select[Any]) -> Any:
    model = rows.column_descriptions[0]["entity"]
    (column,) = model.__mapper__.primary_key
    return model.__mapper__.get_property_by_column(column).class_attribute


def _names(rows: Select[Any]) -> list[Any]:
    """The columns with the name of a row, the one without diacritics first."""
    model = rows.column_descriptions[0]["entity"]
    return [getattr(model, column) for column in ("folded", "name") if hasattr(model, column)][:1]


def _named(rows: Select[Any]) -> Callable[[str], ColumnElement[bool]]:
    (name,) = _names(rows)
    found = name.contains if name.key == "folded" else name.icontains
    return lambda text: found(text, autoescape=True)


class LookupView(BaseView):
    """The paginated choices behind large selects; the only route that answers in JSON."""

    route_base = "/can-bo/lua-chon"
    default_view = "rows"
    class_permission_name = "Lookup"

    @route("/<view>/<column>", verb="read")
    def rows(self, view: str, column: str) -> Response:
        """One page for select2: ``{"results": [{"id", "text"}], "pagination": {"more"}}``."""
        lookup = self._lookup(view, column)
        page = request.args.get("page", "1")
        if not (page.isascii() and page.isdigit() and 1 <= int(page[:6]) <= LAST_PAGE):
            abort(400)
        found, more = lookup.page(current_actor(), request.args.get("q", "")[:100], int(page) - 1)
        choices = (lookup.choice(row) for row in found)
        return jsonify(
            results=[{"id": key, "text": text} for key, text in choices],
            pagination={"more": more},
        )

    def _lookup(self, name: str, column: str) -> Lookup:
        """The declared lookup, for users who may open its view."""
        views = (v for v in self.appbuilder.baseviews if v.__class__.__name__ == name)
        found = next((v for v in views if column in getattr(v, "lookups", {})), None)
        if found is None:
            abort(404)
        may, noun = self.appbuilder.sm.has_access, found.class_permission_name
        if not any(may(f"can_{verb}", noun) for verb in _VERBS):
            abort(403)
        lookup: Lookup = found.lookups[column]
        return lookup


_VERBS = ("read", "add", "edit")
