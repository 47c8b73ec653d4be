"""A form submitted after its session had ended is offered again to its sender."""

from typing import Any

from flask_appbuilder import BaseView
from flask_babel import gettext
from flask_login import current_user

from app.accounts import queries
from app.accounts.rules.session_limits import POSTS_KEPT
from app.kernel import clock
from app.kernel.security.tokens import token_hash
from app.kernel.web.routes import route


class PendingForms(BaseView):
    """Nothing is submitted automatically: the user reviews the form and submits it or not."""

    route_base = "/can-bo/gui-lai"
    default_view = "show"
    class_permission_name = "Start"

    @route("/<string:token>", verb="read")
    def show(self, token: str) -> Any:
        since = clock.real_now() - POSTS_KEPT
        kept = queries.kept_post(token_hash(token), current_user.id, since=since)
        return self.render_template(
            "accounts/pending_form.html",
            title=gettext("Send it again?"),
            path=kept.path,
            fields=kept.fields,
            kept_at=kept.kept_at,
            sentences=[value for _name, value in kept.fields if " " in value.strip()],
        )
