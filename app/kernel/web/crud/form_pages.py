"""The forms of a generated view: made from its columns, shown, and written to its rows."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, request
from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext as _
from psycopg.errors import ForeignKeyViolation, RestrictViolation
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.kernel.audit.access_log import AccessKind
from app.kernel.db import ChangedMeanwhile, row_version, transaction
from app.kernel.errors import Refused
from app.kernel.i18n.formatting import masked as masked_number
from app.kernel.web import access_log
from app.kernel.web.crud.dependents import dependents_of
from app.kernel.web.crud.headings import crumbs_to, list_crumbs, name_of
from app.kernel.web.current_actor import current_actor
from app.kernel.web.forms import masked
from app.kernel.web.forms.model_form import VERSION, FormBuilder
from app.kernel.web.refusals import refusals

Form = type[DynamicForm]
ANOTHER = "_another"
"""The button that saves a row and opens an empty form for the next."""


def forms_of(view: Any) -> tuple[Form, Form, Form]:
    """The search form of a view, and its forms to add and to edit a row."""
    builder = FormBuilder(
        view=view.__class__.__name__,
        datamodel=view.datamodel,
        labels=view.label_columns,
        lookups=view.lookups,
        hints=view.description_columns,
        validators=view.validators_columns,
        say=view.words,
        masked={name for name, say in view.formatters_columns.items() if say is masked_number},
    )
    found = builder.build(view.search_columns, view.search_form_extra_fields or {}, searching=True)
    added = view.add_columns if "add" in view.writes else ()
    edited = view.edit_columns if "edit" in view.writes else ()
    builder = replace(builder, base=view.form_base)
    add_form = view.add_form or builder.build(added, view.add_form_extra_fields or {})
    edit_form = view.edit_form or builder.build(
        edited, view.edit_form_extra_fields or {}, versioned=True
    )
    return found, add_form, edit_form


class FormPages:
    """The pages on which the rows of a view are written."""

    def __init__(self, view: Any) -> None:
        self.view = view

    def add(self) -> Any:
        """Show an empty form, or insert a row."""
        view = self.view
        form = view.add_form()
        if request.method == "GET":
            view._prefill(form)
        elif form.validate():
            item = view.datamodel.obj()
            with refusals(form) as refused, transaction():
                form.populate_obj(item)
                view.pre_add(item)
                view.insert(item)
            if not refused:
                flash(str(view.add_row_message), "success")
                return redirect(request.full_path) if ANOTHER in request.form else view.after(item)
        widgets = view._get_add_widget(form=form)
        widgets["add"].template_args["another"] = ANOTHER if view.adds_several else ""
        return view.render_template(
            view.add_template,
            title=view.add_title,
            crumbs=list_crumbs(view, view.add_title),
            widgets=widgets,
        )

    def edit(self, pk: str) -> Any:
        """Show a filled form, or update a row."""
        view = self.view
        item = view.find(pk)
        view.rows.must_manage(item)
        form = view.edit_form(obj=item)
        if request.method == "GET":
            self._note_version(form, item)
        elif masked.REVEAL in request.form:
            self._reveal(form, item)
        elif form.validate():
            with refusals(form) as refused, transaction():
                self._same_version(form, item)
                form.populate_obj(item)
                view.pre_update(item)
                view.update(item)
            if not refused:
                flash(str(view.edit_row_message), "success")
                return view.after(item)
        widgets = view._get_edit_widget(form=form)
        if self._may_reveal():
            widgets["edit"].template_args["masked"] = masked.masked_fields(form)
        return view.render_template(
            view.edit_template,
            title=view.edit_title,
            name=name_of(view, item),
            crumbs=crumbs_to(view, item, view.edit_title),
            widgets={**widgets, "related_views": []},
            related_views=[],
        )

    def delete(self, pk: str) -> Response:
        """Delete a row."""
        view = self.view
        item = view.find(pk)
        name, left = name_of(view, item), view.left(item)
        with refusals() as refused:
            self._remove(item, name)
        if not refused:
            flash(str(view.delete_row_message), "success")
        return left

    def _remove(self, item: Any, name: str) -> None:
        """Delete a row, or say which others keep it."""
        try:
            with transaction():
                self.view.pre_delete(item)
                self.view.remove(item)
        except IntegrityError as error:
            kept = isinstance(error.orig, ForeignKeyViolation | RestrictViolation)
            what = dependents_of(item) if kept else []
            if not what:
                raise
            raise Refused(
                _(
                    "“%(name)s” cannot be deleted: %(what)s still depend on it. Remove or end those"
                    " first."
                ),
                name=name,
                what=", ".join(what),
            ) from error

    def _reveal(self, form: Any, item: Any) -> None:
        """Show the number that was asked for, and log it."""
        shown = masked.reveal(form) if self._may_reveal() else ()
        if shown:
            access_log.log_access(current_actor(), item, AccessKind.REVEAL, shown)

    def _may_reveal(self) -> bool:
        """Whether the user, who may change the row, may also see its numbers in full."""
        own = masked.REVEAL in self.view.actions
        return not own or self.view.may(self.view.get_action_permission_name(masked.REVEAL))

    def _note_version(self, form: Any, item: Any) -> None:
        if VERSION in form:
            form[VERSION].data = str(row_version(item))

    def _same_version(self, form: Any, item: Any) -> None:
        if VERSION in form and form[VERSION].data != str(row_version(item)):
            raise ChangedMeanwhile
