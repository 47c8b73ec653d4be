"""Sign in, sign out, change one's own password."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, session, url_for
from flask_appbuilder import BaseView, expose, has_access
from flask_appbuilder.security.decorators import permission_name
from flask_appbuilder.security.views import AuthView
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user

from app.accounts import operations
from app.accounts.forms import ConfirmForm, PasswordForm, SignInForm
from app.accounts.rules import words_of
from app.accounts.views.login_session import (
    TOKEN,
    closed_today,
    end_session,
    hold,
    new_browser,
    next_page,
    start_login,
)
from app.kernel.audit.access_log import AccessKind
from app.kernel.db import transaction
from app.kernel.security.rate_limits import OWN_PASSWORD, SIGN_IN_ALL, SIGN_IN_NEAR, neighbourhood
from app.kernel.web import access_log, current_actor, refusals

WRONG = _(
    "The user name or the password is not right, or too many wrong passwords have "
    "been tried. After five an account waits 15 seconds before the next try, "
    "and twice as long after each further one, up to 15 minutes."
)


class SignIn(AuthView):
    """Sign-in and sign-out."""

    route_base = "/can-bo"
    default_view = "login"
    title = _("Sign in")
    login_template = "accounts/sign_in.html"
    keeps_posts = False

    @expose("/dang-nhap", methods=["GET", "POST"])
    def login(self) -> Any:
        if current_user.is_authenticated:
            return redirect(next_page())
        form = SignInForm()
        if form.validate_on_submit():
            self._count_try()
            browser = new_browser()
            with transaction():
                user = operations.sign_in(form.username.data, form.password.data, browser)
            if user is not None:
                self._was_right()
            why_not = closed_today(user) if user else WRONG
            if user is not None and why_not is None:
                return start_login(user, browser)
            access_log.refused(AccessKind.SIGN_IN_REFUSED, "ab_user")
            flash(str(why_not), "danger")
        return self.render_template(self.login_template, title=self.title, form=form)

    @expose("/dang-xuat", methods=["GET", "POST"])
    def logout(self) -> Any:
        """Ask for confirmation, then end the session everywhere."""
        form = ConfirmForm()
        if not current_user.is_authenticated:
            return redirect(url_for("SignIn.login"))
        if form.validate_on_submit():
            end_session()
            flash(gettext("You are signed out."), "info")
            return redirect(url_for("SignIn.login"))
        return self.render_template("accounts/sign_out.html", title=gettext("Sign out"), form=form)

    @staticmethod
    def _count_try() -> None:
        """Count an attempt before the password is checked.

        Raises:
            TooOften: too many wrong passwords came from this network, or overall.
        """
        SIGN_IN_NEAR.consume(neighbourhood(request.remote_addr or ""))
        SIGN_IN_ALL.consume("")

    @staticmethod
    def _was_right() -> None:
        """Uncount the attempt: only wrong passwords stay counted."""
        SIGN_IN_NEAR.give_back(neighbourhood(request.remote_addr or ""))
        SIGN_IN_ALL.give_back("")


class OwnPassword(BaseView):
    """Changes the user's own password."""

    route_base = "/can-bo/mat-khau"
    default_view = "change"
    class_permission_name = "OwnPassword"
    keeps_posts = False

    @expose("/", methods=["GET", "POST"])
    @has_access
    @permission_name("change")
    def change(self) -> Any:
        form = PasswordForm()
        if form.validate_on_submit() and self.may_try():
            user = current_user._get_current_object()  # the object behind the proxy
            with refusals(form) as refused, transaction():
                token = operations.change_password(
                    user, session[TOKEN], form.new.data, old=form.old.data, words=own_words()
                )
            if not refused:
                hold(token)
                flash(gettext("Your password is changed. Other sessions are ended."), "success")
                return redirect(url_for("Start.index"))
        return self.render_template(
            "accounts/own_password.html", title=gettext("Change password"), form=form
        )

    @staticmethod
    def may_try() -> bool:
        """Ten attempts in ten minutes, against guessing from a session left open."""
        OWN_PASSWORD.consume(current_user.username)
        return True


def own_words() -> tuple[str, ...]:
    """Guessable words of the current user: name and units."""
    actor = current_actor()
    return words_of(actor.name, *(seat.unit_name for seat in actor.postings))
