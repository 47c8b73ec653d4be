"""Own sessions: every officer lists and ends them."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request, session, url_for
from flask_appbuilder import BaseView
from flask_babel import gettext
from flask_login import current_user

from app.accounts import queries
from app.accounts.operations import sessions
from app.accounts.rules.session_limits import IDLE, LONGEST
from app.accounts.views.login_session import TOKEN
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.security.tokens import token_hash
from app.kernel.web.routes import route


class OwnSessions(BaseView):
    """An unknown session is ended here, whatever browser it is in."""

    route_base = "/can-bo/phien"
    default_view = "list"
    class_permission_name = "OwnSession"
    keeps_posts = False

    @route("/", verb="read")
    def list(self) -> Any:
        """The open sessions, most recently used first."""
        now = clock.real_now()
        found = queries.sessions_of(
            current_user.id, seen_since=now - IDLE, begun_since=now - LONGEST
        )
        return self.render_template(
            "accounts/own_sessions.html",
            title=gettext("My sessions"),
            sessions=found,
            here=token_hash(session[TOKEN]),
        )

    @route("/ket-thuc", verb="end", methods=["POST"])
    def end(self) -> Any:
        try:
            key = UUID(request.form.get("session", ""))
        except ValueError:
            abort(400)
        with transaction():
            ended = sessions.end_own_session(key)
        if ended:
            flash(gettext("The session is ended."), "success")
        else:
            flash(gettext("This session had ended already."), "info")
        return redirect(url_for("OwnSessions.list"))

    @route("/ket-thuc-khac", verb="end", methods=["POST"])
    def end_others(self) -> Any:
        with transaction():
            sessions.end_other_sessions(session[TOKEN])
        flash(gettext("All other sessions are ended."), "success")
        return redirect(url_for("OwnSessions.list"))
