"""Expired one-time codes and links are neither sent nor stored."""

from flask_babel import lazy_gettext as _
from sqlalchemy import delete

from app.kernel import clock
from app.kernel.db import db
from app.kernel.jobs import queue
from app.notifications import queries, rules, vocabulary
from app.notifications.models.outbox import WAITING, MessageState, SandboxMessage


@queue.periodic("notifications.forget_codes", "* * * * *", _("Wipe one-time codes that are over"))
def forget_codes() -> None:
    """Erase expired codes and links, and links that went out; those still waiting are not sent."""
    now = clock.now()
    links_before = now - rules.GOOD_FOR[vocabulary.MessageKind.ACCOUNT_LINK]
    messages = queries.codes_in_words(now - rules.ONE_TIME_LASTS, links_before)
    for message in messages:
        message.facts = {}
        if message.state in WAITING:
            message.state, message.failure_reason = MessageState.TECHNICAL_FAILURE, "expired"
            message.finished_at = now
    ids = [message.id for message in messages]
    db.session.execute(delete(SandboxMessage).where(SandboxMessage.message_id.in_(ids)))
