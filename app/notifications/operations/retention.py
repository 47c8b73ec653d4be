"""Retention of message contents and addresses."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, func, or_, select

from app.accounts.models.staff import Posting
from app.kernel import clock, retention
from app.kernel.db import db
from app.kernel.retention import PRIVACY, PurgeResult, RetentionRule, older
from app.notifications import queries, rules
from app.notifications.models.calls_and_preferences import NoticePreference
from app.notifications.models.gateway import InboundMessage
from app.notifications.models.outbox import WAITING, SandboxMessage
from app.notifications.operations import attempt_results


def purge_words(before: datetime, at_most: int) -> PurgeResult:
    """Erase contents and numbers; a message still waiting is given up with a call task."""
    messages = queries.still_in_words(before, at_most)
    for message in messages:
        if message.state in WAITING:
            attempt_results.fail(message, "never_sent")
        message.recipient, message.facts = rules.masked(message.recipient), {}
    ids = [message.id for message in messages]
    db.session.execute(delete(SandboxMessage).where(SandboxMessage.message_id.in_(ids)))
    return PurgeResult(len(ids), tuple(dict.fromkeys(message.subject_id for message in messages)))


def purge_preferences(before: datetime, at_most: int) -> PurgeResult:
    works = select(Posting.staff_id).where(
        Posting.staff_id == NoticePreference.staff_id,
        or_(func.upper_inf(Posting.during), func.upper(Posting.during) > before.date()),
    )
    left = select(NoticePreference.staff_id).where(~works.exists(), NoticePreference.at < before)
    gone = delete(NoticePreference).where(NoticePreference.staff_id.in_(left.limit(at_most)))
    return PurgeResult(len(db.session.scalars(gone.returning(NoticePreference.staff_id)).all()))


retention.declare(
    RetentionRule(
        name="messages",
        what=_("Messages to citizens: words, facts, telephone or e-mail"),
        kept=timedelta(days=90),
        since=_("written"),
        then=_("words and facts are removed, of the number the end stays; that it was sent stays"),
        law=PRIVACY,
        provisional=True,
        order=60,
        purge=purge_words,
        now=clock.now,
    ),
    RetentionRule(
        name="delivery_reports",
        what=_("Reports of the operator: the result of each message (keys alone)"),
        then=_("never removed: evidence that somebody was told; no word and no number"),
        law="Luật Hộ tịch 60/2014/QH13 Đ74; NĐ 85/2016/NĐ-CP",
        order=61,
    ),
    RetentionRule(
        name="calls",
        what=_("Calls to citizens whom a message did not reach: outcome and note"),
        then=_("kept with the dossier: evidence that somebody telephoned"),
        law="Luật Hộ tịch 60/2014/QH13 Đ61; Luật Lưu trữ",
        provisional=True,
        order=62,
    ),
    RetentionRule(
        name="inbound_messages",
        what=_("Short messages of citizens: words and telephone"),
        kept=timedelta(days=90),
        since=_("received"),
        then=_("the message is removed"),
        law=PRIVACY,
        provisional=True,
        order=63,
        purge=older(InboundMessage.at),
        now=clock.now,
    ),
    RetentionRule(
        name="opt_outs",
        what=_("Telephones whose owners want no notices"),
        then=_("kept while the request holds: START removes it"),
        law="NĐ 91/2020/NĐ-CP (chống tin nhắn rác); Luật BVDLCN 91/2025/QH15",
        order=64,
    ),
    RetentionRule(
        name="notice_preferences",
        what=_("How officers want the daily summary, and their e-mail"),
        kept=timedelta(days=30),
        since=_("left the last posting"),
        then=_("choice and address are removed"),
        law=PRIVACY,
        provisional=True,
        order=65,
        purge=purge_preferences,
        now=clock.now,
    ),
)
