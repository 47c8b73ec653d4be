"""Uploaded files of people: validation of each row, then applying the valid ones."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.web import Clauses, HouseView, Interface, access_log, current_actor, refusals
from app.rollout import exports
from app.rollout.models import ListLine, ListUpload
from app.rollout.operations import list_uploads
from app.rollout.rules import staff_lists as rules
from app.rollout.rules.list_diff import ListRowVerdict
from app.rollout.rules.list_rows import FIELDS
from app.rollout.views.labels import LINE_LABELS, VERDICT_SHAPES, VERDICTS
from app.rollout.views.staff_lists import as_workbook

PAGE = 100


class ListUploadView(HouseView):
    """Tệp danh sách tải lên."""

    datamodel = Interface(ListUpload)
    class_permission_name = "StaffList"
    route_base = "/can-bo/tep-danh-sach"
    method_permission_name = {
        "list": "bring_in",
        "show": "bring_in",
        "apply": "bring_in",
        "errors": "bring_in",
    }
    list_title = _("Files of people that I brought")
    show_title = _("File of people")
    label_columns = {
        "file_name": _("File"),
        "staff_list": _("Staff list"),
        "at": _("Brought at"),
        "applied_at": _("Brought in at"),
    }
    list_columns = ["file_name", "at", "applied_at"]
    show_columns = ["file_name", "at", "applied_at"]
    search_columns = ["file_name", "at"]
    order_columns = ["file_name", "at"]
    base_order = ("at", "desc")

    def scope(self, actor: Actor) -> Clauses:
        return (ListUpload.by_id == actor.staff_id,)

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: str) -> Any:
        """The validation result of each row now; GET changes nothing."""
        upload = self.find(pk)
        judged = list_uploads.judge(upload)
        wanted = _verdict(request.args.get("loc"))
        rows = judged.of(wanted) if wanted else list(judged.rows)
        pages = max(1, -(-len(rows) // PAGE))
        page = min(_page(request.args.get("trang")), pages)
        access_log.log_list_access(current_actor(), ListLine, ())
        counts = judged.counts
        return self.render_template(
            "rollout/list_upload.html",
            upload=upload,
            item=upload.staff_list,
            counts=[(v, VERDICT_SHAPES[v], VERDICTS[v], counts[v]) for v in ListRowVerdict],
            good=counts[ListRowVerdict.NEW] + counts[ListRowVerdict.CHANGED],
            wrong=counts[ListRowVerdict.WRONG],
            respelt=sum(row.other_spelling for row in judged.rows),
            total=len(judged.rows),
            is_open=upload.staff_list.state in rules.OPEN,
            wanted=wanted,
            rows=rows[(page - 1) * PAGE : page * PAGE],
            page=page,
            pages=pages,
            fields=FIELDS,
            labels=LINE_LABELS,
            shapes=VERDICT_SHAPES,
            words=VERDICTS,
        )

    @expose("/<pk>/ap-dung", methods=["POST"])
    @has_access
    def apply(self, pk: str) -> AnyResponse:
        """Write the valid rows to the list; idempotent."""
        upload = self.find(pk)
        with refusals() as refused, transaction():
            done = list_uploads.apply(upload, by=current_actor())
        if refused:
            return redirect(url_for(f"{self.endpoint}.show", pk=pk))
        said = gettext(
            "%(made)d people were added, %(changed)d changed, %(same)d were there already.",
            **done._asdict(),
        )
        flash(said, "success")
        return redirect(url_for("StaffListView.show", pk=upload.list_id))

    @expose("/<pk>/loi.xlsx")
    @has_access
    def errors(self, pk: str) -> Response:
        """The invalid rows, marked, with reasons."""
        upload = self.find(pk)
        access_log.log_list_access(current_actor(), ListLine, (), AccessKind.EXPORT)
        content = exports.marked(upload.staff_list, list_uploads.judge(upload), wrong_only=True)
        return as_workbook(content, "dong-can-sua.xlsx")


def _verdict(text: str | None) -> ListRowVerdict | None:
    return ListRowVerdict(text) if text in set(ListRowVerdict) else None


def _page(text: str | None) -> int:
    known = text and text.isascii() and text.isdigit() and len(text) < 5
    return max(1, int(text)) if known and text else 1
