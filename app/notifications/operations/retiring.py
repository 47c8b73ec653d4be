"""How long the words and numbers of messages are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import delete

from app.kernel import clock, retention
from app.kernel.db import db
from app.kernel.retention import Kept, Purged
from app.notifications import queries, rules
from app.notifications.models import SandboxMessage


@retention.purge(
    Kept(
        name="messages",
        what=_("Messages to citizens: words, facts, telephone or e-mail"),
        kept=timedelta(days=90),
        since=_("written"),
        then=_("words and facts are removed, of the number the end stays; that it was sent stays"),
        law="Luật BVDLCN 91/2025/QH15 (tối thiểu hóa dữ liệu)",
        provisional=True,
        order=60,
    ),
    now=clock.now,
)
def purge_words(before: datetime, at_most: int) -> Purged:
    """What was said and to which number, of messages that have come or never will."""
    messages = queries.still_in_words(before, at_most)
    for message in messages:
        message.to, message.facts = rules.masked(message.to), {}
    ids = [message.id for message in messages]
    db.session.execute(delete(SandboxMessage).where(SandboxMessage.message_id.in_(ids)))
    return Purged(len(ids), tuple(dict.fromkeys(message.about for message in messages)))
