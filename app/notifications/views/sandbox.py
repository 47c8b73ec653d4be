"""The officers' page that shows what citizens would have been told."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import BaseView, expose, has_access
from flask_appbuilder.security.decorators import permission_name
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.web import current_actor
from app.notifications import queries, rules
from app.notifications.models import Channel, MessageState

STATES: dict[MessageState, tuple[str, LazyString]] = {
    MessageState.CREATED: ("waiting", _("Waiting to be sent")),
    MessageState.SENDING: ("waiting", _("Being sent")),
    MessageState.SENT: ("ready", _("Message sent")),
    MessageState.DELIVERED: ("ready", _("Delivered")),
    MessageState.TEMPORARY_FAILURE: ("late", _("Telephone not reached")),
    MessageState.PERMANENT_FAILURE: ("late", _("Number takes no messages")),
    MessageState.TECHNICAL_FAILURE: ("late", _("Not delivered")),
    MessageState.CANCELLED: ("closed", _("Taken back")),
}
"""How each state is shown: shape and word."""

CHANNELS: dict[Channel, LazyString] = {Channel.SMS: _("SMS"), Channel.EMAIL: _("E-mail")}


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
