"""What rooms above ask of this one: to tell somebody something, and to take it back."""

from app.notifications.operations.composing import compose
from app.notifications.operations.forgetting import forget_codes
from app.notifications.operations.loading import load
from app.notifications.operations.promising import call_back, cancel, queue, redirect
from app.notifications.operations.saying import render, settle
from app.notifications.operations.sending import send, tick

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
