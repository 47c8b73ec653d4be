"""The agency's receipt for money that was passed on, written down when it comes (biên lai)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView, expose, has_access
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.dossiers import queries, rules
from app.dossiers.models import Fee, FeeMove, MoneyMove
from app.dossiers.operations import money
from app.dossiers.operations.issuing import Issuer
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.errors import NotFound
from app.kernel.i18n import money as in_dong
from app.kernel.web import access, current_actor, refusals


class ReceiptForm(FlaskForm):
    """Which money the receipt is for, and its number."""

    fee = RadioField(
        lazy_gettext("Money that was passed on"),
        validators=[InputRequired(lazy_gettext("Choose which money the receipt is for."))],
    )
    receipt_no = StringField(
        lazy_gettext("Number of the agency’s receipt"),
        validators=[
            DataRequired(lazy_gettext("Write the number of the agency’s receipt.")),
            Length(max=40),
        ],
    )


class AgencyReceipts(BaseView):
    """Receipts that come back from the agencies."""

    route_base = "/can-bo/mot-cua/ho-so/<uuid:key>/bien-lai"
    default_view = "record"
    class_permission_name = "Desk"

    @expose("", methods=["GET", "POST"])
    @has_access
    @permission_name("work")
    def record(self, key: UUID) -> Any:
        """Write down the number of a receipt."""
        actor = current_actor()
        dossier = queries.page(key, actor)
        waiting = waiting_for_receipt(dossier.fees, queries.money_history(dossier.id))
        form = ReceiptForm()
        form.fee.choices = [
            SelectChoice(fee.key, f"{fee.label}: {in_dong(fee.amount)}") for fee in waiting
        ]
        if form.validate_on_submit():
            with refusals(form) as refused, transaction():
                found = queries.for_step(key, actor)
                by = Issuer.at_desk(rules.officer(actor, found.commune_id))
                fee = next(each for each in found.fees if each.key == form.fee.data)
                money.record_receipt(found, fee, form.receipt_no.data or "", by=by)
            if not refused:
                flash(_("The agency’s receipt is written down."), "success")
                return redirect(url_for("Desk.dossier", key=key))
        if not waiting:
            raise NotFound
        access.look(actor, dossier)
        return self.render_template(
            "dossiers/desk/agency_receipt.html", dossier=dossier, form=form, now=clock.now()
        )


def waiting_for_receipt(fees: Iterable[Fee], moves: Iterable[FeeMove]) -> list[Fee]:
    """The money that an agency has and has sent no receipt for."""
    kinds = {(move.fee_id, move.kind) for move in moves}
    over = (MoneyMove.RECEIPTED, MoneyMove.CAME_BACK)
    return [
        fee
        for fee in fees
        if (fee.id, MoneyMove.PASSED_ON) in kinds
        and not any((fee.id, kind) in kinds for kind in over)
    ]
