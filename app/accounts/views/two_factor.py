"""The second step of sign-in: a code, or first the enrolment of a phone."""

from typing import Any

from flask import redirect, request, session, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext

from app.accounts import queries
from app.accounts.forms import CodeForm, EnrolForm
from app.accounts.models.staff import AppUser
from app.accounts.operations import two_factor
from app.accounts.views import known_devices
from app.accounts.views.login_session import TOKEN, hold, next_page, somebody_waiting
from app.accounts.views.two_factor_qr import may_try_code, offered
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.web import access_log
from app.kernel.web.refusals import refusals


class SecondStep(BaseView):
    """The only pages accessible after the password, where one-time codes are required."""

    route_base = "/can-bo/buoc-hai"
    default_view = "code"
    keeps_posts = False

    @expose("/", methods=["GET", "POST"])
    def code(self) -> Any:
        user = somebody_waiting()
        if user is None:
            return _start_anew()
        factor = queries.second_factor(user.id)
        if factor is None or not factor.enrolled:
            return redirect(url_for("SecondStep.enrol", next=request.args.get("next")))
        form = CodeForm()
        if form.validate_on_submit() and may_try_code(user, form):
            with refusals(form) as refused, transaction():
                token = two_factor.sign_in_with_code(user.id, session[TOKEN], form.code.data)
            if not refused:
                return _let_in(user, token)
            access_log.refused(AccessKind.SIGN_IN_REFUSED, "second_factor", str(user.id))
        return self.render_template(
            "accounts/two_factor.html", title=gettext("Sign in: step 2 of 2"), form=form
        )

    @expose("/dang-ky", methods=["GET", "POST"])
    def enrol(self) -> Any:
        """Show the secret for a phone, and ask for the first code."""
        user = somebody_waiting()
        if user is None:
            return _start_anew()
        factor = queries.second_factor(user.id)
        if factor is not None and factor.enrolled:
            return redirect(url_for("SecondStep.code", next=request.args.get("next")))
        form = EnrolForm()
        if form.validate_on_submit() and may_try_code(user, form):
            with refusals(form) as refused, transaction():
                secret = two_factor.offered_secret(user, form.offer.data)
                token = two_factor.enrol(user, session[TOKEN], secret, form.code.data)
            if not refused:
                return _let_in(user, token)
        return self.render_template(
            "accounts/two_factor_setup.html",
            title=gettext("Set up one-time codes"),
            form=form,
            **offered(user, form),
        )


def _start_anew() -> Any:
    return redirect(url_for("SignIn.login", next=request.args.get("next")))


def _let_in(user: AppUser, token: str) -> Any:
    hold(token)
    known_devices.remember(str(user.username))
    return redirect(next_page())
