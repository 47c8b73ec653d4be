"""Uploaded files of people: validation of each row, then applying the valid ones."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext
from openpyxl.utils import get_column_letter
from werkzeug.wrappers import Response as AnyResponse

from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.i18n.formatting import masked
from app.kernel.web import access_log
from app.kernel.web.crud.datamodel import Interface
from app.kernel.web.crud.labels import label_of
from app.kernel.web.crud.scope import Clauses
from app.kernel.web.crud.view import GeneratedView
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import download
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.rollout import exports
from app.rollout.models.staff_lists import ListLine, ListUpload
from app.rollout.operations import list_uploads
from app.rollout.rules import staff_lists as rules
from app.rollout.rules.checked_list import ASKED, GOOD, ListRowVerdict
from app.rollout.rules.list_columns import FoundSheets, SourceSheet, TakenColumns
from app.rollout.rules.list_headings import TAKEN
from app.rollout.rules.list_rows import FIELDS, NEEDED
from app.rollout.views.labels import COLUMN_LABELS, VERDICT_SHAPES, VERDICTS

PAGE = 100
_PERSONAL_NUMBER = re.compile(r"(?:\d[ .\-]?){8,}")
"""Digits in a row that are masked on the page of columns."""


class ListUploadView(GeneratedView):
    """Tệp danh sách tải lên."""

    datamodel = Interface(ListUpload)
    class_permission_name = "StaffList"
    route_base = "/can-bo/tep-danh-sach"
    method_permission_name = {
        "list": "bring_in",
        "show": "bring_in",
        "apply": "bring_in",
        "errors": "bring_in",
        "columns": "bring_in",
    }
    list_columns = ["file_name", "at", "applied_at"]
    search_columns = ["file_name", "at"]
    order_columns = ["file_name", "at"]
    base_order = ("at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (ListUpload.by_id == actor.staff_id,)

    @route("/show/<pk>")
    def show(self, pk: str) -> Any:
        """The validation result of each row; its columns first, if they are not confirmed."""
        upload = self.find(pk)
        if upload.judgement is None:
            return redirect(url_for(f"{self.endpoint}.columns", pk=pk))
        with transaction():
            judged = list_uploads.judged(upload)
        wanted = _verdict(request.args.get("loc"))
        counts, total = judged.counts, len(judged.stored)
        pages = max(1, -(-(counts[wanted] if wanted else total) // PAGE))
        page = min(_page(request.args.get("trang")), pages)
        access_log.log_list_access(current_actor(), ListLine, ())
        return self.render_template(
            "rollout/list_upload.html",
            upload=upload,
            item=upload.staff_list,
            counts=[(v, VERDICT_SHAPES[v], VERDICTS[v], counts[v]) for v in ListRowVerdict],
            asked=[(verdict, counts[verdict]) for verdict in ASKED if counts[verdict]],
            good=sum(counts[verdict] for verdict in GOOD),
            wrong=counts[ListRowVerdict.WRONG],
            respelt=judged.respelt,
            total=total,
            is_open=upload.staff_list.state in rules.OPEN,
            wanted=wanted,
            rows=judged.of(wanted, (page - 1) * PAGE, page * PAGE),
            page=page,
            pages=pages,
            fields=FIELDS,
            labels={field: label_of(ListLine, field) for field in FIELDS},
            shapes=VERDICT_SHAPES,
            words=VERDICTS,
        )

    @route("/<pk>/cot", methods=["GET", "POST"])
    def columns(self, pk: str) -> Any:
        """What each column of the file is taken for, to be corrected before its rows are read."""
        upload = self.find(pk)
        found = list_uploads.found_in(upload)
        if request.method == "POST":
            found = FoundSheets(found.sheets, _chosen(found, request.form))
            with refusals() as refused, transaction():
                list_uploads.choose_columns(upload, found.columns, by=current_actor())
            if not refused:
                return redirect(url_for(f"{self.endpoint}.show", pk=pk))
        access_log.log_list_access(current_actor(), ListLine, ())
        return self.render_template(
            "rollout/list_columns.html",
            upload=upload,
            item=upload.staff_list,
            sheets=[
                (n, sheet, each, list(_columns(sheet, each)), _labels(each.missing))
                for n, (sheet, each) in enumerate(zip(found.sheets, found.columns, strict=True))
                if sheet.heads
            ],
            left_out=", ".join(found.left_out),
            choices=TAKEN,
            needed=NEEDED,
            labels=COLUMN_LABELS,
        )

    @route("/<pk>/ap-dung", methods=["POST"])
    def apply(self, pk: str) -> AnyResponse:
        """Write the valid rows to the list, and those asked for; idempotent."""
        upload = self.find(pk)
        also = {each for each in ASKED if each in request.form.getlist("lay")}
        with refusals() as refused, transaction():
            done = list_uploads.apply(upload, by=current_actor(), also=also)
        if refused:
            return redirect(url_for(f"{self.endpoint}.show", pk=pk))
        said = gettext(
            "%(made)d people were added, %(changed)d changed, %(same)d were there already.",
            **done._asdict(),
        )
        flash(said, "success")
        return redirect(url_for("StaffListView.show", pk=upload.list_id))

    @route("/<pk>/loi.xlsx")
    def errors(self, pk: str) -> Response:
        upload = self.find(pk)
        access_log.log_list_access(current_actor(), ListLine, (), AccessKind.EXPORT)
        with transaction():
            wrong = list_uploads.judged(upload).of(ListRowVerdict.WRONG)
        return download("dong-can-sua.xlsx", exports.marked(upload.staff_list, wrong))


def _verdict(text: str | None) -> ListRowVerdict | None:
    return ListRowVerdict(text) if text in set(ListRowVerdict) else None


def _page(text: str | None) -> int:
    known = text and text.isascii() and text.isdigit() and len(text) < 5
    return max(1, int(text)) if known and text else 1


def _chosen(found: FoundSheets, form: Mapping[str, str]) -> list[TakenColumns]:
    only = len(found.sheets) - len(found.left_out) == 1
    return [
        TakenColumns(
            bool(sheet.heads) and (only or f"lay-{n}" in form),
            [_field(form.get(f"cot-{n}-{at}")) for at in range(len(sheet.heads))],
        )
        for n, sheet in enumerate(found.sheets)
    ]


def _field(text: str | None) -> str | None:
    return text if text in TAKEN else None


def _columns(sheet: SourceSheet, taken: TakenColumns) -> Iterator[dict[str, Any]]:
    for at, head in enumerate(sheet.heads):
        samples = [_sample(text) for text in sheet.samples(at)]
        if head or samples:
            yield {
                "at": at,
                "letter": get_column_letter(at + 1),
                "head": head,
                "samples": samples,
                "is_hidden": at in sheet.hidden_columns,
                "taken_for": taken.columns[at],
            }


def _labels(fields: Iterable[str]) -> str:
    return ", ".join(str(COLUMN_LABELS[field]) for field in fields)


def _sample(text: str) -> str:
    """A value of a column; numbers of people only with their last digits."""
    return masked(text) if _PERSONAL_NUMBER.search(text) else text
