"""The project's base class of all generated views.

A subclass declares what it shows, and to whom: without a ``scope`` the application does not start,
and everything not opened explicitly is closed. The scope applies to list, page, form, action,
related list and drop-down alike, and once more in the database when a row is written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from flask import Response, abort, redirect, request, url_for
from flask_appbuilder import ModelView, expose
from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement
from werkzeug.wrappers import Response as AnyResponse

from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.i18n.formatting import capitalize_first
from app.kernel.web.back_link import came_from, remember
from app.kernel.web.crud import import_file
from app.kernel.web.crud.actions import RowActions
from app.kernel.web.crud.arranged_list import ArrangedList, definition_of, list_widget, with_related
from app.kernel.web.crud.change_history import changes_of
from app.kernel.web.crud.checks import check_declaration, declared_columns
from app.kernel.web.crud.datamodel import COUNT_UP_TO, Interface
from app.kernel.web.crud.export import Exporter
from app.kernel.web.crud.form_pages import FormPages, forms_of
from app.kernel.web.crud.headings import crumbs_to, name_of
from app.kernel.web.crud.import_file import Importer
from app.kernel.web.crud.labels import label_of, titles
from app.kernel.web.crud.scope import Clauses, Scope
from app.kernel.web.current_actor import current_actor
from app.kernel.web.display import PageLink, format_cell, phrase
from app.kernel.web.forms.lookup import Lookup
from app.kernel.web.lists import query_args
from app.kernel.web.lists.columns import ListQuery
from app.kernel.web.lists.filters import ColumnFilter, InScope
from app.kernel.web.lists.listing import ListDefinition
from app.kernel.web.lists.search_panel import SearchPanel
from app.kernel.web.lists.work_list import WorkList
from app.kernel.web.routes import route

WRITES = frozenset({"add", "edit", "delete"})


class GeneratedView(ModelView):
    """Base class of all generated views; ``docs/adr/0004`` gives the reasons."""

    datamodel: Interface
    noun: ClassVar[Sequence[Any]] = ()
    """The words for one row and for many, where they are not those of the model."""
    named_by: ClassVar[Sequence[str]] = ()
    """The columns that tell one row from another in headings; else the first of the list."""
    under: ClassVar[tuple[type, ...]] = ()
    """Views of other packages on whose pages the rows that belong there are listed."""
    first_columns: ClassVar[Sequence[str]] = ()
    """Columns that only a new row is asked for, before those of ``edit_columns``."""
    watched: ClassVar[bool] = False
    """Whether accesses to the rows are logged."""
    adds_several: ClassVar[bool] = True
    """Whether rows are often entered one after another: the form offers the next."""
    writes: Iterable[str] = ()
    """Which of add, edit and delete the view offers."""
    numbers: ClassVar[Collection[str]] = ()
    """Columns with a personal number: searched by the complete number only."""
    about: ClassVar[str] = ""
    """The relation to the person whom a row is about: nobody writes rows about themselves."""
    further_columns: ClassVar[Sequence[str]] = ()
    """Columns that a user may choose besides those of the list and the page."""
    bare: ClassVar[Collection[str]] = ()
    """Columns whose formatter only adds markup, such as a link: exported as plain text."""
    imports: ClassVar[Sequence[str]] = ()
    """Columns of an import: first the one that identifies rows, then all form fields."""
    lookups: ClassVar[Mapping[str, Lookup]] = {}
    """Rows that each relation column may refer to."""
    words: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    """Labels for vocabulary columns that have none of their own."""
    folded: ClassVar[Mapping[str, str]] = {}
    """Column name → the column that stores its text without diacritics, searched instead."""
    finders: ClassVar[Mapping[str, Callable[[str], ColumnElement[bool]]]] = {}
    """Search conditions for columns of tables too large to scan."""
    opens_at: ClassVar[str] = ""
    """Where the name of a row leads, with KEY for its key, if not to its generated page."""
    work_lists: ClassVar[Mapping[str, WorkList]] = {}
    """What counters of the start page open: by the word in the address, the rows that wait."""
    row_steps: ClassVar[Sequence[str]] = ()
    """Actions with a button in each row of a list."""
    form_base: ClassVar[type[DynamicForm]] = DynamicForm
    """Base class of the add and edit forms."""
    counts_up_to: ClassVar[int] = COUNT_UP_TO
    """Upper bound of counting, above which a list shows "more than"."""
    class_permission_name: Any = None
    method_permission_name: Any = {}
    exclude_route_methods: Any = frozenset()
    label_columns: Any = None
    show_columns: Any = None
    add_columns: Any = None
    edit_columns: Any = None
    search_columns: Any = None
    edit_form_extra_fields: Any = None
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
        self.rows, self.row_actions = Scope(self), RowActions(self)
        self.exporter, self.importer = Exporter(self), Importer(self)
        self.form_pages = FormPages(self)
        self.exclude_route_methods = {*self.exclude_route_methods, "download"} | (
            (WRITES - set(self.writes)) | (set() if self.imports else set(import_file.ROUTES))
        )
        verbs = {name: name for name in WRITES} | {"list": "read", "show": "read"}
        verbs |= {"list_as_xlsx": "read", "list_as_csv": "read", **import_file.ROUTES}
        actions = {name: each._action[0] for name, each in _actions_of(type(self))}
        self.method_permission_name = {**verbs, **actions, **self.method_permission_name}
        self._complete()
        check_declaration(self, GeneratedView)
        data = self.datamodel
        data.numbers, data.folded, data.finders = self.numbers, self.folded, self.finders
        data.guard, data.check = self.rows.must_manage, self.rows.refuse_own_affair
        self.base_filters = [[data.get_pk_name(), InScope, self.rows.clauses]]
        super().__init__(**kwargs)
        self._listing = definition_of(self)

    def _complete(self) -> None:
        """Fill in what follows from the model and from other declarations."""
        model = self.datamodel.obj
        self.class_permission_name = self.class_permission_name or type(self).__name__.removesuffix(
            "View"
        )
        noun = self.noun or getattr(model, "__noun__", None)
        for title, words in titles(noun).items() if noun else ():
            setattr(self, title, getattr(self, title) or words)
        self.show_columns = self.show_columns or self.list_columns
        self.add_columns = self.add_columns or [*self.first_columns, *(self.edit_columns or ())]
        self.edit_columns = self.edit_columns or self.add_columns
        self.edit_form_extra_fields = self.edit_form_extra_fields or self.add_form_extra_fields
        shown = {*model.__mapper__.attrs.keys(), *self.further_columns, *declared_columns(self)}
        labels = {column: self.label(column) for column in sorted(shown)}
        self.label_columns = {column: words for column, words in labels.items() if words}

    @classmethod
    def label(cls, column: str) -> Any:
        """The label of a column: that of the view, or that of the model."""
        return (cls.label_columns or {}).get(column) or label_of(cls.datamodel.obj, column)

    def _gen_labels_columns(self, list_columns: Any) -> None:
        """Nothing: FAB would make English labels from the names of columns."""

    def _init_properties(self) -> None:
        searched, ordered = list(self.search_columns or ()), self._ordered()
        super()._init_properties()
        self.search_columns, self.order_columns = searched, ordered
        self._filters = self.datamodel.get_filters(searched)
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
        """Make the forms from the columns; FAB's would offer rows without any scope."""
        self.search_form, self.add_form, self.edit_form = forms_of(self)

    # --- reading ------------------------------------------------------------------------------

    def scope(self, actor: Actor) -> Clauses:
        """Conditions for the rows that the user may see; every view defines it."""
        raise NotImplementedError

    def manages(self, actor: Actor) -> Clauses:
        """Conditions for the rows that the user may change, within the scope."""
        return ()

    def find(self, pk: Any) -> Any:
        """The row with this key within the scope; 404 otherwise."""
        return self.rows.find(pk)

    def may(self, permission: str) -> bool:
        """Whether the user has the permission on the noun of this view."""
        return bool(self.appbuilder.sm.has_access(permission, self.class_permission_name))

    def listing(self) -> ListDefinition:
        """What the list can show."""
        return self._listing

    def search_filters(self) -> Mapping[str, Sequence[ColumnFilter]]:
        """The comparisons that each searched column offers."""
        found: Mapping[str, Sequence[ColumnFilter]] = self._filters.get_search_filters()
        return found

    @route("/list/")
    def list(self) -> Any:
        """The rows in the user's scope, paginated."""
        found = ArrangedList(self)
        head = found.head()
        widgets = found.widgets(head)
        remember()
        return self.render_template(
            self.list_template,
            title=self.list_title,
            widgets=widgets,
            head=head,
        )

    @route("/list/xlsx")
    def list_as_xlsx(self) -> Any:
        """Export the list at the same address as an Excel workbook."""
        return self.exporter.answer("xlsx")

    @route("/list/csv")
    def list_as_csv(self) -> Any:
        """Export the list at the same address as CSV."""
        return self.exporter.answer("csv")

    @route("/import", methods=["GET", "POST"])
    def bring_in(self) -> Any:
        """Test a file, or import the rows that were tested."""
        return self.importer.page()

    @route("/import/table")
    def table_to_fill(self) -> Response:
        """The rows that the user may change, as a workbook to be edited and imported."""
        return self.importer.table()

    @expose("/action/<string:name>/<pk>", methods=["POST"])
    def action(self, name: str, pk: str) -> Any:
        """Run an action on the row of a page."""
        return self.row_actions.run(name, pk)

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> Any:
        """Run an action on the selected rows of a list."""
        return self.row_actions.run_on_selected()

    @route("/show/<pk>")
    def show(self, pk: str) -> Any:
        item = self.find(pk)
        related = self.open_related()
        query_args.check(related)
        widgets = with_related(self, item, related, self._get_show_widget(pk, item))
        remember()
        return self.render_page(item, widgets, related)

    def render_page(
        self, item: Any, widgets: Any, related: Sequence[Any] = (), /, **args: Any
    ) -> Any:
        """The page of a row, titled by its name."""
        return self.render_template(
            self.show_template,
            pk=self.datamodel.get_pk_value(item),
            title=name_of(self, item),
            noun=self.show_title,
            crumbs=crumbs_to(self, item),
            widgets=widgets,
            related_views=related,
            **args,
        )

    def open_related(self) -> Sequence[GeneratedView]:
        """The related views that the user may open, those of other packages last."""
        others = (each for each in self.appbuilder.baseviews if isinstance(each, GeneratedView))
        hung = (each for each in others if isinstance(self, each.under))
        return [view for view in (*self._related_views, *hung) if view.may("can_read")]

    def takes(self, parent: Any) -> bool:
        """Whether a new row may be added under this row of another table."""
        return True

    def _get_view_widget(self, filters: Any, page_size: int | None, **order: Any) -> Any:
        """FAB's hook for a list on the page of another row, which it does not repeat."""
        where = filters.get_joined_filters(self._base_filters)
        by = (order["order_column"], order["order_direction"])
        size, parents = page_size or self.page_size, filters.get_relation_cols()
        columns = [each for each in self.list_columns if each.partition(".")[0] not in parents]
        return list_widget(self, ListQuery(where, by, columns, size), filters)

    def page_link(self, item: Any) -> PageLink | None:
        """The page where work on this row is done, if it is another one."""
        return None

    def page_links(self, item: Any) -> Sequence[PageLink]:
        """All pages for work on this row, the usual one first."""
        door = self.page_link(item)
        return [door] if door else []

    def _get_show_widget(self, pk: Any, item: Any, **kwargs: Any) -> Any:
        """FAB's show widget with only the actions that apply to this row and user."""
        managed = self.rows.managed_among([self.datamodel.get_pk_value(item)])
        widgets = super()._get_show_widget(pk, item, **kwargs)
        widgets["show"].template_args |= {
            "actions": self.row_actions.of_item(item) if managed else {},
            "managed": managed,
            "name": name_of(self, item),
            "noun": self.show_title,
            "doors": self.page_links(item),
            "changes": changes_of(self, item),
            "oversees": self.appbuilder.sm.has_access("can_read", "AuditEntry"),
        }
        return widgets

    # --- writing ------------------------------------------------------------------------------

    @route("/add", methods=["GET", "POST"])
    def add(self) -> Any:
        """Show an empty form, or insert a row."""
        return self.form_pages.add()

    @route("/edit/<pk>", methods=["GET", "POST"])
    def edit(self, pk: str) -> Any:
        """Show a filled form, or update a row."""
        return self.form_pages.edit(pk)

    @route("/delete/<pk>", methods=["POST"])
    def delete(self, pk: str) -> AnyResponse:
        return self.form_pages.delete(pk)

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
        """Redirect after deleting: to the list that it was deleted from, with its conditions."""
        gone = url_for(f"{self.endpoint}.show", pk=self.datamodel.get_pk_value(item))
        return redirect(came_from(besides=gone) or url_for(f"{self.endpoint}.list"))

    def note(self, action: str, item: Any) -> None:
        """Log an action on a row in the change log, in the caller's transaction."""
        change_log.record(current_actor(), action, item)

    def offers(self, action: str, item: Any) -> bool:
        """Whether the action applies to the row in its current state."""
        return True

    def _prefill(self, form: Any) -> None:
        """Preselect the row that the address names, as from the page of that row."""
        for column, lookup in self.lookups.items():
            key = request.args.get(f"_flt_0_{column}")
            if key and column in form:
                form[column].data = lookup.find(current_actor(), key) or abort(404)


def _actions_of(view: type) -> list[tuple[str, Any]]:
    members = ((name, getattr(view, name, None)) for name in dir(view))
    return [(name, member) for name, member in members if hasattr(member, "_action")]


def _say(say: Callable[[Any], Any]) -> Callable[[Any], str]:
    return lambda value: "" if value is None else capitalize_first(say(value))
