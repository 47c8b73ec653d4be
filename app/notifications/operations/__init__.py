"""What rooms above ask of this one: to tell somebody something, and to take it back."""

from app.notifications.operations.expired_codes import forget_codes
from app.notifications.operations.message_templates import compose
from app.notifications.operations.outbox import call_back, cancel, queue, redirect
from app.notifications.operations.rendering import render, settle
from app.notifications.operations.sender import send, tick
from app.notifications.operations.template_loading import load

__all__ = [
    "call_back",
    "cancel",
    "compose",
    "forget_codes",
    "load",
    "queue",
    "redirect",
    "render",
    "send",
    "settle",
    "tick",
]
