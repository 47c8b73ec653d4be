"""The words of one message, in the language of its reader."""

from __future__ import annotations

from flask_babel import force_locale

from app.notifications import rules
from app.notifications.models import Channel, Message
from app.notifications.rules import Template


def render(message: Message) -> rules.Text:
    """The words of a message: the version that was sent, or the one that holds now."""
    say = rules.short if message.channel == Channel.SMS else rules.in_full
    with force_locale(message.language):
        return say(Template(message.template), message.facts)
