"""Pages that create a copy: a draft from a version, a procedure from another."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.kernel.db import transaction
from app.kernel.text.parsing import line
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.procedures.models.versions import Procedure, Version
from app.procedures.operations import drafts

MADE = _("This is the new draft. Change it, preview it, publish it.")


class DraftForm(FlaskForm):
    """Only the CSRF token, which proves that the user pressed the button."""


class CopyForm(FlaskForm):
    code = StringField(
        _("Code"),
        [DataRequired(), Length(max=20)],
        description=_("As the national database of procedures has it, for example 1.001193."),
    )
    name = StringField(_("Name"), [DataRequired(), Length(max=500)])
    short_name = StringField(_("Short name"), [DataRequired(), Length(max=200)])


class VersionCopies(GeneratedView):
    """Mixin of the view of versions that creates drafts."""

    @route("/ban-moi/<pk>", verb="add", methods=["GET", "POST"])
    def draft(self, pk: str) -> Any:
        version: Version = self.find(pk)
        form = DraftForm()
        if form.validate_on_submit():
            with refusals(form) as refused, transaction():
                made = drafts.draft_from(version)
                self.note("add", made)
            if not refused:
                flash(
                    gettext("This is the new draft. Change it, preview it, publish it."), "success"
                )
                return redirect(url_for("VersionView.show", pk=made.id))
        return self.render_template(
            "procedures/copies.html",
            form=form,
            title=gettext("New draft from this"),
            told=gettext(
                "A draft with every row of “%(version)s” is made. The version itself stays as it"
                " is, and so do the dossiers that were made with it.",
                version=version,
            ),
            page=url_for("VersionView.show", pk=version.id),
        )


class CopyingProcedures(GeneratedView):
    """Mixin of the view of procedures that copies them."""

    @route("/sao/<pk>", verb="add", methods=["GET", "POST"])
    def copy(self, pk: str) -> Any:
        procedure: Procedure = self.find(pk)
        form = CopyForm()
        if form.validate_on_submit() and procedure.versions:
            with refusals(form) as refused, transaction():
                made = drafts.copy_procedure(
                    procedure.versions[0],
                    code=line(form.code.data or ""),
                    name=line(form.name.data or ""),
                    short_name=line(form.short_name.data or ""),
                )
                self.note("add", made.procedure)
            if not refused:
                flash(
                    gettext("This is the new draft. Change it, preview it, publish it."), "success"
                )
                return redirect(url_for("VersionView.show", pk=made.id))
        return self.render_template(
            "procedures/copies.html",
            form=form,
            title=gettext("Copy as a start"),
            told=gettext(
                "A new procedure begins with every row of the newest version of “%(procedure)s”.",
                procedure=procedure.short_name,
            ),
            page=url_for("ProcedureView.show", pk=procedure.id),
        )
