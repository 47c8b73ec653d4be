"""What goes with an e-mail: read when it is sent, from the room that has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.kernel.db import db, transaction
from app.kernel.hooks import Hook
from app.notifications.channels import Attachment, Outgoing
from app.notifications.models import Channel, Message
from app.notifications.rules.message_kinds import ENCLOSED, Enclosure, MessageKind

enclosures: Hook[Enclosure, Callable[[UUID], Attachment | None]] = Hook(Enclosure)
"""Each file about a thing, or nothing where there is none; ``create_app()`` binds them."""


def with_enclosures(channel: Channel, outgoing: Outgoing) -> Outgoing:
    """The message with its files, if it is an e-mail that carries some.

    It is asked between the transactions of the sender: nobody waits for a file.
    """
    if channel != Channel.EMAIL:
        return outgoing
    with transaction():
        message = db.session.get_one(Message, outgoing.id)
        wanted = ENCLOSED.get(MessageKind(message.template), ())
        found = [enclosures[each](message.subject_id) for each in wanted]
    return replace(outgoing, attachments=tuple(filter(None, found)))
