"""Own one-time codes: set up, move to another phone, turn off where not required."""

from typing import Any

from flask import flash, redirect, session, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext
from flask_login import current_user

from app.accounts import queries
from app.accounts.forms import CodeForm, FirstEnrolForm, MoveForm
from app.accounts.models.staff import AppUser
from app.accounts.operations import two_factor
from app.accounts.views.login_session import TOKEN, hold, must_enrol
from app.accounts.views.sign_in import OwnPassword
from app.accounts.views.two_factor_qr import may_try_code, offered
from app.kernel.db import transaction
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route


class OwnCode(BaseView):
    """Optional for everybody; mandatory for signers and account managers where it is enabled."""

    route_base = "/can-bo/ma-xac-thuc"
    default_view = "show"
    class_permission_name = "OwnCode"
    keeps_posts = False

    @route("/", verb="change", methods=["GET", "POST"])
    def show(self) -> Any:
        """Whether codes are on; enrolling the first phone requires the password."""
        user = _me()
        factor = queries.second_factor(user.id)
        if factor is not None and factor.enrolled:
            return self.render_template(
                "accounts/own_two_factor.html",
                title=gettext("One-time codes"),
                factor=factor,
                must=must_enrol(user),
                reset=queries.last_reset(user.id),
            )
        form = FirstEnrolForm()
        if form.validate_on_submit() and OwnPassword.may_try() and may_try_code(user, form):
            with refusals(form) as refused, transaction():
                secret = two_factor.offered_secret(user, form.offer.data)
                token = two_factor.enrol(
                    user, session[TOKEN], secret, form.code.data, password=form.password.data
                )
            if not refused:
                return _told(token, gettext("From now on a code is asked for after the password."))
        return self._enrolling(user, form)

    @route("/doi", verb="change", methods=["GET", "POST"])
    def move(self) -> Any:
        """Enrol another phone with a code of the previous one."""
        user = _me()
        factor = queries.second_factor(user.id)
        if factor is None or not factor.enrolled:
            return redirect(url_for("OwnCode.show"))
        form = MoveForm()
        if form.validate_on_submit() and may_try_code(user, form):
            with refusals(form) as refused, transaction():
                secret = two_factor.offered_secret(user, form.offer.data)
                token = two_factor.move_codes(
                    user,
                    session[TOKEN],
                    secret,
                    before=form.before.data,
                    code=form.code.data,
                )
            if not refused:
                return _told(token, gettext("Codes come from the new telephone now."))
        return self._enrolling(user, form)

    @route("/tat", verb="change", methods=["GET", "POST"])
    def turn_off(self) -> Any:
        user = _me()
        factor = queries.second_factor(user.id)
        if factor is None or not factor.enrolled or must_enrol(user):
            return redirect(url_for("OwnCode.show"))
        form = CodeForm()
        if form.validate_on_submit() and may_try_code(user, form):
            with refusals(form) as refused, transaction():
                token = two_factor.turn_off_codes(user, session[TOKEN], form.code.data)
            if not refused:
                return _told(token, gettext("Codes are no longer asked for."))
        return self.render_template(
            "accounts/own_two_factor_off.html", title=gettext("Turn one-time codes off"), form=form
        )

    def _enrolling(self, user: AppUser, form: Any) -> Any:
        return self.render_template(
            "accounts/own_two_factor_setup.html",
            title=gettext("Set up one-time codes"),
            form=form,
            **offered(user, form),
        )


def _me() -> AppUser:
    user: AppUser = current_user._get_current_object()  # the object behind the proxy
    return user


def _told(token: str, sentence: str) -> Any:
    """All sessions have ended; this browser gets the new one."""
    hold(token)
    flash(sentence, "success")
    return redirect(url_for("OwnCode.show"))
