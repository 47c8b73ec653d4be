"""E-mail attachments: read when sending, from the package that owns them."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.kernel.db import db, transaction
from app.kernel.hooks import Hook
from app.notifications.channels.base import Attachment, Outgoing
from app.notifications.models.outbox import Channel, Message
from app.notifications.rules.message_kinds import ENCLOSED, Enclosure, MessageKind

enclosures: Hook[Enclosure, Callable[[UUID], Attachment | None]] = Hook(Enclosure)
"""One handler per attachment kind, None if there is no file; registered by ``create_app()``."""


def with_enclosures(channel: Channel, outgoing: Outgoing) -> Outgoing:
    """Add the attachments, if it is an e-mail that has some.

    Called between the sender's transactions, so that no lock is held while files are read.
    """
    if channel != Channel.EMAIL:
        return outgoing
    with transaction():
        message = db.session.get_one(Message, outgoing.id)
        wanted = ENCLOSED.get(MessageKind(message.template), ())
        found = [enclosures[each](message.subject_id) for each in wanted]
    return replace(outgoing, attachments=tuple(filter(None, found)))
