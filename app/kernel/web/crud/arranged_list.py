"""Generated lists with the columns, order and filters chosen by the user.

For each request a view is copied and given the user's columns, order and page size, so that
rendering, pagination and export find them in the usual attributes.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, ClassVar, Self

from flask import flash, request, url_for
from flask_appbuilder.models.filters import BaseFilter
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, String
from sqlalchemy.orm import Query
from sqlalchemy.orm.interfaces import MANYTOONE
from sqlalchemy.sql import ColumnElement

from app.kernel.web.crud.actions import ActingView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.lists import saved_view
from app.kernel.web.lists.header import ListHeader, head_of, pills
from app.kernel.web.lists.listing import (
    ListDefinition,
    ListViewState,
    arrange,
    clauses,
    plain,
    searched,
    unread,
)


class Narrowed(BaseFilter):
    """Conditions of the user's list settings, beyond those of single columns."""

    name = _("Conditions")
    arg_name = "where"
    pills: Sequence[Any] = ()

    def apply(self, query: Query[Any], value: ColumnElement[bool]) -> Query[Any]:
        return query.filter(value)


class ArrangingView(ActingView):
    """The part of a generated view whose list can be customised."""

    further_columns: ClassVar[Sequence[str]] = ()
    """Columns that a user may choose besides those of the list and the page."""
    arrangement: ListViewState | None = None
    kept_views: Sequence[Any] = ()
    _listing: ListDefinition | None = None

    def listing(self) -> ListDefinition:
        if self._listing is None:
            self._listing = self._make_listing()
        return self._listing

    def arranged(self) -> Self:
        """A copy of this view with the user's list settings applied."""
        found = copy.copy(self)
        found._arrange()
        return found

    def head(self) -> ListHeader:
        wanted = self.arrangement or plain(self.listing())
        return head_of(self.listing(), wanted, self.kept_views, current_actor())

    def narrow(self) -> list[str]:
        """Apply the conditions of the list settings; returns the columns searched."""
        if self.arrangement is None:
            return []
        listing, wanted = self.listing(), self.arrangement
        told = pills(listing, wanted)
        for clause in clauses(wanted, listing):
            narrowed = Narrowed(self.datamodel.get_pk_name(), self.datamodel)
            narrowed.pills, told = told, []
            self._filters._add_filter(narrowed, clause)
        for leaf in unread(wanted, listing):
            label = self.label_columns[leaf.column]
            flash(gettext("The condition on “%(column)s” cannot be read.", column=label))
        if wanted.lost:
            flash(gettext("That view is no longer there, or no longer fits this list."))
        return searched(wanted, listing)

    def _arrange(self) -> None:
        actor, listing = current_actor(), self.listing()
        self.kept_views = saved_view.views_of(actor, listing.key)
        wanted = arrange(listing, request.args, self.kept_views, actor)
        self.arrangement = wanted
        self.list_columns = list(wanted.columns)
        self.base_order, self.page_size = wanted.order, wanted.size

    def _make_listing(self) -> ListDefinition:
        shown = tuple(self.list_columns)
        kinds = {
            name: self.datamodel.list_columns[name].type
            for name in self.search_columns
            if name in self.datamodel.list_columns
        }
        texts = [n for n, kind in kinds.items() if type(kind) is String and n not in self.numbers]
        extra = [*self.show_columns, *self.further_columns]
        return ListDefinition(
            key=self.__class__.__name__,
            title=self.list_title,
            address=lambda **args: url_for(f"{self.endpoint}.list", **args),
            noun=self.class_permission_name,
            labels=self.label_columns,
            shown=shown,
            further=tuple(each for each in extra if _is_plain(self.datamodel.obj, each)),
            ordered=tuple(self.order_columns),
            order=(self.base_order[0], self.base_order[1]),
            size=self.page_size,
            offers=self.search_filters(),
            form=self.search_form,
            texts=texts,
            names=[each for each in texts if each in self.folded],
            numbers=[each for each in self.numbers if each in self.search_columns],
        )


def _is_plain(model: Any, column: str) -> bool:
    """Whether the column belongs to the row or to a many-to-one relation, and is not JSON."""
    mapper = model.__mapper__
    *relations, leaf = column.split(".")
    for each in relations:
        relation = mapper.relationships.get(each)
        if relation is None or relation.direction is not MANYTOONE:
            return False
        mapper = relation.mapper
    found = mapper.columns.get(leaf)
    return found is not None and not isinstance(found.type, JSON)
