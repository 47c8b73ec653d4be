"""Recording an agency's receipt for forwarded money (biên lai)."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.dossiers import rules
from app.dossiers.forms.steps import ReceiptForm
from app.dossiers.operations import payments
from app.dossiers.operations.slip_issue import Issuer
from app.dossiers.queries import payments as dossiers_payments
from app.dossiers.queries import visibility
from app.dossiers.rules.payments import waiting_for_receipt
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.i18n.formatting import money as in_dong
from app.kernel.web import access_log
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route


class AgencyPayments(BaseView):
    """Receipts that come back from the agencies."""

    route_base = "/can-bo/mot-cua/ho-so/<uuid:key>/bien-lai"
    default_view = "record"
    class_permission_name = "Desk"

    @route("", verb="work", methods=["GET", "POST"])
    def record(self, key: UUID) -> Any:
        actor = current_actor()
        dossier = visibility.page(key, actor)
        waiting = waiting_for_receipt(dossier.fees, dossiers_payments.money_history(dossier.id))
        form = ReceiptForm()
        form.fee.choices = [
            SelectChoice(fee.key, f"{fee.label}: {in_dong(fee.amount)}") for fee in waiting
        ]
        if form.validate_on_submit():
            with refusals(form) as refused, transaction():
                found = visibility.for_step(key, actor)
                by = Issuer.at_desk(rules.officer(actor, found.commune_id))
                fee = next(each for each in found.fees if each.key == form.fee.data)
                payments.record_receipt(found, fee, form.receipt_no.data or "", by=by)
            if not refused:
                flash(_("The agency’s receipt is written down."), "success")
                return redirect(url_for("Desk.dossier", key=key))
        if not waiting:
            raise NotFound
        access_log.log_access(actor, dossier)
        return self.render_template(
            "dossiers/desk/agency_receipt.html", dossier=dossier, form=form, now=clock.now()
        )
