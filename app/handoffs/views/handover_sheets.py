"""Pages of hand-over sheets: selection, print, and recording of signed sheets."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.accounts.roles import Role
from app.handoffs.forms import SignedForm
from app.handoffs.models import Direction, HandoverSheet, Leg
from app.handoffs.operations import handover_sheets
from app.handoffs.operations.handover_sheets import Signed
from app.handoffs.queries import handovers
from app.handoffs.queries.packet_lists import PAGE
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.file_response import kept_file
from app.kernel.web.lists.pagination import page_number
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route

WAYS = {"di": Direction.OUT, "ve": Direction.BACK}
"""The directions by their segment of the URL."""
WAY_LABELS = {
    "di": _("Forwarded files to the agency"),
    "ve": _("Results from the agency"),
}

OLDER = "phieu"
"""The word of the address for the page of sheets that were made."""


class Sheets(BaseView):
    """Hand-over sheets of a commune (phiếu giao nhận hồ sơ)."""

    route_base = "/can-bo/phieu-giao-nhan"
    default_view = "sheets"
    class_permission_name = "Leg"

    @route("/", verb="read")
    def sheets(self) -> Any:
        """Packets that may go on a sheet, by agency, and existing sheets."""
        actor = current_actor()
        way = _way(request.args.get("chieu", ""))
        to, may_work, page, old = WAYS[way], _draws_up(actor), page_number(), page_number(OLDER)
        states = handover_sheets.AT_HAND[to]
        legs = handovers.for_a_sheet(actor, states, to, page - 1) if may_work else []
        sheets = handovers.sheets_page(actor, old - 1)
        access_log.log_list_access(actor, Leg, ())
        return self.render_template(
            "handoffs/handover_sheets.html",
            way=way,
            ways=WAY_LABELS,
            heaps=_by_agency(legs[:PAGE]),
            page=page,
            has_more=len(legs) > PAGE,
            sheets=sheets[:PAGE],
            old=old,
            has_older=len(sheets) > PAGE,
            may_work=may_work,
            many_communes=actor.city or len(actor.reads) > 1,
        )

    @route("/lap", verb="work", methods=["POST"])
    def draw_up(self) -> Any:
        """Number a sheet over the chosen packets; those not sent yet are sent with it."""
        actor, way = current_actor(), _way(request.form.get("chieu", ""))
        with refusals() as refused, transaction():
            sheet = handover_sheets.draw_up(
                _keys(request.form.getlist("goi")),
                WAYS[way],
                actor=actor,
                base_url=request.url_root,
            )
            key, number = sheet.id, sheet.number
        if refused:
            return redirect(url_for("Sheets.sheets", chieu=way))
        told = gettext("Delivery note %(number)s is ready to be printed.", number=number)
        flash(told, "success")
        return redirect(url_for("Sheets.sheet", sheet=key))

    @route("/<uuid:sheet>", verb="read", methods=["GET"])
    def sheet(self, sheet: UUID) -> Any:
        """One sheet: its packets, the PDF, and the recorded signatures."""
        found = handovers.sheet_page(sheet, current_actor())
        return self._show(found, _form(found))

    @route("/<uuid:sheet>/da-ky", verb="work", methods=["POST"])
    def signed(self, sheet: UUID) -> Any:
        actor = current_actor()
        form = SignedForm()
        if form.validate():
            with refusals(form) as refused, transaction():
                found = handovers.sheet_page(sheet, actor, lock=True)
                done = handover_sheets.record(found, _said(form), actor=actor, scan=form.kept)
            if not refused:
                told = ngettext(
                    "%(num)d forwarded file was written down.",
                    "%(num)d forwarded files were written down.",
                    done,
                )
                flash(told, "success")
                return redirect(url_for("Sheets.sheet", sheet=sheet))
        return self._show(handovers.sheet_page(sheet, actor), form)

    @route("/<uuid:sheet>/in", verb="read")
    def printed(self, sheet: UUID) -> Response:
        found = handovers.sheet_page(sheet, current_actor())
        stored = found.printed_key, "application/pdf", None
        return self._file(found, stored, AccessKind.PRINT)

    @route("/<uuid:sheet>/ban-ky", verb="read")
    def scan(self, sheet: UUID) -> Response:
        found = handovers.sheet_page(sheet, current_actor())
        stored = found.signed_key, found.signed_mime, found.signed_sha256
        return self._file(found, stored, AccessKind.FILE)

    def _file(
        self,
        sheet: HandoverSheet,
        stored: tuple[str | None, str | None, str | None],
        look: AccessKind,
    ) -> Response:
        """The file by its key, type and SHA-256."""
        key, mime, sha256 = stored
        if key is None:
            raise NotFound
        response = kept_file(key, mime, f"phieu-giao-nhan-{sheet.n}-{sheet.year}", sha256)
        access_log.log_access(current_actor(), sheet, look)
        return response

    def _show(self, sheet: HandoverSheet, form: SignedForm) -> Any:
        actor = current_actor()
        access_log.log_access(actor, sheet)
        waiting = [line for line in sheet.lines if line.signed_at is None]
        return self.render_template(
            "handoffs/handover_sheet.html",
            sheet=sheet,
            form=form,
            waiting=waiting,
            entries={entry.line.data: entry for entry in form.lines},
            is_back=sheet.direction is Direction.BACK,
            may_work=_draws_up(actor) and bool(actor.postings_in(sheet.commune_id)),
        )


def _way(word: str) -> str:
    return word if word in WAYS else "di"


def _draws_up(actor: Actor) -> bool:
    return any(seat.role == Role.COMMUNE_JUSTICE for seat in actor.postings)


def _by_agency(legs: Iterable[Leg]) -> list[tuple[Any, list[Leg]]]:
    heaps: dict[tuple[int, int], tuple[Any, list[Leg]]] = {}
    for leg in legs:  # a user who works for two communes makes a sheet for each
        heaps.setdefault((leg.commune_id, leg.holder_unit_id), (leg.holder, []))[1].append(leg)
    return list(heaps.values())


def _keys(words: Iterable[str]) -> list[UUID]:
    found = []
    for word in words:
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return found


def _form(sheet: HandoverSheet) -> SignedForm:
    """An empty form with a row for each packet that is not signed for yet."""
    form = SignedForm(formdata=None, signed_at=clock.now())
    for line in sheet.lines:
        if line.signed_at is None:
            form.lines.append_entry({"line": str(line.id), "taken": True})
    return form


def _said(form: SignedForm) -> list[Signed]:
    said = []
    for entry in form.lines:
        for key in _keys([entry.line.data or ""]) if entry.taken.data else ():
            said.append(
                Signed(
                    line_id=key,
                    by=(entry.other.data or "").strip() or (form.signed_by.data or "").strip(),
                    at=form.signed_at.data,
                    number=(entry.number.data or "").strip(),
                    refused=(entry.refused.data or "").strip(),
                )
            )
    return said
