"""The officers' page that shows what citizens would have been told."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import BaseView, expose, has_access
from flask_appbuilder.security.decorators import permission_name

from app.kernel.web import current_actor
from app.notifications import queries, rules
from app.notifications.views.words import CHANNELS, STATES


class Sandbox(BaseView):
    """Messages as they would have gone out, from every commune (tin nhắn thử nghiệm).

    Who reads dossiers of the whole city reads the words too; others see how the sending goes.
    """

    route_base = "/can-bo/thu-nghiem/tin-nhan"
    default_view = "messages"
    class_permission_name = "SandboxMessage"

    @expose("/")
    @has_access
    @permission_name("read")
    def messages(self) -> Any:
        """Newest first, a page at a time; numbers and addresses masked."""
        number = min(max(1, request.args.get("trang", 1, type=int)), queries.LAST_PAGE)
        return self.render_template(
            "notifications/sandbox.html",
            page=queries.sandbox_page(number),
            shows_words=current_actor().city,
            states=STATES,
            channels=CHANNELS,
            masked=rules.masked,
            names=rules.NAMES,
        )
