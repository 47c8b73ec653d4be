"""Import of catalogue rows from a file: a dry run, then the import, with a result for each row.

A row goes through the same form and operation as a manual edit; the dry run writes it and rolls
back. So the file can do nothing that its user could not do by hand.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Response, flash, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from app.kernel import clock
from app.kernel.audit import change_log
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import DomainError, Refused
from app.kernel.security import encryption
from app.kernel.spreadsheets import reader, workbook
from app.kernel.text.parsing import InvalidInput
from app.kernel.web import access_log
from app.kernel.web.crud.change_history import labels_of
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import download
from app.kernel.web.forms.row_form import cell_text, text_of, typed_into
from app.kernel.web.lists.values import read
from app.kernel.web.refusals import refusals, sentence

ROUTES = {"bring_in": "edit", "table_to_fill": "edit"}
"""Permissions required by the import routes."""
MOST_ROWS = 500
KEPT_SECONDS = 60 * 60
SEALED_FOR = "import"


class ImportOutcome(StrEnum):
    """Outcome of an imported row (kết quả từng dòng)."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


OUTCOMES: Mapping[ImportOutcome, LazyString] = {
    ImportOutcome.NEW: _("New row"),
    ImportOutcome.CHANGED: _("Changed"),
    ImportOutcome.SAME: _("As it is already"),
    ImportOutcome.REFUSED: _("To be put right"),
}


class Unwritten(Exception):
    """Carries the result out of the dry run's transaction, which it rolls back."""

    def __init__(self, verdict: ImportRowResult) -> None:
        super().__init__()
        self.verdict = verdict


@dataclass(frozen=True)
class ImportRowResult:
    """The effect of an imported row, or why it fails."""

    number: int
    key: str
    outcome: ImportOutcome
    told: Sequence[str] = ()
    """The changed fields, or the reasons of a refusal."""


Line = tuple[int, list[str]]
"""Row number in the sheet, and its cells."""


class TableForm(FlaskForm):
    file = FileField(
        _("Excel file with the rows"),
        description=_("The file that was downloaded here, with your changes; .xlsx, 2 MB at most."),
        validators=[FileRequired(_("Choose a file."))],
    )


