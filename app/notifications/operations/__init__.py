"""What rooms above ask of this one: to tell somebody something, and to take it back."""

from app.notifications.operations.loading import load
from app.notifications.operations.promising import call_back, cancel, queue
from app.notifications.operations.saying import render, settle
from app.notifications.operations.sending import send, tick

__all__ = ["call_back", "cancel", "load", "queue", "render", "send", "settle", "tick"]
