"""The project's base class of all generated views.

A subclass declares what it shows, and to whom: without a ``scope`` the application does not start,
and everything not opened explicitly is closed. The scope applies to list, page, form, action,
related list and drop-down alike, and once more in the database when a row is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.urltools import get_order_args, get_page_size_args
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement
from werkzeug.wrappers import Response as AnyResponse

from app.kernel.db import ChangedMeanwhile, row_version, transaction
from app.kernel.i18n.formatting import capitalize_first, masked
from app.kernel.text.parsing import InvalidInput
from app.kernel.web import access_log
from app.kernel.web.back_link import remember
from app.kernel.web.crud import import_file
from app.kernel.web.crud.change_history import changes_of
from app.kernel.web.crud.checks import check_declaration
from app.kernel.web.crud.datamodel import COUNT_UP_TO
from app.kernel.web.current_actor import current_actor
from app.kernel.web.display import PageLink, format_cell, phrase
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.forms.masked import REVEAL, masked_fields
from app.kernel.web.forms.model_form import VERSION, FormBuilder
from app.kernel.web.lists import pagination, query_args
from app.kernel.web.lists.columns import ListQuery
from app.kernel.web.lists.filters import InScope
from app.kernel.web.lists.search_panel import SearchPanel
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route

WRITES = frozenset({"add", "edit", "delete"})


class HouseView(import_file.ImportingView):
    """Base class of all generated views; ``docs/adr/0004`` gives the reasons."""

    lookups: ClassVar[Mapping[str, Lookup]] = {}
    """Rows that each relation column may refer to."""
    words: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    """Labels for vocabulary columns that have none of their own."""
    folded: ClassVar[Mapping[str, str]] = {}
    """Column name → the column that stores its text without diacritics, searched instead."""
    finders: ClassVar[Mapping[str, Callable[[str], ColumnElement[bool]]]] = {}
    """Search conditions for columns of tables too large to scan."""
    row_steps: ClassVar[Sequence[str]] = ()
    """Actions with a button in each row of a list."""
    form_base: ClassVar[type[DynamicForm]] = DynamicForm
    """Base class of the add and edit forms."""
    counts_up_to: ClassVar[int] = COUNT_UP_TO
    """Upper bound of counting, above which a list shows "more than"."""
    method_permission_name: Any = {}
    exclude_route_methods: Any = frozenset()
    search_columns: Any = None
    formatters_columns: Any = None
    add_form: Any = None
    edit_form: Any = None

    page_size = 25
    search_widget = SearchPanel
    add_row_message = _("Saved.")
    edit_row_message = _("Saved.")
    delete_row_message = _("Deleted.")

    # --- construction -------------------------------------------------------------------------

    def __init__(self, **kwargs: Any) -> None:
        self.exclude_route_methods = {*self.exclude_route_methods, "download"} | (
            (WRITES - set(self.writes)) | (set() if self.imports else set(import_file.ROUTES))
        )
        verbs = {name: name for name in WRITES} | {"list": "read", "show": "read"}
        verbs |= {"list_as_xlsx": "read", "list_as_csv": "read", **import_file.ROUTES}
        actions = {name: each._action[0] for name, each in _actions_of(type(self))}
        self.method_permission_name = {**verbs, **actions, **self.method_permission_name}
        check_declaration(self, HouseView)
        self.datamodel.numbers = self.numbers
        super().__init__(**kwargs)
        self.datamodel.guard = self._must_manage
        self.datamodel.check = self._refuse_own_affair
        self.datamodel.folded = self.folded
        self.datamodel.finders = self.finders

    def _init_properties(self) -> None:
        searched, ordered = list(self.search_columns or ()), self._ordered()
        super()._init_properties()
        self.search_columns, self.order_columns = searched, ordered
        self._filters = self.datamodel.get_filters(searched)
        self._base_filters = self.datamodel.get_filters().add_filter(
            self.datamodel.get_pk_name(), InScope, self._scope_now
        )
        shown = (*self.list_columns, *self.show_columns)
        self.datamodel.options = self.datamodel.fetch(shown)
        says = {column: _say(say) for column, say in self.words.items()}
        plain = {each: phrase if self.datamodel.is_phrase(each) else format_cell for each in shown}
        self.formatters_columns = {**plain, **says, **self.formatters_columns}

    def _ordered(self) -> Sequence[str]:
        """The sortable columns: those that are shown and are columns."""
        if self.order_columns is not None:
            return list(self.order_columns)
        return [column for column in self.list_columns if column in self.datamodel.list_columns]

    def _init_forms(self) -> None:
        builder = FormBuilder(
            view=self.__class__.__name__,
            datamodel=self.datamodel,
            labels=self.label_columns,
            lookups=self.lookups,
            hints=self.description_columns,
            validators=self.validators_columns,
            say=self.words,
            masked={name for name, say in self.formatters_columns.items() if say is masked},
        )
        extra = self.search_form_extra_fields or {}
        self.search_form = builder.build(self.search_columns, extra, searching=True)
        added = self.add_columns if "add" in self.writes else ()
        edited = self.edit_columns if "edit" in self.writes else ()
        builder = replace(builder, base=self.form_base)
        self.add_form = self.add_form or builder.build(added, self.add_form_extra_fields or {})
        self.edit_form = self.edit_form or builder.build(
            edited, self.edit_form_extra_fields or {}, versioned=True
        )

    # --- reading ------------------------------------------------------------------------------

    def _list(self, **kwargs: Any) -> Any:
        query_args.check((self,))
        searched = self._read_filters()
        if self.watched:
            access_log.log_list_access(current_actor(), self.datamodel.obj, searched)
        name = self.__class__.__name__
        order, direction = get_order_args().get(name) or ("", "")
        widgets = self._get_list_widget(
            filters=self._filters,
            order_column=order,
            order_direction=direction,
            page_size=get_page_size_args().get(name),
            **kwargs,
        )
        self.update_redirect()
        return self._get_search_widget(form=self.search_form.refresh(), widgets=widgets)

    def _read_filters(self) -> Sequence[str]:
        """Read the filters of the address and report those that are invalid.

        Returns the columns by which the list is searched.
        """
        self._filters.clear_filters()
        searched = []
        for column, index, values in query_args.filters(self):
            searched.append(column)
            condition = self.search_filters()[column][index]
            self._filters._add_filter(condition, values)
            try:
                for value in values:
                    condition.read(value)
            except InvalidInput:
                label = self.label_columns[column]
                flash(gettext("The condition on “%(column)s” cannot be read.", column=label))
        return [*searched, *self.narrow()]

    @route("/list/")
    def list(self) -> Any:
        """The rows in the user's scope, paginated."""
        view = self.arranged()
        widgets, head = view._list(), view.head()
        widgets["search"].template_args["kept"] = head.kept
        return self.render_template(
            self.list_template, title=self.list_title, widgets=widgets, head=head
        )

    @route("/show/<pk>")
    def show(self, pk: str) -> Any:
        item = self.find(pk)
        related = self._open_related()
        query_args.check(related)
        widgets = self._related_widgets(item, related, self._get_show_widget(pk, item))
        remember()
        return self.render_template(
            self.show_template,
            pk=pk,
            title=self.show_title,
            widgets=widgets,
            related_views=related,
        )

    def _open_related(self) -> Sequence[HouseView]:
        may = self.appbuilder.sm.has_access
        return [v for v in self._related_views if may("can_read", v.class_permission_name)]

    def _related_widgets(self, item: Any, related: Sequence[Any], widgets: Any) -> Any:
        return {
            **widgets,
            "related_views": [self._related_widget(item, view) for view in related],
        }

    def _related_widget(self, item: Any, view: HouseView) -> Any:
        name = view.__class__.__name__
        page = request.args.get(f"page_{name}", type=int)
        size = request.args.get(f"psize_{name}", type=int)
        column = request.args.get(f"_oc_{name}", "")
        direction = request.args.get(f"_od_{name}", "asc")
        if view.watched:
            access_log.log_list_access(current_actor(), view.datamodel.obj)
        widget = self._get_related_view_widget(item, view, column, direction, page, size)
        widget.template_args["addable"] = view.takes(item)
        return widget

    def takes(self, parent: Any) -> bool:
        """Whether a new row may be added under this row of another table."""
        return True

    def update_redirect(self) -> None:
        """Add the page to the history, short enough for a cookie."""
        remember()

    def _get_list_widget(
        self,
        filters: Any,
        actions: Any = None,
        order_column: str = "",
        order_direction: str = "",
        page_size: int | None = None,
        **kwargs: Any,
    ) -> Any:
        """FAB's list widget with keyset pages, and with the rows that the user may change."""
        name, size = type(self).__name__, page_size or self.page_size
        order = (order_column, order_direction) if order_column else self.base_order
        where = filters.get_joined_filters(self._base_filters)
        place = pagination.place_of(name)
        wanted = ListQuery(where, order, self.list_columns, size)
        part = self.datamodel.part(wanted, place, self._base_filters)
        count, most = self.datamodel.counted(wanted, place, part, self.counts_up_to)
        widget = self.list_widget(
            label_columns=self.label_columns,
            include_columns=self.list_columns,
            value_columns=part.rows,
            order_columns=self.order_columns,
            formatters_columns=self.formatters_columns,
            page=place.page,
            page_size=size,
            count=count,
            most=most,
            pager=pagination.pager(name, place, part.page, part.keys),
            pks=part.keys,
            actions=actions or self.actions,
            filters=filters,
            modelview_name=name,
            managed=self._managed_among(part.keys),
            row_steps=self._open_row_steps(),
            imports=self.imports,
        )
        return {**(kwargs.get("widgets") or {}), "list": widget}

    def _open_row_steps(self) -> Sequence[Any]:
        may, noun = self.appbuilder.sm.has_access, self.class_permission_name
        open_steps = (s for s in self.row_steps if may(self.get_action_permission_name(s), noun))
        return [self.actions[step] for step in open_steps]

    def page_link(self, item: Any) -> PageLink | None:
        """The page where work on this row is done, if it is another one."""
        return None

    def page_links(self, item: Any) -> Sequence[PageLink]:
        """All pages for work on this row, the usual one first."""
        door = self.page_link(item)
        return [door] if door else []

    def _get_show_widget(self, pk: Any, item: Any, **kwargs: Any) -> Any:
        """FAB's show widget with only the actions that apply to this row and user."""
        managed = self._managed_among([self.datamodel.get_pk_value(item)])
        offered = {k: each for k, each in self.actions.items() if managed and self.offers(k, item)}
        widgets = super()._get_show_widget(pk, item, **kwargs)
        widgets["show"].template_args |= {
            "actions": offered,
            "managed": managed,
            "doors": self.page_links(item),
            "changes": changes_of(self, item),
            "oversees": self.appbuilder.sm.has_access("can_read", "AuditEntry"),
        }
        return widgets

    # --- writing ------------------------------------------------------------------------------

    @route("/add", methods=["GET", "POST"])
    def add(self) -> Any:
        """Show an empty form, or insert a row."""
        form = self.add_form()
        if request.method == "GET":
            self._prefill(form)
        elif form.validate():
            item = self.datamodel.obj()
            with refusals(form) as refused, transaction():
                form.populate_obj(item)
                self.pre_add(item)
                self.insert(item)
            if not refused:
                flash(str(self.add_row_message), "success")
                return self.after(item)
        widgets = self._get_add_widget(form=form)
        return self.render_template(self.add_template, title=self.add_title, widgets=widgets)

    @route("/edit/<pk>", methods=["GET", "POST"])
    def edit(self, pk: str) -> Any:
        """Show a filled form, or update a row."""
        item = self.find(pk)
        self._must_manage(item)
        form = self.edit_form(obj=item)
        if request.method == "GET":
            self._note_version(form, item)
        elif REVEAL in request.form:
            self._reveal(form, item)
        elif form.validate():
            with refusals(form) as refused, transaction():
                self._same_version(form, item)
                form.populate_obj(item)
                self.pre_update(item)
                self.update(item)
            if not refused:
                flash(str(self.edit_row_message), "success")
                return self.after(item)
        widgets = self._get_edit_widget(form=form)
        if self._may_reveal():
            widgets["edit"].template_args["masked"] = masked_fields(form)
        return self.render_template(
            self.edit_template,
            title=self.edit_title,
            widgets={**widgets, "related_views": []},
            related_views=[],
        )

    @route("/delete/<pk>", methods=["POST"])
    def delete(self, pk: str) -> AnyResponse:
        item = self.find(pk)
        with refusals() as refused, transaction():
            self.pre_delete(item)
            self.remove(item)
        if not refused:
            flash(str(self.delete_row_message), "success")
        return self.left(item)

    def insert(self, item: Any) -> None:
        """Insert a row; views whose rows are created by an operation override this."""
        self.datamodel.add(item)

    def update(self, item: Any) -> None:
        self.datamodel.edit(item)

    def remove(self, item: Any) -> None:
        self.datamodel.delete(item)

    def after(self, item: Any) -> AnyResponse:
        return redirect(url_for(f"{self.endpoint}.show", pk=self.datamodel.get_pk_value(item)))

    def left(self, item: Any) -> AnyResponse:
        """Redirect after deleting."""
        return redirect(url_for(f"{self.endpoint}.list"))

    def _prefill(self, form: Any) -> None:
        """Preselect the row that the address names, as from the page of that row."""
        for column, lookup in self.lookups.items():
            key = request.args.get(f"_flt_0_{column}")
            if key and column in form:
                form[column].data = lookup.find(current_actor(), key) or abort(404)

    def _note_version(self, form: Any, item: Any) -> None:
        if VERSION in form:
            form[VERSION].data = str(row_version(item))

    def _same_version(self, form: Any, item: Any) -> None:
        if VERSION in form and form[VERSION].data != str(row_version(item)):
            raise ChangedMeanwhile


def _actions_of(view: type) -> list[tuple[str, Any]]:
    members = ((name, getattr(view, name, None)) for name in dir(view))
    return [(name, member) for name, member in members if hasattr(member, "_action")]


def _say(say: Callable[[Any], Any]) -> Callable[[Any], str]:
    return lambda value: "" if value is None else capitalize_first(say(value))