class Importer:
    """Brings a file into the rows of a view, through the form of the view."""

    def __init__(self, view: Any) -> None:
        self.view, self.datamodel = view, view.datamodel

    def page(self) -> Any:
        """Test a file, or import the rows that were tested."""
        form, sealed = TableForm(), request.form.get("rows", "")
        lines: list[Line] = []
        with refusals(form):
            if sealed:
                lines = self._unsealed(sealed)
            elif form.validate_on_submit():
                lines = self._read(form.file.data.stream)
        verdicts = self._take(lines, really=bool(sealed))
        if sealed and lines:
            with transaction():
                change_log.imported(
                    current_actor(), self.datamodel.obj.__table__.name, self.view.imports
                )
            flash(gettext("The file is imported."), "success")
        return self.view.render_template(
            "kernel/import.html",
            title=self.view.list_title,
            form=form,
            verdicts=verdicts,
            outcomes=OUTCOMES,
            good=sum(
                each.outcome in {ImportOutcome.NEW, ImportOutcome.CHANGED} for each in verdicts
            ),
            bad=sum(each.outcome is ImportOutcome.REFUSED for each in verdicts),
            written=bool(sealed),
            sealed="" if sealed else self._sealed(lines),
            endpoint=self.view.endpoint,
            adds=self._adds(),
        )

    def table(self) -> Response:
        """A workbook with the rows that the user may change, to be edited and imported."""
        heads, rows = self._heads(), self._present()
        columns = [workbook.Column(head, 24) for head in heads]
        content = workbook.workbook(clock.today().isoformat(), columns, rows)
        access_log.log_list_access(
            current_actor(), self.datamodel.obj, self.view.imports, AccessKind.EXPORT
        )
        return download(f"{self.view.route_base.rsplit('/', 1)[-1]}.xlsx", content)

    def _take(self, lines: Sequence[Line], *, really: bool) -> list[ImportRowResult]:
        seen: set[str] = set()
        verdicts = []
        for number, cells in lines:
            twice, key = cells[0] in seen, cells[0]
            seen.add(key)
            if twice:
                reason = gettext("The same record is in several rows. Keep one.")
                verdicts.append(ImportRowResult(number, key, ImportOutcome.REFUSED, [reason]))
            else:
                verdicts.append(self._take_one(number, cells, really=really))
        return verdicts

    def _take_one(self, number: int, cells: list[str], *, really: bool) -> ImportRowResult:
        try:
            with transaction():
                verdict = self._write(number, cells)
                _keep(verdict, really=really)
        except Unwritten as tried:
            return tried.verdict
        except DomainError as refusal:
            reason = str(refusal)
        except IntegrityError as error:
            reason = sentence(error)
        else:
            return verdict
        return ImportRowResult(number, cells[0], ImportOutcome.REFUSED, [reason])

    def _write(self, number: int, cells: list[str]) -> ImportRowResult:
        """Import one row through its form."""
        key, item = cells[0], self._named(cells[0])
        if item is None and not self._adds():
            reason = gettext("There is no such record that you may change.")
            return ImportRowResult(number, key, ImportOutcome.REFUSED, [reason])
        form = self._filled(cells, item)
        reasons = [] if form.validate() else _reasons(form)
        reasons += self._fixed(form, cells, item) if item is not None else []
        if reasons:
            return ImportRowResult(number, key, ImportOutcome.REFUSED, reasons)
        if item is None:
            item = self.datamodel.obj()
            form.populate_obj(item)
            self.view.pre_add(item)
            self.view.insert(item)
            return ImportRowResult(number, key, ImportOutcome.NEW)
        self.view.rows.must_manage(item)
        form.populate_obj(item)
        changed = [
            label for f in change_log.changed_fields(item) for label in labels_of(self.view, f)
        ]
        if changed:
            self.view.pre_update(item)
            self.view.update(item)
        return ImportRowResult(
            number, key, ImportOutcome.CHANGED if changed else ImportOutcome.SAME, changed
        )

    def _named(self, text: str) -> Any:
        """The row of the scope identified by the first cell."""
        column = getattr(self.datamodel.obj, self.view.imports[0])
        try:
            value = read(column.type, text)
        except InvalidInput:
            return None
        rows = self.datamodel.session.query(self.datamodel.obj)
        rows = self.datamodel.apply_filters(rows, self.view._base_filters)
        found = rows.filter(column == value).limit(2).all()
        return found[0] if len(found) == 1 else None

    def _filled(self, cells: list[str], item: Any) -> Any:
        make, actor = self.view.add_form if item is None else self.view.edit_form, current_actor()
        blank, typed = make(formdata=None, meta={"csrf": False}), MultiDict[str, str]()
        for column, text in zip(self.view.imports, cells, strict=True):
            if column in blank:
                typed.setlist(column, typed_into(blank[column], text, actor))
        return make(formdata=typed, obj=item, meta={"csrf": False})

    def _fixed(self, form: Any, cells: list[str], item: Any) -> list[str]:
        """Errors for read-only columns that differ in the file."""
        fixed = [
            (c, text) for c, text in zip(self.view.imports, cells, strict=True) if c not in form
        ]
        blank = self.view.add_form(formdata=None, meta={"csrf": False})
        return [
            gettext("“%(column)s” cannot be changed here.", column=self.view.label_columns[column])
            for column, text in fixed
            if text != cell_text(self._said(blank, column, item))
        ]

    def _said(self, blank: Any, column: str, item: Any) -> str:
        field, value = blank._fields.get(column), getattr(item, column)
        if field is not None:
            field.process_data(value)
        return text_of(field, value)

    def _present(self) -> Iterator[list[str]]:
        blank = (self.view.add_form if self._adds() else self.view.edit_form)(
            formdata=None, meta={"csrf": False}
        )
        rows = self.datamodel.session.query(self.datamodel.obj)
        rows = self.datamodel.apply_filters(rows, self.view._base_filters)
        rows = rows.filter(*self.view.manages(current_actor()))
        first = getattr(self.datamodel.obj, self.view.imports[0])
        for item in rows.order_by(first).limit(MOST_ROWS):
            yield [self._said(blank, column, item) for column in self.view.imports]

    def _heads(self) -> list[str]:
        return [str(self.view.label_columns[column]) for column in self.view.imports]

    def _adds(self) -> bool:
        return "add" in self.view.writes and self.view.may("can_add")

    def _read(self, stream: Any) -> list[Line]:
        rows = reader.rows_of(stream, self._heads(), most=MOST_ROWS)
        for row in rows:
            if any(row.values[at] is None for at in row.formulas):
                raise Refused(
                    _(
                        "Row %(row)s has a formula whose value the file does not hold. Enter the"
                        " value itself."
                    ),
                    status=422,
                    field="file",
                    row=row.number,
                )
        return [(row.number, [cell_text(value) for value in row.values]) for row in rows]

    def _sealed(self, lines: list[Line]) -> str:
        told = {"by": str(current_actor().staff_id), "of": self.view.endpoint, "rows": lines}
        packed = zlib.compress(json.dumps(told).encode(), 9)
        return encryption.seal(SEALED_FOR, packed).decode() if lines else ""

    def _unsealed(self, words: str) -> list[Line]:
        packed = encryption.unseal(SEALED_FOR, words.encode(), within_seconds=KEPT_SECONDS)
        told: dict[str, Any] = json.loads(zlib.decompress(packed)) if packed else {}
        if (told.get("by"), told.get("of")) != (str(current_actor().staff_id), self.view.endpoint):
            raise Refused(_("The file was checked too long ago. Check it once more."))
        return [(number, cells) for number, cells in told["rows"]]


def _keep(verdict: ImportRowResult, *, really: bool) -> None:
    if not really:
        raise Unwritten(verdict)


def _reasons(form: Any) -> list[str]:
    return [
        f"{form[name].label.text}: {error}"
        for name, errors in form.errors.items()
        for error in errors
    ]
