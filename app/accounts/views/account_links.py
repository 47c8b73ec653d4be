"""The page behind a one-use link: only its owner chooses and knows the password."""

from typing import Any

from flask import flash, make_response, redirect, session, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from flask_login import current_user

from app.accounts import queries
from app.accounts.forms import ChoosePasswordForm
from app.accounts.operations import account_links
from app.accounts.views import known_devices
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.security.tokens import token_hash
from app.kernel.web.refusals import refusals


class AccountLinks(BaseView):
    """GET does not use the link up; POST does."""

    route_base = "/can-bo/kich-hoat"
    default_view = "choose"
    keeps_posts = False

    @expose("/<string:token>", methods=["GET", "POST"])
    def choose(self, token: str) -> Any:
        if current_user.is_authenticated:
            title = gettext("Sign out first")
            return self._answer("accounts/link_signed_in.html", 409, title=title)
        found = queries.live_link(token_hash(token), clock.real_now())
        if found is None:
            return self._dead()
        _link, user = found
        form = ChoosePasswordForm()
        if form.validate_on_submit():
            used = False
            with refusals(form) as refused, transaction():
                used = account_links.use_link(token, form.new.data, now=clock.real_now())
            if not refused:
                return self._chosen(str(user.username)) if used else self._dead()
        title = gettext("Choose your password")
        return self._answer("accounts/choose_password.html", title=title, form=form, user=user)

    def _chosen(self, username: str) -> Any:
        session.clear()
        known_devices.remember(username)
        flash(gettext("Your password is set. Sign in with it now."), "success")
        return redirect(url_for("SignIn.login"))

    def _dead(self) -> Any:
        """The same page for a link that was used, has expired, or never existed."""
        title = gettext("This link cannot be used")
        return self._answer("accounts/link_expired.html", 404, title=title)

    def _answer(self, template: str, code: int = 200, **facts: Any) -> Any:
        """A response whose URL is secret: no referrer, not even to our own static files.

        Only the origin is sent, because forms over TLS have to state where they come from.
        """
        answer = make_response(self.render_template(template, **facts), code)
        answer.headers["Referrer-Policy"] = "strict-origin"
        return answer
