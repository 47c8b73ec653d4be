"""The officers' page that shows what citizens would have been told."""

from __future__ import annotations

from typing import NamedTuple

from flask import Response, request
from flask_appbuilder import BaseView, expose, permission_name
from flask_appbuilder.security.decorators import has_access
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.notifications import queries, rules
from app.notifications.models import Channel, MessageState


class Badge(NamedTuple):
    """A state as it is shown: its word, its shape and colour."""

    word: LazyString
    look: str


STATES: dict[MessageState, Badge] = {
    MessageState.QUEUED: Badge(_("Waiting to be sent"), "waiting"),
    MessageState.SENT: Badge(_("Sent"), "ready"),
    MessageState.FAILED: Badge(_("Not delivered"), "late"),
    MessageState.CANCELLED: Badge(_("Taken back"), "closed"),
}

CHANNELS: dict[Channel, LazyString] = {Channel.SMS: _("SMS"), Channel.EMAIL: _("E-mail")}


class Sandbox(BaseView):
    """Messages as they would have gone out (tin nhắn thử nghiệm)."""

    route_base = "/can-bo/thu-nghiem/tin-nhan"
    default_view = "messages"
    class_permission_name = "SandboxMessage"

    @expose("/")
    @has_access
    @permission_name("read")
    def messages(self) -> str | Response:
        """Newest first, a page at a time; numbers and addresses masked."""
        number = max(1, request.args.get("trang", 1, type=int))
        page = queries.sandbox_page(number)
        return self.render_template(
            "notifications/sandbox.html",
            page=page,
            states=STATES,
            channels=CHANNELS,
            masked=rules.masked,
            names=rules.NAMES,
        )
