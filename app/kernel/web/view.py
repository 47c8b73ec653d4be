"""The house base class of every generated view.

A subclass says what it shows, and for whom: without a ``scope`` it does not start, and everything
that it does not open stays shut. The scope is applied to list, page, form, action, related list and
drop-down alike, and once more by the database when a row is written.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from flask import abort, flash, g, has_request_context, redirect, request, url_for
from flask_appbuilder import ModelView, expose, has_access
from flask_appbuilder.models.filters import Filters
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, exists, select
from werkzeug.wrappers import Response as AnyResponse

from app.kernel import audit
from app.kernel.db import ChangedMeanwhile, db, transaction
from app.kernel.errors import NotAllowed
from app.kernel.scope import Actor
from app.kernel.web import arguments
from app.kernel.web.actors import current_actor
from app.kernel.web.declaration import check_declaration
from app.kernel.web.filters import HouseFilter, InScope
from app.kernel.web.formbuilder import VERSION, FormBuilder
from app.kernel.web.history import remember
from app.kernel.web.interface import Interface
from app.kernel.web.lookup import Lookup
from app.kernel.web.refusals import refusals
from app.kernel.web.showing import spoken
from app.kernel.writing import Misread

Clauses = Iterable[ColumnElement[bool]]
WRITES = frozenset({"add", "edit", "delete"})


class HouseView(ModelView):
    """Ancestor of all generated views; see ``docs/adr`` for why each hole is closed here."""

    datamodel: Interface
    writes: ClassVar[Iterable[str]] = ()
    """Which of add, edit and delete the view offers at all."""
    lookups: ClassVar[Mapping[str, Lookup]] = {}
    """Which rows each relation column may point at."""
    words: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    """How to say the words of a column whose vocabulary has no labels of its own."""
    folded: ClassVar[Mapping[str, str]] = {}
    """Which column keeps the text of another without diacritics, to be searched in its place."""
    method_permission_name: Any = {}
    exclude_route_methods: Any = frozenset()
    search_columns: Any = None
    formatters_columns: Any = None
    add_form: Any = None
    edit_form: Any = None

    page_size = 25
    add_row_message = _("Saved.")
    edit_row_message = _("Saved.")
    delete_row_message = _("Deleted.")

    def scope(self, actor: Actor) -> Clauses:
        """The rows that the person may see; every view says it."""
        raise NotImplementedError

    def manages(self, actor: Actor) -> Clauses:
        """The rows that the person may change, within the scope."""
        return ()

    # --- construction -------------------------------------------------------------------------

    def __init__(self, **kwargs: Any) -> None:
        self.exclude_route_methods = {*self.exclude_route_methods, "download"} | (
            WRITES - set(self.writes)
        )
        verbs = {name: name for name in WRITES} | {"list": "read", "show": "read"}
        actions = {name: each._action[0] for name, each in _actions_of(type(self))}
        self.method_permission_name = {**verbs, **actions, **self.method_permission_name}
        check_declaration(self, HouseView)
        self._own_filters: Filters | None = None
        super().__init__(**kwargs)
        self.datamodel.guard = self._must_manage
        self.datamodel.folded = self.folded

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
        plain = dict.fromkeys(shown, spoken)
        self.formatters_columns = {**plain, **says, **self.formatters_columns}

    def _ordered(self) -> Sequence[str]:
        """The columns that a person may order by: those that are shown and are columns."""
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
        )
        extra = self.search_form_extra_fields or {}
        self.search_form = builder.build(self.search_columns, extra, searching=True)
        added = self.add_columns if "add" in self.writes else ()
        edited = self.edit_columns if "edit" in self.writes else ()
        self.add_form = self.add_form or builder.build(added, self.add_form_extra_fields)
        self.edit_form = self.edit_form or builder.build(
            edited, self.edit_form_extra_fields, versioned=True
        )

    @property
    def _filters(self) -> Any:
        """The conditions of this request; FAB would share them between all threads."""
        if self._own_filters is None or not has_request_context():
            return self._own_filters
        key = f"filters_of_{id(self)}"
        found = g.get(key)
        if found is None:
            found = copy.copy(self._own_filters)
            found.clear_filters()
            setattr(g, key, found)
        return found

    @_filters.setter
    def _filters(self, filters: Filters) -> None:
        self._own_filters = filters

    def search_filters(self) -> Mapping[str, Sequence[HouseFilter]]:
        """The comparisons that each searchable column offers."""
        return self._own_filters.get_search_filters() if self._own_filters else {}

    # --- scope --------------------------------------------------------------------------------

    def _scope_now(self) -> tuple[ColumnElement[bool], ...]:
        return tuple(self.scope(current_actor()))

    def find(self, pk: Any) -> Any:
        """The row with this key within the scope; 404 otherwise."""
        item = self.datamodel.get(pk, self._base_filters)
        if item is None:
            abort(404)
        return item

    def _must_manage(self, item: Any) -> None:
        """Ask the database whether the row, as it is now, is one that the person may change."""
        actor = current_actor()
        key = self.datamodel.get_pk()
        mine = select(
            exists().where(
                key == self.datamodel.get_pk_value(item), *self.scope(actor), *self.manages(actor)
            )
        )
        if not db.session.scalar(mine):
            raise NotAllowed

    # --- reading ------------------------------------------------------------------------------

    def _list(self, **kwargs: Any) -> Any:
        arguments.check((self,))
        self._read_filters()
        return super()._list(**kwargs)

    def _read_filters(self) -> None:
        """Take the conditions from the address; say so when one of them cannot be read."""
        self._filters.clear_filters()
        for column, index, values in arguments.filters(self):
            condition = self.search_filters()[column][index]
            self._filters._add_filter(condition, values)
            try:
                for value in values:
                    condition.read(value)
            except Misread:
                label = self.label_columns[column]
                flash(gettext("The condition on “%(column)s” cannot be read.", column=label))

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        """The rows of the person's scope, page by page."""
        widgets = self._list()
        return self.render_template(self.list_template, title=self.list_title, widgets=widgets)

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: str) -> Any:
        """One row with the lists that hang on it."""
        item = self.find(pk)
        related = self._open_related()
        arguments.check(related)
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
        """The related views that the person may open."""
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
        return self._get_related_view_widget(item, view, column, direction, page, size)

    def update_redirect(self) -> None:
        """Remember where the person was, shortly enough for a cookie."""
        remember()

    def _get_list_widget(self, filters: Any, **kwargs: Any) -> Any:
        """FAB's list, which also knows which of its rows the person may change."""
        widgets = super()._get_list_widget(filters, **kwargs)
        listed = widgets["list"].template_args
        listed["managed"] = self._managed_among(listed["pks"])
        return widgets

    def _get_show_widget(self, pk: Any, item: Any, **kwargs: Any) -> Any:
        """FAB's page, with the actions that make sense for this row and this person only."""
        managed = self._managed_among([self.datamodel.get_pk_value(item)])
        offered = {k: each for k, each in self.actions.items() if managed and self.offers(k, item)}
        widgets = super()._get_show_widget(pk, item, **kwargs)
        widgets["show"].template_args |= {"actions": offered, "managed": managed}
        return widgets

    def offers(self, action: str, item: Any) -> bool:
        """Whether the action makes sense for the row as it is now."""
        return True

    def _managed_among(self, keys: Sequence[Any]) -> frozenset[Any]:
        """Those of the rows that the person may change; nothing is asked where nobody may."""
        may = self.appbuilder.sm.has_access
        verbs = {*self.writes, *self.actions} - {"add"}
        if not keys or not any(may(f"can_{v}", self.class_permission_name) for v in verbs):
            return frozenset()
        clauses = tuple(self.manages(current_actor()))
        if not clauses:
            return frozenset(keys)
        key = self.datamodel.get_pk()
        return frozenset(db.session.scalars(select(key).where(key.in_(keys), *clauses)))

    # --- writing ------------------------------------------------------------------------------

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        """An empty form, or a new row."""
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

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> Any:
        """A filled form, or a changed row."""
        item = self.find(pk)
        self._must_manage(item)
        form = self.edit_form(obj=item)
        if request.method == "GET":
            self._note_version(form, item)
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
        return self.render_template(
            self.edit_template,
            title=self.edit_title,
            widgets={**widgets, "related_views": []},
            related_views=[],
        )

    @expose("/delete/<pk>", methods=["POST"])
    @has_access
    def delete(self, pk: str) -> AnyResponse:
        """Remove one row."""
        item = self.find(pk)
        with refusals() as refused, transaction():
            self.pre_delete(item)
            self.remove(item)
        if not refused:
            flash(str(self.delete_row_message), "success")
        return redirect(url_for(f"{self.endpoint}.list"))

    def insert(self, item: Any) -> None:
        """Keep a new row; a view whose rows are made by an operation calls it here."""
        self.datamodel.add(item)

    def update(self, item: Any) -> None:
        """Keep a changed row."""
        self.datamodel.edit(item)

    def remove(self, item: Any) -> None:
        """Remove a row."""
        self.datamodel.delete(item)

    def note(self, action: str, item: Any) -> None:
        """Put something that was done to a row on the trail, within the caller's transaction."""
        audit.record(current_actor(), action, item)

    def after(self, item: Any) -> AnyResponse:
        """Where the person goes after saving."""
        return redirect(url_for(f"{self.endpoint}.show", pk=self.datamodel.get_pk_value(item)))

    def _prefill(self, form: Any) -> None:
        """Choose the row that the address names, as from the page of that row."""
        for column, lookup in self.lookups.items():
            key = request.args.get(f"_flt_0_{column}")
            if key and column in form:
                form[column].data = lookup.find(current_actor(), key) or abort(404)

    def _note_version(self, form: Any, item: Any) -> None:
        if VERSION in form:
            form[VERSION].data = str(item.version)

    def _same_version(self, form: Any, item: Any) -> None:
        if VERSION in form and form[VERSION].data != str(item.version):
            raise ChangedMeanwhile

    # --- actions ------------------------------------------------------------------------------

    @expose("/action/<string:name>/<pk>", methods=["POST"])
    def action(self, name: str, pk: str) -> Any:
        """Do something with the row of a page."""
        action = self._open_action(name)
        return self._answer(action.func(self._managed(pk)))

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> Any:
        """Do something with the chosen rows of a list."""
        action = self._open_action(request.form.get("action", ""))
        if not action.multiple:
            abort(404)
        keys = dict.fromkeys(request.form.getlist("rowid"))
        if len(keys) > arguments.LARGEST_PAGE:
            abort(400)
        return self._answer(action.func([self._managed(pk) for pk in keys]))

    def _open_action(self, name: str) -> Any:
        action = self.actions.get(name)
        if action is None:
            abort(404)
        permission = self.get_action_permission_name(name)
        if not self.appbuilder.sm.has_access(permission, self.class_permission_name):
            abort(403)
        return action

    def _managed(self, pk: str) -> Any:
        item = self.find(pk)
        self._must_manage(item)
        return item

    def _answer(self, answer: Any) -> Any:
        return answer or redirect(url_for(f"{self.endpoint}.list"))


def _actions_of(view: type) -> list[tuple[str, Any]]:
    members = ((name, getattr(view, name, None)) for name in dir(view))
    return [(name, member) for name, member in members if hasattr(member, "_action")]


def _say(say: Callable[[Any], Any]) -> Callable[[Any], str]:
    return lambda value: "" if value is None else str(say(value))
