"""Forms for a transfer or a suspension of a posting."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext

from app.accounts import queries
from app.accounts.forms import SuspendForm, TransferForm
from app.accounts.models.staff import Posting
from app.accounts.operations import posting_changes
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.i18n.formatting import day
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route
from app.organisation.models import Unit


class MovePosting(BaseView):
    """Transfers or suspends a person (điều động, đình chỉ)."""

    route_base = "/can-bo/vi-tri"
    default_view = "transfer"
    class_permission_name = "Posting"

    @route("/dieu-dong/<uuid:key>", verb="transfer", methods=["GET", "POST"])
    def transfer(self, key: UUID) -> Any:
        """Ask for the new unit and role and the day."""
        actor = current_actor()
        posting = queries.posting_managed_by(actor, key)
        units = queries.units_managed_by(actor)
        form = TransferForm(
            unit=posting.unit_id,
            role=str(posting.role),
            title=posting.title,
            since=clock.today(),
        )
        form.offer(units)
        if form.validate_on_submit():
            with refusals(form) as refused, transaction():
                posting_changes.transfer(
                    posting,
                    _unit(units, form.unit.data),
                    Role(form.role.data),
                    title=form.title.data,
                    since=form.since.data,
                    by=actor,
                )
            if not refused:
                return self._done(
                    posting,
                    gettext(
                        "%(name)s holds the new role from %(day)s.",
                        name=posting.staff.full_name,
                        day=day(form.since.data),
                    ),
                )
        return self._ask("accounts/transfer.html", gettext("Transfer"), form, posting)

    @route("/dinh-chi/<uuid:key>", verb="suspend", methods=["GET", "POST"])
    def suspend(self, key: UUID) -> Any:
        actor = current_actor()
        posting = queries.posting_managed_by(actor, key)
        form = SuspendForm(since=clock.today())
        if form.validate_on_submit():
            with refusals(form) as refused, transaction():
                posting_changes.suspend(
                    posting,
                    since=form.since.data,
                    until=form.until.data,
                    reason=form.reason.data,
                    by=actor,
                )
            if not refused:
                return self._done(
                    posting,
                    gettext(
                        "%(name)s is kept from this role from %(day)s.",
                        name=posting.staff.full_name,
                        day=day(form.since.data),
                    ),
                )
        return self._ask("accounts/suspend.html", gettext("Suspend"), form, posting)

    def _done(self, posting: Posting, told: str) -> Any:
        flash(told, "success")
        return redirect(url_for("StaffView.show", pk=posting.staff_id))

    def _ask(self, template: str, title: str, form: Any, posting: Posting) -> Any:
        return self.render_template(template, title=title, form=form, posting=posting)


def _unit(units: list[Unit], key: int) -> Unit:
    return next(unit for unit in units if unit.id == key)
