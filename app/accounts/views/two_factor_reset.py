"""An administrator resets the one-time codes of somebody who lost the phone, with a reason."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext

from app.accounts import queries
from app.accounts.forms import ResetCodeForm
from app.accounts.operations import admin_scope, two_factor
from app.accounts.views.labels import way_words
from app.kernel.db import transaction
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route


class ResetCode(BaseView):
    """Never one's own; ends the person's sessions, and the next sign-in asks to enrol."""

    route_base = "/can-bo/nhan-su/dat-lai-ma"
    default_view = "reset"
    class_permission_name = "Staff"

    @route("/<uuid:key>", verb="reset_code", methods=["GET", "POST"])
    def reset(self, key: UUID) -> Any:
        actor = current_actor()
        staff = queries.staff_managed_by(actor, key)
        admin_scope.check_reach(staff, actor)
        form = ResetCodeForm()
        if form.validate_on_submit():
            with refusals(form) as refused, transaction():
                given = two_factor.reset_codes(staff, by=actor, reason=form.reason.data)
            if not refused:
                told = gettext(
                    "%(name)s chooses a new password, then enrols again. The link: %(way)s.",
                    name=staff.full_name,
                    way=way_words(given),
                )
                flash(told, "success")
                return redirect(url_for("StaffView.show", pk=staff.id))
        return self.render_template(
            "accounts/two_factor_reset.html",
            title=gettext("Reset one-time codes"),
            form=form,
            staff=staff,
        )
