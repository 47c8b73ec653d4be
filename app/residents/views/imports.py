"""Police files: uploaded, monitored during validation, imported or dropped."""

import csv
import io
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from flask import Response, flash, make_response, redirect, request, url_for
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.audit.change_log import AuditAction
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.files import storage
from app.kernel.i18n.formatting import file_size
from app.kernel.spreadsheets import workbook
from app.kernel.spreadsheets.writer import table_pieces
from app.kernel.web import access_log
from app.kernel.web.back_link import remember
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.display import render_cell
from app.kernel.web.file_response import TYPES, download, kept_file
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.residents import queries
from app.residents.forms import FileForm
from app.residents.models.residents import ImportState, ResidentImport
from app.residents.operations import imports
from app.residents.rules import file_layout

STATES: Mapping[ImportState, tuple[str, LazyString]] = {
    ImportState.WAITING: ("waiting", _("Waiting to be checked")),
    ImportState.READING: ("process", _("Being checked")),
    ImportState.CHECKED: ("new", _("Checked, nothing imported yet")),
    ImportState.TO_APPLY: ("waiting", _("Waiting to be imported")),
    ImportState.APPLYING: ("process", _("Being imported")),
    ImportState.APPLIED: ("ready", _("Imported")),
    ImportState.FAILED: ("late", _("Could not be read")),
    ImportState.DROPPED: ("closed", _("Given up")),
}
RUNNING = frozenset({
    ImportState.WAITING, ImportState.READING, ImportState.TO_APPLY, ImportState.APPLYING,
})  # fmt: skip
JUDGED = frozenset(ImportState) - {ImportState.WAITING, ImportState.READING, ImportState.FAILED}
REFRESH_SECONDS = 5
FIRST_REASONS = 20
"""Refused rows shown on the page itself; all of them are in the file."""
ROOM = (imports.MOST_MB + 1) * storage.MEGABYTE


class ImportRemark(NamedTuple):
    """One row to be corrected or checked."""

    line: str
    verdict: str
    why: str


class ResidentImportView(GeneratedView):
    """Imports of the population database (đợt nhập dữ liệu dân cư)."""

    datamodel = Interface(ResidentImport)
    route_base = "/can-bo/du-lieu-dan-cu"
    add_title = _("Upload a file of the police")
    writes = ("add",)
    add_form = FileForm
    show_template = "residents/import.html"
    method_permission_name = {
        "bring_in_rows": "add",
        "drop": "add",
        "refused": "read",
        "sample": "read",
    }
    words = {"state": lambda state: STATES[state][1]}
    formatters_columns = {
        "state": lambda state: render_cell("chip", *STATES[state]),
        "size": file_size,
    }
    list_columns = ["file_name", "source", "as_of", "state", "new", "changed", "refused", "at"]
    show_columns = [
        "file_name", "source", "as_of", "at", "by_name", "size", "sha256", "checked_at",
        "applied_at",
    ]  # fmt: skip
    add_columns = ["source", "as_of"]
    search_columns = ["source", "as_of", "state", "at"]
    order_columns = ["as_of", "at"]
    base_order = ("at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return queries.imports_of(actor)

    def create_blueprint(self, *args: Any, **kwargs: Any) -> Any:
        """FAB's blueprint, with a higher upload limit for the one URL that accepts files."""
        blueprint = super().create_blueprint(*args, **kwargs)
        blueprint.url_value_preprocessor(self._room_for_the_file)
        return blueprint

    def _room_for_the_file(self, endpoint: str | None, _values: dict[str, Any] | None) -> None:
        """Raise the upload limit for permitted users; others are rejected before the disk fills."""
        if endpoint == f"{self.endpoint}.add" and request.method == "POST" and self.may("can_add"):
            request.max_content_length = ROOM

    @route("/add", methods=["GET", "POST"])
    def add(self) -> Any:
        """Upload a file; the worker validates it."""
        form, actor = FileForm(), current_actor()
        if form.validate_on_submit():
            sent = form.file.data
            with refusals(form) as refused, transaction():
                taken = imports.take_in(
                    sent.stream,
                    sent.filename or "",
                    source=form.source.data or "",
                    as_of=form.as_of.data,
                    by=actor.staff_id,
                )
                imports.let_read(taken)
                self.note(AuditAction.ADD, taken)
                key = taken.id
            if not refused:
                return redirect(url_for(f"{self.endpoint}.show", pk=key))
        return self.render_template("residents/add_import.html", title=self.add_title, form=form)

    @route("/show/<pk>")
    def show(self, pk: str) -> Any:
        file = self.find(pk)
        widgets = self._get_show_widget(pk, file)
        remember()
        page = make_response(
            self.render_page(
                file,
                widgets,
                file=file,
                percent=_percent(file),
                is_running=file.state in RUNNING,
                is_judged=file.state in JUDGED,
                may_bring_in=file.state is ImportState.CHECKED and self.may("can_add"),
                may_drop=file.state in imports.DROPPABLE and self.may("can_add"),
                reasons=list(islice(_reasons(file), FIRST_REASONS)),
                state=STATES[file.state],
                every=REFRESH_SECONDS,
            )
        )
        if file.state in RUNNING:
            page.headers["Refresh"] = str(REFRESH_SECONDS)
        return page

    @route("/<pk>/dua-vao", methods=["POST"])
    def bring_in_rows(self, pk: str) -> AnyResponse:
        file, actor = self.find(pk), current_actor()
        if actor.staff_id is not None:
            with refusals(), transaction():
                imports.bring_in(file, by=actor.staff_id)
        return redirect(url_for(f"{self.endpoint}.show", pk=pk))

    @route("/<pk>/bo", methods=["POST"])
    def drop(self, pk: str) -> AnyResponse:
        file = self.find(pk)
        with refusals() as refused, transaction():
            imports.drop(file)
            self.note(AuditAction.END, file)
        if not refused:
            flash(gettext("The file was given up. Nothing of it was imported."), "success")
        return redirect(url_for(f"{self.endpoint}.show", pk=pk))

    @route("/<pk>/dong-bi-loai.csv")
    def refused(self, pk: str) -> Response:
        """Download the refused and odd rows, each with its reasons."""
        file = self.find(pk)
        if file.refused_key is None:
            raise NotFound
        access_log.log_access(current_actor(), file, AccessKind.EXPORT)
        answer = kept_file(file.refused_key, TYPES["csv"], None)
        answer.headers["Content-Disposition"] = "attachment; filename=dong-bi-loai.csv"
        return answer

    @route("/mau.<kind>")
    def sample(self, kind: str) -> Response:
        """Download the header and one invented person as a template."""
        headings, *rows = file_layout.template_rows()
        content: bytes | Iterator[bytes]
        if kind == "xlsx":
            columns = [workbook.Column(head, 24, filled_in=True) for head in headings]
            content = workbook.workbook("Dân cư", columns, rows)
        else:
            content = table_pieces(kind, "", headings, rows)
        return download(f"dan-cu-mau.{kind}", content)


def _percent(file: ResidentImport) -> int:
    reading = file.state in {ImportState.WAITING, ImportState.READING}
    whole = file.size if reading else file.rows - file.refused
    return min(99, file.done * 100 // whole) if whole else 0


def _reasons(file: ResidentImport) -> Iterator[ImportRemark]:
    if file.refused_key is None or file.state not in JUDGED:
        return
    with storage.open_stored(file.refused_key) as stored:
        rows = csv.reader(io.TextIOWrapper(stored, "utf-8-sig", newline=""))
        next(rows, None)
        yield from (ImportRemark(*row[:3]) for row in rows)
