"""A generated list with the columns, order and conditions that one request asks for."""

import copy
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from flask import flash, request, url_for
from flask_appbuilder.models.filters import BaseFilter
from flask_appbuilder.urltools import get_order_args
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, String
from sqlalchemy.orm import Query
from sqlalchemy.orm.interfaces import MANYTOONE
from sqlalchemy.sql import ColumnElement

from app.kernel.text.parsing import InvalidInput
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.lists import pagination, query_args, saved_view
from app.kernel.web.lists.columns import ListQuery
from app.kernel.web.lists.header import FilterChip, ListHeader, head_of, pills
from app.kernel.web.lists.listing import ListDefinition, arrange, clauses, searched, unread
from app.kernel.web.lists.work_list import WORK


class Narrowed(BaseFilter):
    """Conditions of the user's list settings, beyond those of single columns."""

    name = _("Conditions")
    arg_name = "where"
    pills: Sequence[Any] = ()

    def apply(self, query: Query[Any], value: ColumnElement[bool]) -> Query[Any]:
        return query.filter(value)


class ArrangedList:
    """The list of a view at the address of this request; page and export read it alike."""

    def __init__(self, view: Any) -> None:
        query_args.check((view,))
        self.view, self.actor = view, current_actor()
        self.definition = view.listing()
        self.kept_views = saved_view.views_of(self.actor, self.definition.key)
        self.state = arrange(self.definition, request.args, self.kept_views, self.actor)

    @cached_property
    def filters(self) -> Any:
        """The conditions of the address and of the settings; invalid ones are told to the user."""
        found = copy.copy(self.view._filters)
        found.clear_filters()
        for column, index, values in query_args.filters(self.view):
            condition = self.view.search_filters()[column][index]
            found._add_filter(condition, values)
            try:
                for value in values:
                    condition.read(value)
            except InvalidInput:
                self._tell_unread(column)
        self._narrow(found)
        return found

    def query(self, size: int | None = None) -> ListQuery:
        """The rows, order and columns of the list."""
        where = self.filters.get_joined_filters(self.view._base_filters)
        return ListQuery(where, self.state.order, self.state.columns, size or self.state.size)

    def widgets(self, head: ListHeader) -> dict[str, Any]:
        """FAB's widgets of list and search panel; the access is logged before any row is read."""
        view = self.view
        filters = self.filters
        if view.watched:
            access_log.log_list_access(self.actor, view.datamodel.obj, self.searched())
        search = view.search_widget(
            route_base=view.route_base,
            form=view.search_form.refresh(),
            include_cols=view.search_columns,
            filters=filters,
            kept=head.kept,
        )
        return {"list": list_widget(view, self.query(), filters), "search": search}

    def searched(self) -> list[str]:
        """The columns by which the list is searched."""
        asked = [column for column, _index, _values in query_args.filters(self.view)]
        return [*asked, *searched(self.state, self.definition)]

    def head(self) -> ListHeader:
        """The header above the list."""
        return head_of(self.definition, self.state, self.kept_views, self.actor)

    def _narrow(self, filters: Any) -> None:
        """Apply the conditions of the list settings."""
        told = pills(self.definition, self.state)
        wanted = list(clauses(self.state, self.definition))
        if work := self.view.work_lists.get(request.args.get(WORK, "")):
            wanted.append(work.clause(self.actor))
            told = [*told, FilterChip(str(work.label), pagination.anew(**{WORK: None}))]
        for clause in wanted:
            narrowed = Narrowed(self.view.datamodel.get_pk_name(), self.view.datamodel)
            narrowed.pills, told = told, []
            filters._add_filter(narrowed, clause)
        for leaf in unread(self.state, self.definition):
            self._tell_unread(leaf.column)
        if self.state.lost:
            flash(gettext("This view does not exist any more, or does not fit this list."))

    def _tell_unread(self, column: str) -> None:
        label = self.view.label_columns[column]
        flash(gettext("The condition on “%(column)s” cannot be read.", column=label))


def list_widget(view: Any, wanted: ListQuery, filters: Any) -> Any:
    """FAB's list widget with keyset pages, and with the rows that the user may change."""
    name = type(view).__name__
    place = pagination.place_of(name)
    part = view.datamodel.part(wanted, place, view._base_filters)
    if not part.rows and place.page and not part.page.later:  # fewer pages now: show the last one
        place = view.datamodel.last_place(wanted, place)
        part = view.datamodel.part(wanted, place, view._base_filters)
    count, most = view.datamodel.counted(wanted, place, part, view.counts_up_to)
    return view.list_widget(
        label_columns=view.label_columns,
        include_columns=wanted.columns,
        value_columns=part.rows,
        order_columns=view.order_columns,
        formatters_columns=view.formatters_columns,
        page=place.page,
        page_size=wanted.size,
        count=count,
        most=most,
        pager=pagination.pager(name, place, part.page, part.keys),
        pks=part.keys,
        actions=view.actions,
        filters=filters,
        modelview_name=name,
        managed=view.rows.managed_among(part.keys),
        row_steps=view.row_actions.of_rows(),
        opens_at=view.opens_at,
        imports=view.imports,
        noun=view.show_title,
    )


def with_related(
    view: Any, item: Any, related: Sequence[Any], widgets: dict[str, Any]
) -> dict[str, Any]:
    """The widgets of a page, with the lists of the rows that belong to its row."""
    return {**widgets, "related_views": [_related_list(view, item, each) for each in related]}


def _related_list(view: Any, item: Any, below: Any) -> Any:
    name = type(below).__name__
    size = request.args.get(f"psize_{name}", type=int)
    order = get_order_args().get(name) or below.base_order
    if below.watched:
        access_log.log_list_access(current_actor(), below.datamodel.obj)
    widget = view._get_related_view_widget(item, below, *order, page_size=size)
    widget.template_args["addable"] = below.takes(item)
    return widget


def definition_of(view: Any) -> ListDefinition:
    """What the list of a view can show, and by what it can be searched and ordered."""
    columns = view.datamodel.list_columns
    kinds = {name: columns[name].type for name in view.search_columns if name in columns}
    texts = [n for n, kind in kinds.items() if type(kind) is String and n not in view.numbers]
    extra = [*view.show_columns, *view.further_columns]
    return ListDefinition(
        key=view.__class__.__name__,
        title=view.list_title,
        address=lambda **args: url_for(f"{view.endpoint}.list", **args),
        noun=view.class_permission_name,
        labels=view.label_columns,
        shown=tuple(view.list_columns),
        further=tuple(each for each in extra if _is_plain(view.datamodel.obj, each)),
        ordered=tuple(view.order_columns),
        order=(view.base_order[0], view.base_order[1]),
        size=view.page_size,
        offers=view.search_filters(),
        form=view.search_form,
        texts=texts,
        names=[each for each in texts if each in view.folded],
        numbers=[each for each in view.numbers if each in view.search_columns],
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
