"""Pages for messages, and the callbacks of the gateway."""

from app.notifications.views.inbound_sms import InboundMessageView, OptOutView
from app.notifications.views.message_templates import WordingVersionView, WordingView
from app.notifications.views.preferences import OwnNotices
from app.notifications.views.sandbox import Sandbox

__all__ = [
    "InboundMessageView",
    "OptOutView",
    "OwnNotices",
    "Sandbox",
    "WordingVersionView",
    "WordingView",
]
