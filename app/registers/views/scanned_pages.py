"""Scans of old books: adding a page, and showing it beside the fields."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext as _

from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import kept_file
from app.kernel.web.routes import route
from app.registers.forms.scanned_pages import ScannedPageForm
from app.registers.models.entries import RegisterKind
from app.registers.operations.scanned_pages import add_page
from app.registers.queries import scanned_pages as queries
from app.registers.queries.keyed_entries import EntryPlace
from app.registers.views.extracts import KINDS
from app.registers.views.keyed_entries import book_kind, own_seat


class ScannedPages(BaseView):
    """Scanned pages of handwritten books (ảnh chụp trang sổ)."""

    route_base = "/can-bo/so-ho-tich/so-cu/trang"
    default_view = "add"
    class_permission_name = "KeyedEntry"

    @route("/them/<book>", verb="work", methods=["GET", "POST"])
    def add(self, book: str) -> Any:
        """Add the picture of one page, and go on to key its first entry."""
        kind, form, actor = book_kind(book), ScannedPageForm(), current_actor()
        seat = own_seat(actor)
        if not form.is_submitted():
            form.book.data = request.args.get("quyen", "")[:40]
            form.first.data = request.args.get("so", type=int)
        elif form.validate() and form.kept:
            name = " ".join((form.book.data or "").split())
            first = EntryPlace(
                seat.unit_id, actor.is_rehearsal, RegisterKind(kind), name, form.first.data or 0
            )
            with transaction():
                add_page(actor, seat, first, form.last.data or 0, form.kept)
            flash(_("The page is kept. Key its entries now."), "success")
            return redirect(
                url_for("KeyedEntries.key_in", book=book, quyen=name, so=form.first.data)
            )
        return self.render_template("registers/scan_page.html", form=form, kind=KINDS[kind])

    @route("/<uuid:key>", verb="work")
    def picture(self, key: UUID) -> Any:
        actor = current_actor()
        page = queries.page(key, actor)
        access_log.log_access(actor, page, AccessKind.READ)
        return kept_file(page.storage_key, page.mime, str(page), page.sha256)
