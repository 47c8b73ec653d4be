"""Versions as files: export as one JSON document, import as a draft."""

import json
from typing import Any

from flask import Response, flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from app.kernel.audit import change_log
from app.kernel.db import transaction
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import download
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.procedures import queries
from app.procedures.models.versions import Version
from app.procedures.operations import drafts, import_file
from app.procedures.operations.import_file import LARGEST
from app.procedures.rules.json_format import ADDRESS, entry_of
from app.procedures.views.copies import MADE


class FileForm(FlaskForm):
    file = FileField(
        _("File"),
        [FileRequired(_("Choose a file."))],
        description=_("A JSON file as this system exports it, 1 MB at most."),
    )


class Export(GeneratedView):
    """Mixin of the view of versions that exports them."""

    @route("/xuat/<pk>", verb="read")
    def export(self, pk: str) -> Response:
        version: Version = self.find(pk)
        entry = entry_of(queries.whole(version.id))
        name = f"thu-tuc-{version.procedure.code}-{version.n}.json"
        return download(name, json.dumps(entry, ensure_ascii=False, indent=2) + "\n")


class ImportExport(BaseView):
    """Import of a version from a file (nhập thủ tục từ tệp)."""

    route_base = "/can-bo/thu-tuc/nhap"
    default_view = "bring_in"
    class_permission_name = "ProcedureVersion"

    @route("/", verb="add", methods=["GET", "POST"])
    def bring_in(self) -> Any:
        """Create a draft from the file; nothing is published."""
        form = FileForm()
        if form.validate_on_submit():
            with refusals(form) as refused, transaction():
                made = drafts.bring_in(import_file.read(form.file.data.stream.read(LARGEST + 1)))
                change_log.record(current_actor(), "add", made)
            if not refused:
                flash(str(MADE), "success")
                return redirect(url_for("VersionView.show", pk=made.id))
        return self.render_template("procedures/import.html", form=form, schema=ADDRESS)
