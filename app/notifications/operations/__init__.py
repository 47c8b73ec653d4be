"""The interface for higher packages: send a message, and withdraw it."""

from app.notifications.operations.expired_codes import forget_codes
from app.notifications.operations.message_templates import compose
from app.notifications.operations.outbox import add_to_outbox, call_back, cancel, redirect
from app.notifications.operations.rendering import choose_version, render
from app.notifications.operations.sender import send, tick
from app.notifications.operations.template_seed import load

__all__ = [
    "add_to_outbox",
    "call_back",
    "cancel",
    "choose_version",
    "compose",
    "forget_codes",
    "load",
    "redirect",
    "render",
    "send",
    "tick",
]
