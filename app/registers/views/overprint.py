"""Certificates on the ministry's blanks: the values of one entry, the test sheet, the offset."""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext as _

from app.dossiers import rules
from app.dossiers.operations.slip_issue import Issuer
from app.dossiers.views.desk.daily_documents import commune_asked, communes_of, own_commune
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.printing import pdf
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.registers import queries
from app.registers.forms.overprint import OffsetForm
from app.registers.models.blanks import BlankKind
from app.registers.models.overprint import OVERPRINTED
from app.registers.operations import overprint
from app.registers.slips.overprint import TITLES, trial


class Overprints(BaseView):
    """Printing on blanks (in lên phôi giấy tờ hộ tịch)."""

    route_base = "/can-bo/so-ho-tich/in-phoi"
    default_view = "offsets"
    class_permission_name = "Desk"

    @route("/<uuid:key>", verb="work")
    def show(self, key: UUID) -> Response:
        """The values of one certificate, for the blank that lies in the printer."""
        actor = current_actor()
        entry = queries.to_copy(key, actor)
        made = overprint.printed(entry)
        access_log.log_access(actor, entry, AccessKind.PRINT)
        return Response(made, headers=pdf.headers("in-len-phoi.pdf"))

    @route("/", verb="work")
    def offsets(self) -> Any:
        return self._page()

    @route("/do-lech", verb="work", methods=["POST"])
    def set_offset(self) -> Any:
        form, actor = OffsetForm(), current_actor()
        if form.validate():
            with refusals(form) as refused, transaction():
                commune = own_commune(actor, form.commune.data)
                by = Issuer.at_desk(rules.officer(actor, commune.id))
                blank = _blank(form.blank.data or "")
                overprint.set_offset(commune, blank, form.offset, actor=actor, by=by)
            if not refused:
                flash(_("The offset is kept. Print the test sheet again to check it."), "success")
                return redirect(url_for("Overprints.offsets", xa=form.commune.data))
        return self._page(form)

    @route("/in-thu/<blank>", verb="work")
    def trial(self, blank: str) -> Response:
        """The test sheet, with the offset as it is set now."""
        kind = _blank(blank)
        commune = commune_asked(current_actor())
        made = trial(kind, overprint.offset_of(commune.id, kind))
        return Response(made, headers=pdf.headers("to-in-thu.pdf"))

    def _page(self, sent: OffsetForm | None = None) -> Any:
        actor = current_actor()
        commune = commune_asked(actor, sent.commune.data if sent else None)
        return self.render_template(
            "registers/overprint.html",
            commune=commune,
            communes=communes_of(actor),
            forms_of={blank: _form(commune.id, blank, sent) for blank in OVERPRINTED},
            sent=sent,
            titles=TITLES,
            may_set=commune.id in dict(communes_of(actor)) and not actor.is_rehearsal,
        )


def _form(commune_id: int, blank: BlankKind, sent: OffsetForm | None) -> OffsetForm:
    """The form as it was sent, with its errors; the other blanks as they are kept."""
    form = sent if sent is not None and sent.blank.data == blank else OffsetForm(formdata=None)
    if form is not sent:
        form.commune.data, form.blank.data = commune_id, str(blank)
        form.show(overprint.offset_of(commune_id, blank))
    for field in form:
        field.id = f"{field.name}_{blank}"
    return form


def _blank(word: str) -> BlankKind:
    found = next((blank for blank in OVERPRINTED if blank == word), None)
    if found is None:
        raise NotFound
    return found
