"""Sign in, sign out, change one's own password."""

from typing import Any

from flask import flash, redirect, request, session, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.views import AuthView
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user

from app.accounts.forms import ConfirmForm, PasswordForm, SignInForm
from app.accounts.operations import accounts
from app.accounts.rules.passwords import words_of
from app.accounts.views import known_devices
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
from app.kernel.security.proof_of_work import Puzzle
from app.kernel.security.rate_limits import (
    OWN_PASSWORD,
    SIGN_IN,
    SIGN_IN_ALL,
    SIGN_IN_DEVICE,
    SIGN_IN_NEAR,
    TooOften,
    moment_in,
    neighbourhood,
)
from app.kernel.web import access_log
from app.kernel.web.attempts import Attempt, Use
from app.kernel.web.current_actor import current_actor
from app.kernel.web.refusals import refusals
from app.kernel.web.routes import route

WRONG = _("The user name or the password is not right.")


PASSWORD_TRIED_TOO_OFTEN = _(
    "Wrong passwords were tried too often for this account or from this network. Yours has not been"
    " looked at yet: write it once more."
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
            attempt = _attempt(form.username.data)
            if used_up := attempt.count():
                refusal = TooOften(PASSWORD_TRIED_TOO_OFTEN, seconds=used_up.seconds)
                flash(str(refusal), "warning")
                page = self._page(form, attempt.puzzle(), moment_in(refusal.seconds))
                return page, refusal.status, dict(refusal.headers)
            browser = new_browser()
            with transaction():
                user = accounts.sign_in(form.username.data, form.password.data, browser)
            if user is not None:
                attempt.give_back()
            why_not = closed_today(user) if user else WRONG
            if user is not None and why_not is None:
                return start_login(user, browser)
            access_log.refused(AccessKind.SIGN_IN_REFUSED, "ab_user")
            flash(str(why_not), "danger")
        return self._page(form)

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

    def _page(self, form: SignInForm, puzzle: Puzzle | None = None, free_at: str = "") -> str:
        """The page; ``free_at`` is when a further attempt costs no proof of work."""
        return str(
            self.render_template(
                self.login_template, title=self.title, form=form, puzzle=puzzle, free_at=free_at
            )
        )


def _attempt(username: str) -> Attempt:
    """An attempt to sign in: a known browser counts by itself, all others together."""
    account = username.lower()
    device = known_devices.device_of(account)
    if device:
        uses: tuple[Use, ...] = (Use(SIGN_IN_DEVICE, f"{device} {account}"),)
    else:
        near = neighbourhood(request.remote_addr or "")
        uses = Use(SIGN_IN, account), Use(SIGN_IN_NEAR, near), Use(SIGN_IN_ALL, "")
    return Attempt(f"sign in {account}", uses)


class OwnPassword(BaseView):
    """Changes the user's own password."""

    route_base = "/can-bo/mat-khau"
    default_view = "change"
    class_permission_name = "OwnPassword"
    keeps_posts = False

    @route("/", verb="change", methods=["GET", "POST"])
    def change(self) -> Any:
        form = PasswordForm()
        if form.validate_on_submit() and self.may_try():
            user = current_user._get_current_object()  # the object behind the proxy
            with refusals(form) as refused, transaction():
                token = accounts.change_password(
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
