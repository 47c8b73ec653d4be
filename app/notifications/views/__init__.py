"""The pages of messages: what officers see of them, and where the gateway calls back."""

from app.notifications.views.inbound import InboundMessageView, OptOutView
from app.notifications.views.preferences import OwnNotices
from app.notifications.views.sandbox import Sandbox
from app.notifications.views.wordings import WordingVersionView, WordingView

__all__ = [
    "InboundMessageView",
    "OptOutView",
    "OwnNotices",
    "Sandbox",
    "WordingVersionView",
    "WordingView",
]
