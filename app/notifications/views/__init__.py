"""The pages of messages: what officers see of them, and where the gateway calls back."""

from app.notifications.views.sandbox import Sandbox

__all__ = ["Sandbox"]
